"""Share buttons as plain links, one row a target; no platform's script is ever loaded.

The address patterns are the platforms' own (X: developer.x.com "Tweet button"; Telegram:
core.telegram.org/widgets/share; Bluesky: docs.bsky.app "Action Intent Links"; Threads:
developers.facebook.com "Threads Web Intents"; Mastodon: share.joinmastodon.org; Hatena:
b.hatena.ne.jp/guide/bbutton). Values are percent-encoded without ``+`` for spaces, which mail programs and
Bluesky would show.

Every link says by ``utm_source`` where it was passed on; what a script passes on says it too. Up to its
question mark the page's address stands quoted as ``encodeURIComponent`` does it, where a script finds it to
put a referral code behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import quote

from kpsite.growth.graphemes import cut
from kpsite.pages.share_parts import Scan, ShareLink
from kpsite.values import dataclass

# In signs: news.ycombinator.com refuses longer titles; docs.bsky.app, "app.bsky.feed.post".
HACKER_NEWS_TITLE = 80
BLUESKY = 300
# developer.x.com, "Counting characters": most signs outside European scripts count twice, an address 23.
X, X_ADDRESS = 280, 23
_X_SINGLE = (range(0x1100), range(0x2000, 0x200E), range(0x2010, 0x2020), range(0x2032, 0x2038))
# In bytes as they stand in the link: longer ones are cut short by mail programs on Windows.
EMAIL, EMAIL_SUBJECT = 1800, 600
LINE_END = "%0D%0A"  # RFC 6068, section 5


@dataclass(frozen=True, slots=True)
class Shared:
    """What is passed on: the absolute address, the text, hashtags without the #, the absolute address of a
    picture, and whether it is an article.

    ``folder`` is the page's address for visitors, below which its QR code lies.
    """

    url: str
    text: str
    hashtags: tuple[str, ...] = ()
    image: str = ""
    article: bool = False
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A place to share to: its own name, and how its link is made of what is shared and the page's quoted
    address; None where no link leads there.

    One for ``articles`` takes nothing that is sold.
    """

    name: str
    link: Callable[[Shared, str], str] | None
    articles: bool = False


@lru_cache(maxsize=64)  # the buttons of a page have most of their words in common
def _quoted(value: str) -> str:
    return quote(value, safe="")


def _quoted_within(text: str, room: int) -> str:
    """Give as much of a text as stands in so many bytes when it is quoted."""
    whole = _quoted(text)
    return whole if len(whole) <= room else _quoted(cut(text, room, lambda sign: len(_quoted(sign)), room))


def _x_weight(sign: str) -> int:
    # An emoji counts twice, however many code points it is joined of.
    return min(2, sum(1 if any(ord(one) in some for some in _X_SINGLE) else 2 for one in sign))


def _subject(text: str) -> str:
    return " ".join(text.split())


def _email(shared: Shared, page: str) -> str:
    begun = f"mailto:?subject={_quoted_within(_subject(shared.text), EMAIL_SUBJECT)}&body="
    ending = f"{2 * LINE_END}{page}"
    lines = "\r\n".join(shared.text.splitlines())
    return begun + _quoted_within(lines, EMAIL - len(begun) - len(ending)) + ending


def _x(shared: Shared, page: str) -> str:
    room, tags = _x_tags(shared.hashtags)
    text = cut(shared.text, room, _x_weight, 2)
    return f"https://twitter.com/intent/tweet?text={_quoted(text)}&url={page}{tags}"


@lru_cache(maxsize=16)
def _x_tags(hashtags: tuple[str, ...]) -> tuple[int, str]:
    """Give the room that hashtags leave for the text, and how they stand in the link."""
    tags = f"&hashtags={_quoted(','.join(hashtags))}" if hashtags else ""
    return X - X_ADDRESS - 1 - sum(sum(map(_x_weight, tag)) + 2 for tag in hashtags), tags


def _weibo(shared: Shared, page: str) -> str:
    picture = f"&pic={_quoted(shared.image)}" if shared.image else ""
    return f"https://service.weibo.com/share/share.php?url={page}&title={_quoted(shared.text)}{picture}"


def _bluesky(shared: Shared, page: str) -> str:
    # Nothing is shortened before it is sent, so the address counts as it is, and so does what encodes it.
    text = cut(shared.text, BLUESKY - 1 - len(shared.url) - len(_source("bluesky")))
    return f"https://bsky.app/intent/compose?text={_quoted(text)}%20{page}"


def _then_page(base: str) -> Callable[[Shared, str], str]:
    """Give a link whose one value is the text with the address behind it."""
    return lambda shared, page: f"{base}text={_quoted(shared.text)}%20{page}"


def _with_page(base: str, page_is: str, text_is: str = "") -> Callable[[Shared, str], str]:
    """Give a link with the address as one value, and the text as another where the platform takes one."""
    if not text_is:
        return lambda _, page: f"{base}{page_is}={page}"
    return lambda shared, page: f"{base}{page_is}={page}&{text_is}={_quoted(shared.text)}"


TARGETS: dict[str, Target] = {
    "copy": Target("Copy link", None),
    "email": Target("E-mail", _email),
    "whatsapp": Target("WhatsApp", _then_page("https://wa.me/?")),
    "x": Target("X", _x),
    "linkedin": Target("LinkedIn", _with_page("https://www.linkedin.com/sharing/share-offsite/?", "url")),
    "facebook": Target("Facebook", _with_page("https://www.facebook.com/sharer/sharer.php?", "u")),
    "telegram": Target("Telegram", _with_page("https://t.me/share/url?", "url", "text")),
    "line": Target("LINE", _with_page("https://social-plugins.line.me/lineit/share?", "url", "text")),
    "wechat": Target("WeChat", None),
    "weibo": Target("微博", _weibo),
    "qzone": Target(
        "QQ空间",
        _with_page("https://sns.qzone.qq.com/cgi-bin/qzshare/cgi_qzshare_onekey?", "url", "title"),
    ),
    "reddit": Target("Reddit", _with_page("https://www.reddit.com/submit?", "url", "title")),
    "hackernews": Target(
        "Hacker News",
        lambda shared, page: (
            f"https://news.ycombinator.com/submitlink?u={page}"
            f"&t={_quoted(cut(_subject(shared.text), HACKER_NEWS_TITLE))}"
        ),
        articles=True,
    ),
    "bluesky": Target("Bluesky", _bluesky),
    "mastodon": Target("Mastodon", _then_page("https://share.joinmastodon.org/#")),
    "threads": Target("Threads", _with_page("https://www.threads.com/intent/post?", "url", "text")),
    "hatena": Target(
        "はてなブックマーク", _with_page("https://b.hatena.ne.jp/add?mode=confirm&", "url", "title")
    ),
}

SCANNED = "wechat"
"""The target that is reached with a QR code."""

# By language as in BCP 47, the whole code before its first part.
DEFAULTS = {
    "zh": ("wechat", "weibo", "qzone", "copy"),
    "zh-Hant": ("line", "facebook", "threads", "copy"),
    "zh-TW": ("line", "facebook", "threads", "copy"),
    "zh-HK": ("whatsapp", "facebook", "threads", "copy"),
    "ja": ("line", "x", "hatena", "copy"),
    "": ("copy", "email", "whatsapp", "x", "linkedin", "facebook"),
}


def _source(name: str) -> str:
    return f"?utm_source={name}&utm_medium=share"


_SOURCES = {name: _quoted(_source(name)) for name in TARGETS}


def scan(url: str, folder: str, source: str = "qr") -> Scan:
    """Give the QR code of a page: the shorter its address, the larger its modules, so it says its source and
    no more.
    """
    return Scan(f"{url}?utm_source={source}", f"{folder}{source}.svg")


def shown_targets(chosen: tuple[str, ...] | None, language: str) -> tuple[str, ...]:
    """Give the names of the targets: those chosen, or what readers of the language use."""
    if chosen is not None:
        return chosen
    return DEFAULTS.get(language) or DEFAULTS.get(language.split("-", 1)[0], DEFAULTS[""])


def share_buttons(shared: Shared, chosen: tuple[str, ...] | None, language: str) -> Buttons:
    """Give the share buttons for a page: those chosen, or what readers of the language use."""
    names = shown_targets(chosen, language)
    return Buttons(shared, tuple(name for name in names if shared.article or not TARGETS[name].articles))


@dataclass(frozen=True, slots=True)
class Buttons:
    """The share buttons of a page. They are worked out where they are shown: every page has some, and all
    that they say follows from a few words.
    """

    shared: Shared
    targets: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.targets)

    def __iter__(self) -> Iterator[ShareLink]:
        page = _quoted(self.shared.url)
        for name in self.targets:
            target = TARGETS[name]
            if target.link:
                yield ShareLink(name, target.name, target.link(self.shared, page + _SOURCES[name]))
            else:
                code = self.scan if name == SCANNED else None
                yield ShareLink(name, target.name, code.link if code else self.shared.url, code)

    @property
    def scan(self) -> Scan | None:
        """The QR code among them, if there is one."""
        return scan(self.shared.url, self.shared.folder, SCANNED) if SCANNED in self.targets else None

    def without(self, target: str) -> Buttons:
        """Leave one out."""
        return Buttons(self.shared, tuple(name for name in self.targets if name != target))


NO_BUTTONS = Buttons(Shared("", ""), ())
