"""Interface words: English message ids, and what they are in other languages, from the theme's gettext
catalogues.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping


def catalogues_for(language: str) -> tuple[str, str]:
    """Give the names of the catalogues that may speak for a language, best first: ``pt-BR``, ``pt``."""
    return language, language.split("-", 1)[0]


class Words:
    """Gives interface words.

    A language without a catalogue of its own takes that of its plain language (``pt`` for ``pt-BR``), then
    English.
    """

    def __init__(self, catalogues: Mapping[str, bytes]) -> None:
        """Take compiled catalogues (GNU MO) by language."""
        self._catalogues = catalogues
        self._loaded: dict[str, gettext.NullTranslations] = {}

    def translations(self, language: str) -> gettext.NullTranslations:
        """Give the catalogue of a language, as Jinja's i18n extension takes it."""
        if language not in self._loaded:
            names = catalogues_for(language)
            data = next((self._catalogues[name] for name in names if name in self._catalogues), None)
            self._loaded[language] = (
                gettext.GNUTranslations(io.BytesIO(data)) if data else gettext.NullTranslations()
            )
        return self._loaded[language]

    def word(self, language: str, msgid: str) -> str:
        """Give an interface word in a language."""
        return self.translations(language).gettext(msgid)
