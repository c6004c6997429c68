"""Reading a store and working out its pages and every output it should have, without making any of them."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kpsite.building.cache import Cache
from kpsite.building.cores import MANY
from kpsite.building.kit import Kit
from kpsite.building.laps import Laps
from kpsite.building.warm import warm_up
from kpsite.checks.opened import opened
from kpsite.checks.subject import Subject
from kpsite.checks.table import run_checks
from kpsite.growth.files import small_files
from kpsite.hosts.table import HOSTS
from kpsite.load.drawn import accent_of
from kpsite.load.media import Media
from kpsite.load.settings import Settings
from kpsite.load.store import LoadedStore, load
from kpsite.load.tree import Tree
from kpsite.model.frozen import Mapping as Options
from kpsite.model.lock import Lock
from kpsite.model.pay_link import PRACTICE
from kpsite.model.store import Site
from kpsite.pages.page import Page
from kpsite.pages.shopfront import Shopfront
from kpsite.pages.table import make_pages
from kpsite.plugins import Additions, Loaded, given
from kpsite.problems import KpsiteError, Problem
from kpsite.reading.content import Content, read_content
from kpsite.reading.lock import read_lock, read_lock_with_practice
from kpsite.reading.plugins import beside, load_plugins, running
from kpsite.reading.program import compiled_templates, program_fingerprint
from kpsite.reading.themes import read_theme
from kpsite.render.assets import Assets, generated
from kpsite.render.extras import extra_outputs, feed_outputs, poster_outputs, qr_outputs, share_outputs
from kpsite.render.fingerprint import Fingerprints, Seen
from kpsite.render.images import toolchain
from kpsite.render.outputs import Basis, Output, byte_outputs, media_outputs, page_outputs
from kpsite.render.words import Words
from kpsite.values import dataclass

if TYPE_CHECKING:
    from kpsite.building.helpers import Helpers


@dataclass(frozen=True, slots=True)
class Prepared:
    """A store that has been read: its pages, and what is needed to work out its outputs and to make them.

    ``real`` maps the store's paths to where the files are. ``tools`` names the versions of the picture
    encoders, ``shelf`` is the folder of share images that were drawn. ``note`` is a line for the user when
    what was remembered could not be used, else empty. ``beside`` stands for what lies beside plugins.
    """

    front: Shopfront
    pages: Sequence[Page]
    media: Media
    assets: Assets
    plugins: Sequence[Loaded]
    kit: Kit
    theme: str
    real: Mapping[str, str]
    problems: tuple[Problem, ...]
    tools: str
    shelf: Path
    note: str
    beside: str

    @property
    def by_the_book(self) -> bool:
        """Whether no plugin adds or changes pages, or looks at all of them: then a lesson's text shows on its
        own page alone.
        """
        plugins = [loaded.plugin for loaded in self.plugins]
        return not any(plugin.pages or plugin.page or plugin.checks for plugin in plugins)

    @property
    def site(self) -> Site:
        """The store itself."""
        return self.front.site


def prepare(root: Path, settings: Settings, laps: Laps, helpers: Helpers | None = None) -> Prepared:
    """Read a store, with what helpers have read of it; who makes pages may begin.

    Raises ``KpsiteError`` when so much is wrong that no pages can be worked out.
    """
    problems: list[Problem] = []
    cache = Cache(root)
    tools = toolchain()
    program = program_fingerprint()
    with laps.lap("Reading files"):
        content = _content(root, cache, program, problems)
        lock = _lock(root, settings, problems)
    with laps.lap("Understanding texts"):
        loaded = load(_read(content.tree, helpers), replace(settings, avif=tools.avif, lock=lock))
    problems.extend(loaded.problems)
    if loaded.site is None:
        raise KpsiteError(problems)
    site = loaded.site
    matter = next(iter(site.matters.values()))
    with laps.lap("Reading theme and plugins"):
        theme = read_theme(root, matter.theme, site.matters, problems)
        plugins = load_plugins(root, matter.plugins, problems)
        additions = _additions(plugins, matter.plugin_options, theme.assets if theme else (), problems)
    if theme is None:
        raise KpsiteError(_placed(problems, loaded))
    with laps.lap("Working out pages"):
        templates, accent = frozenset(theme.templates), accent_of(matter.theme)
        front = Shopfront(site, Words(theme.words).word, dict(theme.options), templates, accent, additions)
        scripts = {script.name: script.source.encode() for script in additions.scripts}
        assets = Assets(dict(theme.assets) | generated(matter.name, accent) | scripts, site.base)
        kit = Kit(
            replace(theme, assets={}),
            {name: assets.url(name) for name in assets.names()},
            site.base,
            tuple((loaded.name, loaded.path, loaded.source) for loaded in plugins),
            program,
            (str(cache.bytecode()), str(compiled_templates())),
        )
        pages = _pages(front, plugins, problems)
        maker = helpers.maker if helpers is not None else None
        if maker is not None and not site.closes and not any(map(_shapes, plugins)):
            maker.begin(kit, pages)
    with laps.lap("Checking"):
        problems.extend([*_checked(loaded, site, pages, plugins), *assets.lost(theme.name)])
        problems.extend(opened(site, settings.sealed_before))
    return Prepared(
        front,
        pages,
        loaded.media,
        assets,
        plugins,
        kit,
        theme.fingerprint,
        content.real,
        _placed(problems, loaded),
        str(tools),
        cache.shares(),
        cache.note,
        beside(root, plugins) if plugins else "",
    )


def _content(root: Path, cache: Cache, program: str, problems: list[Problem]) -> Content:
    remembered = cache.load(program)
    before = dict(remembered)
    content = read_content(root, remembered, problems)
    if remembered != before:
        cache.save(program, remembered)
    return content


def _read(tree: Tree, helpers: Helpers | None) -> Tree:
    if helpers is None:
        return tree
    if len(tree.documents) >= MANY:
        warm_up()  # they take a moment longer, and processes that are forked later have it then
    return replace(tree, readings=helpers.readers.readings(tree.documents))


def _additions(
    plugins: Sequence[Loaded], options: Options, taken: Container[str], problems: list[Problem]
) -> Additions:
    if not options and not any(loaded.plugin.additions for loaded in plugins):
        return Additions()
    # Start-up time: few stores have plugins that add to all pages.
    from kpsite.building.additions import additions_of

    return additions_of(plugins, options, taken, problems)


def _lock(root: Path, settings: Settings, problems: list[Problem]) -> Lock:
    try:
        return (read_lock_with_practice if PRACTICE in settings.modes else read_lock)(root)
    except KpsiteError as wrong:
        problems.extend(wrong.problems)
        return Lock()


def _placed(problems: list[Problem], loaded: LoadedStore) -> tuple[Problem, ...]:
    """Give problems that know their key but not their line the line as well."""
    made = []
    for problem in problems:
        place = problem.place
        if place.key and not place.line:
            place = replace(place, line=loaded.line(place.path, place.key))
        made.append(replace(problem, place=place))
    return tuple(made)


def _pages(
    front: Shopfront,
    plugins: Sequence[Loaded],
    problems: list[Problem],
) -> list[Page]:
    pages = list(make_pages(front))
    for loaded in plugins:
        try:
            with running(loaded.path, loaded.name):
                if loaded.plugin.pages is not None:
                    pages.extend(_taken(given(loaded.plugin.pages(front), Page)))
                if loaded.plugin.page is not None:
                    made = given([loaded.plugin.page(page, front.site) for page in pages], Page)
                    known = {id(page) for page in pages}
                    _taken([page for page in made if id(page) not in known])
                    pages = made
        except KpsiteError as wrong:
            problems.extend(wrong.problems)
    return pages


def _taken(pages: list[Page]) -> list[Page]:
    """Give pages of a plugin's, or raise ``TypeError`` for one with something in it that no view holds."""
    fingerprints = Fingerprints()
    for page in pages:
        fingerprints.of(page.view)
    return pages


def _shapes(loaded: Loaded) -> bool:
    """Say whether a plugin makes pages or changes their views, which it then does in this process."""
    return bool(loaded.plugin.page or loaded.plugin.pages)


def _checked(
    loaded: LoadedStore, site: Site, pages: Sequence[Page], plugins: Sequence[Loaded]
) -> list[Problem]:
    found = run_checks(Subject(site, pages, loaded.line))
    for plugin in plugins:
        if plugin.plugin.checks is not None:
            try:
                with running(plugin.path, plugin.name):
                    found.extend(given(plugin.plugin.checks(site, tuple(pages)), Problem))
            except KpsiteError as wrong:
                found.extend(wrong.problems)
    return found


def outputs_of(prepared: Prepared, seen: Seen) -> list[Output]:
    """Give every output that the store should have, sorted by path, once the pages are fingerprinted."""
    assets = prepared.assets
    named = {name: assets.file(name) for name in assets.names()}
    addresses = Fingerprints().of(tuple(url for url, _ in named.values()))
    plugins = Fingerprints().of((*(plugin.source for plugin in prepared.plugins), prepared.beside))
    basis = Basis(prepared.kit.program, prepared.theme, plugins, addresses)
    made = page_outputs(prepared.pages, seen.fingerprints, basis)
    files = {url.removeprefix("/"): data for url, data in named.values()}
    for host in HOSTS:
        files |= host(prepared.front, prepared.pages, sorted(seen.frames))
    files |= small_files(prepared.front, prepared.pages)
    more = Fingerprints()
    made += extra_outputs(prepared.front, prepared.pages, made, basis)
    made += feed_outputs(prepared.front, more, basis)
    if any(course.preview_file for course in prepared.site.courses):
        # Start-up time: few stores give their free lessons away as a file.
        from kpsite.editions.preview import preview_outputs

        made += preview_outputs(prepared.front, prepared.media, basis)
    made += share_outputs(prepared.pages, prepared.media, prepared.tools)
    made += poster_outputs(prepared.pages, prepared.media, prepared.tools)
    made += qr_outputs(prepared.pages, prepared.site.base)
    made += byte_outputs(files)
    shown = seen.media | more.media
    made += media_outputs(
        shown, prepared.media.files, prepared.site.base, prepared.media.tree, prepared.tools
    )
    unique = {output.path: output for output in reversed(made)}
    return [unique[path] for path in sorted(unique)]
