"""The store's offers, bundles and promotions as the Stripe objects that should exist: a State, and nothing
is asked of anyone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from urllib.parse import urlsplit

from kpsite.model.checkout import CheckoutMatter
from kpsite.model.course import Course
from kpsite.model.lock import offer_key, sale_id
from kpsite.model.money import to_stripe
from kpsite.model.offer import Offer
from kpsite.model.slug import slugify
from kpsite.model.store import Site
from kpsite.model.writing import Bundle
from kpsite.plan import Inputs, State
from kpsite.render.markdown.plain import plain_text
from kpsite.targets.stripe.fields import DEFAULTS, digest, fixed, marks
from kpsite.targets.stripe.links import Sale, link, opens, shelf, way_back
from kpsite.targets.stripe.promotions import promotions
from kpsite.values import dataclass

RASTER = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What should exist in an account.

    ``by_hand`` names the offers whose payment links were made by hand, with their addresses; ``waiting`` the
    codes that begin on a later day (ISO 8601).
    """

    site: str
    state: State
    sales: tuple[Sale, ...] = ()
    by_hand: Mapping[str, str] = field(default_factory=dict, hash=False)
    waiting: tuple[tuple[str, str], ...] = ()


def site_name(base_url: str) -> str:
    """Give the store's name in its accounts, from its first address; the lock holds on to it."""
    return slugify(urlsplit(base_url).netloc.encode("idna").decode() + urlsplit(base_url).path)[:40].strip(
        "-"
    )


def catalogue(site: Site, name: str, *, practice: bool = False) -> Catalogue:
    """Give what should exist in an account today. ``name`` is the store's name in its accounts.

    To ``practice``, offers whose links were made by hand get others, so that every button can be tried.
    """
    sales = tuple(_sales(site))
    hand = (
        {} if practice else {sale.key: sale.offer.payment_link for sale in sales if sale.offer.payment_link}
    )
    ours = [sale for sale in sales if sale.key not in hand]
    state: dict[str, Inputs] = {}
    for sale in ours:
        state.setdefault(f"product {sale_id(sale.thing)}", _product(site, name, sale))
    prices = {sale.key: _price(name, sale) for sale in ours}
    state |= {f"price {key}": inputs for key, inputs in prices.items()}
    products = {key.partition(" ")[2] for key in state if key.startswith("product ")}
    codes, waiting = promotions(site, name, _reached(site, products))
    state |= codes
    known = shelf(site, prices)
    for sale in ours:
        state[f"link {sale.key}"] = link(site, name, sale, known)
    tidy = {key: _tidy(inputs) for key, inputs in state.items()}
    return Catalogue(name, tidy, sales, hand, waiting)


def ways_back(site: Site) -> Mapping[str, str]:
    """Give, for the key of each offer whose payment link was made by hand, where that has to send buyers."""
    known = shelf(site, {})
    return {
        sale.key: way_back(site, sale, opens(sale.thing, sale.offer, known.ids), (), known.sealed)
        for sale in _sales(site)
        if sale.offer.payment_link
    }


def chosen_id(kind: str, key: str, inputs: Inputs, name: str) -> str:
    """Give the id that an object gets, or an empty string for the kinds whose ids Stripe chooses."""
    if kind == "product":
        return f"kp-{name}-{key}"
    return f"kp-{name}-{key.lower()}-{digest(fixed(inputs))[:6]}" if kind == "coupon" else ""


def _tidy(inputs: Inputs) -> Inputs:
    return {name: value for name, value in inputs.items() if value and value != DEFAULTS.get(name)}


def _reached(site: Site, products: set[str]) -> Mapping[str, str]:
    """Give the key of the product for the slug of everything that can be bought."""
    return {thing.slug: sale_id(thing) for thing in site.sold() if sale_id(thing) in products}


def _sales(site: Site) -> Iterator[Sale]:
    """Give each offer that is for sale, once in each way in which it is sold: a translation with the same
    terms is sold through the original's link.
    """
    families: dict[str, list[Course | Bundle]] = {}
    for thing in site.sold():
        families.setdefault(sale_id(thing), []).append(thing)
    for family in families.values():
        family.sort(key=lambda thing: (thing.language != site.language, thing.language))
        known: dict[str, Offer] = {}
        for thing in family:
            for offer in thing.offers:
                first = known.setdefault(offer.id, offer)
                if thing.status == "open" and _is_sold(offer, site) and _own(thing, first, offer, family):
                    yield Sale(thing, offer, offer_key(thing, offer), _checkout(site, thing, offer))


def _is_sold(offer: Offer, site: Site) -> bool:
    ended = offer.sold_out or (offer.ends is not None and offer.ends < site.today)
    return not ended and not offer.price.free


def _own(thing: Course | Bundle, first: Offer, offer: Offer, family: list[Course | Bundle]) -> bool:
    return thing is family[0] or _terms(first) != _terms(offer)


def _terms(offer: Offer) -> tuple[object, ...]:
    return (
        offer.price, offer.interval, offer.trial_days, offer.pay_what_you_want, offer.currencies,
        offer.payment_link,
    )  # fmt: skip


def _checkout(site: Site, thing: Course | Bundle, offer: Offer) -> CheckoutMatter:
    shop = site.matters.get(thing.language, site.matters[site.language]).checkout
    of_thing = (thing.matter.checkout or CheckoutMatter()).over(shop)
    return (offer.checkout or CheckoutMatter()).over(of_thing)


def _product(site: Site, name: str, sale: Sale) -> Inputs:
    thing = sale.thing
    words = thing.matter.description or plain_text(thing.matter.subtitle)
    picture = (thing.link_image or thing.cover).src
    origin = site.base_url.removesuffix(site.base)
    public = site.base_url.startswith("https://") and picture.lower().endswith(RASTER)
    return {
        "name": thing.matter.title,
        "description": words,
        "url": site.absolute(thing.url),
        "tax_code": thing.matter.tax_code,
        "active": "true",
        "metadata.kp_image": f"{origin}{picture}" if public else "",
        **marks(name, sale_id(thing)),
    }


def _price(name: str, sale: Sale) -> Inputs:
    offer = sale.offer
    included = sale.thing.matter.tax_included
    tax = "" if included is None else "inclusive" if included else "exclusive"
    inputs = {
        "product": f"product {sale_id(sale.thing)}",
        "currency": offer.price.currency.lower(),
        "recurring.interval": offer.interval,
        "tax_behavior": tax,
        "nickname": offer.name,
        "lookup_key": f"kp.{name}.{sale.key}",
        "active": "true",
        **_amount("", to_stripe(offer.price), own=offer.pay_what_you_want),
        **marks(name, sale.key),
    }
    for money in offer.currencies:
        option = f"currency_options.{money.currency.lower()}."
        inputs |= _amount(option, to_stripe(money), own=offer.pay_what_you_want)
        inputs |= {f"{option}tax_behavior": tax}
    return _tidy(inputs)


def _amount(prefix: str, amount: int, *, own: bool) -> Inputs:
    if not own:
        return {f"{prefix}unit_amount": str(amount)}
    custom = f"{prefix}custom_unit_amount."
    return {f"{custom}enabled": "true", f"{custom}minimum": str(amount), f"{custom}preset": str(amount)}
