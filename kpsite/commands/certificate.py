"""``kpsite certificate``: a certificate that the creator issues, signed with a key that buyers never get."""

from __future__ import annotations

import datetime
import json
import unicodedata
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kpsite.commands.sealed_store import read_sealed_store
from kpsite.commands.terminal import paint, say
from kpsite.commands.verb import OK, add_store, date, find_root
from kpsite.problems import refusal
from kpsite.sealing.certificates import CREATOR, NAME_LIMIT, Certificate, creator_seed, good_name, sign


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument("course", metavar="COURSE", help="a course's slug or id")
    parser.add_argument("--name", required=True, help="whose certificate it is")
    parser.add_argument("--date", type=date, help="the day that stands on it (default: today)")
    parser.add_argument("--lang", default="", metavar="CODE", help="the language of the page it leads to")
    parser.add_argument("--json", action="store_true", help="say it for machines")
    add_store(parser)


def _language(code: str, known: tuple[str, ...]) -> str:
    found = next((one for one in known if one.lower() == code.lower()), known[0] if not code else "")
    if not found:
        hint = f"there is {', '.join(known)}"
        message = f'found no page in the language "{code}"'
        raise refusal("--lang", "unknown-language", message, hint)
    return found


def run(arguments: Namespace) -> int:
    """Sign one, and print its address."""
    name = unicodedata.normalize("NFC", arguments.name.strip())
    if not good_name(name):
        hint = f"write it in one line of up to {NAME_LIMIT} characters, without signs that are not seen"
        raise refusal("--name", "name", "found a name that cannot stand on it", hint)
    store = read_sealed_store(find_root(Path(arguments.store or ".").resolve()))
    uid, site = store.uid(arguments.course), store.prepared.site
    if not any(site.certified(course) for course in store.courses[uid]):
        path = store.courses[uid][0].path
        hint = 'add "certificate: true" to it, so that the page is there on which it can be looked at'
        raise refusal(path, "no-certificate", "found a course without certificates", hint)
    language = _language(arguments.lang, tuple(site.matters))
    day = arguments.date or datetime.date.today()  # noqa: DTZ011 - the creator's own day
    text = sign(creator_seed(store.master(), uid), Certificate(uid, CREATOR, name, day.isoformat()))
    link = f"{site.absolute(f'{site.root(language)}certificate/')}#{text}"
    if arguments.json:
        say(json.dumps({"course": uid, "name": name, "date": day.isoformat(), "link": link}, indent=2))
        return OK
    say(f"Certificate for {name}, issued by you:")
    say(paint(link, "bold"))
    return OK
