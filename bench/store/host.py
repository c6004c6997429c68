"""A web server for a built store that does what a static host does: compression, headers, a page for 404."""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

HEADERS = "_headers"
HIDDEN = {HEADERS, "_redirects"}
TEXT = re.compile(r"text/|application/(?:javascript|json|xml|manifest|.*\+(?:xml|json))|image/svg")
LEVEL = 6  # what servers use while somebody waits


@dataclass(frozen=True, slots=True)
class Rule:
    """A block of ``_headers``: a path, which may end in ``*`` for all below it, and the headers."""

    path: str
    headers: tuple[tuple[str, str], ...]

    def matches(self, path: str) -> bool:
        """Tell whether the rule is for a path."""
        start, star, _ = self.path.partition("*")
        return path.startswith(start) if star else path == start


def read_rules(text: str) -> tuple[Rule, ...]:
    """Read a ``_headers`` file, as Netlify and Cloudflare Pages do."""
    found: list[Rule] = []
    for line in text.splitlines():
        if line[:1].isspace() and found:
            name, _, value = line.strip().partition(":")
            found[-1] = Rule(found[-1].path, (*found[-1].headers, (name, value.strip())))
        elif line.strip() and not line.startswith("#"):
            found.append(Rule(line.strip(), ()))
    return tuple(found)


@contextmanager
def hosted(folder: Path, port: int = 0) -> Iterator[int]:
    """Serve a folder on this machine alone; gives the port."""
    rules = folder / HEADERS
    known = read_rules(rules.read_text("utf-8")) if rules.is_file() else ()

    class Handler(_Handler):
        root = folder
        rules = known

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave together: else each small answer waits 40 ms for the other side's receipt.
    wbufsize = -1
    root: Path
    rules: tuple[Rule, ...]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self.root / path.lstrip("/")
        if file.is_dir():
            file /= "index.html"
        found = file.is_file() and ".." not in file.parts and file.name not in HIDDEN
        with suppress(ConnectionError):  # a browser may close when it has seen enough
            self._send(file if found else self.root / "404.html", path, found=found)

    do_HEAD = do_GET  # noqa: N815 - the same

    def _send(self, file: Path, path: str, *, found: bool) -> None:
        content = file.read_bytes() if file.is_file() else b""
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers: dict[str, str] = {"Content-Type": f"{kind}; charset=utf-8" if "text" in kind else kind}
        for rule in self.rules:
            if rule.matches(path):
                headers |= dict(rule.headers)
        if TEXT.match(kind) and "gzip" in self.headers.get("Accept-Encoding", ""):
            content = packed(content)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self._answer(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND, headers, content)

    def _answer(self, status: HTTPStatus, headers: Mapping[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""


@cache
def packed(content: bytes) -> bytes:
    """Compress as a host does."""
    return gzip.compress(content, LEVEL, mtime=0)
