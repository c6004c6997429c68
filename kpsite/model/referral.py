"""Recommending: what it brings, and how it is told to Stripe.

Stripe keeps letters, digits, hyphens and underlines of a payment link's parameters, and drops a whole value
with anything else in it (docs.stripe.com/payment-links/url-parameters).
"""

from __future__ import annotations

import re

from kpsite.model.keys import key
from kpsite.model.kinds import Choice, Flag, Integer, ListOf, Pattern
from kpsite.model.measures import Percent
from kpsite.values import dataclass

ALIASES = ("via", "aff", "r", "a_aid")
MEDIUM = "referral"
EMPTY = "x"
RefCode = Pattern(
    r"[A-Za-z0-9][A-Za-z0-9_-]{1,31}",
    "a code of 2 to 32 letters, digits, - and _ that begins with a letter or a digit",
)
_REFERENCE = re.compile(r"kp1_([a-z0-9][a-z0-9-]{1,31})_([A-Za-z0-9-]{1,99})_([a-z0-9-]{1,20})")


@dataclass(frozen=True, slots=True)
class RewardMatter:
    """What the recommendation of a course brings."""

    friend: int = key(Percent(), "What the friend saves; kpsite makes the code for it.", "20%", default=0)
    reward: int = key(
        Percent(), "What whoever recommended it gets of what was paid, without tax.", "30%", default=0
    )


@dataclass(frozen=True, slots=True)
class ReferralMatter(RewardMatter):
    """Recommendations in the whole store: `referral` in `site.yaml` switches them on."""

    open: bool = key(
        Flag(),
        "Anybody can make a link at `/refer/`, and every well-formed code counts; `false`: only the codes of "
        "`ambassadors.yaml`.",
        default=True,
    )
    remember: str = key(
        Choice(("none", "session", "30d")),
        "Where a visitor's browser keeps the code: nowhere (addresses carry it), until the window is closed, "
        "or for `window_days`, for which you need consent in some countries.",
        "session",
        default="none",
    )
    window_days: int = key(Integer(1, 365), "For how many days it is kept with `30d`.", "30", default=30)
    credit: str = key(
        Choice(("last", "first")), "Whose code counts when a visitor follows several.", default="last"
    )
    aliases: tuple[str, ...] = key(
        ListOf(Pattern(r"[a-z][a-z0-9_]{0,19}", 'the name of a parameter, such as "via"'), 10),
        "What `ref` is called in links from elsewhere.",
        "[via, aff]",
        default=ALIASES,
    )
    hold_days: int = key(
        Integer(0, 365), "After how many days a reward is due; never before money can be asked back.", "30",
        default=30,
    )  # fmt: skip
    recurring: bool = key(
        Flag(), "Rewards are paid on every payment of a subscription; `false`: on the first.", default=False
    )


def ref_of(code: str) -> str:
    """Give the one form of a code: capitals make no difference, and underlines part what goes to Stripe."""
    return code.lower().replace("_", "-")


def reference(ref: str, language: str, campaign: str = "") -> str:
    """Give the ``client_reference_id`` that says who recommended, in which campaign and language."""
    return f"kp1_{ref}_{campaign.replace('_', '-') or EMPTY}_{language.lower()}"


@dataclass(frozen=True, slots=True)
class Recommended:
    """What a ``client_reference_id`` says."""

    ref: str
    campaign: str
    language: str


def read_reference(text: str) -> Recommended | None:
    """Read a ``client_reference_id``; None for one that is not ours."""
    found = _REFERENCE.fullmatch(text)
    return Recommended(found[1], "" if found[2] == EMPTY else found[2], found[3]) if found else None


def parameters(ref: str, language: str, promo: str = "") -> dict[str, str]:
    """Give what a payment link's address says of a recommendation."""
    return {
        "client_reference_id": reference(ref, language),
        **({"prefilled_promo_code": promo} if promo else {}),
        "utm_source": ref,
        "utm_medium": MEDIUM,
    }


def friend_code(percent: int, folder: str = "") -> str:
    """Give the name of the promotion code by which friends save: on the course in a folder, or on all."""
    return f"FRIEND{percent}" + (re.sub("[^A-Z0-9]+", "-", f"-{folder.upper()}")[:50] if folder else "")


def mark(ref: str) -> str:
    """Give a short digest of a code (FNV-1a, 32 bits, in base 36), by which browsers know it.

    It keeps the list of those who recommend from being read at a glance; whoever guesses a code finds it.
    """
    value = 0x811C9DC5
    for byte in ref.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    digits = ""
    while value:
        value, rest = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
