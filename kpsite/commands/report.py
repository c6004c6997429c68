"""``kpsite report``: what those who recommend the store are owed, worked out from Stripe's own records."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator

from kpsite.commands.stripe_work import Store, Till, add_options, open_till, read_store
from kpsite.commands.terminal import count, say
from kpsite.commands.verb import OK, day_of
from kpsite.growth import commissions
from kpsite.growth.commissions import DAY, Line, Rules, Statement, Terms
from kpsite.model.lock import offer_key
from kpsite.model.money import Money
from kpsite.model.referral import ReferralMatter
from kpsite.problems import refusal
from kpsite.targets.stripe.paid import recommended_orders

EPOCH = datetime.date(1970, 1, 1)
COLUMNS = (
    "code", "name", "kind", "payment", "course", "campaign", "paid_on", "due_on", "currency", "base",
    "percent", "amount",
)  # fmt: skip
REASONS = {
    "self": "bought by the ambassador",
    "same-card": "paid with the ambassador's own card",
    "inactive": "the ambassador is not active",
    "refunded": "refunded before it was due",
    "disputed": "disputed before it was due",
    "held": "not due yet",
    "again": "a later payment of a subscription",
    "no-reward": "no reward is set",
}
FLAGS = {
    "burst": "many orders on one day: {detail}",
    "refunds": "much was given back: {detail} orders",
    "one-card": "one card paid for several orders: {detail}",
    "before-since": "orders from before the ambassador began: {detail}",
    "other-offer": "orders of something that is not in the store: {detail}; the store's own reward counts",
}


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_options(parser)
    parser.add_argument("--month", metavar="YYYY-MM", type=_month, help="what became due in a month")
    parser.add_argument("--code", metavar="CODE", default="", help="only what is owed for one code")
    parser.add_argument("--csv", action="store_true", help="only the lines, for a spreadsheet")
    parser.add_argument("--json", action="store_true", help="say it for machines")


def run(arguments: Namespace) -> int:
    """Print the commission statement; nothing is paid, and nothing is changed."""
    store = read_store(arguments)
    matter = store.site.referral
    if matter is None:
        hint = 'add "referral" to it: reward, and who gets it in ambassadors.yaml'
        raise refusal("content/site.yaml", "no-referral", "found no referral", hint)
    begin, end = arguments.month or (0, _second(day_of(arguments)) + DAY)
    with open_till(store.root, practice=arguments.practice) as till:
        orders = list(recommended_orders(till.account, links_by_hand(store)))
    found = only(commissions.statement(orders, rules_of(store, matter), begin, end), arguments.code)
    if arguments.csv:
        say(as_csv(found).rstrip("\n"))
    elif arguments.json:
        say(json.dumps(values(found, till), indent=2, ensure_ascii=False))
    else:
        say("\n".join(told(found, till)))
    return OK


def rules_of(store: Store, matter: ReferralMatter) -> Rules:
    """Give what the store says of rewards. They are held back until nobody can ask for the money any more."""
    site = store.site
    terms = {
        offer_key(thing, offer): Terms(
            thing.matter.title,
            site.reward(thing).reward,
            max(matter.hold_days, thing.matter.refund_days),
        )
        for thing in site.sold()
        for offer in thing.offers
    }
    longest = max((one.hold_days for one in terms.values()), default=matter.hold_days)
    people = {one.ref: one for one in site.ambassadors}
    return Rules(people, terms, Terms("", matter.reward, longest), matter.recurring)


def links_by_hand(store: Store) -> dict[str, str]:
    """Give the keys of the offers whose payment links were made by hand, by address."""
    return {
        offer.payment_link: offer_key(thing, offer)
        for thing in store.site.sold()
        for offer in thing.offers
        if offer.payment_link
    }


def only(found: Statement, code: str) -> Statement:
    """Give the part of a statement that is about one code, or all of it."""
    if not code:
        return found
    parts = (found.lines, found.left_out, found.unknown, found.flags)
    kept = [tuple(one for one in part if one.ref == code.lower()) for part in parts]
    return Statement(*kept)  # type: ignore[arg-type] # each part keeps its kind


def written(amount: int, currency: str) -> str:
    """Write an amount for machines: ``12.30``, ``1200`` in yen."""
    return ("-" if amount < 0 else "") + Money(abs(amount), currency).amount


def row(line: Line) -> dict[str, str]:
    """Give a line of the statement as words; the payment is named by its charge, since the numbers of
    checkout sessions open courses.
    """
    parts = (
        line.ref, line.name, line.kind, line.order, line.title, line.campaign, commissions.day_of(line.at),
        commissions.day_of(line.due), line.currency, written(line.base, line.currency), str(line.percent),
        written(line.amount, line.currency),
    )  # fmt: skip
    return dict(zip(COLUMNS, parts, strict=True))


def as_csv(found: Statement) -> str:
    """Give the lines as CSV that no spreadsheet takes for formulas."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow(COLUMNS)
    sheet.writerows([_harmless(cell) for cell in row(line).values()] for line in found.lines)
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Take the power of a formula from a cell (OWASP, "CSV Injection"); amounts stay numbers."""
    clean = re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", cell)
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", clean):
        return clean
    return f"'{clean}" if clean.lstrip().startswith(("=", "+", "-", "@")) else clean


def values(found: Statement, till: Till) -> dict[str, object]:
    """Give the statement as plain values."""
    return {
        "mode": till.mode,
        "totals": [
            {"code": ref, "currency": currency, "amount": written(amount, currency)}
            for (ref, currency), amount in found.totals().items()
        ],
        "lines": [row(line) for line in found.lines],
        "left_out": [
            {
                "code": one.ref,
                "payment": one.order,
                "paid_on": commissions.day_of(one.at),
                "reason": one.reason,
                "currency": one.currency,
                "base": written(one.base, one.currency),
            }
            for one in found.left_out
        ],
        "unknown": [
            {"code": one.ref, "orders": one.orders, "bases": {c: written(a, c) for c, a in one.bases}}
            for one in found.unknown
        ],
        "flags": [{"code": one.ref, "kind": one.kind, "detail": one.detail} for one in found.flags],
    }


def told(found: Statement, till: Till) -> Iterator[str]:
    """Give the statement as lines for people."""
    yield f"Commissions, {till.shown}"
    if not found.lines:
        yield "Nothing is due."
    for (ref, currency), amount in found.totals().items():
        lines = [line for line in found.lines if (line.ref, line.currency) == (ref, currency)]
        yield ""
        yield f"{lines[0].name} ({ref}): {written(amount, currency)} {currency}"
        for line in lines:
            yield (
                f"  {commissions.day_of(line.due)}  {line.kind:<7}  {written(line.amount, currency):>10}  "
                f"{line.percent}% of {written(line.base, currency)}  {line.title or '?'}  {line.order}"
            )
    yield from _rest(found)


def _rest(found: Statement) -> Iterator[str]:
    if found.left_out:
        yield "\nNot paid:"
    for one in found.left_out:
        day, base = commissions.day_of(one.at), written(one.base, one.currency)
        yield f"  {day}  {one.ref}  {base} {one.currency}  {REASONS[one.reason]}  {one.order}"
    if found.unknown:
        yield "\nCodes that nobody in ambassadors.yaml has:"
    for other in found.unknown:
        sums = ", ".join(f"{written(amount, currency)} {currency}" for currency, amount in other.bases)
        yield f"  {other.ref}  {count(other.orders, 'order')}, {sums}"
    if found.flags:
        yield "\nLook at these before you pay:"
    for flag in found.flags:
        yield f"  {flag.ref}  {FLAGS[flag.kind].format(detail=flag.detail)}"


def _second(day: datetime.date) -> int:
    return (day - EPOCH).days * DAY


def _month(text: str) -> tuple[int, int]:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text) or text < "1970":
        raise ArgumentTypeError(f'"{text}" is no month; write it as 2026-05')
    first = datetime.date.fromisoformat(f"{text}-01")
    following = (first + datetime.timedelta(days=31)).replace(day=1)
    return _second(first), _second(following)
