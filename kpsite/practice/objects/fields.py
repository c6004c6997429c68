"""What all objects have in common: metadata that merge, fields that are emptied with ``""``. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from kpsite.practice.refusals import Refused

Object: TypeAlias = dict[str, Any]
Params: TypeAlias = Mapping[str, Any]


def merged(old: Mapping[str, str], new: Mapping[str, str] | str) -> dict[str, str]:
    """Give metadata after an update: keys left out stay, ``""`` removes one, or all (api/metadata)."""
    if isinstance(new, str):
        return {}
    return {key: value for key, value in {**old, **new}.items() if value != ""}


def updated(value: Object, params: Params, empty: Mapping[str, Any]) -> Object:
    """Give an object with the parameters of an update in it; ``empty`` says what ``""`` makes of a field."""
    for name, each in params.items():
        if name == "metadata":
            value[name] = merged(value[name], each)
        else:
            value[name] = empty.get(name) if each == "" else each
    return value


def one_of(params: Params, names: Iterable[str]) -> str:
    """Give the one name of several that was passed.

    Raises:
        Refused: more than one was passed, or none.
    """
    names = list(names)
    given = [name for name in names if name in params]
    if len(given) > 1:
        message = f"You may only specify one of these parameters: {', '.join(given)}."
        raise Refused(message, param=given[1])
    if not given:
        raise Refused(
            f"You must specify one of these parameters: {', '.join(names)}.", "parameter_missing", names[0]
        )
    return given[0]


def check_url(url: str, param: str, *, secure: bool = False) -> None:
    """Refuse what is no web address, or no https one where that is needed.

    Raises:
        Refused: it is not.
    """
    parts = urlsplit(url)
    schemes = ("https",) if secure else ("http", "https")
    if parts.scheme not in schemes or not parts.hostname or any(letter.isspace() for letter in url):
        raise Refused("Not a valid URL", "url_invalid", param)


def check_between(value: int, least: int, most: int, param: str) -> None:
    """Refuse an integer outside of its range.

    Raises:
        Refused: it is.
    """
    if not least <= value <= most:
        wanted = f"greater than or equal to {least}" if value < least else f"less than or equal to {most}"
        raise Refused(f"Invalid integer: value must be {wanted}.", "parameter_invalid_integer", param)
