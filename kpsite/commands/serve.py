"""``kpsite serve``: preview the store, rebuilt at every save."""

from __future__ import annotations

import dataclasses
import traceback
import webbrowser
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from tornado.ioloop import IOLoop

from kpsite.commands.build_order import build_order
from kpsite.commands.practising import Practice
from kpsite.commands.terminal import count, paint, say, show_problems
from kpsite.commands.verb import OK, add_store_options
from kpsite.model.pay_link import PRACTICE
from kpsite.problems import KpsiteError, Place, Problem, error
from kpsite.reading.access import read_access
from kpsite.reading.stamp import ACCESS_FILE
from kpsite.serve.background import Background
from kpsite.serve.preview import Outcome, Preview
from kpsite.serve.server import HOST, reload_browsers, start
from kpsite.serve.watch import Watch
from kpsite.targets.lock import locked

DEFAULT_PORT = 8000
LAST_PORT = 65_535
# What is wrong with links for buyers does not matter to practice, which has its own.
PRACTISED = frozenset({"no-payment-link", "price-not-applied", "test-link"})


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
    order = build_order(arguments, "dist", buyer=arguments.audience == "buyer")
    # Nobody pays by mistake while looking: a practice link comes before all others.
    order = dataclasses.replace(
        order, settings=dataclasses.replace(order.settings, modes=(PRACTICE, "live", "test"))
    )
    preview, practice, tell = Preview(order), Practice(order.root), _Teller()
    practising = Background(partial(_practise, preview, practice, tell, IOLoop.current()))
    watch = Watch(order.root, partial(_changed, preview, practising, tell, IOLoop.current()))

    def sold_out() -> None:
        practice.moved = True
        practising.ask()

    loop, port = _listen(preview, arguments.port, sold_out)
    if port != arguments.port:
        settings = dataclasses.replace(order.settings, base_url=f"http://{HOST}:{port}/")
        preview.order = dataclasses.replace(preview.order, settings=settings)
    practice.address = f"http://{HOST}:{port}/"
    with _alone(preview, arguments.audience):
        practising.start()
        watch.start()  # before the first build, so that what is saved meanwhile is not missed
        try:
            preview.refresh(frozenset(), tell)
            say(
                f"Serving at {paint(f'http://{HOST}:{port}/', 'bold')} as a {arguments.audience} sees it. "
                "Press Ctrl+C to stop."
            )
            say(paint("Buy buttons lead to a practice checkout on this machine; no money moves.", "dim"))
            if arguments.audience == "buyer":
                say(paint("Closed lessons are open in this view: it is for your eyes only.", "yellow"))
            practising.ask()
            if arguments.open:
                webbrowser.open(f"http://{HOST}:{port}/")
            loop.start()
        except KeyboardInterrupt:
            say()
        finally:
            watch.stop()
            practising.stop()
    return OK


@contextmanager
def _alone(preview: Preview, audience: str) -> Iterator[None]:
    """Keep a second preview of the same view away, which would build for another address into one folder."""
    preview.folder.parent.mkdir(parents=True, exist_ok=True)
    lock = f"{preview.folder}.lock"
    with locked(lock, "kpsite serve", f"showing this store as a {audience} sees it"):
        yield


def _listen(preview: Preview, port: int, sold_out: Callable[[], None]) -> tuple[IOLoop, int]:
    try:
        return start(preview, port, sold_out)
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


def _changed(
    preview: Preview, practising: Background, tell: _Teller, loop: IOLoop, saved: frozenset[str]
) -> None:
    try:
        if str(preview.order.root / ACCESS_FILE) in saved:
            _read_access(preview)
        if preview.refresh(saved, tell):
            loop.add_callback(reload_browsers)
        practising.ask()
        if preview.rest(tell):
            loop.add_callback(reload_browsers)
    except Exception:  # a bug is shown, and the next save may pass it by
        traceback.print_exc()


def _read_access(preview: Preview) -> None:
    order = preview.order
    try:
        keyring = dataclasses.replace(order.keyring, book=read_access(order.root))
    except KpsiteError as wrong:
        show_problems(wrong.problems)
        say(paint("Who has access stays as it was.", "dim"))
        return
    preview.order = dataclasses.replace(order, keyring=keyring)


def _practise(preview: Preview, practice: Practice, tell: _Teller, loop: IOLoop) -> None:
    try:
        if preview.site is None or not practice.follow(preview.site):
            return
        if preview.refresh(frozenset(), partial(tell, why="buy buttons lead to the practice checkout")):
            loop.add_callback(reload_browsers)
    except KpsiteError as wrong:
        show_problems(wrong.problems)
        say(paint("The practice account stays as it was.", "dim"))
    except Exception:  # as above
        traceback.print_exc()


class _Teller:
    """Says what came of a build; problems that were said already are no news."""

    def __init__(self) -> None:
        self._told: tuple[Problem, ...] = ()
        self._failed = False

    def __call__(self, outcome: Outcome | KpsiteError, seconds: float, why: str = "") -> None:
        if isinstance(outcome, KpsiteError):
            show_problems(outcome.problems)
            say(paint("The last good pages stay.", "dim"))
            self._told, self._failed = (), True
            return
        problems = tuple(problem for problem in outcome.problems if problem.code not in PRACTISED)
        if problems != self._told:
            show_problems(problems)
        self._told = problems
        changed = outcome.plan.changes
        shown = changed[0].key if len(changed) == 1 else count(len(changed), "file")
        if changed:
            reason = paint(f": {why}", "dim") if why else ""  # nobody has saved anything
            say(f"{paint('~', 'green')} {shown} in {seconds * 1000:.0f} ms{reason}")
        elif self._failed:
            say(paint("It can be built again, and the pages are as they were.", "green"))
        self._failed = False
