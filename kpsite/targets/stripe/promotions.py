"""Promotions as Stripe's coupons and promotion codes: what they should be, as named inputs."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping

from kpsite.model.money import to_stripe
from kpsite.model.promo import Promo
from kpsite.model.store import Site
from kpsite.plan import Inputs
from kpsite.targets.stripe.fields import marks, reference

MAX_NAME = 40


def promotions(
    site: Site, name: str, reached: Mapping[str, str]
) -> tuple[dict[str, Inputs], tuple[tuple[str, str], ...]]:
    """Give the coupons and codes that should exist today, and the codes that wait for a later day.

    ``reached`` gives the key of the product for each slug that can be bought. Stripe's codes have an end but
    no start, so a code is made on its first day.
    """
    state: dict[str, Inputs] = {}
    waiting = []
    for promo in site.promos:
        products = sorted({f"product {reached[slug]}" for slug in promo.courses if slug in reached})
        if (promo.ends and promo.ends < site.today) or (promo.courses and not products):
            continue
        if promo.starts and promo.starts > site.today:
            waiting.append((promo.code, promo.starts.isoformat()))
            continue
        key = promo.code.upper()
        coupon = _coupon(promo, key, name, products)
        state[f"coupon {key}"] = coupon
        code = _code(promo, reference(f"coupon {key}", coupon))
        for number in range(1, promo.batch + 1):
            state[f"code {key}/{number:05}"] = {**code, **marks(name, f"{key}/{number:05}")}
        if not promo.batch:
            state[f"code {key}"] = {**code, "code": promo.code, **marks(name, key)}
    return state, tuple(waiting)


def _coupon(promo: Promo, key: str, name: str, products: list[str]) -> Inputs:
    months = promo.duration.split()[0] if promo.duration[0].isdigit() else ""
    amount = promo.amount_off
    off = (
        {"amount_off": str(to_stripe(amount)), "currency": amount.currency.lower()}
        if amount
        else {"percent_off": str(promo.percent_off)}
    )
    options = sorted(f"{money.currency.lower()}:{to_stripe(money)}" for money in promo.currencies)
    return _given(
        {
            **off,
            "duration": "repeating" if months else promo.duration,
            "duration_in_months": months,
            "applies_to.products": "; ".join(products),
            "currency_options": " ".join(options),
            "name": promo.code[:MAX_NAME],
            **marks(name, key),
        }
    )


def _code(promo: Promo, coupon: str) -> dict[str, str]:
    uses = 1 if promo.batch else promo.max_uses
    return _given(
        {
            "promotion.coupon": coupon,
            "expires_at": str(end_of(promo.ends)) if promo.ends else "",
            "max_redemptions": str(uses) if uses else "",
            "restrictions.first_time_transaction": "true" if promo.first_time_only else "",
            "restrictions.minimum_amount": str(to_stripe(promo.minimum)) if promo.minimum else "",
            "restrictions.minimum_amount_currency": promo.minimum.currency.lower() if promo.minimum else "",
            "active": "true",
        }
    )


def _given(inputs: Inputs) -> dict[str, str]:
    return {name: value for name, value in inputs.items() if value}


def end_of(day: datetime.date) -> int:
    """Give the second (Unix time) at which a day is over everywhere on earth: noon of the next in UTC."""
    return calendar.timegm((day + datetime.timedelta(days=1)).timetuple()) + 12 * 3600
