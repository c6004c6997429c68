"""What is made for those who recommend: which pages, what links carry, and where no code ever stands."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kpsite.model.referral import mark, parameters, read_reference, reference
from kpsite.pages.recommended import MOST_PAGES
from tests.sites import HERE, Said, contents, kpsite, store

THEME = HERE.parent / "themes"
SITE = "\nreferral: {friend: 20%, reward: 30%}\n"
NAMES = """- {code: anna_b, name: "Anna <b>", public: true, promo: ANNA}
- {code: secret-bob, name: Bob, commission: 10%}
- {code: gone, name: Gone, active: false}
"""
PROMOS = "- {code: ANNA, percent_off: 50, courses: [abc]}\n"
LINKS = re.compile(r'href="(https://buy\.stripe\.com/[^"]*)"')
PARTNER = "---\ntitle: The club\nambassador: anna-b\ncourses: [abc]\n---\n\nWords.\n"


def write(root: Path, path: str, text: str) -> None:
    file = root / "content" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def recommended(folder: Path, names: str = NAMES, site: str = SITE) -> Path:
    """Make a store with the real theme that is recommended by some people."""
    root = store(folder)
    text = (root / "content" / "site.yaml").read_text("utf-8").replace("theme: plain", "theme: storefront")
    write(root, "site.yaml", text + site)
    write(root, "ambassadors.yaml", names)
    write(root, "promos.yaml", PROMOS)
    return root


def built(root: Path) -> dict[str, str]:
    said: Said = kpsite(root, "build")
    assert said.code == 0, said.err
    found = contents(root / "dist")
    binary = ("assets/", "media/", "_kp/")
    return {name: data.decode() for name, data in found.items() if not name.startswith(binary)}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = recommended(tmp_path_factory.mktemp("shop"))
    write(root, "partners/club.md", PARTNER)
    return built(root)


def taken_along(html: str) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(unescape(link)).query) for link in LINKS.findall(html)]


def test_what_links_carry(dist: dict[str, str]) -> None:
    """Who recommended, the language, and the friend's code: the person's own where they have one, else the
    store's; on their page, on the course's, and on a partner's page.
    """
    told = {"utm_source": ["anna-b"], "utm_medium": ["referral"]}
    anna = {"client_reference_id": ["kp1_anna-b_x_en"], "prefilled_promo_code": ["ANNA"]} | told
    for page in ("r/anna-b/", "courses/abc/r/anna-b/", "partners/club/"):
        assert taken_along(dist[f"{page}index.html"]) == [anna], page
    bob = taken_along(dist["r/secret-bob/index.html"])
    assert (bob[0]["prefilled_promo_code"], bob[0]["utm_source"]) == (["FRIEND20"], ["secret-bob"])
    assert taken_along(dist["courses/abc/index.html"])[0] == {}


def test_what_a_link_says_already_stays(tmp_path: Path) -> None:
    """A reference or code that a creator put into the address of a payment link is not overwritten."""
    root = recommended(tmp_path)
    file = root / "content" / "courses" / "abc" / "course.md"
    own = "payment_link: https://buy.stripe.com/test_abc?client_reference_id=mine&prefilled_promo_code=MINE"
    file.write_text(re.sub("payment_link: .*", own, file.read_text("utf-8")), "utf-8")
    found = taken_along(built(root)["r/anna-b/index.html"])[0]
    assert (found["client_reference_id"], found["prefilled_promo_code"]) == (["mine"], ["MINE"])
    assert found["utm_source"] == ["anna-b"]


def test_links_that_know_no_codes_stay(tmp_path: Path) -> None:
    """A button that leads to another shop's checkout is left as it is."""
    root = recommended(tmp_path)
    file = root / "content" / "courses" / "abc" / "course.md"
    other = "payment_link: https://pay.example.net/abc"
    file.write_text(re.sub("payment_link: .*", other, file.read_text("utf-8")), "utf-8")
    found = built(root)
    assert 'href="https://pay.example.net/abc" data-buy>' in found["r/anna-b/index.html"]
    assert 'href="https://pay.example.net/abc" data-buy>' in found["courses/abc/index.html"]


def test_who_is_named(dist: dict[str, str]) -> None:
    """Names are shown of those who want it; everybody's pages say that they are paid."""
    assert "Anna &lt;b&gt; gets a reward if you buy through this page." in dist["r/anna-b/index.html"]
    assert "Anna &lt;b&gt; gets a reward if you buy through this page." in dist["partners/club/index.html"]
    assert "Whoever sent you here gets a reward" in dist["courses/abc/r/secret-bob/index.html"]
    assert [name for name, text in dist.items() if "Bob" in text] == []
    assert [name for name in dist if "gone" in name] == []


def test_no_code_where_programs_look(dist: dict[str, str]) -> None:
    """Canonical addresses are those of the course and the shop; nothing that is made for programs knows a
    code, and no list says who recommends.
    """
    canonical = re.compile(r'<link rel="canonical" href="([^"]*)">')
    page = dist["courses/abc/r/anna-b/index.html"]
    assert canonical.findall(page) == ["https://shop.example.org/courses/abc/"]
    assert canonical.findall(dist["r/anna-b/index.html"]) == ["https://shop.example.org/"]
    assert '<meta name="robots" content="noindex">' in page
    assert 'property="og:url" content="https://shop.example.org/courses/abc/"' in page
    codes = re.compile("anna-b|anna_b|secret-bob|client_reference_id|[?&;]ref=")
    own = ("/r/anna-b/", "/r/secret-bob/", "partners/club/")
    elsewhere = {name: text for name, text in dist.items() if not any(each in f"/{name}" for each in own)}
    refer = elsewhere.pop("refer/index.html")
    assert "anna" not in refer
    assert [name for name, text in elsewhere.items() if codes.search(text) and "thanks" not in name] == []
    assert json.loads(dist["r/codes.json"]) == {mark("anna-b"): "ANNA/abc", mark("secret-bob"): ""}


def test_a_store_that_is_not_recommended_is_as_before(tmp_path: Path) -> None:
    """Without ``referral`` there is no page, no script and no list, whatever ``ambassadors.yaml`` says."""
    found = built(recommended(tmp_path, site=""))
    assert [name for name in found if name.startswith(("r/", "refer/")) or "/r/" in name] == []
    assert [name for name, text in found.items() if "referral" in text or 'data-buy="' in text] == []


def test_many_people_and_many_courses(tmp_path: Path) -> None:
    """300 people with 30 courses: each has a page with all of them, and pages of courses that they name."""
    names = "".join(f"- {{code: p{number}, name: P}}\n" for number in range(299))
    root = recommended(tmp_path, names + "- {code: named, name: N, courses: [c7]}\n")
    course = (root / "content" / "courses" / "abc" / "course.md").read_text("utf-8")
    for number in range(30):
        write(root, f"courses/c{number}/course.md", course.replace("id: c_abc", f"id: c_{number}"))
        write(root, f"courses/c{number}/01-first.md", "---\ntitle: First\n---\n\nWords.\n")
        text = (root / "content" / "courses" / f"c{number}" / "course.md").read_text("utf-8")
        write(root, f"courses/c{number}/course.md", text.replace("preview: [first]\n", ""))
    found = built(root)
    pages = [name for name in found if "/r/" in f"/{name}" and name.endswith(".html")]
    assert MOST_PAGES < 300 * 31
    assert len(pages) == 301
    assert "courses/c7/r/named/index.html" in pages
    assert len(taken_along(found["r/p7/index.html"])) == 31


def test_a_course_has_terms_of_its_own(tmp_path: Path) -> None:
    """A course says what its friends save; its code is for it alone."""
    root = recommended(tmp_path)
    file = root / "content" / "courses" / "abc" / "course.md"
    file.write_text(
        file.read_text("utf-8").replace("price:", "referral: {friend: 15%, reward: 5%}\nprice:"), "utf-8"
    )
    found = built(root)
    assert 'data-buy="abc/FRIEND15-ABC"' in found["courses/abc/index.html"]
    assert taken_along(found["r/secret-bob/index.html"])[0]["prefilled_promo_code"] == ["FRIEND15-ABC"]


def test_a_theme_cannot_leave_it_out(tmp_path: Path) -> None:
    """A template that does not say that somebody is paid stops the build, with its name."""
    root = recommended(tmp_path)
    own = root / "themes" / "mine" / "templates" / "recommended.html"
    own.parent.mkdir(parents=True)
    text = (THEME / "storefront" / "templates" / "recommended.html").read_text("utf-8")
    own.write_text(text.replace("{{ disclosure }}", ""), "utf-8")
    (root / "themes" / "mine" / "theme.yaml").write_text("name: Mine\nextends: storefront\n", "utf-8")
    site = root / "content" / "site.yaml"
    site.write_text(site.read_text("utf-8").replace("theme: storefront", "theme: mine"), "utf-8")
    said = kpsite(root, "build")
    assert said.code == 1
    assert "found that the page does not say" in said.err


@pytest.mark.parametrize("campaign", ["", "spring_26", "a" * 99])
@pytest.mark.parametrize("language", ["en", "zh-Hant-TW"])
def test_references_are_read_back(campaign: str, language: str) -> None:
    """What Stripe is told fits its alphabet and length, and comes back as it was."""
    told = reference("a" * 32, language, campaign)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,200}", told)
    found = read_reference(told)
    assert found
    assert (found.ref, found.campaign) == ("a" * 32, campaign.replace("_", "-"))
    assert read_reference("9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d") is None
    for value in parameters("a" * 32, language, "CODE").values():
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,150}", value)


def test_a_language_that_the_store_has_not_is_named(tmp_path: Path) -> None:
    """Their pages are looked at in the other languages, and the slip is told with its place."""
    said = kpsite(
        recommended(tmp_path, NAMES.replace("name: Bob", "name: Bob, languages: [fr, en]")), "check"
    )
    assert 'items[1].languages[0]: error: found "fr", which is no language of the store' in said.err
    assert said.code == 1
