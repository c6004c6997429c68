"""The pieces of raw HTML: comments go, addresses are looked up, what is not let through is reported."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kpsite.model.prose import Asset, Missing, Picture
from kpsite.render.markdown import figures
from kpsite.render.markdown.addressing import store_key
from kpsite.render.markdown.context import Context, add_render_rule, shown
from kpsite.render.markdown.depth import LIMIT
from kpsite.render.markdown.ids import safe_id
from kpsite.render.markdown.links import destination
from kpsite.render.markdown.media import written
from kpsite.render.markdown.sanitise import RAW_TAGS, WITH_CONTENT, allowed, is_external

_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:[ \t]{0,8}=[ \t]*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_OTHER = re.compile(r"<(?:\?[^<>]*\?|!\[CDATA\[[^<>]*\]\]|![A-Za-z][^<>]*)>")
_CLOSING = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)")
_LOOSE = re.compile(r"<(?=[A-Za-z/!?])")
# Without effect here, and in every second text from elsewhere: not worth a warning.
_QUIET = frozenset(("target", "rel", "loading", "decoding", "markdown", "border", "frameborder"))
# Elements that have no end tag, or may go without.
_OPEN_ENDED = frozenset(
    ("br", "col", "hr", "img", "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead",
     "tbody", "tfoot", "rt", "rp", "colgroup", "caption")
)  # fmt: skip
_HINTS = {"iframe": "for a video, put the link to its page alone into a paragraph"}
_PIXELS = re.compile(r"[1-9]\d{0,4}", re.ASCII)
_REACH = 50  # elements that one end tag is looked for in

Closers = dict[str, int]


def closers(tokens: Sequence[Token]) -> Closers:
    """Give for each element the last of ``tokens`` that closes it."""
    found: Closers = {}
    for index, token in enumerate(tokens):
        if token.type == "html_inline" and (match := _CLOSING.match(token.content)):
            found[match[1].lower()] = index
    return found


def read_block(context: Context, token: Token, offset: int) -> None:
    """Prepare a block of raw HTML for the page; ``offset`` is its 0-based line."""
    content = _without_comments(context, token.content, offset)
    if not content.strip():
        token.content = ""
        return
    last = {match[1].lower(): match.start() for match in _CLOSING.finditer(content)}
    pieces, done, line = [], 0, offset
    for match in _TAG.finditer(content):
        line += content.count("\n", done, match.start())
        pieces.append(_between(context, content[done : match.start()], line))
        pieces.append(_tag(context, match, line, last.get(match[2].lower(), -1) > match.start()))
        line += match.group().count("\n")
        done = match.end()
    token.content = "".join([*pieces, _between(context, content[done:], line)])
    context.html = True


def read_inline(context: Context, token: Token, offset: int, last: Closers, index: int) -> None:
    """Prepare a tag among words; ``last`` is what ``closers`` gives, ``index`` the token's place in it."""
    match = _TAG.fullmatch(token.content)
    if match:
        token.content = _tag(context, match, offset, last.get(match[2].lower(), -1) > index)
        context.html = True
    else:
        token.content = _between(context, _without_comments(context, token.content, offset), offset)


def _between(context: Context, text: str, offset: int) -> str:
    """Give what stands between tags: text, in which nothing may begin an element."""
    if context.removing:
        return ""
    if "<" not in text:
        return text
    if other := _OTHER.search(text):
        message = f'"{shown(other.group())}" was removed'
        context.warn(offset, "html-removed", message, "a page holds HTML elements alone")
        text = _OTHER.sub("", text)
    if _LOOSE.search(text):
        message = f'the tag "{shown(text[text.find("<") :])}" is not complete'
        context.warn(offset, "unclosed-html", message, "close it with >, or write &lt; for the sign")
        text = _LOOSE.sub("&lt;", text)
    return text


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


def _tag(context: Context, match: re.Match[str], offset: int, closed: bool) -> str:
    """Give an allowed tag as it may stand in the page, and others as what takes them out."""
    closing, name, rest = match[1], match[2].lower(), match[3]
    if context.removing and not (closing and name in context.removing):
        return ""
    if name not in RAW_TAGS:
        return _removed(context, name, bool(closing), offset, closed)
    if name not in _OPEN_ENDED and not _balance(context, name, bool(closing), offset):
        return ""
    if closing:
        return f"</{name}>"
    found = _attributes(context, name, rest, offset)
    if name == "img":
        return _image(context, found, offset)
    return f"<{name}{written(_addresses(context, name, found, offset))}>"


def _removed(context: Context, name: str, closing: bool, offset: int, closed: bool) -> str:
    if not closing:
        # The sanitiser takes a script out with its content. One that never ends would take the rest of the
        # text with it; mostly somebody writes about it.
        if name in WITH_CONTENT and not closed:
            warn_unclosed(context, [(name, offset)])
            return f"&lt;{name}&gt;"
        hint = _HINTS.get(name, "write it in Markdown, or as `code` when it is what you write about")
        context.warn(offset, "html-removed", f"the HTML element <{name}> was removed", hint)
        if name in WITH_CONTENT:
            context.removing.append(name)
            return f"<{name}>"
    elif name in context.removing:
        context.removing.remove(name)
        return f"</{name}>"
    return ""


def _balance(context: Context, name: str, closing: bool, offset: int) -> bool:
    """Keep the list of elements that are open, and say whether there is room for this one."""
    if not closing and len(context.open_html) >= LIMIT:
        if not context.html_full:
            message = f"more than {LIMIT} HTML elements are open within one another"
            context.warn(offset, "too-deep", message, "what is deeper loses its tags; close those above it")
        context.html_full = True
        return False
    if not closing:
        context.open_html.append((name, offset))
        return True
    for index in range(1, min(len(context.open_html), _REACH) + 1):
        if context.open_html[-index][0] == name:
            unclosed = context.open_html[len(context.open_html) - index + 1 :]
            del context.open_html[-index:]
            warn_unclosed(context, unclosed)
            break
    return True


def warn_unclosed(context: Context, elements: Sequence[tuple[str, int]]) -> None:
    """Warn of elements, each with its 0-based line, that are never closed."""
    for name, offset in elements:
        hint = f"close it with </{name}>, or write `<{name}>` when it is what you write about"
        context.warn(offset, "unclosed-html", f"the HTML element <{name}> is never closed", hint)


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
        if not _PIXELS.fullmatch(found.get(name, "1")):
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
