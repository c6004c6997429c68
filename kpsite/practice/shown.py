"""How the stand-in shows an object: ids in place of objects, and some fields only, unless they are expanded.

Pure. Source: docs.stripe.com/api/expanding_objects; which fields are left out was seen on the API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from kpsite.practice.refusals import Refused

Object: TypeAlias = dict[str, Any]
Tree: TypeAlias = "dict[str, Tree]"
Lookup: TypeAlias = Callable[[str, str], Object | None]
MAX_DEPTH = 4
FIRST_ITEMS = 10
HIDDEN, HIDDEN_LIST = "(hidden)", "(hidden list)"
EMBEDDED = {"item": ("price",), "subscription_item": ("price",)}
# Object -> field -> the kind of object that its id names, or why it is not shown.
EXPANDABLE: Mapping[str, Mapping[str, str]] = {
    "charge": {"customer": "customer", "payment_intent": "payment_intent"},
    "checkout.session": {
        "customer": "customer", "discounts.coupon": "coupon", "discounts.promotion_code": "promotion_code",
        "line_items": HIDDEN_LIST, "payment_intent": "payment_intent", "payment_link": "payment_link",
        "subscription": "subscription", "total_details.breakdown": HIDDEN,
        "total_details.breakdown.discounts.discount": "discount",
    },
    "coupon": {"applies_to": HIDDEN, "currency_options": HIDDEN},
    "discount": {"customer": "customer", "promotion_code": "promotion_code", "source.coupon": "coupon"},
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "item": {"price": "price", "discounts.discount": "discount"},
    "payment_intent": {"customer": "customer", "latest_charge": "charge"},
    "payment_link": {"line_items": HIDDEN_LIST},
    "price": {"currency_options": HIDDEN, "product": "product", "tiers": HIDDEN},
    "product": {"default_price": "price"},
    "promotion_code": {
        "customer": "customer", "promotion.coupon": "coupon", "restrictions.currency_options": HIDDEN,
    },
    "refund": {"charge": "charge", "payment_intent": "payment_intent"},
    "subscription": {"customer": "customer", "items.data": "subscription_item"},
    "subscription_item": {"price": "price"},
}  # fmt: skip


def tree_of(paths: Sequence[str]) -> Tree:
    """Read what a request wants expanded.

    Raises:
        Refused: a path is over four levels deep.
    """
    root: Tree = {}
    for path in paths:
        place = root
        steps = path.split(".")
        if len([step for step in steps if step != "data"]) > MAX_DEPTH:
            raise Refused(f"You cannot expand more than {MAX_DEPTH} levels of a property: {path}", kept=False)
        for step in steps:
            place = place.setdefault(step, {})
    return root


def check_tree(kind: str, tree: Tree, prefix: str = "") -> None:
    """Refuse what no object of a kind can have expanded.

    Raises:
        Refused: there is something.
    """
    known = EXPANDABLE.get(kind, {})
    for name, inner in tree.items():
        path = prefix + name
        target = known.get(path, "")
        if target == HIDDEN_LIST:
            check_tree("item", inner.get("data", {}))
        elif target not in ("", HIDDEN):
            check_tree(target, inner)
        elif target == HIDDEN or any(each.startswith(f"{path}.") for each in known):
            check_tree(kind, inner, f"{path}.")
        else:
            raise Refused(f"This property cannot be expanded ({path}).", param="expand", kept=False)


def reached(kind: str, tree: Tree, prefix: str = "") -> Iterator[str]:
    """Give the kinds of the objects that expanding leads to."""
    known = EXPANDABLE.get(kind, {})
    for name, inner in tree.items():
        path = prefix + name
        target = known.get(path, "")
        if target == HIDDEN_LIST:
            yield from reached("item", inner.get("data", {}))
        elif target not in ("", HIDDEN):
            yield target
            yield from reached(target, inner)
        else:
            yield from reached(kind, inner, f"{path}.")


def shown(value: Object, tree: Tree, find: Lookup) -> Object:
    """Give an object as an answer shows it; ``find`` gives other objects by kind and id."""
    return _Shower(value["object"], find).fields(value, tree, "")


def listed(values: Sequence[Object], url: str, *, more: bool = False) -> Object:
    """Give a page of a list."""
    return {"object": "list", "data": list(values), "has_more": more, "url": url}


class _Shower:
    """Shows one object; fields of fields are named with dots."""

    def __init__(self, kind: str, find: Lookup) -> None:
        self._kind, self._find = kind, find
        self._expandable = EXPANDABLE.get(kind, {})

    def fields(self, value: Object, tree: Tree, prefix: str) -> Object:
        found: Object = {}
        for name, each in value.items():
            wanted = tree.get(name)
            kind = self._expandable.get(prefix + name, "")
            private = not prefix and name.startswith("_")
            if private or (kind in (HIDDEN, HIDDEN_LIST) and wanted is None):
                continue
            if name == "metadata":
                found[name] = each  # its keys are the shop's own, whatever they are called
            elif kind == HIDDEN_LIST:
                found[name] = self._list(value, name, each, wanted or {})
            elif kind not in ("", HIDDEN) and isinstance(each, str):
                found[name] = self._reference(kind, each, wanted, name)
            else:
                found[name] = self._value(each, wanted or {}, f"{prefix}{name}.")
        return found

    def _list(self, value: Object, name: str, items: Sequence[Object], tree: Tree) -> Object:
        inner = tree.get("data", {})
        page = [shown(each, inner, self._find) for each in items[:FIRST_ITEMS]]
        place = {"checkout.session": "checkout/sessions"}.get(self._kind, f"{self._kind}s")
        return listed(page, f"/v1/{place}/{value['id']}/{name}", more=len(items) > FIRST_ITEMS)

    def _reference(self, kind: str, key: str, tree: Tree | None, name: str) -> Object | str:
        embedded = name in EMBEDDED.get(self._kind, ())
        if tree is None and not embedded:
            return key
        found = self._find(kind, key)
        if found is None:
            return {"id": key, "object": kind, "deleted": True}
        return shown(found, tree or {}, self._find)

    def _value(self, value: Any, tree: Tree, prefix: str) -> Any:  # noqa: ANN401 - JSON has any shape
        if isinstance(value, dict):
            if "object" in value and value["object"] != "list":
                return shown(value, tree, self._find)
            return self.fields(value, tree, prefix)
        if isinstance(value, list):
            return [self._value(each, tree, prefix) for each in value]
        return value
