"""Page -> HTML: the theme's templates, each page's view, and Markdown on the way."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import field
from gettext import NullTranslations
from typing import Any, Protocol
from urllib.parse import quote

from jinja2 import (
    BytecodeCache,
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
)
from markdown_it import MarkdownIt
from markupsafe import Markup

from kpsite.growth.structured import structured_data
from kpsite.model.prose import Prose, TocEntry
from kpsite.pages.page import Fragment, Page, page_path
from kpsite.pages.parts import View
from kpsite.pages.referral_parts import disclosure
from kpsite.problems import KpsiteError, Place, Problem, error
from kpsite.render.environment import ThemeEnvironment
from kpsite.render.filters import filters
from kpsite.render.markdown.rendering import Rendered, render
from kpsite.render.theme import Theme
from kpsite.render.words import Words
from kpsite.values import dataclass


class Prerendered(Protocol):
    """Gives texts that were rendered before."""

    def __call__(self, prose: Prose, translate: Callable[[str], str], *, below: bool) -> Rendered | None:
        """Give a text as ``render`` gives it; None for one that was not rendered before."""


@dataclass(frozen=True, slots=True)
class Body:
    """Rendered Markdown as templates see it; ``quizzes`` is how many questions it asks."""

    html: Markup
    toc: tuple[TocEntry, ...]
    quizzes: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A finished page: its HTML, what was wrong with its Markdown, and its links into other pages' text
    (page, fragment, file, line).

    ``code`` are its blocks of code, by info string and content, but for those of texts that were rendered
    before.
    """

    html: str
    problems: tuple[Problem, ...]
    anchors: tuple[tuple[str, str, str, int], ...]
    ids: frozenset[str]
    code: Mapping[tuple[str, str], str]


@dataclass(slots=True)
class _Notes:
    problems: list[Problem] = field(default_factory=list)
    anchors: list[tuple[str, str, str, int]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    code: dict[tuple[str, str], str] = field(default_factory=dict)


class Renderer:
    """Renders pages with one theme.

    It holds no page: the same page gives the same HTML whatever was rendered before.
    """

    def __init__(
        self,
        theme: Theme,
        urls: Mapping[str, str],
        parser: MarkdownIt,
        base: str,
        bytecode: BytecodeCache | None = None,
        prerendered: Prerendered | None = None,
    ) -> None:
        """Take the theme, the addresses of its assets by name, the Markdown parser with all plugins,
        the base path of the store, and what gives texts that were rendered ahead by such a parser.
        """
        self._theme, self._urls, self._parser, self._base = theme, urls, parser, base
        self._words = Words(theme.words)
        self._bytecode, self._prerendered = bytecode, prerendered
        self._environments: dict[str, Environment] = {}
        self._shared: dict[tuple[Any, ...], tuple[object, str]] = {}
        self._notes = _Notes()
        self._page_url = ""
        self._view: View | None = None
        self._language = ""

    def render(self, page: Page | Fragment, code: Mapping[tuple[str, str], str] | None = None) -> Made:
        """Make a page's HTML; ``code`` are blocks of code that were rendered before.

        Raises ``KpsiteError`` when the template is at fault, with the template's own file and line.
        """
        self._notes = _Notes(code=dict(code or {}))
        self._page_url = self._base + quote(page.url.removeprefix("/"), safe="/#-._~")
        self._language = page.language
        self._view = page.view if isinstance(page, Page) else None
        environment = self._environment(page.language)
        values = {one.name: getattr(page.view, one.name) for one in dataclasses.fields(page.view)}
        about = {"url": self._page_url, "kind": page.kind, "path": page_path(page.url)}
        try:
            html = environment.get_template(f"{page.kind}.html").render(values, page=about)
        except Exception as wrong:
            raise self._fault(page, wrong) from wrong
        self._check_disclosed(page, html)
        notes = self._notes
        return Made(html, tuple(notes.problems), tuple(notes.anchors), frozenset(notes.ids), notes.code)

    def _check_disclosed(self, page: Page | Fragment, html: str) -> None:
        """Hold a theme to saying that somebody is paid, wherever the page knows of it."""
        said = disclosure(page.view)
        if said and str(Markup.escape(said)) not in html:
            place = Place(
                self._theme.origins.get(
                    f"{page.kind}.html", f"themes/{self._theme.name}/templates/{page.kind}.html"
                )
            )
            hint = "show it beside the buttons: readers have a right to know"
            message = f'found that the page does not say "{said}"'
            raise KpsiteError([error(place, "no-disclosure", message, hint)])

    def compile(self, name: str) -> None:
        """Compile a template, which is then remembered. Raises ``TemplateError`` when it is at fault."""
        self._environment("").get_template(name)

    def html(self, prose: Prose) -> str:
        """Give a text as HTML, as pages show it; what is wrong with it is told by the page that shows it."""
        self._notes = _Notes()
        return str(self._prose(prose).html)

    def _environment(self, language: str) -> Environment:
        if language not in self._environments:
            environment = ThemeEnvironment(
                loader=FunctionLoader(self._source),
                autoescape=True,
                undefined=StrictUndefined,
                trim_blocks=True,
                lstrip_blocks=True,
                extensions=["jinja2.ext.i18n"],
                bytecode_cache=self._bytecode,
                auto_reload=False,
                cache_size=-1,
            )
            words = self._words.translations(language)
            environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
            environment.filters.update(filters(language, words))
            gettext = _gettext(words)
            environment.globals.update(_=gettext, gettext=gettext)
            environment.globals.update(
                prose=self._prose, shared=self._share, asset=self._asset, structured=self._structured
            )
            self._environments[language] = environment
        return self._environments[language]

    def _source(self, name: str) -> tuple[str, str, None] | None:
        # The name stands in for a file name, so that a fault says which template it is in.
        text = self._theme.templates.get(name)
        return None if text is None else (text, name, None)

    def _prose(self, prose: Prose, *, below: bool = False) -> Body:
        gettext = self._words.translations(prose.language).gettext
        ready = self._prerendered
        rendered = ready(prose, gettext, below=below) if ready is not None else None
        if rendered is None:
            rendered = render(prose, self._parser, gettext, self._notes.code, below=below)
            self._notes.code.update(rendered.code)
        self._notes.problems.extend(rendered.problems)
        self._notes.anchors.extend(
            (url, fragment, prose.path, line) for url, fragment, line in rendered.anchors
        )
        self._notes.ids.update(rendered.ids)
        return Body(Markup(rendered.html), rendered.toc, rendered.quizzes)  # noqa: S704 - the Markdown room answers for it

    def _share(self, name: str, **values: object) -> Markup:
        key = (self._language, name, *((one, id(value)) for one, value in sorted(values.items())))
        if key not in self._shared:
            # The values are kept with the text, so that their ids cannot be given to others.
            self._shared[key] = (values, self._environment(self._language).get_template(name).render(values))
        html = self._shared[key][1]
        here = f'href="{Markup.escape(self._page_url)}"'
        return Markup(html.replace(here, f'{here} aria-current="page"'))  # noqa: S704 - a template's own output

    def _structured(self) -> Markup:
        data = structured_data(self._view) if self._view else ""
        return Markup(f'<script type="application/ld+json">{data}</script>' if data else "")  # noqa: S704 - it cannot end early

    def _asset(self, name: str) -> str:
        try:
            return self._urls[name]
        except KeyError:
            raise TemplateError(f'there is no asset "{name}" in the theme') from None

    def _fault(self, page: Page | Fragment, wrong: Exception) -> KpsiteError:
        if isinstance(wrong, KpsiteError):
            return wrong
        from kpsite.render.faults import template_fault  # start-up time: seldom is anything wrong

        problem = template_fault(self._theme, page, wrong)
        if problem is None:
            raise wrong
        return KpsiteError([problem])


def _gettext(words: NullTranslations) -> Callable[..., Markup]:
    """Give what Jinja's own ``gettext`` is in its new style, but look up and format a word once."""
    fixed: dict[str, Markup] = {}

    def gettext(message: str, /, **variables: object) -> Markup:
        if variables:
            return Markup(words.gettext(message)) % variables  # noqa: S704 - a catalogue is part of the theme
        if message not in fixed:
            fixed[message] = Markup(words.gettext(message)) % {}  # noqa: S704 - the same
        return fixed[message]

    return gettext
