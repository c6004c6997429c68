"""Questions in a real browser: with scripts and without, by keyboard and by finger, open and sealed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.rig import ALL_EYES, Eyes, Visitors, sideways, unfit, violations
from tests.browser.sealed import LESSON, UID, Shop, unlocked
from tests.building import write

pytestmark = pytest.mark.browser
GUIDE = "/courses/open-your-store/quizzes/"
PLAIN = "/courses/open-your-store/lessons-and-markdown/"
PREVIEW = "/courses/reading-charts/axis-first/"
HEIGHTS = """document.fonts.ready.then(
  () => [...document.querySelectorAll("fieldset.quiz")].map(each => each.getBoundingClientRect().height))"""
SEALED = {
    "content/courses/abc/course.md": (
        "---\ntitle: The alphabet\ndescription: Letters in their order.\nid: c_abc\nprice: 49 USD\n"
        "payment_link: https://buy.stripe.com/test_abc\npreview: [first]\nquiz: 50%\n---\n\nAll letters.\n"
    ),
    "content/courses/abc/02-second.md": """---
title: Second
---

::: quiz
Which bird stands in the reeds?

- [x] The grey heron
  > It stands still.
- [ ] The blackbird
  > It stands on lawns.
:::

::: quiz
Where does it nest?

- [=] In trees
:::
""",
}


def question(page: Page, number: int) -> Locator:
    """Give a question of a page that is ready to be answered."""
    found = page.locator("fieldset.quiz").nth(number)
    expect(found.locator(".quiz-act button")).to_be_visible()
    return found


@pytest.mark.parametrize("eyes", [Eyes(360, scripts=False), Eyes(1280, dark=True, scripts=False)], ids=str)
def test_without_scripts_one_asks_oneself(eyes: Eyes, visitors: Visitors) -> None:
    """Everything can be answered, the answer can be unfolded, and nothing is shown that does nothing."""
    page = visitors.arrive(eyes, GUIDE)
    one, typed, order = (page.locator("fieldset.quiz").nth(number) for number in range(3))
    one.get_by_label("Student paper").check()
    typed.get_by_label("Your answer").fill("Ultramarine")
    order.get_by_label("Place of A").select_option("1")
    assert page.locator(".quiz button").count() == 0
    expect(one.get_by_text("It buckles.")).to_be_hidden()
    one.locator("summary").click()
    expect(one.get_by_text("It buckles.")).to_be_visible()
    assert sideways(page) == []


def test_questions_are_fit_for_everybody(visitors: Visitors) -> None:
    """axe-core finds nothing, and nothing scrolls sideways, before and after all has been answered."""
    page = visitors.arrive(ALL_EYES[0], GUIDE)
    one, typed, order = (question(page, number) for number in range(3))
    assert unfit(page) == []
    one.get_by_label("Student paper").check()
    typed.get_by_label("Your answer").fill("cobalt blue")
    for each in (one, typed, order):
        each.get_by_role("button", name="Check the answer").click()
        each.locator(".quiz-key summary").click()
    assert unfit(page) == []
    page.emulate_media(media="print")
    expect(one.get_by_text("Printer paper")).to_be_visible()
    for told in page.locator(".quiz-key, [data-told]").all():
        expect(told).to_be_hidden()


def test_answers_are_checked_by_keyboard_and_remembered(visitors: Visitors) -> None:
    """Each answer is told what its author wrote; results and answers are there after a reload."""
    page = visitors.arrive(Eyes(still=True), GUIDE)
    one, typed = question(page, 0), question(page, 1)
    one.get_by_label("Cotton").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(one.get_by_role("status")).to_have_text("Not yet. Have another look.")
    expect(one.locator(".quiz-answers [data-told]")).to_contain_text("It buckles.")
    one.get_by_label("Cotton").focus()
    page.keyboard.press("Space")
    expect(one.locator("[data-told]")).to_have_count(0)
    one.get_by_role("button", name="Check the answer").press("Enter")
    expect(one.get_by_role("status")).to_have_text("Right. 1 of 3 questions right")
    typed.get_by_label("Your answer").fill("  ULTRA-marine ")
    page.keyboard.press("Enter")
    expect(typed.get_by_role("status")).to_have_text("Not yet. Have another look.")
    typed.get_by_label("Your answer").fill("  Natural  ULTRAMARINE. ")
    page.keyboard.press("Enter")
    expect(typed.get_by_role("status")).to_have_text("Right. 2 of 3 questions right")
    expect(page.locator(".outline [aria-current] .quiz-score")).to_have_text("2/3")
    page.reload()
    one, typed = question(page, 0), question(page, 1)
    expect(one.get_by_label("Cotton")).to_be_checked()
    expect(one.get_by_role("status")).to_have_text("Right.")
    expect(typed.get_by_label("Your answer")).to_have_value("  Natural  ULTRAMARINE. ")
    expect(page.locator(".outline [aria-current] .quiz-score")).to_have_text("2/3")


def test_an_order_is_made_with_buttons(visitors: Visitors) -> None:
    """Each thing goes up and down by keyboard or finger, keeps the focus, and says where it is."""
    page = visitors.arrive(Eyes(360, still=True), GUIDE)
    order = question(page, 2)
    check = order.get_by_role("button", name="Check the answer")
    check.click()
    expect(order.get_by_role("status")).to_have_text("Not yet. Have another look.")
    wanted = [each.split(maxsplit=1)[0] for each in order.locator(".quiz-key li").all_text_contents()]
    for place, letter in enumerate(wanted):
        up = order.get_by_role("button", name=f"Move up: {letter}")
        for _ in range(len(wanted)):
            if order.locator(".quiz-answers b").all_text_contents().index(letter) > place:
                up.press("Enter")
                expect(up).to_be_focused()
                expect(order.get_by_role("status")).to_contain_text(f"{letter}: ")
    check.click()
    expect(order.get_by_role("status")).to_have_text("Right. 1 of 3 questions right")  # and kept
    page.reload()
    order = question(page, 2)
    expect(order.get_by_role("status")).to_have_text("Right.")
    assert order.locator(".quiz-answers b").all_text_contents() == wanted


def test_all_right_answers_have_to_be_found(visitors: Visitors) -> None:
    """One of two right answers is right so far; both are it, and the solution opens."""
    page = visitors.arrive(Eyes(still=True), PREVIEW)
    several = question(page, 1)
    check = several.get_by_role("button", name="Check the answer")
    check.click()
    expect(several.get_by_role("status")).to_have_text("Give an answer first.")
    several.get_by_label("body temperatures").check()
    check.click()
    expect(several.get_by_role("status")).to_have_text("Right so far, and there is more to find.")
    several.get_by_label("exam marks").check()
    check.click()
    expect(several.get_by_role("status")).to_contain_text("Right.")
    expect(several.locator(".quiz-why")).to_be_visible()


def test_nothing_moves_when_the_script_comes(visitors: Visitors) -> None:
    """Room for what the script adds is there from the beginning."""
    page = visitors.arrive(Eyes(360, still=True), PLAIN)
    held: list[Route] = []
    page.route("**/quiz-*.js", lambda route: held.append(route))  # noqa: PLW0108 - it has to be a function
    with page.expect_request("**/quiz-*.js"):
        page.goto(visitors.origin + GUIDE, wait_until="commit")
    expect(page.locator("footer").last).to_be_attached()
    before = page.evaluate(HEIGHTS)
    held[0].continue_()
    question(page, 2)
    assert page.evaluate(HEIGHTS) == before


def test_only_pages_with_questions_load_their_script(visitors: Visitors) -> None:
    """A page that asks nothing costs nothing."""
    page = visitors.arrive(Eyes(still=True), PLAIN)
    assert not [name for name in loaded(page) if "quiz" in name or "shelf" in name]
    page.goto(visitors.origin + GUIDE)
    question(page, 0)
    assert len([name for name in loaded(page) if "/quiz-" in name]) == 2  # style and script


def loaded(page: Page) -> list[str]:
    return list(page.evaluate("performance.getEntriesByType('resource').map(each => each.name)"))


def test_a_sealed_lesson_asks_as_well(buyers: Visitors, shop: Shop) -> None:
    """Its questions are nowhere to be read; they are checked, remembered, counted, and lead to "done"."""
    write(shop.root, SEALED)
    shop.build()
    assert not [path for path in shop.dist.rglob("*") if path.is_file() and b"heron" in path.read_bytes()]
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    one = question(page, 0)
    expect(one).to_have_css("border-top-style", "solid")
    expect(one).to_have_css("border-inline-start-width", "1px")
    expect(one.locator(".quiz-answers > li").first).to_have_css("list-style-type", "none")
    one.get_by_label("The blackbird").check()
    check = one.get_by_role("button", name="Check the answer")
    check.click()
    expect(one.locator("[data-told]")).to_contain_text("It stands on lawns.")
    assert not finished(page)
    one.get_by_label("The grey heron").check()
    check.click()
    expect(one.get_by_role("status")).to_have_text("Right. 1 of 2 questions right")
    assert violations(page) == []
    one.get_by_role("button", name="Mark as done").click()
    expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")
    expect(one.get_by_role("button", name="Mark as done")).to_have_count(0)
    assert finished(page)
    page.reload()
    expect(question(page, 0).get_by_label("The grey heron")).to_be_checked()
    page.goto(shop.at("courses/abc/first/"))
    expect(page.locator(".outline .quiz-score")).to_have_text("1/2")
    page.goto(shop.at("courses/abc/"))
    expect(page.locator("[data-outline] .quiz-score")).to_have_text("1/2")


@pytest.mark.parametrize("base", ["/"])
def test_a_lesson_may_ask_on_both_sides_of_the_paywall(buyers: Visitors, shop: Shop) -> None:
    """A visitor has one question, a buyer both of them, and both count."""
    ask = "::: quiz\n{}?\n\n- [x] Yes\n- [ ] No\n:::\n"
    text = f"{ask.format('Open')}\n<!-- paywall -->\n\n{ask.format('Closed')}"
    write(shop.root, {"content/courses/abc/03-third.md": f"---\ntitle: Third\npreview: true\n---\n\n{text}"})
    shop.build()
    page = buyers.arrive(Eyes(still=True), "/courses/abc/third/")
    question(page, 0)
    expect(page.locator("fieldset.quiz")).to_have_count(1)
    page = unlocked(buyers, shop)
    page.goto(shop.at("courses/abc/third/"))
    for number, said in enumerate(("Right. 1 of 2 questions right", "Right. 2 of 2 questions right")):
        expect(page.locator("fieldset.quiz[data-ready]")).to_have_count(2)
        each = question(page, number)
        each.get_by_label("Yes").check()
        each.get_by_role("button", name="Check the answer").click()
        expect(each.get_by_role("status")).to_have_text(said)


def finished(page: Page) -> bool:
    """Ask as a certificate would, of the one lesson that has questions."""
    return bool(
        page.evaluate(
            """async ([uid, lesson]) => {
              const quiz = await import(document.querySelector("[data-reader]").dataset.quiz);
              return quiz.finished(uid, [lesson]);
            }""",
            [UID, f"{LESSON[1:]}index.html"],
        )
    )
