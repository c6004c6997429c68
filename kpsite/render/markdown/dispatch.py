"""Which rules may match, by the character at hand: the parser tries those alone instead of all.

CommonMark's parser asks every rule at every line and at every sign. Most rules match nothing but what begins
with one of a few characters, which stand in the tables below. A rule that is in no table, such as one of a
plugin or one that a plugin puts in another's place, is always tried; the order of rules stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock

# The names are those of the parser's chains, the characters those that what a rule matches begins with.
BLOCKS = {
    "code": "",
    "callout": ":",
    "math_block": "$",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
INLINES = {
    "verbatim": "{",
    "newline": "\n",
    "math_inline": "$",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "span": "[",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "attributes": "{",
}

_CODE_INDENT = 4  # columns; what is indented further is code, whatever it begins with

Rule = TypeVar("Rule", bound=Callable[..., bool])


def starts_of(ruler: Ruler[Rule], table: Mapping[str, str]) -> dict[Rule, str]:
    """Give for each rule that is known by now the characters that what it matches begins with."""
    return {rule.fn: table[rule.name] for rule in ruler.__rules__ if rule.name in table}


class Chosen(dict[str, tuple[Rule, ...]], Generic[Rule]):
    """The rules of a chain that may match, for each character; for those in no table what is always tried."""

    def __init__(self, rules: Iterable[Rule], starts: Mapping[Rule, str]) -> None:
        super().__init__()
        rules = tuple(rules)
        self.always = tuple(rule for rule in rules if rule not in starts)
        for character in sorted(set("".join(starts[rule] for rule in rules if rule in starts))):
            self[character] = tuple(rule for rule in rules if character in starts.get(rule, character))

    def __missing__(self, character: str) -> tuple[Rule, ...]:
        self[character] = self.always
        return self.always


class BlockRuler(Ruler[RuleFuncBlockType]):
    """The rules of blocks; once it knows which begin with what, a chain is one rule that picks among them.

    ``extended`` says that there are rules of others, such as plugins.
    """

    def __init__(self, plain: Ruler[RuleFuncBlockType]) -> None:
        super().__init__()
        self.__rules__ = plain.__rules__
        self.extended = True
        self._known: frozenset[RuleFuncBlockType] = frozenset()
        self._starts: dict[RuleFuncBlockType, str] = {}

    def learn(self) -> None:
        """Look up the rules of the table: from now on those are tried where they may match."""
        for rule in self.__rules__:
            if rule.name in _GUARDS:
                rule.fn = _guarded(rule.fn, _GUARDS[rule.name])
        self._known = frozenset(rule.fn for rule in self.__rules__)
        self._starts = starts_of(self, BLOCKS)
        self.__cache__ = None

    def __compile__(self) -> None:
        """Find the rules of each chain, which are one when it is known what they begin with."""
        super().__compile__()
        if self.__cache__ is not None and self._starts:
            self.extended = not self._known.issuperset(self.__cache__[""])
            for chain, rules in self.__cache__.items():
                self.__cache__[chain] = [_picking(rules, self._starts)] if rules else rules


def _picking(rules: list[RuleFuncBlockType], starts: Mapping[RuleFuncBlockType, str]) -> RuleFuncBlockType:
    """Give one rule that stands for many."""
    chosen = Chosen(rules, starts)

    def pick(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        begin = state.bMarks[start_line] + state.tShift[start_line]
        indented = state.sCount[start_line] - state.blkIndent >= _CODE_INDENT
        for rule in rules if indented else chosen[state.src[begin : begin + 1]]:
            if rule(state, start_line, end_line, silent):
                return True
        return False

    return pick


def _begins(state: StateBlock, line: int, characters: str) -> bool:
    """Say whether a line begins with one of some characters; a line without any does as well."""
    begin = state.bMarks[line] + state.tShift[line]
    return state.src[begin : begin + 1] in characters


def _may_be_table(state: StateBlock, start_line: int, end_line: int, _silent: bool) -> bool:
    return start_line + 1 < end_line and _begins(state, start_line + 1, "|-:")


def _may_be_definitions(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if silent:
        return state.ddIndent >= 0
    line = start_line + 1
    if line < end_line and state.isEmpty(line):
        line += 1
    return line < end_line and _begins(state, line, ":~")


_GUARDS = {"table": _may_be_table, "deflist": _may_be_definitions}


def _guarded(rule: RuleFuncBlockType, may_match: RuleFuncBlockType) -> RuleFuncBlockType:
    def guarded(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        return may_match(state, start_line, end_line, silent) and rule(state, start_line, end_line, silent)

    return guarded
