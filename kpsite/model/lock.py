"""``kpsite.lock``: which Stripe objects carry which part of the store, in each mode; it holds no secret.

The file is committed, so that pages can be built without a network, and so that a new address of a payment
link shows in a diff. ``kpsite apply`` writes it, everything else reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from kpsite.model.course import Course
from kpsite.model.money import Money, from_stripe
from kpsite.model.offer import Offer
from kpsite.model.slug import slugify
from kpsite.model.uid import uid_of
from kpsite.model.writing import Bundle
from kpsite.problems import refusal
from kpsite.values import dataclass

LOCK_FILE = "kpsite.lock"
VERSION = 1
MODES = ("live", "test", "practice")
LINK_STATES = ("active", "inactive", "sold_out")


def sale_id(thing: Course | Bundle) -> str:
    """Give the name of a course or bundle that stays, the same in all languages.

    A course's is its uid. A bundle's is the front matter's ``id``, else the slug, which is that of its file
    unless it says another; one in another script gives a digest of it, because it goes into addresses.
    """
    if isinstance(thing, Course):
        return thing.uid
    if thing.matter.id:
        return thing.matter.id
    return uid_of(thing.matter.slug or slugify(thing.path.rpartition("/")[2].split(".")[0]))


def offer_key(thing: Course | Bundle, offer: Offer) -> str:
    """Give the name of an offer that stays, under which the lock knows its payment link: ``fold.course``.

    A translation may ask a price of its own, and then has a link of its own: ``fold.course@zh-cn``. The lock
    gives the original's link for it when there is none.
    """
    suffix = thing.path.rpartition("/")[2].split(".")[1:-1]
    return "@".join([f"{sale_id(thing)}.{offer.id}", *(language.lower() for language in suffix)])


@dataclass(frozen=True, slots=True)
class Held:
    """One object of an account: its id there, and the inputs with which it was last applied.

    ``url`` and ``state`` (one of ``LINK_STATES``) are those of a payment link.
    """

    id: str
    inputs: Mapping[str, str] = field(default_factory=dict, hash=False)
    url: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What one mode holds: the account, and its objects by the keys of their State (``link fold.course``)."""

    account: str = ""
    objects: Mapping[str, Held] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Lock:
    """The whole file. ``site`` is the store's name in its accounts, fixed by the first apply."""

    site: str = ""
    modes: Mapping[str, Section] = field(default_factory=dict, hash=False)

    def section(self, mode: str) -> Section:
        """Give what a mode holds; an empty section when nothing was applied in it."""
        return self.modes.get(mode, Section())

    def url(self, key: str, mode: str) -> str:
        """Give the address of an offer's payment link, or an empty string when it has none in that mode.

        ``key`` is what ``offer_key`` gives.
        """
        return self._find("link", key, mode).url

    def state(self, key: str, mode: str) -> str:
        """Give the state of an offer's payment link, one of ``LINK_STATES``; empty when there is none."""
        return self._find("link", key, mode).state

    def price(self, key: str, mode: str) -> Money | None:
        """Give what an offer's payment link really charges, or None when there is none in that mode.

        It differs from the offer's price between a change in the front matter and the next apply.
        """
        inputs = self._find("price", key, mode).inputs
        currency = inputs.get("currency", "").upper()
        amount = inputs.get("unit_amount") or inputs.get("custom_unit_amount.minimum", "")
        return from_stripe(int(amount), currency) if amount and currency else None

    def _find(self, kind: str, key: str, mode: str) -> Held:
        objects = self.section(mode).objects
        own = objects.get(f"{kind} {key}") or objects.get(f"{kind} {key.partition('@')[0]}")
        return own or Held("")

    def named(self, site: str) -> Lock:
        """Give a lock of a store whose name in its accounts is fixed from now on."""
        return replace(self, site=site)

    def with_section(self, mode: str, section: Section) -> Lock:
        """Give a lock with another section."""
        return replace(self, modes={**self.modes, mode: section})

    def text(self) -> str:
        """Give the file's text: JSON in a fixed order, one object a paragraph, so that diffs stay small."""
        values: dict[str, Any] = {"version": VERSION, "site": self.site}
        for mode in MODES:
            section = self.section(mode)
            if section.account or section.objects:
                objects = {key: _values(section.objects[key]) for key in sorted(section.objects)}
                values[mode] = {"account": section.account, "objects": objects}
        return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def _values(held: Held) -> dict[str, Any]:
    named = {"id": held.id, "url": held.url, "state": held.state}
    return {name: value for name, value in named.items() if value} | {
        "inputs": dict(sorted(held.inputs.items()))
    }


def parse_lock(text: str) -> Lock:
    """Read a lock; an empty text is an empty lock.

    Raises KpsiteError when the text is no lock that this version knows.
    """
    if not text.strip():
        return Lock()
    try:
        return _lock(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        hint = 'take it from your version control, or remove it and run "kpsite apply --refresh"'
        message = "found a lock that cannot be read"
        raise refusal(LOCK_FILE, "bad-lock", message, hint) from None


def _lock(values: Any) -> Lock:  # noqa: ANN401 - JSON of any form, looked at here
    if values["version"] != VERSION:
        raise ValueError
    modes = {mode: _section(values[mode]) for mode in MODES if mode in values}
    return Lock(_text(values["site"]), modes)


def _section(values: Any) -> Section:  # noqa: ANN401 - JSON of any form, looked at here
    objects = {
        key: Held(
            _text(one["id"]),
            {name: _text(value) for name, value in one["inputs"].items()},
            _text(one.get("url", "")),
            _text(one.get("state", "")),
        )
        for key, one in values["objects"].items()
    }
    return Section(_text(values["account"]), objects)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
