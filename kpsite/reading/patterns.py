"""EDGE.

Compiled regular expressions, remembered from run to run, as compiled modules and templates are.

Compiling those of the program and its libraries would take a sixth of the time in which a small store is
built. ``re`` gives no way to keep what it compiled, so its compiler is asked in its place: what is remembered
goes to the matching engine as it was, everything else is compiled as ever and noted. Where this Python is
built otherwise, nothing is remembered and nothing else changes. A damaged or foreign file counts as none.
"""

from __future__ import annotations

# Start-up time: pathlib costs more than all that is done here.
# ruff: noqa: PTH100, PTH103, PTH105, PTH120, PTH123
import marshal
import os
import re
import sys
import zlib
from array import array
from threading import RLock

TYPE_CHECKING = False  # importing what only annotations name would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Compiled = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]

MAGIC = f"kpsite-patterns 2 {sys.version}\n".encode()
MOST = 4_000  # so many patterns are the program's own; a plugin that makes up ever new ones gets no more
WORTH_IT = 8  # new patterns; libraries that write theirs from sets have a few new ones at each start
WORD = array("I").itemsize


class Patterns:
    """The compiled patterns of one file."""

    def __init__(self, file: str) -> None:
        """Take the file, and read what it holds."""
        self._file = file
        self._known = _read(file)
        self._fresh: dict[tuple[str, int], Compiled] = {}

    def serve(self) -> None:
        """Answer from what is known whenever ``re`` compiles a pattern."""
        compiler = getattr(re, "_compiler", None)
        if not all(hasattr(compiler, name) for name in ("compile", "_sre", "SRE_FLAG_DEBUG")):
            return
        if compiler._sre.CODESIZE != WORD:  # type: ignore[union-attr] # looked at just now
            return
        compiler.compile = self._compile(compiler)  # type: ignore[union-attr]

    def _compile(self, compiler: Any) -> Callable[..., re.Pattern[str]]:  # noqa: ANN401 - a private module
        plain, engine = compiler.compile, compiler._sre
        known, fresh, alone = self._known, self._fresh, RLock()

        def compiled(pattern: Any, flags: int = 0) -> re.Pattern[str]:  # noqa: ANN401 - as re's own
            there = known.get((pattern, flags)) if type(pattern) is str else None
            if there is not None:
                kept, code, groups, index, names = there
                made: re.Pattern[str] = engine.compile(
                    pattern, kept, array("I", code).tolist(), groups, index, names
                )
                return made
            if type(pattern) is not str or flags & compiler.SRE_FLAG_DEBUG or len(known) >= MOST:
                return plain(pattern, flags)  # type: ignore[no-any-return]
            # Compiling may itself compile, as for a warning, and other threads may compile meanwhile.
            with alone:
                before, note = compiler._sre, _Note(engine, pattern)
                compiler._sre = note
                try:
                    made = plain(pattern, flags)
                finally:
                    compiler._sre = before
            if note.seen is not None:
                known[pattern, flags] = fresh[pattern, flags] = note.seen
            return made

        return compiled

    def keep(self) -> None:
        """Write what is new, beside what others have written since."""
        if len(self._fresh) < WORTH_IT:
            return
        body = marshal.dumps(_read(self._file) | self._fresh)
        self._fresh.clear()
        new = f"{self._file}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(new), exist_ok=True)
            with open(new, "wb") as file:
                file.write(MAGIC + zlib.crc32(body).to_bytes(4, "big") + body)
            os.replace(new, self._file)
        except OSError:  # what cannot be remembered is compiled again
            return


class _Note:
    """Stands in for the matching engine while a pattern is compiled, and notes what it is given for that."""

    def __init__(self, engine: Any, pattern: str) -> None:  # noqa: ANN401 - a private module
        self._engine, self._pattern = engine, pattern
        self.seen: Compiled | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the engine has
        return getattr(self._engine, name)

    def compile(
        self,
        pattern: str,
        flags: int,
        code: list[int],
        groups: int,
        index: dict[str, int],
        names: tuple[str | None, ...],
    ) -> re.Pattern[str]:
        if pattern is self._pattern:
            self.seen = (flags, array("I", code).tobytes(), groups, dict(index), names)
        made: re.Pattern[str] = self._engine.compile(pattern, flags, code, groups, index, names)
        return made


_serving: Patterns | None = None


def serve() -> None:
    """Answer from what earlier runs have compiled, beside the program's own compiled modules."""
    global _serving  # noqa: PLW0603 - as ``re`` is one for the whole process, and for those forked from it
    if _serving is not None:
        return
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    _serving = Patterns(f"{package}/__pycache__/patterns.{sys.implementation.cache_tag}")
    _serving.serve()


def keep() -> None:
    """Keep what this process has compiled, where patterns are served."""
    if _serving is not None:
        _serving.keep()


def _read(file: str) -> dict[tuple[str, int], Compiled]:
    try:
        with open(file, "rb") as handle:
            data = handle.read()
    except OSError:
        return {}
    start = len(MAGIC) + 4
    body = memoryview(data)[start:]
    if data[:start] != MAGIC + zlib.crc32(body).to_bytes(4, "big"):
        return {}
    known: dict[tuple[str, int], Compiled] = marshal.loads(body)  # noqa: S302 - the checksum has been looked at
    return known
