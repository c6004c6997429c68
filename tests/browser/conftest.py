"""The fixtures of the browser tests: a browser, the demo store on a host, and visitors to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.rig import NOWHERE_ELSE, QUIET, Visitors
from tests.browser.sealed import SEALED_ORIGIN, Shop, make_shop
from tests.browser.server import serving
from tests.demo import ORIGIN


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Give a function that starts a browser, with further command-line arguments of Chromium's."""
    found = chromium.find()
    if found is None:
        pytest.fail("no Chromium: run make test, or set KPSITE_CHROMIUM", pytrace=False)
    with sync_playwright() as playwright:
        yield lambda *further: playwright.chromium.launch(executable_path=found, args=[*QUIET, *further])


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser], demo: Path) -> Iterator[Browser]:
    """Give a browser for which the demo's host is this machine."""
    host = ORIGIN.removeprefix("http://")
    with serving(demo) as port:
        browser = launch(f"--host-resolver-rules=MAP {host}:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def here(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """Give a browser that finds what is on this machine, and nothing else."""
    browser = launch(f"--host-resolver-rules={NOWHERE_ELSE}")
    yield browser
    browser.close()


@pytest.fixture
def visitors(browser: Browser) -> Iterator[Visitors]:
    """Give visitors to the demo; wherever they go, nothing may go wrong in the console or on the wire."""
    arriving = Visitors(browser, ORIGIN)
    yield arriving
    assert arriving.leave() == []


@pytest.fixture(params=["/", "/sub/path/"], ids=["root", "sub-path"])
def base(request: pytest.FixtureRequest) -> str:
    """Give where the store is published on its host."""
    return str(request.param)


@pytest.fixture
def ranges() -> bool:
    """Tell whether the host knows ranges; a test may say otherwise."""
    return True


@pytest.fixture
def shop(tmp_path: Path, base: str, ranges: bool) -> Shop:
    """Give a store with a sealed course."""
    return make_shop(tmp_path / "store", SEALED_ORIGIN, base, ranges=ranges)


@pytest.fixture
def buyers(launch: Callable[..., Browser], shop: Shop) -> Iterator[Visitors]:
    """Give buyers of it; whatever they do, nothing goes wrong in the console or on the wire."""
    served: list[tuple[str, int]] = []
    with serving(shop.dist, shop.base, served, ranges=shop.ranges) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        arriving = Visitors(browser, SEALED_ORIGIN)
        arriving.served = served
        yield arriving
        assert arriving.leave() == []
        browser.close()
