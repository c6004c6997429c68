"""What ``kpsite fulfil`` has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from kpsite.commands.terminal import count, paint, problem_values, say, show_problems
from kpsite.model.pay_link import PRACTICE
from kpsite.problems import Problem
from kpsite.sealing.buyers import PAID
from kpsite.targets.stripe.purchases import WAITING, Purchase
from kpsite.values import dataclass

WORDS = {
    PAID: "paid",
    WAITING: "waits for its payment",
    "refunded": "the money was given back",
    "disputed": "the buyer's bank has taken the money back, and decides",
    "lost": "the buyer's bank has taken the money back",
    "ended": "the subscription is over",
    "late": "the subscription is not paid at the moment",
}
SHOWN = 20


@dataclass(slots=True)
class Fulfilled:
    """What came of a run: purchases that are new, that are no longer paid, whose money is on its way, and of
    which a part was given back; buyers by course; and the courses that would have to be renewed.

    ``names`` are the slugs of courses by uid.
    ``unseen`` counts purchases that the account no longer lists; ``problems`` are why a run was not finished.
    """

    account: str
    mode: str
    come: list[Purchase] = field(default_factory=list)
    gone: list[Purchase] = field(default_factory=list)
    waiting: list[Purchase] = field(default_factory=list)
    partly: list[Purchase] = field(default_factory=list)
    courses: dict[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    rotate: Sequence[str] = ()
    rotated: Sequence[str] = ()
    unseen: int = 0
    problems: Sequence[Problem] = ()
    notes: Sequence[Problem] = ()


def row(order: Purchase) -> dict[str, Any]:
    """Give a purchase for ``--json``: nothing in it opens anything, or says whose it is."""
    return {
        "date": order.bought.isoformat(),
        "offer": order.offer,
        "courses": list(order.courses),
        "state": order.state,
        "ref": order.ref,
    }


def offer_name(order: Purchase, names: Mapping[str, str]) -> str:
    """Give the key of what was sold as people know it: with the course's slug in place of its id."""
    if not order.offer:
        return " ".join(names.get(uid, uid) for uid in order.courses)
    thing, dot, offer = order.offer.partition(".")
    return f"{names.get(thing, thing)}{dot}{offer}"


def values(done: Fulfilled) -> dict[str, Any]:
    """Give it for ``--json``."""
    return {
        "account": done.account,
        "mode": done.mode,
        "finished": not done.problems,
        "new": [row(one) for one in done.come],
        "gone": [row(one) for one in done.gone],
        "waiting": [row(one) for one in done.waiting],
        "partly_refunded": [row(one) for one in done.partly],
        "buyers": done.courses,
        "rotate": list(done.rotate),
        "rotated": list(done.rotated),
        "unseen": done.unseen,
        "problems": problem_values([*done.problems, *done.notes]),
    }


def show(done: Fulfilled) -> None:
    """Say it."""
    show_problems([*done.problems, *done.notes])
    say(f"Account: {done.account}")
    _rows("+", "green", done.come, done.names)
    _rows("-", "red", done.gone, done.names)
    _rows("·", "dim", done.waiting, done.names)
    _rows("·", "dim", done.partly, done.names, "a part was given back; access stays")
    for uid, buyers in done.courses.items():
        say(f"  {done.names.get(uid, uid)}  {count(buyers, 'buyer')}")
    if done.unseen:
        say(paint(f"{count(done.unseen, 'purchase')} that Stripe no longer lists: access stays.", "yellow"))
    _next(done)
    _undone(done)


def _rows(
    sign: str, colour: str, orders: Sequence[Purchase], names: Mapping[str, str], words: str = ""
) -> None:
    for one in orders[:SHOWN]:
        told = f"  {one.bought}  {offer_name(one, names)}  {one.ref}".rstrip()
        say(f"{paint(sign, colour)}{told}  {paint(words or WORDS[one.state], 'dim')}")
    if orders[SHOWN:]:
        say(paint(f"  and {len(orders[SHOWN:]):,} more", "dim"))


def _next(done: Fulfilled) -> None:
    if done.problems:
        say("Not everything could be read. Who had access keeps it; run again to go on.")
    elif not (done.come or done.gone):
        say("Nothing new.")
    if (done.come or done.gone) and done.mode == PRACTICE:
        say("The preview knows it already. For a trial version: kpsite build --allow-test.")
    elif done.come or done.gone:
        extra = "" if done.mode == "live" else " --allow-test"
        say(f"It holds from your next publishing on: kpsite build{extra}, then upload as always.")


def _undone(done: Fulfilled) -> None:
    for uid in done.rotated:
        say(f"{done.names.get(uid, uid)}: a new edition, from your next publishing on. Commit kpsite.access.")
    if done.rotated:
        say("Then delete old deploys at your host: they still hold the old edition.")
    elif done.rotate:
        courses = ", ".join(done.names.get(uid, uid) for uid in done.rotate)
        say(f"Somebody who is no longer to read it may still have it open on a device: {courses}.")
        say(
            "What was read cannot be taken back. To close what comes next, run again with --rotate, "
            "or kpsite keys rotate COURSE."
        )
