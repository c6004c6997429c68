"""EDGE. Carrying a reviewed plan out: one object at a time, in the safe order, so that a run that dies at
any moment is finished by the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from kpsite.model.lock import LOCK_FILE, Held, Lock, Section
from kpsite.plan import Change, Inputs, Kind
from kpsite.problems import KpsiteError, Place, error
from kpsite.reading.lock import lock_home
from kpsite.targets.disk import put
from kpsite.targets.stripe.account import EXISTS, Account, Unsure
from kpsite.targets.stripe.catalogue import chosen_id
from kpsite.targets.stripe.fields import KINDS, changes, digest, marks, parameters
from kpsite.targets.stripe.held import LEFT_OVER, Found, Objects, link_state, read_current
from kpsite.targets.stripe.journal import Journal
from kpsite.targets.stripe.review import Review, Stranger, kind_of
from kpsite.values import dataclass

Progress = Callable[[int, int], None]
ROUNDS = 3
UNANSWERED = frozenset({"stripe-unreachable", "stripe-busy", "stripe-failing"})
# Letters and digits that nobody mistakes for one another when a code is read aloud or off paper.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12


@dataclass(slots=True)
class Run:
    """One run of apply: the account, the journal, the lock as it is on the disk, and the ids by key."""

    account: Account
    journal: Journal
    root: Path
    mode: str
    lock: Lock
    now: int
    ids: dict[str, str] = field(default_factory=dict)

    def keep(self, key: str, held: Held | None) -> None:
        """Note an object in the lock, or with None that it is no more, and write the lock."""
        if LEFT_OVER in key or _in_a_batch(key):
            return
        section = self.lock.section(self.mode)
        objects = {name: one for name, one in section.objects.items() if name != key}
        self.save(replace(section, objects=objects if held is None else {**objects, key: held}))

    def save(self, section: Section) -> None:
        """Write the lock with another section, when that is different."""
        lock = self.lock.with_section(self.mode, section)
        file = lock_home(self.root, self.mode) / LOCK_FILE
        if lock != self.lock or not file.exists():
            put(file, lock.text().encode(), durable=True)
        self.lock = lock


def _in_a_batch(key: str) -> bool:
    # Single-use codes are worth money, and the lock is committed for all to see.
    return key.startswith("code ") and "/" in key


def refresh(run: Run, review: Review, account: str) -> None:
    """Bring the lock in line with what the account holds; nothing in the account changes.

    What is about to change stays in the lock as it was until it has: pages that are built meanwhile sell on.
    """
    section = run.lock.section(run.mode)
    hand = {one.key for one in review.drift}
    soon = {change.key for change in review.now}
    there = {
        key: replace(found.held, inputs=_baseline(key, found, section, review))
        for key, found in review.current.found.items()
        if LEFT_OVER not in key and not _in_a_batch(key) and (key not in soon or found.live)
    }
    there |= {
        key: held for key, held in section.objects.items() if key in soon and held.id in review.current.there
    }
    removed = {key: held for key, held in section.objects.items() if key in hand and key not in there}
    named = {
        key: held
        for key, held in section.objects.items()
        if key.partition(" ")[2] in review.catalogue.by_hand and key not in there
    }
    run.ids = review.current.ids
    run.save(Section(account or section.account, {**named, **removed, **there}))


def _baseline(key: str, found: Found, section: Section, review: Review) -> Inputs:
    """Give what kpsite set last: what is there, unless a hand changed it since."""
    if found.intact:
        return found.inputs
    known = section.objects.get(key)
    return known.inputs if known else review.catalogue.state.get(key, found.inputs)


def carry_out(run: Run, review: Review, progress: Progress) -> None:
    """Make, change and replace what the plan says, except what has to wait for the new pages.

    Raises KpsiteError; what was done until then is in the lock.
    """
    steps = review.now
    making = (Kind.CREATE, Kind.REPLACE)
    run.journal.keep_only({change.key for change in steps if change.kind in making})
    progress(0, len(steps))
    for done, change in enumerate(steps, 1):
        _step(run, review, change)
        progress(done, len(steps))


def _step(run: Run, review: Review, change: Change) -> None:
    kind, found = kind_of(change.key), review.current.found.get(change.key)
    wanted = review.catalogue.state.get(change.key, change.after)
    if change.kind is Kind.RETIRE:
        if found is not None:
            switch_off(run, change.key, found)
        return
    if change.kind is Kind.UPDATE and found is not None:
        _update(run, change, found, wanted)
        return
    if kind == "code" and found is not None and found.live:
        run.account.update("code", found.id, {"active": "false"})
    made = _make(run, review, change, wanted)
    _know(run, change.key, made, wanted)
    run.journal.done(change.key)


def _know(run: Run, key: str, made: Mapping[str, Any], wanted: Inputs) -> None:
    run.ids[key] = made["id"]
    link = kind_of(key) == "link"
    state = link_state(made) if link else ""
    run.keep(key, Held(made["id"], wanted, str(made.get("url") or "") if link else "", state))


def _update(run: Run, change: Change, found: Found, wanted: Inputs) -> None:
    kind = kind_of(change.key)
    requests = changes(kind, change.before, change.after, run.ids, found.item)
    # What is changed by hand stays visible as such: the mark says what kpsite would have set.
    requests[-1]["metadata"]["kp_rev"] = digest(wanted)
    if found.state == "sold_out" and "restrictions" in requests[-1]:
        requests[-1]["active"] = "true"
    made: Mapping[str, Any] = {}
    for request in requests:
        made = run.account.update(kind, found.id, request)
    _know(run, change.key, made, wanted)


def _make(run: Run, review: Review, change: Change, wanted: Inputs) -> Mapping[str, Any]:
    """Make an object once, whatever happens to the answers."""
    kind, _, name = change.key.partition(" ")
    params = parameters(kind, change.after, run.ids)
    params["metadata"]["kp_rev"] = digest(wanted)
    chosen = chosen_id(kind, name, change.after, review.catalogue.site)
    params |= {"id": chosen} if chosen else {}
    request = hashlib.blake2b(repr(sorted(params.items())).encode(), digest_size=16).hexdigest()
    for _ in range(ROUNDS):
        word = run.journal.intend(change.key, request)
        own = {"code": code_text(name.partition("/")[0], word)} if _in_a_batch(change.key) else {}
        try:
            return run.account.create(kind, params | own, f"kpsite-{word}")
        except Unsure:
            run.journal.done(change.key)
            there = _appeared(run, review, change.key, digest(wanted))
            if there is not None:
                return there
        except KpsiteError as wrong:
            codes = {problem.code for problem in wrong.problems}
            if not codes & UNANSWERED:
                run.journal.done(change.key)
            there = _appeared(run, review, change.key, digest(wanted)) if EXISTS in codes else None
            if there is None:
                raise
            return there
    hint = "look at status.stripe.com, then run again, which goes on where it stopped"
    message = "Stripe fails again and again"
    raise KpsiteError([error(Place("stripe", key=change.key), "stripe-failing", message, hint)])


def _appeared(run: Run, review: Review, key: str, revision: str) -> Mapping[str, Any] | None:
    """Look whether an object was made although the server failed."""
    kind, _, name = key.partition(" ")
    known = {found.id for found in review.current.found.values() if found.live}
    for one in run.account.every(kind):
        metadata = one.get("metadata") or {}
        marked = (metadata.get("kp_site"), metadata.get("kp_key"), metadata.get("kp_rev"))
        there = one.get("active", True) and one["id"] not in known
        if there and marked == (review.catalogue.site, name, revision):
            return one
    return None


def code_text(prefix: str, word: str) -> str:
    """Give the text of a single-use code: nobody can guess it who does not know the secret word."""
    number = int.from_bytes(hashlib.sha256(f"kpsite code {word}".encode()).digest())
    letters = []
    for _ in range(CODE_LENGTH):
        number, index = divmod(number, len(LETTERS))
        letters.append(LETTERS[index])
    return f"{prefix}-{''.join(letters)}"


def switch_off(run: Run, key: str, found: Found, message: str = "") -> None:
    """Switch an object off. A link then shows ``message`` when there is one."""
    kind = kind_of(key)
    after = {**found.inputs, "active": "false"} | ({"inactive_message": message} if message else {})
    request: dict[str, Any] = {"active": "false", "metadata": {"kp_rev": digest(after)}}
    if message:
        request["inactive_message"] = message
    run.account.update(kind, found.id, request)
    run.keep(key, None)


def move_default(run: Run, review: Review, found: Found) -> None:
    """Take a price that is to go from being its product's default, which Stripe would not let go."""
    for key, product in review.current.found.items():
        if kind_of(key) == "product" and product.default_price == found.id:
            run.account.update("product", product.id, {"default_price": ""})


def adopt(run: Run, review: Review, objects: Objects, strangers: Iterable[Stranger]) -> None:
    """Mark objects as ours, as they are; the plan after shows what would change on them."""
    name = review.catalogue.site
    chosen = {one.id: one for one in strangers}
    marked = {
        kind: [
            {**one, "metadata": {**(one.get("metadata") or {}), **_short(name, chosen[one["id"]].key)}}
            if one["id"] in chosen and chosen[one["id"]].kind == kind
            else one
            for one in objects.get(kind, ())
        ]
        for kind in KINDS
    }
    there = read_current(marked, name, review.catalogue.state, run.lock.section(run.mode), run.now)
    for found in there.found.values():
        stranger = chosen.get(found.id)
        if stranger is not None:
            words = {**_short(name, stranger.key), "kp_rev": digest(found.inputs)}
            run.account.update(stranger.kind, found.id, {"metadata": words})


def _short(name: str, key: str) -> dict[str, str]:
    return {long.removeprefix("metadata."): value for long, value in marks(name, key).items()}
