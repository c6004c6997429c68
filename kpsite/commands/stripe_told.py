"""A plan for an account in lines for people, and in values for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kpsite.commands.terminal import count, paint, say
from kpsite.model.money import from_stripe
from kpsite.plan import Change, Inputs, Kind
from kpsite.targets.stripe.account import scrub
from kpsite.targets.stripe.held import LEFT_OVER, Drift
from kpsite.targets.stripe.review import Review, Stranger, kind_of, waits

SIGNS = {
    Kind.CREATE: ("+", "green"), Kind.UPDATE: ("~", "yellow"), Kind.REPLACE: ("±", "yellow"),
    Kind.RETIRE: ("-", "red"),
}  # fmt: skip
LONGEST = 60
MANY = 5
COLUMN = 8


def tell(review: Review, pages: Iterable[str], *, retire: bool) -> None:
    """Say a plan. With ``retire`` what waits for the new pages is part of it."""
    for line in _changes(review):
        say(line)
    tell_drift(review)
    for stranger in review.strangers:
        say(paint(f"  ! {_stranger(stranger)}", "red"))
    for code, day in review.catalogue.waiting:
        say(paint(f"    code     {code} begins on {day}: apply again on that day", "dim"))
    shown = list(pages)
    if shown:
        more = f" and {len(shown) - MANY} more" if len(shown) > MANY else ""
        say(f"Pages that change with it: {', '.join(shown[:MANY])}{more}")
    say(_sum(review, retire=retire))


def tell_drift(review: Review) -> None:
    """Say what was changed or removed by hand."""
    for one in review.drift:
        say(paint(f"  ! {_drift(one)}", "cyan"))


def _sum(review: Review, *, retire: bool) -> str:
    now, later = review.now, review.later
    if not now and not later:
        return paint("Nothing to do: the account is as the store says.", "green")
    counts = {kind: sum(change.kind is kind for change in now) for kind in Kind}
    said = (
        ", ".join(f"{number} to {kind}" for kind, number in counts.items() if number) or "nothing to do now"
    )
    wait = f"; {len(later)} to switch off" if later else ""
    if later and not retire:
        wait += ' with "kpsite apply --retire", after the new pages are published'
    return f"{said[0].upper()}{said[1:]}{wait}.\nPlan {paint(review.plan.digest, 'bold')}"


def _changes(review: Review) -> Iterator[str]:
    batches: dict[tuple[Kind, str], list[Change]] = {}
    for change in (*review.now, *review.later):
        name = change.key.partition(" ")[2]
        if kind_of(change.key) == "code" and "/" in name:
            batches.setdefault((change.kind, name.partition("/")[0]), []).append(change)
            continue
        yield from _change(change, review)
    for (kind, name), changes in batches.items():
        sign, colour = SIGNS[kind]
        yield (
            paint(f"  {sign} {'codes':<{COLUMN}} {name}", colour)
            + f"  {count(len(changes), 'single-use code')}"
        )


def _change(change: Change, review: Review) -> Iterator[str]:
    sign, colour = SIGNS[change.kind]
    kind, _, name = change.key.partition(" ")
    reasons = "something newer took its place" if LEFT_OVER in change.key else ", ".join(change.reasons)
    head = paint(f"  {sign} {kind:<{COLUMN}} {name.partition(LEFT_OVER)[0]}", colour)
    yield f"{head}  {scrub(what(kind, change))}" + ("" if change.kind is Kind.CREATE else f"  ({reasons})")
    found = review.current.found.get(change.key)
    if kind == "link" and found is not None:
        if change.kind is Kind.REPLACE:
            yield f"{'':<13}{found.url} goes on selling on the old terms until it is switched off;"
            yield f"{'':<13}its new address is known after the apply; copies of the old one then lead nowhere"
        elif waits(change):
            yield f"{'':<13}{found.url} stops"
    if change.kind is Kind.UPDATE:
        for field in sorted({*change.before, *change.after}):
            old, new = change.before.get(field, ""), change.after.get(field, "")
            if old != new:
                yield f"{'':<13}{field}: {_short(old)} → {_short(new)}"


def what(kind: str, change: Change) -> str:
    """Give in a few words what a change is about: an amount, a name, a discount."""
    old, new = (_words(kind, inputs) for inputs in (change.before, change.after))
    return f"{old} → {new}" if old and new and old != new else new or old


def _words(kind: str, inputs: Inputs) -> str:
    if not inputs:
        return ""
    if kind == "price":
        return amounts(inputs)
    if kind == "coupon":
        if "percent_off" in inputs:
            return f"{inputs['percent_off']}% off"
        return f"{_money(inputs.get('amount_off', '0'), inputs.get('currency', 'usd'))} off"
    if kind == "link":
        seats = inputs.get("restrictions.completed_sessions.limit")
        return f"{seats} seats" if seats else "no limit of seats"
    return {"product": inputs.get("name", ""), "code": inputs.get("code", "")}.get(kind, "")


def amounts(inputs: Inputs) -> str:
    """Give what a price asks, in all its currencies: ``49 USD monthly, 45 EUR``."""
    interval = inputs.get("recurring.interval")
    every = f" each {interval}" if interval else ""
    said = [_amount(inputs, "", inputs.get("currency", "")) + every]
    others = sorted({name.split(".")[1] for name in inputs if name.startswith("currency_options.")})
    return ", ".join([*said, *(_amount(inputs, f"currency_options.{each}.", each) for each in others)])


def _amount(inputs: Inputs, prefix: str, currency: str) -> str:
    if f"{prefix}unit_amount" in inputs:
        return _money(inputs[f"{prefix}unit_amount"], currency)
    least = inputs.get(f"{prefix}custom_unit_amount.minimum", "0")
    return f"{_money(least, currency)} or more"


def _money(amount: str, currency: str) -> str:
    money = from_stripe(int(amount), currency.upper())
    return f"{money.amount} {money.currency}"


def _short(text: str) -> str:
    text = scrub(" ".join(text.split()))
    return f'"{text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"}"' if text else "nothing"


def _drift(one: Drift) -> str:
    kind, _, name = one.key.partition(" ")
    if not one.field:
        return f"{kind:<{COLUMN}} {name}  was removed by hand ({one.was}); --overwrite makes it again"
    change = f"{one.field}: {_short(one.was)} → {_short(one.now)}"
    return f"{kind:<{COLUMN}} {name}  was changed by hand and stays so; --overwrite puts it back: {change}"


def _stranger(one: Stranger) -> str:
    return f"{one.kind:<{COLUMN}} {one.key}  {one.id} is in the way: {one.why}; --adopt takes it over"


def values(review: Review, pages: Iterable[str], account: Mapping[str, str]) -> dict[str, Any]:
    """Give a plan as plain values for ``--json``."""
    later = {change.key for change in review.later}
    return {
        "account": dict(account),
        "changes": [
            _change_values(change, review, waits=change.key in later) for change in review.plan.changes
        ],
        "drift": drift_values(review.drift),
        "in_the_way": [
            {"kind": one.kind, "key": one.key, "id": one.id, "why": one.why} for one in review.strangers
        ],
        "waiting": [{"code": code, "from": day} for code, day in review.catalogue.waiting],
        "pages": list(pages),
        "unchanged": review.plan.unchanged,
        "digest": review.plan.digest,
    }


def _change_values(change: Change, review: Review, *, waits: bool) -> dict[str, Any]:
    found = review.current.found.get(change.key)
    return {
        "change": str(change.kind),
        "key": change.key,
        "reasons": list(change.reasons),
        "what": scrub(what(kind_of(change.key), change)),
        "id": found.id if found else "",
        "url": found.url if found else "",
        "waits_for_pages": waits,
        "before": dict(sorted(change.before.items())),
        "after": dict(sorted(change.after.items())),
    }


def drift_values(drift: Iterable[Drift]) -> list[dict[str, str]]:
    """Give what was changed by hand as plain values."""
    return [
        {"key": one.key, "field": one.field, "was": scrub(one.was), "now": scrub(one.now)} for one in drift
    ]
