"""YAML read strictly: values keep their text and line, and whatever could surprise a creator is an error.

Anchors, aliases, merge keys, tags, duplicate keys, several documents, more than 64 KiB in a scalar and more
than 20 levels are refused. Because aliases are refused before anything is built from them, a "bomb" costs no
more than its own bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from kpsite.model.kinds import MAX_TEXT
from kpsite.model.nodes import Entry, Map, Node, Scalar, Seq
from kpsite.model.report import Report

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH = 20
STANDARD_TAG = "tag:yaml.org,2002:"
# What no XML may hold (XML 1.0, 2.2), and what no screen shows; quoted text brings it in as "\\x07".
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_IN_QUOTES = "text that begins with {} belongs in quotes"


class _Refused(Exception):
    """A construct that is not accepted: its line, the kind of problem, what was found, and what would be
    right.
    """

    def __init__(self, line: int, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.line, self.code, self.message, self.hint = line, code, message, hint


def parse_yaml(text: str, report: Report, first_line: int = 1) -> Node | None:
    """Read one YAML document whose first line is ``first_line`` of the file.

    Gives None for an empty document, and also when it cannot be read, which is noted in ``report``.
    """
    try:
        events = yaml.parse(text, Loader=LOADER)
        return _Builder(events, first_line, report).document()
    except _Refused as refused:
        report.error(refused.line, refused.code, refused.message, refused.hint)
    except yaml.MarkedYAMLError as wrong:
        from kpsite.load.yaml_hints import explain  # start-up time: most files can be read

        line, hint = explain(text, wrong)
        message = f"found YAML that cannot be read: {wrong.problem or wrong.context}"
        report.error(line + first_line, "bad-yaml", message, hint)
    except yaml.reader.ReaderError as wrong:
        line = (
            text.count("\n", 0, wrong.position) + first_line
            if isinstance(wrong.position, int)
            else first_line
        )
        report.error(line, "bad-yaml", "found a control character", "remove it")
    return None


class _Builder:
    """Builds nodes from the events of one document."""

    def __init__(self, events: Iterator[yaml.Event], first_line: int, report: Report) -> None:
        self._events = iter(events)
        self._first_line = first_line
        self._report = report

    def document(self) -> Node | None:
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    hint = 'take out the "---" on this line: this file holds keys alone'
                    raise _Refused(self._line(event), "bad-yaml", "found a second YAML document", hint)
                node = self._node(next(self._events), 0)
        return node

    def _line(self, event: yaml.Event) -> int:
        return (event.start_mark.line if event.start_mark else 0) + self._first_line

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = self._line(event)
        if isinstance(event, yaml.AliasEvent):
            hint = f"write the value out; {_IN_QUOTES.format('*')}"
            raise _Refused(line, "yaml-alias", f"found a YAML alias, *{event.anchor}", hint)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            hint = f"write the value out where it is needed; {_IN_QUOTES.format('&')}"
            raise _Refused(line, "yaml-alias", f"found a YAML anchor, &{anchor}", hint)
        if tag:
            message = f"found a YAML tag, {tag.replace(STANDARD_TAG, '!!')[:40]}"
            hint = f"write the value without it; {_IN_QUOTES.format('!')}"
            raise _Refused(line, "yaml-tag", message, hint)
        if depth > MAX_DEPTH:
            raise _Refused(
                line, "yaml-depth", f"found more than {MAX_DEPTH} levels of nesting", "make it flatter"
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Seq(tuple(items), line)
        return self._map(line, depth)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Scalar:
        if len(event.value) > MAX_TEXT:
            raise _Refused(
                line,
                "too-long",
                f"found a value of {len(event.value):,} characters",
                f"at most {MAX_TEXT:,} fit here; put long text below the ---",
            )
        if not event.value.isprintable() and _CONTROL.search(event.value):
            raise _Refused(line, "bad-yaml", "found a control character", "remove it")
        return Scalar(event.value, line, not event.style)

    def _map(self, line: int, depth: int) -> Map:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name = self._node(event, depth + 1)
            if not isinstance(name, Scalar):
                hint = f"a key is a single word; {_IN_QUOTES.format('{ or [')}"
                raise _Refused(name.line, "bad-yaml", "found a key that is a list or a mapping", hint)
            if name.text == "<<" and name.plain:
                raise _Refused(name.line, "yaml-alias", "found a YAML merge key, <<", "write the values out")
            value = self._node(next(self._events), depth + 1)
            if name.text in entries:
                self._report.inside(name.text).error(
                    name.line,
                    "duplicate-key",
                    f"found the key a second time; it stands on line {entries[name.text].line} already",
                    "keep one of them",
                )
            else:
                entries[name.text] = Entry(name.text, name.line, value)
        return Map(tuple(entries.values()), line)
