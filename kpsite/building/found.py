"""What was found wrong while pages were made, now or when they were made last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from kpsite.building.piece import Facts, Piece, unpack
from kpsite.problems import Place, Problem, did_you_mean, warning


def found(made: Mapping[str, Piece], remembered: Mapping[str, bytes], base: str) -> list[Problem]:
    """Give what was wrong with the texts of all pages, new and unchanged, and their links to headings that
    are not there. ``remembered`` are the packed facts of unchanged pages by path; ``base`` is the store's
    base path.
    """
    problems = [problem for piece in made.values() for problem in piece.wrong]
    packed = {path: data for path, data in remembered.items() if path not in made}
    packed |= {path: piece.facts for path, piece in made.items() if piece.facts}
    facts = {_href(path, base): unpack(data) for path, data in packed.items()}
    for known in facts.values():
        problems.extend(known.problems)
        problems.extend(_anchors(known, facts))
    return problems


def _href(path: str, base: str) -> str:
    return base + quote(path.removesuffix("index.html"), safe="/#-._~")


def _anchors(known: Facts, facts: Mapping[str, Facts]) -> Iterable[Problem]:
    for url, fragment, path, line in known.anchors:
        target = facts.get(url)
        if target is not None and fragment not in target.ids:
            hint = did_you_mean(fragment, target.ids) or "the other page has no such heading"
            yield warning(
                Place(path, line),
                "broken-link",
                f'found a link to "#{fragment}" of {url}, which is not there',
                hint,
            )
