"""Links: to pages, files and anchors of the store, which are checked, and to the world."""

from __future__ import annotations

import re
from urllib.parse import unquote

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from kpsite.model.prose import Asset, Link, Missing, Picture
from kpsite.problems import did_you_mean
from kpsite.render.markdown import attributes
from kpsite.render.markdown.addressing import scheme, split, store_key
from kpsite.render.markdown.context import Context, shown
from kpsite.render.markdown.embeds import embed
from kpsite.render.markdown.ids import safe_id

SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_PLAIN = re.compile(r"(?:https?://[a-z0-9.-]+)?[/?#]?[\w./?=&#+:,~-]*", re.ASCII)  # as it is in any encoding
_BROKEN = {"class": "broken-link"}
_EVERYWHERE = ("", "top")  # fragments that every page has: its beginning


def destination(context: Context, address: str, offset: int | None = None) -> dict[str, str] | None:
    """Give the attributes of a link to ``address``; None when it leads nowhere or must not be followed.

    With an ``offset``, the 0-based line of the link, a warning says why, and fragments are noted for
    checking.
    """
    address = address.strip()
    if name := scheme(address):
        return _elsewhere(context, address, name, offset)
    if address.startswith("//"):
        return {"href": _encoded(address), "rel": "noopener"}
    if address.startswith("#"):
        return _fragment(context, address, offset)
    path, rest = split(address)
    if not path and rest:
        return {"href": _encoded(address)}
    return _in_store(context, address, rest, offset)


def _elsewhere(context: Context, address: str, name: str, offset: int | None) -> dict[str, str] | None:
    if name in ("http", "https"):
        return {"href": _encoded(address), "rel": "noopener"}
    if name in SCHEMES:
        return {"href": _encoded(address)}
    if offset is not None:
        message = f'the link "{shown(address)}" has the scheme "{shown(name)}"'
        hint = "only http, https, mailto and tel are let through"
        context.warn(offset, "unsafe-link", message, hint)
    return None


def _encoded(address: str) -> str:
    """Give an address as it may stand in HTML: percent-encoded, host names in ASCII."""
    return address if _PLAIN.fullmatch(address) else normalizeLink(address)


def _fragment(context: Context, address: str, offset: int | None) -> dict[str, str]:
    name = unquote(address[1:])
    if offset is not None and not name.startswith(":~:"):
        context.fragments.append((name, offset))
    return {"href": f"#{_encoded(safe_id(name))}" if name else "#"}


def _in_store(context: Context, address: str, rest: str, offset: int | None) -> dict[str, str] | None:
    target = context.look_up(store_key(address)) if address else Missing("it has no address")
    if isinstance(target, Missing):
        if offset is not None:
            message = f'the link "{shown(address)}" leads nowhere: {target.reason}'
            context.warn(offset, "broken-link", message, target.hint)
        return None
    if isinstance(target, Asset):
        return {"href": target.url + _rest(rest), "download": ""}
    if isinstance(target, Picture):
        return {"href": target.src}
    query, hash_sign, fragment = rest.partition("#")
    if fragment and offset is not None and not fragment.startswith(":~:"):
        context.anchors.append((target.url, safe_id(unquote(fragment)), context.line(offset)))
    anchor = f"#{_encoded(safe_id(unquote(fragment)))}" if hash_sign and fragment else ""
    return {"href": target.url + _rest(query) + anchor}


def _rest(rest: str) -> str:
    return _encoded(rest) if rest else ""


def read(context: Context, children: list[Token], index: int, offset: int) -> None:
    """Resolve the link that opens at ``index``; one that leads nowhere keeps its words and loses its link."""
    opening = children[index]
    end = index + 1
    while children[end].type != "link_close" or children[end].level != opening.level:
        end += 1
    closing = children[end]
    address = opening.meta["address"] = str(opening.attrs.get("href", ""))
    own = attributes.take(context, opening, offset)
    if title := opening.attrs.get("title"):
        own.setdefault("title", str(title))
    if video := embed(address.strip()):
        opening.meta["target"] = video
    found = destination(context, address, offset)
    key = store_key(address)
    target = context.look_up(key) if key else None
    if found is not None:
        opening.meta.setdefault("target", target)
        opening.attrs = {**found, **own}
        if end == index + 1:  # a link without words is none for many readers
            words = target.title if isinstance(target, Link) else ""
            children.insert(end, Token("text", "", 0, content=words or address, level=opening.level + 1))
    elif isinstance(target, Missing):
        opening.tag = closing.tag = "span"
        opening.attrs = dict(_BROKEN)
    else:
        opening.hidden = closing.hidden = True


def check_fragments(context: Context) -> None:
    """Warn of links within the text whose anchor is not there; to be called when all anchors are known."""
    for name, offset in context.fragments:
        if safe_id(name) not in context.ids and name.lower() not in _EVERYWHERE:
            message = f'the link "#{shown(name)}" leads to nothing in this text'
            near = did_you_mean(name, context.ids)
            context.warn(offset, "broken-anchor", message, near or "give the anchor of a heading")
