"""What the preview adds to a page: the reload script, and what is wrong, over the last good page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from kpsite.problems import Problem

SCRIPT = '<script src="/livereload.js"></script>'
STYLE = """
.kpsite-problems{position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:2147483647;margin:0;
padding:1rem 1.5rem;background:#2a1512;color:#ffe9e2;font:15px/1.5 ui-monospace,monospace;direction:ltr;
border-top:4px solid #e5573f;box-shadow:0 -8px 32px #0008;text-align:start}
.kpsite-problems h2{margin:0 0 .5rem;font:600 1rem/1.4 system-ui,sans-serif;color:#fff}
.kpsite-problems ol{margin:0;padding:0;list-style:none}.kpsite-problems li{margin:0 0 .75rem}
.kpsite-problems b{color:#ffb4a2}.kpsite-problems i{display:block;color:#a8e0d1;font-style:normal}
"""


def overlay(problems: Sequence[Problem]) -> str:
    """Give the overlay for some problems, or nothing when there are none."""
    if not problems:
        return ""
    items = "".join(f"<li>{_told(problem)}</li>" for problem in problems)
    title = "This is the last good page. The store cannot be built:"
    section = f'<section class="kpsite-problems" role="alert"><h2>{title}</h2><ol>{items}</ol></section>'
    return f"<style>{STYLE}</style>{section}"


def _told(problem: Problem) -> str:
    hint = f"<i>{escape(problem.hint)}</i>" if problem.hint else ""
    return f"<b>{escape(str(problem.place))}</b>: {escape(problem.message)}{hint}"


def dressed(html: bytes, problems: Sequence[Problem]) -> bytes:
    """Give a page of the preview with what the preview adds."""
    added = (overlay(problems) + SCRIPT).encode()
    head, end, tail = html.rpartition(b"</body>")
    return head + added + end + tail if end else html + added


def empty_page(problems: Sequence[Problem]) -> bytes:
    """Give a page for when nothing could be built yet."""
    words = "Nothing could be built yet." if problems else "There is no such page."
    return dressed(
        f"<!doctype html><meta charset=utf-8><title>kpsite</title><body><p>{words}</p></body>".encode(),
        problems,
    )
