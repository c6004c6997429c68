"""What the rules of one rendering share: the text with its targets, and what has been found so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from kpsite.model.prose import Asset, Missing, Picture, Prose, Target, TocEntry
from kpsite.problems import Place, Problem, error, warning
from kpsite.render.markdown.ids import safe_id
from kpsite.values import dataclass

_KEY = "kpsite"
_SHOWN = 80  # characters of a found text that a message quotes; data: addresses run to megabytes
_UNKNOWN = Missing("nothing of that name was found")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the text: its first line and the one behind its last (0-based), and the lines that say
    the same without giving the answer away.
    """

    begin: int
    end: int
    plain: tuple[str, ...]


@dataclass(slots=True)
class Context:
    """The state of one rendering: made in ``render``, filled by the rules, gone when ``render`` returns.

    ``fragments`` are links within the text (identifier, line) that are checked when all identifiers are
    known; ``embeds`` are the addresses of the players behind the facades; ``html`` says that raw HTML
    stands in the text, so that the result has to be sanitised, ``open_html`` which elements of it are open
    (name, line), and ``removing`` which are on their way out. ``later`` gives what stands for a picture that
    is not known yet, by its alternative text, its own attributes, and whether it is to be wide.
    """

    prose: Prose
    translate: Callable[[str], str]
    targets: dict[str, Target] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    repeats: dict[str, int] = field(default_factory=dict)
    toc: list[TocEntry] = field(default_factory=list)
    anchors: list[tuple[str, str, int]] = field(default_factory=list)
    fragments: list[tuple[str, int]] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)
    first_media: Picture | Asset | None = None
    code: dict[tuple[str, str], str] = field(default_factory=dict)
    pictures: int = 0
    tables: int = 0
    open_callouts: int = 0
    quizzes: list[Asked] = field(default_factory=list)
    html: bool = False
    open_html: list[tuple[str, int]] = field(default_factory=list)
    html_full: bool = False
    removing: list[str] = field(default_factory=list)
    later: Callable[[Picture, str, Mapping[str, str], bool], str] | None = None

    def line(self, offset: int) -> int:
        """Turn a 0-based line of the text into a 1-based line of the file it stands in."""
        return self.prose.line + offset

    def warn(self, offset: int, code: str, message: str, hint: str = "") -> None:
        """Note something wrong at a 0-based line of the text."""
        self.problems.append(warning(Place(self.prose.path, self.line(offset)), code, message, hint))

    def fail(self, offset: int, code: str, message: str, hint: str) -> None:
        """Note something at a 0-based line of the text that no page may be published with."""
        self.problems.append(error(Place(self.prose.path, self.line(offset)), code, message, hint))

    def look_up(self, key: str) -> Target:
        """Give what an address leads to; an address that nobody resolved is missing."""
        return self.targets.get(key, _UNKNOWN)

    def unique_id(self, wanted: str) -> str:
        """Take an identifier for a generated anchor: ``wanted``, or with the first free number behind it."""
        name = found = safe_id(wanted)
        while found in self.ids:
            self.repeats[name] = number = self.repeats.get(name, 0) + 1
            found = f"{name}-{number}"
        self.ids.add(found)
        return found

    def show(self, media: Picture | Asset) -> None:
        """Remember the first picture or media file that the text shows."""
        self.first_media = self.first_media or media


def new_context(
    prose: Prose, translate: Callable[[str], str], code: Mapping[tuple[str, str], str] | None = None
) -> Context:
    """Give a fresh context for one rendering of ``prose``, with code blocks that are known already."""
    return Context(prose, translate, dict(prose.targets), code=dict(code or {}))


def environment(context: Context) -> dict[str, object]:
    """Give the parser environment that carries ``context`` to the rules."""
    return {_KEY: context}


def context_of(env: EnvType) -> Context:
    """Give the context that an environment carries; an empty one when a plugin runs the parser by itself."""
    context = env.get(_KEY)
    if not isinstance(context, Context):
        context = env[_KEY] = new_context(Prose("", "", 1, ""), str)
    return context


RenderRule = Callable[[Context, Token], str]


def add_render_rule(md: MarkdownIt, name: str, rule: RenderRule) -> None:
    """Let ``rule`` give the HTML of all tokens of the type ``name``."""

    def render(
        _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
    ) -> str:
        return rule(context_of(env), tokens[index])

    md.add_render_rule(name, render)


def shown(text: str) -> str:
    """Give ``text`` as a message quotes it: on one line, and not longer than a reader looks at."""
    line = " ".join(text[: 4 * _SHOWN].split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def plain(tokens: Sequence[Token] | None) -> str:
    """Give the words of inline tokens: no markup, no footnote marks, images by their alternative text."""
    words = []
    for token in tokens or ():
        if token.type in ("text", "code_inline", "text_special", "math_inline", "math_inline_double"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type == "image":
            words.append(plain(token.children))
    return "".join(words)
