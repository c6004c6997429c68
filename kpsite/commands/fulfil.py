"""``kpsite fulfil``: whoever has paid is let in by the next build, and whose money went back is not."""

from __future__ import annotations

import dataclasses
import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping

from kpsite.commands.fulfil_told import WORDS, Fulfilled, offer_name, row, show, values
from kpsite.commands.order_work import CI, Work, add_options, at_work
from kpsite.commands.stripe_work import PRACTICE
from kpsite.commands.terminal import paint, say
from kpsite.commands.verb import OK, PROBLEMS
from kpsite.model.frozen import Mapping as Frozen
from kpsite.practice.place import PREVIEW
from kpsite.problems import KpsiteError, Place, error
from kpsite.reading.access import write_access
from kpsite.reading.buyers import read_mode, write_mode
from kpsite.reading.host import is_preview
from kpsite.sealing.buyers import FILE, PAID, Buyer
from kpsite.sealing.links import write_link
from kpsite.targets.lock import locked
from kpsite.targets.stripe.keys import KEY
from kpsite.targets.stripe.purchases import WAITING, Purchase, taken, to_rotate


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    parser.usage = "kpsite fulfil [--rotate] [--practice] [--json]\n       kpsite fulfil --find EMAIL"
    add_options(parser)
    parser.add_argument("--find", metavar="EMAIL", default="", help="give the links of one buyer again")
    parser.add_argument(
        "--rotate",
        action="store_true",
        help="renew courses that somebody has open who is no longer to read them",
    )


def run(arguments: Namespace) -> int:
    """Look who has paid, and keep it for the next build; or give a buyer's links again."""
    if arguments.find and os.environ.get(CI) and not arguments.i_know:
        hint = "run it on your own machine; --i-know prints it here"
        message = "found a build server, whose log others may read: a buyer's link is a key"
        raise KpsiteError([error(Place("fulfil", key="--find"), "link-in-ci", message, hint)])
    if is_preview(os.environ) and not (arguments.practice or os.environ.get(KEY)):
        say(f"Nobody was looked for: this is a preview without {KEY}.")
        return OK
    with at_work(arguments) as work:
        if arguments.find:
            return _find(work, arguments.find.strip(), as_json=arguments.json)
        (work.store.root / ".kpsite").mkdir(mode=0o700, exist_ok=True)
        with locked(str(work.store.root / ".kpsite" / "fulfil.lock"), FILE, "at work on the buyers"):
            done = fulfil(work)
            if arguments.rotate and not done.problems:
                _rotate(work, done)
    if arguments.json:
        say(json.dumps(values(done), indent=2, ensure_ascii=False))
    else:
        show(done)
    return PROBLEMS if done.problems or work.notes else OK


def fulfil(work: Work) -> Fulfilled:
    """Read all purchases and keep them, page by page: what was read stays when the rest cannot be.

    Who was let in before and could not be looked at today stays in.
    """
    mode, book, master = work.till.mode, work.store.book, work.store.master()
    buyers = read_mode(work.store.root, mode, master)
    done = Fulfilled(work.till.shown, mode, names=work.names)
    unseen = set(buyers.of(mode))
    try:
        for page in work.orders(buyers.of(mode)):
            unseen -= {order.claim for order in page}
            changed = list(_taken(page, buyers.of(mode), book.edition, done))
            if changed:
                buyers = buyers.having(mode, changed)
                write_mode(work.store.root, mode, buyers, master)
    except KpsiteError as wrong:
        done.problems = wrong.problems
    done.notes = tuple(work.notes)
    done.unseen = 0 if done.problems else len(unseen)
    now = buyers.of(mode).values()
    done.courses = {
        uid: sum(one.paid and uid in one.courses for one in now) for uid in sorted(work.store.courses)
    }
    done.rotate = [uid for uid in to_rotate(now, book.edition) if uid in work.store.courses]
    return done


def _taken(
    page: Iterable[Purchase], before: Mapping[str, Buyer], edition: Callable[[str], int], done: Fulfilled
) -> Iterator[Buyer]:
    """Give the purchases of a page that are new or have changed, and note what there is to tell."""
    for order in page:
        known = before.get(order.claim)
        if order.state == WAITING:
            done.waiting.append(order)
            continue
        had = known is not None and known.paid
        if order.state == PAID and not had:
            done.come.append(order)
        if order.state != PAID and had:
            done.gone.append(order)
        if order.partly:
            done.partly.append(order)
        now = taken(order, known, edition)
        if now != known:
            yield now


def _rotate(work: Work, done: Fulfilled) -> None:
    book = work.store.book
    if done.rotate:
        fresh = {uid: book.edition(uid) + 1 for uid in done.rotate}
        write_access(work.store.root, dataclasses.replace(book, editions=Frozen({**book.editions, **fresh})))
    done.rotated, done.rotate = done.rotate, ()


def _find(work: Work, email: str, *, as_json: bool) -> int:
    before = work.before()
    found: dict[str, Purchase] = {}
    for spelling in dict.fromkeys((email, email.lower())):  # Stripe compares letter by letter
        found |= {order.claim: order for page in work.orders(before, spelling) for order in page}
    site = work.store.prepared.site
    base = PREVIEW if work.till.mode == PRACTICE else site.base_url
    links = {
        claim: write_link(base, [uid for uid in order.courses if uid in work.store.courses], claim)
        for claim, order in found.items()
        if order.state == PAID
    }
    if as_json:
        rows = [row(one) | {"link": links.get(one.claim, "")} for one in found.values()]
        say(json.dumps({"email": email, "orders": rows}, indent=2, ensure_ascii=False))
        return OK if found else PROBLEMS
    if not found:
        say(
            f"Nobody has bought with {email}. Buyers may have written another address, or spelt it otherwise."
        )
        return PROBLEMS
    for claim, one in found.items():
        say(f"{one.bought}  {offer_name(one, work.names)}: {WORDS[one.state]}")
        if claim in links:
            say(paint(links[claim], "bold"))
        if claim in links and claim not in before:
            say(
                "It opens in the preview, kpsite serve."
                if work.till.mode == PRACTICE
                else "It opens once you have run: kpsite fulfil, kpsite build, and uploaded as always."
            )
    return OK
