"""QR codes as SVG: drawn at build, for pages that are printed and for apps that open no links."""

from __future__ import annotations

import re

from kpsite.growth.extra import Tools
from kpsite.growth.qr_code import modules
from kpsite.pages.share_parts import Scan
from kpsite.values import dataclass

EDITION = "1"
"""To be raised with every change of the drawing."""
QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""
_DARK = re.compile(b"1+")


def path(link: str) -> tuple[int, str]:
    """Give a link as a QR code with white around it: how many units it is wide and high, and the path of an
    SVG that fills its dark modules.
    """
    rows = modules(link)
    runs = [
        f"M{run.start() + QUIET} {number}h{run.end() - run.start()}v1h{run.start() - run.end()}z"
        for number, row in enumerate(rows, QUIET)
        for run in _DARK.finditer(row)
    ]
    return len(rows) + 2 * QUIET, "".join(runs)


def qr_svg(link: str) -> bytes:
    """Give a link as an SVG of a QR code, dark on white also where the page is dark."""
    size, drawn = path(link)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{drawn}"/></svg>\n'
    ).encode()


@dataclass(frozen=True, slots=True)
class QrFile:
    """A QR code to draw."""

    scan: Scan

    def made(self, tools: Tools) -> bytes:
        """Draw it."""
        return qr_svg(self.scan.link)
