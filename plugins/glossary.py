"""Glossary: write ``[median]`` in a lesson or post, and it leads to that word in
``content/pages/glossary.md``.

Each heading of the glossary page is a word, the first sentence under it its short meaning, which shows when
the pointer rests on a link. The plugin adds a Markdown reference definition for each word that a text uses,
so that Markdown itself makes the links. Words that no text uses are warned of.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Any

from kpsite.model.prose import Link, Prose
from kpsite.model.store import Site
from kpsite.model.writing import Page as GlossaryPage
from kpsite.pages.page import Page
from kpsite.plugins import Plugin
from kpsite.problems import Place, Problem, warning
from kpsite.render.markdown.ids import slug
from kpsite.render.markdown.plain import plain_text

SLUG = "glossary"
ADDRESS = f"/{SLUG}/"
READING = frozenset({"lesson", "post"})
_WORD = re.compile(
    r"^#{2,3}[ \t]+(?P<word>[^\n#]+?)[ \t]*$\n+(?P<meaning>[^\n#]*(?:\n[^\n#]+)*)", re.MULTILINE
)


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    """A word of the glossary: as it is written, its anchor on the page, its short meaning as plain text, and
    its line in the file.
    """

    word: str
    anchor: str
    meaning: str
    line: int


def words(glossary: Prose) -> list[Word]:
    """Give the words of a glossary page."""
    made = []
    for match in _WORD.finditer(glossary.text):
        meaning = plain_text(" ".join(match["meaning"].split()))
        first = re.split(r"(?<=[.!?])\s+|(?<=[。！？])", meaning, maxsplit=1)[0].replace('"', "'")
        line = glossary.line + glossary.text.count("\n", 0, match.start())
        made.append(Word(match["word"], slug(match["word"]), first, line))
    return made


def _glossary(site: Site, language: str) -> GlossaryPage | None:
    return next((page for page in site.pages if page.slug == SLUG and page.language == language), None)


def _uses(text: str, word: Word) -> bool:
    return re.search(rf"\[{re.escape(word.word)}\](?![:(])", text, re.IGNORECASE) is not None


def page(page: Page, site: Site) -> Page:
    """Give a lesson or post whose words lead to the glossary; any other page as it is."""
    body = getattr(page.view, "body", None)
    glossary = _glossary(site, page.language)
    if page.kind not in READING or not isinstance(body, Prose) or glossary is None:
        return page
    used = [word for word in words(glossary.body) if _uses(body.text, word)]
    if not used:
        return page
    definitions = "\n".join(f'[{word.word}]: {ADDRESS}#{word.anchor} "{word.meaning}"' for word in used)
    target = (ADDRESS, Link(site.href(glossary.url), glossary.matter.title))
    prose = dataclasses.replace(body, text=f"{body.text}\n\n{definitions}\n", targets=(*body.targets, target))
    changed: Any = {"body": prose}
    return dataclasses.replace(page, view=dataclasses.replace(page.view, **changed))


def checks(site: Site, pages: Sequence[Page]) -> Iterator[Problem]:
    """Find words that no text uses."""
    for glossary in site.pages:
        if glossary.slug != SLUG:
            continue
        texts = [
            body.text
            for page in pages
            if page.language == glossary.language
            and isinstance(body := getattr(page.view, "body", None), Prose)
        ]
        for word in words(glossary.body):
            if not any(_uses(text, word) for text in texts):
                hint = f"write [{word.word}] in a lesson, or take the word out"
                yield warning(
                    Place(glossary.path, word.line),
                    "unused-word",
                    f'found the word "{word.word}", which no text uses',
                    hint,
                )


plugin = Plugin(page=page, checks=checks)
