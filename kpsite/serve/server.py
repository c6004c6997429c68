"""The preview's web server, on loopback only: pages of the preview folder, and LiveReload to make the
browser follow.
"""

from __future__ import annotations

import functools
import mimetypes
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler, StaticFileHandler

from kpsite.practice.checkout.handlers import is_local, routes
from kpsite.reading.lock import PRACTICE_HOME
from kpsite.serve.lockers import locker_file
from kpsite.serve.overlay import dressed, empty_page
from kpsite.serve.preview import Preview

if TYPE_CHECKING:
    from kpsite.practice.checkout.desk import Desk  # start-up time: few previews end at the checkout

HOST = "127.0.0.1"


class _Reload(LiveReloadHandler):  # type: ignore[misc]
    """The LiveReload channel; only the preview's own pages may open it."""

    def check_origin(self, origin: str) -> bool:
        return is_local(origin.split("://", 1)[-1]) and is_local(self.request.host)


class _Page(RequestHandler):
    """One address of the store.

    A request under another host name is refused, so that no page from elsewhere can read drafts through DNS
    rebinding.
    """

    def initialize(self, preview: Preview) -> None:
        self._preview = preview

    def get(self, path: str) -> None:
        if not is_local(self.request.host):
            self.send_error(421)
            return
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        file = self._file(unquote(path))
        if file is None:
            self._missing()
        elif file.suffix == ".html":
            self._html(file.read_bytes())
        else:
            self._plain(file)

    def _file(self, path: str) -> Path | None:
        root = self._preview.folder.resolve()
        try:
            file = (root / path).resolve()
            if path.endswith("/") or not path:
                file = file / "index.html"
            return file if file.is_file() and root in file.parents else None
        except (OSError, ValueError):  # a name that is too long, or that holds a NUL
            return None

    def _missing(self) -> None:
        path = unquote(self.request.path).lstrip("/")
        if self._file(f"{path}/") is not None:
            self.redirect(self.request.path + "/")
            return
        self.set_status(404)
        wrong = self._preview.folder / "404.html"
        self._html(wrong.read_bytes() if wrong.is_file() else empty_page(self._preview.problems))

    def _html(self, data: bytes) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(dressed(data, self._preview.problems))

    def _plain(self, file: Path) -> None:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.finish(file.read_bytes())


class _Locker(RequestHandler):
    """What buyers' keys are in."""

    def initialize(self, preview: Preview, desk: Callable[[], Desk]) -> None:
        self._preview, self._desk = preview, desk

    def get(self, path: str) -> None:
        if not is_local(self.request.host):
            self.send_error(421)
            return
        data = locker_file(path, self._preview, self._desk().sales)
        if data is None:
            self.send_error(404)
            return
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(data)


class _Media(StaticFileHandler):
    """Media files, in the ranges that players ask for."""

    def prepare(self) -> None:
        if not is_local(self.request.host):
            self.send_error(421)


def reload_browsers() -> None:
    """Make every page that is open load again."""
    message: dict[str, Any] = {"command": "reload", "path": "*", "liveCSS": False}
    for waiter in LiveReloadHandler.waiters.copy():
        waiter.send_message(message)


def start(preview: Preview, port: int, sold_out: Callable[[], None]) -> tuple[IOLoop, int]:
    """Listen on loopback; port 0 takes a free one. ``sold_out`` is called when the practice checkout finds a
    payment link switched off.

    Gives the loop, which is not running yet, and the port. Raises ``OSError`` when it is taken.
    """

    @functools.cache
    def desk() -> Desk:
        # start-up time: few previews end at the checkout
        from kpsite.practice.checkout.desk import Desk

        return Desk(preview.order.root / PRACTICE_HOME, time.time, sold_out)

    application = Application(
        [
            *routes(desk),
            (r"/livereload", _Reload),
            (r"/livereload.js", LiveReloadJSHandler),
            (r"/(media/.*)", _Media, {"path": str(preview.folder)}),
            (r"/(_kp/l/.*)", _Locker, {"preview": preview, "desk": desk}),
            (r"/(.*)", _Page, {"preview": preview}),
        ]
    )
    server = HTTPServer(application)
    server.listen(port, address=HOST)
    listening = next(iter(server._sockets.values()))
    return IOLoop.current(), int(listening.getsockname()[1])
