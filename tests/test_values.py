"""Our own data classes, held against those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from dataclasses import field
from typing import Any

import pytest

from kpsite.values import FEW, dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Ours:
    """With all that our classes use."""

    name: str
    number: int = 3
    parts: tuple[str, ...] = ()
    length: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Theirs:
    """The same."""

    name: str
    number: int = 3
    parts: tuple[str, ...] = ()
    length: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


@dataclass(slots=True)
class Growing:
    """One that changes."""

    first: int
    found: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class One:
    """With one field, and a word of its own."""

    name: str

    def __repr__(self) -> str:
        return "one"


WAYS = {
    "how it is shown": repr,
    "its hash": hash,
    "its fields": lambda one: [(each.name, each.init, each.default) for each in dataclasses.fields(one)],
    "a copy with another name": lambda one: repr(dataclasses.replace(one, name="longer")),
    "what is derived from its fields": lambda one: dataclasses.replace(one, name="longer").length,
    "that it is one": dataclasses.is_dataclass,
    "as a dict": dataclasses.asdict,
    "that it is equal to itself": lambda one: (one == copy.copy(one), one == copy.deepcopy(one), one == "x"),
    "its order": lambda one: (one < type(one)("b"), one >= type(one)("b"), one > type(one)("A", 3, ("x",))),
    "how it is matched": lambda one: type(one).__match_args__,
    "that there is no place for more": lambda one: (hasattr(one, "__dict__"), type(one).__slots__),
}


@pytest.mark.parametrize("way", WAYS)
def test_values_are_as_those_of_the_standard_library(way: str) -> None:
    """In everything but what it costs to define their classes."""
    look: Any = WAYS[way]
    for arguments in (("a",), ("a", 5), ("a", 5, ("b", "c"))):
        assert look(Ours(*arguments)) == (_named(look(Theirs(*arguments))))


def _named(said: object) -> object:
    return said.replace("Theirs", "Ours") if isinstance(said, str) else said


def test_frozen_values_cannot_change() -> None:
    """Nor lose a field; and they come back from another process as they were."""
    value = Ours("a", parts=("b",))
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.name = "b"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del value.name
    back = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own bytes
    assert (back, back.length) == (value, 1)


def test_wrong_arguments_are_refused() -> None:
    """With the words that Python has for a function."""
    with pytest.raises(TypeError, match=r"Ours\.__init__\(\) missing 1 required positional argument: 'name'"):
        Ours()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'length'"):
        Ours("a", length=3)  # type: ignore[call-arg]


def test_values_that_change_have_no_hash_and_share_nothing() -> None:
    """Each has a list of its own."""
    one, other = Growing(1), Growing(1)
    assert one == other
    one.found.append("x")
    one.first = 2
    assert (other.found, one == other) == ([], False)
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_a_class_keeps_its_own_methods() -> None:
    """And one field is enough to be told apart."""
    assert (repr(One("a")), One("a") == One("a"), len({One("a"), One("a"), One("b")})) == ("one", True, 2)


def test_a_value_with_other_fields_is_as_the_standard_library_makes_it() -> None:
    """Frozen or not, with what is derived from its fields; and a misspelt field is told."""
    for value in (Ours("a", 5, ("b",)), Growing(1, ["x"]), One("a")):
        assert replace(value) == value
    assert replace(Ours("a", 5), name="longer") == dataclasses.replace(Ours("a", 5), name="longer")
    assert replace(Ours("a"), name="longer").length == len("longer")
    assert replace(Growing(1, ["x"]), first=2) == Growing(2, ["x"])
    with pytest.raises(TypeError, match="nmae"):
        replace(Ours("a"), nmae="b")


def test_the_first_values_are_made_as_all_others() -> None:
    """Whatever way their arguments are given, and whatever is wrong with these."""
    for number in range(FEW + 2):

        @dataclass(frozen=True, slots=True)
        class Fresh:
            name: str
            number: int = 3
            parts: list[str] = field(default_factory=list)

            def __post_init__(self) -> None:
                self.parts.append(self.name)

        made = [Fresh("a"), Fresh("a", number=4), Fresh(number=5, name="a"), Fresh("a", 6, [])]
        made += [Fresh("a", 7) for _ in range(number)]
        assert [one.number for one in made] == [3, 4, 5, 6, *[7] * number]
        assert [one.parts for one in made] == [["a"]] * len(made)


WRONG: list[tuple[tuple[object, ...], dict[str, object], str]] = [
    ((), {}, "missing 1 required positional argument: 'name'"),
    (("a", 1, (), 2), {}, "takes from 2 to 4 positional arguments but 5 were given"),
    (("a",), {"name": "b"}, "got multiple values for argument 'name'"),
    (("a",), {"nmae": "b"}, "got an unexpected keyword argument 'nmae'"),
]


@pytest.mark.parametrize(("given", "named", "said"), WRONG)
def test_wrong_arguments_of_a_first_value_are_told(
    given: tuple[object, ...], named: dict[str, object], said: str
) -> None:
    """As those of any later one."""

    @dataclass(frozen=True, slots=True)
    class Fresh:
        name: str
        number: int = 3
        parts: tuple[str, ...] = ()

    make: Any = Fresh
    for _ in range(2):
        with pytest.raises(TypeError, match=re.escape(said)):
            make(*given, **named)
