"""``kpsite build`` where nothing has changed since the last one, and what that had to say is said again, or
where texts alone have changed.

This is tried first, with next to nothing imported, and only for words whose meaning is plain; the parser of
``kpsite.commands.build`` understands the same words in the same way, and all others besides.
"""

from __future__ import annotations

import gc
import os
import time

from kpsite.building.record import Asked, Recalled, recall
from kpsite.commands.told import Told, tell
from kpsite.reading.stamp import stamp

TYPE_CHECKING = False  # importing what only annotations name would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Sequence

OUT = "dist"
TEXTS = ("--store", "--out", "--base-url", "--today")
FLAGS = ("--allow-test", "--drafts", "--strict")


def say_again(words: Sequence[str], *, program: bool = False) -> tuple[bool, Recalled | None]:
    """Say what the last build with these options had to say, if nothing has changed since, or no more than
    texts, whose pages are made. ``program`` says that this process is kpsite's own.

    Gives whether that was all there is to do, and what was found about the last build, None when the words
    are not plain.
    """
    begun = time.monotonic()
    given = _plain(words)
    asked = _asked(given) if given is not None else None
    if given is None or asked is None:
        return False, None
    gc.disable()  # it would look for cycles among the rows of thousands of files, where there are none
    last = recall(asked)
    told = Told(*last.still_said) if last.still_said else _retouched(asked, last, program=program)
    if not program:  # one that is about to end has no use for a look at all that was loaded
        gc.enable()
    if told is None:
        return False, last
    tell(told, given.get("--out", OUT), time.monotonic() - begun, planned=False)
    return True, last


def _retouched(asked: Asked, last: Recalled, *, program: bool) -> Told | None:
    if last.said is None or not last.changed:
        return None
    # Start-up time: all this is loaded only when something has changed.
    from kpsite.reading import modules, patterns  # what is kept of earlier runs

    if program:
        modules.serve(modules.LATER)
        patterns.serve()
    from kpsite.commands.retouched import retouched  # what makes pages
    from kpsite.problems import KpsiteError  # what stops it

    try:
        return retouched(asked, last)
    except KpsiteError:  # the whole way says it
        return None
    finally:
        patterns.keep()
        modules.keep()


def root_above(folder: str) -> str:
    """Give the store that a folder is in: the nearest one upwards with a ``content`` folder; else nothing."""
    while not os.path.isdir(f"{folder}/content"):  # noqa: PTH112 - pathlib costs more than all the rest here
        if folder == (folder := os.path.dirname(folder)):  # noqa: PTH120 - the same
            return ""
    return folder


def out_of(root: str, out: str) -> str:
    """Give the whole path of an output folder, which is meant from the store's root."""
    return os.path.abspath(os.path.join(root, out))  # noqa: PTH100, PTH118 - resolving would follow a link


def _plain(words: Sequence[str]) -> dict[str, str] | None:
    """Read options that are written in full, one a word; None when there is anything else."""
    given = {}
    rest = iter(words)
    for word in rest:
        value = next(rest, "-") if word in TEXTS else "yes" if word in FLAGS else "-"
        if value.startswith("-"):
            return None
        given[word] = value
    return given


def _asked(given: dict[str, str]) -> Asked | None:
    root = root_above(os.path.realpath(given.get("--store") or "."))
    if not root:
        return None
    return Asked(
        root,
        out_of(root, given.get("--out", OUT)),
        given.get("--today") or time.strftime("%Y-%m-%d"),
        base_url=given.get("--base-url", ""),
        drafts="--drafts" in given,
        strict="--strict" in given,
        allow_test="--allow-test" in given,
        keys=stamp(root, os.environ),
    )
