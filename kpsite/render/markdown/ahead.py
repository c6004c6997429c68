"""Rendering a text before the store that it belongs to is known.

Where the store decides what is shown, marks stand for it: for the pages that links lead to, for pictures, and
for the words of the interface. They are filled in when all of that is known; the result is then the very one
of ``render``. Few texts ask for more, such as those with films: they are rendered at their time.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from kpsite.model.prose import Link, Picture, Prose, TocEntry
from kpsite.render.markdown.addressing import PICTURES
from kpsite.render.markdown.context import Context, new_context
from kpsite.render.markdown.figures import picture
from kpsite.render.markdown.plain import is_plain
from kpsite.render.markdown.rendering import Rendered, finish, pictures_above

MARK = "\0"
"""No text holds this character: files that do are refused."""

Values = tuple[tuple[str, str | int], ...]
Word = tuple[str, Values | None]
"""A word that was asked for, and the values put into it; None when it stands as it is."""
Shown = tuple[int, str, Values, bool]
"""A picture that was asked for: the place of its address, its alternative text, its own attributes, and
whether it is to be wide.
"""

_NOTHING: Word = ("", ())


class _Asked(list[Word | Shown]):
    """All that was asked for, and the number of marks before those of what is noted here."""

    def __init__(self, before: int) -> None:
        super().__init__()
        self.before = before

    def mark(self, one: Word | Shown) -> str:
        """Note something; gives its mark."""
        self.append(one)
        return f"{MARK}{self.before + len(self) - 1}{MARK}"


def render_ahead(text: str, path: str, line: int, addresses: Sequence[str], parser: MarkdownIt) -> bytes:
    """Render a text of a file, which begins at a line of it, with a parser of ``make_parser`` that no plugin
    has extended; ``addresses`` are those of the store in the text.

    Gives what ``filled`` takes; nothing when the text asks for more than can be filled in, or has problems.
    """
    if MARK in text:
        return b""
    asked = _Asked(2 * len(addresses))
    targets = tuple((address, _target(number, address)) for number, address in enumerate(addresses))
    context = new_context(
        Prose(text, path, line, "", targets), lambda message: _awaited(message, asked, None)
    )
    context.later = lambda shown, alt, own, wide: asked.mark(
        (int(shown.src.strip(MARK)) // 2, alt, tuple(own.items()), wide)
    )
    html = finish(context, parser)
    if context.problems or context.html or context.quizzes or context.first_media:
        return b""
    toc = [(entry.level, entry.anchor, entry.text) for entry in context.toc]
    found = (html, toc, context.anchors, list(context.ids), context.embeds, list(context.code.items()))
    return marshal.dumps((line, list(addresses), list(asked), *found))


def filled(
    packed: bytes, prose: Prose, translate: Callable[[str], str], *, below: bool = False
) -> Rendered | None:
    """Give what ``render`` gives for ``prose``, whose text was rendered ahead; None when that does not do.

    ``packed`` is what ``render_ahead`` gave for the very same text of the same file, and proved whole.
    """
    line, addresses, asked, html, toc, anchors, ids, embeds, code = marshal.loads(packed)  # noqa: S302 - our own
    targets = _targets(addresses, dict(prose.targets))
    if line != prose.line or targets is None:
        return None
    context = new_context(prose, translate)
    context.pictures = pictures_above(prose.text, below=below)
    fill: list[str] = []
    for target in targets:
        fill += map(escapeHtml, (target.url, target.title) if isinstance(target, Link) else (target.src, ""))
    for one in asked:
        said = _shown(context, one, targets) if len(one) > len(_NOTHING) else _word(one, translate)
        if said is None:
            return None
        fill.append(said)
    urls = {
        f"{MARK}{2 * number}{MARK}": target.url
        for number, target in enumerate(targets)
        if isinstance(target, Link)
    }
    return Rendered(
        html=_fill(html, fill),
        toc=tuple(TocEntry(*entry) for entry in toc),
        anchors=tuple((urls[url], fragment, at) for url, fragment, at in anchors),
        ids=frozenset(ids),
        embeds=tuple(sorted(set(embeds))),
        first_media=context.first_media,
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


def _is_picture(address: str) -> bool:
    return address.lower().endswith(PICTURES)


def _target(number: int, address: str) -> Link | Picture:
    """Give what stands for the target of an address: the marks of where it is and what it is called."""
    where, name = f"{MARK}{2 * number}{MARK}", f"{MARK}{2 * number + 1}{MARK}"
    return Picture(where, 0, 0) if _is_picture(address) else Link(where, name)


def _targets(addresses: Sequence[str], targets: Mapping[str, object]) -> list[Link | Picture] | None:
    """Give what addresses lead to in the end; None unless it is what was expected of each."""
    found: list[Link | Picture] = []
    for address in addresses:
        target = targets.get(address)
        if isinstance(target, Picture if _is_picture(address) else Link):
            found.append(target)
    return found if len(found) == len(addresses) == len(targets) else None


class _Awaited(str):
    """The mark of a word; putting values into it gives that of another."""

    __slots__ = ("asked", "message")
    asked: _Asked
    message: str

    def __mod__(self, values: Mapping[str, str | int]) -> _Awaited:
        # The words alone are shown nowhere.
        self.asked[int(self.strip(MARK)) - self.asked.before] = _NOTHING
        return _awaited(self.message, self.asked, tuple(values.items()))


def _awaited(message: str, asked: _Asked, values: Values | None) -> _Awaited:
    made = _Awaited(asked.mark((message, values)))
    made.message, made.asked = message, asked
    return made


def _shown(context: Context, shown: Shown, targets: Sequence[Link | Picture]) -> str:
    place, alt, own, wide = shown
    target = targets[place]
    assert isinstance(target, Picture)  # noqa: S101 - as was expected of its address
    return picture(context, target, alt, {name: str(value) for name, value in own}, wide)


def _word(asked: Word, translate: Callable[[str], str]) -> str | None:
    message, values = asked
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
