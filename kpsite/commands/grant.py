"""``kpsite grant``: access for somebody who paid another way, or to whom a course is given."""

from __future__ import annotations

import dataclasses
import datetime
import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from kpsite.building.studio import Studio
from kpsite.commands.sealed_store import SealedStore, read_sealed_store
from kpsite.commands.terminal import count, paint, say
from kpsite.commands.verb import OK, add_store, find_root
from kpsite.pages.page import Fragment
from kpsite.problems import refusal
from kpsite.reading.access import write_access
from kpsite.sealing.access import Grant
from kpsite.sealing.cards import access_card
from kpsite.sealing.links import write_link


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    parser.usage = (
        "kpsite grant COURSE ... [--note TEXT] [--card FILE]\n"
        "       kpsite grant --again NUMBER [--card FILE]\n"
        "       kpsite grant --revoke NUMBER\n       kpsite grant --list [--json]"
    )
    parser.add_argument("courses", nargs="*", metavar="COURSE", help="slugs or ids of courses")
    parser.add_argument(
        "--note", metavar="TEXT", default="", help="for whom it is: stays in your store, is never published"
    )
    parser.add_argument(
        "--card", metavar="FILE", type=Path, help="write a card to print, with a QR code (HTML)"
    )
    parser.add_argument(
        "--again", metavar="NUMBER", type=_number, help="give the link of an earlier grant again"
    )
    parser.add_argument("--revoke", metavar="NUMBER", type=_number, help="take a grant back")
    parser.add_argument("--list", action="store_true", help="list all grants")
    parser.add_argument("--json", action="store_true", help="with --list: say it for machines")
    add_store(parser)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f'"{text}" is no number of a grant; kpsite grant --list shows them')
    return int(text)


def run(arguments: Namespace) -> int:
    """Give, show again, list or take back access."""
    asked = (
        bool(arguments.courses),
        arguments.again is not None,
        arguments.revoke is not None,
        arguments.list,
    )
    if sum(asked) != 1:
        hint = "name courses, or one of --again, --revoke and --list"
        raise refusal("grant", "usage", "found nothing to do, or too much at once", hint)
    store = read_sealed_store(find_root(Path(arguments.store or ".").resolve()))
    if arguments.list:
        return _list(store, as_json=arguments.json)
    if arguments.revoke is not None:
        return _revoke(store, arguments.revoke)
    if arguments.again is not None:
        return _show(store, _known(store, arguments.again), arguments.card)
    return _give(store, arguments)


def _give(store: SealedStore, arguments: Namespace) -> int:
    courses = tuple(dict.fromkeys(store.uid(name) for name in arguments.courses))
    today = datetime.date.today()  # noqa: DTZ011 - the creator's own day
    grant = Grant(store.book.next_serial, courses, today, arguments.note)
    store.master()  # before anything is written
    write_access(store.root, dataclasses.replace(store.book, grants=(*store.book.grants, grant)))
    code = _show(store, grant, arguments.card)
    say("It opens from your next publishing on: kpsite build, then upload as always.")
    return code


def _show(store: SealedStore, grant: Grant, card: Path | None) -> int:
    claim = store.master().claim(grant.serial)
    site = store.prepared.site
    for uid in grant.courses:
        course = store.courses[uid][0] if uid in store.courses else None
        say(f"Grant {grant.serial}, {course.matter.title if course else uid}:")
        say(paint(write_link(site.base_url, uid, claim), "bold"))
    if card is not None:
        cards = [
            access_card(site.matters[course.language].name, course, write_link(site.base_url, uid, claim))
            for uid in grant.courses
            for course in store.courses.get(uid, [])[:1]
        ]
        language = store.courses[grant.courses[0]][0].language
        fragment = Fragment("/", "access_card", language, cards[0], "content/site.yaml")
        studio = Studio(store.prepared.kit, store.prepared.plugins)
        card.write_text(studio.render(fragment, closed=True).html, "utf-8")
        say(f"{paint('+', 'green')} {card}  to print; it holds the link, so send it to nobody else")
    return OK


def _known(store: SealedStore, serial: int) -> Grant:
    found = next((grant for grant in store.book.grants if grant.serial == serial), None)
    if found is None:
        hint = "kpsite grant --list shows them"
        raise refusal("grant", "unknown-grant", f"found no grant {serial}", hint)
    return found


def _revoke(store: SealedStore, serial: int) -> int:
    known = _known(store, serial)
    grants = tuple(
        dataclasses.replace(grant, revoked=True) if grant is known else grant for grant in store.book.grants
    )
    write_access(store.root, dataclasses.replace(store.book, grants=grants))
    say(f"Grant {serial} opens nothing new from your next publishing on.")
    for uid in known.courses:
        say(f"What its devices have open stays open until you also run: kpsite keys rotate {store.name(uid)}")
    return OK


def _list(store: SealedStore, *, as_json: bool) -> int:
    if as_json:
        rows = [
            {
                "grant": grant.serial,
                "date": grant.date.isoformat(),
                "courses": [store.name(uid) for uid in grant.courses],
                "note": grant.note,
                "revoked": grant.revoked,
            }
            for grant in store.book.grants
        ]
        say(json.dumps({"grants": rows}, indent=2, ensure_ascii=False))
        return OK
    for grant in store.book.grants:
        state = "  revoked" if grant.revoked else ""
        names = ", ".join(map(store.name, grant.courses))
        say(f"{grant.serial:>5}  {grant.date}  {names}  {grant.note}{state}".rstrip())
    say(count(len(store.book.grants), "grant"))
    return OK
