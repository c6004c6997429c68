"""Before a certificate: who has not finished a course is told what is left."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.rig import Eyes, Visitors, sideways, violations
from tests.browser.sealed import LESSON, UID, Shop, unlocked
from tests.browser.test_certificate import COURSE as CERTIFIED
from tests.browser.test_certificate import DAY, MARK
from tests.browser.test_quizzes import SEALED, question
from tests.building import write

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("base", ["/"])]
CERTIFICATE = f"/certificate/#make={UID}"


@pytest.mark.parametrize("eyes", [Eyes(360, still=True), Eyes(1280, dark=True, still=True)], ids=str)
def test_what_is_left_is_named(eyes: Eyes, buyers: Visitors, shop: Shop) -> None:
    """Lessons that are not marked as done, and those with too few right answers, in the course's order and
    with a way there; with the last of them the certificate is there.
    """
    write(shop.root, SEALED | {"content/courses/abc/course.md": CERTIFIED})
    (shop.root / "content/courses/abc/04-later.md").unlink()
    shop.build()
    page = unlocked(buyers, shop, eyes)
    page.goto(shop.at(LESSON))
    expect(question(page, 0)).to_be_visible()
    page.evaluate(MARK, [UID, [f"courses/abc/{name}/index.html" for name in ("first", "second")], DAY])
    page.goto(shop.at(CERTIFICATE))
    rows = page.locator("[data-left] li")
    expect(rows).to_have_text([r"Second0 of 2 questions right", r"ThirdNot marked as done"])
    assert violations(page) == []
    assert sideways(page) == []
    rows.nth(1).get_by_role("link").click()
    page.wait_for_url("**/third/")
    page.locator("[data-mark]").click()
    expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")
    page.goto(shop.at(LESSON))
    for number, given in enumerate(("The grey heron", "")):
        one = question(page, number)
        one.get_by_label(given).check() if given else one.get_by_label("Your answer").fill("in trees")
        one.get_by_role("button", name="Check the answer").click()
        expect(one.locator(".quiz-act [role=status]")).to_contain_text("Right.")
    page.goto(shop.at(CERTIFICATE))
    expect(page.get_by_label("Your name")).to_be_visible()
