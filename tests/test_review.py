"""What once went wrong: text that opened, pages that misled, builds that saw no change. None of it again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kpsite.model.language import NAMES
from kpsite.model.money import Money
from kpsite.pages.prices import write_money
from kpsite.targets.names import unsafe_names
from tests.building import built, outcome, write
from tests.sites import aged, kpsite, store

ABC = "content/courses/abc/"
SITE = "name: Test shop\nurl: https://shop.example.org/\ntheme: plain\n"


def shop(folder: Path, files: dict[str, str]) -> Path:
    return write(store(folder), files)


def lesson(title: str, keys: str = "", text: str = "Words.") -> str:
    return f"---\ntitle: {title}\n{keys}---\n\n{text}\n"


def course(keys: str = "preview: [first]\n", title: str = "The alphabet") -> str:
    head = f"title: {title}\ndescription: Letters.\nprice: 49 USD\npayment_link: https://buy.example.org/a\n"
    return f"---\n{head}{keys}---\n\nAll letters.\n"


def page(root: Path, path: str, theme: str = "plain") -> str:
    site = root / "content" / "site.yaml"
    site.write_text(site.read_text("utf-8").replace("theme: plain", f"theme: {theme}"), "utf-8")
    return built(root)[path].decode()


PREVIEWS = {
    "the lesson that is meant is a draft": {
        ABC + "01-a/01-intro.md": lesson("A", "draft: true\n"),
        ABC + "02-b/01-intro.md": lesson("B", "slug: intro-b\n", "SENTINEL"),
    },
    "the lesson that is meant has another address in this language": {
        ABC + "course.de.md": "---\ntitle: Das Alphabet\n---\n",
        ABC + "01-a/01-intro.md": lesson("A"),
        ABC + "01-a/01-intro.de.md": lesson("A", "slug: einleitung\n"),
        ABC + "02-b/01-intro.md": lesson("B", "slug: intro-b\n", "SENTINEL"),
        ABC + "02-b/01-intro.de.md": lesson("B", "", "SENTINEL"),
    },
    "the name is that of a chapter": {
        ABC + "01-intro/01-a.md": lesson("A"),
        ABC + "05-intro.md": lesson("B", "slug: more\n", "SENTINEL"),
    },
    "the chapter that is meant appears later": {
        ABC + "01-intro/01-a.md": lesson("A", "date: 2027-01-01\n"),
        ABC + "05-other.md": lesson("B", "", "SENTINEL"),
    },
}


@pytest.mark.parametrize("case", PREVIEWS)
def test_a_name_under_preview_opens_nothing_but_what_it_means(case: str, tmp_path: Path) -> None:
    """No other lesson opens because a file of its has the same name."""
    root = shop(tmp_path, {ABC + "course.md": course("preview: [intro]\n"), **PREVIEWS[case]})
    assert not [path for path, data in built(root).items() if b"SENTINEL" in data]


def test_previews_are_kept_in_translation(tmp_path: Path) -> None:
    """Names mean what they mean in the original, also for chapters with another slug or without lessons."""
    files = {
        ABC + "course.md": course("preview: [one, two, first]\n"),
        ABC + "course.de.md": "---\ntitle: Das Alphabet\n---\n",
        ABC + "01-one/chapter.md": "---\ntitle: One\n---\n",
        ABC + "01-one/chapter.de.md": "---\ntitle: Eins\nslug: eins\n---\n",
        ABC + "01-one/01-a.md": lesson("A"),
        ABC + "01-one/01-a.de.md": lesson("A", "", "OFFEN"),
        ABC + "02-two/01-b.md": lesson("B"),
    }
    assert b"OFFEN" in built(shop(tmp_path, files))["de/courses/abc/a/index.html"]


@pytest.mark.parametrize("mark", ["<!-- Paywall -->", "<!--- paywall --->", "<!--\npaywall\n-->"])
def test_a_paywall_may_be_written_in_other_ways(mark: str, tmp_path: Path) -> None:
    """Capitals, a third hyphen and line breaks cut as well, and nothing of the marker is left."""
    root = shop(tmp_path, {ABC + "01-first.md": lesson("First", "", f"Open.\n\n{mark}\n\nSENTINEL")})
    html = built(root)["courses/abc/first/index.html"]
    assert b"Open." in html
    assert b"SENTINEL" not in html


def test_code_may_show_what_looks_like_a_paywall(tmp_path: Path) -> None:
    """A lesson on a component of that name is no mistake."""
    code = "```jsx\n<Paywall>\n  <Secret />\n</Paywall>\n```\n"
    root = shop(tmp_path, {ABC + "01-first.md": lesson("First", "", code)})
    assert outcome(root).said == ""


def test_an_unlisted_lesson_is_in_no_list_of_languages(tmp_path: Path) -> None:
    """The address of a closed lesson that is not listed stands on no page, its translations' included."""
    files = {
        ABC + "course.de.md": "---\ntitle: Das Alphabet\n---\n",
        ABC + "02-second.de.md": lesson("Zweite", "listed: false\nslug: geheim\n"),
    }
    assert not [path for path, data in built(shop(tmp_path, files)).items() if b"geheim" in data]


@pytest.mark.parametrize("name", [".kpsite/master", ".env"])
def test_links_to_hidden_files_are_refused(name: str, tmp_path: Path) -> None:
    """A link that somebody put into the content must not publish keys."""
    root = shop(tmp_path, {name: "SENTINEL", ABC + "01-first.md": lesson("First", "downloads: [x.txt]\n")})
    (root / ABC / "x.txt").symlink_to(root / name)
    assert "found a symbolic link to a folder, out of the store, to something hidden" in outcome(root).said


def test_news_of_days_to_come_are_not_told(tmp_path: Path) -> None:
    """An update appears on its day, on the sales page and on the page of all news."""
    news = "updates:\n  - {date: 2026-11-22, text: TODAY}\n  - {date: 2026-11-23, text: TOMORROW}\n"
    root = shop(
        tmp_path, {ABC + "course.md": course(news), "content/site.yaml": SITE + "plugins: [whats_new]\n"}
    )
    html = page(root, "courses/abc/index.html", "storefront") + page(root, "whats-new/index.html")
    assert ("TODAY" in html, "TOMORROW" in html) == (True, False)


def test_news_cannot_leave_their_line(tmp_path: Path) -> None:
    """A title with a bracket keeps its link, and a text that begins like a heading is none."""
    news = course('updates: {date: 2026-01-01, text: "# No heading\\n\\n- no list"}\n', '"The ] * alphabet"')
    root = shop(tmp_path, {ABC + "course.md": news, "content/site.yaml": SITE + "plugins: [whats_new]\n"})
    html = page(root, "whats-new/index.html")
    assert '<a href="/courses/abc/">The ] * alphabet</a><br># No heading - no list</p>' in html


def test_an_upcoming_bundle_has_a_page(tmp_path: Path) -> None:
    """Its date is the day on which it opens, as a course's is."""
    bundle = "---\ntitle: All\ncourses: [abc]\nprice: 60\nstatus: upcoming\ndate: 2027-01-01\n---\n"
    assert "bundles/all/index.html" in built(shop(tmp_path, {"content/bundles/all.md": bundle}))


def test_a_translation_may_sell_in_its_own_way(tmp_path: Path) -> None:
    """With offers or a price of its own it takes over no link that charges another price."""
    files = {
        ABC + "course.de.md": "---\ntitle: Das Alphabet\noffers: [{id: a, price: 45 EUR}]\n---\n",
        "content/courses/xyz/course.md": course("", "Xyz"),
        "content/courses/xyz/course.de.md": "---\ntitle: Xyz\nprice: 45 EUR\n---\n",
    }
    said = outcome(shop(tmp_path, files)).said
    assert "beside" not in said
    assert "content/courses/abc/course.de.md:3: offers[0]: warning: found the offer" in said
    assert "content/courses/xyz/course.de.md:3: price: warning: found the offer" in said


@pytest.mark.parametrize("language", NAMES)
def test_no_currency_loses_its_decimals(language: str) -> None:
    """What is charged is what is shown, also where CLDR writes a currency without decimals."""
    for currency, minor, digits in (("RSD", 4990, "4990"), ("MMK", 1, "001"), ("KWD", 49990, "49990")):
        shown = write_money(Money(minor, currency), language)
        assert "".join(str(int(sign)) for sign in shown if sign.isdigit()) == digits


def test_tags_that_differ_in_letter_case_share_a_page(tmp_path: Path) -> None:
    """No course is missing from a tag's page, and different tags with one slug have a page each."""
    files = {
        ABC + "course.md": course("tags: [Data, C#]\n"),
        "content/courses/xyz/course.md": course("tags: [data, C++]\n", "Numbers"),
    }
    root = shop(tmp_path, files)
    assert "Numbers" in page(root, "courses/tags/data/index.html", "storefront")
    assert "Numbers" not in page(root, "courses/tags/c/index.html")
    assert "Numbers" in page(root, "courses/tags/c-2/index.html")


def test_chapters_of_one_name_have_anchors_of_their_own(tmp_path: Path) -> None:
    """No id stands on a page twice."""
    files = {ABC + "01-part/01-a.md": lesson("A"), ABC + "02-part/01-b.md": lesson("B")}
    html = page(shop(tmp_path, files), "courses/abc/index.html", "storefront")
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))


def test_addresses_are_encoded_once(tmp_path: Path) -> None:
    """Menus and aliases may be written as browsers show them or as they copy them."""
    menu = "menu: [{title: A, url: /%C3%BCber/?a=b#c}, {title: B, url: /über/}]\n"
    root = shop(
        tmp_path, {"content/site.yaml": SITE + menu, ABC + "course.md": course("aliases: [/caf%C3%A9/]\n")}
    )
    html = page(root, "index.html", "storefront")
    assert 'href="/%C3%BCber/?a=b#c"' in html
    assert 'href="/%C3%BCber/"' in html
    assert built(root)["_redirects"] == b"/caf%C3%A9/ /courses/abc/ 301\n"


def test_a_translated_slug_still_means_the_course(tmp_path: Path) -> None:
    """A course is found under the slug of any of its languages, and given in the reader's."""
    files = {
        ABC + "course.de.md": "---\ntitle: Das Alphabet\nslug: alphabet\n---\n",
        "content/posts/2026-01-01-a.de.md": lesson("Artikel", "course: abc\n"),
        "content/promos.yaml": "- {code: SPRING, percent_off: 10%, public: true, courses: [abc]}\n",
    }
    root = shop(tmp_path, files)
    assert "/de/courses/alphabet/" in page(root, "de/posts/a/index.html", "storefront")
    assert "SPRING" in page(root, "de/courses/alphabet/index.html")


@pytest.mark.parametrize(
    ("heading", "title"),
    [("Learn C#", "Learn C#"), ("Closed ##", "Closed"), ("The `ls` *command* {#ls}", "The ls command")],
)
def test_a_title_is_the_words_of_the_heading(heading: str, title: str, tmp_path: Path) -> None:
    """Signs of Markdown are no part of it, and those of a name are."""
    root = shop(tmp_path, {ABC + "01-first.md": f"# {heading}\n\nWords.\n"})
    assert f"<title>{title} – The alphabet</title>" in page(
        root, "courses/abc/first/index.html", "storefront"
    )


def test_odd_file_endings_give_plain_addresses(tmp_path: Path) -> None:
    """A download keeps a known kind of ending, and loses what no host would serve."""
    files = {
        ABC + "a.final draft#2": "x",
        ABC + "01-first.md": lesson("First", 'downloads: ["a.final draft#2"]\n'),
    }
    media = [path for path in built(shop(tmp_path, files)) if path.startswith("media/a-")]
    assert len(media) == 1
    assert not unsafe_names(media)


def test_folders_without_end_are_a_problem(tmp_path: Path) -> None:
    """However deep folders lie in each other, it is said and not stumbled over."""
    root = store(tmp_path)
    (root / "content" / "/".join("d" * 300)).mkdir(parents=True)
    assert "found more than 60 folders inside one another" in outcome(root).said


def test_style_sheets_may_go_round_in_circles(tmp_path: Path) -> None:
    """Two that name each other do no harm."""
    files = {
        "themes/plain/assets/a.css": "@import url(b.css)",
        "themes/plain/assets/b.css": "@import url(a.css)",
    }
    assert outcome(shop(tmp_path, files)).good


def test_machines_can_read_what_is_said_in_any_encoding(tmp_path: Path) -> None:
    """JSON keeps to ASCII, since a pipe may take no more."""
    root = shop(tmp_path, {ABC + "course.md": course(title="字母")})
    for words in (["check", "--json"], ["build", "--json"]):
        assert kpsite(root, *words).out.isascii()


def edit_linked_theme(root: Path) -> None:
    base = root / "elsewhere" / "templates" / "base.html"
    base.write_text(base.read_text("utf-8") + "<!-- changed -->\n", "utf-8")


def add_compiled(root: Path) -> None:
    write(root / "dist", {"__pycache__/mine.html": "mine"})


@pytest.mark.parametrize("change", [edit_linked_theme, add_compiled])
def test_a_build_sees_what_changed(change: Callable[[Path], None], tmp_path: Path) -> None:
    """A theme behind a link, and whatever is put into the output folder, are looked at too."""
    root = store(tmp_path / "store")
    shutil.move(root / "themes" / "plain", root / "elsewhere")
    (root / "themes" / "plain").symlink_to(root / "elsewhere")
    assert kpsite(aged(root), "build").code == 0
    assert "nothing changed" in kpsite(root, "build").out
    change(root)
    assert "nothing changed" not in kpsite(root, "build").out
    assert "nothing changed" in kpsite(root, "build").out


def test_a_record_that_cannot_be_kept_is_no_fault(tmp_path: Path) -> None:
    """A build that was published is a success, even if the next has to look at everything again."""
    root = store(tmp_path)
    kpsite(aged(root), "build")
    for record in (root / ".kpsite" / "cache").glob("build-*"):
        record.unlink()
        record.mkdir()
    assert kpsite(root, "build").code == 0


def test_the_policy_names_players_as_browsers_do(tmp_path: Path) -> None:
    """A video's host is let in however it is written, and nothing else gets into the header."""
    video = "w/abcdefghijkmnopqrstuvw"
    links = [f"https://{host}/{video}" for host in ("tube.example", "bücher.example", "a;script-src")]
    text = "\n\n".join([*links, f"![](HTTPS://Upper.example/{video})"])
    rules = built(shop(tmp_path, {ABC + "01-first.md": lesson("First", "", text)}))["_headers"].decode()
    frames = re.findall(r"frame-src ([^;]*);", rules)[0].split()
    assert frames[3:] == ["https://tube.example", "https://upper.example", "https://xn--bcher-kva.example"]
    assert rules.count("script-src") == 1
