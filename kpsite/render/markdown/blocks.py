"""The parser of blocks: the same tokens as the parser's own, with fewer steps to each line."""

from __future__ import annotations

from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType

from kpsite.render.markdown.dispatch import BlockRuler

_TAB = 4  # columns
_SPACES = frozenset(" \t")
_new = Token.__new__


class BlockState(StateBlock):
    """The state of the parser, whose marks of lines are found line by line."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__("", md, env, tokens)
        self.src = src
        lines = src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()
        begins, begin = [0], 0
        shifts, columns = [0] * (len(lines) + 1), [0] * (len(lines) + 1)
        for index, line in enumerate(lines):
            begin += len(line) + 1
            begins.append(begin)
            if line[:1] in _SPACES:
                shift = shifts[index] = len(line) - len(line.lstrip(" \t"))
                columns[index] = len(line[:shift].expandtabs(_TAB))
        # One more than there are lines, which spares the rules from looking at how many there are.
        self.bMarks = [*begins[:-1], len(src)]
        self.eMarks = [*(begin - 1 for begin in begins[1:]), len(src)]
        self.tShift = shifts
        self.sCount = columns
        self.bsCount = [0] * len(begins)
        self.lineMax = len(lines)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token."""
        if nesting < 0:
            self.level -= 1
        # As ``tokens.make`` has it, without the call: this is what takes the most time of all.
        token = _new(Token)
        token.type = ttype
        token.tag = tag
        token.nesting = nesting
        token.attrs = {}
        token.map = None
        token.level = self.level
        token.children = None
        token.content = token.markup = token.info = ""
        token.meta = {}
        token.block = True
        token.hidden = False
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803 - the parser's own names
        """Give some lines without the spaces that they are indented by."""
        if indent or begin >= end:
            return super().getLines(begin, end, indent, keepLastLF)
        source, last = self.src, end - 1
        marks = zip(self.bMarks[begin:last], self.eMarks[begin:last], strict=True)
        lines = "".join([source[first : stop + 1] for first, stop in marks])
        return lines + source[self.bMarks[last] : self.eMarks[last] + keepLastLF]

    def skipEmptyLines(self, from_pos: int) -> int:  # noqa: N802 - the parser's own name
        """Give the next line that is not empty."""
        begins, shifts, ends = self.bMarks, self.tShift, self.eMarks
        while from_pos < self.lineMax and begins[from_pos] + shifts[from_pos] >= ends[from_pos]:
            from_pos += 1
        return from_pos


class Blocks(ParserBlock):
    """The parser of blocks, which tries the rules that may match."""

    ruler: BlockRuler

    def __init__(self, plain: ParserBlock) -> None:
        super().__init__()
        self.ruler = BlockRuler(plain.ruler)

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - the parser's own names
        """Read the blocks of some lines."""
        [rule, *more] = self.ruler.getRules("")
        if more:
            super().tokenize(state, startLine, endLine)
            return
        limit = state.md.options.maxNesting
        line, loose = startLine, False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= limit:  # what is deeper is left out
                state.line = endLine
                break
            if not rule(state, line, endLine, False) or state.line <= line:
                raise RuntimeError("no rule for blocks matched, or one without going on")
            state.tight = not loose
            line = state.line
            if line - 1 < endLine and state.isEmpty(line - 1):
                loose = True
            if line < endLine and state.isEmpty(line):
                loose = True
                line += 1
                state.line = line

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803 - the parser's own name
        """Read ``src`` and add its tokens to ``outTokens``."""
        if not src:
            return None
        state = BlockState(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens
