"""The parser of what stands within blocks: the same tokens as the parser's own, with fewer steps to each."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline, RuleFuncInline2Type, RuleFuncInlineType
from markdown_it.rules_core import StateCore, text_join
from markdown_it.rules_inline import (
    StateInline,
    emphasis,
    fragments_join,
    link,
    link_pairs,
    strikethrough,
    text,
)
from markdown_it.token import Token
from markdown_it.utils import EnvType

from kpsite.render.markdown.destinations import PLAIN
from kpsite.render.markdown.dispatch import INLINES, Chosen, starts_of
from kpsite.render.markdown.spanstate import SpanState
from kpsite.render.markdown.tokens import make

_EMPHASIS = (("", ""), ("em", "em"), ("strong", "strong"))  # by the number of signs: what a token is, its tag
_ESCAPES = "\\&{"  # what is escaped begins with one of these
_PAIRS = (link_pairs, strikethrough.postProcess, emphasis.postProcess)


class Spans(ParserInline):
    """The parser, which goes from one sign that a rule begins with to the next, and tries those rules."""

    def __init__(self, plain: ParserInline) -> None:
        super().__init__()
        self.ruler, self.ruler2 = plain.ruler, plain.ruler2
        self._starts: dict[RuleFuncInlineType, str] = {}
        self._seen: object = ()  # the compiled rules that the fields below are made of
        self._seen2: object = ()
        self._closing: list[RuleFuncInline2Type] = []
        self._closing_pairs: list[RuleFuncInline2Type] = []
        self._closing_emphasis: list[RuleFuncInline2Type] = []
        self._closing_alone: list[RuleFuncInline2Type] = []
        self._chosen: Chosen[RuleFuncInlineType] = Chosen((), {})
        self._stop = self.terminator_re
        self._picks = False

    @property
    def extended(self) -> bool:
        """Whether there are rules of others, such as plugins, as far as anything was read by now."""
        return bool(self._chosen.always)

    def learn(self) -> None:
        """Look up the rules of the table: from now on those are tried where they may match."""
        self._starts = starts_of(self.ruler, INLINES)
        self._seen = ()

    def _prepare(self) -> None:
        """Take note of the rules, which are others than before."""
        rules = self.ruler.getRules("")
        self._seen = self.ruler.__cache__
        self._picks = bool(self._starts) and rules[:1] == [text]
        chosen = self._chosen = Chosen(rules[1:], self._starts)
        # Brackets end the words of links, which are read by themselves.
        signs = re.escape("".join(chosen) + "]")
        self._stop = self.terminator_re if chosen.always else re.compile(f"[{signs}]")
        if not chosen.always:
            at_once: dict[RuleFuncInlineType, RuleFuncInlineType]
            at_once = {link: _link_at_once(signs), emphasis.tokenize: _emphasis_at_once(signs)}
            for sign in "[*_":
                chosen[sign] = tuple(at_once.get(rule, rule) for rule in chosen[sign])

    def _prepare2(self) -> None:
        """Take note of the rules for what has been read, which are others than before."""
        rules = self.ruler2.getRules("")
        self._seen2 = self.ruler2.__cache__
        self._closing_pairs = [_join if rule is fragments_join else rule for rule in rules]
        self._closing_emphasis = [r for r in self._closing_pairs if r is not strikethrough.postProcess]
        self._closing = [rule for rule in self._closing_pairs if rule not in _PAIRS]
        self._closing_alone = [rule for rule in self._closing if rule is not _join]

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the parser's own name
        """Pass over one token."""
        if self.ruler.__cache__ is not self._seen:
            self._prepare()
        if not self._picks:
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
        if self.ruler.__cache__ is not self._seen:
            self._prepare()
        if not self._picks or state.level >= state.md.options["maxNesting"]:
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
        if self.ruler.__cache__ is not self._seen:
            self._prepare()
        if self.ruler2.__cache__ is not self._seen2:
            self._prepare2()
        if self._picks and not self._stop.search(src) and not self._closing_alone and src and not tokens:
            tokens.append(make("text", "", 0, 0, src))
            return tokens
        state = SpanState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self._closing_rules(state):
            rule(state)
        return state.tokens

    def _closing_rules(self, state: SpanState) -> list[RuleFuncInline2Type]:
        """Give the rules that have something to do when all is read."""
        if state.has_pairs():
            return self._closing_pairs if "~" in state.src else self._closing_emphasis
        # Of the rules that are known, those for pairs alone leave words side by side.
        return self._closing if self._chosen.always or not self._picks else self._closing_alone


def _link_at_once(signs: str) -> RuleFuncInlineType:
    """Give the rule for links that takes one of plain words and a plain address at once."""
    plain = re.compile(rf"\[([^{signs}]+)\]\(({PLAIN})\)")

    def rule(state: StateInline, silent: bool) -> bool:
        found = plain.match(state.src, state.pos, state.posMax)
        if not found or state.level >= state.md.options["maxNesting"]:
            return link(state, silent)
        address = state.md.normalizeLink(found[2])
        if not state.md.validateLink(address):
            return link(state, silent)
        if not silent:
            _enclose(state, "link", "a", found[1])[0].attrs = {"href": address}
        state.pos = found.end()
        return True

    return rule


def _emphasis_at_once(signs: str) -> RuleFuncInlineType:
    """Give the rule for emphasis that takes plain words at once, between signs that can only open and close.

    The first sign of the words and the last are letters or numbers, and beyond the emphasis nothing follows
    that would make either sign something else: no sign before can be closed by these, nor one behind.
    """
    plain = re.compile(
        rf"""(?<![^ \n("'-])(\*\*?|__?)([^\W_](?:[^{signs}]*[^\W_])?)\1(?=[ \n.,;:!?)"'-]|\Z)"""
    )

    def rule(state: StateInline, silent: bool) -> bool:
        found = None if silent else plain.match(state.src, state.pos, state.posMax)
        if not found:
            return emphasis.tokenize(state, silent)
        markup, words = found.groups()
        for token in _enclose(state, *_EMPHASIS[len(markup)], words):
            token.markup = markup
        state.pos = found.end()
        return True

    return rule


def _enclose(state: StateInline, kind: str, tag: str, words: str) -> tuple[Token, Token]:
    """Add words with a token before them and one behind, which are given."""
    if state.pending:
        state.pushPending()
    level = state.pendingLevel = state.level
    opening, closing = make(f"{kind}_open", tag, 1, level), make(f"{kind}_close", tag, -1, level)
    state.tokens += (opening, make("text", "", 0, level + 1, words), closing)
    return opening, closing


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


def _join_specials(state: StateCore) -> None:
    """Make one text of what was escaped and the words around it, where there is more than words."""
    inline = state.md.inline
    known = isinstance(inline, Spans) and not inline.extended
    if known and not any(sign in state.src for sign in _ESCAPES):
        return
    mixed = [token for token in state.tokens if token.type == "inline" and not _is_words(token.children)]
    if mixed:
        text_join(StateCore(state.src, state.md, state.env, mixed))


def _is_words(children: list[Token] | None) -> bool:
    return (
        children is not None
        and len(children) == 1
        and children[0].type == "text"
        and not children[0].children
    )


def add(md: MarkdownIt) -> None:
    """Spare what is words alone from being joined."""
    md.core.ruler.at("text_join", _join_specials)
