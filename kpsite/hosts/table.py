"""All hosting targets in one table. Their files do no harm elsewhere, so a build writes those of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kpsite.hosts import rules
from kpsite.pages.page import Page
from kpsite.pages.shopfront import Shopfront

Host = Callable[[Shopfront, Sequence[Page], Iterable[str]], dict[str, bytes]]


def netlify_and_cloudflare(
    front: Shopfront, pages: Sequence[Page], frames: Iterable[str]
) -> dict[str, bytes]:
    """Give the rule files of Netlify and Cloudflare Pages."""
    site = front.site
    base = site.base
    unlock = [page.url for page in pages if page.kind == "unlock"]
    claims = site.matters[site.language].claim_url if any(map(site.licensed, site.courses)) else ""
    return {
        "_headers": rules.headers(
            base,
            rules.policy(
                front.shops.values(), frames, front.additions.connect, sealed=bool(unlock), claims=claims
            ),
            [site.root(language)[1:] for language in site.matters],
            [site.href(url) for url in unlock],
            sorted((*rules.UNFRAMED, *(rules.RECOMMENDED if site.referral else ()))),
        ),
        "_redirects": rules.redirects(base, pages),
    }


def github_pages(front: Shopfront, pages: Sequence[Page], frames: Iterable[str]) -> dict[str, bytes]:
    """Give the marker that keeps GitHub Pages from dropping files whose names begin with an underscore."""
    return {".nojekyll": b""}


HOSTS: tuple[Host, ...] = (netlify_and_cloudflare, github_pages)
