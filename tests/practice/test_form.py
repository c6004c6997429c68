"""Forms: what Stripe's client encodes is read as it was meant, and nothing brings the server down."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st
from stripe._encode import _api_encode

from kpsite.practice.account import Setup, Storage
from kpsite.practice.api import Api, Request
from kpsite.practice.checkout.desk import Desk
from kpsite.practice.description import description
from kpsite.practice.form import decoded
from kpsite.practice.place import links_at
from tests.practice.rig import NOON, TEST_KEY, check_answer

NAMES = st.text(st.characters(exclude_characters="[]", exclude_categories=["Cs"]), min_size=1, max_size=8)
LEAVES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NESTED: Any = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(NAMES.filter(lambda name: not name.isdigit()), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
PARAMS = st.dictionaries(NAMES, NESTED, max_size=4)
WORDS = ["", "0", "1", "-1", "true", "usd", "EUR", "kp-a", "1e5", "x" * 300, "price_1", "2000000000", "month"]
OPERATIONS = sorted(operation.name for _, _, operation in description().routes)


@given(PARAMS)
def test_what_the_client_encodes_is_read_as_it_was_meant(params: dict[str, Any]) -> None:
    """Lists, objects in lists, odd letters in names and values: all comes back."""
    assert decoded(urlencode(list(_api_encode(params)))) == params


def keys(schema: dict[str, Any], prefix: str = "") -> list[str]:
    """Give the names of all fields that a request may have, as a form writes them."""
    if "anyOf" in schema:
        return [name for choice in schema["anyOf"] for name in keys(choice, prefix)]
    if schema.get("type") == "array":
        return keys(schema["items"], f"{prefix}[0]")
    inner = dict(schema.get("properties", {}))
    if isinstance(schema.get("additionalProperties"), dict):
        inner |= {"usd": schema["additionalProperties"], "eur": schema["additionalProperties"]}
    found = [
        name for key, each in inner.items() for name in keys(each, f"{prefix}[{key}]" if prefix else key)
    ]
    return found or [prefix]


FIELDS = {op.name: keys(dict(op.schema)) for _, _, op in description().routes}


# What makes each request a sound one; P stands for the id of a price that is there.
SOUND = {
    "post /v1/products": {"name": "A"},
    "post /v1/prices": {"product": "kp-a", "currency": "usd", "unit_amount": "900"},
    "post /v1/coupons": {"percent_off": "10"},
    "post /v1/promotion_codes": {"promotion[type]": "coupon", "promotion[coupon]": "c"},
    "post /v1/payment_links": {"line_items[0][price]": "P", "line_items[0][quantity]": "1"},
}
SEEDS = {
    "/v1/products": "id=kp-a&name=A&default_price_data[currency]=usd&default_price_data[unit_amount]=900",
    "/v1/coupons": "id=c&percent_off=25",
}


def till(folder: str) -> tuple[Api, dict[str, str], str]:
    """Give an account with a product, a price and a coupon, the headers of a request, and the price's id."""
    api = Api(Storage(Path(folder)), Setup(links_at("http://127.0.0.1:1")), lambda: NOON)
    headers = {"authorization": f"Bearer {TEST_KEY}"}
    answers = [api.answer(Request("POST", path, "", body, headers)) for path, body in SEEDS.items()]
    return api, headers, str(json.loads(answers[0].body)["default_price"])


@settings(max_examples=400)
@given(st.data())
def test_any_request_is_answered(data: st.DataObject) -> None:
    """Whatever the fields hold, there is an answer of Stripe's kind: done, or refused with a reason."""
    with tempfile.TemporaryDirectory() as folder:
        api, headers, price = till(folder)
        for _ in range(4):
            name = data.draw(st.sampled_from([*OPERATIONS, *SOUND, *SOUND]))
            verb, path = name.split(" ")
            form = data.draw(
                st.dictionaries(st.sampled_from(FIELDS[name]), st.sampled_from(WORDS), max_size=3)
            )
            told = urlencode(SOUND.get(name, {}) | form).replace("=P", f"={price}")
            where = path.replace("{id}", "kp-a").replace("{price}", price).replace("{coupon}", "c")
            request = Request(verb.upper(), where, "" if verb == "post" else told, told, headers)
            answer = api.answer(request)
            assert answer.status in (200, 400, 404)
            check_answer(answer.body)


@given(
    st.text(max_size=60),
    st.dictionaries(
        st.sampled_from(
            [
                "deed",
                "email",
                "code",
                "currency",
                "amount",
                "quantity-a",
                "take-optional-0",
                "terms",
                "name-x",
                "field-x",
            ]
        ),
        st.sampled_from([*WORDS, "pay", "update", "decline", "NaN"]),
        max_size=8,
    ),
)
def test_any_form_at_the_checkout_is_answered(query: str, form: dict[str, str]) -> None:
    """Whatever is in the address and the form, a page comes back."""
    with tempfile.TemporaryDirectory() as folder:
        api, headers, price = till(folder)
        sale = SOUND["post /v1/payment_links"] | {
            "allow_promotion_codes": "true",
            "line_items[0][price]": price,
        }
        made = api.answer(Request("POST", "/v1/payment_links", "", urlencode(sale), headers))
        place = made.body.partition("/pay/")[2].partition('"')[0]
        desk = Desk(Path(folder), lambda: NOON, lambda: None)
        session = desk.arrive(place, query, "http://127.0.0.1:1", "/").location.rpartition("/")[2]
        assert desk.act(session, form).status == 303
        assert desk.look(session).status == 200
