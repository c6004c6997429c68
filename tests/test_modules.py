"""Modules that are kept in one file are as those that Python finds, and never older than these."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kpsite
from kpsite.reading import modules
from tests.sites import TODAY, store

# Run in a process of its own, whose folders for modules nobody else changes.
ALL = """
import sys
from kpsite.reading.modules import Modules

lib, file = sys.argv[1:]
sys.path[:] = [f"{lib}/first", f"{lib}/second", *(one for one in sys.path if "python3" in one)]
kept = Modules(file)
kept.serve()
import fillers.all
CODE
kept.keep()
"""
LOOK = """
import importlib.resources, importlib.util, inspect, pickle, pkgutil, traceback
import shop, shop.goods, shop.deep.down, email.mime.text, _csv
try:
    shop.goods.fail()
except ValueError:
    print(traceback.format_exc())
try:
    import shop.broken
except ZeroDivisionError:
    print(traceback.format_exc())
for one in (shop, shop.goods, shop.deep, shop.deep.down, email.mime.text, _csv):
    spec, loader = one.__spec__, one.__loader__
    print(one.__name__, one.__file__, getattr(one, "__cached__", ""), getattr(one, "__path__", ""))
    print(one.__package__, one.__doc__, sorted(vars(one)), spec.name, spec.origin, spec.cached, spec.parent)
    print(spec.submodule_search_locations, spec.has_location, spec.loader_state, spec.loader is loader)
    print(loader.name, loader.path, loader.is_package(one.__name__), loader.get_filename(one.__name__))
    print(importlib.util.find_spec(one.__name__) is spec, loader.get_source(one.__name__))
    print([base.__name__ for base in type(loader).__mro__ if base.__module__ != "kpsite.reading.modules"])
print(inspect.getsource(shop.goods.fail), inspect.getsourcefile(shop.goods))
own = shop.goods.__loader__
code = own.get_code("shop.goods")
print(loader.get_code("_csv"), code.co_code, code.co_filename, own.get_data(lib + "/second/shop/data.txt"))
print(importlib.resources.files("shop").joinpath("data.txt").read_text())
print([one.name for one in pkgutil.walk_packages(shop.__path__, "shop.", onerror=print)])
print(pickle.loads(pickle.dumps(shop.goods.Good())).__class__ is shop.goods.Good)
print(importlib.reload(shop.goods) is shop.goods, shop.goods.NAME)
"""
SERVED = "print(*sorted(n for n, m in sys.modules.items() if type(m.__loader__).__name__ == '_Loader'))"
NAME = "import shop.goods; print(shop.goods.NAME)"
FAIL = '''
"""Goods."""
NAME = "a cup"
class Good: "One of them."

def fail():
    raise ValueError(NAME)  # as it must
'''
FILES = {
    "shop/__init__.py": '"""A shop."""\n',
    "shop/goods.py": FAIL,
    "shop/broken.py": "\n\n1 / 0\n",
    "shop/deep/__init__.py": "",
    "shop/deep/down.py": "from shop.goods import NAME\n\n\ndef name():\n    return NAME\n",
    "shop/data.txt": "Nothing but data.\n",
    "fillers/__init__.py": "",
    "fillers/all.py": "\n".join(f"import fillers.f{number}" for number in range(9)),
    **{f"fillers/f{number}.py": f"{number}\n" for number in range(9)},
}
PACKAGE = Path(kpsite.__file__).parent


@pytest.fixture
def lib(tmp_path: Path) -> Path:
    """Two folders for modules, of which the first is empty."""
    made = tmp_path / "lib"
    (made / "first").mkdir(parents=True)
    for name, text in FILES.items():
        _write(made / "second" / name, text)
        # Python by itself does not see two changes to the same length within one second.
        os.utime(made / "second" / name, (1_700_000_000, 1_700_000_000))
    run(made, LOOK, kept="other")  # what Python keeps beside modules is there
    return made


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def start(lib: Path, code: str, kept: str = "kept") -> subprocess.Popen[str]:
    """Start Python with modules that earlier runs have kept."""
    line = [sys.executable, "-c", ALL.replace("CODE", code), str(lib), str(lib.parent / kept / "modules")]
    return subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=_surroundings(PACKAGE.parent))


def run(lib: Path, code: str, kept: str = "kept") -> str:
    """Run Python with modules that earlier runs have kept; gives what was printed."""
    running = start(lib, code, kept)
    said = running.communicate()[0]
    assert running.returncode == 0
    return said


def _surroundings(folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return own | {"PYTHONPATH": str(folder)}


def test_what_is_kept_is_as_python_finds_it(lib: Path) -> None:
    """Names, files, source, resources, tracebacks: whatever anybody may ask a module for."""
    plain = run(lib, LOOK)
    assert run(lib, LOOK) == plain
    served = run(lib, f"{NAME}; {SERVED}").split("\n")
    assert served[0] == "a cup"
    assert {"shop", "shop.goods", "fillers.f8"} <= set(served[1].split())


def _edit(lib: Path) -> None:
    """Change a module to one of the same length."""
    file = lib / "second/shop/goods.py"
    file.write_text(FAIL.replace("a cup", "a hat"))


def _earlier(lib: Path) -> None:
    for name, text in FILES.items():
        _write(lib / "first" / name, text.replace("a cup", "a hat"))


@pytest.mark.parametrize("change", [_edit, _earlier])
def test_a_module_that_changed_is_found_anew(change: Callable[[Path], object], lib: Path) -> None:
    """Whether its file changed, or another one is found before it."""
    assert [run(lib, NAME) for _ in range(2)] == ["a cup\n"] * 2
    change(lib)
    assert [run(lib, NAME) for _ in range(2)] == ["a hat\n"] * 2


def test_a_module_that_is_gone_is_not_found(lib: Path) -> None:
    """Its code alone does not make it one."""
    run(lib, NAME)
    (lib / "second/shop/goods.py").unlink()
    assert (
        run(lib, f"try: {NAME}\nexcept ModuleNotFoundError as e: print(e)")
        == "No module named 'shop.goods'\n"
    )


def test_what_finds_modules_before_python_does_goes_first(lib: Path) -> None:
    """As do those who measure or change modules while they are loaded; and other folders of a package."""
    run(lib, NAME)
    hook = (
        "class Hook:\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'shop.goods': print('asked for', name)\n"
        "sys.meta_path.insert(0, Hook())\n"
    )
    assert run(lib, hook + NAME) == "asked for shop.goods\na cup\n"
    _earlier(lib.parent / "elsewhere")
    elsewhere = f"import shop; shop.__path__.insert(0, {str(lib.parent / 'elsewhere/first/shop')!r})\n"
    assert run(lib, elsewhere + NAME) == "a hat\n"


@pytest.mark.parametrize("damage", ["empty", "foreign", "cut", "older", *range(1, 8)])
def test_a_damaged_file_counts_as_none(damage: str | int, lib: Path) -> None:
    """Whatever stands in it, all modules are found; a number says which eighth of it has one wrong bit."""
    plain = run(lib, LOOK)
    file = lib.parent / "kept" / "modules"
    data = bytearray(file.read_bytes())
    if isinstance(damage, int):
        data[len(data) * damage // 8] ^= 1
    harm: dict[str, bytes] = {
        "empty": b"",
        "foreign": b"foreign\n" * 99,
        "cut": bytes(data[: len(data) // 2]),
        "older": bytes(data.replace(b"modules 1", b"modules 0")),
    }
    file.write_bytes(harm[damage] if isinstance(damage, str) else data)
    assert run(lib, LOOK) == plain
    assert run(lib, LOOK) == plain


def test_several_processes_keep_modules_at_once(lib: Path) -> None:
    """One of them is the last, and what it wrote is whole."""
    running = [start(lib, NAME) for _ in range(4)]
    assert [one.communicate()[0] for one in running] == ["a cup\n"] * 4
    assert [file.name for file in (lib.parent / "kept").iterdir()] == ["modules"]
    assert "shop.goods" in run(lib, f"{NAME}; {SERVED}")


def test_where_nothing_can_be_written_nothing_is_kept(lib: Path) -> None:
    """A file in the place of the folder stands for an installation that cannot be written to."""
    (lib.parent / "kept").write_text("")
    assert [run(lib, NAME) for _ in range(2)] == ["a cup\n"] * 2
    assert (lib.parent / "kept").read_text() == ""


def test_what_is_found_seldom_is_not_worth_it(lib: Path) -> None:
    """Few new modules leave the file as it is."""
    run(lib, "")
    kept = (lib.parent / "kept" / "modules").read_bytes()
    assert run(lib, NAME) == "a cup\n"
    assert (lib.parent / "kept" / "modules").read_bytes() == kept


def test_the_program_keeps_its_own_modules(tmp_path: Path) -> None:
    """Beside its code, where that can be written; an update of the program is never served from it."""
    package = tmp_path / "lib" / "kpsite"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    script = tmp_path / "bin" / "kpsite"
    _write(script, "from kpsite.cli import run\nrun()\n")
    root = store(tmp_path / "store")

    def said(*words: str) -> str:
        line = [sys.executable, *words, "build", "--allow-test", "--today", TODAY]
        around = _surroundings(package.parent)
        return subprocess.run(line, cwd=root, env=around, capture_output=True, text=True, check=True).stdout

    kept = package / "__pycache__" / f"modules.{sys.implementation.cache_tag}"
    assert "new" in said("-m", "kpsite")
    assert not kept.exists()
    lesson = root / "content/courses/abc/01-first.md"
    for words in ("More.", "And more."):
        lesson.write_text(f"{lesson.read_text()}\n{words}\n")
        assert "changed" in said(str(script))
    assert kept.read_bytes().startswith(modules.MAGIC)
    told = package / "commands" / "told.py"
    told.write_text(told.read_text().replace("} unchanged", "} as they were"))
    lesson.write_text(lesson.read_text() + "\nMost.\n")
    assert "as they were" in said(str(script))


def test_a_module_can_be_run_when_it_is_used_first(lib: Path) -> None:
    """It is there at once; and whoever cannot wait has all of them run."""
    (lib / "second/slow.py").write_text("print('run')\nNAME = 'slow'\n")
    code = "kept._later = {'slow'}\nimport slow, fillers.f1\nprint('there')\n"
    for _ in range(2):
        run(lib, "import slow")
    assert run(lib, code + "print(slow.NAME)") == "there\nrun\nslow\n"
    assert run(lib, code + "kept.hurry()\nprint('hurried', slow.NAME)") == "there\nrun\nhurried slow\n"
    assert run(lib, "kept.hurry()\n" + code.split("\n", 1)[1]) == "run\nthere\n"
