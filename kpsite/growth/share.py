"""Share buttons as plain links, one row a target; no platform's script is ever loaded.

The address patterns are the platforms' own (X: developer.x.com "Tweet button"; Telegram:
core.telegram.org/widgets/share; Bluesky: docs.bsky.app "Action Intent Links"; Threads:
developers.facebook.com "Threads Web Intents"; Mastodon: share.joinmastodon.org). Values are percent-encoded
without ``+`` for spaces, which mail programs and Bluesky would show.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from kpsite.pages.parts import ShareLink
from kpsite.values import dataclass

HACKER_NEWS_TITLE = 80


@dataclass(frozen=True, slots=True)
class Shared:
    """What is passed on: the absolute address, the text, and hashtags without the #."""

    url: str
    text: str
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A place to share to: its own name, and how its link is made; None where only a script can do it
    (copying).
    """

    name: str
    link: Callable[[Shared], str] | None


@lru_cache(maxsize=64)  # the buttons of a page have most of their words in common
def _quoted(value: str) -> str:
    return quote(value, safe="")


def _query(base: str, **values: str) -> str:
    return base + "&".join([f"{name}={_quoted(value)}" for name, value in values.items() if value])


TARGETS: dict[str, Target] = {
    "copy": Target("Copy link", None),
    "email": Target("E-mail", lambda s: _query("mailto:?", subject=s.text, body=f"{s.text}\r\n\r\n{s.url}")),
    "whatsapp": Target("WhatsApp", lambda s: _query("https://wa.me/?", text=f"{s.text} {s.url}")),
    "x": Target(
        "X",
        lambda s: _query(
            "https://twitter.com/intent/tweet?", text=s.text, url=s.url, hashtags=",".join(s.hashtags)
        ),
    ),
    "linkedin": Target(
        "LinkedIn", lambda s: _query("https://www.linkedin.com/sharing/share-offsite/?", url=s.url)
    ),
    "facebook": Target("Facebook", lambda s: _query("https://www.facebook.com/sharer/sharer.php?", u=s.url)),
    "telegram": Target("Telegram", lambda s: _query("https://t.me/share/url?", url=s.url, text=s.text)),
    "line": Target(
        "LINE", lambda s: _query("https://social-plugins.line.me/lineit/share?", url=s.url, text=s.text)
    ),
    "weibo": Target(
        "微博", lambda s: _query("https://service.weibo.com/share/share.php?", url=s.url, title=s.text)
    ),
    "qzone": Target(
        "QQ空间",
        lambda s: _query(
            "https://sns.qzone.qq.com/cgi-bin/qzshare/cgi_qzshare_onekey?", url=s.url, title=s.text
        ),
    ),
    "reddit": Target("Reddit", lambda s: _query("https://www.reddit.com/submit?", url=s.url, title=s.text)),
    "hackernews": Target(
        "Hacker News",
        lambda s: _query("https://news.ycombinator.com/submitlink?", u=s.url, t=s.text[:HACKER_NEWS_TITLE]),
    ),
    "bluesky": Target(
        "Bluesky", lambda s: _query("https://bsky.app/intent/compose?", text=f"{s.text} {s.url}")
    ),
    "mastodon": Target(
        "Mastodon", lambda s: _query("https://share.joinmastodon.org/#", text=f"{s.text} {s.url}")
    ),
    "threads": Target(
        "Threads", lambda s: _query("https://www.threads.com/intent/post?", text=s.text, url=s.url)
    ),
}

DEFAULTS = {
    "zh": ("copy", "weibo", "qzone"),
    "ja": ("copy", "line", "x"),
    "": ("copy", "email", "whatsapp", "x", "linkedin", "facebook"),
}


def share_links(shared: Shared, chosen: tuple[str, ...] | None, language: str) -> tuple[ShareLink, ...]:
    """Give the share buttons for a page: those chosen, or what readers of the language use."""
    names = chosen if chosen is not None else DEFAULTS.get(language.split("-", 1)[0], DEFAULTS[""])
    made = []
    for name in names:
        target = TARGETS[name]
        made.append(ShareLink(name, target.name, target.link(shared) if target.link else shared.url))
    return tuple(made)
