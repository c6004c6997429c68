"""The preview as a creator has it: the real server, a browser's requests, saves, mistakes, and strangers."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.aside import run
from tests.sites import HERE, TODAY, contents, kpsite, store

PATIENCE = 60  # seconds after which a test gives up; none waits for time to pass
LESSON = "content/courses/abc/01-first.md"


class Served:
    """A running preview: its process and its port."""

    def __init__(self, root: Path, process: subprocess.Popen[str], port: int) -> None:
        self.root, self.process, self.port = root, process, port

    def get(self, path: str, host: str = "", **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
        """Ask for a path as it stands, without the tidying that browsers do."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest("GET", path, skip_host=True)
            connection.putheader("Host", host or f"127.0.0.1:{self.port}")
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace"), answer.msg
        finally:
            connection.close()

    def save(self, text: str, name: str = LESSON) -> None:
        (self.root / name).write_text(text, "utf-8")


@contextmanager
def serving(root: Path, *words: str) -> Iterator[Served]:
    """Run the real command on a free port; it is stopped as Ctrl+C stops it."""
    command = [
        sys.executable,
        "-m",
        "kpsite",
        "serve",
        "--port",
        "0",
        "--workers",
        "1",
        "--today",
        TODAY,
        *words,
    ]
    with subprocess.Popen(
        command,
        cwd=root,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Served(root, process, _port(process))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=PATIENCE)


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        match = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if match:
            return int(match[1])
    pytest.fail("".join(said))


@asynccontextmanager
async def browser(served: Served) -> AsyncIterator[WebSocketClientConnection]:
    """Open the reload channel as ``livereload.js`` does."""
    origin = {"Origin": f"http://127.0.0.1:{served.port}"}
    channel = await websocket_connect(HTTPRequest(f"ws://127.0.0.1:{served.port}/livereload", headers=origin))
    try:
        await channel.write_message(json.dumps({"command": "hello", "protocols": []}))
        assert (await message(channel))["command"] == "hello"
        await channel.write_message(json.dumps({"command": "info", "url": "http://127.0.0.1/"}))
        yield channel
    finally:
        channel.close()
        while await channel.read_message() is not None:
            pass


async def message(channel: WebSocketClientConnection) -> dict[str, Any]:
    """Wait for the next message."""
    text = await asyncio.wait_for(channel.read_message(), PATIENCE)
    assert isinstance(text, str), "the channel was closed"
    found: dict[str, Any] = json.loads(text)
    return found


async def reloaded(served: Served, channel: WebSocketClientConnection, wanted: str) -> str:
    """Wait until a reload brings a page of the lesson with some words in it; gives the page."""
    while True:
        assert (await message(channel))["command"] == "reload"
        status, html, _ = served.get("/courses/abc/first/")
        if wanted in html:
            assert status == 200
            return html


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(store(tmp_path_factory.mktemp("shop"))) as made:
        yield made


def test_pages_are_served_as_hosts_do(served: Served) -> None:
    """Pages have their type and the reload script, folders a redirect, wrong addresses the store's page."""
    status, html, headers = served.get("/courses/abc/first/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "The letter A." in html
    assert '<script src="/livereload.js"></script>' in html
    assert served.get("/livereload.js")[0] == 200
    assert headers["Cache-Control"] == "no-store"
    status, _, headers = served.get("/courses/abc")
    assert (status, headers["Location"]) == (302, "/courses/abc/")
    status, html, _ = served.get("/nowhere/")
    assert (status, "<h1>Page not found</h1>" in html) == (404, True)
    cover = re.search(r'src="(/media/cover-[^"]+)"', served.get("/courses/abc/")[1])
    assert cover
    status, text, headers = served.get(cover[1])
    assert (status, headers["Content-Type"], text[:4]) == (200, "image/svg+xml", "<svg")


def test_nothing_closed_is_shown_to_visitors_and_nothing_is_published(served: Served) -> None:
    """The preview shows what visitors will see, from a folder of its own."""
    status, html, _ = served.get("/courses/abc/second/")
    assert (status, "The letter B." in html) == (200, False)
    assert not (served.root / "dist").exists()


def test_a_save_changes_the_page_and_reloads_it(served: Served) -> None:
    """After a save every open page is told to load again, and finds the new words."""

    async def story() -> None:
        async with browser(served) as one, browser(served) as other:
            served.save("---\ntitle: First\n---\n\nThe letter Æ.\n")
            html = await reloaded(served, one, "The letter Æ.")
            assert (await message(other))["command"] == "reload"
            assert "The letter A." not in html

    run(story())


def test_a_mistake_shows_over_the_last_good_page(served: Served) -> None:
    """The page stays, the problem with its place and hint lies over it, and goes when it is mended."""

    async def story() -> None:
        async with browser(served) as channel:
            served.save("---\ntitle: First\n---\n\nThe last good words.\n")
            await reloaded(served, channel, "The last good words.")
            served.save("---\ntitle: First\nsumary: <b>\n---\n\nWords that are not to be seen yet.\n")
            html = await reloaded(served, channel, "sumary")  # said among the problems alone
            assert "The last good words." in html
            assert "Words that are not" not in html
            assert f"<b>{LESSON}:3: sumary</b>: found a key that kpsite does not know" in html
            assert "did you mean &quot;summary&quot;?" in html
            served.save("---\ntitle: First\n---\n\nMended.\n")
            assert "kpsite-problems" not in await reloaded(served, channel, "Mended.")

    run(story())


@pytest.mark.parametrize("path", ["/", "/courses/abc/first/", "/media/none.svg"])
@pytest.mark.parametrize(
    "host", ["evil.example.org", "127.0.0.1.evil.example.org:80", "localhost.example.org"]
)
def test_other_host_names_are_refused(path: str, host: str, served: Served) -> None:
    """A page from elsewhere that has its name point here (DNS rebinding) can read nothing."""
    status, text, _ = served.get(path, host)
    assert (status, "letter" in text) == (421, False)
    assert served.get("/", f"localhost:{served.port}")[0] == 200


def test_other_sites_cannot_listen(served: Served) -> None:
    """The reload channel is for the preview's own pages."""
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    assert served.get("/livereload", Origin="https://evil.example.org", **handshake)[0] == 403
    assert served.get("/livereload", Origin="null", **handshake)[0] == 403
    own = f"http://127.0.0.1:{served.port}"
    assert served.get("/livereload", "evil.example.org", Origin=own, **handshake)[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/../../../content/site.yaml", "/%2e%2e/%2e%2e/%2e%2e/content/site.yaml", "//etc/passwd",
        "/..%2f..%2f..%2fcontent/site.yaml", "/%252e%252e/%252e%252e/%252e%252e/content/site.yaml",
        "/media/../../../../content/site.yaml", "/media/..%2f..%2f..%2f..%2fcontent/site.yaml",
        "/%00", "/courses/%00/", "/..%5c..%5ccontent", "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_paths_that_climb_out_are_refused(path: str, served: Served) -> None:
    """However a path is written, nothing outside the preview's folder comes back, and the server stays up."""
    status, text, _ = served.get(path)
    assert status in (403, 404)
    assert "shop.example.org/\ntheme" not in text
    assert "root:" not in text
    assert served.get("/")[0] == 200


def test_an_apply_next_door_changes_the_button(tmp_path: Path) -> None:
    """When the lock gets the link of an offer, the page that is open follows, as after a save."""
    root = store(tmp_path / "shop", HERE / "sites_invalid" / "lock-link-off")
    text = (root / "kpsite.lock").read_text("utf-8")

    async def story(served: Served) -> None:
        async with browser(served) as one:
            fresh = root / ".kpsite.lock.new"
            fresh.write_text(text.replace('"inactive"', '"active"'), "utf-8")
            fresh.replace(root / "kpsite.lock")
            assert (await message(one))["command"] == "reload"
            assert "https://buy.stripe.com/abc" in served.get("/courses/abc/")[1]

    with serving(root) as served:
        assert "https://buy.stripe.com/abc" not in served.get("/courses/abc/")[1]
        run(story(served))


def test_buyers_see_closed_lessons(tmp_path: Path) -> None:
    """``--as buyer`` opens them for the creator's eyes, and leaves the published folder alone."""
    root = store(tmp_path)
    assert kpsite(root, "build").code == 0
    before = contents(root / "dist")
    with serving(root, "--as", "buyer") as made:
        assert "The letter B." in made.get("/courses/abc/second/")[1]
    assert contents(root / "dist") == before
    assert not any(b"The letter B." in data for data in before.values())


def test_a_store_that_cannot_be_built_is_told_so(tmp_path: Path) -> None:
    """With a mistake from the start there is a page that shows it; the first good save brings the store."""
    root = store(tmp_path)
    good = (root / "content" / "site.yaml").read_text("utf-8")
    (root / "content" / "site.yaml").write_text(f"{good}nmae: x\n", "utf-8")

    async def story(made: Served) -> None:
        status, html, _ = made.get("/")
        assert status == 404
        assert "content/site.yaml:4: nmae" in html
        async with browser(made) as channel:
            made.save(good, "content/site.yaml")
            await reloaded(made, channel, "The letter A.")

    with serving(root) as made:
        run(story(made))


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    """Two previews on one port: the second says so and ends."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "kpsite", "serve", "--port", port]
        said = subprocess.run(command, cwd=store(tmp_path), capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert f"--port {port}: error: found that the port cannot be used" in said.stderr


def test_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    """The exit code is 0, and no traceback is left behind."""
    with serving(store(tmp_path)) as made:
        made.process.send_signal(signal.SIGINT)
        out, _ = made.process.communicate(timeout=PATIENCE)
    assert (made.process.returncode, "Traceback" in out) == (0, False)
