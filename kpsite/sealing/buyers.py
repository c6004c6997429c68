"""``kpsite.buyers``: who has paid through Stripe, as the builds need it, sealed with the master key.

It holds claims, and whoever has a claim has the course, so it is enciphered as a whole. So it may be
committed: a build server knows the buyers without asking Stripe, and a run that could not reach Stripe takes
nobody's access away. No names or addresses are in it: those stay with Stripe. It is padded, so that its size
does not tell how many there are. It can be made again from nothing, as all of it follows from the account.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from kpsite.model.frozen import Mapping as Frozen
from kpsite.model.lock import MODES
from kpsite.problems import refusal
from kpsite.sealing.keys import Master, UnitKeys
from kpsite.sealing.lockers import is_claim
from kpsite.sealing.sealed import Damaged, seal, unseal
from kpsite.values import dataclass

FILE = "kpsite.buyers"
HEAD = "kpsite.buyers 1: sealed with your master key, safe to commit; kpsite fulfil writes it\n"
PAID = "paid"
STATES = (PAID, "refunded", "disputed", "lost", "ended", "late")
"""How a purchase stands: ``disputed`` while the bank decides and ``lost`` once it has, ``ended`` for a
subscription that is over and ``late`` for one whose payment is overdue.
"""
LIVE = "cs_live_"
_UID = "_buyers"  # no course can be called so
_LEAST, _LINE = 4096, 100


@dataclass(frozen=True, slots=True)
class Sale:
    """The claim of a buyer, the day of the purchase, and whether it is a subscription that runs on."""

    claim: str = field(repr=False)
    bought: datetime.date
    running: bool = False


@dataclass(frozen=True, slots=True)
class Buyer:
    """A purchase: what it opens by uid, how it stands, and ``ref``, by which it is found in the Dashboard.

    ``had`` are the editions, by uid, that may have been opened before access ended.
    """

    sale: Sale
    courses: tuple[str, ...]
    state: str = PAID
    ref: str = ""
    had: Frozen = field(default_factory=Frozen)

    @property
    def paid(self) -> bool:
        """Whether there is to be a locker."""
        return self.state == PAID


@dataclass(frozen=True, slots=True)
class Buyers:
    """All purchases by mode and claim."""

    modes: Mapping[str, Mapping[str, Buyer]] = field(default_factory=dict, hash=False)

    def of(self, mode: str) -> Mapping[str, Buyer]:
        """Give a mode's purchases by claim."""
        return self.modes.get(mode, {})

    def having(self, mode: str, buyers: Iterable[Buyer]) -> Buyers:
        """Give all of this, with some of a mode's purchases new or changed."""
        changed = {buyer.sale.claim: buyer for buyer in buyers}
        return replace(self, modes={**self.modes, mode: {**self.of(mode), **changed}})

    def sales(self, uid: str, *, rehearsal: bool) -> Iterator[Sale]:
        """Give the sales that open a course today: those of live mode, and of the others only to rehearse."""
        for mode in MODES if rehearsal else MODES[:1]:
            for buyer in self.of(mode).values():
                if buyer.paid and uid in buyer.courses and _of_mode(buyer.sale.claim, mode):
                    yield buyer.sale

    def write(self, master: Master) -> str:
        """Give the file's text: the same for the same purchases."""
        rows = {
            mode: [_row(one) for _, one in sorted(self.of(mode).items())] for mode in MODES if self.of(mode)
        }
        plain = json.dumps(rows, separators=(",", ":")).encode()
        size = _LEAST
        while size < len(plain):
            size *= 2
        text = base64.b64encode(seal(_keys(master), FILE, plain.ljust(size))).decode()
        return HEAD + "".join(f"{text[at : at + _LINE]}\n" for at in range(0, len(text), _LINE))


def read_buyers(text: str, master: Master) -> Buyers:
    """Read the file's text. Raises ``KpsiteError`` for one that cannot be opened with this key."""
    head, _, body = text.partition("\n")
    try:
        if f"{head}\n" != HEAD:
            raise ValueError
        values = json.loads(
            unseal(_keys(master), FILE, base64.b64decode(body.replace("\n", ""), validate=True))
        )
        modes = {
            mode: {one.sale.claim: one for one in map(_buyer, values[mode])}
            for mode in MODES
            if mode in values
        }
    except (Damaged, binascii.Error, ValueError, KeyError, TypeError, IndexError) as wrong:
        hint = 'take it from your version control, or remove it and run "kpsite fulfil", which makes it again'
        message = "found a file that your master key does not open"
        raise refusal(FILE, "bad-buyers", message, hint) from wrong
    return Buyers(modes)


def _keys(master: Master) -> UnitKeys:
    return UnitKeys.of(master.course_key(_UID, 1), _UID, 1, 0)


def _of_mode(claim: str, mode: str) -> bool:
    return claim.startswith(LIVE) == (mode == "live")


def _row(one: Buyer) -> list[Any]:
    sale = one.sale
    return [
        sale.claim, sale.bought.isoformat(), int(sale.running), " ".join(one.courses), one.state, one.ref,
        dict(sorted(one.had.items())),
    ]  # fmt: skip


def _buyer(row: list[Any]) -> Buyer:
    claim, bought, running, courses, state, ref, had = row
    if not is_claim(claim) or state not in STATES:
        raise ValueError
    sale = Sale(claim, datetime.date.fromisoformat(bought), bool(running))
    return Buyer(sale, tuple(courses.split()), state, ref, Frozen(had))
