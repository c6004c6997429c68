"""Products: ids may be chosen, and what still has prices cannot be deleted."""

from __future__ import annotations

import re

from kpsite.practice.account import Account
from kpsite.practice.objects.fields import Object, Params, check_url, updated
from kpsite.practice.objects.prices import make_price
from kpsite.practice.refusals import Refused, missing

_TAX_CODE = re.compile(r"txcd_[0-9]{8}")
# Strict: which characters Stripe allows in a chosen id is not written anywhere.
_ID = re.compile(r"[A-Za-z0-9_.-]+")
EMPTY: dict[str, list[str]] = {"images": [], "marketing_features": []}


def create(account: Account, params: Params) -> Object:
    """Make a product.

    Raises:
        Refused: its id is taken, or a parameter does not fit.
    """
    key = params.get("id") or account.fresh("product")
    if not _ID.fullmatch(key):
        raise Refused(f"Invalid id: {key}", "", "id")
    if account.get("product", key):
        raise Refused(f"Product with ID '{key}' already exists.", "resource_already_exists", "id")
    _check(params)
    product: Object = {
        "id": key, "object": "product", "active": True, "created": account.now, "default_price": None,
        "description": None, "images": [], "livemode": account.livemode, "marketing_features": [],
        "metadata": {}, "name": "", "package_dimensions": None, "shippable": None,
        "statement_descriptor": None, "tax_code": None, "tax_details": None, "type": "service",
        "unit_label": None, "updated": account.now, "url": None,
    }  # fmt: skip
    given = {name: each for name, each in params.items() if name not in ("id", "default_price_data")}
    account.put(updated(product, given, EMPTY))
    if "default_price_data" in params:
        inline = {**params["default_price_data"], "product": key}
        product["default_price"] = make_price(account, inline, "default_price_data")["id"]
    return account.put(product)


def update(account: Account, params: Params, key: str) -> Object:
    """Change a product.

    Raises:
        Refused: a parameter does not fit.
    """
    product = account.at("product", key)
    _check(params)
    if params.get("default_price"):
        _check_default(account, key, params["default_price"])
    return account.put(updated(product, params, EMPTY) | {"updated": account.now})


def delete(account: Account, _: Params, key: str) -> Object:
    """Delete a product that never had a price.

    Raises:
        Refused: it has one, archived ones counted.
    """
    product = account.at("product", key)
    if any(price["product"] == key for price in account.every("price")):
        message = "This product cannot be deleted because it has one or more user-created prices."
        raise Refused(message, "", "id")
    account.drop(product)
    return {"id": key, "object": "product", "deleted": True}


def _check(params: Params) -> None:
    for number, image in enumerate(params.get("images") or ()):
        check_url(image, f"images[{number}]")
    if params.get("url"):
        check_url(params["url"], "url")
    if params.get("tax_code") and not _TAX_CODE.fullmatch(params["tax_code"]):
        raise missing("tax code", params["tax_code"], "tax_code")


def _check_default(account: Account, key: str, price: str) -> None:
    found = account.asked("price", price, "default_price")
    if found["product"] != key:
        message = f"The price specified ({price}) does not belong to the product ({key})."
        raise Refused(message, "", "default_price")
    if not found["active"]:
        raise Refused("The default price of a product must be active.", "price_inactive", "default_price")
