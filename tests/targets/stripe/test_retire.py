"""Old payment links stay on until the published pages no longer show them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kpsite.practice.server import StandIn
from kpsite.problems import KpsiteError
from kpsite.targets.stripe.live import check_live
from tests.building import write
from tests.targets.stripe.rig import NOWHERE, course, everything, locked, shop, verb

COURSE = "content/courses/fold/course.md"
OLD, NEW = "https://buy.stripe.com/test_old", "https://buy.stripe.com/test_new"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing of it."""

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """Publish the folder ``public`` and give its address."""
    (tmp_path / "public").mkdir()
    handler = partial(Quiet, directory=str(tmp_path / "public"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def on(stand_in: StandIn) -> dict[str, bool]:
    return {link["url"]: link["active"] for link in everything(stand_in)["link"]}


def publish(tmp_path: Path, link: str) -> None:
    page = f'<a href="{link.replace("&", "&amp;")}">Buy</a>'
    write(tmp_path / "public", {"courses/fold/index.html": page, "index.html": "Welcome"})


def test_the_old_link_lives_until_its_page_has_changed(tmp_path: Path, stand_in: StandIn, host: str) -> None:
    """While the published page shows the old link --retire refuses and names the page."""
    root = shop(tmp_path / "store", url=host)
    verb(root, stand_in, "apply", "--yes")
    old = locked(root)["link fold.course"]["url"]
    publish(tmp_path, old)
    write(root, {COURSE: course("Paper folding", "price: 59 USD")})
    verb(root, stand_in, "apply", "--yes")
    said = verb(root, stand_in, "apply", "--yes", "--retire")
    assert said.code == 1
    assert f"{host}courses/fold/" in said.err
    assert old in said.err
    assert on(stand_in)[old] is True
    publish(tmp_path, locked(root)["link fold.course"]["url"])
    assert verb(root, stand_in, "apply", "--yes", "--retire").code == 0
    assert on(stand_in)[old] is False


def test_a_page_that_is_gone_shows_nothing(tmp_path: Path, stand_in: StandIn, host: str) -> None:
    """The link of a course that was taken down goes off once its page is gone, and names the shop."""
    root = shop(tmp_path / "store", url=host)
    tip = root / "content/courses/tip"
    write(tip, {"course.md": course("A tip", "price: 5 USD"), "01-one.md": "---\ntitle: One\n---\nx\n"})
    verb(root, stand_in, "apply", "--yes")
    for path in tip.iterdir():
        path.unlink()
    write(tmp_path / "public", {"index.html": "Welcome"})
    assert verb(root, stand_in, "apply", "--yes", "--retire").code == 0
    (gone,) = (link for link in everything(stand_in)["link"] if not link["active"])
    assert gone["inactive_message"] == f"Test shop · {host}"


def test_in_live_mode_the_page_must_have_been_seen(host: str) -> None:
    """Where money moves, a page that cannot be had is a reason to wait; in test mode it is not."""
    links = [(OLD, f"{NOWHERE}courses/fold/")]
    with pytest.raises(KpsiteError, match="cannot be had"):
        check_live(links, [host], strict=True)
    check_live(links, [host], strict=False)


def test_a_link_is_found_however_it_is_written(tmp_path: Path, host: str) -> None:
    """Links in pages are written with entities; the look at the page reads them."""
    link = f"{OLD}?a=1&b=2"
    publish(tmp_path, link)
    page = f"{host}courses/fold/"
    with pytest.raises(KpsiteError, match="still shows"):
        check_live([(link, page)], [], strict=True)
    publish(tmp_path, NEW)
    check_live([(link, page)], [], strict=True)
