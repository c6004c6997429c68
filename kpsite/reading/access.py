"""The master key and ``kpsite.access``, from the environment and the store's folder."""

from __future__ import annotations

import os
import stat
from collections.abc import MutableMapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from kpsite.problems import refusal
from kpsite.reading.stamp import ACCESS_FILE, BUYERS_FILE, KEY_FILE, PRACTICE_BUYERS_FILE, VARIABLE
from kpsite.reading.whole import AT_ONCE, whole_text
from kpsite.sealing.access import Book, read_book
from kpsite.sealing.keys import BadKey, Master
from kpsite.targets.disk import put
from kpsite.values import dataclass

if TYPE_CHECKING:
    from kpsite.sealing.buyers import Buyers, Sale

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Keyring:
    """What a build needs to seal: the master key, if there is one, who was given access, and who has paid.

    ``rehearsal`` lets in who has paid in Stripe's test mode, or in practice.
    """

    master: Master | None = None
    book: Book = field(default_factory=Book)
    buyers: Buyers | None = None
    rehearsal: bool = False

    def sales(self, uid: str) -> tuple[Sale, ...]:
        """Give the sales that open a course."""
        return tuple(self.buyers.sales(uid, rehearsal=self.rehearsal)) if self.buyers else ()


NO_KEYS = Keyring()


def read_keyring(root: Path, environ: MutableMapping[str, str], *, rehearsal: bool = False) -> Keyring:
    """Read all of it. The key leaves the environment, so that no theme or plugin finds it there.

    Raises ``KpsiteError`` for a key or a file that cannot be used.
    """
    master, book = read_master(root, environ), read_access(root)
    files = (BUYERS_FILE, PRACTICE_BUYERS_FILE)[: 2 if rehearsal else 1]
    if master is None or not any((root / name).exists() for name in files):
        return Keyring(master, book)
    from kpsite.reading.buyers import read_for_build  # start-up time: only who sells through Stripe needs it

    return Keyring(master, book, read_for_build(root, master, rehearsal=rehearsal), rehearsal)


def read_master(root: Path, environ: MutableMapping[str, str]) -> Master | None:
    """Read the master key: from the environment, which loses it, else from the private folder.

    None when it is nowhere; raises ``KpsiteError`` for one that cannot be used.
    """
    text = environ.pop(VARIABLE, "")
    where = VARIABLE
    if not text:
        where = KEY_FILE
        text = _key_file(root / KEY_FILE)
    if not text:
        return None
    try:
        return Master.read(text)
    except BadKey as bad:
        hint = 'copy it again from your backup; "kpsite keys check" tells whether it is right'
        message = f"found something that is no master key: {bad}"
        raise refusal(where, "bad-key", message, hint) from None


def _key_file(path: Path) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | AT_ONCE | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return ""
    except OSError as wrong:
        hint = "it must be a file of your own, and no link"
        message = f"found a key file that cannot be read: {wrong.strerror}"
        raise refusal(KEY_FILE, "bad-key-file", message, hint) from wrong
    found = os.fstat(handle)
    if stat.S_ISDIR(found.st_mode):
        os.close(handle)
        message = "found a folder where the key file belongs"
        raise refusal(KEY_FILE, "bad-key-file", message, "take it away, or put your key file in its place")
    with os.fdopen(handle, encoding="ascii", errors="replace") as file:
        loose = os.name == "posix" and (found.st_mode & _OTHERS or found.st_uid != os.geteuid())
        if loose or not stat.S_ISREG(found.st_mode):
            hint = f"make it yours alone: chmod 600 {KEY_FILE}"
            message = "found a key file that others can read or have written"
            raise refusal(KEY_FILE, "key-open-to-others", message, hint)
        return file.read(1000)


def read_access(root: Path) -> Book:
    """Read ``kpsite.access``; a store without one has given nobody access yet."""
    try:
        text = whole_text(root / ACCESS_FILE)
    except FileNotFoundError:
        return Book()
    except (OSError, UnicodeDecodeError) as wrong:
        message = "found a file that cannot be read as text"
        raise refusal(ACCESS_FILE, "bad-access", message) from wrong
    return read_book(text)


def write_access(root: Path, book: Book) -> None:
    """Write ``kpsite.access`` in one step."""
    put(root / ACCESS_FILE, book.write().encode(), durable=True)
