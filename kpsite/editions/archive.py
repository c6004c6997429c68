"""Archives whose bytes say nothing of when and where they were made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import SEEK_END
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from kpsite.editions.epub import Entry
from kpsite.load.media import MediaFile, mime_of

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that archives know
_UNIX, _FILE = 3, 0o100644 << 16
_PIECE = 1 << 20
_PRESSED = ("audio/", "image/jpeg", "image/png", "image/webp", "image/avif", "video/", "application/zip")


def write_archive(
    target: IO[bytes], entries: Iterable[Entry], opened: Callable[[MediaFile], IO[bytes]]
) -> None:
    """Write entries in their order; ``opened`` gives what a media file holds. The first is stored as it is,
    as EPUB asks of its ``mimetype`` (OCF 3.3, section 4.2.2).
    """
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for number, (path, made) in enumerate(entries):
            info = ZipInfo(path, _EPOCH)
            info.create_system, info.external_attr = _UNIX, _FILE
            pressed = mime_of(path).startswith(_PRESSED)
            info.compress_type = ZIP_STORED if pressed or not number else ZIP_DEFLATED
            if isinstance(made, bytes):
                archive.writestr(info, made)
                continue
            with opened(made) as source:
                info.file_size = source.seek(0, SEEK_END)  # so that large files get the fields they need
                source.seek(0)
                with archive.open(info, "w") as entry:
                    while piece := source.read(_PIECE):
                        entry.write(piece)
