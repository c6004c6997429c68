"""Plugins: every hook has its effect, whatever is wrong with one is told, and none sees closed text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import built, outcome, write
from tests.sites import store

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
        assert changed == {"extra/index.html", "sitemap.xml"}
        assert b"<p><em>Made</em> of nothing.</p>" in made["extra/index.html"]
    elif hook == "page":
        assert changed == {"courses/abc/first/index.html", "courses/abc/first/index.md"}
        assert "<h1>1/2 FIRST</h1>" in first
    elif hook == "html":
        pages = {name for name, data in made.items() if b"</main>" in data}
        assert changed == pages
        assert "</main><!-- lesson -->" in first
    else:
        assert not changed
        assert said == "content/site.yaml:1: name: warning: found buy, abc"


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


READS = """\
from pathlib import Path

from kpsite.plugins import Plugin

WORD = Path(__file__).with_name("words.txt").read_text()
plugin = Plugin(html=lambda text, page: text + WORD)
"""


def test_what_lies_beside_plugins_belongs_to_them(tmp_path: Path) -> None:
    """A plugin may read a file that lies beside it: when that changes, so do the pages."""
    root = shop(tmp_path, "mine", {"plugins/mine.py": READS, "plugins/words.txt": "once"})
    assert page(root, "index.html").endswith("once")
    write(root, {"plugins/words.txt": "twice"})
    assert page(root, "index.html").endswith("twice")


def test_what_a_plugin_imports_belongs_to_it(tmp_path: Path) -> None:
    """So does a module that lies there, also for a program that goes on, as the preview does."""
    code = (
        "import sys\nfrom pathlib import Path\n\nfrom kpsite.plugins import Plugin\n\n"
        "sys.path.insert(0, str(Path(__file__).parent))\n"
        "try:\n    from my_words_for_pages import WORD\nfinally:\n    del sys.path[0]\n"
        "plugin = Plugin(html=lambda html, page: html + WORD)\n"
    )
    words = "plugins/my_words_for_pages.py"
    root = shop(tmp_path, "mine", {"plugins/mine.py": code, words: "WORD = 'once'\n"})
    assert page(root, "index.html").endswith("once")
    assert outcome(root).made == 0
    write(root, {words: "WORD = 'twice'\n"})
    assert page(root, "index.html").endswith("twice")


@pytest.mark.parametrize("hook", ["markdown", "pages", "page", "html", "checks"])
def test_a_plugin_that_wants_to_end_the_program(hook: str, tmp_path: Path) -> None:
    """It is named, and the build ends as builds do."""
    code = (
        f"import sys\n\nfrom kpsite.plugins import Plugin\n\nplugin = Plugin({hook}=lambda *_: sys.exit(4))\n"
    )
    told = outcome(shop(tmp_path, "mine", {"plugins/mine.py": code}))
    assert not told.good
    assert 'found a fault in the plugin "mine": SystemExit: 4' in str(told.said)


def test_a_plugin_that_leaves_half_a_character(tmp_path: Path) -> None:
    """What cannot be written to a file is told of as its fault."""
    code = "from kpsite.plugins import Plugin\n\nplugin = Plugin(html=lambda html, page: html + '\\ud83d')\n"
    told = outcome(shop(tmp_path, "mine", {"plugins/mine.py": code}))
    assert not told.good
    assert 'found a fault in the plugin "mine": UnicodeEncodeError' in str(told.said)
