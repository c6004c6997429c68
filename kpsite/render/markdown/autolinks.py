"""Bare addresses become links, as in GFM: ``https://…``, ``www.…`` and e-mail addresses.

Unlike GFM an address may follow a letter of a script without spaces, and ends before one:
见https://example.com。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_ADDRESS = re.compile(
    rf"""(?<![A-Za-z0-9_/.:@-])(?:
        (?P<web>(?:https?://|www\.(?=[^\s.]))[^\s<>{_CJK}]+)
        |
        (?P<mail>[A-Za-z0-9][A-Za-z0-9._+-]{{0,63}}@(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}[A-Za-z]{{2,63}}(?![A-Za-z0-9@_-]))
    )""",
    re.VERBOSE,
)
_TRAILING = "?!.,:;*_~'\"[]"


def _trim(address: str) -> str:
    """Cut off the punctuation that belongs to the sentence; a closing bracket stays when it was opened."""
    spare = address.count(")") - address.count("(")
    end = len(address)
    while end:
        if address[end - 1] == ")" and spare > 0:
            spare -= 1
        elif address[end - 1] not in _TRAILING:
            break
        end -= 1
    return address[:end]


def _split(token: Token) -> Iterator[Token]:
    """Give the tokens that a text token becomes."""
    done, text = 0, token.content
    for match in _ADDRESS.finditer(text):
        words = _trim(match.group())
        bare = words.removeprefix("https://").removeprefix("http://").removeprefix("www.")
        if not bare[:1].isalnum():
            continue
        if match.start() > done:
            yield Token("text", "", 0, content=text[done : match.start()], level=token.level)
        prefix = "mailto:" if match["mail"] else "http://" if words.startswith("www.") else ""
        common = {"markup": "linkify", "info": "auto", "level": token.level}
        yield Token("link_open", "a", 1, {"href": prefix + words}, **common)  # type: ignore[arg-type]
        yield Token("text", "", 0, content=words, level=token.level + 1)
        yield Token("link_close", "a", -1, **common)  # type: ignore[arg-type]
        done = match.start() + len(words)
    if done < len(text):
        yield Token("text", "", 0, content=text[done:], level=token.level)


def _may_hold(text: str) -> bool:
    return "://" in text or "www." in text or "@" in text


def _link(children: list[Token]) -> list[Token]:
    linked: list[Token] = []
    inside = 0
    for token in children:
        if token.type in ("link_open", "link_close"):
            inside += token.nesting
        elif token.type == "html_inline" and token.content[:3].lower() in ("<a ", "</a", "<a>"):
            inside += -1 if token.content[1] == "/" else 1
        if token.type == "text" and inside <= 0 and (not token.content or _may_hold(token.content)):
            linked.extend(_split(token))
        else:
            linked.append(token)
    return linked


def _rule(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children and _may_hold(token.content):
            token.children = _link(token.children)


def add(md: MarkdownIt) -> None:
    """Make links of bare addresses."""
    md.core.ruler.after("text_join", "autolinks", _rule)
