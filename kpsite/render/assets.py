"""The theme's assets under addresses that hold a digest of their content, so that browsers may keep them for
ever. A style sheet that imports others of the theme holds them: a page then asks for one, not for one after
another.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from functools import partial

from kpsite.problems import Place, Problem, warning
from kpsite.render.code_colours import code_css
from kpsite.render.colour import palette, palette_css
from kpsite.render.covers import favicon_svg

_MODULE = re.compile(r'(?<=import\()"\./([\w-]+\.js)"|(?<=from )"\./([\w-]+\.js)"')
_URL = re.compile(r"url\(\s*(['\"]?)([^'\")]+)\1\s*\)")
# A comment that asks not to be kept, or a string, which may hold what looks like one.
_COMMENT = re.compile(r"/\*(?!!).*?\*/|(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')", re.DOTALL)
# An import (CSS Cascade 5, section 2), with the media it is for; those of layers and conditions stay.
_IMPORT = re.compile(
    r"@import\s+(?:url\(\s*)?(['\"]?)(?P<target>[^'\"()\s;]+)\1\s*\)?(?!\s*(?:layer|supports))\s*"
    r"(?P<media>[^;{}()]*(?:\([^;{}()]*\)[^;{}()]*)*);\s*"
)
_ANY_IMPORT = re.compile(r"@import\b")
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//")
FOLDER = "/assets/"


class Assets:
    """Assets by the name that templates use (``main.css``), with their final addresses and bytes."""

    def __init__(self, files: Mapping[str, bytes], base: str) -> None:
        """Take the files below ``assets/`` and the base path of the store."""
        self._files = files
        self._base = base
        self._named: dict[str, tuple[str, bytes]] = {}
        self._begun: set[str] = set()
        self._lost: list[tuple[str, str, str]] = []

    def names(self) -> list[str]:
        """Give all names, sorted."""
        return sorted(self._files)

    def url(self, name: str) -> str:
        """Give the final address of an asset; raises ``KeyError`` for a name that is not there."""
        return self._base + self.file(name)[0].removeprefix("/")

    def file(self, name: str) -> tuple[str, bytes]:
        """Give an asset's address from the root of the store, and its bytes, in which addresses of other
        assets are the final ones.
        """
        if name not in self._named:
            data = self._files[name]
            self._begun.add(name)
            if name.endswith(".css"):
                data = self._sheet(name, posixpath.dirname(name), ()).encode()
            elif name.endswith(".js") and b"import" in data:
                data = _MODULE.sub(partial(self._script, name), data.decode()).encode()
            stem, dot, ending = name.rpartition(".")
            digest = hashlib.blake2b(data, digest_size=5).hexdigest()
            self._named[name] = (f"{FOLDER}{stem}-{digest}{dot}{ending}", data)
        return self._named[name]

    def lost(self, theme: str) -> list[Problem]:
        """Say which files assets ask for that are not in the theme; to be asked once all have been given."""
        found = []
        for name, target, written in self._lost:
            text = self._files[name].decode("utf-8", "replace")
            place = Place(
                f"themes/{theme}/assets/{name}", text.count("\n", 0, max(text.find(written), 0)) + 1
            )
            hint = "put the file into the theme's assets, and write its path as seen from this one"
            message = f'found "{target}", which is not in the theme'
            if _ELSEWHERE.match(target):
                message = f'found "{target}", which is on another site; pages load nothing from elsewhere'
            found.append(warning(place, "missing-asset", message, hint))
        return found

    def _script(self, name: str, match: re.Match[str]) -> str:
        """Give what a script imports under its final address; scripts stand in one folder."""
        target = match[1] or match[2]
        if target not in self._files:
            self._lost.append((name, target, match[0]))
        if target not in self._files or (target in self._begun and target not in self._named):
            return match[0]
        return f'"./{self.file(target)[0].rpartition("/")[2]}"'

    def _sheet(self, name: str, folder: str, above: tuple[str, ...]) -> str:
        """Give a style sheet with what it imports from the theme in place of the imports, its addresses as
        seen from ``folder``; ``above`` are the sheets that hold it.
        """
        text = _COMMENT.sub(lambda match: match[1] or "", self._files[name].decode())
        inner = {}
        for match in _IMPORT.finditer(text):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match["target"]))
            if target in self._files and target not in (*above, name):
                sheet = self._sheet(target, folder, (*above, name))
                media = match["media"].strip()
                inner[match[0]] = f"@media {media} {{\n{sheet}}}\n" if media else sheet
            elif target not in self._files and "url(" not in match[0]:  # those are found with all others
                self._lost.append((name, match["target"], match[0]))
        # Imports stand before all rules: either all of a sheet can be put in their places, or none.
        alone = len(inner) != len(_ANY_IMPORT.findall(text)) or any(map(_ANY_IMPORT.search, inner.values()))
        start = "" if alone else "".join(inner.values())
        rest = text if alone else _IMPORT.sub("", text)
        return start + _URL.sub(lambda match: self._inner(name, folder, match), rest)

    def _inner(self, name: str, folder: str, match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[2]))
        if target not in self._files and not match[2].startswith(("#", "data:", "/")):
            self._lost.append((name, match[2], match[0]))
        # Sheets that import each other in a circle cannot all hold each other's digest.
        if target not in self._files or (target in self._begun and target not in self._named):
            return match[0]
        address = posixpath.relpath(self.file(target)[0], posixpath.dirname(f"{FOLDER}{folder}/"))
        return f'url("{address}")'


def generated(name: str, accent: str) -> dict[str, bytes]:
    """Give the assets that are made from ``site.yaml``: every colour of the store, and its favicon."""
    colours = palette(accent)
    return {
        "palette.css": (palette_css(colours) + code_css(colours)).encode(),
        "favicon.svg": favicon_svg(name, accent).encode(),
    }
