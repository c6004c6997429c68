"""Each wish that a creator can write into the store arrives in the account as the documentation says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kpsite.model.checkout import CheckoutMatter
from kpsite.model.keys import keys_of
from kpsite.model.offer import Offer
from kpsite.model.promo import Promo
from kpsite.practice.server import StandIn
from kpsite.targets.stripe.promotions import end_of
from tests.building import DAY, write
from tests.targets.stripe.rig import LESSON, course, everything, planned, shop, verb

SITE = "name: Test shop\nurl: http://localhost:9/\ntheme: plain\n"
DOCS = Path(__file__).resolve().parents[3] / "docs/stripe.md"
OFFERS = "offers:\n  - id: course\n    price: 49 USD\n    "

OFFER_WISHES = [
    # What the offer says besides a price of 49 USD -> kind, path of a field, value.
    ("", "price", "unit_amount", 4900),
    ("", "price", "lookup_key", "kp.localhost-9.fold.course"),
    ("", "product", "name", "Paper folding"),
    ("", "product", "url", "http://localhost:9/courses/fold/"),
    ("", "link", "allow_promotion_codes", True),
    ("", "link", "metadata.kp_courses", "fold"),
    ("", "link", "payment_intent_data.metadata.kp_key", "fold.course"),
    ("", "link", "payment_intent_data.description", "Paper folding"),
    ("", "link", "inactive_message", "Paper folding · http://localhost:9/courses/fold/"),
    ("name: The tier", "price", "nickname", "The tier"),
    ("interval: year", "price", "recurring.interval", "year"),
    ("interval: month\n    trial_days: 7", "link", "subscription_data.trial_period_days", 7),
    ("interval: month", "link", "subscription_data.metadata.kp_courses", "fold"),
    ("pay_what_you_want: true", "price", "custom_unit_amount.minimum", 4900),
    ("currencies: [45 EUR]", "price", "currency_options.eur.unit_amount", 4500),
    ("currencies: [100 ISK]", "price", "currency_options.isk.unit_amount", 10000),
    ("currencies: [900 JPY]", "price", "currency_options.jpy.unit_amount", 900),
    ("seats: 20", "link", "restrictions.completed_sessions.limit", 20),
    ("includes: [tip]", "link", "metadata.kp_courses", "fold tip"),
    ("bumps: [tip]", "link", "optional_items.0.quantity", 1),
    ("checkout: {promotion_codes: false}", "link", "allow_promotion_codes", False),
    ("checkout: {quantity: 5}", "link", "line_items.data.0.adjustable_quantity.maximum", 5),
    ("checkout: {text: Hello}", "link", "custom_text.submit.message", "Hello"),
    ("checkout: {after_text: Bye}", "link", "custom_text.after_submit.message", "Bye"),
    ("checkout: {closed_text: In May}", "link", "inactive_message", "In May"),
    ("checkout: {button: book}", "link", "submit_type", "book"),
    ("checkout: {terms: true}", "link", "consent_collection.terms_of_service", "required"),
    ("checkout: {terms: true, terms_text: I agree}", "link",
     "custom_text.terms_of_service_acceptance.message", "I agree"),
    ("checkout: {newsletter: true}", "link", "consent_collection.promotions", "auto"),
    ("checkout: {invoices: true}", "link", "invoice_creation.enabled", True),
    ("checkout: {tax_ids: true}", "link", "tax_id_collection.enabled", True),
    ("checkout: {customer: always}", "link", "customer_creation", "always"),
    ("checkout: {name: true}", "link", "name_collection.individual.enabled", True),
    ("checkout: {phone: true}", "link", "phone_number_collection.enabled", True),
    ("checkout: {address: required}", "link", "billing_address_collection", "required"),
    ("checkout: {receipt: A course}", "link", "payment_intent_data.description", "A course"),
    ("checkout: {statement: FOLDING}", "link", "payment_intent_data.statement_descriptor_suffix", "FOLDING"),
]  # fmt: skip

COURSE_WISHES = [
    ("tax: stripe_tax\ntax_included: true", "link", "automatic_tax.enabled", True),
    ("tax_included: true", "price", "tax_behavior", "inclusive"),
    ("tax_included: false", "price", "tax_behavior", "exclusive"),
    ("tax: managed\ntax_code: txcd_10103001", "link", "managed_payments.enabled", True),
    ("tax_code: txcd_10103001", "product", "tax_code", "txcd_10103001"),
    ("id: c_7f3a", "product", "id", "kp-localhost-9-c_7f3a"),
]

PROMO_WISHES = [
    ("percent_off: 20", "coupon", "percent_off", 20),
    ("percent_off: 20", "code", "code", "SPRING"),
    ("amount_off: 5 USD", "coupon", "amount_off", 500),
    ("amount_off: 5 USD\n  currencies: [4 EUR]", "coupon", "currency_options.eur.amount_off", 400),
    ("percent_off: 20\n  duration: 3 months", "coupon", "duration_in_months", 3),
    ("percent_off: 20\n  duration: forever", "coupon", "duration", "forever"),
    ("percent_off: 20\n  courses: [fold]", "coupon", "applies_to.products.0", "kp-localhost-9-fold"),
    ("percent_off: 20\n  ends: 2026-11-22", "code", "expires_at", end_of(DAY)),
    ("percent_off: 20\n  max_uses: 9", "code", "max_redemptions", 9),
    ("percent_off: 20\n  batch: 1", "code", "max_redemptions", 1),
    ("percent_off: 20\n  first_time_only: true", "code", "restrictions.first_time_transaction", True),
    ("percent_off: 20\n  minimum: 30 USD", "code", "restrictions.minimum_amount", 3000),
    ("percent_off: 20\n  minimum: 30 USD", "code", "restrictions.minimum_amount_currency", "usd"),
]


def at(found: Any, path: str) -> Any:  # noqa: ANN401 - JSON has any shape
    for name in path.split("."):
        found = found[int(name)] if isinstance(found, list) else found[name]
    return found


def made(root: Path, stand_in: StandIn, kind: str) -> dict[str, Any]:
    """Apply, hold the plan after it against nothing, and give the object of a kind that the course has."""
    said = verb(root, stand_in, "apply", "--yes")
    assert said.code == 0, said.err
    assert planned(root, stand_in)["changes"] == []
    return next(one for one in everything(stand_in)[kind] if "tip" not in one["metadata"]["kp_key"])


@pytest.mark.parametrize(("said", "kind", "path", "value"), OFFER_WISHES)
def test_what_an_offer_says(
    said: str, kind: str, path: str, value: object, tmp_path: Path, stand_in: StandIn
) -> None:
    """One key of an offer is one field in the account, and the plan after the apply is empty."""
    root = shop(tmp_path / "store", OFFERS + said)
    tip = {"course.md": course("A tip", "price: 5 USD"), "01-one.md": LESSON}
    write(root / "content/courses/tip", tip)
    assert at(made(root, stand_in, kind), path) == value


@pytest.mark.parametrize(("said", "kind", "path", "value"), COURSE_WISHES)
def test_what_a_course_says(
    said: str, kind: str, path: str, value: object, tmp_path: Path, stand_in: StandIn
) -> None:
    """The same for what is said of the course as a whole."""
    root = shop(tmp_path / "store", f"price: 49 USD\n{said}")
    assert at(made(root, stand_in, kind), path) == value


@pytest.mark.parametrize(("said", "kind", "path", "value"), PROMO_WISHES)
def test_what_a_promotion_says(
    said: str, kind: str, path: str, value: object, tmp_path: Path, stand_in: StandIn
) -> None:
    """The same for promotions: a coupon for what is saved, a code for what buyers enter."""
    root = shop(tmp_path / "store", promos=f"- code: SPRING\n  {said}\n")
    assert at(made(root, stand_in, kind), path) == value


def test_every_wish_is_in_the_documentation() -> None:
    """Whatever can be said of a payment page or a code stands in the table of docs/stripe.md."""
    table = DOCS.read_text("utf-8")
    silent = {"note", "public", "page", "id", "highlight", "compare_at", "sold_out", "includes"}
    names = {*keys_of(CheckoutMatter), *keys_of(Promo), *keys_of(Offer)} - silent
    assert {name for name in names if not re.search(rf"\b{name}\b", table)} == set()


def test_a_code_waits_for_its_first_day(tmp_path: Path, stand_in: StandIn) -> None:
    """Stripe's codes have no start, so one that begins later is made later, and the plan says so."""
    root = shop(tmp_path / "store", promos="- code: LATER\n  percent_off: 20\n  starts: 2027-01-01\n")
    assert planned(root, stand_in)["waiting"] == [{"code": "LATER", "from": "2027-01-01"}]
    verb(root, stand_in, "apply", "--yes")
    assert everything(stand_in)["code"] == []


def test_single_use_codes_differ_and_cannot_be_guessed(tmp_path: Path, stand_in: StandIn) -> None:
    """A batch has as many codes as asked for, all different, each with sixty bits that nobody knows; more
    come when more are asked for, and those that are out stay.
    """
    promos = "- code: GIFT\n  percent_off: 100\n  batch: {}\n"
    root = shop(tmp_path / "store", promos=promos.format(3))
    verb(root, stand_in, "apply", "--yes")
    first = {one["code"] for one in everything(stand_in)["code"]}
    write(root, {"content/promos.yaml": promos.format(5)})
    verb(root, stand_in, "apply", "--yes")
    codes = {one["code"] for one in everything(stand_in)["code"]}
    assert len(first) == 3
    assert len(codes) == 5
    assert first < codes
    assert all(len(code.removeprefix("GIFT-")) == 12 for code in codes)
    listed = (root / ".kpsite/codes/test-GIFT.csv").read_text("utf-8").splitlines()
    assert sorted(line.partition(",")[0] for line in listed[1:]) == sorted(codes)


def test_a_bundle_has_a_price_of_its_own(tmp_path: Path, stand_in: StandIn) -> None:
    """A bundle is one product with one price, and its link names the courses that it opens."""
    root = shop(tmp_path / "store")
    write(root, {"content/courses/tip/course.md": course("A tip", "price: 5 USD\nid: c_tip")})
    write(root, {"content/courses/tip/01-one.md": LESSON})
    write(
        root, {"content/bundles/both.md": "---\ntitle: Both\nprice: 50 USD\ncourses: [fold, tip]\n---\nx\n"}
    )
    verb(root, stand_in, "apply", "--yes")
    there = everything(stand_in)
    (link,) = (one for one in there["link"] if one["metadata"]["kp_key"] == "both.course")
    assert link["metadata"]["kp_courses"] == "fold c_tip"
    assert [item["price"]["unit_amount"] for item in link["line_items"]["data"]] == [5000]


def test_the_way_back_leads_to_what_was_bought(tmp_path: Path, stand_in: StandIn) -> None:
    """Buyers of sealed courses come to the page that opens them, for a bundle with all of its courses;
    buyers of what is delivered elsewhere come to its thank-you page, without a claim.
    """
    root = shop(tmp_path / "store", "price: 49 USD\nid: c_fold")
    closed = {"01-one.md": LESSON, "02-two.md": "---\ntitle: Two\n---\nx\n"}
    write(root / "content/courses/tip", closed | {"course.md": course("A tip", "price: 5 USD")})
    away = course("Away", "price: 5 USD\ndelivery: external")
    write(root / "content/courses/away", closed | {"course.md": away})
    bundle = "---\ntitle: All\nprice: 50 USD\ncourses: [fold, tip, away]\n---\nx\n"
    write(root, {"content/bundles/all.md": bundle})
    verb(root, stand_in, "apply", "--yes")
    ways = {
        link["metadata"]["kp_key"]: link["after_completion"]["redirect"]["url"]
        for link in everything(stand_in)["link"]
    }
    assert ways == {
        "c_fold.course": "http://localhost:9/unlock/#c=c_fold&s={CHECKOUT_SESSION_ID}",
        "tip.course": "http://localhost:9/unlock/#c=tip&s={CHECKOUT_SESSION_ID}",
        "away.course": "http://localhost:9/thanks/away/",
        "all.course": "http://localhost:9/unlock/#c=c_fold&c=tip&s={CHECKOUT_SESSION_ID}",
    }


def test_a_translation_sells_through_the_same_link_unless_its_price_differs(
    tmp_path: Path, stand_in: StandIn
) -> None:
    """A translation adds nothing to the account, until it asks a price of its own."""
    root = shop(tmp_path / "store")
    write(root, {"content/site.yaml": f"{SITE}languages: [en, de]\n"})
    german = root / "content/courses/fold"
    write(german, {"course.de.md": "---\ntitle: Papier falten\n---\nx\n", "01-one.de.md": LESSON})
    verb(root, stand_in, "apply", "--yes")
    assert len(everything(stand_in)["link"]) == 1
    write(german, {"course.de.md": "---\ntitle: Papier falten\nprice: 45 EUR\n---\nx\n"})
    verb(root, stand_in, "apply", "--yes")
    keys = sorted(link["metadata"]["kp_key"] for link in everything(stand_in)["link"])
    assert keys == ["fold.course", "fold.course@de"]
    assert len(everything(stand_in)["product"]) == 1


@pytest.mark.parametrize(
    "offer", ["price: free", "price: 49 USD\nstatus: closed", "price: 49 USD\nstatus: upcoming"]
)
def test_what_is_not_for_sale_is_not_in_the_account(offer: str, tmp_path: Path, stand_in: StandIn) -> None:
    """Free, closed and upcoming courses have nothing in Stripe."""
    root = shop(tmp_path / "store", offer)
    write(root, {"content/site.yaml": f"{SITE}signup: netlify\n"})
    assert planned(root, stand_in)["changes"] == []
