"""What an account holds of a store, as a State that can be compared with the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from kpsite.model.lock import Held, Section
from kpsite.plan import Inputs, State
from kpsite.targets.stripe.fields import (
    KINDS,
    REVISION,
    Object,
    digest,
    fixed,
    read_inputs,
    reference,
    references,
)
from kpsite.values import dataclass

Objects = Mapping[str, list[dict[str, Any]]]
"""All objects of an account by kind, in the order of Stripe's lists: newest first."""

LEFT_OVER = " ~"
"""Stands in the key of an object that something newer has taken the place of, before its id."""


@dataclass(frozen=True, slots=True)
class Found:
    """One object of ours in an account.

    ``live`` is False for what was switched off or used up; ``intact`` is True when it is as kpsite left it;
    ``item`` is the id of a link's line item; ``default_price`` is that of a product.
    """

    id: str
    inputs: Inputs = field(hash=False)
    live: bool = True
    intact: bool = True
    url: str = ""
    state: str = ""
    item: str = ""
    default_price: str = ""
    text: str = ""

    @property
    def held(self) -> Held:
        """What the lock keeps of it."""
        return Held(self.id, self.inputs, self.url, self.state)


@dataclass(frozen=True, slots=True)
class Current:
    """What an account holds of a store, by key; and ``there``, the ids of everything in it."""

    found: Mapping[str, Found] = field(default_factory=dict, hash=False)
    there: frozenset[str] = frozenset()

    @property
    def state(self) -> State:
        """The State to compare with."""
        return {key: found.inputs for key, found in self.found.items()}

    @property
    def ids(self) -> dict[str, str]:
        """The ids by key."""
        return {key: found.id for key, found in self.found.items()}


def read_current(objects: Objects, name: str, desired: State, section: Section, now: int) -> Current:
    """Find a store's objects in an account.

    ``section`` is what the lock says of it; ``now`` is Unix time in seconds, after which codes are over.
    """
    named: dict[str, str] = {}
    found: dict[str, Found] = {}
    for kind in KINDS:
        families: dict[str, list[Found]] = {}
        for one in objects.get(kind, ()):
            key = _key(kind, one, name)
            if key:
                made = _found(kind, one, named, now)
                named[one["id"]] = reference(key, made.inputs) if kind in ("price", "coupon") else key
                families.setdefault(key, []).append(made)
        for key, family in families.items():
            found |= _chosen(key, family, desired.get(key), section.objects.get(key))
    return Current(found, frozenset(one["id"] for kind in KINDS for one in objects.get(kind, ())))


def _key(kind: str, one: Object, name: str) -> str:
    metadata = one.get("metadata") or {}
    return f"{kind} {metadata['kp_key']}" if metadata.get("kp_site") == name and "kp_key" in metadata else ""


def _found(kind: str, one: Object, named: Mapping[str, str], now: int) -> Found:
    inputs = read_inputs(kind, one, named)
    live = bool(one.get("active", True))
    if kind == "code":
        if "/" in inputs["metadata.kp_key"]:
            inputs.pop("code", None)
        if not live and _is_over(one, now):
            inputs["active"] = "true"
    state = link_state(one) if kind == "link" else ""
    if state == "sold_out":
        inputs["active"] = "true"
    items = (one.get("line_items") or {}).get("data") or ()
    default = one.get("default_price")
    return Found(
        one["id"],
        inputs,
        live,
        (one.get("metadata") or {}).get(REVISION.partition(".")[2]) == digest(inputs),
        str(one.get("url") or "") if kind == "link" else "",
        state,
        str(items[0]["id"]) if kind == "link" and items else "",
        str(default.get("id") if isinstance(default, Mapping) else default or ""),
        str(one.get("code") or ""),
    )


def _is_over(one: Object, now: int) -> bool:
    used_up = one.get("max_redemptions") and one.get("times_redeemed", 0) >= one["max_redemptions"]
    return bool(used_up or (one.get("expires_at") and one["expires_at"] <= now))


def link_state(one: Object) -> str:
    """Give the state of a payment link: ``active``, ``inactive``, or ``sold_out`` when its seats are gone."""
    if one.get("active", True):
        return "active"
    completed = (one.get("restrictions") or {}).get("completed_sessions") or {}
    return "sold_out" if completed and completed.get("count", 0) >= completed["limit"] else "inactive"


def _chosen(key: str, family: list[Found], wanted: Inputs | None, known: Held | None) -> dict[str, Found]:
    """Give the one of several objects with a key that stands for it, and those that are left over."""
    first = min(family, key=lambda one: _rank(one, wanted, known))
    usable = first.live or (wanted is not None and fixed(first.inputs) == fixed(wanted))
    made = {key: first} if usable or (first.state == "sold_out" and wanted is not None) else {}
    if key.startswith("coupon "):  # nothing is deleted, and a coupon without codes does nothing
        return made if wanted is not None else {}
    return made | {f"{key}{LEFT_OVER}{one.id}": one for one in family if one is not first and one.live}


def _rank(one: Found, wanted: Inputs | None, known: Held | None) -> tuple[bool, bool, bool]:
    return (
        wanted is None or fixed(one.inputs) != fixed(wanted),
        not one.live and one.state != "sold_out",
        known is None or known.id != one.id,
    )


@dataclass(frozen=True, slots=True)
class Drift:
    """Something that was changed by hand: a field, what kpsite had set and what is there now.

    An empty ``field`` means that the whole object was removed.
    """

    key: str
    field: str
    was: str
    now: str


def find_drift(current: Current, desired: State, section: Section) -> list[Drift]:
    """Give what was changed or removed by hand since kpsite set it."""
    drift = [
        Drift(key, name, was, now)
        for key, found in current.found.items()
        if key in desired and not found.intact
        for name, was, now in _by_hand(found.inputs, desired[key], section.objects.get(key))
    ]
    known = {key: held.id for key, held in section.objects.items()}
    # An account of which nothing is left was emptied, as Stripe does with test data: that is a new start.
    if not current.there.isdisjoint(known.values()):
        removed = (key for key in desired if key in known and key not in current.found)
        drift += [Drift(key, "", known[key], "") for key in removed if known[key] not in current.there]
    return sorted(drift, key=lambda one: (one.key, one.field))


def _by_hand(there: Inputs, wanted: Inputs, known: Held | None) -> Iterator[tuple[str, str, str]]:
    baseline = known.inputs if known and known.inputs else wanted
    for name in sorted({*there, *baseline}):
        was, now = baseline.get(name, ""), there.get(name, "")
        if was != now and now != wanted.get(name, "") and name != "lookup_key":
            yield name, was, now


def respecting(desired: State, drift: Iterable[Drift], current: Current) -> State:
    """Give what should exist with everything as it is that was changed by hand: shown, not overwritten."""
    kept = {key: dict(inputs) for key, inputs in desired.items()}
    gone = set()
    for one in drift:
        if not one.field:
            gone.add(one.key)
        elif one.now:
            kept[one.key][one.field] = one.now
        else:
            kept[one.key].pop(one.field, None)
    while gone:
        for key in gone:
            kept.pop(key, None)
        needed = {key for key, inputs in kept.items() for other in references(inputs) if other in gone}
        gone = {key for key in needed if key not in current.found}
    return kept
