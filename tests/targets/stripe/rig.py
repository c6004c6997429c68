"""A small shop on disk, the stand-in for its account, and the real verbs between the two."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from kpsite.cli import main
from kpsite.commands import apply
from kpsite.commands.stripe_work import Store, Till, read_store
from kpsite.practice.server import StandIn
from kpsite.reading.lock import read_lock
from kpsite.reading.stamp import VARIABLE
from kpsite.targets.stripe.account import Account
from kpsite.targets.stripe.keys import Key
from tests.building import write
from tests.practice.rig import TEST_KEY
from tests.sites import MASTER, TODAY, Said, store

LINKS = "https://buy.stripe.com"
# Noon of the day for which the tests' stores are built.
NOW = 1_795_348_800.0
# Nobody answers at this port, as at the address of a store that was never published.
NOWHERE = "http://localhost:9/"
SITE = "name: Test shop\nurl: {url}\ntheme: plain\n"
LESSON = "---\ntitle: One\n---\nx\n"


def course(title: str, offers: str) -> str:
    return f"---\ntitle: {title}\ndescription: About {title}.\npreview: [one]\n{offers}\n---\nWords.\n"


def shop(root: Path, offers: str = "price: 49 USD", promos: str = "", url: str = NOWHERE) -> Path:
    """Make a store with one course, ``fold``, sold as ``offers`` say."""
    store(root)
    files = {
        "content/site.yaml": SITE.format(url=url),
        "content/courses/fold/course.md": course("Paper folding", offers),
        "content/courses/fold/01-one.md": LESSON,
        "content/courses/fold/02-two.md": "---\ntitle: Two\n---\nFor buyers.\n",
    }
    write(root, files | ({"content/promos.yaml": promos} if promos else {}))
    for left in (root / "content/courses/abc").iterdir():
        left.unlink()
    (root / "content/courses/abc").rmdir()
    return root


@contextmanager
def environment(**names: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("STRIPE_API_KEY", "STRIPE_API_BASE"):
            patch.delenv(name, raising=False)
        for name, value in names.items():
            patch.setenv(name, value)
        yield


def verb(root: Path, stand_in: StandIn, *words: str, key: str = TEST_KEY) -> Said:
    """Run the command line against a stand-in."""
    line = [*words, "--store", str(root), "--today", TODAY]
    names = environment(STRIPE_API_KEY=key, STRIPE_API_BASE=stand_in.base_url)
    with names, redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = main(line)
    return Said(code, out.getvalue(), err.getvalue())


def planned(root: Path, stand_in: StandIn, *words: str) -> dict[str, Any]:
    """Give what ``plan --json`` says."""
    said = verb(root, stand_in, "plan", "--json", *words)
    assert said.code in (0, 3), said.err
    told: dict[str, Any] = json.loads(said.out)
    return told


def changes(told: dict[str, Any]) -> list[str]:
    return [f"{change['change']} {change['key']}" for change in told["changes"]]


class Killed(BaseException):
    """The program was killed while it waited for an answer."""


def die(_: float) -> None:
    """Die instead of waiting for the next try."""
    raise Killed


@dataclass
class Works:
    """The verbs without waiting times: the same steps as on the command line, on one account."""

    root: Path
    stand_in: StandIn
    known: list[Store] = field(default_factory=list)

    def read(self) -> None:
        """Read the store anew, after an edit."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(VARIABLE, MASTER.write())  # reading takes it; later tests want it back
            self.known = [read_store(_arguments(self.root))]

    def apply(
        self, *words: str, sleep: Callable[[float], None] = lambda _: None, timeout: float = 30.0
    ) -> str:
        """Run ``apply`` once; gives what it said. Raises KpsiteError and ``Killed``."""
        if not self.known:
            self.read()
        kept = self.known[0]
        fresh = Store(kept.root, kept.site, kept.pages, read_lock(self.root))
        account = Account(TEST_KEY, self.stand_in.base_url, sleep=sleep, timeout=timeout, pause=0)
        with redirect_stdout(StringIO()) as out:
            till = Till(account, account.who(), "test", Key(TEST_KEY, "test", restricted=False))
            (self.root / ".kpsite").mkdir(exist_ok=True)
            apply.apply_to(till, fresh, _arguments(self.root, *words))
        return out.getvalue()

    def until_clean(self, *words: str) -> None:
        """Apply until there is nothing left to do."""
        for _ in range(4):
            if "Nothing to do:" in self.apply("--yes", "--retire", *words):
                return
        raise AssertionError("there is always something left to do")


def _arguments(root: Path, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    apply.options(parser)
    return parser.parse_args([*words, "--store", str(root), "--today", TODAY])


def everything(stand_in: StandIn) -> dict[str, list[dict[str, Any]]]:
    """Give all objects of the account, as its lists show them."""
    objects = Account(TEST_KEY, stand_in.base_url, pause=0).everything()
    return {kind: list(found) for kind, found in objects.items()}


def picture(stand_in: StandIn) -> list[str]:
    """Give the account in a form in which chance and time play no part: ids become keys."""
    objects = everything(stand_in)
    names = {
        one["id"]: f"<{kind} {one['metadata'].get('kp_key')} {one['metadata'].get('kp_rev')}>"
        for kind, found in objects.items()
        for one in found
    }
    texts = []
    for kind, found in objects.items():
        for one in found:
            plain = {name: value for name, value in one.items() if name not in ("created", "updated", "url")}
            if kind == "link":
                plain["line_items"] = [
                    {"price": item["price"]["id"], "quantity": item["quantity"]}
                    for item in one["line_items"]["data"]
                ]
            if kind == "code" and "/" in one["metadata"].get("kp_key", ""):
                plain["code"] = "a secret"
            text = json.dumps(plain, sort_keys=True, default=str)
            texts.append(re.sub("|".join(map(re.escape, names)), lambda match: names[match[0]], text))
    return sorted(texts)


def locked(root: Path) -> dict[str, Any]:
    """Give the lock's section for test mode."""
    values: dict[str, Any] = json.loads((root / "kpsite.lock").read_text("utf-8"))["test"]["objects"]
    return values


def no_secret_in(folder: Path, secret: str) -> None:
    """Fail when a file below a folder, or what was written there, holds a secret."""
    for path in folder.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path.relative_to(folder)
