"""Making pages from plain data, in this process or in another."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from kpsite.building.bytecode import Bytecode
from kpsite.building.kit import Kit
from kpsite.building.piece import Facts, Piece
from kpsite.model.prose import Prose
from kpsite.pages.page import Page
from kpsite.problems import KpsiteError, Problem
from kpsite.render.markdown.parser import make_parser
from kpsite.render.renderer import Renderer

if TYPE_CHECKING:
    from kpsite.building.ahead import Ahead
    from kpsite.plugins import Loaded


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
        parser = make_parser([extend for extend in extensions if extend is not None])
        prerendered = ahead.get if ahead is not None else None
        self.renderer = Renderer(kit.theme, kit.urls, parser, kit.base, bytecode, prerendered)

    def make(self, page: Page, code: Mapping[tuple[str, str], str] | None = None) -> Piece:
        """Make a page; what is wrong with the creator's files comes back in the piece. ``code`` are blocks of
        code that were rendered before.
        """
        begun = time.perf_counter()
        try:
            made = self.renderer.render(page, code)
            html = made.html
            for loaded in self._plugins:
                if loaded.plugin.html is not None:
                    html = _rewritten(loaded, html, page)
        except KpsiteError as wrong:
            return Piece(page.path, b"", b"", wrong.problems)
        facts = Facts(made.problems, made.anchors, tuple(sorted(_identifiers(html))))
        return Piece(page.path, html.encode(), facts.pack(), (), time.perf_counter() - begun, made.code)

    def html(self, prose: Prose) -> str:
        """Give a text as HTML, as pages show it."""
        return self.renderer.html(prose)


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
    try:
        loaded.plugin.markdown(make_parser())
    except (Exception, SystemExit) as wrong:  # a plugin may raise anything
        from kpsite.reading.plugins import fault  # start-up time: most do as they should

        problems.append(fault(loaded.path, loaded.name, wrong))
        return False
    return True


def _rewritten(loaded: Loaded, html: str, page: Page) -> str:
    # Start-up time: most plugins change no page.
    from kpsite.plugins import given
    from kpsite.reading.plugins import fault  # nor fail

    assert loaded.plugin.html is not None  # noqa: S101 - asked before
    try:
        (html,) = given([loaded.plugin.html(html, page)], str)
        html.encode()  # half a character, as of a text that was cut, is the plugin's fault too
    except (Exception, SystemExit) as wrong:  # a plugin may raise anything
        raise KpsiteError([fault(loaded.path, loaded.name, wrong)]) from wrong
    return html
