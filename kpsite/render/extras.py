"""The outputs beside the pages that are made when they are needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpsite.growth.extra import ShareFile
from kpsite.growth.share_card import EDITION, ShareCard
from kpsite.load.media import FOLDER, Media
from kpsite.pages.page import Page
from kpsite.render.outputs import Output


def extra_outputs(pages: Sequence[Page], media: Media, tools: str) -> Iterator[Output]:
    """Give the outputs of all extra files of some pages; ``tools`` names the encoders' versions."""
    cards = {page.view.meta.card: None for page in pages if page.view.meta.card is not None}
    for card in cards:
        yield from _shares(card, media, tools)


def _shares(card: ShareCard, media: Media, tools: str) -> Iterator[Output]:
    """Give both shapes of a share image. What it shows stands in its name, so its inputs say no more."""
    file = media.files.get("/" + card.cover.removeprefix(media.base)) if card.cover else None
    inputs = {"drawing": str(EDITION), "encoder": tools}
    for square in (False, True):
        path = FOLDER.removeprefix("/") + card.name(square=square)
        yield Output(path, inputs, ShareFile(card, file.path if file else "", square))
