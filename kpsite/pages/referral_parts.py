"""What every page of a store that is recommended knows of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from kpsite.values import dataclass

if TYPE_CHECKING:  # start-up time: a save needs none of it
    from kpsite.model.store import Site

PARAMETER = "ref"
LIST = "r/codes.json"


@dataclass(frozen=True, slots=True)
class Recommending:
    """How a visitor's recommendation goes along, as the script is told, and what is said of it.

    ``names`` are the parameters of addresses that hold a code, parted by spaces; ``keep`` is ``none``,
    ``session`` or ``30d``, for ``days``; ``codes`` is the address of the list of known codes;
    ``page`` is where anybody makes a link, or empty; ``note`` says that somebody is paid, or is empty when
    nobody is.
    """

    names: str
    open: bool
    keep: str
    days: int
    first: bool
    codes: str
    page: str
    note: str


def recommending(
    site: Site, language: str, templates: Collection[str], word: Callable[[str, str], str]
) -> Recommending | None:
    """Give what a language's pages know; None where the store is not recommended."""
    matter = site.referral
    if matter is None:
        return None
    note = word(language, "Whoever recommended this shop to you gets a reward if you buy.")
    page = refer_url(site, language)
    there = matter.open and "refer.html" in templates and all(one.url != page for one in site.pages)
    return Recommending(
        names=" ".join(dict.fromkeys((PARAMETER, *matter.aliases))),
        open=matter.open,
        keep=matter.remember,
        days=matter.window_days,
        first=matter.credit == "first",
        codes=site.href(f"/{LIST}"),
        page=site.href(page) if there else "",
        note=note if rewarded(site) else "",
    )


def refer_url(site: Site, language: str) -> str:
    """Give the address, from the root of the store, at which anybody makes a link."""
    return f"{site.root(language)}refer/"


def rewarded(site: Site) -> bool:
    """Whether anybody is paid for anything."""
    paid = [one for one in site.ambassadors if one.active and one.commission]
    return bool(paid) or any(site.reward(thing).reward for thing in site.sold()) or _reward(site)


def disclosure(view: object) -> str:
    """Give what a page must say of rewards, if anything."""
    said: str = getattr(view, "disclosure", "")
    shop = getattr(view, "shop", None)
    about = getattr(shop, "referral", None)
    # Where the page sells, a script shows the sentence to whoever came by a recommendation.
    return said or (about.note if about and hasattr(view, "offers") else "")


def _reward(site: Site) -> bool:
    return bool(site.referral and site.referral.reward)
