"""A shop that sells sealed courses, the stand-in for its account, its buyers, and what they can open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import stripe

from kpsite.cli import main
from kpsite.practice.account import Setup, Storage
from kpsite.practice.server import StandIn
from kpsite.reading.lock import read_lock
from kpsite.sealing.lockers import find_entry, locker_paths
from tests.building import write
from tests.practice.buyer import EMAIL, Buyer
from tests.practice.rig import client
from tests.sites import TODAY, Said, store

KEY = {True: "rk_live_kpsite", False: "rk_test_kpsite"}
SITE = "name: Test shop\nurl: https://shop.example.org/\nemail: shop@example.org\ntheme: plain\n"
COURSE = """---
id: {uid}
title: {title}
description: About {title}.
preview: [one]
{offers}
---
Words.
"""
LESSON = "---\ntitle: One\n---\nOpen to all.\n"
CLOSED = "---\ntitle: Two\n---\nOnly buyers of {title} read this.\n"
BUNDLE = (
    "---\nid: both\ntitle: Both\ndescription: All of it.\ncourses: [fold, ink]\nprice: 79 USD\n---\nWords.\n"
)


@dataclass
class Shop:
    """A store with its account; ``live`` is the mode of its key."""

    root: Path
    stand_in: StandIn
    account: Path
    live: bool = True
    now: float = 0

    @property
    def stripe(self) -> stripe.StripeClient:
        """Stripe's own client, with which the creator's Dashboard works as well."""
        return client(self.stand_in.base_url, KEY[self.live].replace("rk_", "sk_"))

    def verb(self, *words: str, code: int | None = 0, **names: str) -> Said:
        """Run a verb against the stand-in."""
        line = [*words, "--store", str(self.root)]
        environ = {"STRIPE_API_KEY": KEY[self.live], "STRIPE_API_BASE": self.stand_in.base_url} | names
        with environment(**environ), redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
            got = main(line)
        said = Said(got, out.getvalue(), err.getvalue())
        assert code in (None, got), said
        return said

    def apply(self) -> None:
        """Make products, prices and links."""
        self.verb("apply", "--yes", *(["--live"] if self.live else []), "--today", TODAY)

    def fulfil(self, *words: str, code: int = 0) -> dict[str, Any]:
        """Run ``fulfil``, and give what it said."""
        told: dict[str, Any] = json.loads(self.verb("fulfil", "--json", *words, code=code).out)
        return told

    def edit(self, uid: str, old: str, new: str) -> None:
        """Change what a course says of itself."""
        path = self.root / f"content/courses/{uid}/course.md"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def let_in(self, *claims: str) -> None:
        """Fulfil and publish, and see that everybody is let in."""
        self.fulfil()
        self.build()
        assert all(self.opens(claim) for claim in claims)

    def build(self, *words: str) -> Said:
        """Publish."""
        return self.verb("build", "--workers", "1", "--today", TODAY, *words)

    def link(self, key: str) -> str:
        """Give the address of an offer's payment link on the stand-in."""
        url = read_lock(self.root).url(key, "live" if self.live else "test")
        return f"{self.stand_in.base_url}/__practice__/pay/{url.rpartition('/')[2]}"

    def buy(self, key: str = "fold.course", email: str = EMAIL, **fields: str) -> str:
        """Buy an offer, and give the claim."""
        buyer = Buyer(self.link(key))
        answer = buyer.press("pay", email=email, **fields)
        assert buyer.session in answer.location, buyer.page.text
        return buyer.session

    def order(self, claim: str) -> dict[str, Any]:
        """Give a checkout session with its payment."""
        expand = ["payment_intent.latest_charge", "subscription"]
        found: dict[str, Any] = self.stripe.v1.checkout.sessions.retrieve(claim, {"expand": expand}).to_dict()
        return found

    def refund(self, claim: str, amount: int = 0) -> None:
        """Give money back."""
        params: Any = {"payment_intent": self.order(claim)["payment_intent"]["id"]}
        self.stripe.v1.refunds.create(params | ({"amount": amount} if amount else {}))

    def change(self, kind: str, key: str, **fields: object) -> None:
        """Change what no request can, as banks do."""
        with Storage(self.account).account(self.live, int(self.now), Setup("")) as account:
            account.put(account.at(kind, key) | fields)

    def dispute(self, claim: str, status: str) -> None:
        """Have a buyer's bank ask about a payment; again to say how it went on."""
        intent = self.order(claim)["payment_intent"]
        charge = intent["latest_charge"]
        self.change("charge", charge["id"], disputed=True)
        with Storage(self.account).account(self.live, int(self.now), Setup("")) as account:
            account.put({
                "id": charge["id"].replace("ch_", "dp_"), "object": "dispute", "amount": charge["amount"],
                "balance_transactions": [], "charge": charge["id"], "created": account.now,
                "currency": charge["currency"], "evidence": {}, "evidence_details": {},
                "is_charge_refundable": False, "livemode": self.live, "metadata": {},
                "payment_intent": intent["id"], "reason": "fraudulent", "status": status,
            })  # fmt: skip

    def opens(self, claim: str, uid: str = "fold") -> bool:
        """Whether the published pages open a course to a claim."""
        for name in locker_paths(claim, uid):
            path = self.root / "dist" / name
            if path.is_file():
                return find_entry(path.read_bytes(), claim, uid) is not None
        return False


def copies(shop: Shop, claim: str, number: int) -> list[str]:
    """Have many more buyers like one."""
    with Storage(shop.account).account(shop.live, int(shop.now), Setup("")) as account:
        one = account.at("checkout.session", claim)
        return [account.put(one | {"id": account.fresh("checkout.session")})["id"] for _ in range(number)]


@contextmanager
def environment(**names: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("STRIPE_API_KEY", "STRIPE_API_BASE", "CI"):
            patch.delenv(name, raising=False)
        for name, value in names.items():
            patch.setenv(name, value)
        yield


def make_store(root: Path, fold: str = "price: 49 USD", ink: str = "price: 39 USD") -> Path:
    """Make a store with two sealed courses, and a bundle of both."""
    store(root)
    files = {"content/site.yaml": SITE, "content/bundles/both.md": BUNDLE}
    for uid, title, offers in (("fold", "Folding", fold), ("ink", "Ink", ink)):
        folder = f"content/courses/{uid}"
        files |= {
            f"{folder}/course.md": COURSE.format(uid=uid, title=title, offers=offers),
            f"{folder}/01-one.md": LESSON,
            f"{folder}/02-two.md": CLOSED.format(title=title),
        }
    write(root, files)
    for left in (root / "content/courses/abc").iterdir():
        left.unlink()
    (root / "content/courses/abc").rmdir()
    return root
