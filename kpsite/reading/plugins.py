"""Loading the plugins that ``site.yaml`` names: the store's own before the bundled ones."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from kpsite.plugins import Loaded, Plugin
from kpsite.problems import KpsiteError, Place, Problem, did_you_mean, error
from kpsite.reading.disk import read, walk
from kpsite.reading.program import bundled

LONGEST = 300  # characters of what an error says
PREFIX = "kpsite_plugin_"


def load_plugins(root: Path, names: Sequence[str], problems: list[Problem]) -> tuple[Loaded, ...]:
    """Import plugins in the order named, or note what is wrong with them and leave them out. What they import
    from their folder is imported anew, as they are.

    A plugin is code with the creator's own rights.
    """
    own = f"{root / 'plugins'}{os.sep}"
    for name, module in list(sys.modules.items()) if names else ():
        if (getattr(module, "__file__", None) or "").startswith(own) and not name.startswith(PREFIX):
            del sys.modules[name]
    return tuple(
        loaded
        for index, name in enumerate(names)
        if (loaded := _load(root, name, index, problems)) is not None
    )


def beside(root: Path, plugins: Sequence[Loaded]) -> str:
    """Give a digest of the files in the store's ``plugins`` beside those that were loaded, which may read or
    import them.
    """
    known = {loaded.path for loaded in plugins}
    digest = hashlib.blake2b(digest_size=16)
    ignored: list[Problem] = []
    for seen in walk(root, "plugins", ignored):
        if seen.path not in known and "/__pycache__/" not in seen.path:
            digest.update(f"{seen.path}\0{seen.size}\0".encode() + (read(seen, ignored) or b""))
    return digest.hexdigest()


def _load(root: Path, name: str, index: int, problems: list[Problem]) -> Loaded | None:
    file = next(
        (
            path
            for path in (root / "plugins" / f"{name}.py", bundled("plugins") / f"{name}.py")
            if path.is_file()
        ),
        None,
    )
    if file is None:
        tops = (root / "plugins", bundled("plugins"))
        known = sorted(
            {
                path.stem
                for top in tops
                if top.is_dir()
                for path in top.glob("*.py")
                if not path.stem.startswith("_") and path.is_file()
            }
        )
        hint = did_you_mean(name, known) or f"there is {', '.join(known)}"
        problems.append(
            error(
                Place("content/site.yaml", 0, f"plugins[{index}]"),
                "unknown-plugin",
                f'found the plugin "{name}", which is not there',
                hint,
            )
        )
        return None
    return start(name, f"plugins/{file.name}", file.read_bytes(), problems, file)


def start(
    name: str, shown: str, source: bytes, problems: list[Problem], file: Path | None = None
) -> Loaded | None:
    """Run a plugin's code, which may come from another machine, and take what it gives; or note what is wrong
    with it. ``shown`` is the file's name for messages.
    """
    digest = hashlib.blake2b(source, digest_size=4).hexdigest()
    module = ModuleType(f"{PREFIX}{name}_{digest}")
    module.__file__ = str(file or shown)
    sys.modules[module.__name__] = module
    try:
        with running(shown, name):
            code = compile(source, module.__file__, "exec", dont_inherit=True)
            exec(code, module.__dict__)  # noqa: S102 - code of the creator's, with the rights that they have
    except KpsiteError as wrong:
        problems.extend(wrong.problems)
        return None
    plugin = getattr(module, "plugin", None)
    if not isinstance(plugin, Plugin):
        problems.append(
            error(
                Place(shown),
                "no-plugin",
                f'found no "plugin = Plugin(...)" in the plugin "{name}"',
                "add it: kpsite.plugins.Plugin",
            )
        )
        return None
    return Loaded(name, shown, source, plugin)


@contextmanager
def running(shown: str, name: str) -> Iterator[None]:
    """Run a plugin's code in the body: whatever it raises becomes a ``KpsiteError`` that names it.

    Somebody who wants to stop (``KeyboardInterrupt``) is not held up.
    """
    try:
        with aside():
            yield
    except KeyboardInterrupt:
        raise
    except BaseException as wrong:
        raise KpsiteError([fault(shown, name, wrong)]) from wrong


@contextmanager
def aside() -> Iterator[None]:
    """Keep what the body prints, and programs that it starts, out of the result: it goes to the error stream.

    How deep calls may go is afterwards as it was.
    """
    before, depth = sys.stdout, sys.getrecursionlimit()
    own = _diverted() if before is sys.__stdout__ else -1
    sys.stdout = _Aside()
    try:
        yield
    finally:
        sys.stdout = before
        sys.setrecursionlimit(depth)
        if own >= 0:
            os.dup2(own, 1)
            os.close(own)


def _diverted() -> int:
    """Lead the program's own output to its errors; gives the number under which the output is kept, or -1."""
    try:
        sys.stdout.flush()
        own = os.dup(1)
    except (OSError, ValueError):  # there is none
        return -1
    try:
        os.dup2(2, 1)
    except OSError:
        os.close(own)
        return -1
    return own


class _Aside(io.TextIOBase):
    """What plugins print to: whatever they do with it, the error stream stays open."""

    def write(self, text: str) -> int:
        """Print."""
        return sys.stderr.write(text)

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def flush(self) -> None:
        """Let what was printed be seen."""
        sys.stderr.flush()

    def fileno(self) -> int:
        """Give the number of the error stream."""
        return sys.stderr.fileno()


def guilty(plugins: Iterable[Loaded], wrong: BaseException, *, quoted: bool) -> KpsiteError | None:
    """Say which of some plugins raised what came up in the parser; None for none of them. What it says is
    ``quoted`` where it cannot hold closed words.
    """
    frames = traceback.extract_tb(wrong.__traceback__)
    for loaded in plugins:
        if any(frame.filename.endswith(loaded.path) for frame in frames):
            return KpsiteError([fault(loaded.path, loaded.name, wrong, quoted=quoted)])
    return None


def fault(shown: str, name: str, wrong: BaseException, *, quoted: bool = True) -> Problem:
    """Say that a plugin raised: its name, the line in its own file where it happened, and what it said."""
    frames = [
        frame
        for frame in traceback.extract_tb(wrong.__traceback__)
        if frame.filename.endswith(shown.rsplit("/", 1)[-1])
    ]
    line = (
        getattr(wrong, "lineno", None)
        if isinstance(wrong, SyntaxError)
        else frames[-1].lineno
        if frames
        else 0
    )
    said = _words(wrong) if quoted else ""
    words = f": {said}" if said else ""
    return error(
        Place(shown, line or 0),
        "plugin",
        f'found a fault in the plugin "{name}": {type(wrong).__name__}{words}',
        "mend the plugin, or take it out of site.yaml",
    )


def _words(wrong: BaseException) -> str:
    """Give what an error says, on one line and not too long; nothing where it cannot even say it."""
    try:
        said = " ".join(str(wrong).split())
    except Exception:  # other people's code as well
        return ""
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
