"""The pieces of raw HTML: comments go, addresses are looked up, and what will not be let through is reported."""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kpsite.model.prose import Asset, Missing, Picture
from kpsite.render.markdown import figures
from kpsite.render.markdown.addresses import store_key
from kpsite.render.markdown.context import Context, add_render_rule, shown
from kpsite.render.markdown.ids import safe_id
from kpsite.render.markdown.links import destination
from kpsite.render.markdown.media import written
from kpsite.render.markdown.sanitise import GENERATED_TAGS, RAW_TAGS, allowed, is_external

_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*+)>""")
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]+)(?:[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?"""
)
_OTHER = re.compile(r"<(?:[?]|![A-Za-z]|!\[CDATA\[)")
# Without effect here, and in every second text from elsewhere: not worth a warning.
_QUIET = frozenset(("target", "rel", "loading", "decoding", "markdown", "border", "frameborder"))


def read(context: Context, token: Token, offset: int) -> None:
    """Prepare a token of raw HTML for the page; ``offset`` is its 0-based line."""
    content = _without_comments(context, token.content, offset)
    if not content.strip():
        token.content = ""
        return
    if _OTHER.search(content):
        context.warn(offset, "html-removed", f'"{shown(content)}" was removed', "a page holds HTML elements alone")
    pieces, done = [], 0
    for match in _TAG.finditer(content):
        line = offset + content.count("\n", 0, match.start())
        pieces += [content[done : match.start()], _tag(context, match, line)]
        done = match.end()
    token.content = "".join([*pieces, content[done:]])
    context.html = True


def _without_comments(context: Context, content: str, offset: int) -> str:
    pieces, done = [], 0
    while (start := content.find("<!--", done)) >= 0:
        pieces.append(content[done:start])
        end = content.find("-->", start + 2)
        if end < 0:
            hint = "close it with -->; until then it hides the rest"
            line = offset + content.count("\n", 0, start)
            context.warn(line, "unclosed-comment", "the comment is never closed", hint)
            return "".join(pieces)
        done = end + 3
    return "".join([*pieces, content[done:]]) if done else content


def _tag(context: Context, match: re.Match[str], offset: int) -> str:
    closing, name, rest = match[1], match[2].lower(), match[3]
    if name not in RAW_TAGS:
        if not closing:
            hint = "write it in Markdown, or leave it out"
            context.warn(offset, "html-removed", f"the HTML element <{name}> was removed", hint)
        # The sanitiser knows what goes together with its content, such as a script.
        return "" if name in GENERATED_TAGS else match.group()
    if closing:
        return f"</{name}>"
    found = _attributes(context, name, rest, offset)
    if name == "img":
        return _image(context, found, offset)
    return f"<{name}{written(_addresses(context, name, found, offset))}>"


def _attributes(context: Context, tag: str, rest: str, offset: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for written_name, *values in _ATTRIBUTE.findall(rest):
        name = written_name.lower()
        if name in allowed(tag) or name.startswith("aria-"):
            found.setdefault(name, html.unescape(next(filter(None, values), "")))
        elif name not in _QUIET:
            message = f'the attribute "{shown(name)}" of <{tag}> was removed'
            hint = "use a class, and give it a look in the theme" if name == "style" else "leave it out"
            context.warn(offset, "html-removed", message, hint)
    for name in ("id", "name"):
        if name in found:
            found[name] = safe_id(found[name])
            context.ids.add(found[name])
    return found


def _image(context: Context, found: dict[str, str], offset: int) -> str:
    address = found.pop("src", "").strip()
    if "alt" not in found:
        hint = 'add alt="…" that says what it shows, or alt="" when it says nothing'
        context.warn(offset, "missing-alt", f'the image "{shown(address)}" has no alternative text', hint)
    alt = found.pop("alt", "")
    for name in ("width", "height"):
        if not found.get(name, "1").isdecimal() or len(found.get(name, "")) > 5:
            del found[name]
    target = figures.find(context, address, offset)
    return figures.within_text(context, figures.Image(address, alt, found.pop("title", ""), found, target))


def _addresses(context: Context, tag: str, found: dict[str, str], offset: int) -> dict[str, str]:
    """Resolve the addresses among an element's attributes."""
    if "href" in found:
        link = destination(context, found.pop("href"), offset)
        kept = {name: value for name, value in found.items() if name not in ("rel", "download")}
        return {**(link or {}), **kept}
    for name in ("src", "poster"):
        if name in found:
            url = _file(context, tag, found[name], offset)
            found = found | {name: url} if url else {n: v for n, v in found.items() if n != name}
    return found


def _file(context: Context, tag: str, address: str, offset: int) -> str:
    """Give the final address of a file that an element loads; empty when it must not or cannot."""
    key = store_key(address)
    if not key:
        code, why = "external-image", "stands on another server" if is_external(address) else "has no address"
        hint = "put the file into the store"
        context.warn(offset, code, f'what <{tag}> shows, "{shown(address)}", {why}', hint)
        return ""
    target = context.look_up(key)
    if isinstance(target, Asset):
        context.show(target)
        return target.url
    if isinstance(target, Picture):
        return target.src
    reason = target.reason if isinstance(target, Missing) else "it is a page"
    hint = target.hint if isinstance(target, Missing) else ""
    context.warn(offset, "broken-link", f'"{shown(address)}" cannot be shown: {reason}', hint)
    return ""


def _content(_context: Context, token: Token) -> str:
    return token.content


def add(md: MarkdownIt) -> None:
    """Let raw HTML through, to be sanitised with the whole."""
    add_render_rule(md, "html_block", _content)
    add_render_rule(md, "html_inline", _content)


