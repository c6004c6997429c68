"""QR codes as SVG: drawn at build, for pages that are printed and for apps that open no links."""

from __future__ import annotations

from itertools import groupby

from kpsite.growth.extra import Tools
from kpsite.pages.share_parts import Scan
from kpsite.values import dataclass

EDITION = "1"
"""To be raised with every change of the drawing."""
QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""
# Any of the eight masks can be read; to weigh them all against each other would take five times as long.
_MASK = 3


def matrix(link: str) -> list[bytearray]:
    """Give a link as a QR code: rows of modules, dark ones as 1, without the white around them."""
    import segno  # start-up time: most builds draw none

    return list(segno.make_qr(link, error="m", mask=_MASK).matrix)


def path(link: str) -> tuple[int, str]:
    """Give a link as a QR code with white around it: how many units it is wide and high, and the path of an
    SVG that fills its dark modules.
    """
    rows = matrix(link)
    runs = []
    for number, row in enumerate(rows, QUIET):
        column = QUIET
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                runs.append(f"M{column} {number}h{length}v1h-{length}z")
            column += length
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
