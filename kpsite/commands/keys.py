"""``kpsite keys``: the master key of a store, and the editions of its courses."""

from __future__ import annotations

import dataclasses
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kpsite.commands.key_file import make_key
from kpsite.commands.sealed_store import SealedStore, read_sealed_store
from kpsite.commands.terminal import count, paint, say
from kpsite.commands.verb import OK, PROBLEMS, add_store, find_root
from kpsite.hosts.licence import SECRET, function_secret
from kpsite.model.frozen import Mapping
from kpsite.problems import refusal
from kpsite.reading.access import read_access, read_master, write_access
from kpsite.reading.stamp import KEY_FILE, VARIABLE


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    parser.usage = (
        "kpsite keys new|check\n       kpsite keys rotate COURSE\n       kpsite keys export --for function"
    )
    parser.add_argument("what", choices=("new", "check", "rotate", "export"), help="what to do")
    parser.add_argument("course", nargs="?", metavar="COURSE", help="for rotate: a course's slug or id")
    parser.add_argument(
        "--for", dest="whom", choices=("function",), help="for export: who is to hold the keys, at your host"
    )
    add_store(parser)


def run(arguments: Namespace) -> int:
    """Make, check, renew or export keys."""
    if (arguments.what == "rotate") != bool(arguments.course):
        hint = 'write "kpsite keys rotate COURSE"; the other three take no course'
        raise refusal("keys", "usage", "found a course too many or too few", hint)
    if (arguments.what == "export") != bool(arguments.whom):
        hint = 'write "kpsite keys export --for function"; the other three have no --for'
        raise refusal("keys", "usage", "found --for too many or too few", hint)
    root = find_root(Path(arguments.store or ".").resolve())
    if arguments.what == "new":
        return _new(root)
    if arguments.what == "check":
        return _check(root)
    store = read_sealed_store(root)
    return _rotate(store, arguments.course) if arguments.what == "rotate" else _export(store)


def _new(root: Path) -> int:
    path = make_key(root)
    say(f"{paint('+', 'green')} {KEY_FILE}  your master key: everything sealed can be opened with it")
    say(
        "\nKeep a copy where you keep your passwords: without it, no buyer gets in after the next change.\n"
        f"On a build server, set the secret {VARIABLE} to the text in that file.\n"
        f"It is never published, and .gitignore keeps {path.parent.name}/ out of your repository."
    )
    return OK


def _check(root: Path) -> int:
    where = VARIABLE if os.environ.get(VARIABLE) else KEY_FILE
    master = read_master(root, os.environ)
    if master is None:
        say(f'There is no master key: neither {KEY_FILE} nor {VARIABLE}. Make one with "kpsite keys new".')
        return PROBLEMS
    book = read_access(root)
    given = sum(not grant.revoked for grant in book.grants)
    say(f"{where}: {paint('a good key', 'green')}, fingerprint {master.fingerprint}")
    say(f"{count(given, 'grant')} in force, {len(book.grants) - given} revoked")
    for uid, edition in sorted(book.editions.items()):
        say(f"  {uid}  edition {edition}")
    return OK


def _rotate(store: SealedStore, name: str) -> int:
    uid = store.uid(name)
    edition = store.book.edition(uid) + 1
    editions = Mapping(dict(store.book.editions) | {uid: edition})
    write_access(store.root, dataclasses.replace(store.book, editions=editions))
    say(f"{store.name(uid)}: edition {edition}. It holds from your next publishing on.")
    say(
        "Buyers notice nothing: their links and devices open the new edition by themselves.\n"
        "Who is no longer on the list keeps what was opened before.\n"
        "Old deployments at your host still hold the old edition: delete them."
    )
    if any(map(store.prepared.site.licensed, store.courses[uid])):
        say(f"Your function needs the new key: kpsite keys export --for function, into the secret {SECRET}.")
    return OK


def _export(store: SealedStore) -> int:
    master = store.master()
    licensed = [
        uid for uid, versions in store.courses.items() if any(map(store.prepared.site.licensed, versions))
    ]
    if not licensed:
        hint = 'write "delivery: licensed" in site.yaml or in a course, where a function is to let buyers in'
        message = "found no course that a function would need a key for"
        raise refusal("keys export", "nothing-licensed", message, hint)
    # The line alone, so that it can be handed over as it is: kpsite keys export --for function | ...
    say(function_secret(master, store.book, licensed))
    return OK
