"""Every interface word of the program and its theme can be translated, and is, into each language of the
theme.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from kpsite.render.words import Words

ROOT = Path(__file__).parent.parent
THEME = ROOT / "themes" / "storefront"
WORDS = THEME / "words"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.po"))
MARKS = ("word", "_", "gettext")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)s")


def in_templates() -> Iterator[str]:
    """Give the message ids of all templates, singular forms for those with a number."""
    found = extract_from_dir(
        THEME / "templates",
        method_map=[("**.html", "jinja2")],
        options_map={"**.html": {"silent": "false", "newstyle_gettext": "true"}},
    )
    for _, _, message, _, _ in found:
        yield message[0] if isinstance(message, tuple) else message


def in_code(name: str = "*.py") -> Iterator[str]:
    """Give the message ids of the program: the words of generators, and those that are marked."""
    for path in (ROOT / "kpsite").rglob(name):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            text = node.args[1] if called == "word" and len(node.args) > 1 else node.args[0]
            if called in MARKS and isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


@pytest.fixture(scope="module")
def wanted() -> set[str]:
    """Give all message ids."""
    return {*in_templates(), *in_code()}


@pytest.fixture(scope="module", params=[name for name in LANGUAGES if name != "ar"])
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """Give a catalogue as it stands in the theme; that of Arabic holds what is drawn alone."""
    return catalogue_of(request.param)


def catalogue_of(language: str) -> Catalog:
    with (WORDS / f"{language}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def test_every_word_is_translated(catalogue: Catalog, wanted: set[str]) -> None:
    """A reader of the language meets no English word that a catalogue could have translated."""
    assert len(wanted) > 60  # the extraction works
    assert sorted(word for word in wanted if not all(forms(catalogue, word))) == []


def test_no_translation_is_left_over(catalogue: Catalog, wanted: set[str]) -> None:
    """The catalogue holds no word that nothing asks for."""
    ids = {one.id[0] if isinstance(one.id, list | tuple) else one.id for one in catalogue if one.id}
    assert sorted(ids - wanted) == []


def test_placeholders_survive_translation(catalogue: Catalog) -> None:
    """A price, a date or a title that the English words hold is in the translated ones too."""
    assert [source for source, form in pairs(catalogue) if held(source) != held(form)] == []


def test_translations_bring_no_markup(catalogue: Catalog) -> None:
    """Words stand in attributes and in lines of Markdown: they hold no sign that ends one and the English
    words do not have.
    """
    marks = '<>&"`*[]|'
    assert [form for source, form in pairs(catalogue) if {*marks} & ({*form} - {*source})] == []


def test_what_is_drawn_is_arabic() -> None:
    """No poster in Arabic has an English word on it, rewards are disclosed in Arabic, and no word is left
    over.
    """
    arabic = catalogue_of("ar")
    assert {str(one.id) for one in arabic if one.id} <= {*in_templates(), *in_code()}
    assert [source for source, form in pairs(arabic) if held(source) != held(form)] == []
    drawn = ("friends.py", "posters.py", "referral_parts.py")
    wanted = {text for name in drawn for text in in_code(name)}
    assert len(wanted) > 5
    assert sorted(word for word in wanted if not getattr(arabic.get(word), "string", "")) == []


def test_english_keeps_its_full_stop() -> None:
    """Where a language that runs from right to left has no word, the English one is closed by a mark that
    keeps its full stop behind it.
    """
    words = Words({})
    assert words.word("ar", "Thank you.") == "Thank you.\u200e"
    assert words.word("he", "Courses") == "Courses"
    assert words.word("pt", "Thank you.") == "Thank you."


def forms(catalogue: Catalog, word: str) -> Sequence[str]:
    """Give all forms of a translation; one that is empty where there is none."""
    message = catalogue.get(word)
    if message is None:
        return ("",)
    return message.string if isinstance(message.string, list | tuple) else (str(message.string),)


def pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Give each message (its plural, where it has one) with each of its translations."""
    for message in catalogue:
        source = message.id[-1] if isinstance(message.id, list | tuple) else message.id
        forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
        yield from ((str(source), str(form)) for form in forms if source)


def held(text: str) -> set[str]:
    """Give the placeholders of a text."""
    return set(PLACEHOLDER.findall(text))
