"""EDGE. The account itself, through Stripe's own client: lists, single writes, and patience with faults."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import stripe

from kpsite.problems import KpsiteError, Place, error
from kpsite.targets.stripe.fields import KINDS
from kpsite.targets.stripe.held import Objects
from kpsite.targets.stripe.keys import LOOPBACK
from kpsite.values import dataclass

T = TypeVar("T")
PAGE = 100
TRIES = 6
SAME_KEY_TRIES = 3
TIMEOUT_SECONDS = 30.0
# Half of what a sandbox allows (docs.stripe.com/rate-limits), as others may be at work too.
PAUSE_SECONDS = 0.08
LONGEST_WAIT_SECONDS = 16.0
EXISTS = "stripe-exists"
SESSION = ["data.line_items", "data.payment_intent.latest_charge", "data.subscription"]
CONFLICT, SERVER_ERRORS = 409, 500
# How keys, the ids of checkout sessions (which open courses) and webhook secrets look.
_SECRET = re.compile(r"\b(?:(?:sk|rk|pk|cs)_(?:live|test)|whsec)_[0-9A-Za-z_*]{4,}")

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Who:
    """Whose account it is, and whether it may charge; empty when the key may not read it."""

    id: str = ""
    name: str = ""
    charges: bool = True


class Unsure(Exception):
    """The server failed, and whether the object was made nobody can say without looking."""


def scrub(text: str) -> str:
    """Give a text without anything that looks like a key or a claim."""
    return _SECRET.sub("(hidden)", text)


class Account:
    """A Stripe account that is read by lists alone, and written one object at a time."""

    def __init__(
        self,
        key: str,
        base: str,
        *,
        sleep: Sleep = time.sleep,
        timeout: float = TIMEOUT_SECONDS,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        """Take the secret key, and the address of the API, empty for Stripe's own.

        ``timeout`` is how long an answer may take and ``pause`` how far requests are apart, in seconds.
        """
        stripe.enable_telemetry = False
        session = requests.Session()
        # A proxy would not find this machine.
        session.trust_env = urlsplit(base).hostname not in LOOPBACK
        client = stripe.RequestsClient(timeout=timeout, session=session)
        self._client = stripe.StripeClient(
            key, base_addresses={"api": base} if base else {}, max_network_retries=0, http_client=client
        )
        v1 = self._client.v1
        self._services: dict[str, Any] = {
            "product": v1.products, "price": v1.prices, "coupon": v1.coupons, "code": v1.promotion_codes,
            "link": v1.payment_links, "session": v1.checkout.sessions, "charge": v1.charges,
            "refund": v1.refunds, "dispute": v1.disputes,
        }  # fmt: skip
        self._sleep, self._pause = sleep, pause
        self._last = 0.0

    def who(self) -> Who:
        """Say whose account it is; a key that may not ask is told nothing, and that is no fault."""
        try:
            found = self._patiently("account", self._client.v1.accounts.retrieve_current)
        except KpsiteError as wrong:
            if any(problem.code == "stripe-permission" for problem in wrong.problems):
                return Who()
            raise
        values = found.to_dict()
        profile = values.get("business_profile") or {}
        dashboard = (values.get("settings") or {}).get("dashboard") or {}
        name = dashboard.get("display_name") or profile.get("name") or ""
        return Who(
            values["id"],
            str(name),
            bool(values.get("charges_enabled", True)),
        )

    def everything(self) -> Objects:
        """Give all objects of the kinds that kpsite makes, switched off or not."""
        return {kind: list(self.every(kind)) for kind in KINDS}

    def every(self, kind: str) -> Iterator[dict[str, Any]]:
        """Give all objects of a kind, newest first, those that are active before the others."""
        expand = {
            "price": ["data.currency_options"],
            "coupon": ["data.applies_to", "data.currency_options"],
            "link": ["data.line_items"],
        }.get(kind)
        states: tuple[dict[str, Any], ...] = ({"active": True}, {"active": False})
        for state in ({},) if kind == "coupon" else states:
            yield from self.listed(kind, {**state, **({"expand": expand} if expand else {})})

    def listed(self, kind: str, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Give all objects of a kind for which a list can be asked, newest first."""
        for page in self._pages(kind, params):
            yield from page

    def sessions(self, email: str) -> Iterator[list[dict[str, Any]]]:
        """Give all completed checkout sessions, or those of one buyer by their ``email``, newest first and
        page by page, each with its items, its payment and its subscription.
        """
        params: dict[str, Any] = {"status": "complete", "expand": SESSION}
        params |= {"customer_details": {"email": email}} if email else {}
        for page in self._pages("session", params):
            for one in page:
                if one["line_items"].get("has_more"):
                    one["line_items"]["data"] = list(self._items(one["id"]))
            yield page

    def _pages(self, kind: str, params: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
        asked = {"limit": PAGE, **params}
        more = True
        while more:
            values = self._page(kind, asked)
            yield values["data"]
            more = bool(values.get("has_more")) and bool(values["data"])
            asked = {**asked, "starting_after": values["data"][-1]["id"]} if more else {}

    def _items(self, session: str) -> Iterator[dict[str, Any]]:
        service = self._client.v1.checkout.sessions.line_items
        listed: Any = self._patiently("session", lambda: service.list(session, {"limit": PAGE}))
        yield from listed.to_dict()["data"]

    def disputes(self, charge: str) -> list[dict[str, Any]]:
        """Give the disputes about a charge."""
        found: list[dict[str, Any]] = self._page("dispute", {"limit": PAGE, "charge": charge})["data"]
        return found

    def _page(self, kind: str, params: dict[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = self._patiently(kind, lambda: self._services[kind].list(params)).to_dict()
        return values

    def create(self, kind: str, params: dict[str, Any], once: str) -> dict[str, Any]:
        """Make an object; ``once`` is the idempotency key.

        Raises ``Unsure`` when the server failed several times, and KpsiteError when it refuses or cannot be
        reached.
        """
        service = self._services[kind]
        made = self._patiently(kind, lambda: service.create(params, {"idempotency_key": once}), creating=True)
        values: dict[str, Any] = made.to_dict()
        return values

    def update(self, kind: str, identity: str, params: dict[str, Any]) -> dict[str, Any]:
        """Change an object; doing so twice is as doing so once. Raises KpsiteError."""
        # A key of its own for each try: a failure that was kept under one would come back for a day.
        service = self._services[kind]
        made = self._patiently(
            kind,
            lambda: service.update(identity, params, {"idempotency_key": f"kpsite-{secrets.token_hex(16)}"}),
        )
        values: dict[str, Any] = made.to_dict()
        return values

    def _patiently(self, what: str, send: Callable[[], T], *, creating: bool = False) -> T:
        failures = 0
        for turn in range(TRIES):
            self._pace()
            try:
                with _words(what):
                    return send()
            except _Fault as fault:
                failures += fault.answered
                last = turn == TRIES - 1
                if creating and (failures == SAME_KEY_TRIES or (last and fault.answered)):
                    raise Unsure from None
                if last:
                    raise _refusal(what, *_GIVEN_UP[fault.kind]) from None
                self._sleep(min(LONGEST_WAIT_SECONDS, 0.5 * 2**turn) * (0.5 + secrets.randbelow(500) / 1000))
        raise AssertionError

    def _pace(self) -> None:
        wait = self._last + self._pause - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        self._last = time.monotonic()


_AGAIN = "then run again, which goes on where it stopped"
_GIVEN_UP = {
    "connection": ("stripe-unreachable", "Stripe could not be reached", f"see to the connection; {_AGAIN}"),
    "busy": ("stripe-busy", "Stripe says that there are too many requests", f"wait a minute; {_AGAIN}"),
    "server": ("stripe-failing", "Stripe failed several times", f"look at status.stripe.com; {_AGAIN}"),
}  # fmt: skip


class _Fault(Exception):
    """Something that may go better the next time; ``answered`` is True when the server itself failed."""

    def __init__(self, kind: str, *, answered: bool = False) -> None:
        super().__init__(kind)
        self.kind, self.answered = kind, answered


def _refusal(what: str, code: str, message: str, hint: str) -> KpsiteError:
    return KpsiteError([error(Place("stripe", key=what), code, scrub(message), scrub(hint))])


@contextmanager
def _words(what: str) -> Iterator[None]:
    """Turn what Stripe's client raises into faults to be tried again and errors in plain words."""
    try:
        yield
    except stripe.APIConnectionError:
        raise _Fault("connection") from None
    except stripe.RateLimitError:
        raise _Fault("busy") from None
    except stripe.AuthenticationError:
        hint = "copy it once more from the Dashboard (Developers, API keys)"
        raise _refusal(what, "stripe-key", "Stripe does not know the key in STRIPE_API_KEY", hint) from None
    except stripe.PermissionError as wrong:
        hint = 'give the restricted key the permission; "kpsite doctor" lists all that are needed'
        raise _refusal(what, "stripe-permission", _said(wrong), hint) from None
    except stripe.StripeError as wrong:
        status = wrong.http_status or 0
        if status == CONFLICT:
            raise _Fault("busy") from None
        if not isinstance(wrong, stripe.InvalidRequestError | stripe.IdempotencyError) and (
            status >= SERVER_ERRORS or status == 0 or isinstance(wrong, stripe.APIError)
        ):
            raise _Fault("server", answered=True) from None
        code = EXISTS if wrong.code == "resource_already_exists" else "stripe-refused"
        raise _refusal(what, code, _said(wrong), _hint(wrong)) from None


def _said(wrong: stripe.StripeError) -> str:
    message = (wrong.user_message or str(wrong)).strip().rstrip(".")
    param = getattr(wrong, "param", None)
    return f"Stripe refuses: {message}" + (f" ({param})" if param else "")


def _hint(wrong: stripe.StripeError) -> str:
    hints = {
        "resource_already_exists": "it was made meanwhile, perhaps by another run; run again",
        "amount_too_small": "raise the price over Stripe's least amount for your country",
        "resource_missing": 'it was removed by hand; "kpsite drift" shows what changed',
    }
    return hints.get(wrong.code or "", "change what it names in your store, or in the Dashboard's settings")
