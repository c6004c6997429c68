"""The open lessons of a course as an EPUB that everybody may have: what readers get for their address."""

from __future__ import annotations

import io
from collections.abc import Iterator

from kpsite.editions.archive import write_archive
from kpsite.editions.edition import Edition, edition
from kpsite.editions.epub import epub
from kpsite.growth.extra import Tools
from kpsite.load.media import Media
from kpsite.pages.shopfront import Shopfront
from kpsite.render.fingerprint import Fingerprints
from kpsite.render.outputs import Basis, Output
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Preview:
    """An EPUB to be made with the pages."""

    edition: Edition

    def made(self, tools: Tools) -> bytes:
        """Make it."""
        target = io.BytesIO()
        entries = epub(self.edition, tools.html)
        write_archive(target, entries, lambda file: io.BytesIO(tools.media(file)))
        return target.getvalue()


def preview_outputs(front: Shopfront, media: Media, basis: Basis) -> Iterator[Output]:
    """Give the outputs of all previews; what pictures show stands in their addresses, so these say enough."""
    for course in front.site.courses:
        # Where a buyer's eyes are tried, what is closed lies open; no file of that is made.
        if course.preview_file and not front.site.buyer:
            made = edition(course, front, media.files, whole=course.free)
            inputs = {
                "content": Fingerprints().of((made.lessons, _head(made))),
                "theme": basis.theme,
                "plugins": basis.plugins,
                "kpsite": basis.program,
            }
            yield Output(course.preview_file.removeprefix("/"), inputs, Preview(made))


def _head(made: Edition) -> tuple[object, ...]:
    texts = (made.title, made.subtitle, made.description, made.publisher, made.language, made.address)
    return (*texts, made.authors, made.modified, made.cover, made.cover_alt, made.phrases, made.whole)
