"""The parser of what stands within blocks: the same tokens as the parser's own, with fewer steps to each."""

from __future__ import annotations

import re
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline, RuleFuncInline2Type, RuleFuncInlineType
from markdown_it.rules_inline import StateInline, emphasis, fragments_join, link_pairs, strikethrough, text
from markdown_it.token import Token
from markdown_it.utils import EnvType

from kpsite.render.markdown.dispatch import INLINES, Chosen, starts_of
from kpsite.render.markdown.tokens import make

_PAIRS = (link_pairs, strikethrough.postProcess, emphasis.postProcess)


class SpanState(StateInline):
    """The state of the parser."""

    def pushPending(self) -> Token:  # noqa: N802 - the parser's own name
        """Add the words that were read so far."""
        token = make("text", "", 0, self.pendingLevel, content=self.pending)
        self.tokens.append(token)
        self._pending = ""
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token, behind the words before it."""
        if self._pending_buffer or self._pending:
            self.pushPending()
        if nesting < 0:
            self.level -= 1
            self.delimiters = self._prev_delimiters.pop()
        token = make(ttype, tag, nesting, self.level)
        if nesting > 0:
            self.level += 1
            self._prev_delimiters.append(self.delimiters)
            self.delimiters = []
            self.tokens_meta.append({"delimiters": self.delimiters})
        else:
            self.tokens_meta.append(None)
        self.pendingLevel = self.level
        self.tokens.append(token)
        return token

    def has_pairs(self) -> bool:
        """Say whether there are signs that may be emphasis."""
        return bool(self.delimiters) or any(meta and meta["delimiters"] for meta in self.tokens_meta)


class Spans(ParserInline):
    """The parser, which goes from one sign that a rule begins with to the next, and tries those rules."""

    def __init__(self, plain: ParserInline) -> None:
        super().__init__()
        self.ruler, self.ruler2 = plain.ruler, plain.ruler2
        self._starts: dict[RuleFuncInlineType, str] = {}
        self._rules: list[RuleFuncInlineType] = []
        self._rules2: list[RuleFuncInline2Type] = []
        self._closing: list[RuleFuncInline2Type] = []
        self._closing_pairs: list[RuleFuncInline2Type] = []
        self._chosen: Chosen[RuleFuncInlineType] = Chosen((), {})
        self._stop = self.terminator_re
        self._picks = False

    def learn(self) -> None:
        """Look up the rules of the table: from now on those are tried where they may match."""
        self._starts = starts_of(self.ruler, INLINES)
        self._rules = []

    def _prepare(self) -> bool:
        """Take note of the rules when they are others than before, and say whether they can be picked."""
        rules = self.ruler.getRules("")
        if rules is not self._rules:
            self._rules = rules
            self._picks = bool(self._starts) and rules[:1] == [text]
            self._chosen = Chosen(rules[1:], self._starts)
            # Brackets end the words of links, which are read by themselves.
            signs = "".join(self._chosen) + "]"
            self._stop = self.terminator_re if self._chosen.always else re.compile(f"[{re.escape(signs)}]")
        return self._picks

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the parser's own name
        """Pass over one token."""
        if not self._prepare():
            super().skipToken(state)
            return
        pos, cache = state.pos, state.cache
        if pos in cache:
            state.pos = cache[pos]
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax + 1
        else:
            found = self._stop.search(state.src, pos)
            state.pos = min(found.start(), state.posMax) if found else state.posMax
            if state.pos == pos:
                self._skip_sign(state)
        cache[pos] = state.pos

    def _skip_sign(self, state: StateInline) -> None:
        pos = state.pos
        for rule in self._chosen[state.src[pos]]:
            state.level += 1
            matched = rule(state, True)
            state.level -= 1
            if matched:
                _check(state, pos)
                return
        state.pos += 1

    def tokenize(self, state: StateInline) -> None:
        """Read from ``state.pos`` to ``state.posMax``."""
        if not self._prepare() or state.level >= state.md.options["maxNesting"]:
            super().tokenize(state)
            return
        src, end, search, chosen = state.src, state.posMax, self._stop.search, self._chosen
        pos = state.pos
        while pos < end:
            found = search(src, pos)
            stop = min(found.start(), end) if found else end
            if stop > pos:
                state.append_pending(src[pos:stop])
                state.pos = pos = stop
                continue
            for rule in chosen[src[pos]]:
                if rule(state, False):
                    _check(state, pos)
                    break
            else:
                state.append_pending(src[pos])
                state.pos += 1
            pos = state.pos
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Read ``src`` and add its tokens to ``tokens``."""
        rules = self.ruler2.getRules("")
        if rules is not self._rules2:
            self._rules2 = rules
            self._closing_pairs = [_join if rule is fragments_join else rule for rule in rules]
            self._closing = [rule for rule in self._closing_pairs if rule not in _PAIRS]
        if self._prepare() and not self._stop.search(src) and self._closing == [_join] and src and not tokens:
            tokens.append(make("text", "", 0, 0, content=src))
            return tokens
        state = SpanState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self._closing_pairs if state.has_pairs() else self._closing:
            rule(state)
        return state.tokens


def _check(state: StateInline, pos: int) -> None:
    if state.pos <= pos:
        raise RuntimeError("a rule matched without going on")


def _join(state: StateInline) -> None:
    """Join words that stand side by side, and count the levels anew, which emphasis has changed."""
    level = 0
    joined: list[Token] = []
    run: list[Token] = []
    for token in state.tokens:
        if token.type == "text":
            run.append(token)
            continue
        if run:
            joined.append(_joined(run, level))
            run = []
        level += min(token.nesting, 0)
        token.level = level
        level += max(token.nesting, 0)
        joined.append(token)
    if run:
        joined.append(_joined(run, level))
    state.tokens[:] = joined


def _joined(run: list[Token], level: int) -> Token:
    token = run[-1]
    if len(run) > 1:
        token.content = "".join([each.content for each in run])
    token.level = level
    return token
