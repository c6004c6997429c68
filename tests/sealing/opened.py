"""Opening what a build has sealed, as a buyer's browser does, from the output folder alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpsite.sealing.keys import WHOLE_COURSE, UnitKeys, unit_key
from kpsite.sealing.lockers import find_entry
from kpsite.sealing.sealed import unseal


@dataclass(frozen=True, slots=True)
class Opened:
    """A course that a claim opens: its lessons' HTML and its media, by logical path."""

    edition: int
    not_after: int
    lessons: dict[str, str]
    media: dict[str, bytes]


def open_course(dist: Path, uid: str, claim: str) -> Opened | None:
    """Open a course with nothing but published files and a claim; None when there is no locker for it."""
    manifest = json.loads((dist / f"_kp/c/{uid}.json").read_text("utf-8"))
    assert manifest["lockers"] == 1
    access = find_entry((dist / f"_kp/l/{uid}.kpl").read_bytes(), claim, uid)
    if access is None:
        return None
    keys = dict(access.keys)
    lessons: dict[str, str] = {}
    media: dict[str, bytes] = {}
    for name, table in manifest["units"].items():
        unit = int(name)
        key = unit_key(keys[WHOLE_COURSE], unit) if WHOLE_COURSE in keys else keys.get(unit)
        if key is None:
            continue
        place = UnitKeys(uid, access.edition, unit, key)
        index: dict[str, Any] = json.loads(unseal(place, "index.json", _bytes(dist, [table])))
        for path, files in index["lessons"].items():
            lessons[path] = json.loads(unseal(place, path, _bytes(dist, files)))["html"]
        for path, (files, size, _) in index["media"].items():
            media[path] = unseal(place, path, _bytes(dist, files))
            assert len(media[path]) == size
    return Opened(access.edition, access.not_after, lessons, media)


def _bytes(dist: Path, files: list[str]) -> bytes:
    return b"".join((dist / "_kp/b" / file).read_bytes() for file in files)
