"""What of a lesson its text alone decides, and the text that a changed file would give it.

Most saves change words and nothing else: neither keys, nor what is open, nor what the text leads to. Then the
rest of the store need not be looked at.
"""

from __future__ import annotations

import hashlib

from kpsite.load.documents import Document, decode, split
from kpsite.load.paywall import cut, reading_minutes
from kpsite.model.nodes import Map
from kpsite.model.prose import Prose
from kpsite.model.report import Report
from kpsite.render.fingerprint import Fingerprints
from kpsite.render.markdown.addressing import addresses
from kpsite.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class Text:
    """The open text of a lesson, with all that must stay for a new text to change nothing else.

    ``keys`` is a digest of the front matter, ``title`` what opens the body and is taken for the title, and
    ``closed`` a digest of what stands below the paywall; ``whole`` says that a paywall would close nothing;
    ``minutes`` is how long the text takes to read, 0 where a key says it.
    """

    prose: Prose
    keys: bytes
    title: str
    closed: bytes
    whole: bool
    minutes: int


def changed_text(known: Text, data: bytes) -> Text | None:
    """Give the text that the file's new bytes make; None when they change more than the text."""
    report = Report(known.prose.path)
    whole = decode(data, report)
    halves = split(whole) if whole is not None else None
    if halves is None or digest(halves[0]) != known.keys or not halves[1].startswith(known.title):
        return None
    body, line = halves[1][len(known.title) :], halves[2] + known.title.count("\n")
    above, below = cut(Document(known.prose.path, Map((), 1), body, line), report)
    if report.problems or digest(below) != known.closed:
        return None
    if known.minutes and reading_minutes(body) != known.minutes:
        return None
    text = above + "\n" + below if known.whole and below else above
    targets = dict(known.prose.targets)
    found = addresses(text)
    if set(found) != targets.keys() or _video_hosts(known.prose.text) != _video_hosts(text):
        return None
    leads = tuple((name, targets[name]) for name in found)
    return replace(known, prose=replace(known.prose, text=text, line=line, targets=leads))


def _video_hosts(text: str) -> set[str]:
    """Give the hosts that a page with this text has to be allowed to play videos from."""
    seen = Fingerprints()
    seen.of(Prose(text, "", 1, ""))
    return seen.frames


def digest(text: str) -> bytes:
    """Give what stands for a text that is to be compared and not kept."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
