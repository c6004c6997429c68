"""Questions: what stays of one when its text changes, and what others than its readers see of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.load.paywall import excerpt
from kpsite.render.markdown.quiz_text import without_answers
from tests.render.markdown.rig import rendered

ONE = """::: quiz
Which *letter* is it?

![A dog](dog.jpg)

::: hint
SECRET hint
:::

- [ ] A

  ```
  code
  ```
  > SECRET
- [x] B, and [more](next.md)
  > SECRET

  > SECRET
- [X] C
:::
"""
WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=2, max_size=8, unique=True)


def name(text: str) -> str:
    """Give the name by which the result of the one question of a text is remembered."""
    (found,) = re.findall(r'<fieldset class="[^"]*" id="([^"]*)"', rendered(text).html)
    return str(found)


@pytest.mark.parametrize(("before", "after"), [("SECRET", "Other words"), ("\n![A dog]", "\n\n![A dog]")])
def test_results_outlive_new_hints_and_feedback(before: str, after: str) -> None:
    """What is said about a question does not make it another one."""
    assert name(ONE.replace(before, after)) == name(ONE)


@pytest.mark.parametrize(("before", "after"), [("*letter*", "sign"), ("[X] C", "[X] D"), ("[ ] A", "[ ] E")])
def test_another_question_is_asked_afresh(before: str, after: str) -> None:
    """Another question, or another answer, has no result yet."""
    assert name(ONE.replace(before, after)) != name(ONE)


def test_a_question_as_plain_text_gives_nothing_away() -> None:
    """Question and answers are there, without marks, feedback, hints and solutions; the rest stays."""
    plain = without_answers(f"Before.\n\n{ONE}\nAfter.\n")
    assert (
        plain
        == """Before.

Which *letter* is it?

![A dog](dog.jpg)


- A

  ```
  code
  ```
- B, and [more](next.md)
- C

After.
"""
    )
    assert without_answers("::: quiz\nWhere?\n\n- [=] SECRET\n- [ ] SECRETS\n:::") == "Where?\n"
    assert excerpt("::: quiz\nWhere?\n\n- [x] SECRET\n- [ ] b\n:::") == "Where?"


def test_an_example_of_a_question_stays_as_it_is() -> None:
    """A lesson about questions shows them in blocks of code."""
    text = f"````markdown\n{ONE}````\n"
    assert without_answers(text) == text


@given(WORDS)
def test_an_order_is_never_shown_in_order(words: list[str]) -> None:
    """Whatever is to be put in order is out of it, on the page and as plain text, and in the same way."""
    text = "::: quiz\nOrder?\n\n" + "".join(f"{n}. {word}\n" for n, word in enumerate(words, 1)) + ":::"
    shown = re.findall(r"</b> <span>(\w+)</span>", rendered(text).html)
    assert sorted(shown) == sorted(words)
    assert shown != words
    assert without_answers(text).splitlines()[2:] == [f"- {word}" for word in shown]


def test_raw_html_beside_a_question_does_not_break_it() -> None:
    """Where a text holds HTML of its own, its questions pass the filter as they are."""
    alone = rendered(ONE).html
    beside = rendered(f"<b>x</b>\n\n{ONE}").html
    assert re.findall(r"<(?:fieldset|legend|input|details)[^>]*>", alone) == re.findall(
        r"<(?:fieldset|legend|input|details)[^>]*>", beside
    )
