"""The rules that no schema holds: what never changes, what is unique, what cannot go, what goes with what."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.practice.rig import NOON, Clock, code, coupon, link, price, product, refusal

REDIRECT = {
    "type": "redirect",
    "redirect": {"url": "https://shop.example.org/unlock/#s={CHECKOUT_SESSION_ID}"},
}


def test_a_product_keeps_its_id_and_takes_no_second(shop: stripe.StripeClient) -> None:
    """An id can be chosen once; a product that never had a price can be deleted, and its id used again."""
    product(shop, metadata={"kp_site": "a", "kp_key": "b"})
    wrong = refusal(lambda: product(shop))
    assert (wrong.http_status, wrong.code) == (400, "resource_already_exists")
    deleted = shop.v1.products.delete("kp-birds")
    assert (deleted.id, deleted.deleted) == ("kp-birds", True)
    assert refusal(lambda: shop.v1.products.retrieve("kp-birds")).http_status == 404
    assert product(shop).active


def test_products_with_prices_stay(shop: stripe.StripeClient) -> None:
    """A product that has a price cannot be deleted, not even when the price is archived."""
    product(shop)
    key = price(shop).id
    shop.v1.prices.update(key, {"active": False})
    wrong = refusal(lambda: shop.v1.products.delete("kp-birds"))
    assert wrong.http_status == 400
    assert "one or more user-created prices" in str(wrong)
    shop.v1.products.update("kp-birds", {"active": False})
    assert shop.v1.prices.retrieve(price(shop).id).active, "an archived product leaves its prices active"


def test_metadata_merge_and_fields_are_emptied_with_an_empty_string(shop: stripe.StripeClient) -> None:
    """A key that is left out stays; ``""`` removes one key, all of them, or a field."""
    product(shop, metadata={"a": "1", "b": "2"}, description="Old", images=["https://shop.example.org/a.png"])
    changed = shop.v1.products.update("kp-birds", {"metadata": {"b": "", "c": "3"}, "description": ""})
    assert (changed.metadata.to_dict(), changed.description) == ({"a": "1", "c": "3"}, None)
    assert len(changed.images) == 1, "an empty list is not sent"
    assert shop.v1.products.update("kp-birds", {"images": "", "metadata": ""}).images == []
    assert shop.v1.products.retrieve("kp-birds").metadata.to_dict() == {}


@pytest.mark.parametrize("name", ["unit_amount", "currency", "product", "recurring"])
def test_what_a_price_costs_never_changes(name: str, shop: stripe.StripeClient) -> None:
    """Amount, currency, product and rhythm are no parameters of an update."""
    product(shop)
    key = price(shop).id
    params: Any = {name: "5000"}
    wrong = refusal(lambda: shop.v1.prices.update(key, params))
    assert (wrong.code, str(wrong.user_message)) == (
        "parameter_unknown",
        f"Received unknown parameter: {name}",
    )


def test_lookup_keys_are_unique_until_they_are_transferred(shop: stripe.StripeClient) -> None:
    """An archived price holds its key; a transfer takes it away and leaves that price as it was."""
    product(shop)
    old = price(shop, lookup_key="kp.birds")
    shop.v1.prices.update(old.id, {"active": False})
    wrong = refusal(lambda: price(shop, lookup_key="kp.birds"))
    assert "already uses that lookup key" in str(wrong)
    new = price(shop, lookup_key="kp.birds", transfer_lookup_key=True)
    assert shop.v1.prices.retrieve(old.id).lookup_key is None
    assert [each.id for each in shop.v1.prices.list({"lookup_keys": ["kp.birds"]}).data] == [new.id]
    assert shop.v1.prices.update(new.id, {"lookup_key": ""}).lookup_key is None


def test_a_default_price_cannot_be_archived(shop: stripe.StripeClient) -> None:
    """The product has to get another default first, and that one has to be its own and active."""
    product(shop, default_price_data={"currency": "usd", "unit_amount": 4900})
    product(shop, "kp-trees")
    default = str(shop.v1.products.retrieve("kp-birds").default_price)
    assert "default price" in str(refusal(lambda: shop.v1.prices.update(default, {"active": False})))
    foreign, archived = price(shop, "kp-trees").id, price(shop).id
    shop.v1.prices.update(archived, {"active": False})
    for wrong in (foreign, archived):
        params: Any = {"default_price": wrong}
        refusal(lambda: shop.v1.products.update("kp-birds", params))  # noqa: B023 - called at once
    shop.v1.products.update("kp-birds", {"default_price": price(shop).id})
    assert not shop.v1.prices.update(default, {"active": False}).active


def test_tax_behaviour_is_settled_once(shop: stripe.StripeClient) -> None:
    """From unspecified it may be set; afterwards it stays."""
    product(shop)
    key = price(shop).id
    assert shop.v1.prices.update(key, {"tax_behavior": "inclusive"}).tax_behavior == "inclusive"
    refusal(lambda: shop.v1.prices.update(key, {"tax_behavior": "exclusive"}))


def test_currency_options_are_hidden_and_may_be_added(shop: stripe.StripeClient) -> None:
    """Unless they are expanded they are not told; an update adds some, and ``""`` clears them."""
    product(shop)
    made = price(shop, currency_options={"eur": {"unit_amount": 4500}})
    assert "currency_options" not in made.to_dict()
    added: Any = {"currency_options": {"gbp": {"unit_amount": 3900}}, "expand": ["currency_options"]}
    options = shop.v1.prices.update(made.id, added).to_dict()["currency_options"]
    assert {name: each["unit_amount"] for name, each in options.items()} == {
        "usd": 4900,
        "eur": 4500,
        "gbp": 3900,
    }
    cleared: Any = {"currency_options": "", "expand": ["currency_options"]}
    assert list(shop.v1.prices.update(made.id, cleared).to_dict()["currency_options"]) == ["usd"]


def test_coupons_hardly_change(shop: stripe.StripeClient) -> None:
    """Name and metadata do; what it takes off does not. Its codes end with it."""
    coupon(shop)
    assert refusal(lambda: coupon(shop)).code == "resource_already_exists"
    fixed: Any = {"percent_off": 30}
    assert refusal(lambda: shop.v1.coupons.update("quarter", fixed)).code == "parameter_unknown"
    assert shop.v1.coupons.update("quarter", {"name": "Spring"}).name == "Spring"
    key = code(shop).id
    shop.v1.coupons.delete("quarter")
    assert not shop.v1.promotion_codes.retrieve(key).active


def test_what_a_coupon_reaches_is_hidden(shop: stripe.StripeClient) -> None:
    """``applies_to`` is told only when it is expanded."""
    product(shop)
    made = coupon(shop, applies_to={"products": ["kp-birds"]})
    assert "applies_to" not in made.to_dict()
    expanded = shop.v1.coupons.retrieve("quarter", {"expand": ["applies_to"]})
    assert expanded.applies_to is not None
    assert expanded.applies_to.products == ["kp-birds"]


def test_codes_are_unique_among_the_active(shop: stripe.StripeClient) -> None:
    """In any case of letters; once the holder is off the text may be used again, and then it stays off."""
    coupon(shop)
    old = code(shop, "SPRING")
    assert "already exists" in str(refusal(lambda: code(shop, "spring")))
    shop.v1.promotion_codes.update(old.id, {"active": False})
    new = code(shop, "spring")
    refusal(lambda: shop.v1.promotion_codes.update(old.id, {"active": True}))
    assert [each.id for each in shop.v1.promotion_codes.list({"code": "Spring"}).data] == [new.id, old.id]
    fixed: Any = {"code": "SUMMER"}
    assert refusal(lambda: shop.v1.promotion_codes.update(new.id, fixed)).code == "parameter_unknown"


def test_codes_and_coupons_run_out(shop: stripe.StripeClient, clock: Clock) -> None:
    """At their time a code is inactive and a coupon invalid, and neither comes back."""
    coupon(shop, redeem_by=int(NOON) + 7200)
    short, long = code(shop, "SHORT", expires_at=int(NOON) + 3600), code(shop, "LONG")
    clock.pass_(hours=1)
    assert not shop.v1.promotion_codes.retrieve(short.id).active
    assert shop.v1.promotion_codes.retrieve(long.id).active
    refusal(lambda: shop.v1.promotion_codes.update(short.id, {"active": True}))
    clock.pass_(hours=1)
    assert not shop.v1.coupons.retrieve("quarter").valid
    assert not shop.v1.promotion_codes.retrieve(long.id).active
    assert refusal(lambda: code(shop, "NEW")).code == "coupon_expired"


def test_links_sell_only_what_is_active(shop: stripe.StripeClient) -> None:
    """An archived price or product is refused, also when a link is switched on again."""
    product(shop)
    made = price(shop)
    sold = link(shop, made.id)
    shop.v1.payment_links.update(sold.id, {"active": False})
    shop.v1.products.update("kp-birds", {"active": False})
    assert refusal(lambda: link(shop, made.id)).code == "product_inactive"
    shop.v1.products.update("kp-birds", {"active": True})
    shop.v1.prices.update(made.id, {"active": False})
    wrong = refusal(lambda: link(shop, made.id))
    assert "This field only accepts active prices" in str(wrong)
    refusal(lambda: shop.v1.payment_links.update(sold.id, {"active": True}))
    shop.v1.prices.update(made.id, {"active": True})
    assert shop.v1.payment_links.update(sold.id, {"active": True}).active


def test_links_keep_what_they_sell(shop: stripe.StripeClient) -> None:
    """Of a line only the quantity changes; its price, the currency and who is the merchant stay."""
    product(shop)
    sold = link(shop, price(shop).id)
    items = shop.v1.payment_links.line_items.list(sold.id).data
    for fixed in (
        {"currency": "eur"},
        {"line_items": [{"id": items[0].id, "price": "price_other"}]},
        {"managed_payments": {"enabled": True}},
    ):
        params: Any = fixed
        wrong = refusal(lambda: shop.v1.payment_links.update(sold.id, params))  # noqa: B023 - called at once
        assert wrong.code == "parameter_unknown"
    shop.v1.payment_links.update(sold.id, {"line_items": [{"id": items[0].id, "quantity": 3}]})
    assert shop.v1.payment_links.line_items.list(sold.id).data[0].amount_total == 3 * 4900


def test_a_link_with_everything_comes_back_as_it_was_sent(shop: stripe.StripeClient) -> None:
    """All that a course offer may ask for is taken, and told again."""
    product(shop)
    product(shop, "kp-sheets")
    params: dict[str, Any] = {
        "after_completion": REDIRECT, "allow_promotion_codes": True, "billing_address_collection": "required",
        "consent_collection": {"terms_of_service": "required"},
        "custom_fields": [
            {"key": "size", "label": {"type": "custom", "custom": "Size"}, "optional": True, "type": "text"}
        ],
        "custom_text": {"submit": {"message": "You can start at once."}}, "customer_creation": "always",
        "inactive_message": "This offer has ended.",
        "invoice_creation": {"enabled": True, "invoice_data": {"footer": "Thank you."}},
        "metadata": {"kp_key": "shop.birds.course"},
        "name_collection": {"individual": {"enabled": True}},
        "optional_items": [{"price": price(shop, "kp-sheets", 900).id, "quantity": 1}],
        "payment_intent_data": {"description": "Drawing birds", "metadata": {"kp_key": "a"}},
        "payment_method_types": ["card", "wechat_pay"],
        "restrictions": {"completed_sessions": {"limit": 20}}, "submit_type": "book",
        "tax_id_collection": {"enabled": True, "required": "if_supported"},
    }  # fmt: skip
    made = link(shop, price(shop, tax_behavior="inclusive").id, automatic_tax={"enabled": True}, **params)
    told = made.to_dict()
    assert told["restrictions"] == {"completed_sessions": {"count": 0, "limit": 20}}
    assert told["name_collection"] == {"individual": {"enabled": True, "optional": False}}
    for name in ("after_completion", "metadata", "payment_method_types", "submit_type", "inactive_message"):
        assert told[name] == params[name]
    assert told["custom_text"]["submit"] == {"message": "You can start at once."}
    assert told["payment_intent_data"]["description"] == "Drawing birds"
    emptied: Any = {"restrictions": "", "optional_items": "", "inactive_message": "", "custom_fields": ""}
    after = shop.v1.payment_links.update(made.id, emptied).to_dict()
    assert (after["restrictions"], after["optional_items"], after["inactive_message"]) == (None, None, None)
    assert after["custom_fields"] == []


@pytest.mark.parametrize(
    ("currency", "amount", "taken"),
    [
        ("usd", 49, False),
        ("usd", 50, True),
        ("usd", 0, True),
        ("hkd", 399, False),
        ("jpy", 49, False),
        ("jpy", 50, True),
    ],
)
def test_the_least_that_is_charged(
    currency: str, amount: int, taken: bool, shop: stripe.StripeClient
) -> None:
    """A link below it is refused where it is made; nothing at all is allowed."""
    product(shop)
    key = price(shop, amount=amount, currency=currency).id
    if taken:
        assert link(shop, key).currency == currency
    else:
        assert refusal(lambda: link(shop, key)).code == "amount_too_small"


def test_one_link_one_currency_one_rhythm(shop: stripe.StripeClient) -> None:
    """Items share currency and interval; pay-what-you-want stands alone."""
    product(shop)
    once, euros = price(shop).id, price(shop, currency="eur").id
    monthly = price(shop, recurring={"interval": "month"}).id
    yearly = price(shop, recurring={"interval": "year"}).id
    shop_params: Any = {"product": "kp-birds", "currency": "usd", "custom_unit_amount": {"enabled": True}}
    open_price = shop.v1.prices.create(shop_params).id
    for pair in ((once, euros), (monthly, yearly), (once, open_price)):
        items = [{"price": each, "quantity": 1} for each in pair]
        refusal(lambda: link(shop, once, line_items=items))  # noqa: B023 - called at once
    both = [{"price": each, "quantity": 1} for each in (once, monthly)]
    assert link(shop, once, line_items=both).customer_creation == "always"
    assert link(shop, open_price).active
    trial = link(shop, monthly, subscription_data={"trial_period_days": 14})
    assert trial.subscription_data is not None
    assert trial.subscription_data.trial_period_days == 14
    refusal(lambda: link(shop, monthly, payment_intent_data={"description": "a"}))
