"""Prices in the reader's way of writing, and the one clear action that a price leads to."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from kpsite.model.money import Money, exponent
from kpsite.model.offer import Offer
from kpsite.pages.link_parts import NavLink
from kpsite.pages.sale_parts import Action, OfferView, Price

Translate = Callable[[str], str]
BUYABLE = frozenset({"buy", "subscribe", "trial"})
# What stands for several offers when none of them can be bought: the likeliest to be bought yet comes first.
UNBUYABLE = ("unlinked", "upcoming", "sold_out", "ended", "closed")


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
    pattern = locale.currency_formats["standard"].pattern
    if symbol[-1].isalpha():
        # "CHF 49", not "CHF49" (UTS 35, Part 3, "Currency spacing"), which Babel leaves out.
        pattern = pattern.replace("¤#", "¤\u00a0#")
    # The decimals are those that are charged: CLDR knows none for the dinar or the kyat.
    decimals = "" if value == value.to_integral_value() else "." + "0" * exponent(money.currency)
    pattern = pattern.replace(".00", decimals)
    return str(numbers.format_currency(value, money.currency, pattern, locale=locale, currency_digits=False))


def write_percent(percent: int, language: str) -> str:
    """Write a whole percentage as readers of a language do: ``20%``, ``20 %``."""
    from babel import Locale, UnknownLocaleError, numbers

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return str(numbers.format_percent(Decimal(percent).scaleb(-2), locale=locale))


def show_price(offer: Offer, language: str, tax: str, *, least: bool = False) -> Price:
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
        least=least,
    )


def offer_action(offer: Offer, status: str, today: datetime.date, price: Price) -> Action:
    """Give what can be done about an offer on a day."""
    if status in ("closed", "archived"):
        return Action("closed", price=price)
    if offer.sold_out:
        return Action("sold_out", price=price)
    if offer.ends and offer.ends < today:
        return Action("ended", price=price, date=offer.ends.isoformat())
    if offer.starts and offer.starts > today:
        return Action("upcoming", price=price, date=offer.starts.isoformat())
    if not offer.payment_link:
        return Action("unlinked", price=price)
    kind = "trial" if offer.trial_days else "subscribe" if offer.interval else "buy"
    return Action(kind, offer.payment_link, price, trial_days=offer.trial_days)


def show_offers(
    offers: Iterable[Offer],
    status: str,
    today: datetime.date,
    language: str,
    tax: str,
    courses: Callable[[str], NavLink | None],
) -> tuple[OfferView, ...]:
    """Give the offers side by side; while nothing is sold yet (``upcoming``) there are none."""
    if status == "upcoming":
        return ()
    made = []
    for offer in offers:
        price = show_price(offer, language, tax)
        made.append(
            OfferView(
                id=offer.id,
                name=offer.name,
                price=price,
                action=offer_action(offer, status, today, price),
                features=offer.features,
                includes=tuple(link for slug in offer.includes if (link := courses(slug))),
                highlight=offer.highlight,
                taster=offer.kind == "taster",
                pay_what_you_want=offer.pay_what_you_want,
                seats=offer.seats,
                ends=offer.ends.isoformat() if offer.ends and offer.ends >= today else "",
            )
        )
    return tuple(made)


def main_action(offers: tuple[OfferView, ...], url: str) -> Action:
    """Give the one action for several offers: the only one that can be bought, or a choice among them;
    failing that, what those say that are nearest to it.
    """
    best = _best(offers)
    if len(best) == 1 or best[0].action.kind not in BUYABLE:
        return best[0].action
    return Action("choose", f"{url}#offers", least_price(offers))


def _best(offers: tuple[OfferView, ...]) -> list[OfferView]:
    buyable = [offer for offer in offers if offer.action.kind in BUYABLE]
    kinds = {offer.action.kind for offer in offers}
    kind = next((kind for kind in UNBUYABLE if kind in kinds), "")
    return buyable or [offer for offer in offers if offer.action.kind == kind]


def least_price(offers: tuple[OfferView, ...]) -> Price | None:
    """Give the least price among the offers that can be bought (or are nearest to it), marked as the least
    when there are several.
    """
    some = _best(offers)
    if not some:
        return None
    least = min(some, key=lambda offer: Decimal(offer.price.amount))
    return replace(least.price, least=len(some) > 1)
