"""Making pages from plain data, in this process or in another."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from kpsite.building.bytecode import Bytecode
from kpsite.building.kit import Kit
from kpsite.building.piece import Facts, Piece
from kpsite.model.prose import Prose
from kpsite.pages.page import Fragment, Page
from kpsite.problems import KpsiteError, Problem
from kpsite.render.markdown.parser import make_parser
from kpsite.render.renderer import Made, Renderer

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from kpsite.building.ahead import Ahead
    from kpsite.plugins import Loaded

T = TypeVar("T")


def _identifiers(html: str) -> set[str]:
    """Give the identifiers of all elements; splitting costs a tenth of what a regular expression does."""
    return {part[: part.find('"')] for before, part in pairwise(html.split('id="')) if before[-1:].isspace()}


class Studio:
    """Makes pages with one kit."""

    def __init__(self, kit: Kit, plugins: Sequence[Loaded] | None = None, ahead: Ahead | None = None) -> None:
        """Take a kit, its plugins where they run already, and texts that were rendered ahead without any.

        Raises ``KpsiteError`` when a plugin does not start or fails on the parser.
        """
        problems: list[Problem] = []
        self._plugins = plugins if plugins is not None else _started(kit, problems)
        extensions = [loaded.plugin.markdown for loaded in self._plugins if _extends(loaded, problems)]
        ahead = ahead.unless_extended(self._plugins) if ahead is not None else None
        if problems:
            raise KpsiteError(problems)
        bytecode = Bytecode(*kit.bytecode, kit.theme.shipped, kit.program) if kit.bytecode else None
        parser = _parser([extend for extend in extensions if extend is not None])
        prerendered = ahead.get if ahead is not None else None
        self._renderer = Renderer(kit.theme, kit.urls, parser, kit.base, bytecode, prerendered)

    def make(self, page: Page, code: Mapping[tuple[str, str], str] | None = None) -> Piece:
        """Make a page; what is wrong with the creator's files comes back in the piece. ``code`` are blocks of
        code that were rendered before.
        """
        begun = time.perf_counter()
        try:
            made = self.render(page, code)
            html = made.html
            for loaded in self._plugins:
                if loaded.plugin.html is not None:
                    html = _rewritten(loaded, html, page)
        except KpsiteError as wrong:
            return Piece(page.path, b"", b"", wrong.problems)
        facts = Facts(made.problems, made.anchors, tuple(sorted(_identifiers(html))))
        return Piece(page.path, html.encode(), facts.pack(), (), time.perf_counter() - begun, made.code)

    def render(
        self,
        what: Page | Fragment,
        code: Mapping[tuple[str, str], str] | None = None,
        *,
        closed: bool = False,
    ) -> Made:
        """Render a page, or a part of one; ``closed`` says that no message may quote what is in it.

        Raises ``KpsiteError`` when a plugin's rules in the parser fail.
        """
        return self._rendered(partial(self._renderer.render, what, code), closed=closed)

    def html(self, prose: Prose) -> str:
        """Give a text as HTML, as pages show it."""
        return self._rendered(partial(self._renderer.html, prose))

    def _rendered(self, make: Callable[[], T], *, closed: bool = False) -> T:
        """Give what is made; a plugin's rules in the parser may print, and fail."""
        extending = [loaded for loaded in self._plugins if loaded.plugin.markdown is not None]
        if not extending:
            return make()
        # Start-up time: few plugins extend the parser.
        from kpsite.reading.plugins import aside, guilty

        try:
            with aside():
                return make()
        except BaseException as wrong:
            cause = wrong.__cause__ if isinstance(wrong, KpsiteError) and wrong.__cause__ else wrong
            raise guilty(extending, cause, quoted=not closed) or wrong from cause


def _started(kit: Kit, problems: list[Problem]) -> list[Loaded]:
    if not kit.plugins:
        return []
    # Start-up time: many stores have none.
    from kpsite.reading import modules  # where some wait
    from kpsite.reading.plugins import start  # what starts plugins

    modules.hurry()

    started = [start(name, path, source, problems) for name, path, source in kit.plugins]
    return [loaded for loaded in started if loaded is not None]


def _extends(loaded: Loaded, problems: list[Problem]) -> bool:
    if loaded.plugin.markdown is None:
        return False
    from kpsite.reading.plugins import running  # start-up time: few plugins extend the parser

    try:
        with running(loaded.path, loaded.name):
            loaded.plugin.markdown(make_parser())
    except KpsiteError as wrong:
        problems.extend(wrong.problems)
        return False
    return True


def _parser(extensions: Sequence[Callable[[MarkdownIt], None]]) -> MarkdownIt:
    if not extensions:
        return make_parser()
    from kpsite.reading.plugins import aside  # start-up time, as above

    with aside():
        return make_parser(extensions)


def _rewritten(loaded: Loaded, html: str, page: Page) -> str:
    # Start-up time: most plugins change no page.
    from kpsite.plugins import given
    from kpsite.reading.plugins import running  # the same

    assert loaded.plugin.html is not None  # noqa: S101 - asked before
    with running(loaded.path, loaded.name):
        (html,) = given([loaded.plugin.html(html, page)], str)
        html.encode()  # half a character, as of a text that was cut, is the plugin's fault too
    return str.__str__(html)  # no text of a kind with other ways
