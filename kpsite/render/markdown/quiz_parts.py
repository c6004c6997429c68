"""The parts of a question, as a page shows them and as plain text that does not give the answer away.

A page's part needs no script: controls to answer with, and below them the answers, folded away. What a script
adds (checking, moving) it finds by these classes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from kpsite.render.markdown import attributes
from kpsite.render.markdown.context import Context
from kpsite.render.markdown.words import (
    IN_ORDER,
    NOT_RIGHT,
    PLACE_OF,
    QUESTION,
    RIGHT,
    SEVERAL_RIGHT,
    SHOW_ANSWER,
    YOUR_ANSWER,
)
from kpsite.values import dataclass

_MARKED = re.compile(r"^(?P<before>[ \t>]*)(?:[*+-]|\d+[.)])[ \t]+(?:\[[ xX=]\][ \t]+)?")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its mark (``x``, a space, ``=`` or none), its words, what else it shows, and what is said to
    who gives it; ``begin`` to ``end`` are its lines in the text, ``told`` those of what is said.
    """

    mark: str
    words: Token
    more: tuple[Token, ...]
    feedback: tuple[Token, ...]
    begin: int
    end: int
    told: tuple[tuple[int, int], ...]

    @property
    def is_right(self) -> bool:
        """Whether it is one."""
        return self.mark != " "


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question with its answers. ``begin`` to ``list_begin`` are the lines of the question, in which
    ``aside`` are those of hints and solutions.
    """

    kind: str
    opening: Token
    stem: tuple[Token, ...]
    answers: tuple[Answer, ...]
    hints: tuple[Token, ...]
    solution: tuple[Token, ...]
    aside: tuple[tuple[int, int], ...]
    begin: int
    list_begin: int

    def laid_out(self) -> tuple[Answer, ...]:
        """Give the answers as readers see them: those to be put in order are out of it, always alike."""
        if self.kind != "order":
            return self.answers
        mixed = tuple(sorted(self.answers, key=lambda answer: _digest(answer.words.content)))
        return mixed if mixed != self.answers else (*mixed[1:], mixed[0])

    def lettered(self) -> list[tuple[str, Answer]]:
        """Give the answers as they are laid out, each with its letter."""
        return [(chr(ord("A") + place), answer) for place, answer in enumerate(self.laid_out())]


def _digest(*texts: str) -> str:
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=5).hexdigest()


def written(context: Context, quiz: Quiz) -> list[Token]:
    """Give the tokens of a question on a page."""
    found = attributes.check(context, quiz.opening.meta["attributes"], quiz.begin - 1)
    # Results are remembered by this name: it stays when hints and feedback are reworded.
    asked = [token.content for token in quiz.stem if token.type == "inline"]
    name = found.pop("id", "") or context.unique_id(
        f"quiz-{_digest(quiz.kind, *asked, *(answer.words.content for answer in quiz.answers))}"
    )
    classes = " ".join(filter(None, (f"quiz quiz-{quiz.kind}", found.pop("class", ""))))
    more = "".join(f' {key}="{escapeHtml(value)}"' for key, value in found.items())
    return [
        _raw(f'<fieldset class="{escapeHtml(classes)}" id="{escapeHtml(name)}"{more}>\n'),
        *_legend(context, quiz),
        *_answers(context, quiz, name),
        *quiz.hints,
        _raw('<p class="quiz-act"></p>\n'),
        *_key(context, quiz),
        _raw("</fieldset>\n"),
    ]


def _raw(html: str) -> Token:
    return Token("quiz", "", 0, content=html, block=True)


def _inline(content: str, like: Token) -> Token:
    return Token("inline", "", 0, map=like.map, content=content, children=[], block=True)


def _legend(context: Context, quiz: Quiz) -> list[Token]:
    """Give the question: its first words name the group of answers."""
    stem, title = list(quiz.stem), quiz.opening.meta["title"]
    made = [_raw('<legend><span class="quiz-label">')]
    made += [_inline(title, quiz.opening)] if title else [_raw(escapeHtml(context.translate(QUESTION)))]
    made.append(_raw("</span>"))
    level = quiz.opening.level + 1
    first = next((place for place in range(len(stem)) if _is_worded(stem[place : place + 2], level)), None)
    if first is not None:
        made += [_raw(' <span class="quiz-asked">'), stem[first + 1], _raw("</span>")]
        del stem[first : first + 3]
    how = {"several": SEVERAL_RIGHT, "order": IN_ORDER}.get(quiz.kind)
    told = f'<p class="quiz-how">{escapeHtml(context.translate(how))}</p>\n' if how else ""
    return [*made, _raw("</legend>\n"), *stem, _raw(told)]


def _is_worded(tokens: Sequence[Token], level: int) -> bool:
    """Whether a paragraph of a level begins here, and with words, not with a picture."""
    opening = tokens[0].type == "paragraph_open" and tokens[0].level == level
    return opening and not tokens[1].content.startswith("![")


def _answers(context: Context, quiz: Quiz, name: str) -> list[Token]:
    if quiz.kind == "text":
        label = escapeHtml(context.translate(YOUR_ANSWER))
        typed = f'<label>{label} <input type="text" name="{escapeHtml(name)}" autocomplete="off"></label>'
        return [_raw(f'<p class="quiz-answers">{typed}</p>\n')]
    made = [_raw('<ul class="quiz-answers">\n')]
    for letter, answer in quiz.lettered():
        if quiz.kind == "order":
            label = escapeHtml(context.translate(PLACE_OF) % {"letter": letter})
            places = "".join(f"<option>{place + 1}</option>" for place in range(len(quiz.answers)))
            before, after = f'<select aria-label="{label}"><option></option>{places}</select> ', ""
        else:
            control = "checkbox" if quiz.kind == "several" else "radio"
            before, after = f'<label><input type="{control}" name="{escapeHtml(name)}"> ', "</label>"
        made.append(_raw(f"<li>{before}<b>{letter}</b> <span>"))
        made += [answer.words, _raw(f"</span>{after}"), *answer.more, _raw("</li>\n")]
    return [*made, _raw("</ul>\n")]


def _key(context: Context, quiz: Quiz) -> list[Token]:
    """Give what is folded away: of each answer whether it is right and what is said of it, and why."""
    kind = "ol" if quiz.kind == "order" else "ul"
    summary = escapeHtml(context.translate(SHOW_ANSWER))
    made = [_raw(f'<details class="quiz-key"><summary>{summary}</summary>\n<{kind}>\n')]
    letters = {id(answer): letter for letter, answer in quiz.lettered()}
    for answer in quiz.answers:
        verdict = escapeHtml(context.translate(RIGHT if answer.is_right else NOT_RIGHT))
        letter = "" if quiz.kind == "text" else f"<b>{letters[id(answer)]}</b>"
        is_right = ' class="quiz-right"' if answer.is_right else ""
        made.append(_raw(f"<li{is_right}>{letter}"))
        if quiz.kind in ("text", "order"):
            again = answer.words if quiz.kind == "text" else _inline(answer.words.content, answer.words)
            made += [_raw(' <span class="quiz-words">'), again, _raw("</span>")]
        if quiz.kind != "order":
            made.append(_raw(f' <span class="quiz-verdict">{verdict}</span>'))
        if answer.feedback:
            made += [_raw('\n<div class="quiz-told">\n'), *answer.feedback, _raw("</div>")]
        made.append(_raw("</li>\n"))
    made.append(_raw(f"</{kind}>\n"))
    if quiz.solution:
        made += [_raw('<div class="quiz-why">\n'), *_untitled(quiz.solution), _raw("</div>\n")]
    return [*made, _raw("</details>\n")]


def _untitled(solution: Sequence[Token]) -> list[Token]:
    """Give a solution without the title that it has where it stands alone; one of its author's stays."""
    if solution[0].type != "callout_title_open":
        return list(solution)
    title, rest = solution[:3], list(solution[3:])
    if not title[0].meta["callout"]["title"]:
        return rest
    return [_raw('<p class="callout-title">'), title[1], _raw("</p>\n"), *rest]


def plain_lines(quiz: Quiz, lines: Sequence[str]) -> tuple[str, ...]:
    """Give the question and its answers as plain Markdown: no marks, no feedback, no solution."""
    title = quiz.opening.meta["title"]
    asked = _without(range(quiz.begin, quiz.list_begin), quiz.aside, lines)
    made = [f"**{title}**", "", *asked] if title else asked
    for answer in quiz.laid_out() if quiz.kind != "text" else ():
        own = _without(range(answer.begin, answer.end), answer.told, lines)
        while own and not own[-1].strip():
            own.pop()
        made += [_MARKED.sub(r"\g<before>- ", own[0]), *own[1:]]
    return tuple(made)


def _without(numbers: Iterable[int], spans: Iterable[tuple[int, int]], lines: Sequence[str]) -> list[str]:
    left_out = {number for begin, end in spans for number in range(begin, end)}
    return [lines[number] for number in numbers if number not in left_out]
