"""The checkout: what Stripe's payment page asks and says."""

from __future__ import annotations

import dataclasses

from kpsite.model.keys import key
from kpsite.model.kinds import Choice, Flag, Integer, Text
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class CheckoutMatter:
    """How the payment page is set up; what is left out is as for the course, and that as for the shop."""

    promotion_codes: bool | None = key(Flag(), "Show a field for codes; default: true.", default=None)
    quantity: int | None = key(
        Integer(2, 999_999), "Let buyers choose how many they buy, up to this many.", "10", default=None
    )
    text: str | None = key(Text(limit=1200), "Words beside the button that pays.", default=None)
    after_text: str | None = key(Text(limit=1200), "Words under the button that pays.", default=None)
    button: str | None = key(
        Choice(("auto", "book", "donate", "pay", "subscribe")), "What the button says.", "pay", default=None
    )
    closed_text: str | None = key(
        Text(limit=500), "What the payment page says when it is closed or sold out.", default=None
    )
    receipt: str | None = key(
        Text(limit=1000), "What receipts call the purchase; default: the title.", default=None
    )
    statement: str | None = key(
        Text(limit=22), "What card statements add to your name.", "CHARTS", default=None
    )
    terms: bool | None = key(
        Flag(), "Ask for consent to the terms that your Stripe settings name.", default=None
    )
    terms_text: str | None = key(Text(limit=1200), "The words of that consent.", default=None)
    newsletter: bool | None = key(
        Flag(), "Ask whether the buyer wants news by e-mail (United States only).", default=None
    )
    invoices: bool | None = key(Flag(), "Send a paid invoice for single payments.", default=None)
    tax_ids: bool | None = key(Flag(), "Let businesses enter their tax id.", default=None)
    customer: str | None = key(
        Choice(("always", "if_required")),
        "Whether every buyer becomes a customer in Stripe.",
        "always",
        default=None,
    )
    name: bool | None = key(Flag(), "Ask for the buyer's name.", default=None)
    phone: bool | None = key(Flag(), "Ask for a telephone number.", default=None)
    address: str | None = key(
        Choice(("auto", "required")), "Whether to ask for the billing address.", default=None
    )

    def over(self, other: CheckoutMatter | None) -> CheckoutMatter:
        """Give these settings with the ones that are left out taken from ``other``."""
        if other is None:
            return self
        given = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if getattr(self, field.name) is not None
        }
        return dataclasses.replace(other, **given)
