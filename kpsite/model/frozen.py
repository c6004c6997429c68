"""A mapping that cannot change: what a creator's free-form ``extra:`` becomes."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from typing import Any


class Mapping(AbstractMapping[str, Any]):
    """A read-only mapping with a stable order and a hash, whose values are text, numbers, booleans, tuples
    or mappings of the same kind.
    """

    __slots__ = ("_items",)

    def __init__(self, items: AbstractMapping[str, Any] | None = None) -> None:
        """Take over ``items``; lists become tuples and dicts become mappings, all the way down."""
        self._items: dict[str, Any] = {key: _freeze(value) for key, value in (items or {}).items()}

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - the values are the creator's own
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        return f"Mapping({self._items!r})"


def _freeze(value: Any) -> Any:  # noqa: ANN401 - the values are the creator's own
    if isinstance(value, dict):
        return Mapping(value)
    if isinstance(value, list | tuple):
        return tuple(_freeze(item) for item in value)
    return value
