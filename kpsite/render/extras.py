"""The outputs beside the pages that are made when they are needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from kpsite.growth.extra import ShareFile
from kpsite.growth.files import feeds
from kpsite.growth.search import Shard, is_searched
from kpsite.growth.shards import course_shards, overview
from kpsite.growth.share_card import EDITION, ShareCard
from kpsite.growth.twins import Twin
from kpsite.load.media import FOLDER, Media
from kpsite.pages.lesson import LessonView
from kpsite.pages.page import Page
from kpsite.pages.parts import Meta, View
from kpsite.pages.shopfront import Shopfront
from kpsite.render.fingerprint import Fingerprints
from kpsite.render.outputs import Basis, Output


def extra_outputs(
    front: Shopfront, made: Sequence[Output], seen: Fingerprints, basis: Basis, media: Media, tools: str
) -> Iterator[Output]:
    """Give the outputs of all extra files beside those of the pages; ``tools`` names the encoders' versions.

    ``seen`` then knows which media the feeds show.
    """
    shown: dict[str, Meta] = {}
    shards = {language: course_shards(front.site, language) for language in front.search}
    shelves: dict[str, list[tuple[str, View]]] = {overview(language): [] for language in shards}
    for output in made:
        page = output.make
        if not isinstance(page, Page):
            continue
        meta = page.view.meta
        if meta.card is not None:
            shown[meta.image] = meta
        if meta.twin:
            yield _twin(output, page, basis)
        if page.language in shards and is_searched(page.view):
            own = (
                shards[page.language].get(page.view.course.url) if isinstance(page.view, LessonView) else None
            )
            row = (output.inputs["content"], page.view)
            shelves.setdefault(own or overview(page.language), []).append(row)
    for path, rows in shelves.items():
        yield _shard(path, rows, basis)
    for meta in shown.values():
        if meta.card is not None:
            yield from _shares(meta.card, (meta.image, meta.square), media, tools)
    for path, feed in feeds(front):
        inputs = {"content": seen.of(feed), "theme": basis.theme, "plugins": basis.plugins}
        yield Output(path, inputs | {"kpsite": basis.program}, feed)


def _twin(output: Output, page: Page, basis: Basis) -> Output:
    inputs = {"content": output.inputs["content"], "kpsite": basis.program}
    return Output(output.path.removesuffix("html") + "md", inputs, Twin(page.view))


def _shard(path: str, rows: Sequence[tuple[str, View]], basis: Basis) -> Output:
    digest = hashlib.blake2b("".join(content for content, _ in rows).encode(), digest_size=16).hexdigest()
    return Output(path, {"content": digest, "kpsite": basis.program}, Shard(tuple(view for _, view in rows)))


def _shares(card: ShareCard, addresses: tuple[str, str], media: Media, tools: str) -> Iterator[Output]:
    """Give both shapes of a share image. What it shows stands in its name, so its inputs say no more."""
    file = media.files.get("/" + card.cover.removeprefix(media.base)) if card.cover else None
    inputs = {"drawing": str(EDITION), "encoder": tools}
    for address, square in zip(addresses, (False, True), strict=True):
        path = FOLDER.removeprefix("/") + address.rpartition("/")[2]
        yield Output(path, inputs, ShareFile(card, file.path if file else "", square))
