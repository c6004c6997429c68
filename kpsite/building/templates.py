"""Compiling the templates of a store's own themes before anybody asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from jinja2 import TemplateError

from kpsite.building.bytecode import Bytecode
from kpsite.building.cache import Cache
from kpsite.reading.program import compiled_templates, program_fingerprint
from kpsite.reading.whole import whole
from kpsite.render.markdown.parser import make_parser
from kpsite.render.renderer import Renderer
from kpsite.render.theme import Theme


def compile_own(root: Path) -> None:
    """Compile the templates of the themes in a store, and remember them for those who make its pages.

    What is wrong with one is told when it is used.
    """
    texts = dict(_texts(root))
    theme = Theme("", texts, {}, {}, {}, {})
    own = Bytecode(
        str(Cache(root).bytecode()), str(compiled_templates()), theme.shipped, program_fingerprint()
    )
    renderer = Renderer(theme, {}, make_parser(), "/", own)
    for name in texts:
        with suppress(TemplateError):
            renderer.compile(name)


def _texts(root: Path) -> Iterable[tuple[str, str]]:
    for folder in sorted(root.glob("themes/*/templates")):
        for file in sorted(folder.rglob("*.html")):
            with suppress(OSError, ValueError):
                yield file.relative_to(folder).as_posix(), whole(file).decode("utf-8-sig")
