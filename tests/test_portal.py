"""Buyers find their receipts, and the way out of a subscription."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpsite.cli import main
from tests.building import built, outcome, write
from tests.sites import TODAY

SITE = "name: Shop\nurl: https://shop.example.org/\n"
PORTAL = "https://billing.stripe.com/p/login/28o5kCh4L1"
COURSE = """---
title: The alphabet
description: Letters in their order.
id: c_abc
preview: [first]
offers:
  - id: monthly
    kind: membership
    name: Every month
    price: 9 USD
    interval: month
    payment_link: https://buy.stripe.com/abc
---

All letters.
"""
BUNDLE = COURSE.replace("preview: [first]\n", "courses: [abc]\n").replace("c_abc", "b_both")
FILES = {
    "content/site.yaml": f"{SITE}portal: {PORTAL}\n",
    "content/courses/abc/course.md": COURSE,
    "content/courses/abc/01-first.md": "# First\n\nA letter.\n",
    "content/courses/abc/02-second.md": "# Second\n\nAnother letter.\n",
    "content/bundles/both.md": BUNDLE,
}
WAY = f'<a href="{PORTAL}" rel="noopener">Receipts and subscriptions</a>'


def test_the_way_out_stands_wherever_buyers_look_for_it(tmp_path: Path) -> None:
    """It is at the foot of every page, and at hand where somebody has just paid and where courses are opened;
    what is sold monthly says that it can be left.
    """
    files = built(write(tmp_path, FILES))
    made = {path: data.decode() for path, data in files.items() if path.endswith(".html")}
    for path in ("index.html", "courses/abc/first/index.html", "404.html"):
        assert made[path].count(WAY) == 1, path
    for path in ("thanks/abc/index.html", "thanks/both/index.html"):
        assert made[path].count(WAY) == 2, path
    assert made["unlock/index.html"].count(WAY) == 1
    assert "<dt>Cancelling</dt><dd>online, at any time</dd>" in made["courses/abc/index.html"]
    assert "Cancel online, at any time" in made["bundles/both/index.html"]


def test_what_is_paid_once_says_nothing_of_leaving(tmp_path: Path) -> None:
    """Receipts are for everybody; a single payment is nothing to be ended."""
    once = {path: text.replace("    interval: month\n", "") for path, text in FILES.items()}
    made = built(write(tmp_path, once))
    assert WAY.encode() in made["courses/abc/index.html"]
    assert b"Cancel" not in made["courses/abc/index.html"] + made["bundles/both/index.html"]


def test_a_page_of_the_store_may_be_the_way(tmp_path: Path) -> None:
    """Who has a page for it links to that, wherever the store is published."""
    page = {"content/pages/receipts.md": "# Receipts\n\nWrite to us.\n"}
    site = f"{SITE}portal: /receipts/#write\n".replace("example.org/", "example.org/shop/")
    made = built(write(tmp_path, FILES | page | {"content/site.yaml": site}))
    assert b'<a href="/shop/receipts/#write"' in made["thanks/abc/index.html"]


def test_a_subscription_that_nobody_can_leave_is_told_once(tmp_path: Path) -> None:
    """One line of ``site.yaml`` is missing, however much is sold monthly; what is over is sold no more."""
    said = outcome(write(tmp_path, FILES | {"content/site.yaml": SITE})).said
    assert said.count("no way to end it") == 1
    assert (
        'courses/abc/course.md:11: offers[0].interval: warning: found the subscription "Every month"' in said
    )
    over = {path: text.replace("    price", "    sold_out: true\n    price") for path, text in FILES.items()}
    assert "no way to end it" not in outcome(write(tmp_path, over | {"content/site.yaml": SITE})).said


def test_a_portal_of_the_test_mode_is_not_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Buyers cannot use it: a build stops with file, line and the way out; ``--allow-test`` lets it in."""
    site = FILES["content/site.yaml"].replace("login/", "login/test_")
    root = write(tmp_path, FILES | {"content/site.yaml": site})
    line = ["build", "--store", str(root), "--today", TODAY, "--workers", "1"]
    assert main(line) == 1
    assert "content/site.yaml:3: portal: error: found a customer portal" in capsys.readouterr().err
    assert not (root / "dist").exists()
    assert main([*line, "--allow-test"]) == 0
