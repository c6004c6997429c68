"""Attributes in braces, as Pandoc and Djot have them: ``![A dog](dog.jpg){.wide alt="A brown dog"}``.

They follow images, links, code spans, bracketed spans and headings, and stand in a callout's first line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kpsite.render.markdown.context import Context, shown
from kpsite.render.markdown.ids import safe_id

META = "attributes"  # where a token keeps what stood in its braces, until ``take`` checks it
_AFTER = ("image", "code_inline", "link_close", "span_close")
_LONGEST = 4000  # characters between the braces
_ITEM = re.compile(
    r"""\s*+(?:
        \#(?P<id>[^\s{}"'<>=\#]+) | \.(?P<class>[^\s{}"'<>=\#.]+)
        |
        (?P<key>[A-Za-z][\w:-]*)=(?:"(?P<double>(?:[^"\\]|\\.)*+)"|'(?P<single>(?:[^'\\]|\\.)*+)'|(?P<bare>[^\s{}"'<>]+))
    )(?=[\s}])""",
    re.VERBOSE | re.DOTALL,
)
_END = re.compile(r"\s*+\}")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TRAILING = re.compile(r"(?:^|[ \t]+)(\{[^{}\n]+\})[ \t]*$")
_CHECKS = {
    "id": re.compile(r"\S.*"),
    "class": re.compile(r".*"),
    "width": re.compile(r"[1-9][0-9]{0,4}"),
    "height": re.compile(r"[1-9][0-9]{0,4}"),
    "alt": re.compile(r".*"),
    "title": re.compile(r".*"),
    "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"),
    "dir": re.compile(r"ltr|rtl|auto"),
}
_OF_IMAGES = frozenset(("alt", "width", "height"))
_EXPECTED = {
    "width": "give a whole number of pixels without a unit",
    "height": "give a whole number of pixels without a unit",
    "lang": "give a language code such as fr or zh-CN",
    "dir": "give ltr, rtl or auto",
}

Raw = dict[str, str]


def parse(text: str, start: int = 0) -> tuple[Raw, int] | None:
    """Read the braces at ``start``: their attributes and the position behind them, or None without any."""
    if not text.startswith("{", start) or text.startswith("{{", start):
        return None
    found: Raw = {}
    position, limit = start + 1, start + _LONGEST
    while item := _ITEM.match(text, position, limit):
        position = item.end()
        if item["id"]:
            found["id"] = item["id"]
        elif item["class"]:
            found["class"] = f"{found['class']} {item['class']}" if "class" in found else item["class"]
        else:
            quoted = next((v for v in (item["double"], item["single"]) if v is not None), None)
            value = item["bare"] if quoted is None else _ESCAPE.sub(r"\1", " ".join(quoted.split()))
            found[item["key"].lower()] = value
    end = _END.match(text, position, limit)
    return (found, end.end()) if end and found else None


def trailing(text: str) -> tuple[str, Raw]:
    """Split the braces off the end of a line: what stands before them, and their attributes."""
    match = _TRAILING.search(text) if text.endswith(("}", "} ", "}\t")) else None
    read = parse(match[1]) if match else None
    if match is None or read is None or read[1] != len(match[1]):
        return text, {}
    return text[: match.start()], read[0]


def check(context: Context, raw: Mapping[str, str], offset: int, *, image: bool = False) -> Raw:
    """Keep the attributes that may stand in a page, and warn of the others.

    ``offset`` is the 0-based line for the warnings; ``image`` says that those of images are meant as well.
    """
    kept: Raw = {}
    if not raw:
        return kept
    known = _CHECKS.keys() if image else _CHECKS.keys() - _OF_IMAGES
    for key, value in raw.items():
        if key not in known:
            hint = f"known are {', '.join(sorted(known))}"
            context.warn(offset, "unknown-attribute", f'the attribute "{shown(key)}" is not known here', hint)
        elif not _CHECKS[key].fullmatch(value):
            message = f'the attribute {key} has the value "{shown(value)}"'
            context.warn(offset, "bad-attribute", message, _EXPECTED.get(key, ""))
        elif key != "id":
            kept[key] = value
        elif (name := safe_id(value)) in context.ids:
            context.warn(
                offset, "duplicate-id", f'the identifier "{shown(value)}" is already taken in this text'
            )
        else:
            context.ids.add(name)
            kept["id"] = name
    return kept


def take(context: Context, token: Token, offset: int) -> Raw:
    """Give the checked attributes of a token."""
    return check(context, token.meta[META], offset, image=token.type == "image") if META in token.meta else {}


def _after_inline(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    token = state.tokens[-1]
    if token.type not in _AFTER or not (read := parse(state.src, state.pos)):
        return False
    found, end = read
    if end > state.posMax:
        return False
    opening = token
    if token.nesting < 0:
        opening = next(t for t in reversed(state.tokens) if t.nesting > 0 and t.level == token.level)
    opening.meta[META] = opening.meta.get(META, {}) | found
    state.pos = end
    return True


def _span(state: StateInline, silent: bool) -> bool:
    """Read ``[text]{.class}``."""
    # The last place of a text is remembered by the parser, so that a flood of brackets costs one search.
    if state.src[state.pos] != "[" or state.html_terminator_last("]{") < state.pos:
        return False
    start, maximum = state.pos, state.posMax
    close = state.md.helpers.parseLinkLabel(state, start, False)
    read = parse(state.src, close + 1) if close >= 0 else None
    if read is None or read[1] > maximum:
        return False
    if not silent:
        state.pos, state.posMax = start + 1, close
        state.push("span_open", "span", 1).meta[META] = read[0]
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = read[1], maximum
    return True


def _of_headings(state: StateCore) -> None:
    if "{" not in state.src:
        return
    for i, token in enumerate(state.tokens):
        if token.type == "heading_open":
            inline = state.tokens[i + 1]
            inline.content, found = trailing(inline.content)
            if found:
                token.meta[META] = found


def add(md: MarkdownIt) -> None:
    """Read attributes after inline elements and headings, and bracketed spans."""
    md.inline.ruler.push("attributes", _after_inline)
    md.inline.ruler.after("image", "span", _span)
    md.core.ruler.after("block", "heading_attributes", _of_headings)
