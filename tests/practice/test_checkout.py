"""The checkout: what a buyer sees and does, and what Stripe's client reads of it afterwards."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from kpsite.practice.server import StandIn
from tests.practice.buyer import EMAIL, Buyer, ask, session, sold
from tests.practice.rig import code, coupon, link, price, product


def test_paying(shop: stripe.StripeClient) -> None:
    """The page shows what is bought and for how much; paying leads where the link says."""
    made = sold(shop, metadata={"kp_key": "birds.course"}, payment_intent_data={"metadata": {"kp_site": "s"}})
    buyer = Buyer(made.url, "client_reference_id=r-anna&utm_source=mail")
    assert "Practice checkout: no money moves" in buyer.page.text
    assert "Drawing birds $49.00" in buyer.page.text
    opened = session(shop, buyer)
    assert (opened["status"], opened["payment_status"], opened["amount_total"]) == ("open", "unpaid", 4900)
    answer = buyer.press("pay", email=EMAIL)
    assert answer.status == 303
    assert answer.location == f"https://shop.example.org/unlock/?utm_source=mail#c=birds&s={buyer.session}"
    order = session(shop, buyer)
    assert (order["status"], order["payment_status"]) == ("complete", "paid")
    assert (order["client_reference_id"], order["metadata"]) == ("r-anna", {"kp_key": "birds.course"})
    assert order["customer_details"]["email"] == EMAIL
    assert (order["customer"], order["payment_link"]["id"]) == (None, made.id)
    assert order["payment_intent"]["metadata"] == {"kp_site": "s"}
    assert order["payment_intent"]["latest_charge"]["amount"] == 4900
    assert "utm" not in str(order)
    assert "Thank you" in ask(buyer.url).text


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a b@example.org"])
def test_an_address_is_needed(email: str, shop: stripe.StripeClient) -> None:
    """Without a whole email address nothing is paid, and the page says where it is missing."""
    buyer = Buyer(sold(shop).url)
    assert buyer.press("pay", email=email).location == buyer.session
    assert "Write your email address" in buyer.page.text
    assert session(shop, buyer)["status"] == "open"


def test_declining_and_leaving(shop: stripe.StripeClient) -> None:
    """A declined card leaves the session open, and so does leaving, which leads back to the store."""
    made = sold(shop)
    origin = made.url.partition("/__practice__")[0]
    buyer = Buyer(made.url, "", {"Referer": f"{origin}/courses/birds/"})
    buyer.press("decline", email=EMAIL)
    assert "The card was declined" in buyer.page.text
    assert f'value="{EMAIL}"' in buyer.page.html, "what was filled in stays"
    assert buyer.press("leave").location == "/courses/birds/"
    assert session(shop, buyer)["status"] == "open"
    assert Buyer(made.url, "", {"Referer": "https://evil.example.org/x"}).press("leave").location == "/"


def test_codes(shop: stripe.StripeClient) -> None:
    """A code takes off what its coupon says, in any case of letters, and is counted when it is used."""
    made = sold(shop, allow_promotion_codes=True)
    coupon(shop, applies_to={"products": ["kp-birds"]})
    key = code(shop).id
    buyer = Buyer(made.url)
    buyer.press("update", code="nonsense")
    assert "This code is invalid." in buyer.page.text
    buyer.press("update", code="spring")
    assert "Code SPRING −$12.25 Due today $36.75" in buyer.page.text
    assert shop.v1.promotion_codes.retrieve(key).times_redeemed == 0
    buyer.press("pay", email=EMAIL, code="spring")
    order = session(shop, buyer)
    assert (order["amount_subtotal"], order["amount_total"]) == (4900, 3675)
    assert order["discounts"] == [{"coupon": None, "promotion_code": key}]
    assert order["total_details"]["breakdown"]["discounts"][0]["amount"] == 1225
    assert order["line_items"]["data"][0]["amount_discount"] == 1225
    assert shop.v1.promotion_codes.retrieve(key).times_redeemed == 1
    assert shop.v1.coupons.retrieve("quarter").times_redeemed == 1


def test_a_code_in_the_address(shop: stripe.StripeClient) -> None:
    """``prefilled_promo_code`` fills the field in, when there is one."""
    coupon(shop)
    code(shop)
    made = sold(shop)
    assert "SPRING" not in Buyer(made.url, "prefilled_promo_code=SPRING").page.text
    shop.v1.payment_links.update(made.id, {"allow_promotion_codes": True})
    assert "$36.75" in Buyer(made.url, "prefilled_promo_code=SPRING").page.text
    assert "$49.00" in Buyer(made.url, "prefilled_promo_code=OVER").page.text


CODES = {
    "something else": ({"applies_to": {"products": ["kp-trees"]}}, {}, "does not apply to anything"),
    "another currency": ({"amount_off": 500, "currency": "eur"}, {}, "does not apply to this currency"),
    "too little": (
        {}, {"restrictions": {"minimum_amount": 5000, "minimum_amount_currency": "usd"}},
        "does not reach the minimum",
    ),
    "below what is charged": ({"amount_off": 4880, "currency": "usd"}, {}, "less than the smallest amount"),
}  # fmt: skip


@pytest.mark.parametrize(("of", "with_", "words"), CODES.values(), ids=CODES)
def test_codes_that_do_not_fit(
    of: dict[str, Any], with_: dict[str, Any], words: str, shop: stripe.StripeClient
) -> None:
    """A code that does not fit the order says so, and the order stays as it was."""
    product(shop, "kp-trees")
    made = sold(shop, allow_promotion_codes=True)
    coupon(shop, **of)
    code(shop, **with_)
    buyer = Buyer(made.url)
    buyer.press("update", code="SPRING")
    assert words in buyer.page.text
    assert session(shop, buyer)["amount_total"] == 4900


def test_seats(shop: stripe.StripeClient) -> None:
    """After the last one the link is off, and says what it was told to, also to those on the way."""
    made = sold(
        shop, restrictions={"completed_sessions": {"limit": 1}}, inactive_message="All seats are taken."
    )
    first, second = Buyer(made.url), Buyer(made.url)
    first.press("pay", email=EMAIL)
    second.press("pay", email=EMAIL)
    assert "All seats are taken." in second.page.text
    assert "All seats are taken." in ask(made.url).text
    told = shop.v1.payment_links.retrieve(made.id)
    assert told.restrictions is not None
    assert (told.active, told.restrictions.completed_sessions.count) == (False, 1)


def test_order_bumps_and_numbers(shop: stripe.StripeClient) -> None:
    """What may be added is added when it is ticked, and numbers stay within their bounds."""
    product(shop)
    product(shop, "kp-sheets")
    bump = {"price": price(shop, "kp-sheets", 900).id, "quantity": 1}
    key = price(shop).id
    several = {"price": key, "quantity": 1, "adjustable_quantity": {"enabled": True, "maximum": 5}}
    buyer = Buyer(link(shop, key, line_items=[several], optional_items=[bump]).url)
    name = session(shop, buyer)["line_items"]["data"][0]
    item = shop.v1.payment_links.line_items.list(session(shop, buyer)["payment_link"]["id"]).data[0].id
    assert name["quantity"] == 1
    buyer.press("update", **{f"quantity-{item}": "3", "take-optional-0": "on"})
    assert session(shop, buyer)["amount_total"] == 3 * 4900 + 900
    buyer.press("update", **{f"quantity-{item}": "99"})
    assert session(shop, buyer)["amount_total"] == 5 * 4900
    buyer.press("update", **{f"quantity-{item}": "-1"})
    assert session(shop, buyer)["amount_total"] == 4900


def test_pay_what_you_want(shop: stripe.StripeClient) -> None:
    """The buyer says the price, within its bounds."""
    product(shop)
    params: Any = {
        "product": "kp-birds", "currency": "usd",
        "custom_unit_amount": {"enabled": True, "minimum": 500, "preset": 1500, "maximum": 5000},
    }  # fmt: skip
    buyer = Buyer(link(shop, shop.v1.prices.create(params).id).url)
    assert session(shop, buyer)["amount_total"] == 1500
    buyer.press("update", amount="20.50")
    assert session(shop, buyer)["amount_total"] == 2050
    for wrong in ("4", "60", "many", "1e9", "NaN", "5.001"):
        buyer.press("update", amount=wrong)
        assert "Choose an amount from $5.00 to $50.00" in buyer.page.text
        buyer.press("pay", amount=wrong, email=EMAIL)
        assert session(shop, buyer)["status"] == "open"


def test_currencies(shop: stripe.StripeClient) -> None:
    """A price in several currencies can be paid in each of them."""
    product(shop)
    key = price(shop, currency_options={"eur": {"unit_amount": 4500}, "jpy": {"unit_amount": 7000}}).id
    buyer = Buyer(link(shop, key).url)
    buyer.press("update", currency="EUR")
    assert "€45.00" in buyer.page.text
    buyer.press("pay", currency="JPY", email=EMAIL)
    order = session(shop, buyer)
    assert (order["currency"], order["amount_total"]) == ("jpy", 7000)
    assert len(Buyer(link(shop, key, currency="eur").url).page.html.split("<option")) == 1


def test_what_a_link_asks_for(shop: stripe.StripeClient) -> None:
    """Names, terms and fields of one's own are asked for, needed where said, and told afterwards."""
    fields = [
        {"key": "size", "label": {"type": "custom", "custom": "Size"}, "type": "dropdown",
         "dropdown": {"options": [{"label": "Small", "value": "s"}, {"label": "Large", "value": "l"}]}},
        {"key": "year", "label": {"type": "custom", "custom": "Year"}, "type": "numeric", "optional": True},
    ]  # fmt: skip
    made = sold(
        shop,
        custom_fields=fields,
        name_collection={"individual": {"enabled": True}},
        consent_collection={"terms_of_service": "required"},
        custom_text={"submit": {"message": "You can start at once."}},
    )
    buyer = Buyer(made.url)
    assert "You can start at once." in buyer.page.text
    good = {"email": EMAIL, "field-size": "l", "field-year": "1999", "name-individual": "Ada", "terms": "on"}
    for missing in ("field-size", "name-individual", "terms"):
        buyer.press("pay", **{name: value for name, value in good.items() if name != missing})
        assert session(shop, buyer)["status"] == "open"
    buyer.press("pay", **good | {"field-year": "then"})
    assert "Write digits only." in buyer.page.text
    buyer.press("pay", **good)
    order = session(shop, buyer)
    assert order["consent"]["terms_of_service"] == "accepted"
    assert order["customer_details"]["individual_name"] == "Ada"
    assert [field[field["type"]]["value"] for field in order["custom_fields"]] == ["l", "1999"]


def test_a_confirmation_without_a_page_of_ones_own(shop: stripe.StripeClient) -> None:
    """A link that leads nowhere shows its message instead."""
    product(shop)
    after = {
        "type": "hosted_confirmation",
        "hosted_confirmation": {"custom_message": "The key is in the mail."},
    }
    buyer = Buyer(link(shop, price(shop).id, after_completion=after).url)
    buyer.press("pay", email=EMAIL)
    assert "The key is in the mail." in buyer.page.text


def test_other_sites_can_do_nothing(stand_in: StandIn, shop: stripe.StripeClient) -> None:
    """A page from elsewhere can neither read a checkout nor press its buttons."""
    made = sold(shop)
    buyer = Buyer(made.url)
    assert ask(buyer.url, headers={"Host": "evil.example.org"}).status == 421
    assert (
        ask(buyer.url, {"deed": "pay", "email": EMAIL}, {"Origin": "https://evil.example.org"}).status == 421
    )
    assert session(shop, buyer)["status"] == "open"
    assert ask(f"{stand_in.base_url}/__practice__/pay/test_nothing").status == 404
    assert ask(f"{stand_in.base_url}/__practice__/checkout/cs_test_nothing").status == 404


def test_what_buyers_write_is_shown_as_text(shop: stripe.StripeClient) -> None:
    """Markup in what is typed or named stays text."""
    shop.v1.products.create({"id": "kp-birds", "name": "<b>Birds</b>", "description": "<script>1</script>"})
    buyer = Buyer(link(shop, price(shop).id, allow_promotion_codes=True).url)
    buyer.press("update", code='"><script>2</script>', email="<i>")
    assert "<script" not in buyer.page.html
    assert "<b>Birds" not in buyer.page.html
