"""EDGE. Looking at the published pages before a payment link is switched off."""

from __future__ import annotations

import html
import urllib.error
import urllib.request
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from kpsite import __version__
from kpsite.problems import KpsiteError, Place, Problem, error
from kpsite.targets.stripe.account import scrub

TIMEOUT_SECONDS = 20.0
MAX_BYTES = 8 * 1024 * 1024


def fetch(url: str) -> str:
    """Get the text of a page past all caches, empty when there is none (404 or 410). Raises OSError when it
    cannot be had.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise OSError("not an address on the web")
    headers = {"Cache-Control": "no-cache", "User-Agent": f"kpsite/{__version__}"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
            data: bytes = answer.read(MAX_BYTES)
            return data.decode("utf-8", "replace")
    except urllib.error.HTTPError as wrong:
        if wrong.code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return ""
        raise OSError(f"the host answers {wrong.code}") from None


def check_live(links: Iterable[tuple[str, str]], pages: Iterable[str], *, strict: bool) -> None:
    """Refuse while a published page still shows a link that is to be switched off.

    ``links`` are pairs of a link's address and the address of the page that was known to show it; ``pages``
    are looked at for all of them. Without ``strict`` (practice and test mode, where nobody can lose money)
    pages that cannot be had are passed over. Raises KpsiteError.
    """
    wanted = list(links)
    urls = dict.fromkeys([*(page for _, page in wanted if page), *pages])
    problems: list[Problem] = []
    for url in urls if wanted else ():
        try:
            text = html.unescape(fetch(url))
        except OSError as wrong:
            if strict:
                hint = (
                    "old links stay on until the new pages can be seen to be there; publish, then run again"
                )
                message = f"the published page cannot be had: {scrub(str(wrong))}"
                problems.append(error(Place(url), "page-unreachable", message, hint))
            continue
        shown = [link for link, _ in wanted if link in text]
        problems += [
            error(
                Place(url),
                "old-link-live",
                f"the published page still shows {link}",
                "build and publish the store first, then run again",
            )
            for link in shown
        ]
    if problems:
        raise KpsiteError(problems)
