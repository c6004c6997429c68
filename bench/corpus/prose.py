"""Sentences and paragraphs from word lists: English in shape, words as uneven as in real text."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import TypeVar

from bench.corpus import words

T = TypeVar("T")

SENTENCES = (3, 6)  # a paragraph's least and most
STRESSED = 0.16  # the share of sentences with an emphasised word
BEFORE_A_VOWEL = re.compile(r"\b([Aa]) (?=[aeiou])")


@cache
def _zipf(count: int) -> tuple[float, ...]:
    """Give the running sums of Zipf's law over ``count`` ranks."""
    return tuple(accumulate(1 / (rank + 2) for rank in range(count)))


class Dice:
    """Choices that are the same for the same seed, whatever the version of Python: only
    ``Random.random`` is promised to stay as it is.
    """

    def __init__(self, seed: str) -> None:
        """Take a seed, any text."""
        self._random = Random(seed)

    def chance(self, share: float) -> bool:
        """Give True in ``share`` of all cases."""
        return self._random.random() < share

    def between(self, low: int, high: int) -> int:
        """Give a whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, things: Sequence[T]) -> T:
        """Give one of some things, each as likely."""
        return things[int(self._random.random() * len(things))]

    def word(self, things: Sequence[T]) -> T:
        """Give one of some things, earlier ones far more often."""
        sums = _zipf(len(things))
        return things[bisect(sums, self._random.random() * sums[-1])]


def fill(shape: str, dice: Dice) -> str:
    """Fill a shape such as ``The {adjective} {noun}`` with words."""
    verb, second = dice.word(words.VERBS), dice.word(words.VERBS)
    filled = shape.format(
        noun=dice.word(words.NOUNS),
        other=dice.word(words.NOUNS[3:]),
        third=dice.word(words.NOUNS[7:]),
        verb=verb[0],
        verbs=verb[1],
        verb2=second[0],
        verbs2=second[1],
        adjective=dice.word(words.ADJECTIVES),
        adjective2=dice.word(words.ADJECTIVES[2:]),
        adverb=dice.word(words.ADVERBS),
        place=dice.pick(words.PLACES),
        opener=dice.pick(words.OPENERS),
        joiner=dice.pick(words.JOINERS),
        count=dice.pick(words.COUNTS),
    )
    return BEFORE_A_VOWEL.sub(r"\1n ", filled)


def sentence(dice: Dice) -> str:
    """Give a sentence, now and then with a word in emphasis or set as code."""
    text = fill(dice.pick(words.SENTENCE_SHAPES), dice)
    if not dice.chance(STRESSED):
        return text
    parts = text.split(" ")
    place = dice.between(1, len(parts) - 2)
    sign = dice.pick(("*", "**", "`"))
    if parts[place].isalpha():
        parts[place] = f"{sign}{parts[place]}{sign}"
    return " ".join(parts)


def paragraph(dice: Dice) -> str:
    """Give a paragraph on one line."""
    return " ".join(sentence(dice) for _ in range(dice.between(*SENTENCES)))
