"""Reading a theme: the store's own files first, then those of the theme it names, then those of the theme
that one builds on.
"""

from __future__ import annotations

import gettext
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpsite.load.documents import read_data
from kpsite.model.keys import read_keys
from kpsite.model.report import Report
from kpsite.model.site import ThemeMatter
from kpsite.model.theme import ThemeInfo
from kpsite.problems import Place, Problem, did_you_mean, error
from kpsite.reading.disk import Seen, read, walk
from kpsite.reading.program import bundled
from kpsite.render.theme import Theme
from kpsite.render.words import catalogues_for

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

MAX_CHAIN = 5
NO_THEME = ("unknown-theme", "theme-chain")
"""Problems by which a theme is not whole."""

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def read_theme(
    root: Path, matter: ThemeMatter, languages: Iterable[str], problems: list[Problem]
) -> Theme | None:
    """Read the theme that ``site.yaml`` names, with the words of the store's languages, or note why it cannot
    be and give None.
    """
    known = len(problems)
    layers = list(_layers(root, matter.name, problems))
    if any(
        problem.code in NO_THEME or problem.place.path.endswith("/theme.yaml") for problem in problems[known:]
    ):
        return None  # all that its templates would be said to lack
    templates: dict[str, str] = {}
    origins: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    catalogues: dict[str, list[tuple[str, bytes]]] = {}
    options: dict[str, Any] = {}
    real: dict[str, Path] = {}
    for info, files in layers:
        options = dict(info.options) | options
        for name, (seen, data) in files.items():
            folder, _, rest = name.partition("/")
            if folder == "templates":
                key = _template(rest, seen, data, templates, origins, problems)
                real.setdefault(key, Path(seen.real))
            elif folder == "assets":
                text = _text(seen, data, problems) if rest.endswith((".css", ".js")) else None
                assets.setdefault(rest, data if text is None else text.encode())
            elif folder == "words" and rest.endswith(".po"):
                catalogues.setdefault(rest.removesuffix(".po"), []).append((seen.path, data))
    _check_options(matter, options, problems)
    spoken = {name for language in languages for name in catalogues_for(language)}
    words = {name: _compile(files, problems) for name, files in sorted(catalogues.items()) if name in spoken}
    return Theme(
        matter.name,
        templates,
        origins,
        assets,
        words,
        options | dict(matter.options),
        frozenset(name for name, path in real.items() if bundled("themes") in path.parents),
    )


def _layers(
    root: Path, name: str, problems: list[Problem]
) -> Iterator[tuple[ThemeInfo, dict[str, tuple[Seen, bytes]]]]:
    wanted, asking = name, Place("content/site.yaml", 0, "theme.name")
    before: list[str] = []
    while True:
        if wanted in before or len(before) == MAX_CHAIN:
            message = f"found that the theme builds on {' on '.join([*before[1:], wanted])}"
            hint = f"a theme builds on up to {MAX_CHAIN - 1} others, and never on itself"
            problems.append(error(asking, "theme-chain", message, hint))
            return
        before.append(wanted)
        places = [
            folder for folder in (root / "themes" / wanted, bundled("themes") / wanted) if folder.is_dir()
        ]
        distinct = {folder.resolve(): folder for folder in places}
        if not distinct:
            known = sorted(
                {
                    folder.name
                    for top in (root / "themes", bundled("themes"))
                    if top.is_dir()
                    for folder in top.iterdir()
                    if folder.is_dir()
                }
            )
            problems.append(
                error(
                    asking,
                    "unknown-theme",
                    f'found the theme "{wanted}", which is not there',
                    did_you_mean(wanted, known) or f"there is {', '.join(known)}",
                )
            )
            return
        info, shown, line = ThemeInfo(""), f"themes/{wanted}", 0
        for folder in distinct.values():
            files = {
                seen.path.split("/", 2)[2]: (seen, data)
                for seen in walk(folder.parent.parent, f"themes/{wanted}", problems)
                if (data := read(seen, problems)) is not None
            }
            declared = files.get("theme.yaml")
            if declared:
                shown, line = declared[0].path, _line(declared[1], b"extends:")
            info = _info(*declared, problems) if declared else ThemeInfo(wanted)
            yield info, files
        if not info.extends:
            return
        wanted, asking = info.extends, Place(shown, line, "extends")


def _line(data: bytes, start: bytes) -> int:
    """Give the 1-based line that begins with some bytes; 0 for none."""
    lines = data.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 0)


def _info(seen: Seen, data: bytes, problems: list[Problem]) -> ThemeInfo:
    report = Report(seen.path, problems=problems)
    document = read_data(seen.path, data, report)
    if document is None:
        return ThemeInfo("")
    given, complete = read_keys(ThemeInfo, document.matter, report)
    return ThemeInfo(**given) if complete else ThemeInfo("")


def _template(
    name: str,
    seen: Seen,
    data: bytes,
    templates: dict[str, str],
    origins: dict[str, str],
    problems: list[Problem],
) -> str:
    key = name if name not in templates else f"original/{name}"
    if key not in templates:
        templates[key], origins[key] = _text(seen, data, problems), seen.path
    return key


def _text(seen: Seen, data: bytes, problems: list[Problem]) -> str:
    """Give a file's text, without a byte order mark; bytes that are no UTF-8 are noted, and replaced."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        place = Place(seen.path, data.count(b"\n", 0, wrong.start) + 1)
        hint = "save the file as UTF-8"
        problems.append(error(place, "not-utf-8", "found a byte that is not UTF-8", hint))
        return data.decode("utf-8", "replace")


def _check_options(matter: ThemeMatter, known: dict[str, Any], problems: list[Problem]) -> None:
    for name, value in matter.options.items():
        place = Place("content/site.yaml", 0, f"theme.options.{name}")
        if name not in known:
            hint = did_you_mean(name, known) or f"this theme knows {', '.join(sorted(known)) or 'no options'}"
            message = "found an option that the theme does not know"
            problems.append(error(place, "unknown-option", message, hint))
        elif known[name] is not None and (_sort(value), _sort(known[name])) not in _FITTING:
            message = f"found {_sort(value)}, where the theme takes {_sort(known[name])}"
            example = json.dumps(known[name], default=tuple, ensure_ascii=False)
            problems.append(
                error(place, "wrong-option", message, f"write it like the theme's own, {example}")
            )


_SORTS = ("text", "a number", "true or false", "a list", "a mapping", "nothing")
_FITTING = {*((sort, sort) for sort in _SORTS), ("a number", "text")}
"""What an option may be, and the theme's own: a year is text as well."""


def _sort(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    return (
        "a list" if isinstance(value, tuple | list) else "text" if isinstance(value, str) else _number(value)
    )


def _number(value: object) -> str:
    return "a number" if isinstance(value, int | float) else "nothing" if value is None else "a mapping"


def _compile(files: list[tuple[str, bytes]], problems: list[Problem]) -> bytes:
    """Give one MO catalogue of several PO files, earlier files winning."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    merged: Catalog | None = None
    for path, data in reversed(files):
        try:
            catalogue = _catalogue(data)
            problems.extend(_unfilled(path, catalogue))
        except Exception as wrong:  # a damaged catalogue makes its readers raise nearly anything
            message = f"found a message catalogue that cannot be read: {wrong}"
            problems.append(error(Place(path), "bad-words", message, "check it with a PO editor"))
            continue
        if merged is None:
            merged = catalogue
        else:
            for entry in catalogue:
                if entry.id and entry.string:
                    merged[entry.id] = entry
    buffer = io.BytesIO()
    write_mo(buffer, merged or Catalog())
    return buffer.getvalue()


def _unfilled(path: str, catalogue: Catalog) -> Iterator[Problem]:
    """Find translations that would break the page they stand on: with a placeholder that the original does
    not have, or a percent sign that begins none.
    """
    for message in catalogue:
        if not message.id:  # the head
            continue
        originals = message.id if isinstance(message.id, list | tuple) else (message.id,)
        known = {name for original in originals for name in _PLACEHOLDER.findall(original)}
        place = Place(path, message.lineno or 0)
        for text in message.string if isinstance(message.string, list | tuple) else (message.string,):
            for name in sorted(set(_PLACEHOLDER.findall(text or "")) - known):
                found = f'found "%({name})s" in the words for "{originals[0]}", which has none such'
                hint = did_you_mean(name, known) or f"it knows {', '.join(sorted(known)) or 'none'}"
                yield error(place, "bad-words", found, hint)
            if "%" in _PLACEHOLDER.sub("", (text or "").replace("%%", "")):
                found = f'found a percent sign by itself in the words for "{originals[0]}"'
                yield error(place, "bad-words", found, "write %% for one, and %(name)s for a placeholder")


def _catalogue(data: bytes) -> Catalog:
    """Read a PO file, and try what it becomes: a wrong plural rule shows only then."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    catalogue = read_po(io.BytesIO(data), abort_invalid=True)
    trial = io.BytesIO()
    write_mo(trial, catalogue)
    trial.seek(0)
    gettext.GNUTranslations(trial)
    return catalogue
