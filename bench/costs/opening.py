"""What a buyer waits for in a browser: opening a course, and each of its lessons."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

from bench.costs.cost import Cost
from bench.errors import BenchError
from bench.measure.process import Command, timed
from bench.places import WORK
from bench.report.spread import spread
from bench.store.browser import chromium
from bench.store.demo import free_port
from bench.store.host import HEADERS, hosted
from bench.tools.tool import Tool, environment
from kpsite.sealing.keys import Master

PATIENCE = 120
ROUNDS = 15
FOLDER = WORK / "opened"
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run")
SCRIPTS = """<!doctype html><title>bench</title>
<script src="/assets/{kps}"></script><script src="/assets/{shelf}" data-base="/"></script>
<script src="/bench.js"></script>
"""
# A lesson is opened in a frame of its own each time, so that nothing of the course is loaded yet.
SCRIPT = """
const UID = {uid}, CLAIM = {claim}, LESSONS = {lessons}, ROUNDS = {rounds}, EAR = {ear};
const timed = async (deed) => {{
  const begun = performance.now();
  await deed();
  return performance.now() - begun;
}};
const framed = (path) => new Promise((done) => {{
  const frame = document.createElement("iframe");
  addEventListener("message", (event) => {{ frame.remove(); done(event.data); }}, {{ once: true }});
  frame.src = `/bench.html#${{path}}`;
  document.body.append(frame);
}});
addEventListener("load", async () => {{
  const path = location.hash.slice(1);
  if (path) {{ parent.postMessage(await timed(() => shelf.lesson(UID, path))); return; }}
  const told = {{ unlock: [], lesson: [] }};
  for (let round = 0; round < ROUNDS; round += 1) {{
    await shelf.forget();
    told.unlock.push(await timed(() => shelf.unlock(UID, CLAIM)));
    for (const one of LESSONS) told.lesson.push(await framed(one));
  }}
  fetch(`http://127.0.0.1:${{EAR}}/?${{encodeURIComponent(JSON.stringify(told))}}`, {{ mode: "no-cors" }});
}});
"""


def opening(tool: Tool) -> Iterator[Cost]:
    """Open the course of a new store in Chromium, and its closed lessons; nothing without a Chromium."""
    try:
        browser = chromium()
    except BenchError:
        return
    port = free_port()
    dist = _sealed(tool, port)
    with hosted(dist, port), _listening() as (answers, ear):
        page = _page(dist, ear)
        with subprocess.Popen(
            [browser, *FLAGS, f"--user-data-dir={WORK / 'profile'}", f"http://localhost:{port}/{page.name}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            told = json.loads(answers())
            process.terminate()
    for name, what in (("unlock", "opening a course"), ("lesson", "opening a lesson")):
        taken = spread([milliseconds / 1000 for milliseconds in told[name]])
        yield Cost(f"{what} in Chromium", f"{taken.count} times", taken, f"{taken.median * 1000:.0f} ms")


def _sealed(tool: Tool, port: int) -> Path:
    """Make a new store and build it for one buyer; gives the output folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.rmtree(WORK / "profile", ignore_errors=True)
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    timed(_command(tool, FOLDER.parent, "new", str(FOLDER), "--no-input"))
    grants = [{"serial": 1, "courses": [_uid()], "date": "2026-01-01"}]
    (FOLDER / "kpsite.access").write_text(json.dumps({"editions": {}, "grants": grants}), "utf-8")
    timed(_command(tool, FOLDER, "build", "--base-url", f"http://localhost:{port}/"))
    (FOLDER / "dist" / HEADERS).unlink()  # the page that measures is no page of the store's
    return FOLDER / "dist"


def _command(tool: Tool, folder: Path, *words: str) -> Command:
    return Command((*tool.argv, *words), folder, environment(tool.environment, folder), WORK / "opened.log")


def _uid() -> str:
    course = next((FOLDER / "content" / "courses").glob("*/course.md"))
    (uid,) = re.findall(r"^id: *(\S+)", course.read_text("utf-8"), re.MULTILINE)
    return str(uid)


def _page(dist: Path, ear: int) -> Path:
    scripts = {name: next((dist / "assets").glob(f"{name}-*.js")).name for name in ("kps", "shelf")}
    closed = [path for path in sorted((dist / "courses").glob("*/*/index.html")) if _is_sealed(path)]
    claim = Master.read((FOLDER / ".kpsite" / "master.key").read_text("ascii")).claim(1)
    values = {
        "uid": _uid(),
        "claim": claim,
        "lessons": [path.relative_to(dist).as_posix() for path in closed],
        "rounds": ROUNDS,
        "ear": ear,
    }
    script = SCRIPT.format(**{name: json.dumps(value) for name, value in values.items()})
    (dist / "bench.js").write_text(script, "utf-8")
    page = dist / "bench.html"
    page.write_text(SCRIPTS.format(**scripts), "utf-8")
    return page


def _is_sealed(page: Path) -> bool:
    return "data-sealed" in page.read_text("utf-8")


@contextmanager
def _listening() -> Iterator[tuple[Callable[[], str], int]]:
    """Hear what the page has to say; gives what waits for it, and the port."""
    heard: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(unquote(self.path.partition("?")[2]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Ear)
    thread = Thread(target=server.handle_request, daemon=True)
    thread.start()

    def answers() -> str:
        thread.join(PATIENCE)
        if not heard:
            raise BenchError("Chromium did not open the course")
        return heard[0]

    try:
        yield answers, server.server_port
    finally:
        server.server_close()
