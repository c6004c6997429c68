"""Prices in the reader's way of writing, and the one clear action that a price leads to."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from kpsite.model.language import direction
from kpsite.model.money import Money, exponent
from kpsite.model.offer import Offer
from kpsite.model.pay_link import PayLink
from kpsite.pages.link_parts import NavLink
from kpsite.pages.sale_parts import Action, OfferView, Price
from kpsite.values import dataclass

BUYABLE = frozenset({"buy", "subscribe", "trial"})
# What stands for several offers when none of them can be bought: the likeliest to be bought yet comes first,
# and what is given away beside them is never taken for the whole.
UNBUYABLE = ("unlinked", "upcoming", "sold_out", "ended", "get", "read", "closed")

# Languages that group digits from five on (CLDR, minimumGroupingDigits), which Babel leaves out.
FOUR_TOGETHER = frozenset({
    "be", "bg", "es", "et", "hu", "hy", "it", "ka", "lv", "pl", "pt_PT", "sl", "sq",
})  # fmt: skip
LATIN_AMERICA = "es_419"
FIVE_DIGITS = 10_000
_LATIN = re.compile(r"[A-Z][^A-Za-z]+$")


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides how the offers of a course or bundle are shown.

    ``status`` is that of the course or bundle, ``free_url`` is where a free offer leads, and ``tax`` says in
    the reader's words how tax is dealt with; ``tag`` is what the button tells the script.
    """

    status: str
    today: datetime.date
    language: str
    pay_link: Callable[[Offer], PayLink]
    course: Callable[[str], NavLink | None]
    free_url: str
    tax: str = ""
    tag: Callable[[Offer], str] = lambda _: ""


@cache
def write_money(money: Money, language: str) -> str:
    """Write an amount as readers of a language do (Unicode CLDR, through Babel); whole amounts lose their
    zero decimals.
    """
    from babel import Locale, UnknownLocaleError, numbers

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    symbol = str(numbers.get_currency_symbol(money.currency, locale))
    value = Decimal(money.minor).scaleb(-exponent(money.currency))
    pattern = _spaced(locale.currency_formats["standard"].pattern, symbol)
    if direction(language) == "rtl" and _LATIN.search(symbol):
        # "US$" is read from left to right: without the mark, its "$" stands before the "US".
        pattern = pattern.replace("¤", "¤\u200e")
    # The decimals are those that are charged: CLDR knows none for the dinar or the kyat.
    decimals = "" if value == value.to_integral_value() else "." + "0" * exponent(money.currency)
    pattern = pattern.replace(".00", decimals)
    grouped = value >= FIVE_DIGITS or not _together(str(locale), locale.language)
    return str(
        numbers.format_currency(
            value, money.currency, pattern, locale, currency_digits=False, group_separator=grouped
        )
    )


def _spaced(pattern: str, symbol: str) -> str:
    """Part letters of a currency from the digits beside them, "CHF 49" and not "CHF49", which Babel leaves to
    others (UTS 35, Part 3, "Currency spacing").
    """
    if unicodedata.category(symbol[-1])[0] not in "SZ":
        pattern = pattern.replace("¤#", "¤\u00a0#")
    if unicodedata.category(symbol[0])[0] not in "SZ":
        pattern = pattern.replace("0¤", "0\u00a0¤")
    return pattern


def _together(locale: str, language: str) -> bool:
    """Whether four digits stand together, as in "1249 €", where five are parted."""
    from babel.core import get_global

    parent = get_global("parent_exceptions").get(locale, language)
    return not FOUR_TOGETHER.isdisjoint((locale, parent)) and locale != LATIN_AMERICA


def write_percent(percent: int, language: str) -> str:
    """Write a whole percentage as readers of a language do: ``20%``, ``20 %``."""
    from babel import Locale, UnknownLocaleError, numbers

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return str(numbers.format_percent(Decimal(percent).scaleb(-2), locale=locale))


def show_price(offer: Offer, language: str, tax: str) -> Price:
    """Give an offer's price as it is shown; ``tax`` is said already in the reader's words."""
    return Price(
        free=offer.price.free,
        text=write_money(offer.price, language),
        amount=offer.price.amount,
        currency=offer.price.currency,
        interval=offer.interval,
        compare=write_money(offer.compare_at, language) if offer.compare_at else "",
        also=tuple(write_money(money, language) for money in offer.currencies),
        tax=tax,
    )


def offer_action(offer: Offer, terms: Terms, price: Price) -> Action:
    """Give what can be done about an offer on a day."""
    link, today = terms.pay_link(offer), terms.today
    if terms.status in ("closed", "archived"):
        return Action("closed", price=price)
    if offer.sold_out or link.state == "sold_out":
        return Action("sold_out", price=price)
    if offer.ends and offer.ends < today:
        return Action("ended", price=price, date=offer.ends.isoformat())
    if offer.starts and offer.starts > today:
        return Action("upcoming", price=price, date=offer.starts.isoformat())
    if link.state == "inactive":
        return Action("closed", price=price)
    if link.url:
        return Action(_way_to_pay(offer), link.url, price, trial_days=offer.trial_days, tag=terms.tag(offer))
    if offer.given:
        return Action("read", terms.free_url, price)
    return Action("unlinked", price=price)


def _way_to_pay(offer: Offer) -> str:
    if offer.given:
        return "get"
    return "trial" if offer.trial_days else "subscribe" if offer.interval else "buy"


def show_offer(offer: Offer, terms: Terms) -> OfferView:
    """Give one offer as it is shown."""
    price = show_price(offer, terms.language, terms.tax)
    return OfferView(
        id=offer.id,
        name=offer.name,
        price=price,
        action=offer_action(offer, terms, price),
        features=offer.features,
        includes=tuple(link for slug in offer.includes if (link := terms.course(slug))),
        highlight=offer.highlight,
        taster=offer.kind == "taster",
        pay_what_you_want=offer.pay_what_you_want,
        seats=offer.seats,
        ends=offer.ends.isoformat() if offer.ends and offer.ends >= terms.today else "",
    )


def show_offers(offers: Sequence[Offer], terms: Terms) -> tuple[OfferView, ...]:
    """Give the offers side by side; while nothing is sold yet (``upcoming``) there are none."""
    if terms.status == "upcoming":
        return ()
    return tuple(show_offer(offer, terms) for offer in current_offers(offers, terms.today))


def current_offers(offers: Sequence[Offer], today: datetime.date) -> Sequence[Offer]:
    """Leave out the deadline offers, which have a first and a last day, on all other days.

    One that stands alone stays, because a page has to say why nothing can be bought.
    """
    shown = [
        offer for offer in offers if not (offer.starts and offer.ends) or offer.starts <= today <= offer.ends
    ]
    return shown or offers


def main_action(offers: tuple[OfferView, ...], url: str, currency: str = "") -> Action:
    """Give the one action for several offers: the only one that can be bought, or a choice among them;
    failing that, what those say that are nearest to it.
    """
    best = _best(offers)
    if len(best) == 1 or best[0].action.kind not in BUYABLE:
        return best[0].action
    return Action("choose", f"{url}#offers", least_price(offers, currency))


def _best(offers: Iterable[OfferView]) -> list[OfferView]:
    shown = list(offers)
    buyable = [offer for offer in shown if offer.action.kind in BUYABLE]
    kinds = {offer.action.kind for offer in shown}
    kind = next((kind for kind in UNBUYABLE if kind in kinds), "")
    return buyable or [offer for offer in shown if offer.action.kind == kind]


def least_price(offers: tuple[OfferView, ...], currency: str = "") -> Price | None:
    """Give the least price among the offers that can be bought (or are nearest to it), marked as the least
    when there are several.

    Amounts are compared within one currency only: ``currency`` if some offer is in it, else that of the
    first.
    """
    some = _best(offers)
    if not some:
        return None
    known = {offer.price.currency for offer in some}
    chosen = currency if currency in known else some[0].price.currency
    alike = [offer for offer in some if offer.price.currency == chosen]
    least = min(alike, key=lambda offer: Decimal(offer.price.amount))
    return replace(least.price, least=len(some) > 1)
