"""Callouts: ``::: tip Title`` … ``:::``, in the spellings of VitePress, Pandoc, Quarto and The Carpentries.

An opening line has a name or braces behind its colons, a closing line has nothing: it closes the innermost
callout, whatever the number of colons, as Pandoc has it. Both lines are tokens of their own, so that code
blocks and lists in between are read as everywhere, and the pairs are matched afterwards.

``::: quiz`` is a question to the reader, which ``quizzes`` makes of what stands between its lines.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kpsite.render.markdown import attributes
from kpsite.render.markdown.context import Context, add_render_rule, context_of, shown
from kpsite.render.markdown.tokens import first_line
from kpsite.render.markdown.words import CALLOUTS, FOLDED, QUIZ

_NAME = re.compile(r"[^\W_][\w.\-]*")
_NOT_IN_CLASS = re.compile(r"[^\w\-]+")
_HEADING = {"heading_open": "callout_title_open", "heading_close": "callout_title_close"}


def _rule(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    position = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(":::", position, state.eMarks[start_line]) or state.is_code_block(start_line):
        return False
    line = state.src[position : state.eMarks[start_line]]
    head = line.lstrip(":").strip()
    meta = _read_head(head) if head else {}
    if meta is None:
        return False
    if silent:
        return True
    context = context_of(state.env)
    if head:
        token = state.push("callout_open", "div", 1)
        token.meta = meta
        context.open_callouts += 1
    else:
        token = state.push("callout_close", "div", -1 if context.open_callouts else 0)
        context.open_callouts -= bool(context.open_callouts)
    token.block = True
    token.info = shown(line)
    token.map = [start_line, start_line + 1]
    state.line = start_line + 1
    return True


def _read_head(head: str) -> dict[str, object] | None:
    """Read what stands behind the colons: ``kind``, ``name`` as written, ``title``, ``attributes``."""
    head = head.rstrip(":").rstrip()
    name = _NAME.match(head)
    if name:
        title, found = attributes.trailing(head[name.end() :].strip())
        kind = name.group().lower()
    else:
        read = attributes.parse(head)
        if read is None:
            return None
        found, title = read[0], head[read[1] :].strip()
        classes = found.get("class", "").split()
        kind = classes[0].removeprefix("callout-").lower() if classes else ""
        found["class"] = " ".join(classes[1:] if kind in CALLOUTS else classes)
        title = title or found.pop("title", "")
    # Braces with an unknown class are a plain division, as in Pandoc: nobody meant its class to be read.
    shown_name = name.group() if name else ""
    return {"kind": kind, "name": shown_name, "title": title.strip(), "attributes": found}


def _balance(state: StateCore) -> None:
    """Match opening and closing lines, and give every callout its title."""
    if ":::" not in state.src:
        return
    context = context_of(state.env)
    balanced: list[Token] = []
    opened: list[Token] = []
    for token in state.tokens:
        if token.type == "callout_close":
            if opened and opened[-1].type == "callout_open":
                _close(balanced, opened.pop(), token)
            else:
                hint = "take the line out, or open a callout before it: ::: tip"
                context.warn(first_line(token), "callout-stray", f'"{token.info}" closes no callout', hint)
            continue
        if token.nesting < 0:
            _close_unclosed(context, balanced, opened)
            opened.pop()
        elif token.nesting > 0:
            opened.append(token)
        balanced.append(token)
    _close_unclosed(context, balanced, opened)
    state.tokens = _with_titles(balanced, context)


def _close_unclosed(context: Context, balanced: list[Token], opened: list[Token]) -> None:
    while opened and opened[-1].type == "callout_open":
        token = opened.pop()
        hint = "put ::: on a line of its own where it ends"
        context.warn(
            first_line(token), "callout-unclosed", f'the callout "{token.info}" is never closed', hint
        )
        _close(balanced, token, None)


def _close(balanced: list[Token], opening: Token, line: Token | None) -> None:
    closing = Token("callout_close", opening.tag, -1, level=opening.level, block=True)
    closing.map = line.map if line else None
    closing.meta = opening.meta
    balanced.append(closing)


def _with_titles(tokens: list[Token], context: Context) -> list[Token]:
    """Put a title into every callout; a heading that it begins with is its title."""
    titled: list[Token] = []
    for i, token in enumerate(tokens):
        titled.append(token)
        if token.type != "callout_open" or token.meta["kind"] == QUIZ:
            continue
        meta = token.meta
        if not (meta["name"] or meta["title"] or meta["kind"] in CALLOUTS):
            meta["kind"] = ""  # a plain division
        elif not meta["title"] and tokens[i + 1].type == "heading_open":
            for heading in (tokens[i + 1], tokens[i + 3]):
                heading.type = _HEADING[heading.type]
                heading.meta["callout"] = meta
        else:
            titled += _title(token, meta["title"] or _default_title(context, meta))
    return titled


def _default_title(context: Context, meta: dict[str, str]) -> str:
    if meta["kind"] in CALLOUTS:
        return context.translate(CALLOUTS[meta["kind"]])
    name = meta["name"].replace("-", " ").replace("_", " ").strip()
    return f"{name[:1].upper()}{name[1:]}"


def _title(opening: Token, title: str) -> list[Token]:
    inline = Token("inline", "", 0, map=opening.map, content=title, children=[], level=opening.level + 2)
    ends = [
        Token("callout_title_open", "p", 1, map=opening.map, level=opening.level + 1, block=True),
        Token("callout_title_close", "p", -1, level=opening.level + 1, block=True),
    ]
    for token in ends:
        token.meta["callout"] = opening.meta
    return [ends[0], inline, ends[1]]


def _ask(state: StateCore) -> None:
    """Make questions of the callouts that are such."""
    if ":::" in state.src and any(
        token.type == "callout_open" and token.meta["kind"] == QUIZ for token in state.tokens
    ):
        # Start-up time: most texts ask nothing.
        from kpsite.render.markdown.quizzes import arrange

        arrange(state)


def _as_written(_context: Context, token: Token) -> str:
    return token.content


def _is_folded(meta: dict[str, str]) -> bool:
    return meta["kind"] in FOLDED


def _open(context: Context, token: Token) -> str:
    meta = token.meta
    found = attributes.check(context, meta["attributes"], first_line(token))
    own = f"callout callout-{_NOT_IN_CLASS.sub('-', meta['kind'])}" if meta["kind"] else ""
    found["class"] = " ".join(filter(None, (own, found.get("class", ""))))
    role = ' role="note"' if own and not _is_folded(meta) else ""
    written = "".join(f' {key}="{escapeHtml(value)}"' for key, value in found.items() if value)
    return f"<{'details' if _is_folded(meta) else 'div'}{written}{role}>\n"


def _end(_context: Context, token: Token) -> str:
    return "</details>\n" if _is_folded(token.meta) else "</div>\n"


def _title_open(_context: Context, token: Token) -> str:
    name = f' id="{escapeHtml(str(token.attrs["id"]))}"' if "id" in token.attrs else ""
    return f'<{"summary" if _is_folded(token.meta["callout"]) else "p"}{name} class="callout-title">'


def _title_close(_context: Context, token: Token) -> str:
    return "</summary>\n" if _is_folded(token.meta["callout"]) else "</p>\n"


def add(md: MarkdownIt) -> None:
    """Read callouts."""
    md.block.ruler.before(
        "fence", "callout", _rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.core.ruler.after("block", "callouts", _balance)
    md.core.ruler.after("callouts", "quizzes", _ask)
    add_render_rule(md, "quiz", _as_written)
    add_render_rule(md, "callout_open", _open)
    add_render_rule(md, "callout_close", _end)
    add_render_rule(md, "callout_title_open", _title_open)
    add_render_rule(md, "callout_title_close", _title_close)
