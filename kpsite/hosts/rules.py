"""``_headers`` and ``_redirects``, in the form that Netlify and Cloudflare Pages share.

Sources: docs.netlify.com/routing/headers, docs.netlify.com/routing/redirects,
developers.cloudflare.com/pages/configuration/headers and /redirects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, urlsplit

from kpsite.pages.page import Page
from kpsite.pages.parts import Shop
from kpsite.pages.plain import RedirectView

# Hosts whose players a reader may load with a click; PeerTube's are many, and are added as far as lessons
# name them.
FRAMES = ("https://www.youtube-nocookie.com", "https://player.vimeo.com", "https://player.bilibili.com")
UNFRAMED = ("bundles", "buy", "courses", "deal", "partners", "subscribed", "thanks")
# As well, in a store that is recommended.
RECOMMENDED = ("r", "refer")
YEAR = 31_536_000


def policy(
    shops: Iterable[Shop],
    frames: Iterable[str],
    connect: Iterable[str],
    *,
    sealed: bool,
    claims: str,
) -> str:
    """Give the Content-Security-Policy: nothing but the store itself, forms to the newsletter service,
    players after a click, and ``connect``, the origins that plugins send to. Who may frame a page is said in
    ``headers``, since course cards may be framed.

    Where lessons are ``sealed``, their pictures and films are opened by the page, which shows its own bytes;
    ``claims`` is where a function lets buyers in, when that is not at the store's own host.
    """
    opened = ["blob:"] if sealed else []
    # Browsers hold a form to this on the way back as well, when the service leads on to our own page.
    forms = sorted(
        {origin for shop in shops if shop.signup for origin in ("'self'", _origin(shop.signup.action))}
    )
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", *opened],
        "media-src": ["'self'", *opened],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *([_origin(claims)] if claims else []), *connect],
        "manifest-src": ["'self'"],
        **({"worker-src": ["'self'"]} if sealed else {}),
        "frame-src": [*FRAMES, *sorted(set(frames))],
        "form-action": forms or ["'none'"],
        "base-uri": ["'none'"],
        "require-trusted-types-for": ["'script'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"


def headers(
    base: str,
    policy_text: str,
    languages: Iterable[str],
    unlock: Iterable[str],
    folders: Iterable[str],
) -> bytes:
    """Give ``_headers`` for a store whose base path is ``base``.

    ``languages`` are the folders of its languages, empty for the one at the root; ``unlock`` are the
    addresses of the pages that open courses, none where nothing is sealed; ``folders`` are those in each
    language of which no page may be framed.
    """
    blocks = {
        f"{base}*": [
            f"Content-Security-Policy: {policy_text}",
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: strict-origin-when-cross-origin",
            "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), browsing-topics=()",
        ],
        **{path: ["X-Frame-Options: DENY"] for path in _unframed(base, languages, folders)},
        f"{base}assets/*": [f"Cache-Control: public, max-age={YEAR}, immutable"],
        f"{base}media/*": [f"Cache-Control: public, max-age={YEAR}, immutable"],
    }
    for page in unlock:
        blocks |= {
            f"{base}_kp/b/*": [f"Cache-Control: public, max-age={YEAR}, immutable"],
            f"{base}_kp/c/*": ["Cache-Control: no-store"],
            f"{base}_kp/l/*": ["Cache-Control: no-store"],
            f"{page}*": ["X-Frame-Options: DENY"],
            page: ["Referrer-Policy: no-referrer", "Cache-Control: no-store"],
        }
    lines = [line for path, values in blocks.items() for line in (path, *(f"  {value}" for value in values))]
    return ("\n".join(lines) + "\n").encode()


def _unframed(base: str, languages: Iterable[str], folders: Iterable[str]) -> Iterator[str]:
    """Give the paths that no other site may frame: all that sell or hold texts, only the cards are left out;
    those that open courses have rules of their own.

    Headers of several rules add up on these hosts and cannot be taken back, so there is no rule for all.
    """
    for language in languages:
        yield f"{base}{language}"
        yield from (f"{base}{language}{folder}/*" for folder in folders)


def redirects(base: str, pages: Sequence[Page]) -> bytes:
    """Give ``_redirects``: earlier addresses to those of today, percent-encoded: a space ends one there."""
    rows = [
        (base + quote(page.url.removeprefix("/"), safe="/-._~"), page.view.target)
        for page in pages
        if isinstance(page.view, RedirectView)
    ]
    return "".join(f"{old} {new} 301\n" for old, new in sorted(rows)).encode()
