"""Links that open courses: ``https://host/base/unlock/#c=<course>&s=<claim>``, with a ``c`` for each course,
and reading them again after mail programs and chats have had their way with them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import unquote

from kpsite.model.uid import is_uid
from kpsite.sealing.lockers import is_claim

PAGE = "unlock/"
PLACEHOLDER = "{CHECKOUT_SESSION_ID}"
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\r\n\t"))
_END = ".,;:!?)]}>'\"*_»”’ "
_LONGEST = 4000


class BadLink(Exception):
    """A text that opens nothing; ``reason`` is ``placeholder`` for a link that Stripe has not filled in."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def write_link(base_url: str, courses: str | Iterable[str], claim: str) -> str:
    """Give the link for a claim and a course, or several; the claim stands behind ``#``, so no server ever
    sees it.
    """
    wanted = "&".join(f"c={uid}" for uid in ([courses] if isinstance(courses, str) else courses))
    return f"{base_url.rstrip('/')}/{PAGE}#{wanted}&s={claim}"


def read_link(text: str) -> tuple[tuple[str, ...], str]:
    """Give the courses and the claim of a link, or of what is left of it. Raises ``BadLink``."""
    if len(text) > _LONGEST:
        raise BadLink("form")
    plain = text.translate(_INVISIBLE)
    for _ in range(3):  # encoded once by the mail program, once by the chat it is pasted into
        plain = html.unescape(unquote(plain))
    if PLACEHOLDER.strip("{}") in plain:
        raise BadLink("placeholder")
    uids = tuple(dict.fromkeys(_values(plain, "c")))
    claim = next(iter(_values(plain, "s")), "")
    if claim.upper().startswith("KPG1_"):
        claim = "kpg1_" + claim[5:].upper()
    if not uids or not all(map(is_uid, uids)) or not is_claim(claim):
        raise BadLink("form")
    return uids, claim


def _values(text: str, name: str) -> list[str]:
    return [found.strip(_END) for found in re.findall(rf"[#&?]{name}=([^&#\s]*)", text)]
