"""Menus and feet: whether their links lead anywhere, since they stand on every page."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from kpsite.checks.subject import Subject
from kpsite.model.site import SiteMatter
from kpsite.problems import Place, Problem, did_you_mean, warning
from kpsite.render.markdown.addressing import split

SITE = "content/site.yaml"


def check(subject: Subject) -> Iterator[Problem]:
    """Find links of menus to pages that are not there; links to files and to other sites are passed over."""
    known = {page.url for page in subject.pages}
    for language, matter in subject.site.matters.items():
        for key, url in _links(matter):
            path = unquote(split(url)[0])
            page = path.rstrip("/") + "/"
            if path.startswith("/") and "." not in path.rsplit("/", 1)[-1] and page not in known:
                hint = did_you_mean(page, known) or "write the address of a page, such as /courses/"
                message = f'found a link to "{url}", where there is no page'
                yield warning(_place(subject, language, key), "broken-link", message, hint)


def _links(matter: SiteMatter) -> Iterator[tuple[str, str]]:
    for key, entries in (("menu", matter.menu or ()), ("footer", matter.footer)):
        for index, entry in enumerate(entries):
            yield f"{key}[{index}].url", entry.url
    yield "portal", matter.portal


def _place(subject: Subject, language: str, key: str) -> Place:
    own = f"content/site.{language}.yaml"
    return subject.place(own if subject.line(own, key) else SITE, key)
