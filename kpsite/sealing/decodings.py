"""The forms in which a text can lie in a file: markup, escapes, encodings, archives, documents."""

from __future__ import annotations

import base64
import html
import io
import re
import string
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

from kpsite.sealing.documents import pdf_texts

DEPTH = 3
_MOST = 1 << 26
_PIECE = 1 << 12
_MOST_WRITTEN = 1 << 24
_LAYERS = 3
_TAGS = re.compile(rb"(<[^>]*>)")
_ENTITY = re.compile(rb"&#?\w{1,31};")
_ESCAPES = re.compile(rb"\\(?:u\{?([0-9A-Fa-f]{4,6})\}?|x([0-9A-Fa-f]{2})|[nrtbfv0])")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_LEAST_BASE64 = 48
_DIGITS = string.ascii_letters + string.digits + "+/-_"
_IN_BASE64 = bytes(code if chr(code) in _DIGITS else 32 for code in range(256))
_HEX = re.compile(rb"[0-9A-Fa-f]{80,}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r"))
_STRANGE_SHARE = 8
_LONG = 2048
_GZIP = b"\x1f\x8b\x08"
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_STREAM = re.compile(rb"stream\r?\n")
_SHOWN = re.compile(rb"\)\s*-?[\d.]*\s*\(")
_UTF16_SHARE = 4


def plain(data: bytes) -> bytes:
    """Undo what only writes the same text differently: entities, escapes of scripts and addresses."""
    for _ in range(_LAYERS):
        before = data
        if b"&" in data and _ENTITY.search(data):
            data = html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace")
        if b"\\" in data:
            data = _ESCAPES.sub(_escaped, data)
        if b"%" in data:
            data = _PERCENT.sub(lambda found: bytes([int(found[1], 16)]), data)
        if data == before:
            break
    return data


def forms(data: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """Give a file's content in all forms in which it may hold text.

    Linear in the size of what it gives; what is compressed is opened up to 64 MiB.
    """
    pieces = _TAGS.split(data) if b"<" in data else [data]
    for stream in (b" ".join(pieces[::2]), b" ".join(pieces[1::2])):
        known = plain(stream)
        yield known
        if b"<" in known:
            yield _TAGS.sub(b" ", known)
        if depth:
            for inner in _encoded(known):
                yield from forms(inner, depth - 1)
    if depth:
        for inner in _packed(data):
            yield from forms(inner, depth - 1)


def _escaped(found: re.Match[bytes]) -> bytes:
    digits = found[1] or found[2]
    return chr(min(int(digits, 16) if digits else 32, 0x10FFFF)).encode("utf-8", "replace")


def _encoded(data: bytes) -> Iterator[bytes]:
    for run, rest in _long_runs(data):
        if _HEX.fullmatch(run):
            inner = bytes.fromhex(run[: len(run) // 2 * 2].decode())
        elif run.islower():  # a path, or a name of many words: text in base 64 has capitals
            continue
        else:
            whole = run + rest
            inner = base64.b64decode(whole[: len(whole) // 4 * 4].translate(_URL_SAFE))
        if _promising(inner):
            yield inner


def _long_runs(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give runs of what base 64 and hex are made of, each with the piece that follows, as its last line may
    be short; long lines that follow one another are one run.
    """
    run = b""
    pieces = data.translate(_IN_BASE64).split()
    if max(map(len, pieces), default=0) < _LEAST_BASE64:
        return
    for piece in pieces:
        if len(piece) >= _LEAST_BASE64:
            run += piece
        elif run:
            yield run, piece
            run = b""
    if run:
        yield run, b""


def _promising(data: bytes) -> bool:
    """Whether bytes may hold text or a piece of media: most of them are letters and signs, it is of a kind
    that is opened, or it is long.
    """
    if len(data) >= _LONG or (len(data) - len(data.translate(None, CONTROL))) * _STRANGE_SHARE <= len(data):
        return True
    known = (_GZIP, _ZIP, _PDF, b"\xff\xfe", b"\xfe\xff")
    return data.count(0) * _UTF16_SHARE > len(data) or data.startswith(known)


def _packed(data: bytes) -> Iterator[bytes]:
    if data.count(0) * _UTF16_SHARE > len(data) or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        for start, name in ((0, "utf-16-le"), (0, "utf-16-be"), (1, "utf-16-le"), (1, "utf-16-be")):
            yield data[start:].decode(name, "replace").encode("utf-8", "replace")
    whole = memoryview(data)
    at = data.find(_GZIP)
    while at >= 0:
        inner, size = _inflated(whole[at:], 31)
        yield inner
        at = data.find(_GZIP, at + max(size, 1))
    if _ZIP in data:
        yield from _zipped(data)
    if _PDF in data[:1024]:
        streams = [_stream(whole[found.end() :]) for found in _STREAM.finditer(data)]
        for inner in streams:
            yield inner
            yield _SHOWN.sub(b"", inner)
        yield _SHOWN.sub(b"", data)
        yield from pdf_texts([*streams, data])


def _stream(data: memoryview) -> bytes:
    """Give what a PDF's stream holds: compressed, or compressed and written in base 85."""
    inner, _ = _inflated(data, 15)
    if inner or bytes(data[:1]) in (b"x", b""):
        return inner
    with suppress(ValueError):
        written, end, _rest = bytes(data[:_MOST_WRITTEN]).partition(b"~>")
        return _inflated(memoryview(base64.a85decode(written)), 15)[0] if end else b""
    return b""


def _inflated(data: memoryview, window: int) -> tuple[bytes, int]:
    """Give what was compressed, and how many bytes it took; a piece at a time, so that no rest is copied."""
    stream, size = zlib.decompressobj(window), 0
    made: list[bytes] = []
    try:
        while not stream.eof and size < len(data) and len(made) * _PIECE < _MOST:
            made.append(stream.decompress(data[size : size + _PIECE]))
            size += _PIECE
    except zlib.error:
        return b"".join(made), 0
    return b"".join(made), size - len(stream.unused_data)


def _zipped(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield info.filename.encode()
                yield info.comment
                with archive.open(info) as file:
                    yield file.read(_MOST)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error, EOFError, ValueError):
        # No archive after all, or one that nobody without its password reads either.
        return
