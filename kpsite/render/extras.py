"""The outputs beside the pages that are made when they are needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from kpsite.growth.extra import Extra, Follower, PosterFile, ShareFile, combined
from kpsite.growth.files import feeds
from kpsite.growth.poster import EDITION as POSTER_EDITION
from kpsite.growth.qr import EDITION as QR_EDITION
from kpsite.growth.qr import QrFile
from kpsite.growth.search import Shard, is_searched
from kpsite.growth.shards import course_shards, overview
from kpsite.growth.share import Buttons
from kpsite.growth.share_card import EDITION, ShareCard
from kpsite.growth.twins import Twin, twin_path
from kpsite.load.media import FOLDER, Media
from kpsite.pages.lesson_views import LessonView
from kpsite.pages.page import Page
from kpsite.pages.parts import Meta
from kpsite.pages.shopfront import Shopfront
from kpsite.render.fingerprint import Fingerprints
from kpsite.render.outputs import Basis, Output


def extra_outputs(
    front: Shopfront, pages: Sequence[Page], made: Sequence[Output], basis: Basis
) -> Iterator[Output]:
    """Give the outputs that follow from pages, whose own outputs are ``made``, in the same order: Markdown
    twins and the index for searching.
    """
    shards = {language: course_shards(front.site, language) for language in front.search}
    shelves: dict[str, list[int]] = {overview(language): [] for language in shards}
    for number, page in enumerate(pages):
        view = page.view
        if view.meta.twin:
            inputs = {"content": made[number].inputs["content"], "kpsite": basis.program}
            yield Output(twin_path(page.path), inputs, Twin((number,)))
        if page.language in shards and is_searched(view):
            own = shards[page.language].get(view.course.url) if isinstance(view, LessonView) else None
            shelves.setdefault(own or overview(page.language), []).append(number)
    for path, numbers in shelves.items():
        inputs = {
            "pages": _digest("\0".join(pages[number].url for number in numbers)),
            "content": combined(made[number].inputs["content"] for number in numbers),
            "kpsite": basis.program,
        }
        yield Output(path, inputs, Shard(tuple(numbers)))


def feed_outputs(front: Shopfront, seen: Fingerprints, basis: Basis) -> Iterator[Output]:
    """Give the outputs of the feeds; ``seen`` then knows which media they show."""
    for path, feed in feeds(front):
        inputs = {"content": seen.of(feed), "theme": basis.theme, "plugins": basis.plugins}
        yield Output(path, inputs | {"kpsite": basis.program}, feed)


def share_outputs(pages: Sequence[Page], media: Media, tools: str) -> Iterator[Output]:
    """Give the outputs of the share images that pages name; ``tools`` names the encoders' versions."""
    shown: dict[str, Meta] = {page.view.meta.image: page.view.meta for page in pages if page.view.meta.card}
    for meta in shown.values():
        if meta.card is not None:
            yield from _shares(meta.card, (meta.image, meta.square), media, tools)


def _shares(card: ShareCard, addresses: tuple[str, str], media: Media, tools: str) -> Iterator[Output]:
    """Give both shapes of a share image. What it shows stands in its name, so its inputs say no more."""
    inputs = {"drawing": str(EDITION), "encoder": tools}
    for address, square in zip(addresses, (False, True), strict=True):
        path = FOLDER.removeprefix("/") + address.rpartition("/")[2]
        made: Extra = ShareFile(card, _cover(card, media), square)
        yield Output(path, inputs, made)


def _cover(card: ShareCard, media: Media) -> str:
    """Give the path in the store of the picture on a card, empty where there is none."""
    file = media.files.get("/" + card.cover.removeprefix(media.base)) if card.cover else None
    return file.path if file else ""


def poster_outputs(pages: Sequence[Page], media: Media, tools: str) -> Iterator[Output]:
    """Give the outputs of the posters that pages show; ``tools`` names the encoders' versions."""
    inputs = {"drawing": str(POSTER_EDITION), "encoder": tools}
    for page in pages:
        for one in getattr(page.view, "posters", ()):
            made: Extra = PosterFile(one.poster, _cover(one.poster.card, media), one.shape)
            yield Output(FOLDER.removeprefix("/") + one.url.rpartition("/")[2], inputs, made)


def qr_outputs(pages: Sequence[Page], base: str) -> Iterator[Output]:
    """Give the outputs of the QR codes that pages show, or that stand for them on paper."""
    for page in pages:
        buttons: Buttons | None = getattr(page.view, "share", None)
        for scan in filter(None, (buttons.scan if buttons else None, getattr(page.view, "scan", None))):
            inputs = {"link": scan.link, "drawing": QR_EDITION}
            yield Output(unquote(scan.image.removeprefix(base)), inputs, QrFile(scan))


def followers(outputs: Iterable[Output]) -> dict[int, list[tuple[str, Follower]]]:
    """Give the files that hold texts of pages, with their paths, by the places of these pages in the list."""
    found: dict[int, list[tuple[str, Follower]]] = {}
    for output in outputs:
        if isinstance(output.make, Twin | Shard):
            for number in output.make.pages:
                found.setdefault(number, []).append((output.path, output.make))
    return found


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
