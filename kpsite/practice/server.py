"""The stand-in as an HTTP server on loopback, on a thread and a loop of its own.

with practice_server(folder) as stand_in:
    client = stripe.StripeClient(KEY, base_addresses={"api": stand_in.base_url})
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from kpsite.practice.account import Setup, Storage
from kpsite.practice.api import Answer, Api, Request
from kpsite.practice.checkout.desk import Desk
from kpsite.practice.checkout.handlers import is_local, routes
from kpsite.practice.faults import Fault, Faults, Served, no_faults
from kpsite.practice.place import links_at
from kpsite.practice.refusals import Refused, broken, conflict, too_many

HOST = "127.0.0.1"
FAULTS_BEFORE = {
    Fault.RATE_LIMIT: too_many, Fault.CONFLICT: conflict, Fault.SERVER_ERROR: broken,
}  # fmt: skip


class StandIn:
    """A running stand-in: its address, the requests that it got, and the faults that it gives."""

    def __init__(self, base_url: str, api: Api, faults: Faults) -> None:
        """Take the address without a slash at its end."""
        self.base_url, self._api, self.faults = base_url, api, faults
        self.served: list[Served] = []

    def serve(self, request: Request) -> tuple[Answer | None, Fault | None]:
        """Answer a request as the faults have it; no answer means that the connection breaks or hangs."""
        served = Served(len(self.served) + 1, request)
        self.served.append(served)
        fault = self.faults(served)
        if fault in FAULTS_BEFORE:
            return _refusal(FAULTS_BEFORE[fault]()), fault
        if fault in (Fault.DROP_BEFORE, Fault.HANG_BEFORE):
            return None, fault
        if fault is Fault.SERVER_ERROR_KEPT:
            return self._api.fail(request), fault
        answer = self._api.answer(request)
        if fault is Fault.SERVER_ERROR_AFTER:
            return _refusal(broken()), fault
        return (None if fault in (Fault.DROP_AFTER, Fault.HANG_AFTER) else answer), fault


def _refusal(refused: Refused) -> Answer:
    return Answer(refused.status, refused.body())


class _Call(RequestHandler):
    """One request to the API."""

    def initialize(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in

    async def get(self) -> None:
        if not is_local(self.request.host):
            self.send_error(421)
            return
        answer, fault = self._stand_in.serve(_request(self))
        if answer is None:
            if fault in (Fault.HANG_BEFORE, Fault.HANG_AFTER):
                await self._gone()
            self._break()
            return
        self.set_status(answer.status)
        self.set_header("Content-Type", "application/json")
        self.set_header("Request-Id", f"req_{len(self._stand_in.served):014d}")
        for name, value in answer.headers.items():
            self.set_header(name, value)
        self.finish(answer.body)

    post = get
    delete = get

    def prepare(self) -> None:
        self._left = asyncio.Event()

    def on_connection_close(self) -> None:
        self._left.set()

    async def _gone(self) -> None:
        """Wait until the other side has lost patience, or the server stops."""
        await self._left.wait()

    def _break(self) -> None:
        """Close the connection without a word."""
        self._finished = True
        connection = self.request.connection
        stream = None if connection is None else connection.detach()  # type: ignore[attr-defined]
        if stream is not None:
            stream.close()


def _request(handler: RequestHandler) -> Request:
    came = handler.request
    headers = {name.lower(): value for name, value in came.headers.get_all()}
    return Request(came.method or "GET", came.path, came.query, came.body.decode("utf-8", "replace"), headers)


@contextmanager
def practice_server(
    folder: Path,
    *,
    faults: Faults = no_faults,
    clock: Callable[[], float] = time.time,
    links: str = "",
    lacking: frozenset[str] = frozenset(),
    granted: frozenset[str] | None = None,
) -> Iterator[StandIn]:
    """Run the stand-in for the account in a folder, on a free port of loopback.

    ``faults`` chooses what goes wrong; ``clock`` gives the seconds since 1970. ``links`` is the address
    under which payment links lie, such as ``https://buy.stripe.com``; without it they lead to the checkout
    pages of this server. ``lacking`` names what the account has not set up in the Dashboard
    (``terms_of_service``, ``tax``, ``managed_payments``, ``charges``), ``granted`` the permissions of
    restricted keys, such as ``rak_plan_read``; None grants all.
    """
    (socket,) = bind_sockets(0, HOST)
    base_url = f"http://{HOST}:{socket.getsockname()[1]}"
    setup = Setup(links or links_at(base_url), lacking)
    storage = Storage(folder)
    stand_in = StandIn(base_url, Api(storage, setup, clock, granted), faults)
    desk = Desk(folder, clock, _nothing)
    started: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
    ready = threading.Event()

    async def run() -> None:
        server = HTTPServer(
            Application([*routes(lambda: desk), (r"/.*", _Call, {"stand_in": stand_in})], log_function=_quiet)
        )
        server.add_socket(socket)
        stop = asyncio.Event()
        started.append((asyncio.get_running_loop(), stop))
        ready.set()
        await stop.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=asyncio.run, args=[run()], daemon=True)
    thread.start()
    ready.wait()
    try:
        yield stand_in
    finally:
        loop, stop = started[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def _nothing() -> None:
    """Nobody waits for news of the last seat."""


def _quiet(_: RequestHandler) -> None:
    """Say nothing of requests that went as they should."""
