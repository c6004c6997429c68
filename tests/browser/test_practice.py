"""The practice loop in a browser: a store that is minutes old, from the course page to the thank-you page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.rig import NOWHERE_ELSE, Eyes, Visitors, sideways, violations
from tests.practice.buyer import EMAIL
from tests.serve.test_practice import pay_link
from tests.serve.test_serve import Served, serving

pytestmark = pytest.mark.browser
COURSE = "/courses/explain-anything/"
PROMO = "- code: SPRING\n  percent_off: 20\n  public: false\n"
PHONE = 360
PHONES = [Eyes(PHONE, dark, scripts, still=True) for dark in (False, True) for scripts in (True, False)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("new") / "store"
    subprocess.run(
        [sys.executable, "-m", "kpsite", "new", str(root), "--no-input"], check=True, capture_output=True
    )
    (root / "content" / "promos.yaml").write_text(PROMO, "utf-8")
    with serving(root) as made:
        with ThreadPoolExecutor(1) as other:  # the browser's loop runs on this thread
            other.submit(pay_link, made, COURSE).result()
        yield made


@pytest.fixture
def buyers(launch: Callable[..., Browser], served: Served) -> Iterator[Visitors]:
    browser = launch(f"--host-resolver-rules={NOWHERE_ELSE}")
    yield Visitors(browser, f"http://127.0.0.1:{served.port}")
    browser.close()


def looks_right(page: Page) -> None:
    assert sideways(page) == []
    assert violations(page) == []
    expect(page.get_by_role("note")).to_contain_text("Practice checkout")


@pytest.mark.parametrize("eyes", PHONES, ids=str)
def test_from_the_course_page_to_the_thank_you_page(eyes: Eyes, buyers: Visitors, served: Served) -> None:
    """Buy, be declined, write a promotion code, pay: on a phone, in any light, with and without scripts."""
    page = buyers.arrive(eyes, COURSE)
    page.locator("a[href*='/__practice__/pay/']:visible").first.click()
    if eyes.scripts:
        looks_right(page)
    expect(page.get_by_role("button", name="Pay $")).to_be_visible()
    before = page.locator(".total").inner_text()
    page.get_by_role("button", name=re.compile(r"^Pay")).click()
    expect(page.get_by_label("Email")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Promotion code").fill("spring")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".total")).not_to_have_text(before)
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("alert")).to_contain_text("The card was declined")
    if eyes.scripts:
        looks_right(page)
    page.get_by_role("button", name=re.compile(r"^Pay .* \(practice\)$")).click()
    page.wait_for_url(re.compile(rf"^http://127\.0\.0\.1:{served.port}/unlock/(#c=[\w-]+&s=cs_test_\w+)?$"))
    if eyes.scripts:
        expect(page.locator("[data-state=open]")).to_be_visible()
        page.locator("[data-onward]").click()
        page.wait_for_url(f"**{COURSE}**")
    assert buyers.leave() == []


def test_leaving_leads_back(buyers: Visitors) -> None:
    """Whoever leaves the checkout is on the page again from which they came."""
    page = buyers.arrive(Eyes(PHONE, still=True), COURSE)
    page.locator("a[href*='/__practice__/pay/']:visible").first.click()
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(f"**{COURSE}")
    assert buyers.leave() == []
