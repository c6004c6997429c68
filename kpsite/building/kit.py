"""What making pages needs besides the pages: plain data, which another process or machine can be given."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from kpsite import __version__
from kpsite.plugins import Loaded
from kpsite.render.assets import Assets
from kpsite.render.theme import Theme
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Kit:
    """A theme without the bytes of its assets, the addresses of these by name, the base path of the store,
    plugins as (name, file for messages, source), the program's fingerprint on this machine, and its version.
    ``bytecode`` are the folders on this machine for compiled templates, the store's own and those of bundled
    themes; without them every process compiles for itself.
    """

    theme: Theme
    urls: Mapping[str, str]
    base: str
    plugins: tuple[tuple[str, str, bytes], ...]
    program: str
    bytecode: tuple[str, str] | None
    version: str = __version__


def kit_of(
    theme: Theme,
    assets: Assets,
    base: str,
    plugins: Sequence[Loaded],
    program: str,
    bytecode: tuple[str, str],
) -> Kit:
    """Put a kit together."""
    return Kit(
        dataclasses.replace(theme, assets={}),
        {name: assets.url(name) for name in assets.names()},
        base,
        tuple((loaded.name, loaded.path, loaded.source) for loaded in plugins),
        program,
        bytecode,
    )
