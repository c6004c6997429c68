"""A document: front matter between ``---`` lines, Markdown below."""

from __future__ import annotations

import re

from kpsite.model.nodes import Entry, Map, Scalar, describe
from kpsite.model.report import Report
from kpsite.values import dataclass

YAML = (".yaml", ".yml")
DOCUMENTS = (".md", *YAML)
"""What the names of documents end with; all other files are assets."""
MAX_DOCUMENT = 2 * 1024 * 1024
_OF_KEYS = re.compile(r"(?:^|/)(?:site|theme)\.(?:[\w-]+\.)?ya?ml$")
_FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text says by itself: the addresses of the store in it, and the minutes that it takes to read."""

    addresses: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file split in two: ``matter`` is empty when there is none; ``line`` is the 1-based line at which
    ``body`` begins; ``facts`` are those of the whole body, where they are known.
    """

    path: str
    matter: Map
    body: str
    line: int
    facts: Facts | None = None


def is_yaml(path: str) -> bool:
    """Whether a document is YAML alone, for ``read_data``, and not Markdown, for ``read_document``."""
    return path.endswith(YAML)


def decode(data: bytes, report: Report) -> str | None:
    """Give a file's text with LF line ends and without a byte order mark, or note why it is none and give
    None.
    """
    if len(data) > MAX_DOCUMENT:
        report.error(
            0,
            "too-large",
            f"found {len(data) / 1048576:.1f} MiB",
            "a text file may have up to 2 MiB; split it",
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        report.error(
            line,
            "not-utf-8",
            f"found a byte that is not UTF-8 (0x{data[wrong.start]:02x})",
            "save the file as UTF-8",
        )
        return None
    if "\0" in text:
        report.error(
            text.count("\n", 0, text.index("\0")) + 1,
            "nul",
            "found a NUL character",
            "remove it; is this really a text file?",
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_document(path: str, data: bytes, report: Report) -> Document | None:
    """Split a Markdown file; note what is wrong with it, and give None when nothing can be made of it."""
    text = decode(data, report)
    halves = split(text) if text is not None else None
    if text is None or halves is None:
        if text is not None:
            hint = "close it with a line of ---"
            report.error(1, "open-front-matter", "found front matter without an end", hint)
        return None
    matter, body, line = halves
    if not matter:
        return Document(path, Map((), 1), body, line)
    from kpsite.load.yaml import parse_yaml  # start-up time: after most saves no keys are read

    before = len(report.problems)
    node = parse_yaml(matter, report, 2)
    if node is None or (isinstance(node, Scalar) and node.null):
        return None if len(report.problems) > before else Document(path, Map((), 1), body, line)
    if not isinstance(node, Map):
        report.error(
            2, "bad-front-matter", "found front matter that is not a mapping", 'write "key: value" lines'
        )
        return None
    return Document(path, node, body, line)


def split(text: str) -> tuple[str, str, int] | None:
    """Give the front matter of a text, its body, and the 1-based line at which that begins; None for front
    matter without an end.
    """
    opening = _FENCE.match(text)
    if opening is None:
        return "", text, 1
    closing = _CLOSE.search(text, opening.end())
    if closing is None:
        return None
    end = closing.end()
    return text[opening.end() : closing.start()], text[end:], text.count("\n", 0, end) + 1


def read_data(path: str, data: bytes, report: Report) -> Document | None:
    """Read a YAML file whose top level is a mapping (``site.yaml``, ``theme.yaml``), or in other files also a
    list, which is given as the key ``items``.
    """
    from kpsite.load.yaml import parse_yaml  # start-up time, as above

    text = decode(data, report)
    if text is None:
        return None
    node = parse_yaml(text, report)
    if node is None or (isinstance(node, Scalar) and node.null):
        return Document(path, Map((), 1), "", 1) if not report.problems else None
    if isinstance(node, Map):
        return Document(path, node, "", 1)
    if _OF_KEYS.search(path):
        report.error(node.line, "wrong-value", f"found {describe(node)}", 'write "key: value" lines')
        return None
    return Document(path, Map((Entry("items", node.line, node),), node.line), "", 1)
