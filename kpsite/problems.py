"""What can be wrong with a store, and the one error type that users see."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from kpsite.values import dataclass


class Severity(StrEnum):
    """How much a problem weighs: an error stops a build, a warning does so only with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the store something stands.

    ``path`` is relative to the store's root, with forward slashes; ``line`` is 1-based, 0 when the whole file
    is meant; ``key`` is the dotted front matter key (``offers[0].price``), empty when no key is meant.
    """

    path: str
    line: int = 0
    key: str = ""

    def __str__(self) -> str:
        """Give ``path:line: key`` with the empty parts left out."""
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.key}" if self.key else where


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: where, what was found, and what would be right.

    ``code`` names the kind of problem in a stable way (``unknown-key``), for ``--json`` and for tests.
    ``message`` is one sentence that says what was found, without a full stop; ``hint`` is one sentence that
    says what would be right, or empty.
    """

    place: Place
    severity: Severity
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Give the problem as one line of text, as it is shown without colour."""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.place}: {self.severity}: {self.message}{hint}"


def error(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """Make a problem that stops a build."""
    return _problem(place, Severity.ERROR, code, message, hint)


def warning(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """Make a problem that is shown, and stops a build only with ``--strict``."""
    return _problem(place, Severity.WARNING, code, message, hint)


def _problem(place: Place, severity: Severity, code: str, message: str, hint: str) -> Problem:
    """Make a problem in which no key of anybody's is quoted: what is said may end in a public log."""
    place = Place(place.path, place.line, veiled(place.key))
    return Problem(place, severity, code, veiled(message), veiled(hint))


def veiled(text: str) -> str:
    """Give a text with what opens an account or a lesson left out: keys of Stripe's and of kpsite's, and
    names with passwords in addresses.
    """
    if "_" not in text and "@" not in text:
        return text
    import re  # start-up time: wanted only when something is wrong

    text = re.sub(r"\b((?:[sr]k_(?:live|test)|whsec|kpm1)_)[\w-]{6,}", r"\1…", text)
    return re.sub(r"(?<=://)[^\s/@]+(?=@)", "…", text)


def unreadable(path: str, wrong: OSError, what: str = "file") -> Problem:
    """Make the problem of a file, or a folder, that the system does not let anybody read."""
    message = f"found a {what} that cannot be read: {wrong.strerror}"
    return error(Place(path), "unreadable", message, "check its permissions")


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """Give ``did you mean "x"?`` for the known name nearest to ``found``, or an empty string when none is
    near.
    """
    import difflib  # start-up time: wanted only when something is wrong

    names = sorted(known)
    near = difflib.get_close_matches(found, names, n=1, cutoff=0.6)
    if not near:
        folded = {name.casefold(): name for name in names}
        near = [folded[found.casefold()]] if found.casefold() in folded else []
    return f'did you mean "{near[0]}"?' if near else ""


class KpsiteError(Exception):
    """The one error that users see: caught in ``cli``, shown as its problems, never as a traceback."""

    def __init__(self, problems: Iterable[Problem], outcome: str = "nothing was written") -> None:
        """Take the problems to show, which are kept sorted and without repeats, and how things stand now."""
        self.outcome = outcome
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refusal(path: str, code: str, message: str, hint: str = "") -> KpsiteError:
    """Make the error of one problem with a file, an option or whatever else has a name."""
    return KpsiteError([error(Place(path), code, message, hint)])
