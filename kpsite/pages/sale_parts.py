"""The parts of views that have to do with buying."""

from __future__ import annotations

from kpsite.pages.link_parts import NavLink
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """A price as it is shown.

    ``text`` is written the reader's way (``$49``), ``amount`` and ``currency`` are for machines (``49.00``,
    ``USD``).

    ``interval`` is empty, ``month`` or ``year``; ``compare`` is an earlier price to strike through; ``also``
    holds the same price in other currencies; ``tax`` says in words how tax is dealt with; ``least`` means the
    least of several ("from $49").
    """

    free: bool
    text: str
    amount: str
    currency: str
    interval: str = ""
    compare: str = ""
    also: tuple[str, ...] = ()
    tax: str = ""
    least: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """The one clear action.

    ``kind`` says which words and which state the button has:

    ``buy`` (leads to the checkout), ``choose`` (several offers: leads to ``#offers`` of the sales page),
    ``read`` (a free course or offer: leads to the first free lesson), ``get`` (a free offer that goes through
    the checkout), ``waitlist`` (not open yet, a sign-up form follows), ``upcoming`` (not open yet, no form),
    ``closed``, ``ended``, ``sold_out`` and ``unlinked`` (no payment link yet: a disabled button).
    ``subscribe`` and ``trial`` are ``buy`` for a subscription, without or with trial days.

    ``tag`` is for the script of a store that is recommended: the slug of what is bought and, after a slash,
    the promotion code that friends get.
    """

    kind: str
    url: str = ""
    price: Price | None = None
    date: str = ""
    trial_days: int = 0
    tag: str = ""


@dataclass(frozen=True, slots=True)
class OfferView:
    """One way to buy, side by side with the others.

    ``features`` and ``note`` are inline; ``includes`` names what else comes with it.
    """

    id: str
    name: str
    price: Price
    action: Action
    features: tuple[str, ...] = ()
    includes: tuple[NavLink, ...] = ()
    highlight: bool = False
    taster: bool = False
    pay_what_you_want: bool = False
    seats: int = 0
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """What is to be said of the sale of a course or bundle: its offers side by side, the price that stands
    for them all, and the one clear action.
    """

    offers: tuple[OfferView, ...]
    price: Price | None
    action: Action


@dataclass(frozen=True, slots=True)
class Promo:
    """A public promotion code: ``saving`` is written the reader's way (``20%`` or ``$10``); ``url`` is the
    page that carries it to the checkout, empty when it has none.
    """

    code: str
    saving: str
    url: str
    ends: str = ""
    first_time_only: bool = False
