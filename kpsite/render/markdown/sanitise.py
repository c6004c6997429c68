"""Raw HTML: an allow list, through which the whole result goes when a text holds raw HTML.

An element may open in one token and close in another, with Markdown between, so the pieces cannot be judged
one by one. The list therefore admits what the renderer itself writes as well; ``rawhtml`` has already taken
out the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from kpsite.render.markdown import maths
from kpsite.render.markdown.addressing import scheme
from kpsite.render.markdown.context import Context
from kpsite.render.markdown.ids import safe_id
from kpsite.render.markdown.links import SCHEMES

# What an author may write.
_RAW = """
    a abbr article aside audio b bdi bdo blockquote br caption center cite code col colgroup dd del details
    dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q rp
    rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time
    tr track tt u ul var video wbr
"""
RAW_TAGS = frozenset(_RAW.split())
# What the renderer writes besides.
GENERATED_TAGS = (
    frozenset(("fieldset", "input", "label", "legend", "option", "picture", "select")) | maths.TAGS
)
COMMON = frozenset(("id", "class", "lang", "dir", "title", "role"))
ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset(("href", "name", "download", "rel")),
    "audio": frozenset(("src", "controls", "preload", "loop", "muted")),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "del": frozenset(("datetime",)),
    "details": frozenset(("open", "name")),
    "div": frozenset(("align",)),
    "img": frozenset(("src", "alt", "width", "height", "align")),
    "ins": frozenset(("datetime",)),
    "li": frozenset(("value",)),
    "ol": frozenset(("start", "reversed", "type")),
    "p": frozenset(("align",)),
    "source": frozenset(("src", "type")),
    "td": frozenset(("colspan", "rowspan", "headers", "align")),
    "th": frozenset(("colspan", "rowspan", "headers", "scope", "abbr", "align")),
    "time": frozenset(("datetime",)),
    "track": frozenset(("src", "kind", "srclang", "label", "default")),
    "video": frozenset(
        ("src", "poster", "controls", "preload", "loop", "muted", "playsinline", "width", "height")
    ),
}
_GENERATED_ATTRIBUTES = {
    "*": frozenset(("tabindex", "data-embed", "data-lang")) | COMMON,
    "img": frozenset(("srcset", "sizes", "loading", "decoding")),
    "source": frozenset(("srcset", "sizes")),
    "input": frozenset(("autocomplete", "checked", "disabled", "name")),
    **dict.fromkeys(maths.TAGS, maths.ATTRIBUTES),
}
# Elements that are taken out with what is in them.
_CONTENT = """
    iframe noembed noframes noscript object script select style svg template textarea title xmp
"""
WITH_CONTENT = frozenset(_CONTENT.split())
_LOADED = frozenset(("src", "srcset", "poster"))


def allowed(tag: str) -> frozenset[str]:
    """Give the attributes that an author may write on an element, besides ``aria-*``."""
    return ATTRIBUTES.get(tag, frozenset()) | COMMON


def _all_attributes() -> dict[str, set[str]]:
    tags = ATTRIBUTES.keys() | _GENERATED_ATTRIBUTES.keys()
    return {tag: set(ATTRIBUTES.get(tag, ())) | set(_GENERATED_ATTRIBUTES.get(tag, ())) for tag in tags}


def is_external(address: str) -> bool:
    """Say whether a browser would ask another server for an address."""
    return bool(scheme(address)) or address.strip().replace("\\", "/").startswith("//")


def _filter(context: Context) -> Callable[[str, str, str], str | None]:
    """Give the check of every attribute value: identifiers, and nothing that loads from elsewhere."""
    facades = set(context.embeds)

    def check(_tag: str, name: str, value: str) -> str | None:
        if name in ("id", "name"):
            return safe_id(value)
        if name in _LOADED:
            return None if any(is_external(part) for part in value.split(",")) else value
        if name == "data-embed":
            return value if any(value.startswith(f"{origin}/") for origin in facades) else None
        return value

    return check


def clean(context: Context, text: str) -> str:
    """Give ``text`` with balanced, allowed elements alone."""
    import nh3

    return nh3.clean(
        text,
        tags=set(RAW_TAGS | GENERATED_TAGS),
        clean_content_tags=set(WITH_CONTENT - GENERATED_TAGS),
        attributes=_all_attributes(),
        attribute_filter=_filter(context),
        generic_attribute_prefixes={"aria-"},
        tag_attribute_values={"input": {"type": {"checkbox", "radio", "text"}}},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
