"""The files of a first store: real texts from the ``starter`` folder, with the answers filled in."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable

from kpsite.commands.price_levels import usual_price
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Answers:
    """What the creator said, and a fresh course id."""

    name: str
    creator: str
    currency: str
    language: str
    url: str
    course_id: str


# What a new course says of itself: of its first lesson the title, the summary and the text, and its own text.
COURSE = {
    "en": (
        "Welcome",
        "What this course is about, and how to use it.",
        "Begin here.",
        "What will people be able to do after this course?",
    ),
    "zh": ("欢迎", "这门课讲什么，怎么用。", "从这里开始。", "学完这门课，读者能做到什么？"),
}


def course_files(title: str, course_id: str, language: str, currency: str) -> dict[str, str]:
    """Give the files of a new course by name, in Chinese for a store in Chinese, else in English; its price
    is one that is usual in the store's currency.
    """
    first, summary, begin, pitch = COURSE[_edition(language)]
    quoted = json.dumps(title, ensure_ascii=False)
    matter = (
        f"title: {quoted}\nid: {course_id}\nstatus: draft\nprice: {usual_price(currency)}\npreview: [welcome]"
    )
    return {
        "course.md": f"---\n{matter}\n---\n\n{pitch}\n",
        "01-welcome.md": f"---\ntitle: {first}\nsummary: {summary}\n---\n\n{begin}\n",
    }


def written_in(language: str) -> tuple[str, ...]:
    """Give the languages that the texts of a store in some language count as, the one they are in first."""
    if _edition(language) == "zh":
        return ("zh-CN", "zh", "zh-Hans", "zh-SG")
    return ("en", *([language] if language.startswith("en-") else ()))


def _edition(language: str) -> str:
    return "zh" if language.split("-", 1)[0] == "zh" else "en"


def starter_files(answers: Answers) -> dict[str, str]:
    """Give the files of a new store by path. Texts are in Chinese for a store in Chinese, else in English."""
    quoted = {
        "name": json.dumps(answers.name, ensure_ascii=False),
        "creator": json.dumps(answers.creator, ensure_ascii=False),
        "currency": answers.currency,
        "language": answers.language,
        "url": answers.url.rstrip("/") + "/",
        "id": answers.course_id,
        "price": usual_price(answers.currency),
    }
    top = files("kpsite") / "starter"
    made: dict[str, str] = {}
    for folder in (top / "common", top / _edition(answers.language)):
        _collect(folder, "", quoted, made)
    return made


def _collect(folder: Traversable, prefix: str, quoted: dict[str, str], made: dict[str, str]) -> None:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        # A dot at the front would hide the file from the tools that pack the program.
        name = entry.name.replace("dot-", ".", 1) if entry.name.startswith("dot-") else entry.name
        if entry.is_dir():
            _collect(entry, f"{prefix}{name}/", quoted, made)
        else:
            text = entry.read_text("utf-8")
            for key, value in quoted.items():
                text = text.replace(f"@{key}@", value)
            made[prefix + name] = text
