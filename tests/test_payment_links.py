"""Which payment link a button leads to, what may be published, and that a changed lock is seen."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kpsite.cli import main
from tests.building import built, outcome
from tests.sites import HERE, TODAY, kpsite, store

SELLING = HERE / "sites" / "selling"
COURSE = "content/courses/abc/course.md"
LINK = re.compile(r'href="(https://buy\.stripe\.com/[^"]*)"')


def command(root: Path, verb: str, *words: str) -> int:
    """Run the command as a creator does who allows nothing."""
    return main([verb, "--store", str(root), "--today", TODAY, "--workers", "1", *words])


@pytest.mark.parametrize(
    ("link", "refused"),
    [
        ("https://buy.stripe.com/test_abc", True),
        ("https://buy.stripe.com/test_abc/", True),
        ("https://donate.stripe.com/test_abc", True),
        ("https://pay.example.com/b/test_abc", True),
        ("https://buy.stripe.com/test_abc?locale=en", True),
        ("https://buy.stripe.com/abc_test_", False),
        ("https://example.com/test_shop/abc", False),
    ],
)
def test_what_takes_no_money_is_not_published(
    link: str, refused: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A link of the test mode stops a build with file, line and the way out; ``--allow-test`` lets it in."""
    root = store(tmp_path)
    text = (root / COURSE).read_text("utf-8").replace("https://buy.stripe.com/test_abc", link)
    (root / COURSE).write_text(text, "utf-8")
    assert command(root, "build") == (1 if refused else 0)
    said = capsys.readouterr().err
    assert ("courses/abc/course.md:5: price: error" in said and "--allow-test" in said) is refused
    assert (root / "dist").exists() is not refused
    assert command(root, "build", "--allow-test") == 0
    assert link in (root / "dist/courses/abc/index.html").read_text("utf-8")


def test_check_says_it_mildly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For ``check``, as for ``serve``, a link of the test mode is a warning."""
    assert command(store(tmp_path), "check") == 1
    assert "warning: found the offer" in capsys.readouterr().err
    assert command(tmp_path, "check", "--allow-test") == 0


def test_a_lock_with_nothing_but_test_links_is_not_published(tmp_path: Path) -> None:
    """What was applied in the test mode alone stops a build that is for buyers, and names the way on."""
    root = store(tmp_path, base=SELLING)
    assert command(root, "build") == 1
    (root / "content/courses/rehearsed").rename(root / "rehearsed")
    text = (root / "content/promos.yaml").read_text("utf-8").replace(", rehearsed", "")
    (root / "content/promos.yaml").write_text(text, "utf-8")
    assert command(root, "build") == 0
    published = " ".join(path.read_text("utf-8") for path in (root / "dist").rglob("*.html"))
    assert "https://buy.stripe.com/applied" in published
    assert "test_" not in " ".join(LINK.findall(published))
    assert "127.0.0.1" not in published


def test_a_price_that_is_not_charged_is_not_published(tmp_path: Path) -> None:
    """When the front matter says 59 and the payment link still charges 49, no buyer is told 59."""
    root = store(tmp_path, HERE / "sites_invalid" / "lock-of-an-old-price")
    assert command(root, "build", "--allow-test") == 1
    assert not (root / "dist").exists()
    text = (root / COURSE).read_text("utf-8").replace("49 USD", "7 USD")
    (root / COURSE).write_text(text, "utf-8")
    assert command(root, "build") == 0


def test_a_changed_lock_is_seen(tmp_path: Path) -> None:
    """After an apply the next build takes the new links, and makes only the pages that show them."""
    root = store(tmp_path, base=SELLING)
    before = built(root)
    assert outcome(root).made == 0
    lock = root / "kpsite.lock"
    lock.write_text(lock.read_text("utf-8").replace('/applied"', '/dearer"'), "utf-8")
    after = built(root)
    changed = {name for name in after if after[name] != before[name]}
    assert "courses/applied/index.html" in changed
    assert "buy/applied/index.html" in changed
    assert "courses/tiers/index.html" not in changed
    assert b"https://buy.stripe.com/dearer" in after["buy/applied/index.html"]
    lock.unlink()
    assert b"unlinked" in built(root)["buy/applied/index.html"]


def test_a_lock_with_strange_addresses_leads_nowhere(tmp_path: Path) -> None:
    """What is no address never becomes a link, and never a traceback."""
    root = store(tmp_path, base=SELLING)
    lock = root / "kpsite.lock"
    for address in ("javascript:alert(1)", "https://[", 'https://a/"><script>', "//example.com/"):
        shutil.copy(SELLING / "kpsite.lock", lock)
        quoted = address.replace('"', '\\"')
        lock.write_text(
            lock.read_text("utf-8").replace('https://buy.stripe.com/test_rehearsed"', f'{quoted}"')
        )
        assert b"unlinked" in built(root)["buy/rehearsed/index.html"]


def test_a_lock_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    """Bytes that are no text are named like any other fault."""
    root = store(tmp_path)
    (root / "kpsite.lock").write_bytes(b"\xff\xfe\x00")
    said = kpsite(root, "build")
    assert (said.code, said.err.split(": ")[:2]) == (1, ["kpsite.lock", "error"])


def test_readers_of_a_language_pay_what_it_says(tmp_path: Path) -> None:
    """A translation whose price has no link of its own is not sold through that of the original."""
    root = store(tmp_path, base=SELLING)
    lock = root / "kpsite.lock"
    lock.write_text(lock.read_text("utf-8").replace("course@zh-cn", "course@fr"), "utf-8")
    said = kpsite(root, "build")
    assert said.code == 1
    assert [line.split(":")[0] for line in said.err.splitlines() if "error" in line and ":" in line] == [
        "content/courses/applied/course.zh-CN.md"
    ]


def test_printed_addresses_outlive_prices_and_order(tmp_path: Path) -> None:
    """Whatever becomes of prices, links and the order of the offers, no printed address is lost or leads to
    another offer.
    """
    root = store(tmp_path, base=SELLING)
    before = built(root)
    path = root / "content/courses/club/course.md"
    head, month, own = path.read_text("utf-8").removesuffix("---\n").split("  - ")
    fresh = "{id: year, price: 80 USD, interval: year, payment_link: 'https://buy.stripe.com/year'}\n"
    dearer = month.replace("8 USD", "9 USD").replace("/month", "/dearer")
    path.write_text(f"{head}  - {fresh}  - {own}  - {dearer}---\n", "utf-8")
    after = built(root)
    assert {name for name in before if name.startswith("buy/")} <= set(after)
    assert b"https://buy.stripe.com/dearer" in after["buy/club/month/index.html"]
    assert b"https://buy.stripe.com/any" in after["buy/club/any/index.html"]
