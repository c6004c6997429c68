"""EDGE. Switching off what is no longer wanted, after the published pages were looked at."""

from __future__ import annotations

from collections.abc import Iterable

from kpsite.model.store import Site
from kpsite.targets.stripe.apply import Run, move_default, switch_off
from kpsite.targets.stripe.links import closed_message
from kpsite.targets.stripe.live import check_live
from kpsite.targets.stripe.review import Review, kind_of


def retire(run: Run, review: Review, site: Site, pages: Iterable[str]) -> None:
    """Switch off links, then prices and products. ``pages`` are addresses from the root of the store.

    Raises KpsiteError while a published page still shows one of the links; nothing is switched off then.
    """
    later = [(change.key, review.current.found[change.key]) for change in review.later]
    links = [
        (found.url, found.inputs.get("metadata.kp_page", ""))
        for key, found in later
        if kind_of(key) == "link"
    ]
    if run.mode != "practice":  # what is practised is published nowhere
        check_live(links, [site.absolute(page) for page in pages], strict=run.mode == "live")
    there = {site.absolute(thing.url) for thing in site.sold()}
    home = closed_message(site.matters[site.language].name, site.base_url)
    for key, found in later:
        if kind_of(key) == "price":
            move_default(run, review, found)
        gone = kind_of(key) == "link" and found.inputs.get("metadata.kp_page", "") not in there
        switch_off(run, key, found, home if gone else "")
