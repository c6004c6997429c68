"""Share buttons: each opens the right address with the right text, whatever the text is."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.growth.graphemes import cut, graphemes
from kpsite.growth.share import DEFAULTS, EMAIL, TARGETS, Shared, share_buttons
from kpsite.model.site import ShareTarget
from kpsite.pages.share_parts import ShareLink
from tests.building import built
from tests.growth.shop import SITE, URL, shop

PAGE = "https://shop.example.org/sub/courses/%E6%95%B0/"
SHARED = Shared(
    PAGE, "", image="https://shop.example.org/media/i.jpg", article=True, folder="/sub/courses/x/"
)
TEXTS = (
    "Honest Charts",
    "Tea & Ink #1: 100% + 'more' \"quotes\" <b> = ? / \\ ; %26",
    "Two lines\nand a third\n\nthen an end",
    "读懂图表，如何不被数字欺骗？",
    "الرسوم البيانية الصادقة (Charts 101)",
    "איך לקרוא תרשימים: 50% & יותר",
    "Paint 🎨 with 👩‍👩‍👧‍👦 and 🇨🇳, e\u0301 too",
)
# Where each network opens, and the names under which it takes the address and the text.
PLACES = {
    "whatsapp": ("https://wa.me/", None, "text"),
    "x": ("https://twitter.com/intent/tweet", "url", "text"),
    "linkedin": ("https://www.linkedin.com/sharing/share-offsite/", "url", None),
    "facebook": ("https://www.facebook.com/sharer/sharer.php", "u", None),
    "telegram": ("https://t.me/share/url", "url", "text"),
    "line": ("https://social-plugins.line.me/lineit/share", "url", "text"),
    "weibo": ("https://service.weibo.com/share/share.php", "url", "title"),
    "qzone": ("https://sns.qzone.qq.com/cgi-bin/qzshare/cgi_qzshare_onekey", "url", "title"),
    "reddit": ("https://www.reddit.com/submit", "url", "title"),
    "hackernews": ("https://news.ycombinator.com/submitlink", "u", "t"),
    "bluesky": ("https://bsky.app/intent/compose", None, "text"),
    "mastodon": ("https://share.joinmastodon.org/", None, "text"),
    "threads": ("https://www.threads.com/intent/post", "url", "text"),
    "hatena": ("https://b.hatena.ne.jp/add", "url", "title"),
}
WITHOUT_A_LINK = {"copy", "wechat"}


def link_of(name: str, shared: Shared) -> ShareLink:
    (link,) = share_buttons(shared, (name,), "en")
    return link


def opened(link: str) -> tuple[str, dict[str, str]]:
    """Give the address that a link opens and the values that it hands over, as a server reads them."""
    parts = urlsplit(link)
    handed = parts.query or parts.fragment
    assert re.fullmatch(r"[A-Za-z0-9%._~&=-]*", handed), handed  # no plus, no blank, nothing left as it was
    pairs = parse_qsl(handed, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return f"{parts.scheme}://{parts.netloc}{parts.path}", dict(pairs)


def test_every_target_is_tried() -> None:
    """The tests below know each target that a store can choose, and no other."""
    assert set(TARGETS) == {*PLACES, *WITHOUT_A_LINK, "email"} == set(ShareTarget.values)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", PLACES)
def test_a_link_hands_over_address_and_text(name: str, text: str) -> None:
    """What the network reads is the page's address, marked with the network, and the text to the letter."""
    place, address, words = PLACES[name]
    opens, handed = opened(link_of(name, replace(SHARED, text=text)).url)
    assert opens == place
    page = f"{PAGE}?utm_source={name}&utm_medium=share"
    expected = " ".join(text.split()) if name == "hackernews" else text
    if address is None and words:
        assert handed[words] == f"{expected} {page}"
    elif address:
        assert handed[address] == page
        assert words is None or handed[words] == expected
    extra = {"weibo": {"pic": SHARED.image}, "hatena": {"mode": "confirm"}}.get(name, {})
    assert {key: value for key, value in handed.items() if key not in (address, words)} == extra


@pytest.mark.parametrize("text", TEXTS)
def test_a_letter_has_subject_lines_and_address(text: str) -> None:
    """Mail programs get one line as the subject, and CRLF between the lines of the letter (RFC 6068)."""
    scheme, _, rest = link_of("email", replace(SHARED, text=text)).url.partition(":?")
    values = dict(pair.split("=", 1) for pair in rest.split("&"))
    assert scheme == "mailto"
    assert unquote(values["subject"]) == " ".join(text.split())
    page = f"{PAGE}?utm_source=email&utm_medium=share"
    assert unquote(values["body"]) == "\r\n".join([*text.split("\n"), "", page])


def test_hashtags_go_to_the_network_that_takes_them() -> None:
    """X gets hashtags with commas and without the sign; they count as part of the post."""
    tagged = replace(SHARED, text="图" * 200, hashtags=("dataviz", "统计"))
    handed = opened(link_of("x", tagged).url)[1]
    assert handed["hashtags"] == "dataviz,统计"
    weight = 2 * (len(handed["text"]) - 1) + 2 + 1 + 23 + len(" #dataviz") + 2 + 2 * len("统计")
    assert 278 <= weight <= 280


@pytest.mark.parametrize("sign", ["a", "图", "👩‍👩‍👧‍👦", "e\u0301", "ש"])
def test_limits_are_kept_in_signs(sign: str) -> None:
    """No network gets more signs than it takes, and none of them is cut apart."""
    shared = replace(SHARED, text=sign * 280)
    title = opened(link_of("hackernews", shared).url)[1]["t"]
    assert title == sign * 79 + "…"
    said = opened(link_of("bluesky", shared).url)[1]["text"]
    words, _, page = said.rpartition(" ")
    assert len(list(graphemes(said))) == 300
    assert set(graphemes(words)) == {sign, "…"}
    assert page.startswith(PAGE)
    letter = link_of("email", shared).url
    assert len(letter) <= EMAIL
    assert set(graphemes(unquote(letter.partition("&body=")[2]).partition("\r\n")[0])) <= {sign, "…"}
    post = opened(link_of("x", shared).url)[1]["text"]
    assert set(graphemes(post)) <= {sign, "…"}


@given(st.text(alphabet=st.sampled_from("aé图👩\u200d👧🏽🇨🇳\u0301\u0308각ᄀ\r\n ש\ufe0f"), max_size=40))
def test_signs_make_up_the_text(text: str) -> None:
    """Cutting a text into signs loses nothing, and what is cut short is a beginning that fits."""
    assert "".join(graphemes(text)) == text
    for limit in (1, 5, 20):
        short = cut(text, limit)
        assert len(list(graphemes(short))) <= limit
        assert short == text or (short[-1] == "…" and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0), ("abc", 3), ("e\u0301", 1), ("👩‍👩‍👧‍👦", 1), ("👍🏽", 1), ("🇨🇳🇯🇵", 2), ("\r\n", 1), ("❤️", 1),
        ("각", 1), ("\u1100\u1161\u11a8", 1), ("لُغَة", 3), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 1), ("a\u200db", 2), ("1️⃣", 1),
    ],
)  # fmt: skip
def test_signs_are_counted_as_readers_count(text: str, count: int) -> None:
    """Joined emoji, flags, marks and syllables in pieces are one sign each."""
    assert len(list(graphemes(text))) == count


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", DEFAULTS[""]), ("de", DEFAULTS[""]), ("zh-CN", ("wechat", "weibo", "qzone", "copy")),
        ("zh", DEFAULTS["zh"]), ("zh-TW", DEFAULTS["zh-TW"]), ("ja", ("line", "x", "hatena", "copy")),
    ],
)  # fmt: skip
def test_each_language_has_its_own(language: str, names: tuple[str, ...]) -> None:
    """Without a choice, readers get the networks that people of their language use."""
    assert tuple(link.target for link in share_buttons(SHARED, None, language)) == names


def test_hacker_news_gets_articles_alone() -> None:
    """What is sold is not offered there."""
    (only,) = share_buttons(replace(SHARED, article=False), ("hackernews", "copy"), "en")
    assert only.target == "copy"


def shares(page: bytes) -> list[tuple[str, str]]:
    """Give the links and addresses of a page's share buttons by attribute, as a browser reads them."""
    section = page.decode().partition('<section class="share"')[2].partition("</section>")[0]
    found = re.findall(r'(href|data-copy|data-share|data-qr)="([^"]*)"', section)
    return [(name, unescape(one)) for name, one in found if not re.match("/(media|assets)/", one)]


def with_code(link: str, address: str) -> str:
    """Put a referral code into a link, as a script may that knows the plain address."""
    return link.replace(
        quote(address, safe="-_.!~*'()"), quote(f"{address}?ref=anna", safe="-_.!~*'()")
    ).replace("anna%3F", "anna%26")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give a store that has all buttons."""
    site = f"{SITE}share: {{targets: [{', '.join(TARGETS)}]}}\n"
    return built(shop(tmp_path_factory.mktemp("shares"), {"content/site.yaml": site}))


@pytest.mark.parametrize(
    "path",
    ["courses/abc/", "bundles/both/", "posts/why/", "courses/abc/first/", "courses/def/zero/", "thanks/abc/"],
)
def test_pages_pass_themselves_on(pages: dict[str, bytes], path: str) -> None:
    """Courses, bundles, articles and free lessons lead to themselves, thank-you pages to their course.

    A script that knows the reader's code and the plain address finds the place for it in all links.
    """
    page = pages[f"{path}index.html"]
    own = URL + ("courses/abc/" if path.startswith("thanks") else path)
    found = shares(page)
    plain = [urljoin(own, one) for name, one in found if name in ("data-copy", "data-share")]
    assert plain == [own, own]
    links = [one for name, one in found if name == "href"]
    places = [name for name in (*PLACES, "email") if name != "hackernews" or path.startswith("posts")]
    marks = [re.findall(r"%3Futm_source%3D(\w+)%26utm_medium%3Dshare", link) for link in links]
    assert sorted(marks) == sorted([name] for name in places)
    for link in links:
        assert unquote(with_code(link, own)).count(f"{own}?ref=anna&utm_source=") == 1
    assert [one for name, one in found if name == "data-qr"] == [f"{own}?utm_source=wechat"]
    assert b'rel="noopener nofollow"' in page
