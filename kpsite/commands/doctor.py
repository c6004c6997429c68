"""``kpsite doctor``: whether everything is set up for selling, one line for each thing that was looked at."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kpsite.commands.stripe_work import Store, Till, add_options, open_till, read_store
from kpsite.commands.terminal import indented, paint, say
from kpsite.commands.verb import OK, PROBLEMS, find_root
from kpsite.problems import KpsiteError
from kpsite.reading.access import read_access, read_master
from kpsite.reading.buyers import read_mode
from kpsite.reading.stamp import BUYERS_FILE
from kpsite.reading.tracked import git, tracked
from kpsite.targets.stripe.catalogue import catalogue, ways_back
from kpsite.targets.stripe.fields import KINDS
from kpsite.targets.stripe.keys import key_from_environment
from kpsite.values import dataclass

PERMISSIONS = (
    ("Products", "write"), ("Prices", "write"), ("Coupons", "write"), ("Promotion Codes", "write"),
    ("Payment Links", "write"), ("Checkout Sessions", "read"), ("Charges and Refunds", "read"),
    ("Payment Intents", "read"), ("Subscriptions", "read"), ("Disputes", "read"),
)  # fmt: skip
"""What a restricted key has to be allowed; all else may stay at "None"."""

MARKS = {"good": ("✓", "green"), "note": ("·", "dim"), "wrong": ("✗", "red")}
PUBLIC_SERVICES = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "gitee.com", "sr.ht")
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
    found = list(_key(find_root(Path(arguments.store or ".").resolve())))
    store = read_store(arguments)
    findings = [
        *_address(store),
        *found,
        *_account(arguments, store),
        *_buyers(store),
        *_by_hand(store),
        *_settings(store),
        *_git(store),
        *_host(store.root),
    ]
    if arguments.json:
        told = [{"state": one.state, "what": one.what, "hint": one.hint} for one in findings]
        say(json.dumps({"findings": told}, indent=2, ensure_ascii=False))
    for one in () if arguments.json else findings:
        sign, colour = MARKS[one.state]
        say(f"{paint(sign, colour)} {one.what}")
        if one.hint:
            say(paint(indented(one.hint), "cyan"))
    return PROBLEMS if any(one.state == "wrong" for one in findings) else OK


def _address(store: Store) -> Iterator[Finding]:
    address = store.site.matters[store.site.language].url
    parts = urlsplit(address)
    made_up = (parts.hostname or "").endswith(
        (".example", ".example.org", ".example.com", ".invalid", ".test")
    )
    if parts.scheme != "https":
        bucket = "s3-website" in (parts.hostname or "")
        hint = (
            "buckets have no https of their own: put CloudFront in front"
            if bucket
            else "publish it with https"
        )
        yield Finding(
            "wrong", f"The store's address is {address}", f"{hint}; browsers open lessons with it only"
        )
    elif parts.hostname and parts.hostname.endswith(".github.io"):
        hint = (
            "its terms exclude shops, and all sites of a name share what readers' devices keep: use a domain"
        )
        yield Finding("wrong", f"The store's address is {address}, GitHub Pages", hint)
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


def _buyers(store: Store) -> Iterator[Finding]:
    """Give whether anybody has looked who has paid, where buyers are to be let in."""
    sells = any(key.startswith("link ") for key in store.lock.section("live").objects)
    if not sells or not any(map(store.site.sealed, store.site.courses)):
        return
    if (store.root / BUYERS_FILE).exists():
        yield Finding("good", "Who has paid is let in by builds (kpsite.buyers)")
    else:
        hint = "kpsite fulfil, after the first sale and regularly from then on"
        yield Finding("note", "Nobody who paid through Stripe has been let in yet", hint)


def _by_hand(store: Store) -> Iterator[Finding]:
    """Give where links that were made by hand have to lead their buyers, which no key can set for them."""
    for key, back in ways_back(store.site).items():
        hint = "in the Dashboard, at the link: After payment, redirect customers to your website"
        yield Finding("note", f"The link by hand of {key} has to lead on to {back}", hint)


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


def _key(root: Path) -> Iterator[Finding]:
    """Look at the master key, which is not read later."""
    try:
        master = read_master(root, os.environ)
    except KpsiteError as wrong:
        for problem in wrong.problems:
            yield Finding("wrong", f"{problem.place}: {problem.message}", problem.hint)
        return
    if master is None:
        yield Finding("note", "There is no master key", "where lessons are to be sealed: kpsite keys new")
        return
    yield Finding("good", f"The master key is whole, fingerprint {master.fingerprint}")
    try:
        read_mode(root, "live", master)
        read_access(root)
    except KpsiteError as wrong:
        for problem in wrong.problems:
            yield Finding("wrong", f"{problem.place}: {problem.message}", problem.hint)


def _git(store: Store) -> Iterator[Finding]:
    root = store.root
    if not git(root, "rev-parse", "--git-dir"):
        yield Finding(
            "note", "The store is not under version control", "kpsite.lock is meant to be committed"
        )
        return
    for name in (".kpsite", ".env"):
        if tracked(root, name):
            yield Finding(
                "wrong", f"{name} is committed", f"git rm -r --cached {name}, and put it into .gitignore"
            )
    if git(root, "check-ignore", ".kpsite/master.key"):
        yield Finding("good", ".kpsite is not committed")
    else:
        yield Finding("wrong", ".kpsite is not ignored by git", "put a line .kpsite/ into .gitignore")
    yield from _sources(store)


def _sources(store: Store) -> Iterator[Finding]:
    """Give whether the sources of closed lessons lie where a stranger may read them."""
    closed = [lesson.path for course in store.site.courses for lesson in course.lessons if lesson.closed]
    remotes = git(store.root, "remote", "-v")
    services = [name for name in PUBLIC_SERVICES if name in remotes]
    if services and closed and tracked(store.root, closed[0]):
        hint = "it has to be a private repository: whoever can read it can read closed lessons"
        yield Finding("note", f"Closed lessons are committed, and pushed to {services[0]}", hint)


def _host(root: Path) -> Iterator[Finding]:
    found = [host for name, host in HOSTS.items() if (root / name).exists()]
    if found:
        yield Finding("good", f"Set up for {' and '.join(found)}")
    else:
        yield Finding(
            "note", "No host is set up", "any host of plain files will do; the build writes what it needs"
        )
