"""The theme's assets under addresses that hold a digest of their content, so that browsers may keep them for
ever.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping

from kpsite.render.code_colours import code_css
from kpsite.render.colour import palette, palette_css
from kpsite.render.covers import favicon_svg

_IMPORT = re.compile(r'(?<=import\()"\./([\w-]+\.js)"|(?<=from )"\./([\w-]+\.js)"')
_URL = re.compile(r"url\(\s*(['\"]?)([^'\")]+)\1\s*\)")
FOLDER = "/assets/"


class Assets:
    """Assets by the name that templates use (``main.css``), with their final addresses and bytes."""

    def __init__(self, files: Mapping[str, bytes], base: str) -> None:
        """Take the files below ``assets/`` and the base path of the store."""
        self._files = files
        self._base = base
        self._named: dict[str, tuple[str, bytes]] = {}
        self._begun: set[str] = set()

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
                data = _URL.sub(lambda match: self._inner(name, match), data.decode()).encode()
            elif name.endswith(".js") and b"import" in data:
                data = _IMPORT.sub(self._script, data.decode()).encode()
            stem, dot, ending = name.rpartition(".")
            digest = hashlib.blake2b(data, digest_size=5).hexdigest()
            self._named[name] = (f"{FOLDER}{stem}-{digest}{dot}{ending}", data)
        return self._named[name]

    def _script(self, match: re.Match[str]) -> str:
        """Give what a script imports under its final address; scripts stand in one folder."""
        target = match[1] or match[2]
        if target not in self._files or (target in self._begun and target not in self._named):
            return match[0]
        return f'"./{self.file(target)[0].rpartition("/")[2]}"'

    def _inner(self, name: str, match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[2]))
        # Sheets that import each other in a circle cannot all hold each other's digest.
        if target not in self._files or (target in self._begun and target not in self._named):
            return match[0]
        folder = posixpath.dirname(FOLDER + name)
        return f'url("{posixpath.relpath(self.file(target)[0], folder)}")'


def generated(name: str, accent: str) -> dict[str, bytes]:
    """Give the assets that are made from ``site.yaml``: every colour of the store, and its favicon."""
    colours = palette(accent)
    return {
        "palette.css": (palette_css(colours) + code_css(colours)).encode(),
        "favicon.svg": favicon_svg(name, accent).encode(),
    }
