"""Prices that are struck through: ``kpsite check`` believes the history that git keeps, and nothing else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.building import write
from tests.sites import kpsite, store

COURSE = """\
---
title: A course
payment_link: https://buy.stripe.com/test_abc
{}
---
"""
PATH = "content/courses/abc/course.md"
NOW = "price: 49 USD\ncompare_at: 79 USD"


def shop(root: Path, versions: dict[str, str], now: str = NOW) -> Path:
    """Make a store whose course was committed on some days; git reads no settings of this machine."""
    made = write(store(root), {PATH: COURSE.format("price: 1 USD"), ".gitignore": ".kpsite/\n"})
    git(made, "2020-01-01", "init", "--quiet")
    for stamp, lines in versions.items():
        day = stamp.strip()
        write(made, {PATH: COURSE.format(lines)})
        git(made, day, "add", "--all")
        git(made, day, "commit", "--quiet", "--allow-empty", "--message", "A change")
    return write(made, {PATH: COURSE.format(now)})


def git(root: Path, day: str, *words: str) -> None:
    """Run git as on a day."""
    who = {
        f"GIT_{role}_{what}": "shop@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *words], cwd=root, check=True, env=os.environ | who | when | alone)


@pytest.mark.parametrize(
    "versions",
    [
        {"2026-08-01": "price: 79 USD"},
        {"2026-08-01": "price: 79 USD", "2026-11-01": NOW},
        {"2023-01-01": "price: 79 USD", "2026-06-30": NOW},
        {"2026-10-01": "offers:\n  - {id: course, price: 79}"},
    ],
    ids=["until today", "until this month", "since long", "as an offer"],
)
def test_a_price_that_was_asked_may_be_struck_through(versions: dict[str, str], tmp_path: Path) -> None:
    """It counts from its commit until the next one, wherever its line stood."""
    now = "offers:\n  - {id: course, price: 49 USD, compare_at: 79 USD}" if "offers" in str(versions) else NOW
    said = kpsite(shop(tmp_path, versions, now), "check")
    assert "never-asked" not in said.err
    assert "earlier price" not in said.err


@pytest.mark.parametrize(
    "versions",
    [
        {"2026-08-01": NOW},
        {"2023-01-01": "price: 79 USD", "2023-02-01": NOW},
        {"2026-08-01": "price: 79 EUR", "2026-08-20": NOW},
        {"2026-08-01": "price: 1 USD", "2026-08-02": "price: 79 USD", "2026-08-02 ": NOW},
        {"2026-11-22": "price: 79 USD"},
    ],
    ids=["never", "long ago", "other currency", "for no day", "since today"],
)
def test_a_price_that_was_not_asked_is_told(versions: dict[str, str], tmp_path: Path) -> None:
    """Its line is named, and how far back counts."""
    said = kpsite(shop(tmp_path, versions), "check")
    message = (
        "compare_at: warning: found an earlier price, 79.00 USD, that was not asked in the last 180 days"
    )
    assert f"{PATH}:5: {message}" in said.err
    assert said.code == 1


def test_how_far_back_counts_is_up_to_the_shop(tmp_path: Path) -> None:
    """``compare_days`` sets the period."""
    root = shop(tmp_path, {"2024-01-01": "price: 79 USD", "2025-12-01": NOW})
    site = root / "content" / "site.yaml"
    assert "not asked in the last 180 days" in kpsite(root, "check").err
    site.write_text(site.read_text("utf-8") + "compare_days: 400\n", "utf-8")
    assert "earlier price" not in kpsite(root, "check").err


def test_without_history_there_is_no_proof(tmp_path: Path) -> None:
    """A store outside git is told that nobody can see when the price was asked."""
    root = write(store(tmp_path), {PATH: COURSE.format(NOW)})
    assert (
        f"{PATH}:5: compare_at: warning: found an earlier price, 79.00 USD, and no history"
        in kpsite(root, "check").err
    )


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("ends: 2026-11-20", "ends: 2026-12-20", True),
        ("ends: 2026-11-20", "ends: 2026-11-20", False),
        ("ends: 2026-12-01", "ends: 2026-12-20", False),
        ("ends: 2026-11-20", "starts: 2026-12-01, ends: 2026-12-20", False),
    ],
    ids=["came and was moved", "ended", "not yet there", "a new one"],
)
@pytest.mark.parametrize("codes", ["content/promos.yaml", "content/promos.yml"])
def test_a_deadline_that_did_not_end_is_told(
    before: str, now: str, told: bool, codes: str, tmp_path: Path
) -> None:
    """Offers and codes are held against the day that they named before; a later one has its own first day."""
    offer = "offers:\n  - {{id: course, price: 49 USD, {}}}"
    root = shop(tmp_path, {"2026-11-01": offer.format(before)}, offer.format(now))
    promos = "- {{code: AUTUMN, percent_off: 20%, {}}}\n"
    write(root, {codes: promos.format(before)})
    git(root, "2026-11-02", "add", "--all")
    git(root, "2026-11-02", "commit", "--quiet", "--message", "A code")
    write(root, {codes: promos.format(now), PATH: COURSE.format(offer.format(now))})
    said = kpsite(root, "check").err
    message = "ends: warning: found a deadline, 2026-12-20, that was 2026-11-20 before and did not end"
    assert (f"{PATH}:5: offers[0].{message}" in said) is told
    assert (f"{codes}:1: items[0].{message}" in said) is told
