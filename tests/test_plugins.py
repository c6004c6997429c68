"""Plugins: the bundled ones do what they say, every hook has its effect, none of them sees closed text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.building import built, outcome, write
from tests.sites import store

COURSE = "content/courses/abc/course.md"
SITE = """\
name: Test shop
url: https://shop.example.org/shop/
theme: plain
languages: [en, zh-CN]
plugins: [{}]
"""


def shop(root: Path, plugins: str, files: dict[str, str]) -> Path:
    """Make a store that uses some plugins, with further files."""
    return write(store(root), files | {"content/site.yaml": SITE.format(plugins)})


def page(root: Path, name: str) -> str:
    return built(root)[name].decode()


GLOSSARY = """\
---
title: Glossary
---

## Median

The *value* in the middle. Half lie above, "half" below.

## Mean value

The sum, shared out.

## Mode

The most frequent one.
"""
WORDS = """\
---
title: First
---

The [median] and the [Mean value], but not [mode](02-second.md), and `[mode]` no more.
"""


def test_the_glossary_links_words_to_their_meaning(tmp_path: Path) -> None:
    """A word in brackets leads to its heading and shows its first sentence; all else stays as it was."""
    files = {"content/pages/glossary.md": GLOSSARY, "content/courses/abc/01-first.md": WORDS}
    root = shop(tmp_path, "glossary", files)
    html = page(root, "courses/abc/first/index.html")
    assert '<a href="/shop/glossary/#median" title="The value in the middle.">median</a>' in html
    assert '<a href="/shop/glossary/#mean-value" title="The sum, shared out.">Mean value</a>' in html
    assert '<a href="/shop/courses/abc/second/">mode</a>' in html
    assert "<code>[mode]</code>" in html
    assert 'id="median"' in page(root, "glossary/index.html")


def test_the_glossary_tells_of_words_that_nobody_uses(tmp_path: Path) -> None:
    """A word that no text uses is a warning at its own line, with a way to put it right."""
    lesson = WORDS.replace(", and `[mode]` no more", "")
    files = {"content/pages/glossary.md": GLOSSARY, "content/courses/abc/01-first.md": lesson}
    said = outcome(shop(tmp_path, "glossary", files)).said
    words = 'found the word "Mode", which no text uses (write [Mode] in a lesson, or take the word out)'
    assert said == f"content/pages/glossary.md:13: warning: {words}"


def test_the_glossary_opens_nothing(tmp_path: Path) -> None:
    """Words in closed lessons count for nothing, and a store without a glossary is as without the plugin."""
    lesson = "---\ntitle: Second\n---\n\nSENTINEL [mode]\n"
    files = {"content/pages/glossary.md": GLOSSARY, "content/courses/abc/02-second.md": lesson}
    root = shop(tmp_path / "one", "glossary", files)
    assert 'found the word "Mode"' in outcome(root).said
    assert not any(b"SENTINEL" in data for data in built(root).values())
    without = built(shop(tmp_path / "two", "", {}))
    assert built(shop(tmp_path / "three", "glossary", {})) == without


UPDATES = """\
---
title: The alphabet
description: Letters.
price: 49 USD
payment_link: https://buy.stripe.com/test_abc
preview: [first]
updates:
  - date: 2026-01-02
    text: The letter *B*.
  - date: 2026-03-04
    text: The letter C.
---
"""


def test_whats_new_gathers_the_updates_of_all_courses(tmp_path: Path) -> None:
    """Newest first, each with its course; a language without updates has no such page."""
    other = (
        UPDATES.replace("The alphabet", "Numbers")
        .replace("2026-01-02", "2026-02-01")
        .replace("letter", "number")
    )
    files = {
        COURSE: UPDATES,
        "content/courses/num/course.md": other,
        "content/courses/num/01-first.md": "# One\n",
        "content/courses/num/course.zh-CN.md": "---\ntitle: 数\nupdates: {date: 2026-05-05, text: 新}\n---\n",
        "content/courses/hid/course.md": other.replace("Numbers", "Hidden\nlisted: false"),
        "content/courses/hid/01-first.md": "# One\n",
    }
    root = shop(tmp_path, "whats_new", files)
    html = page(root, "whats-new/index.html")
    assert "<h1>What&#39;s new</h1>" in html
    told = re.findall(r"<strong>(.*?)</strong> · <a href=\"(.*?)\">.*?<br ?/?>\n(.*?)</p>", html)
    abc, num = "/shop/courses/abc/", "/shop/courses/num/"
    assert told == [
        ("2026-03-04", num, "The number C."),
        ("2026-03-04", abc, "The letter C."),
        ("2026-02-01", num, "The number <em>B</em>."),
        ("2026-01-02", abc, "The letter <em>B</em>."),
    ]
    assert "<h1>近期更新</h1>" in page(root, "zh-cn/whats-new/index.html")
    assert "whats-new/index.html" not in built(shop(tmp_path / "other", "whats_new", {}))


HOOKS = """\
import dataclasses

from kpsite.model.frozen import Mapping
from kpsite.model.prose import Prose
from kpsite.pages.page import Page
from kpsite.pages.plain import PlainView
from kpsite.plugins import Plugin
from kpsite.problems import Place, warning


def markdown(parser):
    parser.disable("emphasis")


def pages(front):
    language = front.site.language
    meta = front.meta("Extra", "An extra page.", "/extra/", "/extra/")
    body = Prose("*Made* of nothing.", "plugins/mine.py", 1, language)
    view = PlainView(front.shops[language], meta, (), "Extra", body, "", Mapping())
    yield Page("/extra/", "page", language, view, "plugins/mine.py")


def page(page, site):
    if page.kind != "lesson":
        return page
    return dataclasses.replace(page, view=dataclasses.replace(page.view, title=page.view.title.upper()))


def html(text, page):
    return text.replace("</main>", f"</main><!-- {page.kind} -->")


def checks(site, pages):
    known = sorted({page.kind for page in pages})
    yield warning(Place("content/site.yaml", 1, "name"), "mine", f"found {known[0]}, {site.courses[0].slug}")


plugin = Plugin(HOOK)
"""


@pytest.mark.parametrize("hook", ["markdown", "pages", "page", "html", "checks"])
def test_every_hook_has_its_effect_and_no_other(hook: str, tmp_path: Path) -> None:
    """A plugin's function changes what it is for, from one page to all, and nothing else."""
    lesson = {"content/courses/abc/01-first.md": "---\ntitle: First\n---\n\nA *letter*.\n"}
    without = built(shop(tmp_path / "without", "", lesson))
    files = lesson | {"plugins/mine.py": HOOKS.replace("HOOK", f"{hook}={hook}")}
    root = shop(tmp_path / "with", "mine", files)
    made = built(root)
    first = made["courses/abc/first/index.html"].decode()
    changed = {name for name in made if made[name] != without.get(name)}
    said = outcome(root).said
    assert ("found" in said) is (hook == "checks")
    if hook == "markdown":
        assert changed == {"courses/abc/first/index.html"}
        assert "<p>A *letter*.</p>" in first
    elif hook == "pages":
        assert changed == {"extra/index.html"}
        assert b"<p><em>Made</em> of nothing.</p>" in made["extra/index.html"]
    elif hook == "page":
        assert changed == {"courses/abc/first/index.html"}
        assert "<h1>1/2 FIRST</h1>" in first
    elif hook == "html":
        pages = {name for name, data in made.items() if b"</main>" in data}
        assert changed == pages
        assert "</main><!-- lesson -->" in first
    else:
        assert not changed
        assert said == "content/site.yaml:1: name: warning: found catalogue, abc"


def test_a_change_of_a_plugin_makes_its_pages_again(tmp_path: Path) -> None:
    """A plugin's own bytes count: after an edit its new words are on every page."""
    code = (
        "from kpsite.plugins import Plugin\nplugin = Plugin(html=lambda text, page: text + '<!-- one -->')\n"
    )
    root = shop(tmp_path, "mine", {"plugins/mine.py": code})
    assert page(root, "index.html").endswith("<!-- one -->")
    (root / "plugins" / "mine.py").write_text(code.replace("one", "two"))
    assert all(data.endswith(b"<!-- two -->") for name, data in built(root).items() if name.endswith(".html"))


def test_plugins_work_in_the_order_that_the_store_names(tmp_path: Path) -> None:
    """Each takes what the one before gave, and a store's own stands in for a bundled one of its name."""
    code = "from kpsite.plugins import Plugin\nplugin = Plugin(html=lambda text, page: text + '{}')\n"
    files = {f"plugins/{name}.py": code.format(name) for name in ("one", "two", "glossary")}
    assert page(shop(tmp_path, "two, one, glossary", files), "index.html").endswith("twooneglossary")


FAULTS = {
    "import nothing_like_this": (1, "ModuleNotFoundError: No module named 'nothing_like_this'"),
    "def f(:": (1, "SyntaxError: "),
    "raise SystemExit(3)": (1, "SystemExit: 3"),
    "\0": (0, ""),
    "checks=lambda site, pages: 1 / 0": (38, "ZeroDivisionError: division by zero"),
    "pages=lambda front: front.nothing": (38, "AttributeError: "),
    "page=lambda page, site: page.nothing": (38, "AttributeError: "),
    "html=lambda text, page: {}[page.kind]": (38, "KeyError: "),
    "markdown=lambda parser: parser.disable('nothing')": (38, "ValueError: "),
    "checks=lambda site, pages: ['x']": (0, "TypeError: gave str where Problem belongs"),
    "pages=lambda front: [1]": (0, "TypeError: gave int where Page belongs"),
    "page=lambda page, site: None": (0, "TypeError: gave NoneType where Page belongs"),
    "html=lambda text, page: None": (0, "TypeError: gave NoneType where str belongs"),
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_plugin_at_fault_is_named(code: str, tmp_path: Path) -> None:
    """Whatever a plugin does, its name, its line and what it said are told, and nothing is published."""
    line, words = FAULTS[code]
    whole = HOOKS.replace("HOOK", code) if "=lambda" in code else f"{code}\n"
    root = shop(tmp_path, "mine", {"plugins/mine.py": whole})
    made = outcome(root)
    assert not made.good
    assert {problem.place.path for problem in made.problems} == {"plugins/mine.py"}
    assert 'found a fault in the plugin "mine": ' + words in made.said
    assert line in {problem.place.line for problem in made.problems}
    assert not (root / "dist").exists()


CURIOUS = """\
import copy, dataclasses, json, pickle

from kpsite.plugins import Plugin

TAKEN = []


def attempt(read, thing):
    try:
        TAKEN.append(str(read(thing)))
    except TypeError:
        TAKEN.append("refused")


def page(page, site):
    for course in site.courses:
        attempt(repr, course)
        for lesson in course.lessons:
            for read in (repr, str, format, hash, bytes, vars, copy.copy, copy.deepcopy, json.dumps):
                attempt(read, lesson.closed)
            attempt(pickle.dumps, lesson)
            attempt(dataclasses.asdict, lesson)
            attempt(lambda lesson: "SENTINEL" in lesson.closed, lesson)
            attempt(lambda lesson: lesson.closed == "SENTINEL", lesson)
    attempt(repr, page)
    return page


plugin = Plugin(page=page, html=lambda text, page: text + "".join(TAKEN))
"""


def test_no_plugin_takes_closed_text_by_accident(tmp_path: Path) -> None:
    """A plugin that prints, copies, pickles and compares all it can reach publishes nothing closed."""
    files = {
        "plugins/mine.py": CURIOUS,
        "content/courses/abc/01-first.md": "# First\n\nOpen.\n\n<!-- paywall -->\n\nSENTINEL one\n",
        "content/courses/abc/02-second.md": "---\ntitle: Second\n---\n\nSENTINEL two\n",
    }
    made = built(shop(tmp_path, "mine", files))
    assert b"Open." in made["index.html"]
    assert b"<closed>" in made["index.html"]
    assert b"refused" in made["index.html"]
    assert [name for name, data in made.items() if b"SENTINEL one" in data or b"SENTINEL two" in data] == []
