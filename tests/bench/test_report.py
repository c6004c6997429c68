"""The report of the benchmark: what it says of figures that are known."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from bench.report.figures import Result, Row, Spread, plain, spread
from bench.report.plot import svg
from bench.report.table import best_of, grid, text, times

OURS = ("kpsite",)


def row(key: str, cold: float, *, fault: str = "", version: str = "1.0") -> Row:
    wall = {} if fault else {"cold": Spread(cold, cold / 2, cold * 2, 5)}
    return Row(key, key.title(), version, True, "as it is", fault, wall, wall, {"cold": 20_000_000})


@pytest.fixture
def result() -> Result:
    missing = row("zola", 0, fault="no such package", version="")
    rows = (row("kpsite", 0.5), row("hugo", 1.0), row("hugo-cached", 0.4), row("pelican", 4.0), missing)
    return Result(100, 3, 430.0, 5, rows, Spread(0.02, 0.01, 0.04, 25), (0.5, 1.5))


def line(said: str, start: str) -> str:
    return next(one for one in said.splitlines() if one.startswith(start))


def test_a_spread_is_the_median_with_both_ends() -> None:
    """Five runs are summed up by the middle one, and the outer ones are not forgotten."""
    assert spread([3.0, 1.0, 2.0, 9.0, 2.5]) == Spread(2.5, 1.0, 9.0, 5)


def test_columns_stand_below_one_another() -> None:
    """Text is set to the left, numbers to the right."""
    assert grid([["name", "s"], ["a", "1.5"], ["longer", "12.5"]]) == [
        "name       s",
        "a        1.5",
        "longer  12.5",
    ]


def test_ratios_say_which_way_they_go() -> None:
    """Slower and faster cannot be mistaken for each other."""
    one, two = Spread(1.0, 1, 1, 5), Spread(2.0, 2, 2, 5)
    assert times(two, one) == "2.00 x as long"
    assert times(one, two) == "2.00 x faster"
    assert times(one, None) == "–"


def test_the_report_compares_with_hugo_and_with_the_best_of_the_others(result: Result) -> None:
    """Hugo's best mode counts beside its plain one, and what is missing beats nobody."""
    said = text([result], OURS, "hugo")
    assert "2.00 x faster" in line(said, "hugo ")
    assert "1.25 x as long" in line(said, "hugo, best mode")
    assert "8.00 x faster (Pelican)" in line(said, "best of the others")
    best = best_of(result.rows, "cold")
    assert best is not None
    assert best.key == "hugo-cached"


def test_the_report_names_what_is_missing_and_why(result: Result) -> None:
    """A generator that could not be had keeps its row and its reason."""
    said = text([result], OURS, "hugo")
    assert "missing" in line(said, "Zola ")
    assert "Zola: missing: no such package" in said


def test_the_report_tells_how_steady_the_machine_was(result: Result) -> None:
    """Each figure's least and most, and those of the fixed work, are there to judge by."""
    said = text([result], OURS, "hugo")
    assert "0.020 s, from 0.010 to 0.040" in said
    assert "0.250 / 1.000" in said


def test_the_plot_shows_every_row(result: Result) -> None:
    """The drawing is well formed and names each generator once for each size."""
    drawn = ElementTree.fromstring(svg([result], OURS))  # noqa: S314 - drawn right here
    words = [one.text for one in drawn.iter() if one.text]
    assert [words.count(one.name) for one in result.rows] == [1] * len(result.rows)


def test_the_figures_can_be_read_by_other_programs(result: Result) -> None:
    """Everything in the report is in the JSON as well."""
    known = json.loads(json.dumps(plain([result])))
    assert known["results"][0]["rows"][0]["wall"]["cold"]["median"] == 0.5
