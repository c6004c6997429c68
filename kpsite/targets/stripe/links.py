"""What a payment link should be: its named inputs, from an offer and what is said of its payment page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from kpsite.model.checkout import CheckoutMatter
from kpsite.model.course import Course
from kpsite.model.lock import offer_key, sale_id
from kpsite.model.offer import Offer
from kpsite.model.store import Site
from kpsite.model.writing import Bundle
from kpsite.plan import Inputs
from kpsite.render.markdown.plain import plain_text
from kpsite.targets.stripe.fields import marks, reference
from kpsite.values import dataclass

MAX_MESSAGE = 1200
MAX_CLOSED = 500
MAX_RECEIPT = 1000


@dataclass(frozen=True, slots=True)
class Sale:
    """One offer as it is sold: the thing in the language that it is sold in, its key, and what is said of
    the payment page.
    """

    thing: Course | Bundle
    offer: Offer
    key: str
    checkout: CheckoutMatter


@dataclass(frozen=True, slots=True)
class Shelf:
    """What links look up: the ids of all courses by their slugs, those that are sealed, and the inputs of
    all prices by the offer's key.
    """

    ids: Mapping[str, str]
    sealed: frozenset[str]
    prices: Mapping[str, Inputs]


def shelf(site: Site, prices: Mapping[str, Inputs]) -> Shelf:
    """Gather what the links of a store look up."""
    sealed = frozenset(sale_id(course) for course in site.courses if site.sealed(course))
    return Shelf({course.slug: sale_id(course) for course in site.courses}, sealed, prices)


def link(site: Site, name: str, sale: Sale, known: Shelf) -> Inputs:
    """Give the inputs of an offer's payment link. ``name`` is the store's in its accounts."""
    thing, offer, asked = sale.thing, sale.offer, sale.checkout
    managed = thing.matter.tax == "managed"
    opened = opens(thing, offer, known.ids)
    return {
        "line_items.price": reference(f"price {sale.key}", known.prices[sale.key]),
        "line_items.adjustable_quantity.maximum": _number(asked.quantity),
        "optional_items": "; ".join(_bumps(site, offer, known.prices)),
        "after_completion.type": "redirect",
        "after_completion.redirect.url": way_back(
            site, sale, opened, _added(site, offer, known), known.sealed
        ),
        "allow_promotion_codes": _flag(asked.promotion_codes is not False),
        "restrictions.completed_sessions.limit": _number(offer.seats),
        "inactive_message": asked.closed_text or closed_message(thing.matter.title, site.absolute(thing.url)),
        "custom_text.submit.message": asked.text or _tier(thing, offer),
        "custom_text.after_submit.message": asked.after_text or "",
        "custom_text.terms_of_service_acceptance.message": asked.terms_text or "",
        "consent_collection.terms_of_service": "required" if asked.terms else "",
        "consent_collection.promotions": "auto" if asked.newsletter else "",
        "automatic_tax.enabled": _flag(thing.matter.tax == "stripe_tax"),
        "managed_payments.enabled": _flag(managed),
        "tax_id_collection.enabled": _flag(bool(asked.tax_ids) and not managed),
        "billing_address_collection": asked.address or "",
        "name_collection.individual.enabled": _flag(asked.name),
        "phone_number_collection.enabled": _flag(asked.phone),
        "submit_type": asked.button or "",
        "active": "true",
        **_payment(name, sale, opened),
        **marks(name, sale.key),
        "metadata.kp_page": site.absolute(thing.url),
        "metadata.kp_courses": " ".join(opened),
    }


def way_back(
    site: Site, sale: Sale, opened: Collection[str], added: Iterable[str], sealed: frozenset[str]
) -> str:
    """Give where buyers go after paying: to the page that opens what they bought, where that is sealed, and
    what they may have added.
    """
    wanted = [f"c={each}" for each in opened if each in sealed]
    wanted += [f"o={each}" for each in added if each in sealed and each not in opened]
    root = site.root(sale.thing.language)
    if not wanted:
        return site.absolute(f"{root}thanks/{sale.thing.slug}/")
    # The braces are Stripe's: it puts the id of the checkout session there, and knows them only as they are.
    return f"{site.absolute(f'{root}unlock/')}#{'&'.join(wanted)}&s={{CHECKOUT_SESSION_ID}}"


def _payment(name: str, sale: Sale, opened: Iterable[str]) -> Inputs:
    offer, asked = sale.offer, sale.checkout
    what = offer.name if offer.name and len(sale.thing.offers) > 1 else ""
    words = asked.receipt or " – ".join(filter(None, (sale.thing.matter.title, what)))[:MAX_RECEIPT]
    own = {"kp_site": name, "kp_key": sale.key, "kp_courses": " ".join(opened)}
    if offer.interval:
        marked = {f"subscription_data.metadata.{mark}": value for mark, value in own.items()}
        return marked | {"subscription_data.trial_period_days": _number(offer.trial_days)}
    marked = {f"payment_intent_data.metadata.{mark}": value for mark, value in own.items()}
    return marked | {
        "payment_intent_data.description": words,
        "payment_intent_data.statement_descriptor_suffix": asked.statement or "",
        "invoice_creation.enabled": _flag(asked.invoices),
        "customer_creation": asked.customer or "",
    }


def closed_message(title: str, address: str) -> str:
    """Give what a payment page says that sells no more: where to look instead, in no particular language."""
    return f"{title[: MAX_CLOSED - len(address) - 3]} · {address}"[:MAX_CLOSED]


def _tier(thing: Course | Bundle, offer: Offer) -> str:
    """Give what the payment page adds to the product's name where a thing is sold in several ways."""
    if len(thing.offers) == 1 or not offer.name:
        return ""
    features = "; ".join(plain_text(feature) for feature in offer.features)
    return ": ".join(filter(None, (offer.name, features)))[:MAX_MESSAGE]


def opens(thing: Course | Bundle, offer: Offer, ids: Mapping[str, str]) -> tuple[str, ...]:
    """Give the ids of the courses that a purchase opens; ``ids`` are those of all courses by their slugs."""
    slugs = thing.matter.courses if isinstance(thing, Bundle) else ()
    own = () if isinstance(thing, Bundle) else (sale_id(thing),)
    more = (ids[slug] for slug in (*slugs, *offer.includes) if slug in ids)
    return tuple(dict.fromkeys([*own, *more]))


def _bumps(site: Site, offer: Offer, prices: Mapping[str, Inputs]) -> Iterator[str]:
    for bump in offer.bumps:
        key = bump_key(site, bump)
        if key in prices:
            yield reference(f"price {key}", prices[key])


def bump_key(site: Site, bump: str) -> str:
    """Give the key of the offer that a ``bumps`` entry names, or an empty string when there is none."""
    found = _bump(site, bump)
    return offer_key(*found) if found else ""


def _bump(site: Site, bump: str) -> tuple[Course | Bundle, Offer] | None:
    slug, _, wanted = bump.partition(".")
    named = ((thing, offer) for thing in site.sold() if thing.slug == slug for offer in thing.offers)
    return next((one for one in named if wanted in ("", one[1].id)), None)


def _added(site: Site, offer: Offer, known: Shelf) -> Iterator[str]:
    """Give the ids of the courses that can be added at the checkout."""
    for found in filter(None, (_bump(site, bump) for bump in offer.bumps)):
        yield from opens(*found, known.ids)


def _flag(value: bool | None) -> str:
    return "true" if value else ""


def _number(value: int | None) -> str:
    return str(value) if value else ""
