"""Interface words: English message ids, and what they are in other languages, from the theme's gettext
catalogues.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping

from kpsite.model.language import direction

_ENDS = (".", "?", "!", ":", ")", "…")
_AFTER = "\u200e"  # LEFT-TO-RIGHT MARK: what stands before it stays at the end of its sentence


# In simplified letters, whatever part of the world they are read in; traditional ones are written otherwise.
_SIMPLIFIED = ("zh", "zh-Hans", "zh-CN", "zh-SG", "zh-MY")


def catalogues_for(language: str) -> tuple[str, ...]:
    """Give the names of the catalogues that may speak for a language, best first: ``pt-BR``, ``pt``."""
    plain = language.split("-", 1)[0]
    simplified = language in _SIMPLIFIED or language.startswith("zh-Hans-")
    return tuple(dict.fromkeys((language, plain, *(_SIMPLIFIED if simplified else ()))))


class _English(gettext.NullTranslations):
    """English within lines that run from right to left: a full stop stays behind its sentence (UAX #9)."""

    def gettext(self, message: str) -> str:
        """Give the words."""
        return message + _AFTER if message.endswith(_ENDS) else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Give the words for a number."""
        return self.gettext(msgid1 if n == 1 else msgid2)


class Words:
    """Gives interface words.

    A language without a catalogue of its own takes that of its plain language (``pt`` for ``pt-BR``), then
    English. So does each word that a catalogue does not have.
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
            other = _English() if direction(language) == "rtl" else gettext.NullTranslations()
            known = gettext.GNUTranslations(io.BytesIO(data)) if data else other
            if data:
                known.add_fallback(other)
            self._loaded[language] = known
        return self._loaded[language]

    def word(self, language: str, msgid: str) -> str:
        """Give an interface word in a language."""
        return self.translations(language).gettext(msgid)
