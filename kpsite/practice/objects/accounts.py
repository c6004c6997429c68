"""The account itself, as far as anybody asks about it."""

from __future__ import annotations

from kpsite.practice.account import Account
from kpsite.practice.objects.fields import Object, Params

NAME = "Practice account"
COUNTRY, CURRENCY = "US", "usd"


def show_account(account: Account, _: Params) -> Object:
    """Tell who the account belongs to and what is switched on."""
    lacking = account.setup.lacking
    return {
        "id": account.name, "object": "account", "business_profile": {"name": NAME, "url": None},
        "business_type": "individual", "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": "charges" not in lacking, "country": COUNTRY, "created": account.now,
        "default_currency": CURRENCY, "details_submitted": True, "email": None,
        "payouts_enabled": "charges" not in lacking,
        "settings": {
            "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
            "card_payments": {"statement_descriptor_prefix": None},
            "dashboard": {"display_name": NAME, "timezone": "Etc/UTC"},
            "payments": {"statement_descriptor": "PRACTICE"},
        },
        "type": "standard",
    }  # fmt: skip


def show_balance(account: Account, _: Params) -> Object:
    """Tell what was paid and not refunded, per currency."""
    sums: dict[str, int] = {}
    for charge in account.every("charge"):
        kept = charge["amount"] - charge["amount_refunded"]
        sums[charge["currency"]] = sums.get(charge["currency"], 0) + kept
    amounts = [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in (sums or {CURRENCY: 0}).items()
    ]
    return {"object": "balance", "available": amounts, "livemode": account.livemode, "pending": []}
