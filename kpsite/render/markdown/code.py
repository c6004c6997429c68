"""Code blocks: highlighted to classes when the language is known, with an optional title and marked lines.

The first line may say ``python title="a.py" hl_lines="1 3-4"``, with or without braces around it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.token import Token

from kpsite.render.markdown.context import Context, add_render_rule
from kpsite.render.markdown.words import ERROR, OUTPUT

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# What a program printed, and text: nothing to highlight. The value is the label that readers see.
_PLAIN = {"output": OUTPUT, "error": ERROR, "text": "", "plain": "", "plaintext": "", "txt": "", "source": ""}
_ALIASES = {"shell-session": "console", "node": "javascript", "yml": "yaml", "py": "python", "sh": "bash"}
# What readers call it, where the lexer is named for programmers.
_NAMES = {"Bash Session": "Console"}
_LANGUAGE = re.compile(r"[{\s]*\.?([^\s{}=,\"']*)(?=[\s{}]|$)")
_OPTION = re.compile(r"""\b(title|filename|hl_lines)=(?:"([^"]*)"|'([^']*)'|([^\s"'{}]+))""")
_LINES = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_LONGEST = 100_000  # characters; some lexers take a time that grows with the square of the length


@lru_cache(maxsize=128)
def _lexer(language: str) -> Lexer | None:
    """Give the lexer of a language, or None when nobody knows it."""
    # Highlighting takes longer to import than many a text to render.
    from kpsite.render.markdown.colours import find_lexer

    return find_lexer(_ALIASES.get(language, language))


def coloured_code(code: str, language: str, lines: tuple[int, ...] = ()) -> str | None:
    """Give code as HTML with colours, or None when it is to be shown as it is; ``lines`` are the numbers of
    those that are marked.
    """
    if len(code) > _LONGEST or (language in _PLAIN and not lines):
        return None
    lexer = _lexer("text" if language in _PLAIN else language) if language else None
    if lines and not lexer:
        lexer = _lexer("text")
    if not lexer:
        return None
    from kpsite.render.markdown.colours import coloured  # late, as above

    try:
        return coloured(code, lexer, lines)
    except Exception:
        # A fault of one of several hundred lexers must not cost the lesson: it is shown without colours.
        return None


def _marked(written: str, count: int) -> tuple[int, ...]:
    """Read ``1 3-4`` as line numbers of a block that has ``count`` lines."""
    marked: set[int] = set()
    for first, last in _LINES.findall(written):
        marked.update(range(int(first), min(int(last or first), count) + 1))
    return tuple(sorted(marked))


def _label(context: Context, language: str) -> str:
    if language in _PLAIN:
        return context.translate(_PLAIN[language]) if _PLAIN[language] else ""
    lexer = _lexer(language) if language else None
    return _NAMES.get(lexer.name, lexer.name) if lexer else language


def _fence(context: Context, token: Token) -> str:
    key = (token.info, token.content)
    if key not in context.code:
        context.code[key] = _shown(context, token)
    return context.code[key]


def _shown(context: Context, token: Token) -> str:
    info = unescapeAll(token.info).strip()
    match = _LANGUAGE.match(info)
    language = match[1].lower() if match else ""
    options = {name: a or b or c for name, a, b, c in _OPTION.findall(info)}
    code = token.content
    lines = _marked(options.get("hl_lines", ""), code.count("\n"))
    body = coloured_code(code, language, lines)
    title = options.get("title") or options.get("filename") or ""
    return _block(escapeHtml(code) if body is None else body, language, _label(context, language), title)


def _block(body: str, language: str, label: str, title: str) -> str:
    kind = f" code-{language}" if language in ("output", "error") else ""
    data = f' data-lang="{escapeHtml(label)}"' if label else ""
    caption = f'<p class="code-title">{escapeHtml(title)}</p>' if title else ""
    return f'<div class="code{kind}"{data}>{caption}<pre tabindex="0"><code>{body}</code></pre></div>\n'


def _indented(_context: Context, token: Token) -> str:
    return _block(escapeHtml(token.content), "", "", "")


def add(md: MarkdownIt) -> None:
    """Show code blocks."""
    add_render_rule(md, "fence", _fence)
    add_render_rule(md, "code_block", _indented)
