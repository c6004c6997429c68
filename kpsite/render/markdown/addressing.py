"""Addresses in Markdown: which ones a text holds, and what kind an address is.

``addresses`` is a scan, not a parser: it may find more than the renderer looks up (an example in a code
block), never less. It has to be cheap, since it runs before anything is known about a text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

# Media that may have captions beside them: lecture.mp4 and lecture.vtt.
MEDIA = (".mp4", ".m4v", ".webm", ".mov", ".ogv", ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac")

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")

LONGEST = 2000  # characters; no file system has longer paths, and a scan has to end
_EDGES = "".join(map(chr, range(0x21))) + "\x7f"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*(?=:)")
_REST = re.compile(r"[?#]")
_PLAIN = re.compile(rf"(?!//)[\w./-]{{1,{LONGEST}}}", re.ASCII)  # a path of which nothing is to be decoded
_IGNORED_IN_SCHEME = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_GAP = r"(?P<gap>[ \t\n>]*)(?P<simple>[\w./\-#:?=%~+,@]+(?=[ \t\n)]|\Z))?"
_DESTINATION = re.compile(r"\]\(" + _GAP, re.ASCII)
# A definition may stand behind the marks of quotes, lists, definitions of words, and footnotes.
_DEFINITION = re.compile(
    r"^(?:[ \t>*+\-0-9.):~]|\[\^[^\s\]]*\]:)*+\[(?:[^\[\]\\]|\\.)++\]:" + _GAP,
    re.ASCII | re.MULTILINE | re.DOTALL,
)
# What stands behind the "=" is looked at without being passed over, since it may hold an element itself.
_VALUE = re.compile(r"""=(?=[ \t]*(?:"(?P<a>[^"\n]*)"|'(?P<b>[^'\n]*)'|(?P<c>[^\s"'=<>`]+)))""")
_NAMES = ("src", "href", "poster")
_NAME_REACH = (
    16  # characters from the beginning of a name to its "="; ``rawhtml`` reads no more space than that
)


def scheme(address: str) -> str:
    """Give an address's scheme in lower case, as a lenient browser would read it; empty when it has none."""
    if ":" not in address:
        return ""
    if not (address.isascii() and address.isprintable()):
        address = _IGNORED_IN_SCHEME.sub("", address)
    found = _SCHEME.match(address)
    return found.group().lower() if found else ""


def split(address: str) -> tuple[str, str]:
    """Split an address into its path and the rest (``?query#fragment``)."""
    found = _REST.search(address)
    return (address[: found.start()], address[found.start() :]) if found else (address, "")


def store_key(address: str) -> str:
    """Give the key of an address in ``Prose.targets``; empty when it is not one of the store."""
    if _PLAIN.fullmatch(address):
        return address
    address = address.strip(_EDGES)
    path, _ = split(address)
    if not path or len(path) > LONGEST or path.startswith("//") or scheme(address):
        return ""
    return unquote(path)


def captions_key(key: str) -> str:
    """Give the key of the captions that may stand beside a media file; empty when ``key`` is none."""
    stem, dot, extension = key.rpartition(".")
    return f"{stem}.vtt" if f"{dot}{extension}".lower() in MEDIA else ""


def chapters_key(key: str) -> str:
    """Give the key of the chapters that may stand beside a media file; empty when ``key`` is none."""
    captions = captions_key(key)
    return f"{captions.removesuffix('.vtt')}.chapters.vtt" if captions else ""


def addresses(text: str) -> tuple[str, ...]:
    """Find every address of the store that may stand in a Markdown text, in order, each once.

    Found are links, images, reference definitions and ``src``, ``href`` and ``poster`` of raw HTML, without
    ``?query`` and ``#fragment``, percent-decoded; for media also captions and chapters of the same name.
    """
    if "\0" in text or "\r" in text:
        text = re.sub(r"\r\n?", "\n", text.replace("\0", "\ufffd"))
    found: dict[str, None] = {}
    for address in _candidates(text):
        if key := store_key(address):
            found[key] = None
            if captions := captions_key(key):
                found[captions] = None
                found[chapters_key(key)] = None
    return tuple(found)


def _candidates(text: str) -> Iterator[str]:
    for pattern, sign in ((_DESTINATION, "]("), (_DEFINITION, "]:")):
        for match in pattern.finditer(text) if sign in text else ():
            if match["simple"] is not None and ">" not in match["gap"]:
                yield match["simple"]
            else:
                # On a new line, a ">" before the address is the mark of a quote.
                spaces = len(match["gap"]) - len(match["gap"].lstrip(" \t"))
                start = match.end("gap") if "\n" in match["gap"] else match.start("gap") + spaces
                yield from _destinations(text[start : start + 2 * LONGEST])
    if "<" in text:
        yield from _values(text)


def _values(text: str) -> Iterator[str]:
    """Give the values of the attributes that hold addresses."""
    for match in _VALUE.finditer(text):
        place = match.start()
        if text[max(place - _NAME_REACH, 0) : place].rstrip(" \t").lower().endswith(_NAMES):
            value = html.unescape(match["a"] or match["b"] or match["c"] or "")
            yield value
            if "\\|" in value:
                yield value.replace("\\|", "|")


def _destinations(text: str) -> Iterator[str]:
    """Give what may be the link destination at the beginning of ``text``."""
    # Start-up time: most addresses are plain.
    from markdown_it.helpers import parseLinkDestination

    yield parseLinkDestination(text, 0, len(text)).str
    # In a table cell "\\|" is a bar before anything else is read.
    line = text.partition("\n")[0]
    if "\\|" in line:
        line = line.replace("\\|", "|")
        yield parseLinkDestination(line, 0, len(line)).str
