"""``kpsite export``: a course as a file to give away. Here alone is closed text written in clear."""

from __future__ import annotations

import datetime
import io
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from kpsite.building.laps import Laps
from kpsite.building.pictures import media_bytes
from kpsite.building.store import Prepared, prepare
from kpsite.building.studio import Studio
from kpsite.commands.terminal import paint, say
from kpsite.commands.verb import OK, add_store, find_root
from kpsite.editions.archive import write_archive
from kpsite.editions.edition import Edition, edition
from kpsite.editions.epub import Entry, epub
from kpsite.editions.offline import offline
from kpsite.load.media import MediaFile
from kpsite.load.settings import Settings
from kpsite.model.course import Course
from kpsite.problems import KpsiteError, Severity, did_you_mean, refusal, unreadable
from kpsite.reading.access import read_keyring
from kpsite.reading.stamp import STRIPE_KEY

_NAME = 80
_OURS = b"PK\x03\x04"
"""What every edition begins with; a file that begins otherwise is somebody's own."""
_MEGABYTE = 1 << 20
SHOWN = ("dist", "content", "themes")
"""Folders whose files are published, or may be."""


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    parser.usage = 'kpsite export course SLUG (--epub | --zip) [--name "Buyer"] [--lang CODE] [--out FILE]'
    parser.add_argument("what", choices=("course",), help="what to export")
    parser.add_argument("slug", metavar="SLUG", help="the course's slug or id")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--epub", action="store_true", help="one file for e-readers; films stay on the web")
    kind.add_argument("--zip", action="store_true", help="pages that open offline, with every file")
    parser.add_argument("--name", default="", help="for whom it is; the name stands in the edition")
    parser.add_argument("--lang", default="", metavar="CODE", help="which language of the course")
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to (default: a file in this folder)")
    parser.add_argument("--force", action="store_true", help="replace a file that is no earlier edition")
    add_store(parser)


def run(arguments: Namespace) -> int:
    """Write an edition; the exit code is 0 when it is there."""
    name = " ".join(arguments.name.split())
    if len(name) > _NAME or not name.isprintable():
        raise _wrong("--name", f"found a name of {len(name)} characters", f"write one line of up to {_NAME}")
    root = find_root(Path(arguments.store or ".").resolve())
    read_keyring(root, os.environ)  # first, as plugins are not to find the key
    os.environ.pop(STRIPE_KEY, "")  # nor this one, and nobody is asked
    today = datetime.date.today()  # noqa: DTZ011 - the creator's own day
    prepared = prepare(root, Settings(today, buyer=True, sealing=False), Laps())
    if any(problem.severity is Severity.ERROR for problem in prepared.problems):
        raise KpsiteError(list(prepared.problems))
    course = _course(prepared, arguments.slug, arguments.lang)
    out = _target(arguments, course, root, prepared)
    made = edition(course, prepared.front, prepared.media.files, buyer=name)
    html = Studio(prepared.kit, prepared.plugins).html
    entries = epub(made, html) if arguments.epub else offline(made, html, out.stem)
    _write(out, entries, prepared)
    _tell(out, made)
    return OK


def _course(prepared: Prepared, slug: str, language: str) -> Course:
    courses = [one for one in prepared.site.courses if slug in (one.slug, one.uid)]
    if not courses:
        known = sorted({one.slug for one in prepared.site.courses})
        hint = did_you_mean(slug, known) or f"there is {', '.join(known) or 'none'}"
        raise _wrong(slug, f'found no course "{slug}"', hint)
    if not language:
        return courses[0]
    found = next((one for one in courses if one.language.lower() == language.lower()), None)
    if found is None:
        hint = f"there is {', '.join(one.language for one in courses)}"
        raise _wrong("--lang", f'found no "{slug}" in the language "{language}"', hint)
    return found


def _target(arguments: Namespace, course: Course, root: Path, prepared: Prepared) -> Path:
    """Give where to write. Raises ``KpsiteError`` for a place that is published, and for a foreign file."""
    ending = ".epub" if arguments.epub else ".zip"
    several = sum(one.uid == course.uid for one in prepared.site.courses) > 1
    default = f"{course.slug}{f'.{course.language}' if several else ''}{ending}"
    out = Path(arguments.out or default).absolute()
    place = out.resolve()
    if place.is_dir():
        raise _wrong(str(arguments.out), "found a folder", f"name a file, such as {default}")
    published = [*(root / name for name in SHOWN), *_published(place)]
    if any(_is_in(place, folder) for folder in published):
        hint = f"write it outside {', '.join(SHOWN)}: it holds what only buyers may have"
        raise _wrong(str(arguments.out), "found a place that is published", hint)
    if place.exists() and not arguments.force and not _ours(place):
        hint = "name another file, or say --force to replace it"
        raise _wrong(str(arguments.out or default), "found a file there that is no edition", hint)
    return place


def _is_in(place: Path, folder: Path) -> bool:
    """Whether a place lies in a folder, by whatever name it is called: some systems take Dist for dist."""
    if place.is_relative_to(folder.resolve()):
        return True
    return folder.exists() and any(above.exists() and above.samefile(folder) for above in place.parents)


def _published(place: Path) -> Iterator[Path]:
    """Give the output folders around a place, whichever store they are of."""
    for folder in place.parents:
        if (folder / "_kp").is_dir() or (folder / "_headers").is_file():
            yield folder


def _ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_OURS)) == _OURS
    except OSError:
        return False


def _write(out: Path, entries: Iterator[Entry], prepared: Prepared) -> None:
    fresh = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with fresh.open("xb") as target:
            write_archive(target, entries, lambda file: _opened(file, prepared))
        fresh.replace(out)
    except OSError as wrong:
        hint = "name a file in a folder that is there and that you may write to"
        message = f"found that it cannot be written: {wrong.strerror}"
        raise _wrong(out.name, message, hint) from wrong
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _opened(file: MediaFile, prepared: Prepared) -> IO[bytes]:
    """Open a file as it is where it lies, since films are large; make what has to be made."""
    if file.path and file.variant is None:
        try:
            return Path(prepared.real[file.path]).open("rb")
        except OSError as wrong:
            raise KpsiteError([unreadable(file.path, wrong)]) from wrong
    digest = prepared.media.tree.assets[file.path].digest if file.path else ""
    return io.BytesIO(media_bytes(file, prepared.real.get(file.path, ""), digest))


def _tell(out: Path, made: Edition) -> None:
    size = out.stat().st_size
    shown = f"{size / _MEGABYTE:.1f} MB" if size >= _MEGABYTE else f"{size / 1000:.0f} kB"
    lessons = f"{len(made.lessons)} lessons" if len(made.lessons) != 1 else "1 lesson"
    who = f", prepared for {made.buyer}" if made.buyer else ""
    say(f"{paint('+', 'green')} {out.name}  {lessons}, {shown}{who}")
    say("It holds the paid lessons in clear: give it to buyers only, and put it on no public page.")


def _wrong(place: str, message: str, hint: str) -> KpsiteError:
    return refusal(place, "export", message, hint)
