"""What the bytes of one document say by themselves, whatever else is in the store."""

from __future__ import annotations

from collections.abc import Mapping

from kpsite.load.documents import Document, Facts, is_yaml, read_data, read_document
from kpsite.load.paywall import reading_minutes
from kpsite.load.titles import with_title
from kpsite.model.report import Report
from kpsite.problems import Problem
from kpsite.render.markdown.addressing import addresses
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, with its title and the facts of its body, and what is wrong with it; None when nothing can
    be made of it.
    """

    document: Document | None
    problems: tuple[Problem, ...]


Readings = Mapping[str, Reading]
"""Readings by the paths of the documents."""


def read(path: str, data: bytes) -> Reading:
    """Read a Markdown or YAML file."""
    problems: list[Problem] = []
    report = Report(path, problems=problems)
    if is_yaml(path):
        return Reading(read_data(path, data, report), tuple(problems))
    document = read_document(path, data, report)
    if document is not None:
        titled = with_title(document)
        facts = Facts(addresses(titled.body), reading_minutes(titled.body))
        document = Document(titled.path, titled.matter, titled.body, titled.line, facts)
    return Reading(document, tuple(problems))
