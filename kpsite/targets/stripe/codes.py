"""EDGE. Single-use codes for the creator to hand out: a file that is never committed."""

from __future__ import annotations

from kpsite.targets.disk import put
from kpsite.targets.stripe.apply import Run
from kpsite.targets.stripe.held import read_current
from kpsite.targets.stripe.review import Review


def write_codes(run: Run, review: Review) -> list[str]:
    """Write all single-use codes that the account holds, one file for each batch, and give their names.

    Each line holds a code and whether it can still be used.
    """
    batches = {
        promo.partition("/")[0] for promo in review.desired if promo.startswith("code ") and "/" in promo
    }
    if not batches:
        return []
    objects = {kind: list(run.account.every(kind)) for kind in ("coupon", "code")}
    section = run.lock.section(run.mode)
    there = read_current(objects, review.catalogue.site, review.catalogue.state, section, run.now)
    names = []
    for batch in sorted(batches):
        lines = [
            f"{found.text},{'unused' if found.live else 'used'}\n"
            for key, found in sorted(there.found.items())
            if key.startswith(f"{batch}/")
        ]
        name = f".kpsite/codes/{run.mode}-{batch.partition(' ')[2]}.csv"
        text = f"code,state\n{''.join(lines)}"
        put(run.root / name, text.encode(), mode=0o600, durable=True)
        names.append(name)
    return names
