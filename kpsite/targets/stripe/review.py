"""What a plan for an account says: the changes, what was changed by hand, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from kpsite.model.lock import Lock
from kpsite.plan import Change, Kind, Plan, State, make_plan
from kpsite.targets.stripe.catalogue import Catalogue, chosen_id
from kpsite.targets.stripe.fields import FIXED, KINDS, Object
from kpsite.targets.stripe.held import (
    LEFT_OVER,
    Current,
    Drift,
    Found,
    Objects,
    find_drift,
    read_current,
    respecting,
)
from kpsite.values import dataclass

LATER = frozenset({"link", "price", "product"})
"""Kinds that are switched off only after the new pages are live."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """An object that nobody marked as ours, where one of ours belongs; ``--adopt`` would mark it."""

    kind: str
    key: str
    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Review:
    """A plan with everything that there is to say about it. ``desired`` is what the plan leads to."""

    catalogue: Catalogue
    current: Current
    desired: State
    plan: Plan
    drift: tuple[Drift, ...]
    strangers: tuple[Stranger, ...]

    @property
    def now(self) -> list[Change]:
        """The changes that an apply carries out, in the order in which that is safe."""
        changes = [change for change in self.plan.changes if not waits(change)]
        return sorted(changes, key=lambda change: (*_step(change), change.key))

    @property
    def later(self) -> list[Change]:
        """What is switched off after the new pages are live, in the order in which that is safe."""
        changes = [change for change in self.plan.changes if waits(change)]
        order = ("link", "price", "product")
        return sorted(changes, key=lambda change: (order.index(kind_of(change.key)), change.key))


def kind_of(key: str) -> str:
    """Give the kind of object that a key is of."""
    return key.partition(" ")[0]


def waits(change: Change) -> bool:
    """Whether a change has to wait until the new pages are live."""
    return change.kind is Kind.RETIRE and kind_of(change.key) in LATER


def _step(change: Change) -> tuple[int, bool]:
    # Codes go before others come: a text is free for the next once the last that had it is off.
    return KINDS.index(kind_of(change.key)), change.kind is not Kind.RETIRE


def review(
    catalogue: Catalogue, objects: Objects, lock: Lock, mode: str, now: int, *, overwrite: bool
) -> Review:
    """Compare what should exist with what an account holds.

    ``now`` is Unix time in seconds; with ``overwrite`` what was changed by hand is put back.
    """
    section = lock.section(mode)
    current = read_current(objects, catalogue.site, catalogue.state, section, now)
    current = replace(current, found=_managed(catalogue, current))
    drift = tuple(find_drift(current, catalogue.state, section))
    desired = catalogue.state if overwrite else respecting(catalogue.state, drift, current)
    plan = make_plan(current.state, desired, FIXED)
    return Review(catalogue, current, desired, plan, drift, tuple(_strangers(catalogue, objects, current)))


def _managed(catalogue: Catalogue, current: Current) -> dict[str, Found]:
    """Leave out what belongs to offers whose link is named in the store: it stays as it is."""
    by_hand = {f"{kind} {key}" for key in catalogue.by_hand for kind in ("price", "link")}
    by_hand |= {f"product {key.partition('.')[0]}" for key in catalogue.by_hand} - catalogue.state.keys()
    return {key: found for key, found in current.found.items() if key.partition(LEFT_OVER)[0] not in by_hand}


def _strangers(catalogue: Catalogue, objects: Objects, current: Current) -> Iterator[Stranger]:
    ours = {found.id for found in current.found.values()}
    for key, inputs in catalogue.state.items():
        kind, _, name = key.partition(" ")
        if key in current.found:
            continue
        wanted = chosen_id(kind, name, inputs, catalogue.site)
        for one in objects.get(kind, ()):
            if one["id"] in ours or _is_ours(one, catalogue.site):
                continue
            if one["id"] == wanted:
                yield Stranger(kind, name, one["id"], "it has the id that kpsite would give")
            elif kind == "code" and one["active"] and _same_text(one, inputs.get("code", "")):
                yield Stranger(kind, name, one["id"], f'it has the text "{inputs["code"]}"')


def _same_text(one: Object, text: str) -> bool:
    return bool(text) and str(one.get("code", "")).upper() == text.upper()


def _is_ours(one: Object, site: str) -> bool:
    return (one.get("metadata") or {}).get("kp_site") == site


def adoptable(catalogue: Catalogue, objects: Objects, strangers: Iterable[Stranger]) -> list[Stranger]:
    """Give everything that adopting would mark: what stands in the way, and the links that the store names
    together with their prices and products.
    """
    made = list(strangers)
    named = {url: key for key, url in catalogue.by_hand.items()}
    prices = {one["id"]: one for one in objects.get("price", ())}
    seen = {one.id for one in made}
    for link in objects.get("link", ()):
        key = named.get(str(link.get("url", "")))
        if key is None or _is_ours(link, catalogue.site):
            continue
        items: list[Any] = list((link.get("line_items") or {}).get("data") or [])
        price = prices.get(str((items[0].get("price") or {}).get("id"))) if len(items) == 1 else None
        chain = [("link", key, str(link["id"]))]
        if price is not None:
            product = price["product"]["id"] if isinstance(price["product"], dict) else price["product"]
            chain += [("price", key, str(price["id"])), ("product", key.partition(".")[0], str(product))]
        for kind, name, identity in chain:
            if identity not in seen:
                made.append(Stranger(kind, name, identity, f"{link['url']} is named in the store"))
                seen.add(identity)
    return made
