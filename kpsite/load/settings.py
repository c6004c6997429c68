"""How a store is to be understood: for which day, for whom, and with which payment links."""

from __future__ import annotations

import datetime
from dataclasses import field

from kpsite.model.frozen import Mapping
from kpsite.model.lock import Lock
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The day for which the store is built, and what the command line said.

    ``base_url`` replaces the store's ``url`` when it is not empty; ``drafts`` lets drafts and future dates
    in; ``buyer`` opens closed lessons, for previews that are never published; ``sealing`` says whether closed
    lessons are published sealed, or not at all; ``avif`` says whether pictures can be written as AVIF here.

    ``lock`` knows the payment links that ``kpsite apply`` made, and of its modes those in ``modes`` count,
    the first that has one. ``publish`` says that the pages are for buyers, so that what is wrong with a
    payment link is an error; ``allow_test`` lets in links of Stripe's test mode. ``sealed_before`` are the
    lessons that were sealed when the store was last published, of which none may be opened unseen.
    """

    today: datetime.date
    base_url: str = ""
    drafts: bool = False
    buyer: bool = False
    sealing: bool = True
    avif: bool = True
    lock: Lock = field(default_factory=Lock)
    modes: tuple[str, ...] = ("live", "test")
    publish: bool = False
    allow_test: bool = False
    sealed_before: Mapping = field(default_factory=Mapping)
