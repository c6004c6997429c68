"""An edition as EPUB 3.3 (W3C Recommendation, 2023): one file for every reading system."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from kpsite.editions.book import Book, Document, Html, Kind, text
from kpsite.editions.edition import Edition
from kpsite.editions.style import STYLE
from kpsite.load.media import MediaFile, mime_of
from kpsite.values import dataclass

MIMETYPE = "application/epub+zip"
_FOLDER = "EPUB/"
_PACKAGE, _NAV, _STYLE = "package.opf", "nav.xhtml", "style.css"
_EPUB = Kind(".xhtml", everything=False, root=' xmlns:epub="http://www.idpf.org/2007/ops"')
_CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{_FOLDER}{_PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_NOTE = 'role="doc-noteref"'

Entry = tuple[str, bytes | MediaFile]


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of the manifest; ``spine`` says that it is read in its turn."""

    id: str
    path: str
    mime: str
    properties: str = ""
    spine: bool = False


def epub(edition: Edition, html: Html) -> Iterator[Entry]:
    """Give the entries of the file in their order: path, and bytes or what they are made from."""
    book = Book(edition, _EPUB, html)
    cover = book.media(edition.cover.src)
    pages = [_cover(book, cover)] if cover else []
    pages += [Document("title.xhtml", edition.title, book.front()), _nav(book), *book.lessons()]
    items = [
        _Item(
            f"page-{number}",
            page.path,
            "application/xhtml+xml",
            " ".join(_properties(page)),
            spine=True,
        )
        for number, page in enumerate(pages, 1)
    ]
    items.append(_Item("style", _STYLE, "text/css"))
    items += [
        _Item(f"media-{number}", path, mime_of(path), "cover-image" if path == cover else "")
        for number, path in enumerate(sorted(book.used), 1)
    ]
    yield "mimetype", MIMETYPE.encode()
    yield "META-INF/container.xml", _CONTAINER.encode()
    yield _FOLDER + _PACKAGE, _package(edition, items).encode()
    for page in pages:
        body = page.body.replace(_NOTE, f'epub:type="noteref" {_NOTE}')
        yield _FOLDER + page.path, book.page(Document(page.path, page.title, body), _STYLE)
    yield _FOLDER + _STYLE, STYLE.encode()
    for path, file in sorted(book.used.items()):
        yield _FOLDER + path, file


def _cover(book: Book, path: str) -> Document:
    alt = escape(book.edition.cover_alt or book.edition.title)
    body = f'<section epub:type="cover" class="cover"><img src="{path}" alt="{alt}"/></section>'
    return Document("cover.xhtml", book.edition.title, body)


def _nav(book: Book) -> Document:
    title = book.edition.phrases.contents
    body = f'<nav epub:type="toc" id="toc" role="doc-toc"><h1>{text(title)}</h1>{book.contents(_NAV)}</nav>'
    return Document(_NAV, title, body)


def _properties(page: Document) -> Iterator[str]:
    if page.path == _NAV:
        yield "nav"
    if "<math " in page.body:
        yield "mathml"


def _package(edition: Edition, items: list[_Item]) -> str:
    lines = [
        f'<dc:identifier id="id">{text(edition.address)}</dc:identifier>',
        f"<dc:title>{text(edition.title)}</dc:title>",
        f"<dc:language>{text(edition.language)}</dc:language>",
        *(f"<dc:creator>{text(name)}</dc:creator>" for name in edition.authors),
        f"<dc:publisher>{text(edition.publisher)}</dc:publisher>",
        f"<dc:source>{text(edition.address)}</dc:source>",
        f"<dc:description>{text(edition.description)}</dc:description>" if edition.description else "",
        f"<dc:rights>{text(edition.phrases.prepared % {'name': edition.buyer})}</dc:rights>"
        if edition.buyer
        else "",
        f'<meta property="dcterms:modified">{edition.modified}T00:00:00Z</meta>',
        *(
            f'<meta property="schema:{name}">{value}</meta>'
            for name, value in (
                ("accessMode", "textual"),
                ("accessModeSufficient", "textual"),
                ("accessibilityFeature", "tableOfContents"),
                ("accessibilityFeature", "structuralNavigation"),
                ("accessibilityHazard", "none"),
            )
        ),
    ]
    manifest = [
        f'<item id="{one.id}" href="{escape(one.path)}" media-type="{one.mime}"'
        + (f' properties="{one.properties}"' if one.properties else "")
        + "/>"
        for one in items
    ]
    spine = [f'<itemref idref="{one.id}"/>' for one in items if one.spine]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"',
            f' xml:lang="{edition.language}" dir="{edition.direction}">',
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *filter(None, lines),
            "</metadata>",
            "<manifest>",
            *manifest,
            "</manifest>",
            f'<spine page-progression-direction="{edition.direction}">',
            *spine,
            "</spine>",
            "</package>",
            "",
        )
    )
