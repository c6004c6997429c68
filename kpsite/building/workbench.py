"""Where the files beside the pages are made: with the pages, the fonts, and a shelf of share images.

Share images are kept in ``.kpsite/cache/share`` by what they show, so that none is drawn twice, whichever
folder it is for.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kpsite.building.pictures import bad_image, media_bytes
from kpsite.building.piece import Piece
from kpsite.growth.extra import Extra
from kpsite.growth.poster import Poster
from kpsite.growth.share_card import ShareCard
from kpsite.load.media import MediaFile
from kpsite.load.tree import Tree
from kpsite.model.prose import Prose
from kpsite.pages.page import Page
from kpsite.pages.parts import View
from kpsite.problems import KpsiteError, unreadable
from kpsite.reading.whole import whole
from kpsite.render.image_headers import BadImage
from kpsite.targets.disk import put

if TYPE_CHECKING:
    from kpsite.render.share_pixels import Painter

_HEAD = 16  # bytes before an image on the shelf, which tell whether it is whole and in its place
FONTS = Path(__file__).resolve().parent.parent / "render" / "fonts"


class Workbench:
    """Makes files beside the pages, and lends them its tools."""

    def __init__(
        self,
        pages: Sequence[Page],
        text: Callable[[Prose], str],
        real: Mapping[str, str],
        tree: Tree,
        shelf: Path,
        encoder: str,
    ) -> None:
        """Take all pages of the store, what gives a text as HTML, where the store's files really are by path,
        what is known of them, the folder of the images that were drawn, and what encodes these.
        """
        self._pages, self._text, self._real, self._tree = pages, text, real, tree
        self._shelf, self._encoder = shelf, encoder
        self._painter: Painter | None = None
        # The lessons of a course come one after the other, all with its cover.
        self._cover = lru_cache(2)(lambda cover: Path(real[cover]).read_bytes())

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

    def media(self, file: MediaFile) -> bytes:
        """Give the bytes of a media file; raises ``KpsiteError`` for one that cannot be used."""
        digest = self._tree.assets[file.path].digest if file.path else ""
        return media_bytes(file, self._real.get(file.path, ""), digest)

    def painted(self, card: ShareCard, cover: str, *, square: bool) -> bytes:
        """Give a share image, from the shelf when it has been drawn before."""
        return self._drawn(card.name(square=square), cover, self._share_image, card, square)

    def posted(self, poster: Poster, cover: str, shape: str) -> bytes:
        """Give a poster, from the shelf when it has been drawn before."""
        return self._drawn(poster.name(shape), cover, self._poster, poster, shape)

    def _drawn(self, name: str, cover: str, draw: Callable[..., bytes], *what: object) -> bytes:
        kept = self._shelf / f"{self._encoder}-{name}"
        data = _taken(kept)
        if data is None:
            data = self._draw(cover, draw, what)
            _keep(kept, data)
        return data

    def _share_image(self, picture: bytes, card: ShareCard, square: bool) -> bytes:
        if self._painter is None:
            # Start-up time: Pillow and the fonts are wanted only where an image is drawn.
            from kpsite.render.share_pixels import Painter

            self._painter = Painter(_font)
        return self._painter.paint(card, picture, square=square)

    def _poster(self, picture: bytes, poster: Poster, shape: str) -> bytes:
        from kpsite.render.poster_pixels import PosterPainter  # start-up time, as above

        return PosterPainter(_font).paint(poster, picture, shape)

    def _draw(self, cover: str, draw: Callable[..., bytes], what: tuple[object, ...]) -> bytes:
        try:
            return draw(self._cover(cover) if cover else b"", *what)
        except OSError as wrong:
            raise KpsiteError([unreadable(cover, wrong)]) from wrong
        except BadImage as bad:
            raise KpsiteError([bad_image(cover, bad)]) from bad


def _font(name: str) -> bytes:
    return (FONTS / name).read_bytes()


def _taken(kept: Path) -> bytes | None:
    """Give an image from the shelf; None when it is not there, or damaged."""
    with suppress(OSError):
        found = whole(kept)
        head, data = found[:_HEAD], found[_HEAD:]
        if head == _digest(kept.name, data):
            return data
    return None


def _keep(kept: Path, data: bytes) -> None:
    with suppress(OSError):  # what cannot be kept is drawn again
        put(kept, _digest(kept.name, data) + data)


def _digest(name: str, data: bytes) -> bytes:
    return hashlib.blake2b(b"%b\n%b" % (name.encode(), data), digest_size=_HEAD).digest()


def clear_shelf(shelf: Path, wanted: Iterable[str]) -> None:
    """Throw away the images that no page shows any more; ``wanted`` are the names of those that one does."""
    kept = set(wanted)
    with suppress(OSError):
        for file in list(shelf.iterdir()):
            if file.name.partition("-")[2] not in kept:
                file.unlink()
