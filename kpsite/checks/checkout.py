"""What Stripe would refuse of an offer: found here, before any request is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from kpsite.checks.subject import Subject
from kpsite.model.checkout import CheckoutMatter
from kpsite.model.course import Course
from kpsite.model.lock import sale_id
from kpsite.model.money import MAX_DIGITS, THREE_DECIMAL, Money, least_charge, to_stripe
from kpsite.model.offer import Offer
from kpsite.model.writing import Bundle
from kpsite.problems import Problem, error
from kpsite.values import dataclass

SITE = "content/site.yaml"
# docs.stripe.com/api/metadata: what a purchase opens is written into one value.
MAX_METADATA = 500
STATEMENT_SUFFIX = re.compile(r"(?=.*[A-Za-z])[^<>\\'\"*]*")


@dataclass(frozen=True, slots=True)
class Case:
    """An offer that Stripe is to know, what is said of its payment page, and where its keys stand; ``ids``
    gives the id of each course by its slug.
    """

    subject: Subject
    thing: Course | Bundle
    offer: Offer
    checkout: CheckoutMatter
    key: str
    ids: Mapping[str, str]

    def problem(self, name: str, code: str, message: str, hint: str) -> Problem:
        """Give a problem with one of the offer's keys; those of ``checkout`` may stand further up."""
        path, key = self.thing.path, f"{self.key}.{name}" if self.thing.matter.offers else name
        if name.startswith("checkout."):
            levels = ((self.offer.checkout, path, key), (self.thing.matter.checkout, path, name))
            said = (
                level
                for level in levels
                if level[0] and getattr(level[0], name.removeprefix("checkout.")) is not None
            )
            _, path, key = next(said, (None, SITE, name))
        elif name in ("courses", "slug"):
            key = name
        return error(self.subject.place(path, key), code, message, hint)


def check(subject: Subject) -> Iterator[Problem]:
    """Find amounts, settings and combinations that Stripe takes for no price or payment link."""
    yield from _ids(subject)
    ids = {course.slug: sale_id(course) for course in subject.site.courses}
    for thing in subject.site.sold():
        for index, offer in enumerate(thing.offers):
            if offer.payment_link or thing.status not in ("open", "upcoming"):
                continue
            shop = subject.site.matters[thing.language].checkout
            said = (offer.checkout or CheckoutMatter()).over(
                (thing.matter.checkout or CheckoutMatter()).over(shop)
            )
            case = Case(subject, thing, offer, said, f"offers[{index}]", ids)
            for rule in RULES:
                yield from rule(case)


def _ids(subject: Subject) -> Iterator[Problem]:
    courses = {sale_id(course): course for course in subject.site.courses}
    for bundle in subject.site.bundles:
        other = courses.get(sale_id(bundle))
        if other is not None:
            message = f'found the id "{sale_id(bundle)}", which {other.path} has too'
            hint = 'orders hang on it: write "id: ..." with another one, before the first is sold'
            yield error(subject.place(bundle.path, "id"), "duplicate-id", message, hint)


def _amounts(case: Case) -> Iterator[Problem]:
    asked = [("price", case.offer.price)]
    asked += [(f"currencies[{index}]", money) for index, money in enumerate(case.offer.currencies)]
    for name, money in asked:
        least = least_charge(money.currency)
        if 0 < money.minor < least.minor:
            hint = f"ask for {least.amount} {least.currency} or more, or nothing"
            message = f"found {money.amount} {money.currency}, which is less than Stripe charges"
            yield case.problem(name, "amount-too-small", message, hint)
        if len(str(to_stripe(money))) > MAX_DIGITS:
            message = f"found {money.amount} {money.currency}, which is more than Stripe charges"
            hint = f"Stripe takes {MAX_DIGITS} digits, of which two are decimals in this currency"
            yield case.problem(name, "amount-too-large", message, hint)
        if money.currency in THREE_DECIMAL and money.minor % 10:
            message = f"found {money.amount} {money.currency}"
            hint = "the third decimal has to be 0 on cards"
            yield case.problem(name, "money-third-decimal", message, hint)
    yield from _currencies(case, case.offer.currencies)


def _currencies(case: Case, others: Iterable[Money]) -> Iterator[Problem]:
    seen = {case.offer.price.currency}
    for index, money in enumerate(others):
        if money.currency in seen:
            message = f"found a second amount in {money.currency}"
            hint = "each currency has one amount; the main one is in price"
            yield case.problem(f"currencies[{index}]", "duplicate-currency", message, hint)
        elif money.free != case.offer.price.free:
            hint = "what is free in one currency is free in all"
            yield case.problem(f"currencies[{index}]", "free-and-sold", "found a price beside a gift", hint)
        seen.add(money.currency)


def _own_price(case: Case) -> Iterator[Problem]:
    offer = case.offer
    if not offer.pay_what_you_want:
        return
    if offer.price.free:
        least = least_charge(offer.price.currency)
        message = "found a price that buyers choose and that may be nothing"
        hint = f"write the least, {least.amount} {least.currency} or more; what is free needs no payment page"
        yield case.problem("price", "own-price-free", message, hint)
    for name, there in (("interval", offer.interval), ("bumps", offer.bumps)):
        if there:
            message = f'found "{name}" on an offer whose price buyers choose'
            hint = "Stripe takes such a price for a single payment, and alone"
            yield case.problem(name, "own-price-not-alone", message, hint)
    if case.checkout.quantity:
        hint = "such a price is paid once: take out quantity"
        message = "found a quantity on an offer whose price buyers choose"
        yield case.problem("checkout.quantity", "own-price-not-alone", message, hint)


def _subscription(case: Case) -> Iterator[Problem]:
    offer, said = case.offer, case.checkout
    if offer.interval:
        single = (("invoices", said.invoices), ("statement", said.statement), ("receipt", said.receipt))
        for name, there in single:
            if there and offer.checkout and getattr(offer.checkout, name) is not None:
                message = f'found "{name}" on a subscription'
                hint = "it is for single payments: subscriptions have invoices of their own"
                yield case.problem(f"checkout.{name}", "not-for-subscriptions", message, hint)
    right = ("auto", "subscribe") if offer.interval else ("auto", "book", "donate", "pay")
    if said.button and said.button not in right:
        message = (
            f'found the button "{said.button}" on a {"subscription" if offer.interval else "single payment"}'
        )
        yield case.problem("checkout.button", "wrong-button", message, f"write one of {', '.join(right)}")


def _tax(case: Case) -> Iterator[Problem]:
    matter = case.thing.matter
    place = case.subject.place(case.thing.path, "tax")
    if matter.tax == "stripe_tax" and matter.tax_included is None:
        hint = 'add "tax_included: true" or "tax_included: false"'
        message = "found a tax to be worked out, and not whether the price includes it"
        yield error(place, "tax-unspecified", message, hint)
    if matter.tax == "managed":
        if not matter.tax_code:
            hint = 'add "tax_code: txcd_..." with one that Managed Payments sells'
            yield error(place, "tax-code-missing", "found managed payments without a tax code", hint)
        if case.checkout.tax_ids:
            hint = 'take out "tax_ids": Stripe is the seller then, and asks what it needs'
            yield error(place, "tax-ids-managed", "found tax ids to be asked for with managed payments", hint)


def _statement(case: Case) -> Iterator[Problem]:
    text = case.checkout.statement
    if text and not STATEMENT_SUFFIX.fullmatch(text):
        message = f'found "{text}" for card statements'
        hint = "write at least one letter, and none of the signs < > \\ ' \" *"
        yield case.problem("checkout.statement", "statement-signs", message, hint)


def _opened(case: Case) -> Iterator[Problem]:
    thing = case.thing
    slugs = thing.matter.courses if isinstance(thing, Bundle) else (thing.slug,)
    text = " ".join(case.ids.get(slug, slug) for slug in dict.fromkeys((*slugs, *case.offer.includes)))
    address = case.subject.site.absolute(thing.url)
    if len(address) > MAX_METADATA:
        message = f"found an address of {len(address)} characters"
        hint = f"Stripe keeps {MAX_METADATA}: give it a shorter slug"
        yield case.problem("slug", "address-too-long", message, hint)
    if len(text) > MAX_METADATA:
        message = f"found {len(text)} characters of course ids in one purchase"
        hint = f"Stripe keeps {MAX_METADATA}: give the courses shorter ids before the first is sold"
        name = "courses" if isinstance(thing, Bundle) else "includes"
        yield case.problem(name, "ids-too-long", message, hint)


def _bumps(case: Case) -> Iterator[Problem]:
    for index, bump in enumerate(case.offer.bumps):
        reason = _why_not(case, bump)
        if reason:
            message = f'found "{bump}", {reason}'
            hint = "name what is sold for one payment in the same currency, as slug or slug.offer"
            yield case.problem(f"bumps[{index}]", "bump", message, hint)


def _why_not(case: Case, bump: str) -> str:
    slug, _, wanted = bump.partition(".")
    named = [
        (thing, offer)
        for thing in case.subject.site.sold()
        if thing.slug == slug
        for offer in thing.offers
        if wanted in ("", offer.id)
    ]
    if not named:
        return "of which nothing is sold"
    thing, offer = named[0]
    if offer is case.offer:
        return "which is the offer itself"
    if offer.payment_link:
        return "whose payment link was made by hand"
    if thing.status != "open" or not offer.on_sale(case.subject.site.today):
        return "which is not for sale today"
    if offer.price.currency != case.offer.price.currency:
        return f"which is sold in {offer.price.currency}"
    if offer.pay_what_you_want or offer.interval not in ("", case.offer.interval):
        return "which cannot be paid together with this offer"
    return ""


RULES: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    _amounts, _own_price, _subscription, _tax, _statement, _opened, _bumps,
)  # fmt: skip
