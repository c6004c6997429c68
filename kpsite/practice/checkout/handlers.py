"""The checkout pages as a web server sees them, on loopback only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tornado.web import RequestHandler

from kpsite.practice.place import ROOT

if TYPE_CHECKING:
    from kpsite.practice.checkout.desk import Desk, Page  # start-up time: see routes

SECURITY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})


def is_local(host: str) -> bool:
    """Tell whether a Host header names this machine: no page from elsewhere gets in by DNS rebinding."""
    return host.rpartition(":")[0] in LOCAL or host in LOCAL


class _Handler(RequestHandler):
    """What the checkout pages share."""

    def initialize(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk()

    def prepare(self) -> None:
        origin = self.request.headers.get("Origin")
        foreign = origin is not None and not is_local(urlsplit(origin).netloc)
        if foreign or not is_local(self.request.host):
            self.send_error(421)

    def send(self, page: Page) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Security-Policy", SECURITY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_status(page.status)
        if page.location:
            self.set_header("Location", page.location)
        self.finish(page.html)

    def back(self) -> str:
        """Give the page of the store that the buyer came from, or its front page."""
        came = urlsplit(self.request.headers.get("Referer", ""))
        inside = came.netloc == self.request.host and not came.path.startswith(ROOT)
        return came.path if inside and came.path else "/"


class _Link(_Handler):
    """A payment link."""

    def get(self, place: str) -> None:
        origin = f"http://{self.request.host}"
        self.send(self._desk.arrive(place, self.request.query, origin, self.back()))


class _Session(_Handler):
    """A checkout session."""

    def get(self, key: str) -> None:
        self.send(self._desk.look(key))

    def post(self, key: str) -> None:
        form = {name: self.get_body_argument(name) for name in self.request.body_arguments}
        self.send(self._desk.act(key, form))


def routes(desk: Callable[[], Desk]) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
    """Give the addresses of the checkout pages for a web server; ``desk`` is asked at each request, so that
    it need not be there before.
    """
    return [
        (rf"{ROOT}/pay/([A-Za-z0-9_]+)", _Link, {"desk": desk}),
        (rf"{ROOT}/checkout/([A-Za-z0-9_]+)", _Session, {"desk": desk}),
    ]
