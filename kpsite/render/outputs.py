"""Every file that the output folder should hold: its named inputs, and plain data that say how it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kpsite.growth.extra import Extra
from kpsite.load.media import MediaFile
from kpsite.load.tree import Tree
from kpsite.pages.page import Page
from kpsite.values import dataclass

if TYPE_CHECKING:  # start-up time: most outputs are pages
    from kpsite.sealing.tasks import Part


@dataclass(frozen=True, slots=True)
class Output:
    """A file to be: its path in the output folder, what it depends on by name, and what makes it: a page, a
    media file, an extra file beside the pages, the bytes themselves, or a part of something sealed.
    """

    path: str
    inputs: dict[str, str]
    make: Page | MediaFile | Extra | bytes | Part


@dataclass(frozen=True, slots=True)
class Basis:
    """What all pages depend on besides their views: fingerprints of program, theme, plugins, and of the
    assets' addresses.
    """

    program: str
    theme: str
    plugins: str
    assets: str


def page_outputs(pages: Sequence[Page], fingerprints: Sequence[str], basis: Basis) -> list[Output]:
    """Give the outputs of pages, whose fingerprints are given in the same order."""
    common = {
        "theme": basis.theme,
        "assets": basis.assets,
        "plugins": basis.plugins,
        "kpsite": basis.program,
    }
    return [
        Output(page.path, {"content": fingerprint} | common, page)
        for page, fingerprint in zip(pages, fingerprints, strict=True)
    ]


def media_outputs(
    shown: Iterable[str], files: Mapping[str, MediaFile], base: str, tree: Tree, toolchain: str
) -> list[Output]:
    """Give the outputs of the media that pages show; what nobody shows is not published.

    ``toolchain`` names the encoders' versions.
    """
    made = []
    for address in sorted(set(shown)):
        url = "/" + address.removeprefix(base)
        file = files[url]
        digest = (
            tree.assets[file.path].digest
            if file.path
            else hashlib.blake2b(file.drawn, digest_size=16).hexdigest()
        )
        inputs = {"file": digest} | (
            {"variant": f"{file.variant.format} {file.variant.width} {toolchain}"} if file.variant else {}
        )
        made.append(Output(url.removeprefix("/"), inputs, file))
    return made


def byte_outputs(files: Mapping[str, bytes]) -> list[Output]:
    """Give the outputs of files whose bytes are there already."""
    return [
        Output(path, {"bytes": hashlib.blake2b(data, digest_size=16).hexdigest()}, data)
        for path, data in sorted(files.items())
    ]
