"""Lexers of Pygments at half their cost: states are prepared when they are used, and asked all at once.

A lexer has rules for each of its states, tried one after the other at every place of a text, and compiles
those of all its states before it reads the first one. ``quick`` gives a lexer of the same tokens, which
compiles the states that a text leads it into, and tries the rules of one as one regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar, cast

from pygments.lexer import Lexer, RegexLexer, RegexLexerMeta, words
from pygments.token import Error, Whitespace, _TokenType
from pygments.util import Future

from kpsite.render.markdown.wordlists import Hit, WordList, in_ascii, word_list

Match = Callable[[str, int], "Hit | re.Match[str] | None"]
# What a rule looks for as it is written, what that is or who says so, and the change of state.
Written = tuple[Any, Any, Any]
Alone = Callable[[str, int], "re.Match[str] | None"]
# What a match is, or who says so; the change of state that follows; and the rule's match by itself.
Rule = tuple[Any, Any, Alone | None]
# What is tried at once; its rule, or its rules by the name of the last group that matched.
Step = tuple[Match, Rule | None, dict[str | None, Rule]]

# A reference to a group means another group within a larger expression, and a name must be there once.
_BY_ITSELF = re.compile(r"\\\d|\(\?P|\(\?\(")
# The bracket of a group that remembers what it matched; brackets in classes and behind backslashes are none.
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|\((?!\?)", re.DOTALL)
_LONG = 400  # characters; long lists of words take longer to compile as a part of something
_FLAGS = re.compile(r"\(\?([aimsux]+)\)")


class _Written(RegexLexerMeta):
    """Makes a lexer whose rules keep their regular expressions, and lists of words, as they are written."""

    def _process_regex(self, regex: str | Future, _flags: int, _state: str) -> str | Future:
        return regex


class _Steps(dict[str, list[Step]]):
    """For each state of a lexer what is tried in it, made when it is asked for."""

    def __init__(self, rules: dict[str, list[Written]], flags: int, *, ascii_text: bool) -> None:
        super().__init__()
        self._rules, self._flags, self._ascii = rules, flags, ascii_text

    def __missing__(self, state: str) -> list[Step]:
        flags = self._flags
        steps: list[Step] = []
        together: list[tuple[str, Any, Any]] = []
        for written, action, change in self._rules[state]:
            found = self._prepared(written, action)
            if isinstance(found, str) and len(found) <= _LONG and not _BY_ITSELF.search(found):
                together.append((found, action, change))
                continue
            match = re.compile(found, flags).match if isinstance(found, str) else found.match
            steps += [*_together(together, flags), (match, (action, change, None), {})]
            together = []
        self[state] = steps + _together(together, flags)
        return self[state]

    def _prepared(self, written: object, action: object) -> str | WordList:
        """Give what a rule looks for: an expression, or a list whose words are of one type of token."""
        flags = self._flags
        if isinstance(written, words) and self._ascii and isinstance(action, _TokenType):
            found = word_list(written, flags)
            if found:
                return found
        if isinstance(written, Future):
            return str(written.get())  # type: ignore[func-returns-value] # the type is the abstract method's
        if not isinstance(written, str):
            return (
                ""  # a change of state that needs no match has an expression of nothing, compiled beforehand
            )
        return in_ascii(written, flags) if self._ascii else written


def _together(rules: Sequence[tuple[str, Any, Any]], flags: int) -> list[Step]:
    """Make one step of some rules: behind each stands an empty group, whose name says which one matched."""
    if not rules:
        return []
    parts: list[str] = []
    named: dict[str | None, Rule] = {}
    for index, (regex, action, change) in enumerate(rules):
        own = _FLAGS.match(regex)
        begin, rest = (f"(?{own[1]}:", regex[own.end() :]) if own else ("(?:", regex)
        verbose = flags & re.VERBOSE or "x" in begin
        end = "\n)" if verbose else ")"  # the line's end ends a comment
        if not verbose:
            rest = _GROUP.sub(_ungrouped, rest)
        parts.append(f"{begin}{rest}{end}(?P<_{index}>)")
        alone = None if isinstance(action, _TokenType) or action is None else _late(regex, flags)
        named[f"_{index}"] = (action, change, alone)
    return [(re.compile("|".join(parts), flags).match, None, named)]


def _ungrouped(found: re.Match[str]) -> str:
    """Give a part of an expression that remembers nothing: which rule matched can then be told by its first
    sign, without trying it, and the rule's own match by itself has its groups.
    """
    return "(?:" if found[0] == "(" else found[0]


def _late(regex: str, flags: int) -> Alone:
    """Give the match of an expression that is compiled when it is used."""
    made: list[Alone] = []

    def match(text: str, place: int) -> re.Match[str] | None:
        if not made:
            made.append(re.compile(regex, flags).match)
        return made[0](text, place)

    return match


class _Quick(RegexLexer):
    """What every quick lexer is: its own class with ``steps``."""

    steps: ClassVar[_Steps]
    ascii_steps: ClassVar[_Steps]


def _read(
    lexer: _Quick, text: str, stack: Iterable[str] = ("root",)
) -> Iterator[tuple[int, _TokenType, str]]:
    """Give the tokens of a text, as ``RegexLexer.get_tokens_unprocessed`` does."""
    states = list(stack)
    all_steps = lexer.ascii_steps if text.isascii() else lexer.steps
    steps = all_steps[states[-1]]
    place, end = 0, len(text)
    while True:
        for match, only, rules in steps:
            if found := match(text, place):
                action, change, alone = only or rules[found.lastgroup]
                if type(action) is _TokenType:
                    yield place, action, found.group()
                elif action is not None:
                    yield from action(lexer, alone(text, place) if alone else found)
                place = found.end()
                if change is not None:
                    _move(states, change)
                    steps = all_steps[states[-1]]
                break
        else:
            if place >= end:
                return
            if text[place] == "\n":
                states = ["root"]
                steps = all_steps["root"]
            yield place, Whitespace if text[place] == "\n" else Error, text[place]
            place += 1


def _move(states: list[str], change: str | int | tuple[str, ...]) -> None:
    """Change the stack of states; the last one stays, whatever a text closes."""
    if isinstance(change, int):
        del states[max(len(states) + change, 1) :]
        return
    for state in change if isinstance(change, tuple) else (change,):
        if state == "#push":
            states.append(states[-1])
        elif state != "#pop":
            states.append(state)
        elif len(states) > 1:
            states.pop()


def quick(lexer: type[Lexer]) -> type[Lexer]:
    """Give a class of lexers with the same tokens; ``lexer`` itself when it has its own way of reading."""
    if not issubclass(lexer, RegexLexer) or getattr(lexer, "token_variants", False):
        return lexer
    if lexer.get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed:
        return lexer
    own = {"_tokens": {}, "_all_tokens": {}, "_tmpname": 0, "get_tokens_unprocessed": _read}
    made = cast(type[_Quick], _Written(lexer.__name__, (lexer,), own))  # type: ignore[no-untyped-call]
    rules = made.process_tokendef("", lexer.get_tokendefs())  # type: ignore[no-untyped-call]
    made.steps = _Steps(rules, lexer.flags, ascii_text=False)
    made.ascii_steps = _Steps(rules, lexer.flags, ascii_text=True)
    return made


def unhurried(lexer: Lexer) -> Lexer:
    """Give the lexer of Pygments itself for one of a class that ``quick`` has given."""
    made = type(lexer)
    found: Lexer = made.__bases__[0](**lexer.options) if isinstance(made, _Written) else lexer
    return found
