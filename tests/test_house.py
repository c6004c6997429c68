"""The measures that keep the house liveable, held by tests so that nobody has to remember them."""

from __future__ import annotations

import ast
import fnmatch
import gzip
import re
import statistics
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON_FOLDERS = ("kpsite", "plugins", "tests")
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 60
MAX_FUNCTION_LINES_P90 = 25
# Gzipped bytes: what a page loads at once for a visitor, for a buyer, and any script loaded where it is used.
SCRIPTS_AT_ONCE = {
    "a visitor": (("theme.js", "main.js"), 5_000),
    "a buyer": (("kps.js", "shelf.js", "reader.js"), 12_000),
}
MAX_SCRIPT_BYTES = 4_000

# The rooms that may touch the world. Everything else in kpsite/ takes values and gives values.
EDGE = (
    "kpsite/__main__.py",
    "kpsite/building/",  # starts workers, which read pictures where they lie
    "kpsite/cli.py",
    "kpsite/commands/",
    "kpsite/practice/",
    "kpsite/reading/",  # the store, themes and plugins, from the disk
    "kpsite/serve/",
    "kpsite/targets/",
)
PURE_AT_THE_EDGE = tuple(
    f"kpsite/targets/stripe/{name}.py"
    for name in ("catalogue", "fields", "held", "links", "promotions", "review")
)
WORLDLY_MODULES = {
    "asyncio", "fileinput", "ftplib", "getpass", "glob", "http", "livereload", "locale",
    "multiprocessing", "os", "random", "rich", "secrets", "shutil", "signal", "smtplib", "socket",
    "socketserver", "subprocess", "tempfile", "threading", "time", "uuid", "watchdog", "webbrowser",
}  # fmt: skip
PURE_PARTS = {"http.HTTPStatus", "os.PathLike"}
WORLDLY_NAMES = {"urllib.request", "pathlib.Path", "importlib.resources", "concurrent.futures"}
WORLDLY_CALLS = {
    "open", "io.open", "io.FileIO", "print", "input", "breakpoint", "date.today", "datetime.date.today",
    "datetime.now", "datetime.today", "datetime.utcnow", "datetime.datetime.now", "datetime.datetime.today",
}  # fmt: skip
WORLDLY_ATTRIBUTES = {"sys.stdout", "sys.stderr", "sys.stdin", "sys.argv", "sys.path"}


def python_files(*folders: str) -> list[Path]:
    """Give our own Python; plugins of the stores under test are right or wrong on purpose."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if not name_of(path).startswith("tests/sites_invalid/"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}"
        case _:
            return ""


def imported(node: ast.AST, module: str) -> Iterator[str]:
    """Give the full dotted names that an import statement in ``module`` binds; nothing for other nodes."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=source, names=names, level=level):
            base = ".".join(module.split(".")[:-level]) if level else ""
            origin = ".".join(filter(None, (base, source)))
            yield from (f"{origin}.{alias.name}" for alias in names)


def module_of(path: Path) -> str:
    """Give a file's dotted name; a package's own file is ``package.__init__``, as relative imports need."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("folder", [*PYTHON_FOLDERS, "themes", ".ci"])
def test_no_file_is_longer_than_a_reader_keeps_in_mind(folder: str) -> None:
    """Every module and every script has at most 300 lines."""
    written_here = (".py", ".js", "")
    sizes = {
        name_of(path): len(path.read_text("utf-8").splitlines())
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in written_here and "__pycache__" not in path.parts
    }
    assert {name: lines for name, lines in sizes.items() if lines > MAX_FILE_LINES} == {}


@pytest.mark.parametrize("folder", PYTHON_FOLDERS)
def test_functions_are_short(folder: str) -> None:
    """No function is over 60 lines, docstring included, and nine of ten are at most 25."""
    lengths = {
        f"{name_of(path)}:{function.lineno} {function.name}": function.end_lineno - function.lineno + 1
        for path in python_files(folder)
        for function in functions(ast.parse(path.read_bytes()))
        if function.end_lineno
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == {}
    if len(lengths) > 1:
        assert statistics.quantiles(lengths.values(), n=10)[-1] <= MAX_FUNCTION_LINES_P90


def test_modules_import_one_another_in_one_direction() -> None:
    """No import cycles, imports inside functions and for types counted as well."""
    files = {module_of(path): path for path in python_files("kpsite")}
    graph = {module: own_imports(path, module, set(files)) - {module} for module, path in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(reversed(cycle.args[1])))


def own_imports(path: Path, module: str, modules: set[str]) -> set[str]:
    """Give the modules among ``modules`` that a file imports, as a module or through a name of theirs."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        for name in imported(node, module):
            package = name.rpartition(".")[0]
            candidates = (name, f"{name}.__init__", package, f"{package}.__init__")
            found |= set([candidate for candidate in candidates if candidate in modules][:1])
    return found


@pytest.mark.parametrize("path", python_files("kpsite"), ids=name_of)
def test_own_modules_are_imported_late_only_for_a_stated_reason(path: Path) -> None:
    """An import of our own inside a function has a comment on its line or right above it."""
    lines = path.read_text("utf-8").splitlines()
    bare = [
        f"{name_of(path)}:{node.lineno}"
        for function in functions(ast.parse("\n".join(lines)))
        for node in ast.walk(function)
        if any(name.startswith("kpsite") for name in imported(node, module_of(path)))
        and isinstance(node, ast.stmt)
        and not any("#" in line for line in lines[node.lineno - 2 : node.end_lineno])
    ]
    assert bare == []


def worldly(tree: ast.AST, module: str) -> Iterator[tuple[int, str]]:
    """Give each place (line, name) where code reaches for the world outside its arguments."""
    for node in ast.walk(tree):
        for name in imported(node, module):
            named = any(name == worldly or name.startswith(f"{worldly}.") for worldly in WORLDLY_NAMES)
            if named or (name.split(".")[0] in WORLDLY_MODULES and name not in PURE_PARTS):
                yield getattr(node, "lineno", 0), name
        if isinstance(node, ast.Call) and dotted(node.func) in WORLDLY_CALLS:
            yield node.lineno, dotted(node.func)
        if isinstance(node, ast.Attribute) and dotted(node) in WORLDLY_ATTRIBUTES:
            yield node.lineno, dotted(node)


def is_edge(name: str) -> bool:
    return name.startswith(EDGE) and name not in PURE_AT_THE_EDGE


def core_files() -> list[Path]:
    return [path for path in python_files("kpsite", "plugins") if not is_edge(name_of(path))]


@pytest.mark.parametrize("path", core_files(), ids=name_of)
def test_the_core_is_pure(path: Path) -> None:
    """Disk, clock, randomness, environment, network and printing live in the rooms at the edge alone."""
    tree = ast.parse(path.read_bytes())
    assert [f"{name_of(path)}:{line}: {name}" for line, name in worldly(tree, module_of(path))] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import os", "os"),
        ("from os import environ", "os.environ"),
        ("from pathlib import Path", "pathlib.Path"),
        ("import urllib.request", "urllib.request"),
        ("from datetime import datetime\ndatetime.now(None)", "datetime.now"),
        ("print('x')", "print"),
        ("def f():\n    import time", "time"),
        ("import sys\nsys.stdout.write('x')", "sys.stdout"),
    ],
)
def test_the_edge_rule_sees(code: str, name: str) -> None:
    """The rule finds what it is there to find."""
    assert [found for _, found in worldly(ast.parse(code), "kpsite.model.x")] == [name]


def theme_folders() -> list[Path]:
    return sorted(path.parent for path in (ROOT / "themes").glob("*/theme.yaml"))


@pytest.mark.parametrize("theme", theme_folders(), ids=name_of)
def test_scripts_weigh_little(theme: Path) -> None:
    """What loads at once, and each script that loads where it is used, keep to their limits (gzipped)."""
    weights = {path.name: len(gzip.compress(path.read_bytes())) for path in theme.rglob("*.js")}
    for whom, (names, most) in SCRIPTS_AT_ONCE.items():
        assert sum(weights.pop(name, 0) for name in names) < most, whom
    assert max(weights.values()) < MAX_SCRIPT_BYTES, weights


# Written as patterns that do not match themselves. "secret" is the user of the examples of such a leak.
UNWANTED = {
    "a path of one machine": (
        r"(?<![\w.:/-])/(?:wor[k]|tm[p]|roo[t]|(?:home|Users)/(?!secret\b)\w+|opt/pyp[i])\b(?!-)"
    ),
    "a package registry": r"pypi\.(?:python\.)?or[g]|pythonhosted\.or[g]|registry\.npmjs\.or[g]",
    "an index of packages": r"--(?:extra-)?index-ur[l]|--find-link[s]",
    "a secret key": r"\b(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{8,}|\bwhsec_[0-9A-Za-z]{8,}",
}


def repository_texts() -> Iterator[tuple[str, str]]:
    """Give (name, text) of every text file that is not ignored by .gitignore."""
    folders = [ROOT]
    ignored = [".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split())]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.is_symlink() or any(fnmatch.fnmatch(path.name, each) for each in ignored):
                continue
            if path.is_dir():
                folders.append(path)
            elif b"\0" not in (content := path.read_bytes()):
                yield name_of(path), content.decode("utf-8", "replace")


@pytest.mark.parametrize("what", UNWANTED)
def test_the_repository_speaks_of_the_project_alone(what: str) -> None:
    """No file names a machine's paths, a package registry's host or a secret."""
    pattern = re.compile(UNWANTED[what])
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in repository_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []
