"""Bundles, posts, pages, partner pages, creators and home pages: one table of kinds, read the same way."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from kpsite.load.links import Links
from kpsite.load.names import Name, split_date
from kpsite.load.offers import offers_of
from kpsite.load.paywall import excerpt, reading_minutes
from kpsite.load.settings import Settings
from kpsite.load.shapes import Found
from kpsite.load.variants import Desk, Variant, read_family
from kpsite.model.people import Creator, CreatorMatter
from kpsite.model.prose import Picture
from kpsite.model.slug import slugify
from kpsite.model.writing import (
    Bundle,
    BundleMatter,
    Home,
    HomeMatter,
    Page,
    PageMatter,
    Partner,
    PartnerMatter,
    Post,
    PostMatter,
)
from kpsite.render.markdown.plain import plain_text
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of written thing: its front matter, and where its pages stand under their language's root."""

    record: type
    folder: str


KINDS = {
    "bundle": Kind(BundleMatter, "bundles/"),
    "post": Kind(PostMatter, "posts/"),
    "page": Kind(PageMatter, ""),
    "partner": Kind(PartnerMatter, "partners/"),
    "creator": Kind(CreatorMatter, ""),
    "person": Kind(CreatorMatter, "creators/"),
    "home": Kind(HomeMatter, ""),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A written thing in one language whose address is known, before its text is looked at."""

    kind: str
    variant: Variant[Any]
    name: Name
    slug: str
    url: str


def plan_writings(
    found: Iterable[Found], settings: Settings, links: Links, desk: Desk, roots: dict[str, str]
) -> list[Written]:
    """Read all written things, leave out those that are not shown today, and make the others' pages known to
    ``links``.
    """
    families: dict[tuple[str, str, str, str], list[Found]] = {}
    for one in found:
        families.setdefault(one.family, []).append(one)
    planned = []
    for (kind, _, _, stem), family in families.items():
        variants: list[Variant[Any]] = read_family(KINDS[kind].record, family, desk)
        for variant in variants:
            reason = _left_out(variant.matter, split_date(stem), settings)
            if reason:
                links.hidden[variant.found.path] = reason
                continue
            written = _place(kind, stem, variant, roots[variant.language])
            links.add(
                [one.path for one in family],
                variant.language,
                written.url,
                getattr(variant.matter, "title", "") or getattr(variant.matter, "name", ""),
            )
            planned.append(written)
    return planned


def _left_out(matter: Any, name: Name, settings: Settings) -> str:  # noqa: ANN401 - any kind's front matter
    if settings.drafts:
        return ""
    if getattr(matter, "draft", False) or getattr(matter, "status", "") == "draft":
        return "it is a draft"
    if getattr(matter, "status", "") == "upcoming":
        return ""  # its date is the day on which it opens, and until then it has a waiting list
    date = getattr(matter, "date", None) or name.date
    return f"it appears on {date}" if date is not None and date > settings.today else ""


def _place(kind: str, stem: str, variant: Variant[Any], root: str) -> Written:
    name = split_date(stem) if kind == "post" else Name(None, None, slugify(stem))
    slug = getattr(variant.matter, "slug", "") or name.slug or kind
    if kind == "home":
        url = root
    elif kind == "creator":
        url, slug = f"{root}creator/", variant.matter.id or "creator"
    elif kind == "person":
        slug = variant.matter.id or slug
        url = f"{root}creators/{slug}/"
    else:
        url = f"{root}{KINDS[kind].folder}{slug}/"
    return Written(kind, variant, name, slug, url)


@dataclass(frozen=True, slots=True)
class Tools:
    """What building a written thing needs."""

    links: Links
    desk: Desk
    draw: Callable[[str, str], Picture]


def _body(written: Written, tools: Tools) -> dict[str, Any]:
    variant = written.variant
    text = variant.document.body
    return {
        "slug": written.slug,
        "path": variant.found.path,
        "url": written.url,
        "language": variant.language,
        "body": tools.links.prose(text, variant.document, variant.language),
        "summary": variant.matter.description or plain_text(excerpt(text)),
        "minutes": reading_minutes(text),
        "link_image": tools.links.picture(
            variant.matter.seo.image, variant.found.path, "seo.image", tools.desk
        ),
        "matter": variant.matter,
    }


def _cover(written: Written, tools: Tools, key: str = "cover") -> Picture | None:
    return tools.links.picture(
        getattr(written.variant.matter, key), written.variant.found.path, key, tools.desk
    )


def make_bundle(written: Written, tools: Tools) -> Bundle:
    """Build a bundle; without a cover one is drawn."""
    matter = written.variant.matter
    offers = offers_of(matter, written.variant.found.path, tools.desk, "bundle")
    return Bundle(
        **_body(written, tools),
        status=matter.status,
        offers=offers,
        cover=_cover(written, tools) or tools.draw(matter.title, written.slug),
    )


def make_post(written: Written, tools: Tools) -> Post | None:
    """Build a post; its date comes from the front matter or from the file's name, and one without is an
    error.
    """
    matter = written.variant.matter
    date: datetime.date | None = matter.date or written.name.date
    if date is None:
        hint = 'begin the file\'s name with its date, as in "2026-05-01-why-paper-matters.md", or add "date"'
        tools.desk.error(written.variant.found.path, "", "missing-date", "found a post without a date", hint)
        return None
    return Post(**_body(written, tools), date=date, cover=_cover(written, tools))


def make_page(written: Written, tools: Tools) -> Page:
    """Build an ordinary page."""
    return Page(**_body(written, tools))


def make_partner(written: Written, tools: Tools) -> Partner:
    """Build a partner's landing page."""
    return Partner(**_body(written, tools), logo=_cover(written, tools, "logo"))


def make_creator(written: Written, tools: Tools) -> Creator:
    """Build a creator's page."""
    variant = written.variant
    return Creator(
        matter=variant.matter,
        id=written.slug,
        path=variant.found.path,
        url=written.url,
        language=variant.language,
        avatar=_cover(written, tools, "avatar"),
        cover=_cover(written, tools),
        body=tools.links.prose(variant.document.body, variant.document, variant.language),
    )


def make_home(written: Written, tools: Tools) -> Home:
    """Build the words of a home page."""
    variant = written.variant
    return Home(
        variant.matter,
        variant.found.path,
        variant.language,
        tools.links.prose(variant.document.body, variant.document, variant.language),
    )
