"""Checking a request against Stripe's own description of it, and giving its values their types. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kpsite.practice.form import Form
from kpsite.practice.refusals import Refused, unread

Schema = Mapping[str, Any]
BOOLEANS = {"true": True, "false": False}
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?")
MAX_KEY = 40  # docs.stripe.com/api/metadata
MAX_TEXT = 5000
# The client's types do not say that these may be emptied, but they may.
EMPTIED = frozenset({"lookup_key", "nickname"})


def checked(form: Mapping[str, Form], schema: Schema) -> dict[str, Any]:
    """Give a form's values with their types.

    Raises:
        Refused: a parameter is unknown, missing, of the wrong type, too long, or none of the values allowed.
    """
    value: dict[str, Any] = _object(dict(form), schema, "")
    return value


def _value(form: Form, schema: Schema, param: str) -> Any:  # noqa: ANN401 - as the description has it
    if "anyOf" in schema:
        return _any(form, schema["anyOf"], param)
    kind = schema.get("type")
    if kind == "object":
        return _object(form, schema, param)
    if kind == "array":
        return _array(form, schema, param)
    if not isinstance(form, str):
        raise unread(f"Invalid {kind}: must be a {kind}", f"parameter_invalid_{kind}", param)
    return _leaf(form, schema, param)


def _any(form: Form, choices: list[Schema], param: str) -> Any:  # noqa: ANN401 - as the description has it
    fitting = [choice for choice in choices if _shaped(form, choice)]
    if not fitting:
        raise unread(f"Invalid parameter: {param}", "", param)
    refusals = []
    for choice in fitting:
        try:
            return _value(form, choice, param)
        except Refused as refused:
            refusals.append(refused)
    raise refusals[-1]


def _shaped(form: Form, schema: Schema) -> bool:
    match form:
        case str():
            emptying = schema.get("enum") == [""]
            return schema.get("type") not in ("object", "array") and (
                emptying is (form == "") or not emptying
            )
        case list():
            return schema.get("type") == "array"
        case dict():
            return schema.get("type") == "object"


def _object(form: Form, schema: Schema, param: str) -> dict[str, Any]:
    if not isinstance(form, dict):
        form = dict(_numbered(form, param))
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    unknown = sorted(set(form) - set(known)) if others is False else []
    if unknown:
        name = _inside(param, unknown[0])
        raise unread(f"Received unknown parameter: {name}", "parameter_unknown", name)
    for name in schema.get("required", ()):
        if name not in form:
            needed = _inside(param, name)
            raise unread(f"Missing required param: {needed}.", "parameter_missing", needed)
    _counted(form, schema, param)
    return {
        name: _value(
            each, known.get(name, others if isinstance(others, Mapping) else {}), _inside(param, name)
        )
        for name, each in form.items()
    }


def _numbered(form: Form, param: str) -> Iterator[tuple[str, Form]]:
    if isinstance(form, str):
        raise unread("Invalid object", "parameter_invalid_object", param)
    for number, each in enumerate(form):  # metadata whose keys are 0, 1, 2
        yield str(number), each


def _counted(form: Mapping[str, Form], schema: Schema, param: str) -> None:
    if "maxProperties" not in schema:
        return
    if len(form) > schema["maxProperties"]:
        raise unread(f"Metadata may have up to {schema['maxProperties']} keys", "", param)
    long = [name for name in form if len(name) > MAX_KEY]
    if long:
        message = f"Metadata keys may have up to {MAX_KEY} characters; '{long[0]}' has {len(long[0])}"
        raise unread(message, "", _inside(param, long[0]))


def _array(form: Form, schema: Schema, param: str) -> list[Any]:
    if not isinstance(form, list):
        raise unread("Invalid array", "parameter_invalid_array", param)
    most = schema.get("maxItems")
    if most is not None and len(form) > most:
        raise unread(f"Array {param} exceeded maximum {most} allowed elements.", "", param)
    return [_value(each, schema["items"], f"{param}[{number}]") for number, each in enumerate(form)]


def _leaf(text: str, schema: Schema, param: str) -> str | int | float | bool:
    kind = schema.get("type", "string")
    if text == "" and "" not in schema.get("enum", ()) and not _may_be_empty(param):
        name = param
        message = (
            f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a "
            f"parameter; however '{name}' cannot be unset. You should remove '{name}' from your request or "
            "supply a non-empty value."
        )
        raise unread(message, "parameter_invalid_empty", param)
    if "enum" in schema and text not in schema["enum"]:
        allowed = ", ".join(str(each) for each in schema["enum"] if each != "")
        raise unread(f"Invalid {param}: must be one of {allowed}", "", param)
    if kind == "string":
        return _text(text, schema, param)
    return _number(text, str(kind), param)


def _may_be_empty(param: str) -> bool:
    return "metadata[" in param or param in EMPTIED


def _text(text: str, schema: Schema, param: str) -> str:
    most = schema.get("maxLength", MAX_TEXT)
    if len(text) > most:
        message = f"Invalid string: {text[:10]}...{text[-6:]}; must be at most {most} characters"
        raise unread(message, "parameter_invalid_string_length", param)
    if schema.get("format") == "decimal" and not _NUMBER.fullmatch(text):
        raise unread(f"Invalid decimal: {text}", "", param)
    if "\0" in text:
        raise unread("Invalid string: holds a null character", "", param)
    return text


def _number(text: str, kind: str, param: str) -> int | float | bool:
    if kind == "boolean" and text in BOOLEANS:
        return BOOLEANS[text]
    if kind == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "number" and _NUMBER.fullmatch(text):
        return float(Decimal(text))
    raise unread(f"Invalid {kind}: {text}", f"parameter_invalid_{kind}", param)


def _inside(param: str, name: str) -> str:
    return f"{param}[{name}]" if param else name
