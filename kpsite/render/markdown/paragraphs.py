"""Plain paragraphs, read without asking every block rule about every line.

CommonMark lets some blocks interrupt a paragraph, so the parser tries all of their rules at each line of
one. No line that begins like prose can begin such a block; a paragraph of prose alone is therefore taken at
once, with the same result. Any other is left to the parser's own rules.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock

from kpsite.render.markdown.dispatch import BlockRuler

# Letters, quotes and brackets; numbers that number no list; code, links and emphasis, when they are no fence,
# footnote or rule.
_PROSE = re.compile(
    r"""[^\W\d_] | ["'(!$%&.,;?/\\“”‘’«»¿¡…–—] | \d+(?![.)\d])
    | `(?!``) | \[(?!\^) | \*{1,2}(?=\w) | _{1,2}(?=[^\W_])""",
    re.VERBOSE,
)


_TERM_MARKS = (":", "~")
_UNDERLINE = re.compile(r"(?:-+|=+)[ \t]*")
_MOST_INDENTED = 3  # columns; a line that is indented further goes on with a paragraph


def _read(state: StateBlock, start_line: int) -> bool:
    begins, shifts, ends, source = state.bMarks, state.tShift, state.eMarks, state.src
    line = start_line + 1
    while line < state.lineMax and (begin := begins[line] + shifts[line]) < (end := ends[line]):
        # A bar may make the line the head of a table.
        if not _PROSE.match(source, begin) or source.find("|", begin, end) >= 0:
            if _UNDERLINE.fullmatch(source, begin, end):
                return False
            if line == start_line + 1 and source[begin] in _TERM_MARKS:
                return False
            if _ends_before(state, line):
                break
        line += 1
    if line == start_line + 1 and _may_be_term(state, line + 1):
        return False
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start_line, line]
    token = state.push("inline", "", 0)
    token.content = _content(state, start_line, line)
    token.map = [start_line, line]
    token.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _ends_before(state: StateBlock, line: int) -> bool:
    """Say whether another block begins at a line, which lets no line of a quote or an indented one go on."""
    if state.sCount[line] < 0 or state.sCount[line] - state.blkIndent > _MOST_INDENTED:
        return False
    parent = state.parentType
    state.parentType = "paragraph"  # which lists look at
    found = any(rule(state, line, state.lineMax, True) for rule in state.md.block.ruler.getRules("paragraph"))
    state.parentType = parent
    return found


def _content(state: StateBlock, start_line: int, end_line: int) -> str:
    if end_line == start_line + 1:
        begin = state.bMarks[start_line] + state.tShift[start_line]
        return mdTrim(state.src[begin : state.eMarks[start_line]])
    return mdTrim(state.getLines(start_line, end_line, state.blkIndent, False))


def _may_be_term(state: StateBlock, line: int) -> bool:
    """Say whether a line, the first after a blank one, may define what stands before it."""
    return line < state.lineMax and state.src.startswith(_TERM_MARKS, state.bMarks[line] + state.tShift[line])


def _rule(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    # A plugin's rule may look for anything at the beginning of a line, or make another block of prose.
    ruler = state.md.block.ruler
    return not silent and isinstance(ruler, BlockRuler) and not ruler.extended and _read(state, start_line)


def add(md: MarkdownIt) -> None:
    """Take paragraphs of prose at once."""
    md.block.ruler.before("lheading", "prose", _rule)
