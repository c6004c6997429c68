"""Plugins are other people's code: what they print, raise and change stays where it belongs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import built, outcome
from tests.test_plugins import shop

SAYS = """\
import os
import subprocess
import sys

from kpsite.plugins import Additions, Plugin


def say(given=None, *_):
    print("said by the plugin")
    sys.stdout.write("said by the plugin\\n")
    os.write(1, b"said by the plugin\\n")
    subprocess.run(["echo", "said by the plugin"], check=True)
    sys.stdout.close()
    return given


def rule(state):
    say()


def markdown(parser):
    say()
    parser.core.ruler.push("mine", rule)


say()
plugin = Plugin(
    markdown=markdown,
    pages=lambda front: say(()),
    page=lambda page, site: say(page),
    html=lambda text, page: say(text),
    checks=lambda site, pages: say(()),
    additions=lambda options: say(Additions()),
)
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_plugins_say_is_no_part_of_the_result(workers: str, tmp_path: Path) -> None:
    """What they print, however they do, goes to the error stream, so ``--json`` is JSON."""
    root = shop(tmp_path, "mine", {"plugins/mine.py": SAYS})
    command = [sys.executable, "-m", "kpsite", "build", "--json", "--allow-test", "--workers", workers]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["problems"] == []
    assert set(done.stderr.splitlines()) == {"said by the plugin"}


@pytest.mark.parametrize("hook", ["markdown", "pages", "page", "html", "checks", "additions"])
@pytest.mark.parametrize("wrong", ["GeneratorExit", "BaseException", "MemoryError", "StopIteration"])
def test_whatever_a_plugin_raises_names_it(hook: str, wrong: str, tmp_path: Path) -> None:
    """There are errors that are no exceptions; they end no build either."""
    code = f"from kpsite.plugins import Plugin\n\ndef raises(*_):\n    raise {wrong}\n\n"
    root = shop(tmp_path, "mine", {"plugins/mine.py": f"{code}plugin = Plugin({hook}=raises)\n"})
    said = outcome(root).said
    assert said.startswith(f'plugins/mine.py:4: error: found a fault in the plugin "mine": {wrong}')


def test_a_plugin_changes_no_page_behind_a_check(tmp_path: Path) -> None:
    """What checks are given is theirs alone."""
    code = "from kpsite.plugins import Plugin\n\nplugin = Plugin(checks=lambda site, pages: pages.clear())\n"
    assert (
        "'tuple' object has no attribute 'clear'"
        in outcome(shop(tmp_path, "mine", {"plugins/mine.py": code})).said
    )


def test_how_deep_calls_may_go_is_left_alone(tmp_path: Path) -> None:
    """A plugin that sets the limit of recursion has it to itself."""
    code = "import inspect\nimport sys\n\nfrom kpsite.plugins import Plugin\n\n"
    code += "sys.setrecursionlimit(len(inspect.stack()) + 20)\nplugin = Plugin()\n"
    assert built(shop(tmp_path, "mine", {"plugins/mine.py": code}))


GIVES = """\
from dataclasses import replace

from kpsite.plugins import Additions, Plugin, Script
from kpsite.problems import Place, Problem

plugin = Plugin({})
"""
WRONG = {
    "page=lambda page, site: replace(page, url=5)": "gave Page whose url is int, not str",
    "page=lambda page, site: replace(page, view=None)": "'NoneType' object has no attribute 'meta'",
    "page=lambda page, site: replace(page, url='/\\ud83d/')": "'utf-8' codec can't encode character",
    "page=lambda page, site: replace(page, view=replace(page.view, meta=print))": "has no place in a view",
    "checks=lambda site, pages: [Problem(Place('x'), 'fatal', 'x', 'y')]": "severity is str, not Severity",
    "additions=lambda options: Additions(None)": "gave Additions whose scripts is NoneType, not tuple",
    "additions=lambda options: Additions((Script('a.js', 5),))": "gave Script whose source is int, not str",
    "additions=lambda options: Additions((Script('a.js', '', (('a', 5),)),))": 'of "a.js" that are no text',
    "additions=lambda options: Additions((Script('shop.js', ''),))": '"shop.js" is a file of the theme',
}


@pytest.mark.parametrize("gives", WRONG)
def test_what_a_plugin_gives_is_whole(gives: str, tmp_path: Path) -> None:
    """What looks like a page, a problem or a script and holds something else is the plugin's fault."""
    files = {"plugins/mine.py": GIVES.replace("{}", gives), "themes/plain/assets/shop.js": "1;"}
    told = outcome(shop(tmp_path, "mine", files))
    assert {problem.place.path for problem in told.problems} == {"plugins/mine.py"}
    assert WRONG[gives] in told.said


def test_text_of_another_kind_is_text(tmp_path: Path) -> None:
    """A plugin may give markup, which is text with ways of its own."""
    code = "from markupsafe import Markup\n\nfrom kpsite.plugins import Plugin\n\n"
    code += "plugin = Plugin(html=lambda text, page: Markup(text))\n"
    made = built(shop(tmp_path / "with", "mine", {"plugins/mine.py": code}))
    assert made == built(shop(tmp_path / "without", "", {}))
