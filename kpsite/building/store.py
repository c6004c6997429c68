"""Reading a store and working out every output it should have, without making any of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kpsite.building.cache import Cache
from kpsite.checks.subject import Subject
from kpsite.checks.table import run_checks
from kpsite.growth.files import small_files
from kpsite.hosts.table import HOSTS
from kpsite.load.drawn import accent_of
from kpsite.load.media import Media
from kpsite.load.settings import Settings
from kpsite.load.store import Loaded, load
from kpsite.model.store import Site
from kpsite.pages.page import Page
from kpsite.pages.shopfront import Shopfront
from kpsite.pages.table import make_pages
from kpsite.plugins import Loaded as LoadedPlugin
from kpsite.plugins import given
from kpsite.problems import KpsiteError, Problem
from kpsite.reading.content import Content, read_content
from kpsite.reading.plugins import fault, load_plugins
from kpsite.reading.program import program_fingerprint
from kpsite.reading.themes import read_theme
from kpsite.render.assets import Assets, generated
from kpsite.render.extras import extra_outputs
from kpsite.render.fingerprint import Fingerprints
from kpsite.render.images import toolchain
from kpsite.render.outputs import Basis, Output, byte_outputs, media_outputs, page_outputs
from kpsite.render.theme import Theme
from kpsite.render.words import Words


@dataclass(frozen=True, slots=True)
class Prepared:
    """A store that has been read: its site and pages, the outputs it should have, and what is needed to make
    them. ``program`` is kpsite's own fingerprint.
    """

    site: Site
    pages: Sequence[Page]
    outputs: Sequence[Output]
    theme: Theme
    assets: Assets
    words: Words
    plugins: Sequence[LoadedPlugin]
    content: Content
    problems: tuple[Problem, ...]
    program: str


def prepare(root: Path, settings: Settings, cache: Cache) -> Prepared:
    """Read a store. Raises ``KpsiteError`` when so much is wrong that no pages can be worked out."""
    problems: list[Problem] = []
    tools = toolchain()
    program = program_fingerprint()
    remembered = cache.load(program)
    before = dict(remembered)
    content = read_content(root, remembered, problems)
    if remembered != before:
        cache.save(program, remembered)
    loaded = load(content.tree, dataclasses.replace(settings, avif=tools.avif))
    problems.extend(loaded.problems)
    if loaded.site is None:
        raise KpsiteError(problems)
    matter = next(iter(loaded.site.matters.values()))
    theme = read_theme(root, matter.theme, problems)
    plugins = load_plugins(root, matter.plugins, problems)
    if theme is None:
        raise KpsiteError(_placed(problems, loaded))
    words = Words(theme.words)
    front = Shopfront(loaded.site, words.word, dict(theme.options), frozenset(theme.templates))
    pages = _pages(front, plugins, problems)
    problems.extend(_checked(loaded, loaded.site, pages, plugins))
    assets = Assets(dict(theme.assets) | generated(matter.name, accent_of(matter.theme)), loaded.site.base)
    basis = Basis(program, theme.fingerprint, " ".join(plugin.digest for plugin in plugins), "")
    outputs = _outputs(loaded.media, front, pages, assets, basis, str(tools))
    return Prepared(
        loaded.site,
        pages,
        outputs,
        theme,
        assets,
        words,
        plugins,
        content,
        _placed(problems, loaded),
        program,
    )


def _placed(problems: list[Problem], loaded: Loaded) -> tuple[Problem, ...]:
    """Give problems that know their key but not their line the line as well."""
    made = []
    for problem in problems:
        place = problem.place
        if place.key and not place.line:
            place = dataclasses.replace(place, line=loaded.line(place.path, place.key))
        made.append(dataclasses.replace(problem, place=place))
    return tuple(made)


def _pages(front: Shopfront, plugins: Sequence[LoadedPlugin], problems: list[Problem]) -> list[Page]:
    pages = make_pages(front)
    for loaded in plugins:
        try:
            if loaded.plugin.pages is not None:
                pages.extend(given(loaded.plugin.pages(front), Page))
            if loaded.plugin.page is not None:
                pages = given([loaded.plugin.page(page, front.site) for page in pages], Page)
        except Exception as wrong:
            problems.append(fault(loaded.path, loaded.name, wrong))
    return pages


def _checked(
    loaded: Loaded, site: Site, pages: Sequence[Page], plugins: Sequence[LoadedPlugin]
) -> list[Problem]:
    found = run_checks(Subject(site, pages, loaded.line))
    for plugin in plugins:
        if plugin.plugin.checks is not None:
            try:
                found.extend(given(plugin.plugin.checks(site, pages), Problem))
            except Exception as wrong:
                found.append(fault(plugin.path, plugin.name, wrong))
    return found


def _outputs(
    media: Media, front: Shopfront, pages: Sequence[Page], assets: Assets, basis: Basis, tools: str
) -> list[Output]:
    named = {name: assets.file(name) for name in assets.names()}
    seen = Fingerprints()
    addresses = seen.of(tuple(url for url, _ in named.values()))
    made = page_outputs(pages, dataclasses.replace(basis, assets=addresses), seen)
    files = {url.removeprefix("/"): data for url, data in named.values()}
    for host in HOSTS:
        files |= host(front, pages, sorted(seen.frames))
    files |= small_files(front, pages)
    made += extra_outputs(front, made, seen, basis, media, tools)
    made += byte_outputs(files)
    made += media_outputs(seen.media, media.files, front.site.base, media.tree, tools)
    unique = {output.path: output for output in reversed(made)}
    return [unique[path] for path in sorted(unique)]
