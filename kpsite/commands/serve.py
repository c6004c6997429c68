"""``kpsite serve``: preview the store, rebuilt at every save."""

from __future__ import annotations

import dataclasses
import traceback
import webbrowser
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from functools import partial

from tornado.ioloop import IOLoop

from kpsite.commands.orders import order_of
from kpsite.commands.terminal import count, paint, say, show_problems
from kpsite.commands.verb import OK, add_store_options
from kpsite.problems import KpsiteError, Place, error
from kpsite.serve.preview import Outcome, Preview
from kpsite.serve.server import HOST, reload_browsers, start
from kpsite.serve.watch import Watch

DEFAULT_PORT = 8000
LAST_PORT = 65_535


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_store_options(parser)
    parser.add_argument(
        "--port",
        type=_port,
        metavar="PORT",
        default=DEFAULT_PORT,
        help=f"where to listen (default: {DEFAULT_PORT}; 0 takes a free port)",
    )
    parser.add_argument("--open", action="store_true", help="open a browser")
    parser.add_argument(
        "--as",
        dest="audience",
        choices=("visitor", "buyer"),
        default="visitor",
        help="whose view to show (default: visitor)",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise ArgumentTypeError(f'"{text}" is no port; write a number from 0 to {LAST_PORT}')
    return int(text)


def run(arguments: Namespace) -> int:
    """Serve until interrupted."""
    arguments.base_url = arguments.base_url or f"http://{HOST}:{arguments.port}/"
    order = order_of(arguments, "dist", buyer=arguments.audience == "buyer")
    preview = Preview(order)
    loop, port = _listen(preview, arguments.port)
    if port != arguments.port:
        settings = dataclasses.replace(order.settings, base_url=f"http://{HOST}:{port}/")
        preview.order = dataclasses.replace(preview.order, settings=settings)
    watch = Watch(order.root, partial(_changed, preview, loop))
    watch.start()  # before the first build, so that what is saved meanwhile is not missed
    try:
        preview.refresh(frozenset(), _tell)
        say(
            f"Serving at {paint(f'http://{HOST}:{port}/', 'bold')} as a {arguments.audience} sees it. "
            "Press Ctrl+C to stop."
        )
        if arguments.audience == "buyer":
            say(paint("Closed lessons are open in this view: it is for your eyes only.", "yellow"))
        if arguments.open:
            webbrowser.open(f"http://{HOST}:{port}/")
        loop.start()
    except KeyboardInterrupt:
        say()
    finally:
        watch.stop()
    return OK


def _listen(preview: Preview, port: int) -> tuple[IOLoop, int]:
    try:
        return start(preview, port)
    except OSError as wrong:
        hint = "another program listens there; choose another with --port, or 0 for a free one"
        raise KpsiteError(
            [
                error(
                    Place(f"--port {port}"),
                    "port",
                    f"found that the port cannot be used: {wrong.strerror}",
                    hint,
                )
            ]
        ) from wrong


def _changed(preview: Preview, loop: IOLoop, saved: frozenset[str]) -> None:
    try:
        if preview.refresh(saved, _tell):
            loop.add_callback(reload_browsers)
        if preview.rest(_tell):
            loop.add_callback(reload_browsers)
    except Exception:  # a bug is shown, and the next save may pass it by
        traceback.print_exc()


def _tell(outcome: Outcome | KpsiteError, seconds: float) -> None:
    if isinstance(outcome, KpsiteError):
        show_problems(outcome.problems)
        say(paint("The last good pages stay.", "dim"))
        return
    if outcome.problems:
        show_problems(outcome.problems)
    changed = outcome.plan.changes
    shown = changed[0].key if len(changed) == 1 else count(len(changed), "file")
    if changed:
        say(f"{paint('~', 'green')} {shown} in {seconds * 1000:.0f} ms")
