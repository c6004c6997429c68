"""Where the files beside the pages are made: with the pages, the fonts, and a shelf of share images.

Share images are kept in ``.kpsite/cache/share`` by what they show, so that none is drawn twice, whichever
folder it is for.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kpsite.building.piece import Piece
from kpsite.growth.extra import Extra
from kpsite.growth.share_card import ShareCard
from kpsite.model.prose import Prose
from kpsite.pages.page import Page
from kpsite.pages.parts import View
from kpsite.problems import KpsiteError, Place, error
from kpsite.render.image_headers import BadImage

if TYPE_CHECKING:
    from kpsite.render.share_pixels import Painter

_HEAD = 16  # bytes before an image on the shelf, which tell whether it is whole
FONTS = Path(__file__).resolve().parent.parent / "render" / "fonts"


class Workbench:
    """Makes files beside the pages, and lends them its tools."""

    def __init__(
        self,
        pages: Sequence[Page],
        text: Callable[[Prose], str],
        real: Mapping[str, str],
        shelf: Path,
        encoder: str,
    ) -> None:
        """Take all pages of the store, what gives a text as HTML, where the store's files really are by path,
        the folder of the images that were drawn, and what encodes these.
        """
        self._pages, self._text, self._real = pages, text, real
        self._shelf, self._encoder = shelf, encoder
        self._painter: Painter | None = None

    def make(self, path: str, extra: Extra) -> Piece:
        """Make a file; what is wrong with the creator's files comes back in the piece."""
        begun = time.perf_counter()
        try:
            return Piece(path, extra.made(self), b"", (), time.perf_counter() - begun)
        except KpsiteError as wrong:
            return Piece(path, b"", b"", wrong.problems)

    def view(self, number: int) -> View:
        """Give the view of a page by its place in the list of all pages."""
        return self._pages[number].view

    def html(self, prose: Prose) -> str:
        """Give a text as HTML, as pages show it."""
        return self._text(prose)

    def painted(self, card: ShareCard, cover: str, *, square: bool) -> bytes:
        """Give a share image, from the shelf when it has been drawn before."""
        kept = self._shelf / f"{self._encoder}-{card.name(square=square)}"
        data = _taken(kept)
        if data is None:
            data = self._draw(card, cover, square=square)
            _keep(kept, data)
        return data

    def _draw(self, card: ShareCard, cover: str, *, square: bool) -> bytes:
        if self._painter is None:
            # Start-up time: Pillow and the fonts are wanted only where an image is drawn.
            from kpsite.render.share_pixels import Painter

            self._painter = Painter(lambda name: (FONTS / name).read_bytes())
        try:
            picture = Path(self._real[cover]).read_bytes() if cover else b""
            return self._painter.paint(card, picture, square=square)
        except OSError as wrong:
            message = f"found a file that cannot be read: {wrong.strerror}"
            raise _fault(cover, "unreadable", message, "check its permissions") from wrong
        except BadImage as bad:
            message = f"found an image that cannot be used: it {bad}"
            raise _fault(cover, "bad-image", message, "export it again as PNG or JPEG") from bad


def _taken(kept: Path) -> bytes | None:
    """Give an image from the shelf; None when it is not there, or damaged."""
    with suppress(OSError):
        found = kept.read_bytes()
        head, data = found[:_HEAD], found[_HEAD:]
        if head == _digest(data):
            return data
    return None


def _keep(kept: Path, data: bytes) -> None:
    with suppress(OSError):  # what cannot be kept is drawn again
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
        fresh.write_bytes(_digest(data) + data)
        fresh.replace(kept)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_HEAD).digest()


def _fault(path: str, code: str, message: str, hint: str) -> KpsiteError:
    return KpsiteError([error(Place(path), code, message, hint)])


def clear_shelf(shelf: Path, wanted: Iterable[str]) -> None:
    """Throw away the images that no page shows any more; ``wanted`` are the names of those that one does."""
    kept = set(wanted)
    with suppress(OSError):
        for file in list(shelf.iterdir()):
            if file.name.partition("-")[2] not in kept:
                file.unlink()
