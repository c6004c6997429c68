"""Loading a whole store: documents, languages, addresses, then everything else in one pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from kpsite.load.courses import make_course, plan_course, shelves
from kpsite.load.documents import Document
from kpsite.load.drawn import accent_of, drawn_cover
from kpsite.load.links import Links
from kpsite.load.media import Media
from kpsite.load.readings import read
from kpsite.load.recommending import check_ambassadors, with_friends
from kpsite.load.references import check_references
from kpsite.load.settings import Settings
from kpsite.load.shapes import Found, classify, misnamed
from kpsite.load.tree import Tree
from kpsite.load.variants import Desk, line_of
from kpsite.load.writings import (
    KINDS,
    Tools,
    Written,
    make_bundle,
    make_creator,
    make_home,
    make_page,
    make_partner,
    make_post,
    plan_writings,
)
from kpsite.model.keys import Record, read_keys
from kpsite.model.kinds import ListOf
from kpsite.model.people import AmbassadorMatter
from kpsite.model.promo import Promo
from kpsite.model.prose import Picture
from kpsite.model.report import Report
from kpsite.model.site import SiteMatter
from kpsite.model.store import Site
from kpsite.problems import Place, Problem, error
from kpsite.values import dataclass

SITE = "content/site.yaml"


@dataclass(frozen=True, slots=True)
class LoadedStore:
    """A store that was read: ``site`` is None when ``site.yaml`` itself could not be; ``media`` knows the
    files behind the addresses in it.
    """

    site: Site | None
    media: Media
    problems: tuple[Problem, ...]
    documents: Mapping[str, Document]

    def line(self, path: str, key: str) -> int:
        """Give the 1-based line of a dotted key in a file's front matter, or 0."""
        document = self.documents.get(path)
        return line_of(document.matter, key) if document else 0


def load(tree: Tree, settings: Settings) -> LoadedStore:
    """Make a store of the files that were read, with everything that is wrong with them.

    Never raises for what is in a file.
    """
    found, problems = classify(tree.documents)
    problems += misnamed(tree.assets)
    documents = _documents(tree, found, problems)
    matters = _site(found, documents, problems)
    if not matters:
        return LoadedStore(None, Media(tree, "/"), tuple(problems), documents)
    first = next(iter(matters.values()))
    languages = tuple(
        dict.fromkeys([first.language, *first.languages, *(() if first.languages else _suffixes(found))])
    )
    desk = Desk(documents, first.currency, first.language, languages, problems)
    for language in matters.keys() - set(languages):
        path = next(one.path for one in found if one.kind == "site" and one.language == language)
        desk.undeclared(path, language)
    base_url = (settings.base_url or first.url).rstrip("/") + "/"
    every = {language: matters.get(language, first) for language in languages}
    site = Site(
        every,
        base_url,
        settings.today,
        buyer=settings.buyer,
        sealing=settings.sealing,
        lock=settings.lock,
        modes=settings.modes,
        publish=settings.publish,
        allow_test=settings.allow_test,
    )
    links = Links(Media(tree, site.base, settings.avif), site.href)
    site = _fill(site, found, settings, links, desk)
    site = dataclasses.replace(site, promos=with_friends(site))
    ambassadors = _path(found, "ambassadors")
    check_references(site, desk, _path(found, "promos"), ambassadors, links.hidden)
    check_ambassadors(site, ambassadors, desk)
    site = dataclasses.replace(site, matters=_spoken(site, first.languages or matters))
    return LoadedStore(site, links.media, tuple(problems), documents)


def _spoken(site: Site, declared: Iterable[str]) -> dict[str, SiteMatter]:
    """Leave out the languages that nobody declared and in which nothing is shown today."""
    shown = {thing.language for thing in (*site.written(), *site.creators, *site.homes)}
    used = {site.language, *declared, *shown}
    return {language: matter for language, matter in site.matters.items() if language in used}


def _documents(tree: Tree, found: list[Found], problems: list[Problem]) -> dict[str, Document]:
    documents = {}
    for one in found:
        reading = tree.readings.get(one.path) or read(one.path, tree.documents[one.path])
        problems.extend(reading.problems)
        if reading.document is not None:
            documents[one.path] = reading.document
    return documents


def _site(
    found: list[Found], documents: dict[str, Document], problems: list[Problem]
) -> dict[str, SiteMatter]:
    files = sorted((one for one in found if one.kind == "site"), key=lambda one: one.language)
    if not files or files[0].language:
        problems.append(
            error(
                Place(SITE),
                "no-site",
                "found no site.yaml",
                'it holds at least "name" and "url"; "kpsite new" makes a store',
            )
        )
        return {}
    base: SiteMatter | None = None
    matters: dict[str, SiteMatter] = {}
    for one in files:
        document = documents.get(one.path)
        if document is None:
            continue
        given, complete = read_keys(
            SiteMatter, document.matter, Report(one.path, problems=problems), partial=base is not None
        )
        if not complete:
            return {}
        base = base or SiteMatter(**given)
        language = one.language or base.language
        matters[language] = dataclasses.replace(base, **given)
    return matters


def _suffixes(found: Iterable[Found]) -> list[str]:
    return sorted({one.language for one in found if one.language})


def _path(found: list[Found], kind: str) -> str:
    return next((one.path for one in found if one.kind == kind), f"content/{kind}.yaml")


def _fill(site: Site, found: list[Found], settings: Settings, links: Links, desk: Desk) -> Site:
    roots = {language: site.root(language) for language in site.matters}
    for language, root in roots.items():
        for url in (root, f"{root}courses/"):
            links.titles[url] = site.matters[language].name
    accent = accent_of(next(iter(site.matters.values())).theme)

    def draw(title: str, slug: str) -> Picture:
        return drawn_cover(title, slug, accent, links.media)

    written = plan_writings([one for one in found if one.kind in KINDS], settings, links, desk, roots)
    for one in written:
        if one.kind == "post" and one.variant.matter.listed:
            links.titles[f"{roots[one.variant.language]}posts/"] = site.matters[one.variant.language].name
    in_courses = [one for one in found if one.kind in ("course", "chapter", "lesson", "testimonials")]
    planned = [
        plan
        for folder, shelf in sorted(shelves(in_courses).items())
        for plan in plan_course(folder, shelf, settings, links, desk, roots)
    ]
    courses = [make_course(plan, links, desk, draw(plan.variant.matter.title, plan.slug)) for plan in planned]
    tools = Tools(links, desk, draw)
    made = _written(written, tools)
    return dataclasses.replace(
        site,
        courses=tuple(
            sorted(courses, key=lambda course: (course.matter.weight, course.slug, course.language))
        ),
        promos=_list(Promo, "promos", found, desk),
        ambassadors=_list(AmbassadorMatter, "ambassadors", found, desk),
        bundles=made["bundles"],
        posts=made["posts"],
        pages=made["pages"],
        partners=made["partners"],
        creators=made["creators"],
        homes=made["homes"],
        link_image=links.picture(site.matters[site.language].seo.image, SITE, "seo.image", desk),
    )


def _written(written: list[Written], tools: Tools) -> dict[str, tuple[Any, ...]]:
    def made(kind: str, make: Any) -> list[Any]:  # noqa: ANN401 - one builder for each kind
        return [
            thing for one in written if one.kind == kind for thing in [make(one, tools)] if thing is not None
        ]

    return {
        "bundles": tuple(
            sorted(made("bundle", make_bundle), key=lambda bundle: (bundle.matter.weight, bundle.slug))
        ),
        "posts": tuple(sorted(made("post", make_post), key=lambda post: (-post.date.toordinal(), post.slug))),
        "pages": tuple(sorted(made("page", make_page), key=lambda page: (page.matter.weight, page.slug))),
        "partners": tuple(sorted(made("partner", make_partner), key=lambda partner: partner.slug)),
        "creators": tuple(made("creator", make_creator) + made("person", make_creator)),
        "homes": tuple(made("home", make_home)),
    }


def _list(record: type, kind: str, found: list[Found], desk: Desk) -> tuple[Any, ...]:
    document = desk.documents.get(_path(found, kind))
    if document is None or not document.matter.entries:
        return ()
    items = document.matter.get("items")
    if items is None:
        desk.error(
            document.path,
            "",
            "wrong-value",
            "found a mapping",
            "write a list: one entry for each, beginning with a hyphen",
        )
        return ()
    return tuple(desk.report(document.path).inside("items").attempt(ListOf(Record(record)), items) or ())
