"""Addresses of the store's own files: content-addressed, so that they can be kept for ever, and made only
when a page shows them.
"""

from __future__ import annotations

import mimetypes
import re
from dataclasses import field
from functools import cache

from kpsite.load.tree import AssetFacts, Tree
from kpsite.model.prose import Asset, Missing, Picture, Source
from kpsite.model.slug import slugify
from kpsite.render.images import Variant, variants
from kpsite.values import dataclass

FOLDER = "/media/"
MIMES = {
    ".vtt": "text/vtt",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".webm": "video/webm",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".ogv": "video/ogg",
    ".epub": "application/epub+zip",
}
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,16}\Z")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """Where a media address comes from: the file in the tree, and the variant to encode (None: the bytes as
    they are).

    A drawn picture has no file: its bytes stand in ``drawn``.
    """

    path: str
    variant: Variant | None = None
    drawn: bytes = b""


@dataclass(slots=True)
class Media:
    """Gives addresses to files of the tree, and remembers which file and variant stands behind each.

    ``avif`` says whether AVIF can be written.
    """

    tree: Tree
    base: str
    avif: bool = True
    files: dict[str, MediaFile] = field(default_factory=dict)

    def resolve(self, path: str) -> Picture | Asset | Missing:
        """Give what a file is on a page."""
        facts = self.tree.assets[path]
        if facts.fault:
            return Missing(facts.fault)
        return self._picture(path, facts) if facts.image is not None else self.download(path)

    def drawn(self, name: str, data: bytes) -> str:
        """Give the address of a picture that was drawn, under a name that holds its digest."""
        self.files[FOLDER + name] = MediaFile("", None, data)
        return self.base + FOLDER.removeprefix("/") + name

    def download(self, path: str) -> Asset:
        """Give a file to take away as it is, also when it is an image."""
        facts = self.tree.assets[path]
        found = _EXTENSION.search(path)
        extension = found[0].lower() if found else ""
        return Asset(
            self._file(path, facts, extension, None),
            mime_of(path),
            facts.size,
        )

    def _picture(self, path: str, facts: AssetFacts) -> Picture:
        image = facts.image
        assert image is not None  # noqa: S101 - the caller has looked
        made: dict[str, list[tuple[str, int]]] = {}
        for variant in variants(image, avif=self.avif):
            width = "" if variant.format == "svg" else f"-{variant.width}"
            url = self._file(path, facts, width + variant.suffix, variant)
            made.setdefault(variant.format, []).append((url, variant.width))
        formats = sorted(made, key=_preference)
        fallback = tuple(made.pop(formats[-1]))
        sources = tuple(Source(f"image/{name}", tuple(made[name])) for name in formats[:-1])
        return Picture(
            fallback[-1][0], image.width, image.height, sources, fallback if len(fallback) > 1 else ()
        )

    def _file(self, path: str, facts: AssetFacts, ending: str, variant: Variant | None) -> str:
        stem = slugify(path.rsplit("/", 1)[-1].rsplit(".", 1)[0]).encode("ascii", "ignore").decode() or "file"
        url = f"{FOLDER}{stem[:60]}-{facts.digest[:12]}{ending}"
        self.files[url] = MediaFile(path, variant)
        return self.base + url.removeprefix("/")


def mime_of(path: str) -> str:
    """Give the MIME type of a file by its ending."""
    found = _EXTENSION.search(path)
    extension = found[0].lower() if found else ""
    return MIMES.get(extension) or _types().guess_type("x" + extension)[0] or "application/octet-stream"


def _preference(image_format: str) -> int:
    return ("avif", "webp").index(image_format) if image_format in ("avif", "webp") else 9


@cache
def _types() -> mimetypes.MimeTypes:
    """Give Python's own table: that of the system differs from machine to machine; so would pages."""
    return mimetypes.MimeTypes()
