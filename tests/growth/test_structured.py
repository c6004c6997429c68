"""What pages tell search engines is what they show to people, in words that schema.org and Google know."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.building import built
from tests.growth.shop import URL, data, node, seen, shop
from tests.growth.vocabulary import faults


def pages(made: dict[str, bytes]) -> dict[str, bytes]:
    return {name: text for name, text in made.items() if name.endswith(".html")}


def test_every_page_speaks_the_vocabulary(made: dict[str, bytes]) -> None:
    """Each type and property exists, stands where it may, and has what Google asks for."""
    found = {
        name: [wrong for one in data(text) for wrong in faults(one)] for name, text in pages(made).items()
    }
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    kinds = {str(one["@type"]) for text in pages(made).values() for one in data(text)}
    assert len(kinds) >= 10


def test_the_demo_speaks_it_too(demo: Path) -> None:
    """The store that people look at first is in order as well."""
    for path in sorted(demo.rglob("*.html")):
        assert [wrong for one in data(path.read_bytes()) for wrong in faults(one)] == [], path


def _rated_shop(course: dict[str, Any]) -> None:
    course["provider"]["aggregateRating"] = {"@type": "AggregateRating", "ratingValue": 5, "ratingCount": 9}


BREAKS: dict[str, Callable[[dict[str, Any]], object]] = {
    "has no provider": lambda course: course.pop("provider"),
    "knows no teacher": lambda course: course.update(teacher="Ines"),
    "is no type": lambda course: course.update({"@type": "Lecture"}),
    "is none of": lambda course: course.update(dateModified="yesterday"),
    "has no priceCurrency": lambda course: course["offers"][0].pop("priceCurrency"),
    "does not go here": lambda course: course.update(
        provider={"@type": "Offer", "price": 1, "priceCurrency": "EUR"}
    ),
    "is empty": lambda course: course.update(educationalLevel=""),
    "is rated": _rated_shop,
}


@pytest.mark.parametrize("words", BREAKS)
def test_the_check_sees_what_is_wrong(made: dict[str, bytes], words: str) -> None:
    """Each kind of fault in a course that was right before is found."""
    course = copy.deepcopy(node(made["courses/abc/index.html"], "Course"))
    assert list(faults(course)) == []
    BREAKS[words](course)
    assert words in " ".join(faults(course))


def test_a_course_says_what_its_page_shows(made: dict[str, bytes]) -> None:
    """Name, teacher, outcomes, prices, rating: each word of the data stands on the page."""
    page = made["courses/abc/index.html"]
    course, words = node(page, "Course"), seen(page)
    assert course["name"] == "The alphabet </script><b>&"
    shown = [course["name"], course["educationalLevel"], *course["teaches"], *course["coursePrerequisites"]]
    shown += [course["hasCourseInstance"]["instructor"][0]["name"], course["provider"]["name"]]
    shown += [one["reviewBody"] for one in course["review"]]
    shown += [one["author"]["name"] for one in course["review"]]
    assert [text for text in shown if text not in words] == []
    assert course["aggregateRating"]["ratingValue"] == 4.3
    assert "4.3 of 5" in words
    assert (course["aggregateRating"]["ratingCount"], len(course["review"])) == (3, 3)
    assert (course["datePublished"], course["dateModified"]) == ("2026-03-01", "2026-11-02")


def test_offers_are_those_of_the_page(made: dict[str, bytes]) -> None:
    """Prices have a point and no thousands mark, and what is over or sold out says so."""
    page = made["courses/abc/index.html"].decode()
    offers = node(page.encode(), "Course")["offers"]
    assert [(one["name"], one["price"], one["availability"].rpartition("/")[2]) for one in offers] == [
        ("The course", "1249.50", "InStock"),
        ("The club", "5.00", "InStock"),
        ("Early", "9.00", "Discontinued"),
        ("A seat", "99.00", "SoldOut"),
    ]
    values = set(re.findall(r'<data class="price-now" value="([\d.]+) USD"', page))
    assert {one["price"] for one in offers} == values
    assert offers[1]["priceSpecification"]["billingDuration"] == "P1M"
    free = node(made["courses/def/index.html"], "Course")
    assert (free["isAccessibleForFree"], free["offers"][0]["price"]) == (True, "0")
    assert "offers" not in node(made["courses/ghi/index.html"], "Course")
    bundle = node(made["bundles/both/index.html"], "Product")
    assert (bundle["offers"][0]["price"], bundle["offers"][0]["priceCurrency"]) == ("60.00", "EUR")


def test_fewer_than_three_ratings_are_none(tmp_path: Path) -> None:
    """Two voices make no stars, for people and for machines."""
    root = shop(tmp_path)
    course = root / "content/courses/abc/course.md"
    words = course.read_text("utf-8").replace("name: Cy, rating: 4,", "name: Cy,")
    course.write_text(words, "utf-8")
    found = node(built(root)["courses/abc/index.html"], "Course")
    assert not {"aggregateRating", "review"} & set(found)


def test_breadcrumbs_are_those_of_the_page(made: dict[str, bytes]) -> None:
    """The way that the data tell is the way that the page shows; the page itself has no address there."""
    page = made["courses/abc/first/index.html"]
    rows = node(page, "BreadcrumbList")["itemListElement"]
    assert [(row["position"], row.get("item")) for row in rows] == [
        (1, URL), (2, f"{URL}courses/"), (3, f"{URL}courses/abc/"), (4, None)
    ]  # fmt: skip
    assert [row["name"] for row in rows if row["name"] not in seen(page)] == []


def test_a_list_of_courses_needs_three(made: dict[str, bytes]) -> None:
    """The catalogue is a course list for Google, in the order of the page, each with its own address."""
    rows = node(made["courses/index.html"], "ItemList")["itemListElement"]
    assert [row["position"] for row in rows] == [1, 2, 3]
    assert len({row["url"] for row in rows}) == 3
    words = seen(made["courses/index.html"])
    places = [words.index(row["name"]) for row in rows]
    assert places == sorted(places)


def test_paid_text_is_labelled_as_paid(made: dict[str, bytes]) -> None:
    """A lesson that is free in part names the element behind which the rest would stand, and it is there."""
    page = made["courses/abc/third/index.html"]
    lesson = node(page, "Article")
    assert lesson["isAccessibleForFree"] is False
    assert f'class="invitation {lesson["hasPart"]["cssSelector"][1:]}"'.encode() in page
    assert node(made["courses/abc/first/index.html"], "Article")["isAccessibleForFree"] is True
    closed = node(made["courses/abc/fourth/index.html"], "LearningResource")
    assert closed["isAccessibleForFree"] is False
    assert b"SENTINEL" not in page


def test_a_video_is_told_of_where_it_is_the_lesson(made: dict[str, bytes]) -> None:
    """A video has its day, its picture and its player; a lesson without one has none."""
    video = node(made["courses/abc/first/index.html"], "VideoObject")
    assert video["uploadDate"] == "2026-04-01"
    assert video["embedUrl"].endswith("/embed/abcdefghijk")
    assert video["thumbnailUrl"][0].removeprefix(URL) in made
    assert "VideoObject" not in [one["@type"] for one in data(made["courses/abc/second/index.html"])]


def test_people_and_the_shop(made: dict[str, bytes]) -> None:
    """The shop is an organisation without stars, and its creator a person with other places on the web."""
    person = node(made["creator/index.html"], "ProfilePage")["mainEntity"]
    assert (person["name"], person["sameAs"]) == ("Ines", ["https://example.org/ines"])
    seller = node(made["index.html"], "Organization")
    assert (seller["name"], seller["founder"]["name"]) == ("Tea & Ink", "Ines")
    assert node(made["index.html"], "WebSite")["url"] == URL


def test_an_article_has_its_days(made: dict[str, bytes]) -> None:
    """An article tells when it was written and when it was changed, as its page does."""
    page = made["posts/why/index.html"]
    post = node(page, "BlogPosting")
    assert (post["headline"], post["datePublished"], post["dateModified"]) == (
        "Why letters & digits", "2026-05-05", "2026-06-06"
    )  # fmt: skip
    assert post["author"]["name"] == "Ines"
    assert b'datetime="2026-05-05"' in page


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b", "]]>&amp;"]
)
def test_no_title_breaks_out(tmp_path: Path, title: str) -> None:
    """Whatever a title holds, the data end where they should and say the title as it is."""
    root = shop(tmp_path, {"content/pages/about.md": f"---\ntitle: '{title}'\n---\nUs.\n"})
    page = built(root)["about/index.html"]
    assert node(page, "BreadcrumbList")["itemListElement"][-1]["name"] == title
    assert b"alert(1)" not in re.sub(rb"&lt;[^<]*|\\u003c[^<]*", b"", page)
