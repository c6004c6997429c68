"""What all generators share: the shop in each language, who is where, and the pieces that every page has."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from dataclasses import field
from urllib.parse import unquote, urlsplit

from kpsite.growth.news import Entry, episodes, latest
from kpsite.growth.share import Buttons, Shared, share_buttons
from kpsite.growth.share_card import WIDE
from kpsite.model.course import Course
from kpsite.model.frozen import Mapping
from kpsite.model.language import direction, own_name
from kpsite.model.people import Creator
from kpsite.model.prose import Picture
from kpsite.model.site import SeoMatter, ShareMatter, ThemeMatter
from kpsite.model.store import Site
from kpsite.model.writing import Bundle
from kpsite.pages.additions import Additions
from kpsite.pages.link_parts import NavLink, Tag
from kpsite.pages.parts import Alternate, Meta, Outline, Person, Shop
from kpsite.pages.referral_parts import recommending
from kpsite.pages.sale_parts import Sale
from kpsite.pages.share_parts import Face
from kpsite.pages.signup_parts import FOLDER, Signup, signup_form
from kpsite.render.markdown.addressing import split
from kpsite.values import dataclass

Words = Callable[[str, str], str]
Dates = tuple[datetime.date | None, datetime.date | None]
NO_DATES: Dates = (None, None)


def family(path: str, language: str) -> str:
    """Give what the translations of a file have in common: its path without the language suffix."""
    stem, dot, ending = path.rpartition(".")
    return stem.removesuffix(f".{language}") + dot + ending


@dataclass(slots=True)
class Shopfront:
    """The store with what generators look up in it.

    ``words`` gives an interface word (an English msgid) in a language; ``templates`` are the names of the
    theme's, since some pages are made only where it has one; ``accent`` is the store's colour as hex;
    ``additions`` are what plugins add to all pages.
    ``sales`` remembers what was worked out of each course and bundle, by address and language, for the many
    pages that show it, and ``outlines`` what courses look like at a glance, by address.
    """

    site: Site
    words: Words
    options: AbstractMapping[str, object]
    templates: frozenset[str] = frozenset()
    accent: str = ThemeMatter().accent
    additions: Additions = Additions()
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    shops: dict[str, Shop] = field(default_factory=dict)
    sales: dict[tuple[str, str], Sale] = field(default_factory=dict)
    outlines: dict[str, Outline] = field(default_factory=dict)
    news: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    episodes: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    listed: dict[str, list[Course]] = field(default_factory=dict)
    tagged: dict[str, dict[str, Tag]] = field(default_factory=dict)
    _slugs: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the translations, then make each language's shop."""
        site = self.site
        for one in site.sold():
            self._slugs.setdefault(family(one.path, one.language), set()).add(one.slug)
        for thing in site.written():
            self.versions.setdefault(family(thing.path, thing.language), {})[thing.language] = thing.url
        for creator in site.creators:
            self.versions.setdefault(family(creator.path, creator.language), {})[creator.language] = (
                creator.url
            )
        for course in site.courses:
            # A closed lesson that is not listed has no page, and its address is nobody's business.
            for lesson in (one for one in course.lessons if one.open is not None or one.matter.listed):
                self.versions.setdefault(family(lesson.path, lesson.language), {})[lesson.language] = (
                    lesson.url
                )
        for name in ("", "courses/"):
            self.versions[f"/{name}"] = {language: site.root(language) + name for language in site.matters}
        self.versions["/posts/"] = {
            language: site.root(language) + "posts/" for language in site.matters if self._has_posts(language)
        }
        self.news = {language: latest(site, language) for language in site.matters}
        self.episodes = {language: episodes(site, language) for language in site.matters}
        self.shops = {language: self._shop(language) for language in site.matters}

    @property
    def twins(self) -> bool:
        """Whether public pages are there as Markdown too: not for a store that keeps language models out."""
        return self.site.matters[self.site.language].robots.ai == "allow"

    def word(self, language: str, msgid: str) -> str:
        """Give an interface word."""
        return self.words(language, msgid)

    def link(self, title: str, url: str) -> NavLink:
        """Give a link to a page of the store."""
        return NavLink(title, self.site.href(url))

    def home(self, language: str) -> NavLink:
        """Give the way home."""
        return self.link(self.word(language, "Home"), self.site.root(language))

    def catalogue(self, language: str) -> NavLink:
        """Give the way to all courses."""
        return self.link(self.word(language, "Courses"), self.site.root(language) + "courses/")

    @property
    def search(self) -> dict[str, str]:
        """The address of each language's search page, where the theme has one and no page stands there."""
        if "search.html" not in self.templates:
            return {}
        taken = {page.url for page in self.site.pages}
        found = {language: f"{self.site.root(language)}search/" for language in self.site.matters}
        return {language: url for language, url in found.items() if url not in taken}

    def _shop(self, language: str) -> Shop:
        site, matter = self.site, self.site.matters[language]
        creator = self.creator(language)
        return Shop(
            name=matter.name,
            tagline=matter.tagline,
            home=site.href(site.root(language)),
            base=site.base,
            language=language,
            direction=direction(language),
            menu=self._menu(language),
            footer=self._footer(language),
            languages=tuple(self.link(own_name(code), site.root(code)) for code in site.matters)
            if len(site.matters) > 1
            else (),
            creator=self.link(creator.matter.name, creator.url)
            if creator
            else NavLink(matter.name, site.href(site.root(language))),
            portal=self._address(matter.portal),
            email=matter.email or (creator.matter.email if creator else ""),
            signup=self._signup(language),
            feeds=tuple(
                site.absolute(f"{site.root(language)}{name}")
                for name, found in (("feed.xml", self.news), ("podcast.xml", self.episodes))
                if found[language]
            ),
            search=self.site.href(self.search[language]) if language in self.search else "",
            options=Mapping(self.options),
            referral=recommending(site, language, self.templates, self.word),
            scripts=tuple((script.name, script.data) for script in self.additions.scripts),
        )

    def _has_posts(self, language: str) -> bool:
        return any(post.language == language and post.matter.listed for post in self.site.posts)

    def _menu(self, language: str) -> tuple[NavLink, ...]:
        matter = self.site.matters[language]
        if matter.menu is not None:
            return tuple(NavLink(entry.title, self._address(entry.url)) for entry in matter.menu)
        made = [self.catalogue(language)]
        if self._has_posts(language):
            made.append(self.link(self.word(language, "Articles"), self.site.root(language) + "posts/"))
        return (*made, *self._pages(language, "header"))

    def _footer(self, language: str) -> tuple[NavLink, ...]:
        entries = tuple(
            NavLink(entry.title, self._address(entry.url)) for entry in self.site.matters[language].footer
        )
        return (*self._pages(language, "footer"), *entries)

    def _pages(self, language: str, menu: str) -> tuple[NavLink, ...]:
        return tuple(
            self.link(page.matter.title, page.url)
            for page in self.site.pages
            if page.language == language and page.matter.menu == menu
        )

    def _address(self, url: str) -> str:
        path, rest = split(url)
        return self.site.href(unquote(path)) + rest if url.startswith("/") else url

    def _signup(self, language: str) -> Signup | None:
        signup = self.site.matters[language].signup
        end = FOLDER if "subscribed.html" in self.templates else "thanks/"
        thanks = self.site.href(self.site.root(language) + end)
        return signup_form(signup, thanks, self._address(signup.privacy)) if signup else None

    def creator(self, language: str) -> Creator | None:
        """Give who sells, in a language if there is such a version."""
        own = [creator for creator in self.site.creators if creator.main]
        return next((creator for creator in own if creator.language == language), own[0] if own else None)

    def person(self, name: str, language: str) -> Person:
        """Give somebody by name or id; who has no page of their own is just a name."""
        known = [one for one in self.site.creators if name in (one.id, one.matter.name)]
        one = next((one for one in known if one.language == language), known[0] if known else None)
        if one is None:
            return Person(name)
        return Person(one.matter.name, self.site.href(one.url), one.matter.bio, one.avatar, one.matter.labels)

    def course(self, slug: str, language: str) -> Course | Bundle | None:
        """Give a course or bundle by slug, in a language if there is such a version."""
        known = [one for one in self.site.sold() if slug in self.slugs(one)]
        # Another's slug in another language counts only where nothing has it here.
        ranked = sorted(known, key=lambda one: (one.slug != slug, one.language != language))
        here = [one for one in ranked if one.language == language]
        return next(iter(here or ranked), None)

    def slugs(self, thing: Course | Bundle) -> set[str]:
        """Give the slugs of a course or bundle in all its languages: any of them means it."""
        return self._slugs[family(thing.path, thing.language)]

    def course_link(self, slug: str, language: str) -> NavLink | None:
        """Give the way to a course or bundle by slug."""
        known = self.course(slug, language)
        return self.link(known.matter.title, known.url) if known else None

    def meta(  # noqa: PLR0913 - named one by one where it is called
        self,
        title: str,
        description: str,
        url: str,
        key: str,
        *,
        seo: SeoMatter | None = None,
        cover: Picture | None = None,
        alt: str = "",
        kind: str = "website",
        noindex: bool = False,
        listed: bool = True,
        dates: Dates = NO_DATES,
        face: Face | None = None,
        twin: bool = False,
    ) -> Meta:
        """Give what the head of a page says.

        ``key`` names it among its translations (``family``); one not ``listed`` is in no list for programs;
        ``dates`` are its first and last; ``face`` is drawn in place of ``cover``; ``twin``: Markdown as well.
        """
        site = self.site
        others = self.versions.get(key, {})
        alternates = tuple(
            Alternate(language, site.absolute(other), site.href(other), own_name(language))
            for language, other in sorted(others.items())
        )
        several = len(alternates) > 1
        published, modified = (day.isoformat() if day else "" for day in dates)
        return Meta(
            title=(seo.title if seo else "") or title,
            description=" ".join(description.split()),
            canonical=site.absolute(url),
            alternates=alternates if several else (),
            x_default=site.absolute(others[site.language]) if several and site.language in others else "",
            image=face.image if face else self._image(cover),
            picture=None if face else cover,
            image_alt=face.alt if face else alt,
            noindex=noindex or bool(seo and seo.noindex),
            listed=listed,
            kind=kind,
            published=published,
            modified=modified,
            image_size=WIDE if face else (0, 0),
            square=face.square if face else "",
            card=face.card if face else None,
            twin=f"{site.absolute(url)}index.md" if twin and self.twins and not noindex else "",
        )

    def _image(self, cover: Picture | None) -> str:
        if cover is None or cover.src.endswith(".svg"):
            return ""
        parts = urlsplit(self.site.base_url)
        return f"{parts.scheme}://{parts.netloc}{cover.src}"

    def share(
        self,
        title: str,
        url: str,
        language: str,
        matter: ShareMatter,
        image: str = "",
        *,
        article: bool = False,
    ) -> Buttons:
        """Give a page's share buttons; ``image`` is a whole address; an ``article`` is no offer."""
        site, common = self.site, self.site.matters[language].share
        tags = matter.hashtags or common.hashtags
        text = matter.text or title
        shared = Shared(site.absolute(url), text, tags, image, article, site.href(url))
        return share_buttons(
            shared, matter.targets if matter.targets is not None else common.targets, language
        )
