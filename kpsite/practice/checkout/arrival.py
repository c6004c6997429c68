"""What the address of a payment link may carry, and where a buyer goes after paying. Pure.

Source: docs.stripe.com/payment-links/url-parameters and /post-payment. What does not fit is dropped without a
word, and the page goes on working.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

PLACEHOLDER = "{CHECKOUT_SESSION_ID}"
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,200}")
_UTM = re.compile(r"[A-Za-z0-9_-]{1,150}")
MAX_EMAIL = 800
MAX_CODE = 500


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a buyer brings along: who sent them, and what is filled in for them."""

    reference: str = ""
    email: str = ""
    locked: bool = False
    code: str = ""
    locale: str = ""
    utm: tuple[tuple[str, str], ...] = ()


def arrival(query: str) -> Arrival:
    """Read the query of a payment link's address as Stripe does."""
    given: Mapping[str, str] = dict(reversed(parse_qsl(query)))
    reference = given.get("client_reference_id", "")
    locked = given.get("locked_prefilled_email", "")
    return Arrival(
        reference if _REFERENCE.fullmatch(reference) else "",
        (locked or given.get("prefilled_email", ""))[:MAX_EMAIL],
        bool(locked),
        given.get("prefilled_promo_code", "")[:MAX_CODE],
        given.get("locale", ""),
        tuple((name, given[name]) for name in UTM if _UTM.fullmatch(given.get(name, ""))),
    )


def thank_you(url: str, session: str, utm: Sequence[Sequence[str]]) -> str:
    """Give the address after paying: a literal placeholder replaced, the campaign before the fragment."""
    page, mark, fragment = url.replace(PLACEHOLDER, session).partition("#")
    if utm:
        page += ("&" if "?" in page else "?") + urlencode([(name, value) for name, value in utm])
    return page + mark + fragment
