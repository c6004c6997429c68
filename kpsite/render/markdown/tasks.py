"""Task lists: ``- [x] done`` becomes a checkbox that cannot be changed, labelled by its words."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kpsite.render.markdown.context import Context, add_render_rule

_TASK = re.compile(r"\[[ xX]\](?=\s+\S)")


def _mark(state: StateCore) -> None:
    """Find the items before their words are read as Markdown, so that ``[x]`` is no link."""
    if "[ ]" not in state.src and "[x]" not in state.src and "[X]" not in state.src:
        return
    lists: list[Token] = []
    for i, token in enumerate(state.tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open" and state.tokens[i + 1].type == "paragraph_open":
            inline = state.tokens[i + 2]
            if found := _TASK.match(inline.content):
                inline.content = inline.content[found.end() :].lstrip()
                inline.meta["task"] = found.group() != "[ ]"
                token.attrSet("class", "task")
                lists[-1].attrSet("class", "tasks")


def _label(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "task" in token.meta and token.children is not None:
            opening = Token("task_open", "label", 1, meta={"done": token.meta["task"]})
            token.children[:] = [opening, *token.children, Token("task_close", "label", -1)]


def _box(_context: Context, token: Token) -> str:
    return f'<label><input type="checkbox" disabled{" checked" if token.meta["done"] else ""}> '


def add(md: MarkdownIt) -> None:
    """Read task lists."""
    md.core.ruler.after("block", "task_marks", _mark)
    md.core.ruler.push("task_labels", _label)
    add_render_rule(md, "task_open", _box)
