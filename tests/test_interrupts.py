"""Ctrl+C, which a terminal sends to the build and all its workers at once."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tests.sites import TODAY, contents
from tests.test_faults import add_plugin, build, furnished

INTERRUPTED = 130
# Answers that take long to send, and a worker that interrupts all while the other one sends such.
LARGE = """
import os, signal

made = []

def html(html, page):
    made.append(page)
    if "lesson" in page.kind and len(made) > 9:
        os.killpg(0, signal.SIGINT)
    return html + "<!-- " + "large " * 200_000 + " -->"
"""


def test_an_interrupt_ends_the_build(tmp_path: Path) -> None:
    """No worker stops half-way through what it sends, for which the build would wait for ever; what was
    published stays, and the next build is as any other.
    """
    root = furnished(tmp_path / "store")
    before = contents(root / "dist")
    site = (root / "content" / "site.yaml").read_text()
    add_plugin(root, "html", LARGE)
    line = [sys.executable, "-m", "kpsite", "build", "--today", TODAY, "--workers", "2"]
    with subprocess.Popen(
        line,
        cwd=root,
        start_new_session=True,
        stderr=subprocess.PIPE,
        # What runs the tests may have been told to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no thread
    ) as interrupted:
        said = interrupted.communicate()[1]
    assert (interrupted.returncode, said) == (INTERRUPTED, b"")
    assert contents(root / "dist") == before
    (root / "content" / "site.yaml").write_text(site)
    assert build(root)[0] == 0
    assert contents(root / "dist") == before
