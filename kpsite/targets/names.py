"""Names of files that some host or file system does not take, or takes for the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_DEVICE = re.compile(r"(?i:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\#]')
_PLAIN = re.compile(rf"(?!{_DEVICE.pattern})[A-Za-z0-9_.~+=@,()-]{{0,99}}[A-Za-z0-9_~-]")
"""What nearly every part of a path looks like; only the others are looked at rule by rule."""

_MOST_BYTES = 255


def unsafe_names(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Give each path that cannot be published everywhere with the reason, sorted.

    Paths are relative, with forward slashes. The rules are those of Windows (learn.microsoft.com, "Naming
    Files, Paths, and Namespaces"), of file systems that ignore letter case or Unicode form, and of Netlify,
    which refuses ``#`` and ``?``.
    """
    names = list(paths)
    found = set(_clashes(names))
    parts = set("/".join(names).split("/"))
    odd = [part for part in parts if not _PLAIN.fullmatch(part)]
    if bad := {part: reason for part in odd if (reason := _part_reason(part))}:
        found |= {(name, bad[part]) for name in names for part in name.split("/") if part in bad}
    return sorted(found)


def _part_reason(part: str) -> str:
    """Give why one part of a path is not safe, or an empty string."""
    if part in {"", ".", ".."}:
        return "the path is absolute, climbs or has an empty part"
    if character := _FORBIDDEN.search(part):
        return f"{character[0]!r} cannot stand in a file name on every host"
    if part[-1] in ". ":
        return f'"{part}" ends with a dot or a space, which Windows drops'
    if _DEVICE.match(part):
        return f'"{part}" is the name of a device on Windows'
    try:
        size = len(part.encode())
    except UnicodeEncodeError:
        return "the name is not valid Unicode"
    return f"a name of {size} bytes: file systems take {_MOST_BYTES}" if size > _MOST_BYTES else ""


def _clashes(paths: list[str]) -> Iterator[tuple[str, str]]:
    """Give the paths that differ from another, or a folder of one, in letter case or Unicode form alone."""
    folders = folders_of(paths)
    text = "\n".join(paths)
    if text.isascii() and text == text.lower() and folders.isdisjoint(paths):
        return
    yield from ((path, "both a file and a folder") for path in paths if path in folders)
    known: dict[str, str] = {}
    for name in sorted(folders.union(paths)):
        other = known.setdefault(_folded(name), name)
        if other != name:
            yield name, f'the same as "{other}" where letter case or Unicode form does not count'


def _folded(name: str) -> str:
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def folders_of(paths: Iterable[str]) -> set[str]:
    """Give every folder on the way to the paths, without the topmost one, whose name would be empty."""
    found = {path[: path.rfind("/")] for path in paths if "/" in path}
    fresh = found.copy()
    while fresh := {name[: name.rfind("/")] for name in fresh if "/" in name} - found:
        found |= fresh
    return found
