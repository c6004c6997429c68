"""A stand-in for a service that takes forms or counts visits: it keeps what it was asked, and answers."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: method, path, query (each name with its values), body, and the headers in small letters."""

    method: str
    path: str
    query: dict[str, list[str]]
    body: str
    headers: dict[str, str]


class Service:
    """The service: where it is, and what it was asked, one by one."""

    def __init__(self, port: int, asked: queue.Queue[Asked]) -> None:
        """Take the port and where requests arrive."""
        self.origin = f"http://127.0.0.1:{port}"
        self._asked = asked

    def next(self) -> Asked:
        """Give the next request; fails when none comes."""
        return self._asked.get(timeout=20)

    @property
    def idle(self) -> bool:
        """Whether everything that was asked has been looked at."""
        return self._asked.empty()


@contextmanager
def service() -> Iterator[Service]:
    """Listen on this machine; leave for other origins to ask (CORS) is given as such services give it."""
    asked: queue.Queue[Asked] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length).decode()
            if self.command != "OPTIONS":
                asked.put(Asked(self.command, parts.path, parse_qs(parts.query), body, headers))
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "content-type")
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = do_OPTIONS = _answer  # noqa: N815 - the standard library's names

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield Service(server.server_address[1], asked)
        finally:
            server.shutdown()
            thread.join()
