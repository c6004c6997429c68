"""Where links lead: addresses without anything special are taken at once, others read sign by sign."""

from __future__ import annotations

import re
from typing import Protocol

from markdown_it import helpers

from kpsite.values import dataclass

# An address without a bracket, an escape or a reference, which are left to the parser's own function.
PLAIN = r"[^\x00-\x20\x7f<()\\&][^\x00-\x20\x7f()\\&]*+"
_PLAIN = re.compile(rf"{PLAIN}(?=[ \n)]|\Z)")


class Destination(Protocol):
    """What is found: whether there is one, where it ends, and the address."""

    ok: bool
    pos: int
    str: str


@dataclass(slots=True)
class _Found:
    pos: int
    str: str
    ok: bool = True


def parse_destination(string: str, pos: int, maximum: int) -> Destination:
    """Read the destination of a link at ``pos``, before ``maximum``."""
    found = _PLAIN.match(string, pos, maximum)
    return _Found(found.end(), found.group()) if found else helpers.parseLinkDestination(string, pos, maximum)
