"""SVG from other hands: its size, and a copy of it that draws and does nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from html import escape
from xml.parsers import expat

from kpsite.render.image_headers import BadImage
from kpsite.values import dataclass

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

# What draws (SVG 2, appendix "Element index"), without script, foreignObject, iframe, audio, video and links.
_ELEMENT_NAMES = """
svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath image
switch marker pattern mask clipPath linearGradient radialGradient stop filter style view animate
animateTransform animateMotion mpath set feBlend feColorMatrix feComponentTransfer feComposite
feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB
feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
feSpecularLighting feSpotLight feTile feTurbulence
"""
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ANIMATIONS = frozenset(("animate", "animateTransform", "animateMotion", "set"))
_PREFIXES = {XLINK: "xlink:", XML: "xml:", "": ""}
_INLINE_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"url\(\s*['\"]?\s*(?!#|['\"]?data:(?:image|font)/)|@import|image-set|expression|javascript:|\\",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|q|)\s*", re.IGNORECASE)
# CSS Values and Units 4, section 6.2: absolute lengths in pixels.
_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "q": 96 / 101.6,
}
_MAX_DEPTH = 200
_MAX_SIDE = 1e6


def looks_like_svg(data: bytes) -> bool:
    """Tell whether bytes begin as an SVG does (after a byte order mark, white space, comments, a doctype)."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\0", b"")
    return start.startswith(b"<") and re.search(rb"<(?:[\w.-]+:)?svg[\s>/]", start) is not None


def svg_size(data: bytes) -> tuple[int, int]:
    """Give width and height in CSS pixels: from both attributes, else from ``viewBox``, else (0, 0).

    Raises ``BadImage`` when the document is not well-formed, declares entities, or holds a script.
    """
    root: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if not root:
            root.update(attributes, name=name)
        if name.rpartition(" ")[2].lower() == "script":
            raise BadImage("holds a script: export it without scripts")

    _parse(data, start)
    if root["name"] not in (f"{SVG} svg", "svg"):
        raise BadImage("is XML, but not an SVG image: its first element must be <svg>")
    width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
    box = _view_box(root.get("viewBox", ""))
    if box and not (width and height):
        ratio = box[0] / box[1]
        width, height = (width, width / ratio) if width else (height * ratio, height) if height else box
    return (max(1, round(width)), max(1, round(height))) if width and height else (0, 0)


def _pixels(text: str) -> float:
    match = _LENGTH.fullmatch(text)
    return min(float(match[1]) * _PIXELS[match[2].lower()], _MAX_SIDE) if match else 0.0


def _view_box(text: str) -> tuple[float, float] | None:
    try:
        _, _, width, height = (float(part) for part in text.replace(",", " ").split())
    except ValueError:
        return None
    return (width, height) if 0 < width < _MAX_SIDE and 0 < height < _MAX_SIDE else None


def clean_svg(data: bytes) -> bytes:
    """Give a copy of an SVG that only draws.

    Left out: scripts, ``foreignObject``, event attributes, links, editors' own elements and metadata,
    comments, and every reference to anything outside the file (inline data pictures stay). Raises
    ``BadImage`` when it is not well-formed or declares entities.
    """
    copy = _Copy()
    _parse(data, copy.start, copy.end, copy.text)
    return "".join(copy.parts).encode()


@dataclass(slots=True)
class _Copy:
    """The copy as it is written; ``skipped`` counts how deep we are inside an element that is left out."""

    parts: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    skipped: int = 0
    style: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        shown = "g" if local == "a" and space == SVG else local
        kept = space in (SVG, "") and (shown in _ELEMENTS) and not _animates_a_link(local, attributes)
        if self.skipped or not kept:
            self.skipped += 1
            return
        written = {key: value for key, value in attributes.items() if _keeps(key, value)}
        if shown != local:
            written = {key: value for key, value in written.items() if not key.endswith("href")}
        spaces = f' xmlns="{SVG}" xmlns:xlink="{XLINK}"' if not self.open else ""
        self.parts.append(f"<{shown}{spaces}" + "".join(map(_attribute, written.items())) + ">")
        self.open.append(shown)
        self.style = [] if shown == "style" else None

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        if self.style is not None:
            sheet = "".join(self.style)
            self.parts.append("" if _OUTSIDE.search(sheet) else escape(sheet, quote=False))
            self.style = None
        if self.parts[-1].endswith(">") and self.parts[-1].startswith(f"<{self.open[-1]}"):
            self.parts[-1] = self.parts[-1][:-1] + "/>"
            self.open.pop()
        else:
            self.parts.append(f"</{self.open.pop()}>")

    def text(self, text: str) -> None:
        if self.skipped:
            return
        if self.style is not None:
            self.style.append(text)
        else:
            self.parts.append(escape(text, quote=False))


def _attribute(item: tuple[str, str]) -> str:
    space, _, local = item[0].rpartition(" ")
    value = escape(item[1]).replace("\n", "&#10;").replace("\t", "&#9;")
    return f' {_PREFIXES[space]}{local}="{value}"'


def _keeps(name: str, value: str) -> bool:
    space, _, local = name.rpartition(" ")
    if space not in _PREFIXES or local.lower().startswith("on") or local in ("base", "target", "ping"):
        return False
    if local in ("href", "src"):
        return value.strip().startswith("#") or _INLINE_PICTURE.match(value.strip()) is not None
    return not _OUTSIDE.search(value)


def _animates_a_link(local: str, attributes: dict[str, str]) -> bool:
    target = attributes.get("attributeName", "").lower()
    return local in _ANIMATIONS and (target.endswith("href") or target.startswith("on"))


def _parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk a document with expat, which fetches nothing; entities are refused, so that nothing can expand."""
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise BadImage(f"nests its elements more than {_MAX_DEPTH} deep: export it in a simpler form")
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        why = expat.errors.messages.get(error.code, "a fault")
        raise BadImage(f"is not well-formed XML: {why} in its line {error.lineno}") from None


def _refuse_entity(*_: object) -> None:
    raise BadImage("declares XML entities, which can be abused: export it as plain SVG")
