"""Questions to the reader: a ``::: quiz`` with the question in words and its answers in a list.

``- [x]`` is a right answer and ``- [ ]`` a wrong one; ``- [=]`` is an answer that may be typed in; a numbered
list without marks is to be put in that order. A quote within an answer is what a reader is told who gives it;
``::: hint`` and ``::: solution`` are what their names say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kpsite.problems import did_you_mean
from kpsite.render.markdown.context import Asked, Context, context_of, shown
from kpsite.render.markdown.quiz_parts import Answer, Quiz, plain_lines, written
from kpsite.render.markdown.tokens import first_line
from kpsite.render.markdown.words import QUIZ
from kpsite.values import dataclass

KINDS = ("one", "several", "text", "order")
MOST = 26  # answers, which are named by letters
_ACCEPTED = re.compile(r"\[=\](?:\s+|$)")
_KEYS = ("class", "dir", "id", "kind", "lang")
_LISTS = ("bullet_list_open", "ordered_list_open")
_MARKS = 'begin each answer with "[x]" when it is right and "[ ]" when it is wrong, or with "[=]" to be typed'
_PAIR = 2


class _Wrong(Exception):
    """A question that cannot be asked: the 0-based line, the code, what was found, what would be right."""

    def __init__(self, line: int, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.told = (line, code, message, hint)


@dataclass(slots=True)
class _Parts:
    """The blocks of a quiz, sorted by what they are; ``aside`` are the lines of hints and solutions."""

    stem: list[Token] = field(default_factory=list)
    answers: list[Token] = field(default_factory=list)
    hints: list[Token] = field(default_factory=list)
    solution: list[Token] = field(default_factory=list)
    aside: list[tuple[int, int]] = field(default_factory=list)


def arrange(state: StateCore) -> None:
    """Put the parts of each quiz into the order in which a page shows them.

    One with which something is wrong is noted as an error, and only its question is kept.
    """
    context = context_of(state.env)
    lines = state.src.split("\n")
    kept: list[Token] = []
    tokens = state.tokens
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type != "callout_open" or token.meta["kind"] != QUIZ:
            kept.append(token)
            index += 1
            continue
        end = index + _length(tokens[index:])
        kept += _arranged(context, tokens[index:end], lines)
        index = end
    state.tokens = kept


def _arranged(context: Context, tokens: list[Token], lines: list[str]) -> list[Token]:
    opening, closing = tokens[0], tokens[-1]
    parts = _Parts()
    try:
        _sort(tokens[1:-1], parts, first_line(opening))
        quiz = _read(opening, parts)
    except _Wrong as wrong:
        context.fail(*wrong.told)
        return [token for token in parts.stem if token.meta.pop("task", None) is None]
    made = written(context, quiz)
    last = closing.map[1] if closing.map else len(lines)
    context.quizzes.append(Asked(first_line(opening), last, plain_lines(quiz, lines)))
    return made


def _length(tokens: Sequence[Token]) -> int:
    """Give how many tokens the first block has."""
    depth = 0
    for count, token in enumerate(tokens, 1):
        depth += token.nesting
        if not depth:
            return count
    return len(tokens)


def _blocks(tokens: list[Token]) -> Iterator[list[Token]]:
    while tokens:
        end = _length(tokens)
        yield tokens[:end]
        tokens = tokens[end:]


def _span(block: list[Token]) -> tuple[int, int]:
    """Give the lines of a block: its first, and the one behind its last."""
    maps = [token.map for token in block if token.map]
    return min(one[0] for one in maps), max(one[1] for one in maps)


def _sort(tokens: list[Token], parts: _Parts, line: int) -> None:
    blocks = list(_blocks(tokens))
    lists = [place for place, block in enumerate(blocks) if block[0].type in _LISTS]
    for place, block in enumerate(blocks):
        kind = block[0].meta.get("kind") if block[0].type == "callout_open" else ""
        if any(token.type == "callout_open" and token.meta["kind"] == QUIZ for token in block):
            hint = "close the first with a line of ::: before the second begins"
            raise _Wrong(first_line(block[0]), "quiz-in-quiz", "found a quiz inside a quiz", hint)
        if kind in ("hint", "solution"):
            parts.aside.append(_span(block))
            if kind == "hint":
                parts.hints += block
            else:
                parts.solution += block[1:-1]
        elif lists and place == lists[-1]:
            parts.answers = block
        elif lists and place > lists[-1]:
            hint = "put it above the answers, or between ::: solution and :::"
            raise _Wrong(first_line(block[0]), "quiz-text-behind", "found text behind the answers", hint)
        else:
            parts.stem += block
    if not lists:
        hint = 'list them below the question, such as "- [x] right" and "- [ ] wrong"'
        raise _Wrong(line, "quiz-no-answers", "found a quiz without answers", hint)


def _read(opening: Token, parts: _Parts) -> Quiz:
    line, meta = first_line(opening), opening.meta
    for token in parts.stem:
        if "task" in token.meta:
            hint = "keep all answers in one list, without text between them"
            raise _Wrong(first_line(token), "quiz-two-lists", "found answers in two lists", hint)
    if not parts.stem and not meta["title"]:
        hint = "write it above the answers"
        raise _Wrong(line, "quiz-no-question", "found answers without a question", hint)
    ordered = parts.answers[0].type == "ordered_list_open"
    answers = tuple(_answer(item) for item in _blocks(parts.answers[1:-1]))
    kind = _kind(answers, ordered)
    _check(answers, kind)
    return Quiz(
        kind=_wanted(meta["attributes"], kind, line),
        opening=opening,
        stem=tuple(parts.stem),
        answers=answers,
        hints=tuple(parts.hints),
        solution=tuple(parts.solution),
        aside=tuple(parts.aside),
        begin=line + 1,
        list_begin=_span(parts.answers)[0],
    )


def _answer(item: list[Token]) -> Answer:
    begin, end = _span(item)
    blocks = list(_blocks(item[1:-1]))
    if not blocks or blocks[0][0].type != "paragraph_open":
        raise _Wrong(begin, "quiz-empty-answer", "found an answer without words", _MARKS)
    words = blocks[0][1]
    mark = {True: "x", False: " "}.get(words.meta.pop("task", None), "")
    if found := _ACCEPTED.match(words.content):
        mark, words.content = "=", words.content[found.end() :].lstrip()
    if not words.content.strip() or words.content.strip() in ("[ ]", "[x]", "[X]"):
        raise _Wrong(begin, "quiz-empty-answer", "found an answer without words", _MARKS)
    told = [block for block in blocks[1:] if block[0].type == "blockquote_open"]
    return Answer(
        mark=mark,
        words=words,
        more=tuple(token for block in blocks[1:] if block not in told for token in block),
        feedback=tuple(token for block in told for token in block[1:-1]),
        begin=begin,
        end=end,
        told=tuple(_span(block) for block in told),
    )


def _kind(answers: Sequence[Answer], ordered: bool) -> str:
    marks = {answer.mark for answer in answers}
    if marks == {""} and ordered:
        return "order"
    for answer in answers:
        if not answer.mark:
            message = f'found the answer "{shown(answer.words.content)}" without a mark'
            raise _Wrong(answer.begin, "quiz-unmarked", message, _MARKS)
        if answer.mark == "x" and "=" in marks:
            hint = 'mark what may be typed with "[=]", and known mistakes with "[ ]"'
            raise _Wrong(answer.begin, "quiz-mixed-marks", 'found "[x]" among answers to be typed', hint)
    if "=" in marks:
        return "text"
    return "several" if sum(answer.mark == "x" for answer in answers) > 1 else "one"


def _check(answers: Sequence[Answer], kind: str) -> None:
    """Look for what makes a question none. Raises ``_Wrong``."""
    line = answers[0].begin
    if kind in ("one", "several") and not any(answer.mark == "x" for answer in answers):
        hint = 'put an x between the brackets of the right one: "- [x] …"'
        raise _Wrong(line, "quiz-no-right-answer", "found a quiz without a right answer", hint)
    if len(answers) < _PAIR and kind != "text":
        hint = "give at least two, or let readers type it: - [=] …"
        raise _Wrong(line, "quiz-one-answer", "found a quiz with one answer only", hint)
    if len(answers) > MOST:
        message = f"found a quiz with {len(answers)} answers"
        raise _Wrong(line, "quiz-too-many-answers", message, f"give at most {MOST}, or ask two questions")
    seen: dict[str, int] = {}
    for answer in answers:
        words = " ".join(answer.words.content.split()).casefold()
        if words in seen:
            message = f'found the answer "{shown(answer.words.content)}" a second time'
            hint = "every answer has to differ from the others"
            raise _Wrong(answer.begin, "quiz-same-answer", message, hint)
        seen[words] = answer.begin


def _wanted(attributes: dict[str, str], kind: str, line: int) -> str:
    """Give the kind, which the braces may say where one right answer is to be looked for among several."""
    for key in attributes:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f"known are {', '.join(_KEYS)}"
            raise _Wrong(line, "quiz-unknown-key", f'found the key "{shown(key)}" of a quiz', hint)
    wanted = attributes.pop("kind", kind)
    if wanted not in KINDS:
        hint = did_you_mean(wanted, KINDS) or f"known are {', '.join(KINDS)}"
        raise _Wrong(line, "quiz-unknown-kind", f'found a quiz of the kind "{shown(wanted)}"', hint)
    if wanted != kind and (wanted, kind) != ("several", "one"):
        message = f'found kind="{wanted}", and answers of the kind "{kind}"'
        raise _Wrong(line, "quiz-other-kind", message, "leave kind out, or mark the answers differently")
    return wanted
