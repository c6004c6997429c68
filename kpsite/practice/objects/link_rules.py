"""Which settings of a payment link go with what it sells, and with how the account is set up."""

from __future__ import annotations

from kpsite.practice.account import Account
from kpsite.practice.objects.fields import Object, Params, check_url
from kpsite.practice.refusals import Refused

ONCE_ONLY = ("payment_intent_data", "invoice_creation", "customer_creation", "application_fee_amount")
RECURRING_ONLY = ("subscription_data", "payment_method_collection", "application_fee_percent")
ONE_CURRENCY_ONLY = ("wechat_pay", "alipay")
MERCHANT_OF_RECORD_REFUSES = (
    "automatic_tax", "shipping_address_collection", "tax_id_collection", "on_behalf_of", "transfer_data",
)  # fmt: skip
MAX_FIELDS = 3
MAX_TRIAL_DAYS = 730


def check_link(account: Account, link: Object, params: Params) -> None:
    """Refuse settings that do not go together.

    ``params`` are those of the request: what the others left in the link was allowed before.

    Raises:
        Refused: some do not.
    """
    prices = [account.asked("price", item["price"], "line_items") for item in link["line_items"]]
    recurring = any(price["recurring"] for price in prices)
    _check_mode(link, params, recurring=recurring)
    after = link["after_completion"]
    if after and after["type"] == "redirect":
        check_url(after["redirect"]["url"], "after_completion[redirect][url]", secure=account.livemode)
    _check_fields(link["custom_fields"])
    _check_dashboard(account, link)
    _check_tax(account, link, prices)
    kinds = link["payment_method_types"] or []
    for number, kind in enumerate(kinds):
        if kind in ONE_CURRENCY_ONLY and recurring:
            message = f"The payment method type `{kind}` cannot be used in `subscription` mode."
            raise Refused(message, "", f"payment_method_types[{number}]")


def _check_mode(link: Object, params: Params, *, recurring: bool) -> None:
    mode = "subscription" if recurring else "payment"
    for name in ONCE_ONLY if recurring else RECURRING_ONLY:
        if name in params and not (name == "invoice_creation" and not params[name]["enabled"]):
            raise Refused(f"You can not pass `{name}` in `{mode}` mode.", "", name)
    subscribes = link["submit_type"] == "subscribe"
    if link["submit_type"] != "auto" and subscribes is not recurring:
        raise Refused(
            f"You can not pass `submit_type` `{link['submit_type']}` in `{mode}` mode.", "", "submit_type"
        )
    days = (link["subscription_data"] or {}).get("trial_period_days")
    if days is not None and not 1 <= days <= MAX_TRIAL_DAYS:
        param = "subscription_data[trial_period_days]"
        raise Refused(f"Trials last from 1 to {MAX_TRIAL_DAYS} days.", "parameter_invalid_integer", param)


def _check_fields(fields: list[Object]) -> None:
    if len(fields) > MAX_FIELDS:
        raise Refused(f"There may be up to {MAX_FIELDS} custom fields.", "", "custom_fields")
    keys: set[str] = set()
    for number, field in enumerate(fields):
        if not (field["key"].isascii() and field["key"].isalnum()) or field["key"] in keys:
            message = "Keys of custom fields are alphanumeric, and each is there once."
            raise Refused(message, "", f"custom_fields[{number}][key]")
        keys.add(field["key"])


def _check_dashboard(account: Account, link: Object) -> None:
    """Some settings need others that only the Dashboard has."""
    consent = link["consent_collection"] or {}
    if consent.get("terms_of_service") == "required" and "terms_of_service" in account.setup.lacking:
        message = (
            "You cannot collect consent to your terms of service unless a URL is set in the Stripe "
            "Dashboard. To update your public business information, visit: https://dashboard.stripe.com/settings/public"
        )
        raise Refused(message, "", "consent_collection[terms_of_service]")
    if link["automatic_tax"]["enabled"] and "tax" in account.setup.lacking:
        message = (
            "You must have a valid head office address to enable automatic tax calculation. Visit "
            "https://dashboard.stripe.com/settings/tax to update it."
        )
        raise Refused(message, "", "automatic_tax")
    managed = (link["managed_payments"] or {}).get("enabled")
    if managed and "managed_payments" in account.setup.lacking:
        raise Refused("Your account is not approved for Managed Payments.", "", "managed_payments")


def _check_tax(account: Account, link: Object, prices: list[Object]) -> None:
    if link["automatic_tax"]["enabled"] and any(price["tax_behavior"] == "unspecified" for price in prices):
        message = "Prices with an unspecified tax behavior cannot be taxed automatically: set `tax_behavior`."
        raise Refused(message, "", "automatic_tax")
    if not (link["managed_payments"] or {}).get("enabled"):
        return
    for name in MERCHANT_OF_RECORD_REFUSES:
        chosen = link[name]
        if chosen and (not isinstance(chosen, dict) or chosen.get("enabled", True)):
            raise Refused(f"You can not pass `{name}` with Managed Payments.", "", name)
    for price in prices:
        if not account.asked("product", price["product"], "line_items")["tax_code"]:
            message = "Managed Payments needs products with an eligible `tax_code`."
            raise Refused(message, "", "line_items")
