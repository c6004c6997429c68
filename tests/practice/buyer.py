"""A buyer without a browser: opens a payment link, fills in its form, and presses the buttons."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import stripe

from tests.practice.rig import link, price, product

PATIENCE = 30
EMAIL = "ada@example.org"
UNLOCK = "https://shop.example.org/unlock/#c=birds&s={CHECKOUT_SESSION_ID}"
REDIRECT = {"type": "redirect", "redirect": {"url": UNLOCK}}
EVERYTHING = [
    "line_items",
    "payment_intent.latest_charge",
    "total_details.breakdown",
    "customer",
    "payment_link",
]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came back: the status, the page, and where it leads when it is a redirect."""

    status: int
    html: str
    location: str

    @property
    def text(self) -> str:
        """The words of the page."""
        body = re.sub(r"<style>.*?</style>", "", self.html, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def ask(url: str, form: dict[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Seen:
    """Ask for an address as it stands, or send a form to it; redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request(
        "GET" if form is None else "POST", path, urlencode(form or {}), kind | dict(headers or {})
    )
    answer = connection.getresponse()
    seen = Seen(answer.status, answer.read().decode(), answer.getheader("Location") or "")
    connection.close()
    return seen


class Buyer:
    """Somebody at the checkout of a payment link."""

    def __init__(self, url: str, query: str = "", headers: Mapping[str, str] | None = None) -> None:
        """Open the link."""
        came = ask(f"{url}?{query}", None, headers)
        assert came.status == 303, came.text
        self.url = urljoin(url, came.location)
        self.page = ask(self.url)

    @property
    def session(self) -> str:
        """The id of the checkout session."""
        return self.url.rpartition("/")[2]

    def press(self, deed: str, **fields: str) -> Seen:
        """Press a button with some fields filled in; gives the answer, and looks at the page again."""
        answer = ask(self.url, fields | {"deed": deed})
        if urljoin(self.url, answer.location) == self.url:
            self.page = ask(self.url)
        return answer


def sold(shop: stripe.StripeClient, **more: Any) -> stripe.PaymentLink:  # noqa: ANN401 - parameters of Stripe's
    product(shop)
    return link(shop, price(shop).id, after_completion=REDIRECT, **more)


def session(shop: stripe.StripeClient, buyer: Buyer) -> dict[str, Any]:
    found: dict[str, Any] = shop.v1.checkout.sessions.retrieve(
        buyer.session, {"expand": EVERYTHING}
    ).to_dict()
    return found
