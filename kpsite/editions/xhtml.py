"""From the HTML that pages show to XHTML that stands by itself: well-formed, without scripts and forms, with
addresses that hold wherever the file goes.

Whatever comes in, what goes out is balanced, has names that XML allows (W3C XML 1.0, 5th edition), and each
id once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import field
from html import escape
from html.parser import HTMLParser

from kpsite.values import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _words("area base br col embed hr img input link meta source track wbr")
_HTML = _words(
    "a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup data dd del"
    " details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main"
    " mark ol p pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td tfoot"
    " th thead time tr track u ul var video wbr"
)
_RENAMED = {
    "form": "div", "fieldset": "div", "legend": "p", "label": "span", "center": "div", "strike": "s",
    "tt": "code", "big": "span", "font": "span", "option": "span", "select": "span", "output": "span",
}  # fmt: skip
_DROPPED = _words("script style template iframe object embed button textarea svg canvas noscript head")
_BLOCKS = _words(
    "address article aside blockquote details div dl figure footer h1 h2 h3 h4 h5 h6 header hr main ol p pre"
    " section table ul"
)
_CLOSES = {
    "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "tr": {"tr", "td", "th"}, "td": {"td", "th"},
    "th": {"td", "th"}, "tbody": {"thead", "tr", "td", "th"}, "tfoot": {"tbody", "tr", "td", "th"},
}  # fmt: skip
_KEPT = _words(
    "alt cite class colspan controls datetime default dir download height href id kind label lang open poster"
    " preload reversed role rowspan scope src srclang start title value width"
)
_GLOBAL = _words("class dir id lang title")
_MATHS = re.compile(r"[a-z]{1,20}\Z")
_FIELDS = {"checkbox": "☐", "radio": "○", "hidden": "", "submit": "", "button": "", "reset": ""}
_BLANK = "________"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAMES = re.compile(r"[^\w.-]")
_MATHML = "http://www.w3.org/1998/Math/MathML"


@dataclass(frozen=True, slots=True)
class Places:
    """Where addresses lead in an edition, each by the address that stands on the page: ``link`` for what is
    followed, ``file`` for what is shown. An empty answer takes the link, or the thing, out.

    ``films`` says whether films may be shown; if not, ``instead`` is where they can be seen.
    """

    link: Callable[[str], str]
    file: Callable[[str], str]
    films: bool
    instead: str


@dataclass(slots=True)
class _Open:
    tag: str
    written: str
    facade: bool = False


def name_of(text: str) -> str:
    """Give an id or a fragment as a name that XML allows without colons (NCName)."""
    name = _NOT_IN_NAMES.sub("-", text)
    return name if name[:1].isalpha() or name[:1] == "_" else f"x{name}"


@dataclass(slots=True)
class Made:
    """XHTML, and the ids in it."""

    html: str
    ids: set[str] = field(default_factory=set)


def xhtml(texts: Sequence[tuple[str, str]], places: Places) -> Made:
    """Give texts of one page as XHTML; each comes with what its ids are to begin with."""
    made = Made("")
    for prefix, html in texts:
        writer = _Writer(places, prefix, made.ids)
        writer.feed(html)
        writer.close()
        made.html += writer.finished()
    return made


class _Writer(HTMLParser):
    """Writes what it reads."""

    def __init__(self, places: Places, prefix: str, ids: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._places, self._prefix, self._ids = places, prefix, ids
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._skipped = 0  # how many elements were open when the one began that is left out

    def finished(self) -> str:
        """Close what is still open, and give all."""
        self._close(0)
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped:
            if tag not in VOID:
                self._open.append(_Open(tag, ""))
            return
        given = {name: value or "" for name, value in reversed(attrs)}
        if self._left_out(tag, given):
            if tag not in VOID:
                self._open.append(_Open(tag, ""))
                self._skipped = len(self._open)
            return
        self._make_room(tag)
        written = self._written(tag, given)
        if written:
            ending = "/>" if tag in VOID else ">"
            known = given if written == tag else {k: v for k, v in given.items() if k in _GLOBAL}
            self._out.append(f"<{written}{self._attributes(written, known)}{ending}")
        if tag not in VOID:
            self._open.append(_Open(tag, written, "facade" in given.get("class", "").split()))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, max(self._skipped - 2, -1), -1):
            if self._open[place].tag == tag:
                self._close(place)
                return

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._out.append(escape(_ILLEGAL.sub("", data), quote=False))

    def _close(self, depth: int) -> None:
        while len(self._open) > depth:
            one = self._open.pop()
            if one.written:
                self._out.append(f"</{one.written}>")
        if len(self._open) < self._skipped:
            self._skipped = 0

    def _make_room(self, tag: str) -> None:
        """Close what HTML closes by itself when this begins."""
        while self._open and self._open[-1].tag in _CLOSES.get(tag, ()):
            self._close(len(self._open) - 1)
        if tag in _BLOCKS and self._open and self._open[-1].tag == "p":
            self._close(len(self._open) - 1)

    def _left_out(self, tag: str, given: dict[str, str]) -> bool:
        classes = given.get("class", "").split()
        if tag in {"input", "textarea"}:
            self._out.append(self._field(tag, given))
            return True
        # What a player elsewhere says of itself holds for pages of the store alone.
        promise = tag == "p" and any(one.facade for one in self._open)
        if tag in _DROPPED or "permalink" in classes or promise:
            return True
        if tag == "video" and not self._places.films:
            label = given.get("aria-label") or "▶"
            way = escape(self._places.instead)
            self._out.append(f'<a class="film" href="{way}">▶ {escape(label, quote=False)}</a>')
            return True
        if tag in {"img", "audio", "video", "track"} and "src" in given:
            return not self._places.file(given["src"])
        return tag == "source" and not (given.get("src") and self._places.file(given["src"]))

    def _field(self, tag: str, given: dict[str, str]) -> str:
        kind = given.get("type", "text").lower()
        sign = "☑" if kind == "checkbox" and "checked" in given else _FIELDS.get(kind, _BLANK)
        return f"{_BLANK if tag == 'textarea' else sign} "

    def _written(self, tag: str, given: dict[str, str]) -> str:
        name = _RENAMED.get(tag, tag)
        if name == "math" or any(one.written == "math" for one in self._open):
            return name if _MATHS.match(name) else ""
        if name == "a" and not self._link(given.get("href", "")):
            return "span"
        return name if name in _HTML else ""

    def _link(self, href: str) -> str:
        if href.startswith("#"):
            return "#" + name_of(self._prefix + href[1:])
        return self._places.link(href) if href else ""

    def _attributes(self, tag: str, given: dict[str, str]) -> str:
        maths = tag == "math" or any(one.written == "math" for one in self._open)
        made = {"xmlns": _MATHML} if tag == "math" else {}
        for name, value in given.items():
            if name in _KEPT or name in {"aria-label", "aria-hidden"} or (maths and _MATHS.match(name)):
                made[name] = value or ("" if name in {"alt", "value", "class", "title"} else name)
        if maths:
            made = {name: value for name, value in made.items() if not name.startswith("on")}
        self._place(tag, made)
        if "lang" in made:
            made["xml:lang"] = made["lang"]
        pairs = sorted(made.items())
        return "".join(f' {name}="{escape(_ILLEGAL.sub("", value))}"' for name, value in pairs)

    def _place(self, tag: str, made: dict[str, str]) -> None:
        """Turn addresses and ids into those of the edition."""
        if "id" in made:
            name = name_of(self._prefix + made.pop("id"))
            if name not in self._ids:
                self._ids.add(name)
                made["id"] = name
        if "href" in made:
            way = self._link(made.pop("href")) if tag == "a" else ""
            made |= {"href": way} if way else {}
        for name in ("src", "poster"):
            if name in made:
                way = self._places.file(made.pop(name))
                made |= {name: way} if way else {}
        for name in ("width", "height"):
            if name in made and not made[name].isdecimal():
                del made[name]
        if tag == "img":
            made.setdefault("alt", "")
