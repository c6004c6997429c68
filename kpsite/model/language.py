"""Languages: which codes there are, what they call themselves, and which way they are written."""

from __future__ import annotations

import re
from typing import Any

from kpsite.model.kinds import scalar
from kpsite.model.nodes import Node
from kpsite.model.report import Invalid, Report

# BCP 47 primary subtags (IANA Language Subtag Registry) in which people write courses, with the language's
# own name.
NAMES = {
    "af": "Afrikaans", "am": "አማርኛ", "ar": "العربية", "az": "Azərbaycanca", "be": "Беларуская", "bg":
    "Български", "bn": "বাংলা", "bs": "Bosanski", "ca": "Català", "cs": "Čeština", "cy": "Cymraeg",
    "da": "Dansk", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "eo": "Esperanto", "es":
    "Español", "et": "Eesti", "eu": "Euskara", "fa": "فارسی", "fi": "Suomi", "fil": "Filipino", "fr":
    "Français", "ga": "Gaeilge", "gl": "Galego", "gu": "ગુજરાતી", "he": "עברית", "hi": "हिन्दी", "hr":
    "Hrvatski", "hu": "Magyar", "hy": "Հայերեն", "id": "Indonesia", "is": "Íslenska", "it": "Italiano",
    "ja": "日本語", "ka": "ქართული", "kk": "Қазақ тілі", "km": "ខ្មែរ", "kn": "ಕನ್ನಡ", "ko": "한국어", "la":
    "Latina", "lb": "Lëtzebuergesch", "lo": "ລາວ", "lt": "Lietuvių", "lv": "Latviešu", "mk":
    "Македонски", "ml": "മലയാളം", "mn": "Монгол", "mr": "मराठी", "ms": "Melayu", "mt": "Malti", "my":
    "မြန်မာ", "nb": "Norsk bokmål", "ne": "नेपाली", "nl": "Nederlands", "nn": "Norsk nynorsk", "no":
    "Norsk", "pa": "ਪੰਜਾਬੀ", "pl": "Polski", "ps": "پښتو", "pt": "Português", "ro": "Română", "ru":
    "Русский", "si": "සිංහල", "sk": "Slovenčina", "sl": "Slovenščina", "sq": "Shqip", "sr": "Српски",
    "sv": "Svenska", "sw": "Kiswahili", "ta": "தமிழ்", "te": "తెలుగు", "th": "ไทย", "tr": "Türkçe",
    "uk": "Українська", "ur": "اردو", "uz": "Oʻzbek", "vi": "Tiếng Việt", "yi": "ייִדיש", "zh": "中文",
    "zu": "IsiZulu",
}  # fmt: skip
SCRIPTS = {
    "zh-Hans": "简体中文",
    "zh-CN": "简体中文",
    "zh-SG": "简体中文",
    "zh-Hant": "繁體中文",
    "zh-TW": "繁體中文",
    "zh-HK": "繁體中文（香港）",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur", "yi"})
_SCRIPT = 4  # letters of the code of a script (ISO 15924)
_CODE = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?")


def is_language(code: str) -> bool:
    """Whether a code is a BCP 47 language that kpsite knows: ``en``, ``pt-BR``, ``zh-Hant-TW``."""
    match = _CODE.fullmatch(code)
    return match is not None and match[1] in NAMES


def direction(code: str) -> str:
    """Give ``rtl`` or ``ltr``."""
    return "rtl" if code.split("-", 1)[0] in RIGHT_TO_LEFT else "ltr"


def own_name(code: str) -> str:
    """Give what a language calls itself, with its region when it has one: ``Português (BR)``."""
    if code in SCRIPTS:
        return SCRIPTS[code]
    language, _, rest = code.partition("-")
    return f"{NAMES[language]} ({rest})" if rest else NAMES[language]


def _near(text: str) -> str:
    """Give the code that was meant: written as elsewhere (``zh_cn``), or by the language's own name."""
    language, *rest = text.replace("_", "-").split("-")
    code = "-".join(
        [language.lower(), *(part.title() if len(part) == _SCRIPT else part.upper() for part in rest)]
    )
    if is_language(code):
        return code
    names = {own.casefold(): code for code, own in (SCRIPTS | NAMES).items()}
    return names.get(text.casefold(), "")


class Language:
    """A language code."""

    name = "language code"

    def read(self, node: Node, report: Report) -> str:
        text = scalar(node, "a language code").text.strip()
        if not is_language(text):
            near = _near(text)
            raise Invalid(
                f'did you mean "{near}"?'
                if near
                else 'write a language code such as "en", "pt-BR" or "zh-CN"'
            )
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{_CODE.pattern})$"}
