"""Markdown with everything it needs to become HTML: the text, and what its links and images lead to."""

from __future__ import annotations

from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One modern format of a picture: its MIME type and its files as (address, width in pixels), narrow to
    wide.
    """

    mime: str
    files: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the store, ready for an ``<img>`` or ``<picture>``: addresses are final, sizes are in
    pixels.

    ``src`` is the fallback that every browser can show; ``width`` and ``height`` are its natural size (0 when
    an SVG states none).
    """

    src: str
    width: int
    height: int
    sources: tuple[Source, ...] = ()
    fallback: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the store that is no picture (audio, video, subtitles, a download): final address, MIME
    type, size in bytes.
    """

    url: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the store: its final address, and its title for links that have no text of their own."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A target that is not there: ``reason`` says why in words that can follow a colon, ``hint`` names what
    may be meant.
    """

    reason: str
    hint: str = ""


Target = Picture | Asset | Link | Missing


@dataclass(frozen=True, slots=True)
class Prose:
    """A piece of Markdown and all it needs.

    ``text`` has LF line ends and no front matter; ``line`` is the 1-based line of ``path`` at which it
    begins; ``language`` is a BCP 47 code. ``targets`` maps every relative or store-absolute address that
    stands in the text, as written there but without ``?query`` and ``#fragment`` and percent-decoded, to what
    it resolves to.
    """

    text: str
    path: str
    line: int
    language: str
    targets: tuple[tuple[str, Target], ...] = ()


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A heading of a rendered text: its level (1 to 6), its anchor and its words as plain text."""

    level: int
    anchor: str
    text: str
