"""Scripts for which kpsite has no type of its own, in words that it draws: their letters are left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.model.course import Course
from kpsite.model.store import Site
from kpsite.model.writing import Bundle, Partner, Post
from kpsite.problems import Problem, warning

# Blocks of Unicode that no face in ``render/fonts`` has: Syriac to Mandaic, India's scripts with Thai, Lao,
# Tibetan and Burmese, Cherokee to Khmer and Mongolian, Glagolitic, Tifinagh, Yi and others.
_NO_TYPE = re.compile(
    "[\u0710-\u074f\u0780-\u085f\u0900-\u109f\u13a0-\u1c7f\u1cd0-\u1cff\u2c00-\u2c5f\u2d30-\u2d7f"
    "\ua000-\ua63f\ua6a0-\ua6ff\ua800-\ua95f\ua980-\uaaff\uabc0-\uabff]"
)
_HINT = 'name a picture of your own in "seo.image", or set "share.draw" to false'


def check(subject: Subject) -> Iterator[Problem]:
    """Find the first title in each such script, of what share images and posters are drawn of."""
    known: set[str] = set()
    for path, key, text in _drawn(subject.site):
        script = "" if text.isascii() else without_type(text)
        if script and script not in known:
            known.add(script)
            message = (
                f"found {script} letters, which share images and posters leave out: there is no type for them"
            )
            yield warning(subject.place(path, key), "no-type", message, _HINT)


def without_type(text: str) -> str:
    """Give the script of the first letter that there is no type for, by its name in Unicode; else nothing."""
    for found in _NO_TYPE.finditer(text):
        name = unicodedata.name(found[0], "")
        if name:
            return name.split()[0].capitalize()
    return ""


def _drawn(site: Site) -> Iterator[tuple[str, str, str]]:
    """Give file, key and words of all that is drawn, what is sold first."""
    things: tuple[Course | Bundle | Post | Partner, ...]
    things = (*site.courses, *site.bundles, *site.posts, *site.partners)
    for thing in things:
        share = thing.matter.share
        if share.poster:
            yield thing.path, "share.poster", share.poster
        if share.poster or (_wanted(site, thing.language) and share.draw and thing.link_image is None):
            yield thing.path, "title", thing.matter.title
    for course in site.courses:
        if _wanted(site, course.language) and course.matter.share.draw and course.link_image is None:
            for lesson in course.lessons:
                if lesson.state != "closed":
                    yield lesson.path, "title", lesson.matter.title
    for creator in site.creators:
        if _wanted(site, creator.language):
            yield creator.path, "name", creator.matter.name


def _wanted(site: Site, language: str) -> bool:
    return site.matters[language].share.draw
