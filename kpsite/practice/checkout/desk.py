"""The desk at which buyers pay: the addresses of the checkout pages, and what each answers."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from kpsite.practice.account import Account, Setup, Storage
from kpsite.practice.checkout.arrival import arrival, thank_you
from kpsite.practice.checkout.sessions import Choice, choose, complete, left_out, open_session
from kpsite.practice.checkout.view import checkout_view
from kpsite.practice.current import link_address
from kpsite.practice.objects.fields import Object
from kpsite.practice.place import links_at
from kpsite.practice.refusals import Refused
from kpsite.values import dataclass

INACTIVE = "This link is no longer active."
DECLINED = "The card was declined, as you asked. Nothing was paid; the buyer would try another card."
LIVE = "cs_live_"
QUANTITY, FIELD, NAME = "quantity-", "field-", "name-"
MAX_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Page:
    """What goes back to the browser: a page, or where to go."""

    html: str = ""
    location: str = ""
    status: int = 200


def _went(location: str) -> Page:
    return Page("", location, 303)


@functools.cache
def _templates() -> Environment:
    loader = PackageLoader("kpsite.practice.checkout", "pages")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def _page(template: str, status: int = 200, **values: Any) -> Page:  # noqa: ANN401 - as templates want
    return Page(_templates().get_template(f"{template}.html").render(values), status=status)


class Desk:
    """The checkout pages of one practice account."""

    def __init__(self, folder: Path, clock: Callable[[], float], sold_out: Callable[[], None]) -> None:
        """Take where the account lies, the time, and what to do when a link turns out to be off."""
        self._folder, self._clock, self._sold_out = folder, clock, sold_out

    def arrive(self, place: str, query: str, origin: str, back: str) -> Page:
        """Open a payment link, as its address on a server, ``origin``, says; ``back`` is where the buyer came
        from.
        """
        with self._account(not place.startswith("test_"), origin) as account:
            link = _link_at(account, place)
            if link is None:
                return _page(
                    "gone", 404, title="No such link", text="There is no payment link here.", back=back
                )
            if not link["active"]:
                return _page(
                    "gone", title="Not for sale", text=link["inactive_message"] or INACTIVE, back=back
                )
            session = open_session(account, link, arrival(query), back)
            return _went(f"../checkout/{session['id']}")

    def look(self, key: str) -> Page:
        """Show a session: the form while it is open, what became of it afterwards."""
        with self._account(key.startswith(LIVE)) as account:
            session = account.get("checkout.session", key)
            if session is None:
                return _page(
                    "gone", 404, title="No such session", text="There is no checkout session here.", back="/"
                )
            if session["status"] == "open":
                return _page("checkout", view=checkout_view(account, session, ""))
            if session["status"] == "expired":
                text = "This session has ended: each is open for 24 hours."
                return _page("gone", title="Too late", text=text, back=session["_cart"]["back"])
            return _page("thanks", **_thanks(account, session))

    def act(self, key: str, form: Mapping[str, str]) -> Page:
        """Do what a button of the form says."""
        with self._account(key.startswith(LIVE)) as account:
            session = account.get("checkout.session", key)
            if session is None or session["status"] != "open":
                return _went(key)
            page = _pressed(account, session, form)
            sold_out = not account.at("payment_link", session["payment_link"])["active"]
        if sold_out:
            self._sold_out()
        return page

    def sales(self, course: str) -> list[tuple[str, datetime.date, bool]]:
        """Give the sessions with which a course was bought, the newest first, with their days and whether
        they began a subscription; those whose money is not here are left out.
        """
        with self._account(livemode=False) as account:
            return [
                (
                    session["id"],
                    datetime.datetime.fromtimestamp(session["created"], datetime.UTC).date(),
                    bool(session["subscription"]),
                )
                for session in account.every("checkout.session")
                if session["status"] == "complete"
                and course in _sold(account, session)
                and _is_paid(account, session)
            ]

    def _account(self, livemode: bool, origin: str = "") -> AbstractContextManager[Account]:
        # opened anew each time, so that the folder may be removed while the preview runs
        return Storage(self._folder).account(livemode, int(self._clock()), Setup(links_at(origin)))


def _sold(account: Account, session: Object) -> set[str]:
    """Give the courses that a session opens: those of its link, and what was added at the checkout."""
    found = set(session["metadata"].get("kp_courses", "").split())
    for item in session["line_items"]:
        price = account.asked("price", item["price"], "line_items")
        found.add(account.asked("product", price["product"], "line_items")["metadata"].get("kp_key", ""))
    return found


def _is_paid(account: Account, session: Object) -> bool:
    if session["subscription"]:
        return account.at("subscription", session["subscription"])["status"] in ("active", "trialing")
    if session["payment_status"] == "unpaid":
        return False
    intent = account.get("payment_intent", session["payment_intent"] or "")
    charge = account.get("charge", intent["latest_charge"] or "") if intent else None
    return charge is None or not (charge["refunded"] or charge["disputed"])


def _pressed(account: Account, session: Object, form: Mapping[str, str]) -> Page:
    key, deed = session["id"], form.get("deed", "")
    if deed == "leave":
        return _went(session["_cart"]["back"])
    session = choose(account, session, _choice(account, session, form))
    notices = session["_cart"]["notices"]
    if deed == "pay":
        notices |= left_out(account, session)
    if deed == "decline":
        notices["card"] = DECLINED
    if deed == "pay" and not notices:
        try:
            with account.attempt():
                return _went(_after(account, complete(account, session)) or key)
        except Refused as refused:
            session = account.at("checkout.session", key)
            session["_cart"]["notices"][refused.param or "card"] = refused.message
    account.put(session)
    return _went(key)


def _link_at(account: Account, place: str) -> Object | None:
    for link in account.every("payment_link"):
        if link_address(link, "").removeprefix("/") == place:
            return link
    return None


def _after(account: Account, session: Object) -> str:
    """Give where the buyer goes after paying, or nothing when Stripe's own page is next."""
    after = account.at("payment_link", session["payment_link"])["after_completion"]
    if after["type"] != "redirect":
        return ""
    return thank_you(after["redirect"]["url"], session["id"], session["_cart"]["utm"])


def _thanks(account: Account, session: Object) -> dict[str, Any]:
    after = account.at("payment_link", session["payment_link"])["after_completion"]
    message = (after.get("hosted_confirmation") or {}).get("custom_message") or ""
    return {"message": message, "next": _after(account, session), "back": session["_cart"]["back"]}


def _choice(account: Account, session: Object, form: Mapping[str, str]) -> Choice:
    """Read the form."""
    link = account.at("payment_link", session["payment_link"])
    currency = form.get("currency", link["currency"]).lower()
    quantities = {
        name: int(count)
        for name, count in _prefixed(form, QUANTITY).items()
        if count.isdecimal() and len(count) <= MAX_DIGITS
    }
    for number in range(len(link["optional_items"] or ())):
        if f"take-optional-{number}" not in form:
            quantities.pop(f"optional-{number}", None)
        else:
            quantities.setdefault(f"optional-{number}", 1)
    return Choice(
        form.get("email", ""),
        form.get("code", ""),
        currency,
        form.get("amount"),
        quantities,
        _prefixed(form, FIELD),
        _prefixed(form, NAME),
        "terms" in form,
    )


def _prefixed(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in form.items() if name.startswith(prefix)}
