"""What plugins add to all pages: their scripts, and where these may send."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from kpsite.model.frozen import Mapping
from kpsite.plugins import Additions, Loaded, Script, given
from kpsite.problems import KpsiteError, Place, Problem, did_you_mean, error, warning
from kpsite.reading.plugins import running

_SITE = "content/site.yaml"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.js")
_DATA = re.compile(r"[a-z][a-z0-9-]*")
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?|http://(?:localhost|127\.0\.0\.1)(?::[0-9]{1,5})?")


def additions_of(
    plugins: Sequence[Loaded], options: Mapping, taken: Container[str], problems: list[Problem]
) -> Additions:
    """Give what all plugins add, in their order, or note what is wrong with it and leave it out.

    ``options`` are ``plugin_options`` of ``site.yaml``; ``taken`` are the names of the theme's own files.
    """
    scripts: list[Script] = []
    connect: list[str] = []
    for loaded in plugins:
        if loaded.plugin.additions is None:
            continue
        try:
            with running(loaded.path, loaded.name):
                (found,) = given([loaded.plugin.additions(_options(options, loaded.name))], Additions)
                told = given(found.problems, Problem)
                _check(found, taken)
                problems.extend(told)
        except KpsiteError as wrong:
            problems.extend(wrong.problems)
            continue
        scripts.extend(found.scripts)
        connect.extend(found.connect)
    _unused(plugins, options, problems)
    return Additions(tuple(scripts), tuple(dict.fromkeys(connect)))


def _options(options: Mapping, name: str) -> Mapping:
    own = options.get(name)
    return own if isinstance(own, Mapping) else Mapping({"": own} if own is not None else {})


def _check(found: Additions, taken: Container[str]) -> None:
    """Raise ``ValueError`` or ``TypeError`` for what would break pages or their security policy."""
    for script in given(found.scripts, Script):
        if script.name in taken:
            raise ValueError(f'"{script.name}" is a file of the theme: choose another name')
        if not all(isinstance(text, str) for pair in script.data for text in pair):
            raise TypeError(f'data of "{script.name}" that are no text')
        if not _NAME.fullmatch(script.name) or not all(_DATA.fullmatch(name) for name, _ in script.data):
            raise ValueError(f'"{script.name}" is no name for a script, or its data have none')
    for origin in found.connect:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f'"{origin}" is no origin: https:// and a host belong here')


def _unused(plugins: Sequence[Loaded], options: Mapping, problems: list[Problem]) -> None:
    names = [loaded.name for loaded in plugins]
    for name in options:
        place = Place(_SITE, 0, f"plugin_options.{name}")
        known = next((loaded for loaded in plugins if loaded.name == name), None)
        if known is None:
            hint = did_you_mean(name, names) or f'add it to "plugins": {", ".join(names) or "none"} so far'
            problems.append(
                error(place, "unknown-plugin", f'found options of "{name}", which is not used', hint)
            )
        elif known.plugin.additions is None:
            message = f'found options of "{name}", which takes none'
            problems.append(warning(place, "unknown-option", message, "take them out"))
