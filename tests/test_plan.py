"""The comparison of two States, from which every change of the output and of the account comes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kpsite.plan import EDITED, UNRECORDED, Change, Kind, Plan, State, make_plan

INPUTS = st.dictionaries(st.sampled_from(["view", "template", "price"]), st.sampled_from("abc"), min_size=1)
STATES = st.dictionaries(st.text(max_size=3), INPUTS, max_size=8)


def steps(plan: Plan) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(change.kind.value, change.key, change.reasons) for change in plan.changes]


def test_every_change_has_its_reason() -> None:
    """What is new, different and unwanted is told apart, in the order of the keys; the rest is counted."""
    one, two = {"view": "1"}, {"view": "2"}
    current = {"a": one, "d": one, "b": {"view": "1", "template": "1"}, "same": one}
    desired = {"same": one, "c": one, "b": {"view": "2", "theme": "1"}, "a": two}
    plan = make_plan(current, desired)
    assert steps(plan) == [
        ("update", "a", ("view changed",)),
        ("update", "b", ("view changed", "theme added", "template removed")),
        ("create", "c", ("new",)),
        ("retire", "d", ("no longer wanted",)),
    ]
    assert plan.unchanged == 1
    assert plan.counts() == {Kind.CREATE: 1, Kind.UPDATE: 2, Kind.REPLACE: 0, Kind.RETIRE: 1}
    assert plan.count(Kind.UPDATE) == 2


def test_a_thing_is_replaced_where_an_input_cannot_change() -> None:
    """A Stripe price never changes its amount: another amount means another price, another name does not."""
    current = {"price:a": {"amount": "100", "name": "x"}, "price:b": {"amount": "100", "name": "x"}}
    desired = {"price:a": {"amount": "200", "name": "x"}, "price:b": {"amount": "100", "name": "y"}}
    plan = make_plan(current, desired, immutable=frozenset({"amount"}))
    assert steps(plan) == [
        ("replace", "price:a", ("amount changed",)),
        ("update", "price:b", ("name changed",)),
    ]


def test_what_was_not_put_there_is_said_in_words() -> None:
    """A file edited by hand is written again for that reason, not because its inputs were other ones."""
    current: State = {"a": {EDITED: ""}, "b": {UNRECORDED: ""}, "c": {UNRECORDED: ""}}
    desired = {"a": {"view": "1"}, "b": {"view": "1"}}
    assert steps(make_plan(current, desired)) == [
        ("update", "a", ("edited by hand",)),
        ("update", "b", ("not on record",)),
        ("retire", "c", ("no longer wanted",)),
    ]


def test_the_digest_stands_for_the_whole_change() -> None:
    """A reviewed plan is not carried out with other values, though kinds, keys and reasons are the same."""
    before = {"offer": {"amount": "100"}}
    reviewed = make_plan(before, {"offer": {"amount": "200"}})
    assert reviewed.digest == make_plan(dict(before), {"offer": {"amount": "200"}}).digest
    assert reviewed.digest != make_plan(before, {"offer": {"amount": "300"}}).digest
    assert reviewed.digest != make_plan({"offer": {"amount": "50"}}, {"offer": {"amount": "200"}}).digest
    assert len(Plan().digest) == 32


@given(STATES, STATES)
def test_carrying_out_a_plan_gives_what_was_desired(current: State, desired: State) -> None:
    """The changes of a plan, applied to what is, give what should be; then there is nothing left to do."""
    plan = make_plan(current, desired)
    result = {key: dict(inputs) for key, inputs in current.items()}
    for change in plan.changes:
        apply(change, result)
    assert result == desired
    assert make_plan(result, desired) == Plan((), len(desired))
    assert plan.unchanged + len(plan.changes) - plan.count(Kind.RETIRE) == len(desired)


@given(STATES, STATES)
def test_the_order_of_the_states_does_not_matter(current: State, desired: State) -> None:
    """Same States, same plan and same digest, whatever order their keys came in."""
    turned = dict(reversed(list(current.items()))), dict(reversed(list(desired.items())))
    assert make_plan(*turned) == make_plan(current, desired)
    assert make_plan(*turned).digest == make_plan(current, desired).digest


def apply(change: Change, result: dict[str, dict[str, str]]) -> None:
    if change.kind is Kind.RETIRE:
        del result[change.key]
    else:
        result[change.key] = dict(change.after)
