"""What the tests of the folder target share: generations of a small output, and how they are published."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from kpsite.plan import Kind, Plan, State, make_plan
from kpsite.targets.folder import Folder

Generation = Mapping[str, bytes]
"""path -> bytes of every file of an output."""

FIRST: Generation = {
    "index.html": b"home, first",
    "about.html": b"about",
    "assets/app.css": b"body {}",
    "courses/ink/index.html": b"ink, first",
    "courses/ink/lesson/index.html": b"lesson",
    "courses/oil/index.html": b"oil",
}
SECOND: Generation = {
    "index.html": b"home, second",
    "about.html": b"about",
    "assets/app.css": b"body {}",
    "courses/ink/index.html": b"ink, second",
    "courses/ink/lesson/index.html": b"lesson",
    "courses/tea/one/index.html": b"tea",
}


def folder_of(store: Path) -> Folder:
    """Give the folder as a new process would have it."""
    return Folder(store / "dist", store / ".kpsite")


def desired(generation: Generation) -> State:
    return {path: {"view": sha256(data).hexdigest()} for path, data in generation.items()}


def publish(folder: Folder, generation: Generation) -> Plan:
    """Bring the folder to the generation as a build does, and give what was to do."""
    plan = make_plan(folder.state(), desired(generation))
    with folder.staging(plan) as stage:
        for change in plan.changes:
            if change.kind is not Kind.RETIRE:
                stage.write(change.key, generation[change.key], change.after)
        stage.commit()
    return plan


def to_do(folder: Folder, generation: Generation) -> dict[str, str]:
    """Give what a look at the folder finds to do for the generation: key -> kind and reasons."""
    return reasons(make_plan(folder.state(), desired(generation)))


def found(out: Path) -> dict[str, bytes]:
    """Give everything that stands in a folder, empty folders too, with a slash behind their names."""
    files = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    empty = [path for path in out.rglob("*") if path.is_dir() and not any(path.iterdir())]
    return files | {f"{path.relative_to(out)}/": b"" for path in empty}


def reasons(plan: Plan) -> dict[str, str]:
    return {change.key: f"{change.kind.value}: {', '.join(change.reasons)}" for change in plan.changes}
