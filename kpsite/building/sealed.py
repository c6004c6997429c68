"""Sealing a store: what closed lessons need is worked out, made where it is not known yet, and joined with
the other outputs.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from kpsite.building.crew import Crew
from kpsite.building.names import Known, Names
from kpsite.building.sealer import Sealer
from kpsite.building.store import Prepared
from kpsite.growth.shards import course_shards
from kpsite.hosts.licence import claim_address, function_files
from kpsite.load.media import MediaFile, mime_of
from kpsite.model.course import Course
from kpsite.pages.page import Page, page_path
from kpsite.problems import KpsiteError, Place, Problem, error
from kpsite.reading.access import Keyring
from kpsite.reading.program import claim_script
from kpsite.reading.stamp import VARIABLE
from kpsite.render.assets import Assets
from kpsite.render.fingerprint import Fingerprints
from kpsite.render.outputs import Output, byte_outputs
from kpsite.sealing.access import Book
from kpsite.sealing.keys import Master, UnitKeys
from kpsite.sealing.leaks import Guard, table_size
from kpsite.sealing.lessons import (
    INDEX,
    MEDIA,
    SealedLesson,
    SealedLessonView,
    index_plaintext,
    manifest,
    media_of,
    sealed_courses,
    sealed_lessons,
    texts_left_out,
)
from kpsite.sealing.sealed import PART, Sealing, seal, sealed_size, sealing
from kpsite.sealing.search import CourseIndex, course_indexes
from kpsite.sealing.tasks import Part, Task
from kpsite.sealing.terms import course_lockers
from kpsite.values import dataclass

LETTERS_A_WORD = 5
WORKER = ("kps.js", "shelf.js", "sw.js")


@dataclass(slots=True)
class _Course:
    """What is sealed of a course: for each unit its keys; lessons and media; titles of unlisted lessons; the
    indexes for searching; what its certificates are signed with.
    """

    units: dict[int, UnitKeys] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    unlisted: dict[str, str] = field(default_factory=dict)
    certificate: str = ""
    indexes: list[Task] = field(default_factory=list)

    def all(self) -> list[Task]:
        """Give everything that is sealed of it."""
        return [*self.tasks.values(), *self.indexes]


@dataclass(frozen=True, slots=True)
class Sealed:
    """Everything that a store should publish, what is wrong with closed lessons, what sealed them, the size
    and the mark of the table by which closed texts are found, and a digest of all that is closed.
    """

    outputs: list[Output]
    problems: tuple[Problem, ...]
    sealer: Sealer
    table: tuple[int, bytes]
    closed: str


def seal_store(
    prepared: Prepared, outputs: Sequence[Output], root: Path, keyring: Keyring, crew: Crew
) -> Sealed:
    """Seal what is closed, and let the crew look through all that it makes from now on.

    ``outputs`` are those of the open store. Raises ``KpsiteError`` when there is something to seal and no key
    to do it with.
    """
    courses = sealed_courses(prepared.site)
    if keyring.master is None:
        raise KpsiteError([*prepared.problems, _no_key(courses)])
    public = {prepared.site.base + output.path for output in outputs if isinstance(output.make, MediaFile)}
    lessons = list(sealed_lessons(prepared.site, keyring.master, keyring.book.editions, public))
    planned = {uid: _Course() for uid in courses}
    basis = _basis(outputs)
    for lesson in sorted(lessons, key=lambda one: one.keys.unit):
        _plan(lesson, planned[lesson.keys.uid], prepared, basis)
    certificates = _certificates(prepared, keyring.master, keyring.book, planned)
    shards = {output.path for output in outputs if output.path.startswith("search/")}
    for one in (one for versions in courses.values() for one in versions):
        _plan_search(one, lessons, planned[one.uid], prepared, shards)
    size = table_size(sum(_length(lesson) for lesson in lessons) // LETTERS_A_WORD)
    names = Names(root, size)
    tasks = [task for course in planned.values() for task in course.all()]
    media = tuple(task.make for task in tasks if isinstance(task.make, MediaFile))
    sealer = crew.arm(Guard(names.table, media))
    left_out = list(texts_left_out(prepared.site))
    for text in left_out:
        sealer.guard.close(text)
    fresh = _make_missing(tasks, names, prepared, crew)
    made = list(outputs)
    for uid, course in planned.items():
        made += _outputs(course, names, fresh)
        lockers = course_lockers(
            courses[uid], keyring.master, keyring.book, prepared.site.today, keyring.sales(uid)
        )
        tables = dict(_tables(course, names))
        units = {unit: path.rsplit("/", 1)[1] for unit, (path, _) in tables.items()}
        claim = claim_address(prepared.site, courses[uid])
        edition = keyring.book.edition(uid)
        known = manifest(edition, units, len(lockers), certificates.get(uid), claim)
        top = {f"_kp/c/{uid}.json": known}
        made += byte_outputs(dict(tables.values()) | lockers | top)
    made += byte_outputs(_worker(prepared.assets))
    made += byte_outputs(function_files(prepared.site, courses, keyring.book, claim_script))
    problems = [*(_hushed(one) for lesson in lessons for one in lesson.problems), *_problems(tasks, names)]
    made.sort(key=lambda output: output.path)
    closed = hashlib.blake2b("\0".join([*sorted(task.inputs for task in tasks), *left_out]).encode())
    return Sealed(made, tuple(problems), sealer, (size, names.mark), closed.hexdigest()[:32])


def _certificates(
    prepared: Prepared, master: Master, book: Book, planned: Mapping[str, _Course]
) -> dict[str, dict[str, str]]:
    """Let courses know what their certificates are signed with; gives the public keys by uid and edition."""
    made = {}
    for uid in {course.uid for course in prepared.site.courses if prepared.site.certified(course)}:
        # Start-up time: few stores give certificates.
        from kpsite.sealing.certificates import edition_seed, public_keys

        edition = book.edition(uid)
        planned[uid].certificate = edition_seed(master.course_key(uid, edition)).hex()
        made[uid] = public_keys(master, uid, edition)
    return made


def _worker(assets: Assets) -> dict[str, bytes]:
    """Give the script that serves sealed media to players; browsers want it at the top of what it serves."""
    if not all(name in assets.names() for name in WORKER):
        return {}
    return {"kp-worker.js": b"\n".join(assets.file(name)[1] for name in WORKER)}


def _no_key(courses: Mapping[str, list[Course]]) -> Problem:
    first = min(course.path for versions in courses.values() for course in versions)
    hint = (
        f'make one with "kpsite keys new", or on a build server set {VARIABLE} to yours; '
        '"kpsite build --public-only" leaves closed lessons out'
    )
    return error(Place(first), "no-key", "found lessons to seal and no master key to seal them with", hint)


def _basis(outputs: Iterable[Output]) -> dict[str, str]:
    """Give what all rendered texts depend on besides their own: as for pages."""
    page = next(output for output in outputs if isinstance(output.make, Page))
    return {name: value for name, value in page.inputs.items() if name != "content"}


def _length(lesson: SealedLesson) -> int:
    view = lesson.fragment.view
    texts = [view.body, view.transcript] if isinstance(view, SealedLessonView) else []
    return sum(len(text.text) for text in texts if text)


def _plan(lesson: SealedLesson, course: _Course, prepared: Prepared, basis: Mapping[str, str]) -> None:
    """Add the tasks of a lesson: its text, and the media that it shows and no earlier unit has."""
    keys = course.units.setdefault(lesson.keys.unit, lesson.keys)
    if lesson.unlisted:
        course.unlisted[lesson.path] = lesson.unlisted
    seen = Fingerprints()
    content = seen.of((lesson.fragment.url, lesson.fragment.language, lesson.fragment.view))
    course.tasks[lesson.path] = Task(
        keys, lesson.path, lesson.fragment, _inputs(keys, lesson.path, content, *basis.values())
    )
    prefix = f"{prepared.site.base}{MEDIA}{keys.uid}/"
    for path, file in media_of(seen.media, prefix, prepared.media.files).items():
        if path not in course.tasks:
            course.tasks[path] = _media_task(keys, path, file, prepared)


def _plan_search(
    course: Course, lessons: Iterable[SealedLesson], planned: _Course, prepared: Prepared, shards: set[str]
) -> None:
    site = prepared.site
    public = course_shards(site, course.language).get(site.href(course.url), "")
    own = {page_path(one.url) for one in course.lessons}
    for index in course_indexes(
        course, {one.path: one for one in lessons if one.path in own}, public if public in shards else ""
    ):
        inputs = _inputs(index.keys, index.path, index.fingerprint(), prepared.kit.program)
        planned.indexes.append(Task(index.keys, index.path, index, inputs))


def _media_task(keys: UnitKeys, path: str, file: MediaFile, prepared: Prepared) -> Task:
    digest = (
        prepared.media.tree.assets[file.path].digest if file.path else hashlib.blake2b(file.drawn).hexdigest()
    )
    variant = f"{file.variant.format} {file.variant.width}" if file.variant else ""
    return Task(keys, path, file, _inputs(keys, path, digest, variant, prepared.kit.program), mime_of(path))


def _inputs(keys: UnitKeys, *parts: str) -> str:
    words = (keys.uid, str(keys.edition), str(keys.unit), keys.fingerprint, *parts)
    return hashlib.blake2b("\0".join(words).encode(), digest_size=16).hexdigest()


def _make_missing(tasks: list[Task], names: Names, prepared: Prepared, crew: Crew) -> dict[str, bytes]:
    """Make what is not known yet; gives the sealed bytes of what is one file, by its inputs."""
    missing = [task for task in tasks if task.inputs not in names.known]
    fresh: dict[str, bytes] = {}
    wrong: list[Problem] = []
    for piece in crew.seal(missing):
        wrong += piece.wrong
        if not piece.wrong:
            names.known[piece.path] = Known.unpack(piece.facts)
            fresh[piece.path] = piece.data
    if wrong:
        raise KpsiteError([*prepared.problems, *wrong])
    names.save({task.inputs for task in tasks})
    return fresh


def _sealing(task: Task, names: Names) -> Sealing:
    known = names.known[task.inputs]
    return Sealing(task.keys, task.path, known.size, known.digest)


def _outputs(course: _Course, names: Names, fresh: Mapping[str, bytes]) -> Iterator[Output]:
    for task in course.all():
        one = _sealing(task, names)
        data = fresh.get(task.inputs, b"")
        for number, path in enumerate(one.files()):
            make = data if data and one.size <= PART else Part(task, one, number)
            yield Output(path, {"sealed": task.inputs}, make)


def _tables(course: _Course, names: Names) -> Iterator[tuple[int, tuple[str, bytes]]]:
    """Give for each unit its table, sealed: path and bytes."""
    for unit, keys in course.units.items():
        lessons: dict[str, list[str]] = {}
        media: dict[str, tuple[list[str], int, str]] = {}
        search: dict[str, list[str]] = {}
        size = 0
        for task in (one for one in course.all() if one.keys.unit == unit):
            one = _sealing(task, names)
            files = [path.rsplit("/", 1)[1] for path in one.files()]
            if isinstance(task.make, MediaFile):
                media[task.path] = (files, one.size, task.mime)
                continue
            size += sealed_size(one.size)
            (search if isinstance(task.make, CourseIndex) else lessons)[task.path] = files
        unlisted = {path: title for path, title in course.unlisted.items() if path in lessons}
        # Nobody has finished a course who has not opened the last of it.
        seed = course.certificate if unit == max(course.units) else ""
        plain = index_plaintext(lessons, media, unlisted, search, size, seed)
        yield unit, (sealing(keys, INDEX, plain).files()[0], seal(keys, INDEX, plain))


def _hushed(problem: Problem) -> Problem:
    """Leave the words of a closed lesson out of a message: build servers show theirs to many."""
    message = f"found a fault in a closed lesson ({problem.code}); what stands there is not repeated here"
    return dataclasses.replace(problem, message=message, hint="look at that line")


def _problems(tasks: Iterable[Task], names: Names) -> Iterator[Problem]:
    for task in tasks:
        yield from names.known[task.inputs].problems(task.source)
