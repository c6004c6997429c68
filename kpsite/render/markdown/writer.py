"""From tokens to HTML: the same as the parser's own renderer, with fewer steps to each token."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_SPECIAL = re.compile('[&<>"]').search


class Writer(RendererHTML):
    """Writes HTML by the rule of each token's type, or by its tag."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Write blocks."""
        written: list[str] = []
        rules, plain = self.rules, self.rules["text"] == self.text
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                children = token.children
                if plain and children and len(children) == 1 and children[0].type == "text":
                    text = children[0].content
                    written.append(escapeHtml(text) if _SPECIAL(text) else text)
                elif children:
                    written.append(self.renderInline(children, options, env))
            elif kind in rules:
                written.append(rules[kind](tokens, index, options, env))
            elif not token.hidden:
                written.append(self.renderToken(tokens, index, options, env))
        return "".join(written)

    def renderInline(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:  # noqa: N802 - the parser's own name
        """Write what stands within a block."""
        written: list[str] = []
        rules, plain = self.rules, self.rules["text"] == self.text
        for index, token in enumerate(tokens):
            kind = token.type
            if plain and kind == "text":
                text = token.content
                written.append(escapeHtml(text) if _SPECIAL(text) else text)
            elif kind in rules:
                written.append(rules[kind](tokens, index, options, env))
            elif not token.hidden:
                written.append(self.renderToken(tokens, index, options, env))
        return "".join(written)

    def renderToken(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: N802 - the parser's own name
        """Write a token by its tag."""
        token = tokens[idx]
        if token.hidden:
            return ""
        nesting = token.nesting
        if nesting < 0 and not token.attrs:
            return f"</{token.tag}>\n" if token.block else f"</{token.tag}>"
        attributes = self.renderAttrs(token) if token.attrs else ""
        slash = " /" if nesting == 0 and options["xhtmlOut"] else ""
        if not token.block:
            return f"<{'/' if nesting < 0 else ''}{token.tag}{attributes}{slash}>"
        if nesting < 0:
            return f"</{token.tag}{attributes}>\n"
        # Behind a paragraph of a tight list, which has no tags, a block begins on its own line.
        before = "\n" if idx and tokens[idx - 1].hidden else ""
        after = "\n" if nesting == 0 or _breaks(tokens, idx) else ""
        return f"{before}<{token.tag}{attributes}{slash}>{after}"


def _breaks(tokens: Sequence[Token], index: int) -> bool:
    """Say whether a line ends behind the opening tag at ``index``."""
    if index + 1 >= len(tokens):
        return True
    following = tokens[index + 1]
    if following.type == "inline" or following.hidden:
        return False
    return following.nesting != -1 or following.tag != tokens[index].tag
