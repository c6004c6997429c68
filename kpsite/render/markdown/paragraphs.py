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

from kpsite.render.markdown.dispatch import whole_chain

# Letters, quotes and brackets; numbers that number no list; code, links and emphasis, when they are no fence,
# footnote or rule.
_PROSE = re.compile(
    r"""[^\W\d_] | ["'(!$%&.,;?/\\“”‘’«»¿¡…–—] | \d+(?![.)\d])
    | `(?!``) | \[(?!\^) | \*{1,2}(?=\w) | _{1,2}(?=[^\W_])""",
    re.VERBOSE,
)


def _read(state: StateBlock, start_line: int) -> bool:
    line = start_line + 1
    while line < state.lineMax and not state.isEmpty(line):
        begin = state.bMarks[line] + state.tShift[line]
        # A bar may make the line the head of a table.
        if not _PROSE.match(state.src, begin) or state.src.find("|", begin, state.eMarks[line]) >= 0:
            return False
        line += 1
    if line == start_line + 1 and _may_be_term(state, line + 1):
        return False
    state.line = line
    token = state.push("paragraph_open", "p", 1)
    token.map = [start_line, line]
    token = state.push("inline", "", 0)
    token.content = mdTrim(state.getLines(start_line, line, state.blkIndent, False))
    token.map = [start_line, line]
    token.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _may_be_term(state: StateBlock, line: int) -> bool:
    """Say whether a line, the first after a blank one, may define what stands before it."""
    return line < state.lineMax and state.src.startswith((":", "~"), state.bMarks[line] + state.tShift[line])


def add(md: MarkdownIt) -> None:
    """Take paragraphs of prose at once; to be called when all rules of the dialect are there."""
    known = len(whole_chain(md, "paragraph"))

    def rule(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
        # A plugin's rule may look for anything at the beginning of a line.
        return not silent and len(whole_chain(md, "paragraph")) == known and _read(state, start_line)

    md.block.ruler.before("lheading", "prose", rule)
