"""Recommended in a browser: a code comes by an address, goes along over five pages, and is in the session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from zxingcpp import read_barcodes

from kpsite.practice.account import Setup, Storage
from kpsite.reading.lock import PRACTICE_HOME
from tests.browser.rig import PHONE, Eyes, Visitors, sideways, violations
from tests.browser.welcome import welcomed
from tests.practice.buyer import EMAIL
from tests.serve.test_practice import pay_link
from tests.serve.test_serve import Served, serving
from tests.sites import kpsite

pytestmark = pytest.mark.browser
COURSE = "/courses/explain-anything/"
BLIND = Eyes(360, scripts=False, still=True)
BUY = "a[data-buy]:visible"
AMBASSADORS = """- {code: Anna, name: Anna Ward, public: true, promo: ANNA30}
- {code: bo_b, name: Bob, email: bob@example.org}
- {code: gone, name: Gone, active: false}
"""
PROMOS = "- {code: ANNA30, percent_off: 30}\n"
SHOWN = {"/refer/": "/courses/reading-charts/", "/zh-cn/refer/": "/zh-cn/courses/reading-charts/"}
REFUSED = """for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {
  get() { throw new DOMException('refused', 'SecurityError'); } });"""
HOSTILE = [
    "ref=%3Cscript%3Ealert(1)%3C/script%3E", "ref=" + "a" * 10_000, "ref=__proto__", "ref=constructor",
    "ref=anna&ref=bo-b", "ref=anna&via=anna", "ref=%2561nna", "ref=anna%00", "ref=%F0%9F%8D%8E", "ref=",
    "ref=-anna", "ref[]=anna", "ref=anna%20", "ref=toString", "ref=gone", "ref=nobody",
    "%72%65%66=%22%3E%3Cimg%20src%3Dx%3E", "__proto__[ref]=anna", "utm_campaign=a%20b",
    "utm_campaign=" + "b" * 200,
]  # fmt: skip


@pytest.fixture(scope="module", params=["none", "session", "30d", "first"])
def remember(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def served(remember: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("new") / "store"
    assert kpsite(root, "new", str(root), "--no-input").code == 0
    with (root / "content" / "site.yaml").open("a", encoding="utf-8") as site:
        keep = "30d, credit: first" if remember == "first" else remember
        site.write(f"\nreferral: {{friend: 20%, reward: 30%, open: false, remember: {keep}}}\n")
    (root / "content" / "ambassadors.yaml").write_text(AMBASSADORS, "utf-8")
    (root / "content" / "promos.yaml").write_text(PROMOS, "utf-8")
    with serving(root) as made:
        with ThreadPoolExecutor(1) as other:  # the browser's loop runs on this thread
            other.submit(pay_link, made, COURSE).result()
        yield made


@pytest.fixture
def buyers(here: Browser, served: Served) -> Iterator[Visitors]:
    arriving = Visitors(here, f"http://127.0.0.1:{served.port}")
    yield arriving
    assert arriving.leave() == []


def follow(page: Page, selector: str, path: str) -> None:
    """Follow a link to a page that knows of the recommendation."""
    page.locator(f"{selector}:visible").first.click()
    page.wait_for_url(re.compile(rf"{path}(\?.*)?$"))
    welcomed(page)


def wander(page: Page) -> None:
    """Look at five pages, link by link, and end at the course."""
    course = f"main :is(a[href='{COURSE}'], a[href*='{COURSE}?'])"
    follow(page, "header a[href*='/courses/']", "/courses/")
    follow(page, course, COURSE)
    follow(page, "main .line-preview a", rf"{COURSE}[\w-]+/")
    follow(page, ".top-name", r":\d+/")
    follow(page, course, COURSE)


def bought(page: Page, served: Served) -> dict[str, Any]:
    """Press the button, pay, and give the session of the practice account."""
    page.locator(BUY).first.click()
    page.wait_for_url("**/checkout/cs_test_*")
    key = urlsplit(page.url).path.rpartition("/")[2]
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("button", name=re.compile(r"^(Pay|Complete)")).click()
    page.wait_for_url(re.compile(r"/(unlock|thanks)/"))
    with Storage(served.root / PRACTICE_HOME).account(False, 0, Setup("")) as account:
        return dict(account.at("checkout.session", key))


def carried(page: Page) -> dict[str, list[str]]:
    """Give what the first buy button takes along."""
    return parse_qs(urlsplit(page.locator(BUY).first.get_attribute("href") or "").query)


def test_by_parameter_over_five_pages(buyers: Visitors, served: Served) -> None:
    """``?ref=`` and its other names: the session has the code, the campaign and the language, and the friend
    pays what was promised.
    """
    page = buyers.arrive(PHONE, "/?via=ANNA&utm_campaign=spring_26&utm_source=x")
    welcomed(page)
    wander(page)
    assert carried(page)["utm_medium"] == ["referral"]
    assert (carried(page)["utm_source"], carried(page)["utm_campaign"]) == (["x"], ["spring_26"])
    order = bought(page, served)
    assert order["client_reference_id"] == "kp1_anna_spring-26_en"
    assert order["payment_status"] == "paid"
    assert order["_cart"]["typed"] == "ANNA30"


def test_by_a_page_of_their_own(buyers: Visitors, served: Served) -> None:
    """From ``/r/<code>/`` with scripts: the credit holds away from those pages too."""
    page = buyers.arrive(PHONE, "/r/bo-b/")
    assert sideways(page) == []
    assert violations(page) == []
    wander(page)
    order = bought(page, served)
    assert order["client_reference_id"] == "kp1_bo-b_x_en"
    assert order["_cart"]["typed"] == "FRIEND20"


def test_without_scripts(buyers: Visitors, served: Served) -> None:
    """From ``/r/<code>/`` to the course's page with the code, and to the checkout: nothing has to run."""
    page = buyers.arrive(BLIND, "/r/anna/")
    expect(page.get_by_text("Anna Ward gets a reward if you buy through this page.")).to_be_visible()
    page.locator(f"main a[href$='{COURSE}r/anna/']").first.click()
    page.wait_for_url(f"**{COURSE}r/anna/")
    expect(page.get_by_text("Anna Ward gets a reward if you buy through this page.")).to_be_visible()
    page.locator(".crumbs a").first.click()
    page.wait_for_url("**/r/anna/")
    page.locator(f"main a[href$='{COURSE}r/anna/']").first.click()
    order = bought(page, served)
    assert order["client_reference_id"] == "kp1_anna_x_en"
    assert order["_cart"]["typed"] == "ANNA30"


def test_with_storage_refused(buyers: Visitors, served: Served) -> None:
    """Where the browser keeps nothing, addresses carry the code."""
    page = buyers.arrive(PHONE, "/404.html")
    page.context.add_init_script(REFUSED)
    page.goto(f"{buyers.origin}/?ref=anna")
    welcomed(page)
    wander(page)
    assert bought(page, served)["client_reference_id"] == "kp1_anna_x_en"


def test_unknown_and_hostile(buyers: Visitors) -> None:
    """Codes that nobody has, and what is none: the page is the same, nothing is kept, the link is clean."""
    page = buyers.arrive(PHONE, COURSE)
    expect(page.locator(BUY).first).to_be_visible()
    plain = page.evaluate("document.body.outerHTML")
    tabs = [page, *(page.context.new_page() for _ in range(4))]  # which are quiet side by side
    for queries in zip(*[iter(HOSTILE)] * len(tabs), strict=True):
        for tab, query in zip(tabs, queries, strict=True):
            tab.goto(f"{buyers.origin}{COURSE}?{query}", wait_until="commit")
        for tab, query in zip(tabs, queries, strict=True):
            tab.wait_for_load_state("networkidle")
            kept = tab.evaluate("[document.body.outerHTML, localStorage.length, sessionStorage.length]")
            assert (kept, carried(tab)) == ([plain, 0, 0], {}), query[:50]


def test_a_campaign_of_ones_own(buyers: Visitors, served: Served) -> None:
    """A campaign counts with nobody behind it, also beside an unknown code; a known code has it as well."""
    page = buyers.arrive(PHONE, f"{COURSE}?ref=nobody&utm_source=letter&utm_campaign=spring_26")
    expect(page.locator(f"{BUY}[href*='kp1_x_spring-26_en']").first).to_be_attached()
    assert carried(page).keys() == {"client_reference_id", "utm_source", "utm_campaign"}
    assert bought(page, served)["client_reference_id"] == "kp1_x_spring-26_en"


def test_who_is_quicker_than_the_list(buyers: Visitors) -> None:
    """A page that was reached before the last one knew the code looks where its visitor came from."""
    page = buyers.arrive(PHONE, "/404.html")
    page.route("**/r/codes.json", lambda _: None, times=1)
    page.goto(f"{buyers.origin}/posts/?ref=bo-b", wait_until="domcontentloaded")
    page.locator("header a[href='/courses/']:visible").first.click()
    page.wait_for_url("**/courses/")
    welcomed(page)


def test_what_is_there_already_stays(buyers: Visitors, served: Served) -> None:
    """A page of a code of its own keeps that code, and ``/buy/`` takes the recommendation along at once."""
    page = buyers.arrive(PHONE, "/r/bo-b/?ref=anna&utm_campaign=letter")
    expect(page.locator("a[href*='kp1_bo-b_letter_en']").first).to_be_visible()
    page.evaluate("localStorage.clear()")
    with page.expect_request("**/__practice__/pay/**") as asked:
        page.goto(f"{buyers.origin}/buy/explain-anything/?ref=anna")
    found = parse_qs(urlsplit(asked.value.url).query)
    assert found["client_reference_id"] == ["kp1_anna_x_en"]
    assert found["prefilled_promo_code"] == ["ANNA30"]
    assert served.get("/buy/explain-anything/")[1].count('<noscript><meta http-equiv="refresh"') == 1


def test_how_long_it_is_remembered(remember: str, buyers: Visitors) -> None:
    """The last code counts; a visit without one takes nothing away; thirty days later it is forgotten."""
    page = buyers.arrive(PHONE, f"{COURSE}?ref=anna")
    expect(page.locator(f"{BUY}[href*='kp1_']").first).to_be_attached()
    page.goto(f"{buyers.origin}{COURSE}?ref=bo-b")
    expect(page.locator(f"{BUY}[href*='kp1_']").first).to_be_attached()
    page.goto(f"{buyers.origin}{COURSE}", wait_until="networkidle")
    again = carried(page).get("client_reference_id")
    counts = "kp1_anna_x_en" if remember == "first" else "kp1_bo-b_x_en"
    assert again == (None if remember == "none" else [counts])
    other = page.context.new_page()
    other.goto(f"{buyers.origin}{COURSE}", wait_until="networkidle")
    assert carried(other).get("client_reference_id") == ([counts] if remember in ("30d", "first") else None)
    page.clock.set_fixed_time(page.evaluate("Date.now()") + 30 * 24 * 3600 * 1000 + 1)
    page.goto(f"{buyers.origin}{COURSE}", wait_until="networkidle")
    assert carried(page) == {}


def test_frames_and_hidden_pages_do_not_count(buyers: Visitors) -> None:
    """Who loads the shop in a frame has recommended nothing."""
    page = buyers.arrive(PHONE, "/404.html")
    page.evaluate(
        """address => new Promise(done => { const frame = document.createElement('iframe');
        frame.onload = done; frame.src = address; document.body.append(frame); })""",
        f"{COURSE}?ref=anna",
    )
    framed = page.frames[1]
    assert "client_reference_id" not in (framed.locator("a[data-buy]").first.get_attribute("href") or "")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_sharing_passes_the_code_on(buyers: Visitors) -> None:
    """Share buttons on a page that was reached by a recommendation carry it."""
    page = buyers.arrive(PHONE, f"{COURSE}?ref=anna")
    address = f"{buyers.origin}{COURSE}?ref=anna"
    expect(page.locator("[data-copy]").first).to_have_attribute("data-copy", address)
    expect(page.locator(f".share a[href*='{quote(address, safe='')}']").first).to_be_attached()
    assert page.locator("[rel=canonical]").get_attribute("href") == f"{buyers.origin}{COURSE}"


@pytest.mark.parametrize("path", ["/refer/", "/zh-cn/refer/"])
def test_a_link_of_ones_own(path: str, visitors: Visitors) -> None:
    """Anybody makes a link, a QR code and a poster on their device, which remembers the code."""
    page = visitors.arrive(PHONE, path)
    field = page.locator("#refer-code")
    expect(field).to_have_value(re.compile(r"^[2-9a-z]{7}$"))
    assert page.evaluate("localStorage.getItem('kp-mine')") is None
    field.fill("My_Club")
    page.locator("#refer-thing").select_option(index=1)
    page.locator("[data-refer] button").click()
    expect(page.locator("#refer-link")).to_have_value(f"{visitors.origin}{SHOWN[path]}?ref=my-club")
    expect(page.locator("[data-refer-qr] path")).to_have_count(2)
    save = page.locator("[data-refer-poster]")
    expect(save).to_have_attribute("href", re.compile("^blob:"))
    with page.expect_download() as saved:
        save.click()
    assert saved.value.suggested_filename.endswith("-my-club.png")
    with Image.open(saved.value.path()) as poster:
        assert (poster.format, poster.size) == ("PNG", (1080, 1500))
        assert [one.text for one in read_barcodes(poster)] == [page.locator("#refer-link").input_value()]
        assert len(poster.convert("RGB").resize((54, 75)).getcolors(54 * 75) or []) > 50
    assert sideways(page) == []
    assert violations(page) == []
    page.reload()
    expect(page.locator("#refer-code")).to_have_value("my-club")


@pytest.mark.parametrize("code", ["a", "<b>bold</b>", "anna@example.org", "-anna", "x" * 40, "anna&ref=bob"])
def test_no_link_with_what_is_no_code(code: str, visitors: Visitors) -> None:
    """What is no code makes no link, and the page says so."""
    page = visitors.arrive(PHONE, "/refer/")
    page.locator("#refer-code").evaluate("(field, code) => { field.value = code; }", code)
    page.locator("[data-refer] button").click()
    expect(page.locator("#refer-code:invalid")).to_be_visible()
    expect(page.locator("[data-refer-made]")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_buyers_get_theirs(visitors: Visitors) -> None:
    """On the thank-you page a buyer makes a link, which share buttons carry from then on, on all pages."""
    page = visitors.arrive(PHONE, "/thanks/honest-charts/")
    page.locator("[data-refer] button").click()
    link = f"{visitors.origin}/courses/honest-charts/?ref={page.locator('#refer-code').input_value()}"
    expect(page.locator("#refer-link")).to_have_value(link)
    coded = quote(link, safe="")
    expect(page.locator(f".share a[href*='{coded}']").first).to_be_attached()
    page.goto(f"{visitors.origin}/courses/honest-charts/")
    expect(page.locator(f".share a[href*='{coded}']").first).to_be_attached()
    assert carried(page) == {}


def test_without_scripts_it_says_how(visitors: Visitors) -> None:
    """Without scripts the page says what to write behind an address."""
    page = visitors.arrive(BLIND, "/refer/")
    expect(page.get_by_text(f"{visitors.origin}/?ref=your-code")).to_be_visible()
    expect(page.locator("#refer-code")).to_be_hidden()
