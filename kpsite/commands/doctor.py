"""``kpsite doctor``: whether everything is set up for selling, one line for each thing that was looked at."""

from __future__ import annotations

import json
import shutil
import subprocess
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kpsite.commands.stripe_work import Store, Till, add_options, open_till, read_store
from kpsite.commands.terminal import paint, say
from kpsite.commands.verb import OK, PROBLEMS
from kpsite.problems import KpsiteError
from kpsite.targets.stripe.catalogue import catalogue
from kpsite.targets.stripe.fields import KINDS
from kpsite.targets.stripe.keys import key_from_environment
from kpsite.values import dataclass

PERMISSIONS = (
    ("Products", "write"), ("Prices", "write"), ("Coupons", "write"), ("Promotion Codes", "write"),
    ("Payment Links", "write"), ("Checkout Sessions", "read"), ("Charges and Refunds", "read"),
    ("Disputes", "read"), ("Payment Intents", "read"),
)  # fmt: skip
"""What a restricted key has to be allowed; all else may stay at "None"."""

MARKS = {"good": ("✓", "green"), "note": ("·", "dim"), "wrong": ("✗", "red")}
HOSTS = {"netlify.toml": "Netlify", "wrangler.toml": "Cloudflare", "vercel.json": "Vercel"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands (``good``, ``note`` or ``wrong``), and what to do."""

    state: str
    what: str
    hint: str = ""


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_options(parser)
    parser.add_argument("--json", action="store_true", help="say it for machines")


def run(arguments: Namespace) -> int:
    """Look at everything; the exit code is 1 when something is wrong."""
    store = read_store(arguments)
    findings = [
        *_address(store),
        *_account(arguments, store),
        *_settings(store),
        *_git(store.root),
        *_host(store.root),
    ]
    if arguments.json:
        told = [{"state": one.state, "what": one.what, "hint": one.hint} for one in findings]
        say(json.dumps({"findings": told}, indent=2, ensure_ascii=False))
    for one in () if arguments.json else findings:
        sign, colour = MARKS[one.state]
        say(f"{paint(sign, colour)} {one.what}")
        if one.hint:
            say(f"    {paint(one.hint, 'cyan')}")
    return PROBLEMS if any(one.state == "wrong" for one in findings) else OK


def _address(store: Store) -> Iterator[Finding]:
    address = store.site.matters[store.site.language].url
    parts = urlsplit(address)
    made_up = (parts.hostname or "").endswith(
        (".example", ".example.org", ".example.com", ".invalid", ".test")
    )
    if parts.scheme != "https":
        yield Finding("wrong", f"The store's address is {address}", "publish it with https")
    elif made_up:
        yield Finding("note", f"The store's address is {address}", "it is one for examples")
    else:
        yield Finding("good", f"The store's address is {address}")


def _account(arguments: Namespace, store: Store) -> Iterator[Finding]:
    try:
        if not arguments.practice:
            key = key_from_environment()
            kind = "a restricted key" if key.restricted else "a secret key, which may do anything"
            hint = f"{'it needs' if key.restricted else 'a restricted key is enough, with'}: {_permissions()}"
            yield Finding(
                "good" if key.restricted else "note", f"STRIPE_API_KEY is {kind} of {key.mode} mode", hint
            )
        with open_till(store.root, practice=arguments.practice) as till:
            yield Finding("good", f"Account: {till.shown}")
            if not till.who.charges:
                yield Finding(
                    "wrong", "The account cannot take payments yet", "finish its set-up in the Dashboard"
                )
            yield from _lock(store, till)
            yield from _allowed(till)
    except KpsiteError as wrong:
        if {problem.code for problem in wrong.problems} == {"no-key"}:
            hint = "links made by hand (payment_link) need none; to practise, say --practice"
            yield Finding("note", "There is no STRIPE_API_KEY", hint)
            return
        for problem in wrong.problems:
            yield Finding("wrong", problem.message, problem.hint)


def _lock(store: Store, till: Till) -> Iterator[Finding]:
    known = store.lock.section(till.mode).account
    if known and till.who.id and known != till.who.id:
        yield Finding("wrong", f"kpsite.lock is for the account {known}", "use the key of that account")


def _allowed(till: Till) -> Iterator[Finding]:
    for kind in KINDS:
        try:
            next(iter(till.account.every(kind)), None)
        except KpsiteError as wrong:
            for problem in wrong.problems:
                yield Finding("wrong", problem.message, f"a restricted key needs: {_permissions()}")


def _permissions() -> str:
    return ", ".join(f"{name} ({level})" for name, level in PERMISSIONS)


def _settings(store: Store) -> Iterator[Finding]:
    """Give what the Dashboard has to have before a plan can be carried out, which no key can look at."""
    state = catalogue(store.site, store.lock.site or "store").state.values()
    needed = {
        "automatic_tax.enabled": ("tax: stripe_tax", "set up Stripe Tax: Settings, Tax"),
        "managed_payments.enabled": ("tax: managed", "have Managed Payments switched on for the account"),
        "consent_collection.terms_of_service": ("terms", "name your terms: Settings, Public details"),
        "consent_collection.promotions": ("newsletter", "agree to it: Settings, Checkout and Payment Links"),
        "invoice_creation.enabled": ("invoices", "Stripe bills for each; look at Settings, Invoices"),
    }
    for name, (what, hint) in needed.items():
        if any(name in inputs for inputs in state):
            yield Finding("note", f'"{what}" needs a setting in the Dashboard', hint)


def _git(root: Path) -> Iterator[Finding]:
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        yield Finding(
            "note", "The store is not under version control", "kpsite.lock is meant to be committed"
        )
        return
    for name in (".kpsite", ".env"):
        tracked = subprocess.run(  # noqa: S603 - git itself, found on PATH, and names of our own
            [git, "-C", str(root), "ls-files", "--", name], capture_output=True, text=True, check=False
        ).stdout
        if tracked.strip():
            yield Finding(
                "wrong", f"{name} is committed", f"git rm -r --cached {name}, and put it into .gitignore"
            )
    ignored = subprocess.run(  # noqa: S603 - the same
        [git, "-C", str(root), "check-ignore", "-q", ".kpsite/master.key"], capture_output=True, check=False
    )
    if ignored.returncode:
        yield Finding("wrong", ".kpsite is not ignored by git", "put a line .kpsite/ into .gitignore")
    else:
        yield Finding("good", ".kpsite is not committed")


def _host(root: Path) -> Iterator[Finding]:
    found = [host for name, host in HOSTS.items() if (root / name).exists()]
    if found:
        yield Finding("good", f"Published with {' and '.join(found)}")
    else:
        yield Finding(
            "note", "No host is set up", "any host of plain files will do; the build writes what it needs"
        )
