"""A visitor in a real browser, and a watch over everything that goes wrong while they look around."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
# Chromium heeds the last list of this kind alone, so Playwright's own comes first. The others would draw the
# toolbar of each window, which nobody sees, as a web page with a process of its own.
SWITCHED_OFF = (
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay",
    "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "InitialWebUI", "WebUIOmniboxFullPopup", "WebUIOmniboxPopup", "WebUIReloadButton",
)  # fmt: skip
QUIET = (
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--no-sandbox",  # tests run as root in containers, where the sandbox cannot be set up
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REPORT_VIOLATIONS = """document.addEventListener('securitypolicyviolation', event =>
  window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""
# Nothing that a test does leaves this machine, a press of the buy button included.
NOWHERE_ELSE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# On a busy machine Chromium leaves out the crossfade between two pages (CSS View Transitions 2, "skip the
# view transition") and reports that as if a script had failed. The pages are as they should be.
SKIPPED_TRANSITION = "Transition was aborted because of invalid state"
CUT = "net::ERR_INTERNET_DISCONNECTED"
CHECKOUTS = ("buy.stripe.com",)


@dataclass(frozen=True, slots=True)
class Eyes:
    """How a visitor sees the store: window width in CSS pixels, colour scheme, scripts, less motion."""

    width: int = 1280
    dark: bool = False
    scripts: bool = True
    still: bool = False

    def __str__(self) -> str:
        """Give a short name for test ids."""
        return f"{self.width}-{'dark' if self.dark else 'light'}{'' if self.scripts else '-noscript'}"


PHONE = Eyes(360, still=True)


class Watch:
    """Collects, over all pages of a browser context, what no visitor should ever cause.

    ``complaints`` holds console errors and warnings, uncaught exceptions, violations of the security policy,
    requests that failed, answers of 400 and above, and requests to any host but the store's own. ``cut`` says
    that the network was taken away on purpose.
    """

    def __init__(self, context: BrowserContext, origin: str, missing: set[str]) -> None:
        """Watch the pages that will be opened in the context; ``missing`` addresses are not there."""
        self.complaints: list[str] = []
        self._origin = origin
        self._missing = missing
        self.cut = False
        context.expose_binding("reportViolation", lambda _source, text: self._complain("policy", text))
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", self._exception)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def forgive(self, address: str) -> None:
        """Take it that requests for an address fail, as they are meant to."""
        self._missing.add(address)

    def _complain(self, kind: str, text: str) -> None:
        self.complaints.append(f"{kind}: {text}")

    def _console(self, message: ConsoleMessage) -> None:
        cut = self.cut and CUT in message.text
        if message.type in {"error", "warning"} and message.location["url"] not in self._missing and not cut:
            self._complain(f"console {message.type}", f"{message.text} ({message.location['url']})")

    def _exception(self, error: WebError) -> None:
        if not str(error.error).startswith(SKIPPED_TRANSITION):
            self._complain("exception", str(error.error))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url.removeprefix("blob:"))  # what a page has opened itself
        if f"{parts.scheme}://{parts.netloc}" != self._origin and not _to_checkout(request):
            self._complain("foreign request", request.url)

    def _failed(self, request: Request) -> None:
        # A visitor who goes on before a picture has come aborts it; nothing is wrong with the picture.
        expected = request.url in self._missing or (self.cut and request.failure == CUT)
        if request.failure != "net::ERR_ABORTED" and not expected and not _to_checkout(request):
            self._complain("failed request", f"{request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self._missing:
            self._complain(f"status {response.status}", response.url)


def _to_checkout(request: Request) -> bool:
    """Tell whether the visitor pressed a buy button, which leads out of the store and of the test's world."""
    return request.is_navigation_request() and urlsplit(request.url).hostname in CHECKOUTS


class Visitors:
    """Opens the store as visitors with different eyes see it, each with a browser context of their own."""

    def __init__(self, browser: Browser, origin: str) -> None:
        """Take the browser, and the origin (scheme and host) where it finds the store."""
        self._browser = browser
        self.origin = origin
        self.served: list[tuple[str, int]] = []
        self._contexts: list[BrowserContext] = []
        self._watches: list[Watch] = []

    def arrive(self, eyes: Eyes, path: str = "/", missing: bool = False) -> Page:
        """Open a path of the store as a new visitor; ``missing`` says that it is meant to lead nowhere."""
        context = self._browser.new_context(
            viewport={"width": eyes.width, "height": 800},
            color_scheme="dark" if eyes.dark else "light",
            java_script_enabled=eyes.scripts,
            reduced_motion="reduce" if eyes.still else "no-preference",
        )
        self._contexts.append(context)
        watch = Watch(context, self.origin, {self.origin + path} if missing else set())
        self._watches.append(watch)
        page = context.new_page()
        page.goto(self.origin + path)
        return page

    def forgive(self, address: str) -> None:
        """Take it that requests of everybody here for an address fail, as they are meant to."""
        for watch in self._watches:
            watch.forgive(address)

    def sealed_bytes(self) -> int:
        """Give how many bytes of sealed files the host has sent to everybody here."""
        return sum(size for path, size in self.served if path.startswith("/_kp/b/"))

    def cut_off(self, *, cut: bool = True) -> None:
        """Take the network away from everybody here, or give it back."""
        for context, watch in zip(self._contexts, self._watches, strict=True):
            watch.cut = True
            context.set_offline(cut)

    def leave(self) -> list[str]:
        """Close everything, and give what went wrong in all the time."""
        for context in self._contexts:
            context.close()
        return [complaint for watch in self._watches for complaint in watch.complaints]


ALL_EYES = tuple(Eyes(width, dark, still=True) for width in (360, 1280) for dark in (True, False))


def unfit(page: Page) -> list[str]:
    """Give what is wrong with a page on a phone and on a desktop, dark and light: violations of axe-core's
    rules, and what makes it scroll sideways.
    """
    found = []
    for eyes in ALL_EYES:
        look_with(page, eyes)
        found += [f"{eyes}: {wrong}" for wrong in (*violations(page), *sideways(page))]
    return found


def look_with(page: Page, eyes: Eyes) -> None:
    """Go on with an open page as a visitor who sees it otherwise: window and colours change in place."""
    page.set_viewport_size({"width": eyes.width, "height": 800})
    page.emulate_media(
        color_scheme="dark" if eyes.dark else "light",
        reduced_motion="reduce" if eyes.still else "no-preference",
    )


def violations(page: Page) -> list[str]:
    """Run all rules of axe-core over a page; one line a finding: rule, where, markup, what it asks."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{each['id']}: {json.dumps(node['target'])} {node['html'][:120]} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= room) return [];
  const outside = [...document.body.querySelectorAll('*')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.right > room + 1 || box.left < -1 || each.scrollWidth > room + 1;
  });
  return [`${document.scrollingElement.scrollWidth}px`, ...outside.map(each => each.outerHTML.slice(0, 120))];
}"""


def sideways(page: Page) -> list[str]:
    """Give how wide a page is and what makes it so when it has to be scrolled sideways; else nothing."""
    return list(page.evaluate(WIDER))
