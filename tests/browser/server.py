"""A static host on loopback that reads ``_headers`` and ``_redirects`` as Netlify and Cloudflare Pages do.

Sources: docs.netlify.com, "Custom headers" and "Redirects and rewrites"; developers.cloudflare.com, Pages:
"Headers" and "Redirects".
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from socket import socket
from urllib.parse import quote, unquote, urlsplit

HOSTING_FILES = {"_headers", "_redirects"}
HOP_BY_HOP = {"connection", "content-length", "date", "keep-alive", "transfer-encoding"}
# The system's own table may lack these, and a wrong type is a refused file under nosniff.
TYPES = {
    ".avif": "image/avif", ".js": "text/javascript", ".vtt": "text/vtt", ".webp": "image/webp",
    ".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".xml": "application/xml",
}  # fmt: skip


def pattern(path: str) -> re.Pattern[str]:
    """Compile a rule's path: ``*`` stands for anything, ``:name`` for one segment."""
    parts = re.split(r"(\*|:[A-Za-z]\w*)", path)
    return re.compile("".join(_expression(part) for part in parts))


def _expression(part: str) -> str:
    if part == "*":
        return "(?P<splat>.*)"
    if re.fullmatch(r":[A-Za-z]\w*", part):
        return f"(?P<{part[1:]}>[^/]+)"
    return re.escape(part)


@dataclass(frozen=True, slots=True)
class Redirect:
    """A line of ``_redirects``; ``forced`` ones apply even where a file is (``301!``)."""

    path: re.Pattern[str]
    target: str
    status: int
    forced: bool

    def target_for(self, path: str) -> str | None:
        """Give where ``path`` leads by this rule, placeholders filled in; None when it does not match."""
        found = self.path.fullmatch(path) or self.path.fullmatch(f"{path}/")
        if not found:
            return None
        return re.sub(r":([A-Za-z]\w*)", lambda hole: found.groupdict().get(hole[1]) or "", self.target)


def parse_redirects(text: str) -> tuple[Redirect, ...]:
    """Read a ``_redirects`` file; raises ValueError on a line that is no rule."""
    rules = []
    for line in filter(None, (line.partition("#")[0].split() for line in text.splitlines())):
        if len(line) not in {2, 3}:
            message = f"_redirects: {' '.join(line)}"
            raise ValueError(message)
        status = line[2] if len(line) == 3 else "301"
        rules.append(Redirect(pattern(line[0]), line[1], int(status.rstrip("!")), status.endswith("!")))
    return tuple(rules)


def parse_headers(text: str) -> tuple[tuple[re.Pattern[str], tuple[tuple[str, str], ...]], ...]:
    """Read a ``_headers`` file: paths with their headers, in order; raises ValueError on a stray line."""
    rules: list[tuple[re.Pattern[str], list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace():
            rules.append((pattern(line.strip()), []))
            continue
        name, colon, value = line.strip().partition(":")
        if not rules or not colon or not value.strip():
            message = f"_headers: {line}"
            raise ValueError(message)
        rules[-1][1].append((name, value.strip()))
    return tuple((path, tuple(headers)) for path, headers in rules)


class Host:
    """A folder as the outside sees it: which answer belongs to which path."""

    def __init__(self, folder: Path) -> None:
        """Read the folder's rules; raises ValueError when one of them is malformed."""
        self.folder = folder
        self.headers = parse_headers(_text(folder / "_headers"))
        self.redirects = parse_redirects(_text(folder / "_redirects"))

    def find(self, path: str) -> Path | None:
        """Give the file that a decoded URL path shows, None when there is none."""
        inside = path.lstrip("/")
        tries = [f"{inside}index.html"] if path.endswith("/") else [inside, f"{inside}.html"]
        files = (self.folder / each for each in tries if each not in HOSTING_FILES and ".." not in each)
        return next((file for file in files if file.is_file()), None)

    def answer(self, path: str) -> tuple[int, str | Path | None]:
        """Give the status, and the file to send or the address to go to."""
        file = self.find(path)
        folder = file is None and (self.folder / path.strip("/") / "index.html").is_file()
        for rule in self.redirects:
            target = rule.target_for(path)
            if target is not None and (rule.forced or not (file or folder)):
                moved = rule.status // 100 == 3
                return rule.status, target if moved else self.find(urlsplit(target).path)
        if file is not None:
            return HTTPStatus.OK, file
        if folder:
            return HTTPStatus.MOVED_PERMANENTLY, quote(f"{path}/")
        missing = self.folder / "404.html"
        return HTTPStatus.NOT_FOUND, missing if missing.is_file() else None

    def headers_for(self, path: str) -> list[tuple[str, str]]:
        """Give the headers that the rules add to the answer for ``path``."""
        return [header for rule, headers in self.headers if rule.fullmatch(path) for header in headers]


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


Post = Callable[[str, bytes, str], tuple[int, bytes, Mapping[str, str]]]
"""A function at the host: takes path, body and origin of a request, gives status, body and headers."""


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """Give the first and the last byte of a range (RFC 9110, section 14); None for all other headers."""
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
    if not found or int(found[1]) >= size:
        return None
    return int(found[1]), min(int(found[2] or size), size - 1)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: Host
    base = "/"
    post: Post | None = None
    ranges = True
    served: list[tuple[str, int]]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        # Rules are written for whole addresses, files lie below the base path.
        inside = f"/{path.removeprefix(self.base)}" if path.startswith(self.base) else path
        status, what = self.host.answer(inside)
        body = what.read_bytes() if isinstance(what, Path) else b""
        span = (
            _span(self.headers.get("Range", ""), len(body))
            if self.ranges and status == HTTPStatus.OK
            else None
        )
        whole = len(body)
        if span:
            status, body = HTTPStatus.PARTIAL_CONTENT, body[span[0] : span[1] + 1]
        self.send_response(status)
        if span:
            self.send_header("Content-Range", f"bytes {span[0]}-{span[1]}/{whole}")
        if isinstance(what, Path):
            kind = TYPES.get(what.suffix) or guess_type(what.name)[0] or "application/octet-stream"
            charset = "; charset=utf-8" if kind.startswith("text/") or kind.endswith("xml") else ""
            self.send_header("Content-Type", kind + charset)
        elif what is not None:
            self.send_header("Location", what)
        for name, value in self.host.headers_for(path):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.served.append((inside, len(body)))

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        assert self.post is not None
        status, body, headers = self.post(self.path, data, self.headers.get("Origin", ""))
        self.send_response(status)
        for name, value in headers.items():
            if name not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing: what a test wants to know of an answer it asks the browser."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """Report faults, but not those of a browser that leaves a page and drops its connections."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(
    folder: Path,
    base: str = "/",
    served: list[tuple[str, int]] | None = None,
    post: Post | None = None,
    *,
    ranges: bool = True,
) -> Iterator[int]:
    """Serve a folder on loopback, under a base path, as long as the context lasts; gives the port.

    ``served`` takes down the path and the bytes of each answer, ``post`` answers what is sent to the host;
    without ``ranges`` files are sent whole.
    """
    log = [] if served is None else served
    function = None if post is None else staticmethod(post)
    values = {"host": Host(folder), "base": base, "ranges": ranges, "served": log, "post": function}
    handler = type("Handler", (_Handler,), values)
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
