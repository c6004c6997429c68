"""Whether git knows of what has to stay private, found without starting it where that is plain."""

from __future__ import annotations

from pathlib import Path

from kpsite.problems import refusal
from kpsite.reading.whole import whole

PRIVATE = ".kpsite"


def refuse_tracked(root: Path) -> None:
    """Raise ``KpsiteError`` when git tracks the folder that holds the master key."""
    if _may_know(root) and tracked(root, PRIVATE):
        hint = f"git rm -r --cached {PRIVATE}, and put {PRIVATE}/ into .gitignore"
        message = "found that git tracks the folder of the master key"
        raise refusal(PRIVATE, "key-tracked", message, hint)


def tracked(root: Path, *names: str) -> list[str]:
    """Give the files of the store that git tracks below some names; none where there is no git."""
    return git(root, "ls-files", "--", *names).splitlines()


def git(root: Path, *words: str) -> str:
    """Run git in the store, and give what it prints; nothing where there is none, or it fails."""
    import shutil  # start-up time: most builds need not ask git
    import subprocess

    program = shutil.which("git")
    if program is None:
        return ""
    done = subprocess.run(  # noqa: S603 - git itself, found on PATH, and words of our own
        [program, "-C", str(root), *words], capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else ""


def _may_know(root: Path) -> bool:
    """Whether git's index names the folder at all: reading it takes a fraction of what starting git does.

    Paths stand in it in plain text (git-scm.com/docs/index-format); in version 4 without what they share with
    the one before, so only the name's end is looked for.
    """
    index = _index(root)
    try:
        return index is not None and b"kpsite/" in whole(index)
    except OSError:
        return False


def _index(root: Path) -> Path | None:
    for folder in (root, *root.parents):
        found = folder / ".git"
        if found.is_dir():
            return found / "index"
        if found.is_file():  # a work tree or a submodule: the file names the folder
            named = found.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
            return folder / named / "index"
    return None
