"""Making outputs: a page, a picture or plain bytes from plain data, in this process or in another."""

from __future__ import annotations

import marshal
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpsite.building.workbench import Workbench
from kpsite.load.media import MediaFile
from kpsite.pages.page import Page
from kpsite.plugins import Loaded, given
from kpsite.problems import KpsiteError, Place, Problem, Severity, error
from kpsite.reading.plugins import fault
from kpsite.render.image_headers import BadImage
from kpsite.render.outputs import Output
from kpsite.render.renderer import Renderer

_ID = re.compile(r'\sid="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Facts:
    """What is remembered of a page: problems of its Markdown, its links into other pages' text (page,
    fragment, file, line), and its anchors.
    """

    problems: tuple[Problem, ...] = ()
    anchors: tuple[tuple[str, str, str, int], ...] = ()
    ids: tuple[str, ...] = ()

    def pack(self) -> bytes:
        """Give the facts as bytes that any run of the same program can read."""
        problems = [
            (p.place.path, p.place.line, p.place.key, str(p.severity), p.code, p.message, p.hint)
            for p in self.problems
        ]
        return marshal.dumps((problems, list(self.anchors), list(self.ids)))


def unpack(data: bytes) -> Facts:
    """Give packed facts back. ``data`` comes from the ledger, whose checksum has been looked at."""
    if not data:
        return Facts()
    problems, anchors, ids = marshal.loads(data)  # noqa: S302 - the ledger is kpsite's own, and checked
    made = tuple(
        Problem(Place(path, line, key), Severity(severity), code, message, hint)
        for path, line, key, severity, code, message, hint in problems
    )
    return Facts(made, tuple(tuple(anchor) for anchor in anchors), tuple(ids))


@dataclass(frozen=True, slots=True)
class Piece:
    """A finished output: its bytes, and for a page what is remembered of it.

    ``wrong`` holds errors instead of bytes.
    """

    path: str
    data: bytes
    facts: bytes = b""
    wrong: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Studio:
    """Makes outputs. ``real`` maps the store's paths to where the files really are; ``tools`` is what files
    beside the pages are made with.
    """

    renderer: Renderer
    plugins: Sequence[Loaded]
    real: Mapping[str, str]
    tools: Workbench

    def make(self, output: Output) -> Piece:
        """Make one output; what is wrong with the creator's files comes back in the piece."""
        try:
            if isinstance(output.make, bytes):
                return Piece(output.path, output.make)
            if isinstance(output.make, MediaFile):
                return Piece(output.path, self._media(output.make))
            if isinstance(output.make, Page):
                return self._page(output.path, output.make)
            return Piece(output.path, output.make.made(self.tools))
        except KpsiteError as wrong:
            return Piece(output.path, b"", b"", wrong.problems)

    def _page(self, path: str, page: Page) -> Piece:
        made = self.renderer.render(page)
        html = made.html
        for loaded in self.plugins:
            if loaded.plugin.html is not None:
                try:
                    (html,) = given([loaded.plugin.html(html, page)], str)
                except Exception as wrong:  # a plugin may raise anything
                    raise KpsiteError([fault(loaded.path, loaded.name, wrong)]) from wrong
        facts = Facts(made.problems, made.anchors, tuple(sorted(set(_ID.findall(html)))))
        return Piece(path, html.encode(), facts.pack())

    def _media(self, file: MediaFile) -> bytes:
        if not file.path:
            return file.drawn
        try:
            data = Path(self.real[file.path]).read_bytes()
        except OSError as wrong:
            raise KpsiteError(
                [
                    error(
                        Place(file.path),
                        "unreadable",
                        f"found a file that cannot be read: {wrong.strerror}",
                        "check its permissions",
                    )
                ]
            ) from wrong
        if file.variant is None:
            return data
        # Start-up time: Pillow is wanted only where a picture is made.
        from kpsite.render.images import encode

        try:
            return encode(data, file.variant)
        except BadImage as bad:
            raise KpsiteError(
                [
                    error(
                        Place(file.path),
                        "bad-image",
                        f"found an image that cannot be used: it {bad}",
                        "export it again as PNG or JPEG",
                    )
                ]
            ) from bad
