"""Sitemaps, feeds and the other files for programs, read with the field's own tools."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import feedparser
import pytest
import xmlschema

from kpsite.growth.sitemaps import sitemaps
from kpsite.pages.page import Page
from kpsite.pages.parts import Meta, Shop, View
from tests.building import built, write
from tests.growth.shop import URL, shop

XSD = Path(__file__).parent.parent / "data" / "xsd"


def sitemap_schema() -> xmlschema.XMLSchema:
    schema = xmlschema.XMLSchema(XSD / "sitemap.xsd", build=False)
    schema.add_schema((XSD / "xhtml-link.xsd").read_text("utf-8"))
    schema.build()
    return schema


def atom_schema() -> xmlschema.XMLSchema11:
    return xmlschema.XMLSchema11(XSD / "atom.xsd")


def locations(sitemap: bytes) -> list[str]:
    return re.findall(r"<loc>([^<]+)</loc>", sitemap.decode())


def test_the_sitemap_lists_what_may_be_found(made: dict[str, bytes]) -> None:
    """Every page is listed once, except those that ask not to be found: thanks, redirects, hidden courses."""
    sitemap_schema().validate(BytesIO(made["sitemap.xml"]))
    listed = locations(made["sitemap.xml"])
    assert len(listed) == len(set(listed))
    pages = {
        URL + name.removesuffix("index.html")
        for name, text in made.items()
        if name.endswith("index.html")
        and b'name="robots" content="noindex"' not in text
        and "secret" not in name
    }
    assert set(listed) == pages
    assert not [one for one in listed if re.search(r"thanks|old-why|/r/|404|embed|search|secret", one)]


def test_days_in_the_sitemap_are_those_of_the_front_matter(made: dict[str, bytes]) -> None:
    """``lastmod`` is the newest day that the creator wrote down; a page without one has none."""
    days = dict(
        re.findall(r"<loc>([^<]+)</loc>(?:<lastmod>([\d-]+)</lastmod>)?", made["sitemap.xml"].decode())
    )
    assert days[f"{URL}courses/abc/"] == "2026-11-02"
    assert days[f"{URL}courses/abc/first/"] == "2026-04-01"
    assert days[f"{URL}posts/why/"] == "2026-06-06"
    assert days[f"{URL}courses/abc/third/"] == days[URL] == ""
    assert "2026-11-22" not in days.values()


def test_languages_name_one_another(made: dict[str, bytes]) -> None:
    """Each version names itself, all others, and the one for all other readers: here as in its head."""
    rows = re.findall(r"<url><loc>([^<]+)</loc>(.*?)</url>", made["sitemap.xml"].decode())
    versions = {url: set(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', rest)) for url, rest in rows}
    root = {"en": "", "zh-CN": "zh-cn/", "ar": "ar/"}
    wanted = {(code, f"{URL}{path}courses/def/") for code, path in root.items()}
    wanted.add(("x-default", f"{URL}courses/def/"))
    for path in root.values():
        assert versions[f"{URL}{path}courses/def/"] == wanted
        head = made[f"{path}courses/def/index.html"].decode()
        assert set(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', head)) == wanted
    assert versions[f"{URL}courses/abc/"] == set()


@pytest.mark.parametrize(
    "broken",
    [
        (b"<lastmod>2026-06-06<", b"<lastmod>6 June<"),
        (b'hreflang="ar"', b'hreflang="Arabic"'),
        (b"<loc>", b"<priority>1</priority><loc>"),
        (b"<loc>https://shop.example.org/about/</loc>", b"<loc></loc>"),
    ],
)
def test_a_broken_sitemap_is_seen(made: dict[str, bytes], broken: tuple[bytes, bytes]) -> None:
    """The schema refuses what search engines would."""
    assert broken[0] in made["sitemap.xml"]
    assert not sitemap_schema().is_valid(BytesIO(made["sitemap.xml"].replace(*broken)))


def many(count: int) -> list[Page]:
    shop_of_all = Shop("", "", "/", "/", "en", "ltr", (), (), (), None, "", None, (), "", None)  # type: ignore[arg-type]
    return [
        Page(f"/{n}/", "page", "en", View(shop_of_all, Meta("", "", f"https://x.example/{n}/"), ()), "")
        for n in range(count)
    ]


def test_more_pages_than_one_sitemap_holds() -> None:
    """Beyond 50,000 addresses there are several sitemaps and an index of them, and no page is lost."""
    assert set(sitemaps(many(50_000), "https://x.example/")) == {"sitemap.xml"}
    made = sitemaps(many(100_001), "https://x.example/")
    assert set(made) == {"sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"}
    xmlschema.XMLSchema(XSD / "siteindex.xsd").validate(BytesIO(made["sitemap.xml"]))
    index = locations(made["sitemap.xml"])
    assert index == [f"https://x.example/sitemap-{number}.xml" for number in (1, 2, 3)]
    found = [url for name in index for url in locations(made[name.rpartition("/")[2]])]
    assert len(found) == len(set(found)) == 100_001


def test_the_feed_is_atom(made: dict[str, bytes]) -> None:
    """Articles with their whole text, courses, lessons and news in a word, newest first."""
    atom_schema().validate(BytesIO(made["feed.xml"]))
    feed = feedparser.parse(made["feed.xml"])
    assert not feed.bozo
    assert (feed.version, feed.feed.title, feed.feed.language) == ("atom10", "Tea & Ink", "en")
    days = [entry.updated for entry in feed.entries]
    assert days == sorted(days, reverse=True)
    assert feed.feed.updated == days[0] == "2026-11-02T00:00:00Z"
    titles = [entry.title for entry in feed.entries]
    assert titles[:2] == ["The alphabet </script><b>&: A new lesson.", "Why letters & digits"]
    assert {"Digits", "The alphabet </script><b>&: First"} < set(titles)
    assert "Unlisted" not in titles
    assert len({entry.id for entry in feed.entries}) == len(titles)
    (post,) = [entry for entry in feed.entries if entry.title == "Why letters & digits"]
    assert f'href="{URL}courses/def/"' in post.content[0].value
    assert "SENTINEL" not in made["feed.xml"].decode()


def test_pages_say_where_the_feed_is(made: dict[str, bytes]) -> None:
    """A page names the feeds of its language that there are."""
    found = re.findall(
        rb'<link rel="alternate" type="(application/[^"]+)"[^>]* href="([^"]+)"', made["index.html"]
    )
    assert found == [
        (b"application/atom+xml", f"{URL}feed.xml".encode()),
        (b"application/rss+xml", f"{URL}podcast.xml".encode()),
    ]
    assert b"podcast.xml" not in made["zh-cn/index.html"]
    assert "zh-cn/feed.xml" in made


@pytest.mark.parametrize(
    "broken",
    [
        (b"<updated>2026-11-02T00:00:00Z", b"<updated>2026-11-02"),
        (b"<id>https://shop.example.org/posts/why/</id>", b""),
        (b'type="html"', b'type="markdown"'),
        (b"<subtitle>", b"<slogan/><subtitle>"),
    ],
)
def test_a_broken_feed_is_seen(made: dict[str, bytes], broken: tuple[bytes, bytes]) -> None:
    """The schema refuses what feed readers would trip over."""
    assert broken[0] in made["feed.xml"]
    assert not atom_schema().is_valid(BytesIO(made["feed.xml"].replace(*broken)))


def test_the_json_feed_says_the_same(made: dict[str, bytes]) -> None:
    """JSON Feed 1.1 has the entries of the Atom feed, each with a text."""
    feed = json.loads(made["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{URL}feed.json"
    atom = feedparser.parse(made["feed.xml"])
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
    assert all(("content_html" in item) != ("content_text" in item) for item in feed["items"])
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", item["date_modified"]) for item in feed["items"])


def test_free_lessons_to_listen_to_are_a_podcast(made: dict[str, bytes]) -> None:
    """An episode has its file with type and size, and the file is there."""
    feed = feedparser.parse(made["podcast.xml"])
    assert not feed.bozo
    assert feed.version == "rss20"
    (episode,) = feed.entries
    (sound,) = episode.enclosures
    assert (sound.type, sound.length, episode.itunes_duration) == ("audio/mpeg", "14", "180")
    assert made[sound.href.removeprefix(URL)] == b"ID3 some sound"
    assert feed.feed.itunes_explicit is False or feed.feed.itunes_explicit is None
    assert feed.feed.tags[0].term == "Education"


def test_a_store_without_news_has_no_feed(tmp_path: Path) -> None:
    """Nothing that has a day: no feed, and no page that speaks of one."""
    files = {
        "content/site.yaml": "name: S\nurl: https://shop.example.org/\n",
        "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
    }
    found = built(write(tmp_path, files))
    assert not [name for name in found if "feed" in name or "podcast" in name]
    assert b"feed.xml" not in found["index.html"]
    assert locations(found["sitemap.xml"]) == [URL, f"{URL}courses/", f"{URL}about/"]


def test_robots_are_welcome_unless_the_store_says_otherwise(tmp_path: Path, made: dict[str, bytes]) -> None:
    """All may read; with ``ai: deny`` language models' crawlers may not, and nothing is laid out for them."""
    assert made["robots.txt"].decode() == f"User-agent: *\nAllow: /\n\nSitemap: {URL}sitemap.xml\n"
    site = "name: S\nurl: https://shop.example.org/\nrobots: {ai: deny, indexnow: 0123456789abcdef}\n"
    found = built(shop(tmp_path, {"content/site.yaml": site + "languages: [en, zh-CN, ar]\n"}))
    groups = found["robots.txt"].decode().split("\n\n")
    assert groups[0] == "User-agent: *\nAllow: /"
    assert "User-agent: GPTBot\n" in groups[1]
    assert groups[1].endswith("Disallow: /")
    assert "llms.txt" not in found
    assert not [name for name in found if name.endswith(".md")]
    assert b"text/markdown" not in found["posts/why/index.html"]
    assert found["0123456789abcdef.txt"] == b"0123456789abcdef"


def test_llms_txt_leads_to_markdown(made: dict[str, bytes]) -> None:
    """The overview names what is public, and each of its links leads to a file."""
    text = made["llms.txt"].decode()
    assert text.startswith("# Tea & Ink\n\n> Courses on letters.\n")
    links = re.findall(r"\]\((https://[^)]+)\)", text)
    assert f"{URL}courses/abc/index.md" in links
    assert f"{URL}courses/secret/index.md" not in links
    assert [one for one in links if one.removeprefix(URL) not in made] == []


def test_twins_hold_what_pages_show(made: dict[str, bytes]) -> None:
    """A twin has the text with whole addresses, ends at the paywall, and keeps the notes of its author."""
    course = made["courses/abc/index.md"].decode()
    assert course.startswith("# The alphabet </script><b>&\n\n> Learn twenty-six letters")
    assert "1. [First](https://shop.example.org/courses/abc/first/)" in course
    assert "<!-- a comment in code -->" in course
    first = made["courses/abc/first/index.md"].decode()
    assert f"A, [then]({URL}courses/abc/second/) B." in first
    assert "C in public." in made["courses/abc/third/index.md"].decode()
    assert "courses/abc/fourth/index.md" not in made
    assert [name for name, text in made.items() if b"SENTINEL" in text] == []
    heads = [text.decode() for name, text in made.items() if name.endswith(".html")]
    named = {one for text in heads for one in re.findall(r'type="text/markdown" href="([^"]+)"', text)}
    assert {one.removeprefix(URL) for one in named} <= set(made)


def test_offers_are_there_as_data(made: dict[str, bytes]) -> None:
    """Prices and buy links of everything that is sold, as the pages have them."""
    offers = json.loads(made["offers.json"])
    assert (offers["shop"], offers["url"]) == ("Tea & Ink", URL)
    (course,) = [one for one in offers["items"] if one["url"] == f"{URL}courses/abc/"]
    assert course["offers"][0] == {
        "id": "whole", "name": "The course", "price": "1249.50", "currency": "USD", "state": "buy",
        "buy": "https://buy.stripe.com/livea",
    }  # fmt: skip
    page = made["courses/abc/index.html"].decode()
    bought = {one["buy"] for one in course["offers"] if "buy" in one}
    assert all(f'href="{one}' in page for one in bought)
    assert "Unlisted" not in [one["title"] for one in offers["items"]]


def test_a_lesson_is_nobody_elses_business(tmp_path: Path) -> None:
    """A change in one lesson's text changes its page, its twin and its part of the index, and no more."""
    root = shop(tmp_path)
    before = built(root)
    lesson = root / "content/courses/abc/02-second.md"
    lesson.write_text(lesson.read_text("utf-8") + "\nOne more word.\n", "utf-8")
    after = built(root)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {
        "courses/abc/second/index.html",
        "courses/abc/second/index.md",
        "search/en/abc.json",
    }
