"""What making pages needs besides the pages: plain data, which another process or machine can be given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kpsite import __version__
from kpsite.values import dataclass

if TYPE_CHECKING:
    from kpsite.render.theme import Theme


@dataclass(frozen=True, slots=True)
class Kit:
    """A theme without the bytes of its assets, the addresses of these by name, the base path of the store,
    plugins as (name, file for messages, source), the program's fingerprint on this machine, and its version.
    ``bytecode`` are the folders on this machine for compiled templates, the store's own and those of bundled
    themes; without them every process compiles for itself. ``closed`` tells the table by which closed texts
    are found: its size and its mark; None in a store that seals nothing.
    """

    theme: Theme
    urls: Mapping[str, str]
    base: str
    plugins: tuple[tuple[str, str, bytes], ...]
    program: str
    bytecode: tuple[str, str] | None
    version: str = __version__
    closed: tuple[int, bytes] | None = None
