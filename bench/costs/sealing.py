"""Sealing what is paid for, and looking for it in what everybody may read."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from random import Random

from bench.costs.cost import Cost
from bench.places import ROOT
from bench.report.spread import spread
from bench.tools.tool import Tool
from kpsite.sealing.keys import SIZE, Master, UnitKeys
from kpsite.sealing.leaks import Guard, suspicion, table_size
from kpsite.sealing.sealed import PART, sealing

COURSES = ROOT / "content" / "courses"
MEGA = 1_000_000
PARTS = 16
ROUNDS = 5


def sealed(_: Tool) -> Iterator[Cost]:
    """Seal a film in this process, and open it again as every build does."""
    keys = UnitKeys.of(Master(bytes(SIZE)).course_key("course", 1), "course", 1, 0)
    film = bytes(range(256)) * (PARTS * PART // 256)
    one = sealing(keys, "m/film.mp4", film)
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        for number in range(PARTS):
            part = film[number * PART : (number + 1) * PART]
            if one.opened(number, one.part(number, part)) != part:
                raise AssertionError("what was sealed does not open")
        times.append(time.perf_counter() - begun)
    taken = spread(times)
    rate = f"{len(film) / MEGA / taken.median:.0f} MB/s"
    yield Cost("sealing and opening again, one core", f"a film of {len(film) / MEGA:.0f} MB", taken, rate)


def looked_through(_: Tool) -> Iterator[Cost]:
    """Look through the texts of all courses but one for runs of words of that one."""
    texts = {path: path.read_bytes() for path in sorted(COURSES.rglob("*.md"))}
    first = min(path.relative_to(COURSES).parts[0] for path in texts)
    closed = [data.decode() for path, data in texts.items() if path.relative_to(COURSES).parts[0] == first]
    public = [data for path, data in texts.items() if path.relative_to(COURSES).parts[0] != first]
    size = sum(map(len, public))
    times = []
    for _round in range(ROUNDS):
        guard = Guard(bytearray(table_size(sum(map(len, closed)))))
        for text in closed:
            guard.close(text)
        begun = time.perf_counter()
        for data in public:
            suspicion(guard, "index.html", data)
        times.append(time.perf_counter() - begun)
    taken = spread(times)
    amount = f"{len(public)} texts of the demo store, {size / MEGA:.2f} MB"
    yield Cost("looking for closed text, one core", amount, taken, f"{size / MEGA / taken.median:.1f} MB/s")


def looked_through_bytes(_: Tool) -> Iterator[Cost]:
    """Look through a public archive and a public film, as when a text becomes closed."""
    texts = [path.read_bytes() for path in sorted(COURSES.rglob("*.md"))]
    guard = Guard(bytearray(table_size(sum(map(len, texts)))))
    guard.close(texts[0].decode())
    noise = Random(1).randbytes(PART)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for number, text in enumerate(texts[1:]):
            made.writestr(f"{number}.md", text)
    for name, data in (("archive.zip", archive.getvalue()), ("film.mp4", noise * (PARTS // 4))):
        times = []
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            suspicion(guard, name, data)
            times.append(time.perf_counter() - begun)
        taken = spread(times)
        amount = f"{name}, {len(data) / MEGA:.2f} MB"
        rate = f"{len(data) / MEGA / taken.median:.1f} MB/s"
        yield Cost("looking through a public file, one core", amount, taken, rate)
