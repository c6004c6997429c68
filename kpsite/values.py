"""Data classes that cost little to define: the ``dataclass`` of the standard library in all but its start-up.

That one writes and compiles the source of six methods for every class, about a millisecond each time, which
for all of ours is a third of the time in which a program may start. Here the methods are ready functions, and
the one that is worth compiling, ``__init__``, is compiled when a few values were made: most runs make many
values of some classes only. ``dataclasses.fields``, ``replace`` and ``is_dataclass``, pickling and copying
work as they do there.
"""

from __future__ import annotations

import dataclasses
import operator
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

FEW = 3  # values of a class that cost less to make one by one than to compile what makes them

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - so it counts as exported
else:

    def dataclass(*, frozen: bool = False, slots: bool, order: bool = False) -> Any:  # noqa: ANN401 - as in the library
        """Make a data class; it always has slots, and no ``InitVar`` or ``kw_only`` fields."""
        if not slots:
            raise TypeError("a data class without slots is better made with the standard library")
        return lambda body: _with_methods(body, frozen=frozen, order=order)


def made(kind: type[T], values: Mapping[str, Any]) -> T:
    """Give a value of one of our data classes from those of all its fields, without compiling what makes one
    from nothing.
    """
    value = kind.__new__(kind)
    for field in dataclasses.fields(kind):  # type: ignore[arg-type] # a data class
        getattr(kind, field.name).__set__(value, values[field.name])  # also where the class is frozen
    if hasattr(value, "__post_init__"):
        value.__post_init__()
    return value


def replace(value: T, **changes: object) -> T:
    """Give a value of one of our data classes with other values in some fields, as ``dataclasses.replace``
    does, without compiling what makes one from nothing.
    """
    values = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}  # type: ignore[arg-type]
    if changes.keys() - values.keys():
        raise TypeError(f"{type(value).__name__} has no field {', '.join(changes.keys() - values.keys())}")
    return made(type(value), values | changes)


@dataclasses.dataclass(init=False, repr=False, eq=False)
class _Sample:
    """What the standard library makes of a class, to be taken over as it is in this Python."""

    field: str


_PARAMETERS = vars(_Sample)["__dataclass_params__"]
_KIND = vars(_Sample)["__dataclass_fields__"]["field"]._field_type


def _with_methods(body: type, *, frozen: bool, order: bool) -> Any:  # noqa: ANN401 - the class
    own = {name for name, value in vars(body).items() if value is not None}
    fields = _fields(body)
    values = _values([field.name for field in fields.values() if field.compare])
    methods: dict[str, Any] = {"__repr__": _repr, "__hash__": None, "__eq__": _equal(values)}
    if frozen:
        methods["__hash__"] = lambda self: hash(values(self))
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
        state = _values([*fields])
        methods["__getstate__"] = lambda self: state(self)  # noqa: PLW0108 - a method
    if order:
        ways = (operator.lt, operator.le, operator.gt, operator.ge)
        methods |= {f"__{way.__name__}__": _compared(way, values) for way in ways}
    made = _with_slots(body, fields, {name: method for name, method in methods.items() if name not in own})
    if "__init__" not in own:
        made.__init__ = _first_init(made)
    if frozen and "__setstate__" not in own:
        made.__setstate__ = _state_setter(made)
    return made


def _fields(body: type) -> dict[str, dataclasses.Field[Any]]:
    """Give the fields of a class, those of its bases first, as the standard library keeps them."""
    found: dict[str, Any] = {}
    for base in body.__mro__[-1:0:-1]:
        found |= vars(base).get("__dataclass_fields__", {})
    for name, annotation in vars(body).get("__annotations__", {}).items():
        if annotation.startswith("ClassVar"):
            continue
        default = vars(body).get(name, dataclasses.MISSING)
        # The standard library's own check, for want of which values would share what changes.
        if default.__class__.__hash__ is None:
            raise ValueError(f"mutable default {type(default)} for field {name}: use default_factory")
        field: Any = default if isinstance(default, dataclasses.Field) else dataclasses.field(default=default)
        field.name, field.type, field.kw_only, field._field_type = name, annotation, False, _KIND
        found[name] = field
    return found


def _with_slots(body: type, fields: dict[str, dataclasses.Field[Any]], methods: dict[str, Any]) -> Any:  # noqa: ANN401 - the class
    """Make the class anew, as Python gives slots to no class that is there."""
    there = {name for base in body.__mro__[1:-1] for name in vars(base).get("__slots__", ())}
    own = {name: value for name, value in vars(body).items() if name not in fields}
    own.pop("__dict__", None)
    own.pop("__weakref__", None)
    added = {
        "__doc__": body.__doc__ or body.__name__,
        "__slots__": tuple([name for name in fields if name not in there]),
        "__match_args__": tuple([name for name, field in fields.items() if field.init]),
        "__dataclass_fields__": fields,
        "__dataclass_params__": _PARAMETERS,
    }
    made = type(body)(body.__name__, body.__bases__, own | added | methods)
    made.__qualname__ = body.__qualname__
    return made


def _values(names: list[str]) -> Callable[[Any], Any]:
    if len(names) > 1:
        return operator.attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _equal(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def equal(self: object, other: object) -> Any:  # noqa: ANN401 - True, False or NotImplemented
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _compared(way: Callable[[Any, Any], Any], values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def compare(self: object, other: object) -> Any:  # noqa: ANN401 - True, False or NotImplemented
        if other.__class__ is not self.__class__:
            return NotImplemented
        return way(values(self), values(other))

    return compare


def _first_init(made: Any) -> Callable[..., None]:  # noqa: ANN401 - any class
    """Give an ``__init__`` for the first few values; more are worth compiling one, which takes its place."""
    fields = [field for field in dataclasses.fields(made) if field.init]
    left = FEW

    def first(self: object, *given: object, **named: object) -> None:
        nonlocal left
        left -= 1
        values = _bound(fields, given, named) if left >= 0 else None
        if values is None:  # or Python says what is wrong with the arguments
            made.__init__ = _compiled_init(made)
            made.__init__(self, *given, **named)
            return
        for name, value in values.items():
            getattr(made, name).__set__(self, value)  # also where the class is frozen
        if hasattr(self, "__post_init__"):
            self.__post_init__()

    return first


def _bound(
    fields: list[dataclasses.Field[Any]], given: tuple[object, ...], named: dict[str, object]
) -> dict[str, object] | None:
    """Give the value of each field for some arguments; None when these do not fit."""
    values = dict(zip([field.name for field in fields], given))  # noqa: B905 - too many do not fit
    if len(given) > len(fields) or values.keys() & named.keys():
        return None
    for field in fields[len(given) :]:
        if field.name in named:
            values[field.name] = named[field.name]
        elif field.default is not dataclasses.MISSING:
            values[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            values[field.name] = field.default_factory()
        else:
            return None
    return values if named.keys() <= values.keys() else None


def _compiled_init(made: Any) -> Any:  # noqa: ANN401 - any class
    known: dict[str, Any] = {"_missing": dataclasses.MISSING}
    head, lines = ["self"], []
    for field in dataclasses.fields(made):
        name = field.name
        known[f"_set_{name}"] = getattr(made, name).__set__  # also where the class is frozen
        value = name
        if field.default is not dataclasses.MISSING:
            known[f"_default_{name}"] = field.default
            value = f"{name}=_default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            known[f"_new_{name}"] = field.default_factory
            value = f"{name}=_missing"
            lines.append(f"if {name} is _missing: {name} = _new_{name}()")
        if field.init:
            head.append(value)
            lines.append(f"_set_{name}(self, {name})")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    source = f"def __init__({', '.join(head)}):\n " + "\n ".join(lines or ["pass"])
    exec(source, known)  # noqa: S102 - of names in our own classes
    known["__init__"].__qualname__ = f"{made.__qualname__}.__init__"
    return known["__init__"]


def _repr(self: Any) -> str:  # noqa: ANN401 - any value
    shown = (
        f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr
    )
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse(_: object, name: str, *__: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")


def _state_setter(made: Any) -> Callable[[Any, Any], None]:  # noqa: ANN401 - any class
    setters = [getattr(made, name).__set__ for name in made.__dataclass_fields__]  # also where it is frozen

    def set_state(self: object, state: Any) -> None:  # noqa: ANN401 - what _values gave
        for setter, value in zip(setters, state, strict=True):
            setter(self, value)

    return set_state
