"""``kpsite.buyers``, at the store's root; that of practice lies with its account."""

from __future__ import annotations

from pathlib import Path

from kpsite.model.pay_link import PRACTICE
from kpsite.problems import refusal
from kpsite.reading.stamp import BUYERS_FILE, PRACTICE_BUYERS_FILE
from kpsite.reading.whole import whole_text
from kpsite.sealing.buyers import Buyers, read_buyers
from kpsite.sealing.keys import Master
from kpsite.targets.disk import put


def buyers_file(root: Path, mode: str) -> Path:
    """Give where a mode's buyers are kept: practice is nobody else's business, and is not committed."""
    return root / (PRACTICE_BUYERS_FILE if mode == PRACTICE else BUYERS_FILE)


def read_mode(root: Path, mode: str, master: Master) -> Buyers:
    """Read the file that holds a mode; none is there before the first ``kpsite fulfil``.

    Raises ``KpsiteError`` for one that cannot be used.
    """
    path = buyers_file(root, mode)
    try:
        text = whole_text(path, "ascii")
    except FileNotFoundError:
        return Buyers()
    except (OSError, UnicodeDecodeError) as wrong:
        message = "found a file that cannot be read as text"
        raise refusal(BUYERS_FILE, "bad-buyers", message) from wrong
    return read_buyers(text, master)


def read_for_build(root: Path, master: Master, *, rehearsal: bool) -> Buyers:
    """Read for whom a build makes lockers; to rehearse, practice counts as well. Raises ``KpsiteError``."""
    known = read_mode(root, "live", master)
    if not rehearsal:
        return known
    practised = read_mode(root, PRACTICE, master)
    return known.having(PRACTICE, practised.of(PRACTICE).values())


def write_mode(root: Path, mode: str, buyers: Buyers, master: Master) -> bool:
    """Write the file that holds a mode, in one step and for its owner alone; says whether it has changed."""
    path, text = buyers_file(root, mode), buyers.write(master)
    if path.is_file() and path.read_text("ascii", "replace") == text:
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    put(path, text.encode("ascii"), mode=0o600, durable=True)
    return True
