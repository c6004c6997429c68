"""Requests as a whole: forms, addresses, versions, keys and modes."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
import stripe

from kpsite.practice.server import StandIn
from tests.practice.rig import (
    LIVE_KEY,
    TEST_KEY,
    check_answer,
    client,
    code,
    coupon,
    link,
    price,
    product,
    refusal,
)


def send(stand_in: StandIn, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
    """Send what Stripe's client would not."""
    connection = http.client.HTTPConnection(urlsplit(stand_in.base_url).netloc, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Authorization": f"Bearer {TEST_KEY}"} | named)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/products", "name=A&name=B", 400),
        ("POST", "/v1/products", "name=A&metadata[a=b", 400),
        ("POST", "/v1/products", "name=A&metadata=x&metadata[a]=b", 400),
        ("POST", "/v1/products", "name=%00", 400),
        ("GET", "/v1/nothing", "", 404),
        ("DELETE", "/v1/prices/price_1", "", 404),
        ("GET", "/v1/prices/price_1", "", 404),
        ("GET", "/v1/products?limit=0", "", 400),
        ("GET", "/v1/products?limit=ten", "", 400),
        ("GET", "/v1/products?expand[]=data.price", "", 400),
        ("GET", "/v1/events", "", 404),
        ("PUT", "/v1/products/a", "", 405),
    ],
)
def test_what_no_client_sends_is_refused_too(
    method: str, path: str, body: str, status: int, stand_in: StandIn
) -> None:
    """Malformed forms, unknown addresses, and an address that only looks like one."""
    found, text = send(stand_in, method, path, body, Content_Type="application/x-www-form-urlencoded")
    assert found == status
    if status != 405:
        check_answer(text)


def test_other_versions_and_shapes_are_refused(stand_in: StandIn) -> None:
    """The stand-in speaks one version of the API, and forms alone."""
    assert send(stand_in, "GET", "/v1/products", Stripe_Version="2019-05-16")[0] == 400
    assert send(stand_in, "POST", "/v1/products", '{"name": "A"}', Content_Type="application/json")[0] == 400


@pytest.mark.parametrize("key", ["", "pk_test_practice", "sk_test", "secret"])
def test_keys_are_checked(key: str, stand_in: StandIn) -> None:
    """Without a key, with a publishable one or with nonsense, nothing is answered, nor a key shown."""
    status, text = send(stand_in, "GET", "/v1/account", Authorization=f"Bearer {key}")
    assert status == 401
    assert "sk_test" not in text


def test_other_host_names_are_refused(stand_in: StandIn) -> None:
    """A page from elsewhere that has its name point here can read nothing."""
    assert send(stand_in, "GET", "/v1/account", Host="evil.example.org")[0] == 421


def test_test_and_live_share_nothing(stand_in: StandIn, shop: stripe.StripeClient) -> None:
    """The key alone picks the mode; what was made in one is not there in the other."""
    live = client(stand_in.base_url, LIVE_KEY)
    product(shop)
    assert live.v1.products.list().data == []
    made = product(live)
    assert (made.livemode, shop.v1.products.retrieve("kp-birds").livemode) == (True, False)
    assert live.v1.accounts.retrieve_current().id == shop.v1.accounts.retrieve_current().id
    wrong = refusal(lambda: link(live, price(shop).id))
    assert wrong.code == "resource_missing"
    assert "/test_" in link(shop, price(shop).id).url
    secure = {"type": "redirect", "redirect": {"url": "http://shop.example.org/unlock/"}}
    wrong = refusal(lambda: link(live, price(live).id, after_completion=secure))
    assert wrong.code == "url_invalid"


def test_codes_of_a_coupon(shop: stripe.StripeClient) -> None:
    """The rows above are refused for what they say, not for what goes before."""
    coupon(shop, max_redemptions=5, redeem_by=1_800_000_000 + 3600)
    assert code(shop, max_redemptions=5, expires_at=1_800_000_000 + 3600).active
