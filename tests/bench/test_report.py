"""The report of the benchmark: what it says of figures that are known."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bench.costs import table as costs
from bench.costs.cost import Cost
from bench.report import goals
from bench.report.figures import Result, Row, plain
from bench.report.grid import grid
from bench.report.plot import svg
from bench.report.ratios import best_of, times
from bench.report.spread import Spread, spread
from bench.report.table import text

OURS = ("kpsite",)
DRAWING = Cost("drawing", "12 pictures", Spread(0.5, 0.4, 0.7, 3), "24 pictures/s")


def row(key: str, cold: float, *, fault: str = "", version: str = "1.0", count: int = 5) -> Row:
    wall = {} if fault else {"cold": Spread(cold, cold / 2, cold * 2, count)}
    peaks = {} if fault else {"cold": int(cold * 40_000_000)}
    return Row(key, key.title(), version, True, "as it is", fault, "", wall, wall, peaks)


@pytest.fixture
def result() -> Result:
    missing = row("zola", 0, fault="no such package", version="")
    rows = (
        row("kpsite", 0.5),
        row("hugo", 1.0),
        row("hugo-cached", 0.4),
        row("pelican", 4.0, count=1),
        missing,
    )
    return Result(100, 3, 430.0, 5, rows, Spread(0.02, 0.019, 0.04, 25), (0.5, 1.5))


def cells(said: str, start: str) -> list[str]:
    """Give the cells of the one line of the ratios that starts with a word."""
    rest = said[said.index("Kpsite against") :]
    line = next(one for one in rest.splitlines() if one.startswith(start))
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


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
    """Slower and faster, and more and less memory, cannot be mistaken for each other."""
    assert times(2.0, "cold") == "2.00 x as long"
    assert times(0.5, "cold") == "2.00 x faster"
    assert times(0.5, "memory") == "2.00 x less"
    assert times(None, "cold") == "–"


def test_the_report_compares_with_hugo_and_with_the_best_of_the_others(result: Result) -> None:
    """Hugo's best mode counts beside its plain one, and what is missing beats nobody."""
    found = cells(text([result], OURS, "hugo"), "cold")
    assert found == [
        "cold",
        "2.00 x faster",
        "<= 1.5 x: met",
        "1.25 x as long",
        "8.00 x faster (Pelican)",
        "8.00 x faster (Pelican)",
        "<= 1 x: met",
    ]
    best = best_of(result.rows, "cold")
    assert best is not None
    assert best.key == "hugo-cached"


def test_a_row_that_does_less_is_shown_and_held_against_no_goal(result: Result) -> None:
    """Colouring code takes time: those that leave it out are named, but the goal is about the others."""
    plainer = replace(row("eleventy", 0.4), highlights=False)
    found = cells(text([replace(result, rows=(*result.rows, plainer))], OURS, "hugo"), "cold")
    assert found[4:] == ["1.25 x as long (Eleventy)", "8.00 x faster (Pelican)", "<= 1 x: met"]


def test_memory_is_compared_as_well(result: Result) -> None:
    """The most that a generator held in any phase stands against the same of Hugo."""
    assert cells(text([result], OURS, "hugo"), "memory")[:3] == ["memory", "2.00 x less", "<= 1 x: met"]


@pytest.mark.parametrize(
    ("limits", "ratio", "said"),
    [
        ((1.2, 1.0), 1.1, "<= 1.2 x: met; <= 1 x: missed"),
        ((1.2, 1.0), 1.0, "<= 1.2 x: met; <= 1 x: met"),
        ((1 / 12,), 1 / 13, ">= 12 x faster: met"),
        ((1 / 12,), 1 / 11, ">= 12 x faster: missed"),
        ((1.5,), None, "<= 1.5 x: not measured"),
        ((), 1.0, ""),
    ],
)
def test_goals_are_met_or_missed(limits: tuple[float, ...], ratio: float | None, said: str) -> None:
    """Each limit is judged for itself, and none is met by a figure that was not taken."""
    assert goals.verdict(limits, ratio) == said


def test_a_save_is_judged_by_the_clock(result: Result) -> None:
    """Under 50 ms is the goal whatever the others need; without a figure it is not met."""
    assert goals.save_verdict(0.049) == "<= 50 ms: met"
    assert goals.save_verdict(0.051) == "<= 50 ms: missed"
    assert "<= 50 ms: not measured" in cells(text([result], OURS, "hugo"), "save")


def test_a_slow_generator_is_said_to_have_fewer_rounds(result: Result) -> None:
    """A median of one round is not passed off as one of five."""
    said = text([result], OURS, "hugo")
    assert line(said, "Pelican:") == "Pelican: as it is; slow, so 1 round in place of 5"
    assert line(said, "Hugo:") == "Hugo: as it is"


def test_the_report_names_what_is_missing_and_why(result: Result) -> None:
    """A generator that could not be had keeps its row and its reason."""
    said = text([result], OURS, "hugo")
    assert "missing" in line(said, "Zola ")
    assert "Zola: missing: no such package" in said


def test_the_report_tells_how_steady_the_machine_was(result: Result) -> None:
    """Each figure's least and most, and those of the fixed work, are there to judge by."""
    said = text([result], OURS, "hugo")
    assert "0.020 s, from 0.019 to 0.040" in said
    assert "0.250 / 1.000" in said
    assert "not to be relied on" not in said


def test_figures_of_a_busy_machine_are_marked(result: Result) -> None:
    """When the fixed work mostly took longer than it can, the report says that it must be done again."""
    busy = replace(result, calibration=Spread(0.044, 0.017, 0.198, 25))
    assert "not to be relied on" in text([busy], OURS, "hugo")


def test_the_plot_shows_every_row(result: Result) -> None:
    """The drawing is well formed and names each generator once for each size."""
    drawn = ElementTree.fromstring(svg([result], OURS))  # noqa: S314 - drawn right here
    words = [one.text for one in drawn.iter() if one.text]
    assert [words.count(one.name) for one in result.rows] == [1] * len(result.rows)


def test_the_figures_can_be_read_by_other_programs(result: Result) -> None:
    """Everything in the report is in the JSON as well."""
    known = json.loads(json.dumps(plain([result], [DRAWING])))
    assert known["results"][0]["rows"][0]["wall"]["cold"]["median"] == 0.5
    assert known["costs"][0]["rate"] == "24 pictures/s"


def test_costly_things_have_their_own_lines() -> None:
    """A line says what was done, to how much, how fast, and how far the runs lay apart."""
    said = line(costs.table([DRAWING]), "drawing")
    assert [cell.strip() for cell in said.split("  ") if cell.strip()] == [
        "drawing",
        "12 pictures",
        "24 pictures/s",
        "0.500",
        "0.400 / 0.700",
    ]
