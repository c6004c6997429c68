"""Encoding pictures: every size and format that readers of a course may be sent."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.costs.cost import Cost
from bench.places import ROOT
from bench.report.spread import spread
from bench.tools.tool import Tool
from kpsite.render.images import Variant, encode, inspect, toolchain, variants

COURSE = ROOT / "content" / "courses" / "reading-charts"
ENDINGS = {".png", ".jpg", ".jpeg", ".webp"}
MEGA = 1_000_000


def encoding(_: Tool) -> Iterator[Cost]:
    """Encode all pictures of a course of the demo store in this process, format after format."""
    avif = toolchain().avif
    pictures = [path.read_bytes() for path in sorted(COURSE.rglob("*")) if path.suffix in ENDINGS]
    work = [(data, variant) for data in pictures for variant in variants(inspect(data), avif=avif)]
    for kind in sorted({variant.format for _, variant in work}):
        files = [(data, variant) for data, variant in work if variant.format == kind]
        begun = time.perf_counter()
        for data, variant in files:
            encode(data, variant)
        seconds = time.perf_counter() - begun
        rate = sum(_pixels(data, variant) for data, variant in files) / MEGA / seconds
        amount = f"{len(pictures)} pictures of the demo store into {len(files)} files"
        yield Cost(
            f"encoding pictures as {kind}, one core", amount, spread([seconds]), f"{rate:.1f} megapixels/s"
        )


def _pixels(data: bytes, variant: Variant) -> float:
    facts = inspect(data)
    return variant.width**2 * facts.height / facts.width
