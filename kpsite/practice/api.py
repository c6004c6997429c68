"""The stand-in's API: one request in, one answer out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, TypeAlias

from kpsite.practice import lists
from kpsite.practice.account import Account, Object, Reply, Setup, Storage
from kpsite.practice.description import description
from kpsite.practice.form import decoded
from kpsite.practice.keys import Key, check_permission, key_of
from kpsite.practice.objects import coupons, links, orders, prices, products
from kpsite.practice.objects.accounts import show_account, show_balance
from kpsite.practice.refusals import Refused, broken, other_parameters, unrecognized
from kpsite.practice.schema import checked
from kpsite.practice.shown import Tree, check_tree, listed, reached, shown, tree_of
from kpsite.values import dataclass

Params: TypeAlias = Mapping[str, Any]
Handler: TypeAlias = Callable[..., Object]
MAX_IDEMPOTENCY_KEY = 255

# What each request does; lists and single objects follow from the two tables below.
DEEDS: Mapping[str, Handler] = {
    "delete /v1/coupons/{coupon}": coupons.delete_coupon,
    "delete /v1/products/{id}": products.delete,
    "get /v1/account": show_account,
    "get /v1/balance": show_balance,
    "post /v1/checkout/sessions/{session}": orders.update_session,
    "post /v1/checkout/sessions/{session}/expire": orders.expire,
    "post /v1/coupons": coupons.create_coupon,
    "post /v1/coupons/{coupon}": coupons.update_coupon,
    "post /v1/payment_links": links.create,
    "post /v1/payment_links/{payment_link}": links.update,
    "post /v1/prices": prices.create,
    "post /v1/prices/{price}": prices.update,
    "post /v1/products": products.create,
    "post /v1/products/{id}": products.update,
    "post /v1/promotion_codes": coupons.create_code,
    "post /v1/promotion_codes/{promotion_code}": coupons.update_code,
    "post /v1/refunds": orders.refund,
    "post /v1/refunds/{refund}": orders.update_refund,
}
ROOMS = {
    "/v1/charges": "charge", "/v1/checkout/sessions": "checkout.session", "/v1/coupons": "coupon",
    "/v1/customers": "customer", "/v1/disputes": "dispute", "/v1/payment_intents": "payment_intent",
    "/v1/payment_links": "payment_link", "/v1/prices": "price", "/v1/products": "product",
    "/v1/promotion_codes": "promotion_code", "/v1/refunds": "refund", "/v1/subscriptions": "subscription",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; header names are in small letters."""

    method: str
    path: str
    query: str = ""
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: JSON, and the headers that only Stripe has."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was understood."""

    name: str
    path: str
    ids: tuple[str, ...]
    params: Mapping[str, Any]
    key: Key
    once: str = ""

    @property
    def fingerprint(self) -> str:
        """What has to be the same when an idempotency key comes again."""
        told = json.dumps([self.name, self.ids, self.params], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


class Api:
    """Answers requests on one practice account."""

    def __init__(
        self,
        storage: Storage,
        setup: Setup,
        clock: Callable[[], float],
        granted: frozenset[str] | None = None,
    ) -> None:
        """Take where the account lies, how it is set up, the time, and what restricted keys may do."""
        self._storage, self._setup, self._clock, self._granted = storage, setup, clock, granted

    def answer(self, request: Request) -> Answer:
        """Answer a request; its effect is kept when this returns, and nothing of it when it raises."""
        try:
            call = self._understood(request)
        except Refused as refused:
            return Answer(refused.status, refused.body())
        with self._storage.account(call.key.livemode, int(self._clock()), self._setup) as account:
            return _answered(account, call)

    def fail(self, request: Request) -> Answer:
        """Answer 500 as a server does that had begun to work: the same comes again for the same key."""
        refused = broken(kept=True)
        answer = Answer(refused.status, refused.body())
        call = self._understood(request)
        with self._storage.account(call.key.livemode, int(self._clock()), self._setup) as account:
            if call.once:
                account.keep(call.once, Reply(call.fingerprint, answer.status, answer.body))
        return answer

    def _understood(self, request: Request) -> Call:
        """Check a request by all that can be seen without the account."""
        key = key_of(request.headers)
        found = description().find(request.method, request.path)
        if found is None:
            raise unrecognized(request.method, request.path)
        operation, ids = found
        check_permission(key, request.method, request.path, self._granted)
        _check_version(request)
        params = checked(
            decoded(request.query if request.method != "POST" else request.body), operation.schema
        )
        self._check_expanded(key, request.path, params)
        once = request.headers.get("idempotency-key", "") if request.method == "POST" else ""
        if len(once) > MAX_IDEMPOTENCY_KEY:
            raise Refused(f"Idempotency keys may have up to {MAX_IDEMPOTENCY_KEY} characters.", kept=False)
        return Call(operation.name, request.path, ids, params, key, once)

    def _check_expanded(self, key: Key, path: str, params: Params) -> None:
        """Refuse to show a restricted key what it could not ask for by itself."""
        base = next((room for room in ROOMS if path == room or path.startswith(f"{room}/")), "")
        tree = tree_of(params.get("expand", []))
        for kind in reached(ROOMS[base], tree.get("data", tree)) if base and tree else ():
            room = next((room for room, of in ROOMS.items() if of == kind), "")
            check_permission(key, "GET", room, self._granted)


def _check_version(request: Request) -> None:
    """The stand-in speaks one version; Stripe would answer others in theirs."""
    wanted = request.headers.get("stripe-version", description().version)
    if wanted != description().version:
        raise Refused(f"The practice account speaks {description().version}, not {wanted}.", kept=False)
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded").partition(";")[0]
    if request.method == "POST" and request.body and kind != "application/x-www-form-urlencoded":
        raise Refused(f"Invalid request: content type {kind} instead of a form.", kept=False)


def _answered(account: Account, call: Call) -> Answer:
    earlier = account.reply(call.once) if call.once else None
    if earlier is not None:
        if earlier.request != call.fingerprint:
            refused = other_parameters(call.once)
            return Answer(refused.status, refused.body())
        replayed = {"Idempotent-Replayed": "true", "Idempotency-Key": call.once}
        return Answer(earlier.status, earlier.body, replayed)
    kept = True
    try:
        with account.attempt():
            answer = Answer(200, json.dumps(_done(account, call), indent=2))
    except Refused as refused:
        answer, kept = Answer(refused.status, refused.body()), refused.kept
    if call.once and kept:
        account.keep(call.once, Reply(call.fingerprint, answer.status, answer.body))
    return answer


def _done(account: Account, call: Call) -> Object:
    params = dict(call.params)
    tree = tree_of(params.pop("expand", []))
    if call.name in DEEDS:
        return _dressed(account, DEEDS[call.name](account, params, *call.ids), tree)
    base = call.name.partition(" ")[2].partition("/{")[0]
    if base not in ROOMS or not call.name.startswith("get "):
        raise Refused(f"The practice account does not know {call.name}.", status=404, kept=False)
    kind = ROOMS[base]
    if call.name.endswith("/line_items"):
        found, more = lists.page(account.at(kind, call.ids[0])["line_items"], params, "line item")
        kind = "item"
    elif call.ids:
        return _dressed(account, account.at(kind, call.ids[0]), tree)
    else:
        found, more = lists.page(lists.chosen(account, kind, params), params, kind)
    inner = tree.pop("data", {})
    if tree:
        raise Refused(f"This property cannot be expanded ({next(iter(tree))}).", param="expand", kept=False)
    check_tree(kind, inner)
    return listed([shown(each, inner, account.get) for each in found], call.path, more=more)


def _dressed(account: Account, value: Object, tree: Tree) -> Object:
    check_tree(value["object"], tree)
    return shown(value, tree, account.get)
