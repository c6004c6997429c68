"""Kinds of value that measure something: money, shares, days, lengths of time."""

from __future__ import annotations

import datetime
import re
from typing import Any

from kpsite.model.kinds import scalar
from kpsite.model.money import Money as Amount
from kpsite.model.money import parse_money
from kpsite.model.nodes import Node
from kpsite.model.report import Invalid, Report
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency, or ``free``; a bare amount is in the store's own currency."""

    name = "amount such as `49 USD`"

    def read(self, node: Node, report: Report) -> Amount:
        text = scalar(node, 'an amount such as "49 USD"').text
        try:
            return parse_money(text, report.currency)
        except ValueError as wrong:
            raise Invalid(str(wrong)) from None

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"]}


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of a price: ``20%`` or ``20``."""

    name = "percentage"

    def read(self, node: Node, report: Report) -> int:
        match = re.fullmatch(r"([1-9][0-9]?|100) ?%?", scalar(node, "a percentage").text.strip())
        if match is None:
            raise Invalid('write a percentage from 1% to 100%, such as "20%"')
        return int(match[1])

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer"]}


@dataclass(frozen=True, slots=True)
class Date:
    """A day, ``YYYY-MM-DD``."""

    name = "date"

    def read(self, node: Node, report: Report) -> datetime.date:
        text = scalar(node, "a date").text.strip()
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise ValueError
            return datetime.date.fromisoformat(text)
        except ValueError:
            raise Invalid("write a date as 2026-05-01") from None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Release:
    """When a lesson opens to buyers: a date, or days after the purchase (``+7d``)."""

    name = "date or `+7d`"

    def read(self, node: Node, report: Report) -> str:
        text = scalar(node, "a date").text.strip()
        if not re.fullmatch(r"\+[0-9]{1,4}d", text):
            try:
                return Date().read(node, report).isoformat()
            except Invalid:
                raise Invalid("write a date as 2026-12-01, or days after the purchase as +7d") from None
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class Minutes:
    """A length of time, kept in minutes: ``45``, ``12 min``, ``1 h 20 min``, ``1:20``, ``PT1H20M``."""

    name = "duration"

    def read(self, node: Node, report: Report) -> int:
        text = scalar(node, "a duration").text.strip()
        match = re.fullmatch(
            r"(?:PT)?(?:(\d{1,4}) ?(?:h|H|hours?)\s*)?(?:(\d{1,4}) ?(?:m|M|min|mins|minutes?)?)?", text
        ) or re.fullmatch(r"(\d{1,3}):([0-5]\d)", text)
        if match is None or not (match[1] or match[2]):
            raise Invalid('write a duration such as "12 min" or "1 h 20 min"')
        return int(match[1] or 0) * 60 + int(match[2] or 0)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer"]}
