"""Where an offer is paid for: the payment link that its button leads to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from kpsite.model.course import Course
from kpsite.model.lock import Lock, offer_key
from kpsite.model.money import Money
from kpsite.model.offer import Offer
from kpsite.model.writing import Bundle
from kpsite.values import dataclass

PRACTICE = "practice"
# A practice checkout is on this machine; everything else is on https. Anything else in a lock is no link.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[^\s<>\"]*)?")


@dataclass(frozen=True, slots=True)
class PayLink:
    """Where an offer is paid for.

    ``url`` is the payment link's address, empty when there is none; ``state`` is one of the lock's
    ``LINK_STATES`` for a link that ``kpsite apply`` made, and empty for one made by hand, of which nothing is
    known; ``by_hand`` tells the two apart. ``charges`` is what the link really asks, where the lock knows it.
    ``code_field`` says whether its page asks for promotion codes, as far as front matter says.
    """

    url: str = ""
    state: str = ""
    by_hand: bool = False
    charges: Money | None = None
    code_field: bool = True

    @property
    def test(self) -> bool:
        """Whether the link is of Stripe's test mode and takes no money: ``https://buy.stripe.com/test_...``,
        whatever the host, since it can be one's own; a practice checkout is not Stripe's.
        """
        path = urlsplit(self.url).path.rstrip("/")
        return self.url.startswith("https:") and path.rpartition("/")[2].startswith("test_")

    @property
    def at_stripe(self) -> bool:
        """Whether the address is one of Stripe's, or of a domain of one's own at Stripe, whose links stand
        under ``/b/``: only those know what an address may carry.
        """
        parts = urlsplit(self.url)
        known = (parts.hostname or "").endswith(".stripe.com") or parts.path.startswith("/b/")
        return known or (bool(self.url) and not self.by_hand)

    @property
    def takes_codes(self) -> bool:
        """Whether the address can carry a promotion code: its page has a field for it."""
        return self.code_field and self.at_stripe

    def with_code(self, code: str) -> str:
        """Give the address with a promotion code filled in (``prefilled_promo_code``,
        docs.stripe.com/payment-links/url-parameters).
        """
        return carrying(self.url, {"prefilled_promo_code": code})


def carrying(url: str, parameters: Mapping[str, str]) -> str:
    """Give an address with further parameters; what stands there already stays as it is."""
    parts = urlsplit(url)
    given = parse_qsl(parts.query, keep_blank_values=True)
    there = {name for name, _ in given}
    return parts._replace(
        query=urlencode([*given, *(pair for pair in parameters.items() if pair[0] not in there)])
    ).geturl()


def pay_link_of(thing: Course | Bundle, offer: Offer, lock: Lock, modes: Iterable[str]) -> PayLink:
    """Give where an offer is paid for: the link of its front matter, else the first that the lock has in
    ``modes``.

    A practice link comes before both, so that nobody who is practising pays.
    """
    key = offer_key(thing, offer)
    held = [(mode, lock.url(key, mode)) for mode in modes]
    mode, url = next(((mode, url) for mode, url in held if _ADDRESS.fullmatch(url)), ("", ""))
    if offer.payment_link and mode != PRACTICE:
        return PayLink(offer.payment_link, by_hand=True)
    if not url:
        return PayLink()
    try:
        charges = lock.price(key, mode)
    except ValueError:  # a lock that somebody edited
        charges = None
    return PayLink(url, lock.state(key, mode), charges=charges)
