"""A strict reader of EPUB files: everything that EPUB 3.3 asks for and that our files could get wrong."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
EPUB = "{http://www.idpf.org/2007/ops}"
PAGE = "application/xhtml+xml"
CORE = {
    PAGE, "text/css", "image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp", "audio/mpeg",
    "audio/mp4", "audio/ogg",
}  # fmt: skip
VOID = {"area", "base", "br", "col", "hr", "img", "link", "meta", "source", "track", "wbr"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "details", "div", "dl", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
BANNED = {"script", "form", "input", "button", "iframe", "object", "embed", "style", "base", "textarea"}
NAME = re.compile(r"[^\W\d][\w.-]*\Z")


@dataclass(frozen=True, slots=True)
class Read:
    """An EPUB: its files in their order, the package, and what is wrong with it."""

    names: list[str]
    files: dict[str, bytes]
    package: ElementTree.Element
    faults: list[str]

    def meta(self, name: str) -> list[str]:
        """Give the texts of a kind of Dublin Core metadata."""
        return [one.text or "" for one in self.package.iter(f"{DC}{name}")]

    def pages(self) -> list[str]:
        """Give the paths of the spine in their order."""
        hrefs = {one.get("id"): one.get("href", "") for one in self.package.iter(f"{OPF}item")}
        return [f"EPUB/{hrefs[one.get('idref')]}" for one in self.package.iter(f"{OPF}itemref")]


def tree(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 - our own output


def read(data: bytes) -> Read:
    """Read an EPUB, and look for everything that can be wrong."""
    archive = ZipFile(io.BytesIO(data))
    names = archive.namelist()
    files = {name: archive.read(name) for name in names}
    container = tree(files["META-INF/container.xml"])
    (root,) = [one.get("full-path", "") for one in container.iter() if one.tag.endswith("rootfile")]
    package = tree(files[root])
    faults = [*_archive(archive, data), *_package(package, files), *_pages(package, files)]
    return Read(names, files, package, faults)


def _archive(archive: ZipFile, data: bytes) -> Iterator[str]:
    first = archive.infolist()[0]
    if first.filename != "mimetype" or first.compress_type != ZIP_STORED or first.extra:
        yield "the mimetype is not first, stored and without extra fields"
    if data[30:58] != b"mimetypeapplication/epub+zip":
        yield "the magic of the file is not where it belongs"
    names = archive.namelist()
    if len({name.casefold() for name in names}) != len(names):
        yield "two entries have one name"
    for info in archive.infolist():
        if info.date_time != (1980, 1, 1, 0, 0, 0) or info.flag_bits & ~0x800:
            yield f"{info.filename} tells when or how it was made"


def _package(package: ElementTree.Element, files: dict[str, bytes]) -> Iterator[str]:
    for name in ("identifier", "title", "language"):
        if not any((one.text or "").strip() for one in package.iter(f"{DC}{name}")):
            yield f"there is no dc:{name}"
    unique = package.get("unique-identifier")
    if package.get("version") != "3.0" or unique not in {one.get("id") for one in package.iter()}:
        yield "the package names no version or no identifier"
    metas = [(one.get("property"), one.text or "") for one in package.iter(f"{OPF}meta")]
    modified = [text for name, text in metas if name == "dcterms:modified"]
    if len(modified) != 1 or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", modified[0]):
        yield "dcterms:modified is not there once"
    items = list(package.iter(f"{OPF}item"))
    ids = [one.get("id", "") for one in package.iter() if one.get("id")]
    if len(set(ids)) != len(ids) or not all(map(NAME.match, ids)):
        yield "ids are not names, or not there once each"
    listed = {f"EPUB/{unquote(one.get('href', ''))}" for one in items}
    there = set(files) - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    yield from (f"{name} is in one of manifest and archive alone" for name in listed ^ there)
    kinds = [one.get("media-type", "") for one in items]
    yield from (f"{kind} is no core media type" for kind in kinds if kind not in CORE)
    properties = [word for one in items for word in one.get("properties", "").split()]
    if properties.count("nav") != 1 or properties.count("cover-image") > 1:
        yield "there is not one contents, or more than one cover"
    spine = [one.get("idref") for one in package.iter(f"{OPF}itemref")]
    pages = [one.get("id") for one in items if one.get("media-type") == PAGE]
    if sorted(map(str, spine)) != sorted(map(str, pages)):
        yield "the spine is not all pages, each once"


def _pages(package: ElementTree.Element, files: dict[str, bytes]) -> Iterator[str]:
    items = {f"EPUB/{one.get('href')}": one for one in package.iter(f"{OPF}item")}
    pages = {name: tree(files[name]) for name, one in items.items() if one.get("media-type") == PAGE}
    ids = {name: [each.get("id") for each in page.iter() if each.get("id")] for name, page in pages.items()}
    for name, page in pages.items():
        yield from (f"{name}: {fault}" for fault in _markup(page))
        if len(set(ids[name])) != len(ids[name]) or not all(NAME.match(each or "") for each in ids[name]):
            yield f"{name}: ids are not names, or not there once each"
        yield from (f"{name}: {fault}" for fault in _links(name, page, files, ids))
        maths = any(each.tag == f"{MATHML}math" for each in page.iter())
        if maths != ("mathml" in items[name].get("properties", "")):
            yield f"{name}: the manifest does not say whether there is mathematics"
    (nav,) = [name for name, one in items.items() if "nav" in one.get("properties", "").split()]
    (toc,) = [each for each in pages[nav].iter(f"{XHTML}nav") if each.get(f"{EPUB}type") == "toc"]
    listed = [posixpath.normpath(f"EPUB/{each.get('href')}") for each in toc.iter(f"{XHTML}a")]
    lessons = [name for name in pages if "/lessons/" in name]
    if listed != lessons:
        yield "the contents do not list every lesson in its order"


def _markup(page: ElementTree.Element) -> Iterator[str]:
    if page.get("lang") != page.get("{http://www.w3.org/XML/1998/namespace}lang") or not page.get("dir"):
        yield "language and direction are not said"
    if not (page.findtext(f"{XHTML}head/{XHTML}title") or "").strip():
        yield "there is no title"
    for each in page.iter():
        space, _, name = each.tag.rpartition("}")
        if f"{space}}}" not in (XHTML, MATHML) or name in BANNED:
            yield f"<{each.tag}> has no place here"
        if name in VOID and (len(each) or each.text):
            yield f"<{name}> holds something"
        if name == "p" and any(
            child.tag.rpartition("}")[2] in BLOCKS for child in each.iter() if child is not each
        ):
            yield "a paragraph holds a block"
        if name in {"ul", "ol"} and any(child.tag != f"{XHTML}li" for child in each):
            yield "a list holds what is no item"
        if name == "img" and each.get("alt") is None:
            yield "a picture says nothing to those who do not see it"
        yield from (f"{key} on <{name}>" for key in each.keys() if key.startswith("on") or key == "style")  # noqa: SIM118 - elements are no mappings


def _links(
    name: str, page: ElementTree.Element, files: dict[str, bytes], ids: dict[str, list[str | None]]
) -> Iterator[str]:
    for each in page.iter():
        for key in ("href", "src", "poster"):
            address = each.get(key)
            if address is None:
                continue
            parts = urlsplit(address)
            if parts.scheme:
                if (
                    key != "href"
                    or each.tag != f"{XHTML}a"
                    or parts.scheme not in {"https", "http", "mailto"}
                ):
                    yield f"{address} is asked for over the network"
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            target = target if parts.path else name
            if target not in files:
                yield f"{address} leads nowhere"
            elif parts.fragment and unquote(parts.fragment) not in ids.get(target, []):
                yield f"{address} leads to a place that is not there"
