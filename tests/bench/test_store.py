"""The demo store as the benchmark measures it: its weight, its host, and what Lighthouse says of it."""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.store.demo import PAGES
from bench.store.host import hosted
from bench.store.lighthouse import read, report
from bench.store.weight import LIMIT, LIMITED, Weight, table, weigh


def test_a_course_page_of_the_demo_is_light(demo: Path) -> None:
    """HTML, CSS and JavaScript of a sales page are under 50 kB on the wire, as of all pages measured."""
    weights = {page.name: weigh(page.name, demo, page.url).whole for page in PAGES}
    assert LIMITED in weights
    assert {name: weight for name, weight in weights.items() if weight > LIMIT} == {}


def test_every_part_of_a_page_is_weighed_once(tmp_path: Path) -> None:
    """Style sheets and scripts of the page's own count with the document, however often it names them."""
    sheet, script = b"a { color: red }" * 50, b"void 0;" * 80
    (tmp_path / "a.css").write_bytes(sheet)
    (tmp_path / "a.js").write_bytes(script)
    html = (
        '<link rel="stylesheet" href="/a.css"><link href="/a.css" rel="stylesheet"><link rel="icon" href="/">'
        '<script src="/a.js" defer></script><script>1</script><img src="/big.png">'
    )
    (tmp_path / "index.html").write_text(html, "utf-8")
    found = weigh("home", tmp_path, "/")
    sizes = [len(gzip.compress(part, 6, mtime=0)) for part in (html.encode(), sheet, script)]
    assert found == Weight("home", *sizes)
    assert found.whole == sum(sizes)


def test_a_part_that_is_not_there_weighs_not_nothing(tmp_path: Path) -> None:
    """A page whose style sheet is missing is a fault, not a light page."""
    (tmp_path / "index.html").write_text('<link rel="stylesheet" href="/gone.css">', "utf-8")
    with pytest.raises(BenchError, match=r"no /gone\.css"):
        weigh("home", tmp_path, "/")


def test_the_limit_stands_beside_the_page_that_has_it() -> None:
    """A course page over the limit is seen to be so."""
    said = table([Weight("home", 60_000, 0, 0), Weight("course", 30_000, 15_000, 5_001)])
    assert "missed" in next(line for line in said.splitlines() if line.startswith("course"))
    assert "missed" not in next(line for line in said.splitlines() if line.startswith("home"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a small site with headers of its own."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "courses").mkdir()
    (tmp_path / "_headers").write_text(
        "/*\n  X-Everywhere: yes\n/assets/*\n  Cache-Control: immutable\n", "utf-8"
    )
    (tmp_path / "courses" / "index.html").write_text("<p>Courses</p>" * 100, "utf-8")
    (tmp_path / "assets" / "font.woff2").write_bytes(b"font")
    (tmp_path / "404.html").write_text("<p>Not here</p>", "utf-8")
    return tmp_path


def test_the_host_compresses_text_and_obeys_the_headers_file(folder: Path) -> None:
    """Text goes out compressed when it may, fonts as they are, each with the headers of its place."""
    with hosted(folder) as port:
        asked = urllib.request.Request(
            f"http://localhost:{port}/courses/", headers={"Accept-Encoding": "gzip"}
        )
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own host
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers["X-Everywhere"] == "yes"
            assert answer.headers["Cache-Control"] is None
            assert gzip.decompress(answer.read()).startswith(b"<p>Courses</p>")
        with urllib.request.urlopen(f"http://localhost:{port}/assets/font.woff2") as answer:
            assert answer.headers["Content-Encoding"] is None
            assert answer.headers["Cache-Control"] == "immutable"
            assert answer.read() == b"font"


@pytest.mark.parametrize("path", ["/nothing/", "/_headers", "/../secret", "/%2e%2e/secret"])
def test_the_host_hides_what_hosts_hide(path: str, folder: Path) -> None:
    """What is not there, the headers file, and all outside the folder give the page for that."""
    (folder.parent / "secret").write_text("not for the web", "utf-8")
    with hosted(folder) as port, pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://localhost:{port}{path}")
    assert refused.value.code == HTTPStatus.NOT_FOUND
    assert refused.value.read() == b"<p>Not here</p>"


RESULT = {
    "categories": {
        "performance": {
            "score": 0.96,
            "auditRefs": [
                {"id": "fonts", "weight": 0},
                {"id": "paint", "weight": 25},
                {"id": "idle", "weight": 10},
            ],
        },
        "seo": {"score": 1, "auditRefs": [{"id": "title", "weight": 1}, {"id": "manual", "weight": 0}]},
    },
    "audits": {
        "fonts": {"score": 0, "title": "Fonts are heavy"},
        "paint": {"score": 0.85, "title": "Paint", "displayValue": "2.7\u00a0s"},
        "idle": {"score": 1, "title": "Idle"},
        "title": {"score": 1, "title": "Title"},
        "manual": {"score": None, "title": "To be looked at"},
        "first-contentful-paint": {"score": 1, "title": "FCP", "displayValue": "1.0\u00a0s"},
    },
}


def test_lighthouse_says_what_lacks() -> None:
    """Scores count to 100; what costs points comes first, then what explains them, and nothing else."""
    found = read("home", RESULT)
    assert found.scores == {"performance": 96, "seo": 100}
    assert found.lacks == (
        "performance, 85 of 100: Paint: 2.7\u00a0s",
        "performance, a hint: Fonts are heavy",
    )
    said = report([found], "13.5.0").splitlines()
    assert said[1].split()[:4] == ["home", "96", "100", "1.0"]


def test_a_page_that_could_not_be_judged_is_a_fault() -> None:
    """A browser that did not get the page gives an error, not a score of 0."""
    with pytest.raises(BenchError, match="no page"):
        read("home", {"runtimeError": {"code": "NO_FCP", "message": "no page"}})
