"""From a piece of Markdown to HTML, with its table of contents and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from markdown_it import MarkdownIt

from kpsite.model.prose import Asset, Picture, Prose, TocEntry
from kpsite.problems import Problem
from kpsite.render.markdown import links, sanitise
from kpsite.render.markdown.context import Context, environment, new_context
from kpsite.values import dataclass

# Characters of a text that a phone may show before anybody scrolls, below a page's title.
_FIRST_SCREEN = 600


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML.

    ``anchors`` are links to a fragment of another page of the store, as (its address, the fragment, the line
    of the file), for somebody who has all pages to check. ``ids`` are all identifiers in the HTML. ``embeds``
    are the origins (``https://www.youtube-nocookie.com``) of the players that facades open, for the
    Content-Security-Policy. ``first_media`` is the first picture or media file that the text shows. ``code``
    are all blocks of code, by info string and content. ``quizzes`` is how many questions it asks.
    """

    html: str
    toc: tuple[TocEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    anchors: tuple[tuple[str, str, int], ...] = ()
    ids: frozenset[str] = frozenset()
    embeds: tuple[str, ...] = ()
    first_media: Picture | Asset | None = None
    code: Mapping[tuple[str, str], str] = field(default_factory=dict)
    quizzes: int = 0


def render(
    prose: Prose,
    parser: MarkdownIt,
    translate: Callable[[str], str],
    code: Mapping[tuple[str, str], str] | None = None,
    *,
    below: bool = False,
) -> Rendered:
    """Render ``prose`` with a parser of ``make_parser``; never raises, whatever the text.

    ``translate`` gives the interface word for an English message id of ``words``. ``code`` are blocks of code
    that were rendered before, by info string and content. ``below`` says that a larger picture stands above
    the text: then all of its own load when they come near, since they would take its turn. They do so too
    when none stands on the first screen.
    """
    context = new_context(prose, translate, code)
    context.pictures = pictures_above(prose.text, below=below)
    html = finish(context, parser)
    return Rendered(
        html=html,
        toc=tuple(context.toc),
        problems=tuple(sorted(set(context.problems))),
        anchors=tuple(context.anchors),
        ids=frozenset(context.ids),
        embeds=tuple(sorted(set(context.embeds))),
        first_media=context.first_media,
        code=context.code,
        quizzes=len(context.quizzes),
    )


def finish(context: Context, parser: MarkdownIt) -> str:
    """Give the HTML of a fresh context's text; what else was found is then in the context."""
    html: str = parser.render(context.prose.text, environment(context))
    if context.html:
        html = sanitise.clean(context, html)
    links.check_fragments(context)
    return html


def pictures_above(text: str, *, below: bool) -> int:
    """Give how many pictures count as standing above a text, so that its own load when they come near."""
    head = text[:_FIRST_SCREEN]
    return int(below or not ("![" in head or "<img" in head))
