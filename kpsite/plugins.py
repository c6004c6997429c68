"""What a plugin is: a Python file holding one value, ``plugin = Plugin(...)``, with up to six functions
that take and return values.

Plugins see public content only, since the site holds no other that can be read. A plugin's own bytes are part
of every page's fingerprint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from kpsite.pages.additions import Additions, Script
from kpsite.problems import Severity
from kpsite.values import dataclass

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from kpsite.model.frozen import Mapping
    from kpsite.model.store import Site
    from kpsite.pages.page import Page
    from kpsite.pages.shopfront import Shopfront
    from kpsite.problems import Problem


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin's functions; each may be left out.

    ``markdown`` adds rules to the Markdown parser. ``pages`` gives further pages. ``page`` gives a page in
    place of a page. ``html`` gives HTML in place of a page's finished HTML. ``checks`` gives problems.
    ``additions`` gives scripts for all pages; it is given the plugin's options, ``plugin_options`` in
    ``site.yaml``.
    """

    markdown: Callable[[MarkdownIt], None] | None = None
    pages: Callable[[Shopfront], Iterable[Page]] | None = None
    page: Callable[[Page, Site], Page] | None = None
    html: Callable[[str, Page], str] | None = None
    checks: Callable[[Site, Sequence[Page]], Iterable[Problem]] | None = None
    additions: Callable[[Mapping], Additions] | None = None


__all__ = ["Additions", "Loaded", "Plugin", "Script", "given"]
T = TypeVar("T")


def given(things: Iterable[object], kind: type[T]) -> list[T]:
    """Give what a plugin's function gave, or raise ``TypeError`` or ``ValueError`` when anything in it is of
    another kind, or holds something of another kind.
    """
    made = []
    for thing in things:
        if not isinstance(thing, kind):
            raise TypeError(f"gave {type(thing).__name__} where {kind.__name__} belongs")
        for name, sort in _FIELDS.get(kind.__name__, {}).items():
            value = attrgetter(name)(thing)
            if not isinstance(value, sort):
                known = sort.__name__
                raise TypeError(f"gave {kind.__name__} whose {name} is {type(value).__name__}, not {known}")
            if isinstance(value, str):
                value.encode()  # half a character cannot be written
        made.append(thing)
    return made


_FIELDS: dict[str, dict[str, type]] = {
    "Page": {"url": str, "kind": str, "language": str, "source": str, "view.meta": object},
    "Problem": {
        "place.path": str, "place.line": int, "place.key": str, "severity": Severity, "code": str,
        "message": str, "hint": str,
    },
    "Script": {"name": str, "source": str, "data": tuple},
    "Additions": {"scripts": tuple, "connect": tuple, "problems": tuple},
}  # fmt: skip
"""What the fields of things that plugins give have to be, as far as the program would break otherwise."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin with its name, its file as messages name it, and the bytes of that file."""

    name: str
    path: str
    source: bytes
    plugin: Plugin
