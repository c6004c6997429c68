"""The demo store, built for an address on this machine."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from bench.measure.process import Command, timed
from bench.places import ROOT, WORK
from bench.tools.tool import Tool, environment

FOLDER = WORK / "demo"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the demo store that stands for its kind."""

    name: str
    url: str


PAGES = (
    Shown("home", "/"),
    Shown("course", "/courses/honest-charts/"),
    Shown("preview lesson", "/courses/honest-charts/what-a-chart-is-for/"),
    Shown("post", "/posts/the-axis-that-starts-at-ninety/"),
)


def free_port() -> int:
    """Give a port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def write_demo() -> Path:
    """Copy the demo store out of the checkout; gives its folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.copytree(ROOT / "content", FOLDER / "content")
    return FOLDER


def build_demo(tool: Tool, port: int) -> Path:
    """Build the demo store as published at a port of ``localhost``; gives the folder to be hosted.

    Raises ``BenchError`` when the build fails.
    """
    store = write_demo()
    timed(demo_command(tool, "build", "--allow-test", "--base-url", f"http://localhost:{port}/"))
    return store / "dist"


def demo_command(tool: Tool, *arguments: str) -> Command:
    """Give what to start for a verb of kpsite in the demo store."""
    more = environment(tool.environment, FOLDER)
    return Command((*tool.argv, *arguments), FOLDER, more, FOLDER.with_name("demo.log"))
