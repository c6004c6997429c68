"""Cards for other sites, partners' pages, articles that lead to courses, and help at wrong addresses."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.building import built
from tests.growth.shop import URL, seen, shop

PARTNER = {
    "content/partners/club.md": "---\ntitle: The club reads\nname: Tea Club\ncode: CLUB20\n"
    "courses: [abc, def]\n---\nWelcome.\n",
    "content/promos.yaml": "- code: CLUB20\n  percent_off: 20\n  courses: [abc]\n  public: false\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the output of the store with a partner."""
    return built(shop(tmp_path_factory.mktemp("shop"), PARTNER))


def test_a_course_can_be_shown_elsewhere(made: dict[str, bytes]) -> None:
    """The snippet on the sales page leads to a card that may be framed, whose links leave the frame."""
    (code,) = re.findall(r"<pre[^>]*><code>(&lt;iframe.*?)</code>", made["courses/abc/index.html"].decode())
    (address,) = re.findall(r'src="([^"]+)"', unescape(code))
    assert address == f"{URL}embed/abc/"
    assert 'title="The alphabet &lt;/script&gt;&lt;b&gt;&amp;"' in unescape(code)
    card = made["embed/abc/index.html"].decode()
    assert '<base target="_blank">' in card
    assert f'<link rel="canonical" href="{URL}courses/abc/">' in card
    assert f'href="{URL}courses/abc/"' in card
    assert "noindex" in card
    assert "<script" not in card
    assert "embed/secret/index.html" not in made
    assert "<pre" not in made["courses/secret/index.html"].decode().partition("embed-code")[2]


def test_only_cards_may_be_framed(made: dict[str, bytes]) -> None:
    """Pages that sell refuse to be framed, cards do not."""
    rules = dict(re.findall(r"^(/\S*)\n((?:  .+\n)+)", made["_headers"].decode(), re.MULTILINE))
    framed = {path for path, lines in rules.items() if "X-Frame-Options: DENY" in lines}
    assert {"/", "/courses/*", "/thanks/*", "/zh-cn/", "/zh-cn/courses/*"} <= framed
    assert "/*" not in framed
    assert not [path for path in framed if path.startswith("/embed")]
    assert "frame-ancestors" not in made["_headers"].decode()


def test_a_partners_page_says_what_its_code_brings(made: dict[str, bytes]) -> None:
    """The code is the partner's own: it stands on this page with its saving, and on no other."""
    page = made["partners/club/index.html"]
    assert "20% off with the code CLUB20" in seen(page)
    assert [name for name, text in made.items() if b"CLUB20" in text] == ["partners/club/index.html"]


def test_a_partners_code_is_in_the_links_to_the_checkout(tmp_path: Path) -> None:
    """Whoever buys from the page has the code filled in."""
    files = PARTNER | {
        "content/courses/ghi/course.md": "---\ntitle: Signs\ndescription: Signs.\nid: c_ghi\nprice: 9 USD\n"
        "payment_link: https://buy.stripe.com/liveg\n---\nSigns.\n",
        "content/partners/club.md": PARTNER["content/partners/club.md"].replace("[abc, def]", "[ghi, abc]"),
    }
    page = built(shop(tmp_path, files))["partners/club/index.html"].decode()
    assert 'href="https://buy.stripe.com/liveg?prefilled_promo_code=CLUB20"' in page
    assert 'href="/courses/abc/#offers"' in page  # several offers: the choice comes first


def test_an_article_leads_to_its_course(made: dict[str, bytes]) -> None:
    """At its end, an article shows the course that it names, with that course's one action."""
    page = made["posts/why/index.html"].decode()
    block = page.partition('class="invitation"')[2].partition("</section>")[0]
    assert 'href="/courses/abc/"' in block
    assert "button" in block


def test_a_wrong_address_shows_what_there_is(made: dict[str, bytes]) -> None:
    """The page names courses, articles and pages, and the search."""
    page = made["404.html"].decode()
    for address in ("/", "/courses/abc/", "/posts/why/", "/about/", "/search/"):
        assert f'href="{address}"' in page.partition("<main")[2]
    assert "/courses/secret/" not in page
