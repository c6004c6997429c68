"""The wheel is all that a creator needs: it works far from any checkout, themes and plugins included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.demo import ROOT


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program with nothing of this checkout in its environment; gives what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the wheel, built from this checkout with the locked build backend."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    run(sys.executable, "-m", "pip", *build, cwd=folder)
    (found,) = folder.glob("kpsite-*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the ``kpsite`` of a fresh environment that holds the wheel and borrows all else from this one.

    Borrowing spares the test a package index. This environment's own kpsite is not borrowed: being editable,
    it hangs on a .pth file, and those count in a real site directory alone.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    (packages,) = folder.glob("lib/python*/site-packages")
    install = ("--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    run(sys.executable, "-m", "pip", *install, cwd=folder)
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "kpsite"


def test_the_wheel_carries_themes_and_plugins_and_nothing_else(wheel: Path) -> None:
    """Every bundled file travels; tests, the demo and caches stay at home."""
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("themes", "plugins"):
        files = [path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()]
        bundled = {f"kpsite/_bundled/{path.as_posix()}" for path in files if path.suffix != ".pyc"}
        assert bundled
        assert bundled - names == set()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"kpsite"}
    assert not [name for name in names if name.endswith(".pyc")]


def test_a_first_store_is_made_and_built_far_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    """``kpsite new`` and ``kpsite build`` work with the theme that the wheel brought."""
    origin = run(installed.parent / "python", "-c", "import kpsite; print(kpsite.__file__)", cwd=tmp_path)
    assert Path(origin.strip()).is_relative_to(installed.parent.parent)
    run(installed, "new", "shop", "--no-input", cwd=tmp_path)
    report = run(installed, "build", "--json", cwd=tmp_path / "shop")
    assert json.loads(report)
    built = tmp_path / "shop" / "dist"
    assert "<html" in (built / "index.html").read_text("utf-8")
    assert list(built.rglob("*.css"))
