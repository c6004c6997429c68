"""Rendering a text before the store that it belongs to is known.

Where the store decides what is shown, marks stand for it: for the pages that links lead to, and for the words
of the interface. They are filled in when all of that is known; the result is then the very one of ``render``.
Few texts ask for more, such as those with pictures: they are rendered at their time.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from kpsite.model.prose import Link, Prose, TocEntry
from kpsite.render.markdown.context import new_context
from kpsite.render.markdown.plain import is_plain
from kpsite.render.markdown.rendering import Rendered, finish

MARK = "\0"
"""No text holds this character: files that do are refused."""

Values = tuple[tuple[str, str | int], ...]
Ask = tuple[str, Values | None]
"""A word that was asked for, and the values put into it; None when it stands as it is."""

_NOTHING: Ask = ("", ())


def render_ahead(text: str, path: str, line: int, addresses: Sequence[str], parser: MarkdownIt) -> bytes:
    """Render a text of a file, which begins at a line of it, with a parser of ``make_parser`` that no plugin
    has extended; ``addresses`` are those of the store in the text.

    Gives what ``filled`` takes; nothing when the text asks for more than can be filled in, or has problems.
    """
    if MARK in text:
        return b""
    asked: list[Ask] = []
    places = 2 * len(addresses)
    targets = tuple(
        (address, Link(f"{MARK}{2 * number}{MARK}", f"{MARK}{2 * number + 1}{MARK}"))
        for number, address in enumerate(addresses)
    )

    def translate(message: str) -> str:
        return _awaited(message, places, asked, None)

    context = new_context(Prose(text, path, line, "", targets), translate)
    html = finish(context, parser)
    if context.problems or context.html or context.quizzes or context.first_media:
        return b""
    toc = [(entry.level, entry.anchor, entry.text) for entry in context.toc]
    found = (html, toc, context.anchors, list(context.ids), context.embeds, list(context.code.items()))
    return marshal.dumps((line, list(addresses), asked, *found))


def filled(packed: bytes, prose: Prose, translate: Callable[[str], str]) -> Rendered | None:
    """Give what ``render`` gives for ``prose``, whose text was rendered ahead; None when that does not do.

    ``packed`` is what ``render_ahead`` gave for the very same text of the same file, and proved whole.
    """
    line, addresses, asked, html, toc, anchors, ids, embeds, code = marshal.loads(packed)  # noqa: S302 - our own
    links = _links(addresses, dict(prose.targets))
    words = [_word(message, values, translate) for message, values in asked]
    if line != prose.line or links is None or None in words:
        return None
    fill = [escapeHtml(part) for link in links for part in (link.url, link.title)]
    fill += [word or "" for word in words]
    urls = {f"{MARK}{2 * number}{MARK}": link.url for number, link in enumerate(links)}
    return Rendered(
        html=_fill(html, fill),
        toc=tuple(TocEntry(*entry) for entry in toc),
        anchors=tuple((urls[url], fragment, at) for url, fragment, at in anchors),
        ids=frozenset(ids),
        embeds=tuple(sorted(set(embeds))),
        code={(info, content): _fill(block, fill) for (info, content), block in code},
    )


def filled_blocks(
    packed: bytes, prose: Prose, translate: Callable[[str], str]
) -> Mapping[tuple[str, str], str]:
    """Give the blocks of code alone of a text that ``filled`` gives, by info string and content."""
    code = marshal.loads(packed)[-1]  # noqa: S302 - our own
    if not any(MARK in block for _, block in code):
        return {(info, content): block for (info, content), block in code}
    ready = filled(packed, prose, translate)
    return ready.code if ready is not None else {}


class _Awaited(str):
    """The mark of a word; putting values into it gives that of another."""

    __slots__ = ("asked", "message", "places")
    asked: list[Ask]
    message: str
    places: int

    def __mod__(self, values: Mapping[str, str | int]) -> _Awaited:
        self.asked[int(self.strip(MARK)) - self.places] = _NOTHING  # the words alone are shown nowhere
        return _awaited(self.message, self.places, self.asked, tuple(values.items()))


def _awaited(message: str, places: int, asked: list[Ask], values: Values | None) -> _Awaited:
    made = _Awaited(f"{MARK}{places + len(asked)}{MARK}")
    made.message, made.places, made.asked = message, places, asked
    asked.append((message, values))
    return made


def _links(addresses: Sequence[str], targets: Mapping[str, object]) -> list[Link] | None:
    found = [targets.get(address) for address in addresses]
    links = [target for target in found if isinstance(target, Link)]
    return links if len(links) == len(found) == len(targets) else None


def _word(message: str, values: Values | None, translate: Callable[[str], str]) -> str | None:
    word = translate(message) if message else ""
    if values is not None:
        return escapeHtml(word % dict(values))
    # It may have stood where markup is read.
    return escapeHtml(word) if is_plain(word) else None


def _fill(html: str, values: Sequence[str]) -> str:
    if MARK not in html:
        return html
    parts = html.split(MARK)
    parts[1::2] = [values[int(number)] for number in parts[1::2]]
    return "".join(parts)
