"""What is done in a process that has nothing of the store, and is sent all that it needs."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpsite import __version__
from kpsite.building.piece import Piece
from kpsite.growth.twins import twin, twin_path
from kpsite.pages.page import Page
from kpsite.problems import KpsiteError, Place, error
from kpsite.reading import modules, patterns

if TYPE_CHECKING:
    from kpsite.building.kit import Kit
    from kpsite.building.studio import Studio

_studios: dict[bytes, Studio] = {}


def make_part(packed: bytes, pages: Sequence[Page]) -> list[Piece]:
    """Make pages, and the twin of each that has one, in a process that has nothing of the store, and keep the
    studio for the next part.
    """
    # Start-up time: the process that asks for it may never need it itself.
    from kpsite.building.studio import Studio

    if packed not in _studios:
        _studios.clear()
        kit: Kit = pickle.loads(packed)  # noqa: S301 - from the process that asked this one to work
        if kit.version != __version__:
            hint = f"install kpsite {kit.version} there"
            message = f"found that a worker runs kpsite {__version__}"
            raise KpsiteError([error(Place("--executor"), "other-version", message, hint)])
        _studios[packed] = Studio(kit)
    studio = _studios[packed]
    made = [studio.make(page) for page in pages]
    made += [Piece(twin_path(page.path), twin(page.view)) for page in pages if page.view.meta.twin]
    patterns.keep()
    modules.keep()
    return made
