"""Requests as forms: ``line_items[0][price]=price_1`` to nested values, and nothing that is not so. Pure.

Stripe's clients send indexed lists (docs.stripe.com/api, and ``stripe._encode`` of the client).
"""

from __future__ import annotations

import re
from typing import TypeAlias
from urllib.parse import unquote_plus

from kpsite.practice.refusals import Refused, unread

Form: TypeAlias = "str | list[Form] | dict[str, Form]"
_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")
MAX_ITEMS = 1000
MAX_DEPTH = 10


def decoded(text: str) -> dict[str, Form]:
    """Read a form.

    Every leaf is text; what looks like a list, with keys 0, 1, 2… or ``[]``, becomes one.

    Raises:
        Refused: a key is malformed, or comes twice.
    """
    root: dict[str, Form] = {}
    for pair in filter(None, text.split("&")):
        key, _, value = pair.partition("=")
        _put(root, unquote_plus(key), unquote_plus(value))
    return {key: _listed(value) for key, value in root.items()}


def _put(root: dict[str, Form], key: str, value: str) -> None:
    match = _KEY.fullmatch(key)
    if match is None or match[2].count("[") > MAX_DEPTH:
        raise unread(f"Invalid request: malformed parameter name: {key}", "", key)
    parts = [match[1], *_PART.findall(match[2])]
    place = root
    for part in parts[:-1]:
        inner = place.setdefault(part, {})
        if not isinstance(inner, dict):
            raise _twice(key)
        place = inner
    last = parts[-1] or str(len(place))
    if last in place or len(place) >= MAX_ITEMS:
        raise _twice(key)
    place[last] = value


def _twice(key: str) -> Refused:
    return unread(f"Invalid request: parameter given twice: {key}", "", key)


def _listed(value: Form) -> Form:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(each) for key, each in value.items()}
    if list(inner) == [str(number) for number in range(len(inner))]:
        return list(inner.values())
    return inner
