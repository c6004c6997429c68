"""What plugins add to all pages for visitors."""

from __future__ import annotations

from kpsite.problems import Problem
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """A script that pages for visitors load after their own: the name of its file, its text, and the
    ``data-`` attributes of its element, which are all that it can be told.

    It hears of what visitors do by ``addEventListener("kpsite", …)``; the theme's ``events.js`` says what
    stands in ``event.detail``.
    """

    name: str
    source: str
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Additions:
    """What a plugin adds to all pages for visitors: scripts, the origins that they may send to (``https://``
    and a host), and what is wrong with the plugin's options.
    """

    scripts: tuple[Script, ...] = ()
    connect: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
