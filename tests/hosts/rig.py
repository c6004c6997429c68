"""A store that is licensed, its function running on a host, and Stripe's stand-in behind it."""

from __future__ import annotations

import datetime
import http.client
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stripe
from playwright._impl._driver import compute_driver_executable

from kpsite.model.lock import Held, Lock, Section
from tests.building import DAY, outcome, write
from tests.practice.buyer import EVERYTHING
from tests.practice.rig import NOON
from tests.sites import kpsite, store

UID = "c_abc"
ORIGIN = "https://shop.example.org"
WHERE = ["_worker.js", "_kp/functions/claim.mjs"]
TODAY = datetime.datetime.fromtimestamp(NOON, datetime.UTC).date()
HERE = Path(__file__).parent
PATIENCE = 30
SECRET_KEY = "rk_test_" + "kpsite"
LESSON = "content/courses/abc/02-second.md"
FILES = {
    "content/courses/abc/01-first.md": "---\ntitle: First\npreview: true\n---\n\nOpen to all.\n",
    LESSON: "---\ntitle: Second\n---\n\nThe grey heron keeps its secrets for those who have paid.\n",
    "content/site.yaml": f"name: Test shop\nurl: {ORIGIN}/\ntheme: plain\ndelivery: licensed\n",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the function."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Function:
    """A function that runs: its port, its clock, and what it has said in the host's log."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self._log = port, log
        self.now = NOON

    def claim(self, claim: str, course: str = UID) -> Told:
        """Ask for a course by a claim."""
        return self.ask({"course": course, "claim": claim})

    @property
    def log(self) -> str:
        """What stands in the host's log."""
        return self._log.read_text("utf-8")

    def ask(
        self, body: object, method: str = "POST", origin: str = ORIGIN, path: str = "/_kp/claim", **more: str
    ) -> Told:
        """Send a request; a text goes as it is, anything else as JSON. ``more`` are headers for the host."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Test-Clock": str(self.now)} | ({"Origin": origin} if origin else {}) | more
        data = None if method == "GET" else body if isinstance(body, str) else json.dumps(body)
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        told = Told(
            answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        )
        connection.close()
        return told


def order(shop: stripe.StripeClient, claim: str) -> dict[str, Any]:
    """Give a checkout session with all that hangs on it."""
    found = shop.v1.checkout.sessions.retrieve(claim, {"expand": EVERYTHING})
    return found.to_dict()


def give_back(shop: stripe.StripeClient, claim: str, **amount: int) -> None:
    """Give the money of a session back, or a part of it."""
    params: Any = {"payment_intent": order(shop, claim)["payment_intent"]["id"], **amount}
    shop.v1.refunds.create(params)


def lock_of(**ids: str) -> str:
    objects = {f"{kind} {UID}.course": Held(key) for kind, key in ids.items()}
    return Lock("shop", {"test": Section("acct_1", objects)}).text()


def licensed(folder: Path, files: Mapping[str, str] = {}) -> Path:
    """Make a store of which one lesson is licensed."""
    return write(store(folder), FILES | dict(files))


def built(root: Path, today: datetime.date = DAY) -> Path:
    """Build it; gives the output folder."""
    made = outcome(root, today=today)
    assert made.good, made.said
    return root / "dist"


def exported(root: Path) -> str:
    """Give what the function has to keep secret."""
    said = kpsite(root, "keys", "export", "--for", "function", "--store", str(root))
    assert said.code == 0, said.err
    return said.out.strip()


@contextmanager
def hosted(
    file: Path, stand_in: str, keys: str, key: str = SECRET_KEY, log: Path | None = None
) -> Iterator[Function]:
    """Run a function as a host does, as long as the context lasts."""
    node, _ = compute_driver_executable()
    surroundings = {"PATH": os.environ["PATH"], "STAND_IN": stand_in, "STRIPE_API_KEY": key}
    kept = log or file.parent.parent.with_suffix(".log")
    with (
        kept.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [node, str(HERE / "host.mjs"), str(file)],
            env=surroundings | {"KPSITE_FUNCTION": keys},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            yield Function(int(process.stdout.readline()), kept)
        finally:
            process.terminate()
