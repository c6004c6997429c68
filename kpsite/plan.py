"""The comparison of what should be with what is: two States give a Plan, with a reason for every change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from kpsite.values import dataclass

Inputs = Mapping[str, str]
"""What one thing is made of: the name of each input and its fingerprint or plain value."""

State = Mapping[str, Inputs]
"""What exists, or what should: key (a path, the id of an offer) -> inputs. Plain dicts compare fastest."""

EDITED = "edited"
UNRECORDED = "unrecorded"

MARKS = {EDITED: "edited by hand", UNRECORDED: "not on record"}
"""Names that stand for the inputs of what a target holds and was not put there, and the reason for each."""

NOTHING: Inputs = {}


class Kind(StrEnum):
    """What happens to a thing; ``REPLACE`` is an update that only a new thing in its place can bring."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class Change:
    """One step from what is to what should be; ``before`` and ``after`` are its inputs, if need be none."""

    kind: Kind
    key: str
    reasons: tuple[str, ...]
    before: Inputs = field(default_factory=dict, hash=False, repr=False)
    after: Inputs = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes in the order of their keys, and how many things stay as they are."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0

    @property
    def digest(self) -> str:
        """Give 32 hex digits that stand for these very changes: what was reviewed is what is carried out."""
        from hashlib import blake2b  # here for start-up time: a build with nothing to do asks for no digest

        state = blake2b(digest_size=16)
        for change in self.changes:
            inputs = (sorted(change.before.items()), sorted(change.after.items()))
            state.update(repr((change.kind.value, change.key, change.reasons, inputs)).encode() + b"\n")
        return state.hexdigest()

    def count(self, kind: Kind) -> int:
        """Give how many changes are of this kind."""
        return sum(change.kind is kind for change in self.changes)

    def counts(self) -> dict[Kind, int]:
        """Give the number of changes of every kind, zeros included, in the order of ``Kind``."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in Kind}


def make_plan(current: State, desired: State, immutable: frozenset[str] = frozenset()) -> Plan:
    """Compare what is with what should be.

    ``immutable`` names the inputs that cannot change on a thing that exists: where one of them differs the
    thing is replaced.
    """
    differing = [key for key, inputs in desired.items() if current.get(key) != inputs]
    unwanted = [key for key in current if key not in desired]
    changes = [_change(key, current.get(key), desired[key], immutable) for key in differing]
    changes += [Change(Kind.RETIRE, key, ("no longer wanted",), current[key]) for key in unwanted]
    changes.sort(key=lambda change: change.key)
    return Plan(tuple(changes), len(desired) - len(differing))


def _change(key: str, before: Inputs | None, after: Inputs, immutable: frozenset[str]) -> Change:
    if before is None:
        return Change(Kind.CREATE, key, ("new",), NOTHING, after)
    marks = tuple(reason for name, reason in MARKS.items() if name in before and name not in after)
    if marks:
        return Change(Kind.UPDATE, key, marks, before, after)
    names = [*after, *(name for name in before if name not in after)]
    differing = [name for name in names if before.get(name) != after.get(name)]
    kind = Kind.UPDATE if immutable.isdisjoint(differing) else Kind.REPLACE
    return Change(kind, key, tuple(_reason(name, before, after) for name in differing), before, after)


def _reason(name: str, before: Inputs, after: Inputs) -> str:
    if name not in before:
        return f"{name} added"
    return f"{name} changed" if name in after else f"{name} removed"
