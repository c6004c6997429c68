"""Names that must lead somewhere: slugs of courses in front matter, promotions and bundles."""

from __future__ import annotations

from collections.abc import Iterable

from kpsite.load.variants import Desk
from kpsite.model.course import Course
from kpsite.model.nodes import Scalar
from kpsite.model.offer import Offer
from kpsite.model.people import Creator
from kpsite.model.promo import Promo
from kpsite.model.slug import slugify
from kpsite.model.store import Site
from kpsite.problems import Place, warning
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """The slugs that lead somewhere, those that will when a draft is published, and those that will when a
    mistake in the file itself is mended.
    """

    known: set[str]
    drafts: frozenset[str]
    faulty: frozenset[str]


def check_references(
    site: Site, desk: Desk, promos: str, ambassadors: str, *, hidden: Iterable[str], faulty: Iterable[str]
) -> None:
    """Note every slug that leads nowhere.

    ``promos`` and ``ambassadors`` are the paths of those files; ``hidden`` are the paths of what is not shown
    today, ``faulty`` those of files that nothing could be made of. A slug of a draft is left out where it
    stands, with a warning.
    """
    courses = Names(
        {course.slug for course in site.courses},
        _slugs(hidden, "courses", desk),
        _slugs(faulty, "courses", desk),
    )
    sold = Names(
        courses.known | {bundle.slug for bundle in site.bundles},
        courses.drafts | _slugs(hidden, "bundles", desk),
        courses.faulty | _slugs(faulty, "bundles", desk),
    )
    for course in site.courses:
        _known(course.matter.related, sold, course.path, "related", "course or bundle", desk)
        _offers(course.offers, course.path, courses, desk)
    for bundle in site.bundles:
        _known(bundle.matter.courses, courses, bundle.path, "courses", "course", desk)
        _offers(bundle.offers, bundle.path, courses, desk)
        if not bundle.matter.courses:
            desk.error(
                bundle.path, "", "empty-bundle", "found a bundle without courses", 'list them under "courses"'
            )
    for post in site.posts:
        if post.matter.course:
            _name(post.matter.course, sold, post.path, "course", "course or bundle", desk)
    for partner in site.partners:
        _known(partner.matter.courses, courses, partner.path, "courses", "course", desk)
    for index, one in enumerate(site.ambassadors):
        where = f"items[{index}].courses"
        _known(one.courses, sold, ambassadors, where, "course or bundle", desk)
    _promos(site.promos, promos, sold, desk)
    _ids(site.courses, desk)
    _people(site.creators, desk)


def _slugs(paths: Iterable[str], folder: str, desk: Desk) -> frozenset[str]:
    """Give the slugs of the courses or bundles among some documents."""
    found = set()
    for path in paths:
        parts = path.split("/")
        name = parts[-1].split(".")[0]
        if parts[1] == folder and (folder == "bundles" or name == "course"):
            document = desk.documents.get(path)
            given = document.matter.get("slug") if document else None
            own = given.text.strip() if isinstance(given, Scalar) else ""
            found.add(own or slugify(parts[2] if folder == "courses" else name))
    return frozenset(found)


def _known(names: Iterable[str], known: Names, path: str, key: str, what: str, desk: Desk) -> None:
    for index, name in enumerate(names):
        _name(name, known, path, f"{key}[{index}]", what, desk)


def _name(name: str, known: Names, path: str, key: str, what: str, desk: Desk) -> None:
    if name in known.known or name in known.faulty:
        return
    if name in known.drafts:
        hint = "it is left out here until it is published"
        message = f'found "{name}", which is a draft'
        desk.problems.append(warning(Place(path, desk.line(path, key), key), "draft-name", message, hint))
        return
    desk.unknown(path, key, name, known.known, what)


def _offers(offers: tuple[Offer, ...], path: str, courses: Names, desk: Desk) -> None:
    for index, offer in enumerate(offers):
        _known(offer.includes, courses, path, f"offers[{index}].includes", "course", desk)


def _promos(promos: tuple[Promo, ...], path: str, sold: Names, desk: Desk) -> None:
    seen: set[str] = set()
    for index, promo in enumerate(promos):
        where = f"items[{index}]"
        _known(promo.courses, sold, path, f"{where}.courses", "course or bundle", desk)
        if promo.code.upper() in seen:
            desk.error(
                path,
                f"{where}.code",
                "duplicate-id",
                f'found the code "{promo.code}" a second time',
                "give each promotion a code of its own; capitals make no difference",
            )
        seen.add(promo.code.upper())
        if bool(promo.percent_off) == bool(promo.amount_off):
            hint = 'write either "percent_off: 20%" or "amount_off: 10 USD"'
            desk.error(
                path,
                where,
                "promo-amount",
                f'found the code "{promo.code}" with {"two" if promo.percent_off else "no"} savings',
                hint,
            )
        if promo.starts and promo.ends and promo.ends < promo.starts:
            desk.error(
                path,
                f"{where}.ends",
                "wrong-order",
                f"found an end, {promo.ends}, before the start, {promo.starts}",
                "swap them",
            )


def _people(creators: tuple[Creator, ...], desk: Desk) -> None:
    known: dict[tuple[str, str], Creator] = {}
    for creator in creators:
        first = known.setdefault((creator.id, creator.language), creator)
        if first is not creator:
            message = f'found the id "{creator.id}", which {first.path} has too'
            desk.error(creator.path, "id", "duplicate-id", message, "give each creator an id of their own")


def _ids(courses: tuple[Course, ...], desk: Desk) -> None:
    owners: dict[str, Course] = {}
    for course in courses:
        known = owners.setdefault(course.matter.id or course.slug, course)
        # Translations lie in one folder, and are one course whatever their slugs.
        if known.path.rpartition("/")[0] != course.path.rpartition("/")[0]:
            hint = "buyers' access hangs on the id: give each course its own, and never change it"
            desk.error(
                course.path,
                "id",
                "duplicate-id",
                f'found the id "{course.matter.id}", which {known.path} has too',
                hint,
            )
