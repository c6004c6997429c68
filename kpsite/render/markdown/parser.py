"""The parser: CommonMark, and one list of the steps that make it kpsite's dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from mdit_py_plugins.deflist import deflist_plugin

from kpsite.render.markdown import (
    attributes,
    autolinks,
    callouts,
    code,
    depth,
    endings,
    figures,
    footnotes,
    headings,
    maths,
    paragraphs,
    rawhtml,
    resolve,
    spans,
    tables,
    tasks,
    verbatim,
)
from kpsite.render.markdown.blocks import Blocks
from kpsite.render.markdown.destinations import parse_destination
from kpsite.render.markdown.writer import Writer

Step = Callable[[MarkdownIt], None]


class Parser(MarkdownIt):
    """A parser that can leave addresses as they were written, so that those of the store can be looked up.

    Which schemes are let through is then decided when links and images are resolved, with a warning.
    """

    written_addresses = False

    def __init__(self, config: str, options: Mapping[str, object]) -> None:
        super().__init__(config, options, renderer_cls=Writer)
        # Rules find the parser's functions for the parts of links here, whether it is a module or not.
        own = vars(helpers) | {"parseLinkDestination": parse_destination}
        self.helpers = SimpleNamespace(**own)  # type: ignore[assignment]
        self.blocks = self.block = Blocks(self.block)
        self.spans = self.inline = spans.Spans(self.inline)

    def learn(self) -> None:
        """Take note of the rules that are there, so that they are tried only where they may match."""
        self.blocks.ruler.learn()
        self.spans.learn()

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the parser's own name
        """Give an address for a token: as written, or percent-encoded."""
        return url if self.written_addresses else super().normalizeLink(url)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's own name
        """Say whether a token may be made of an address."""
        return self.written_addresses or super().validateLink(url)


def _keep_addresses(md: MarkdownIt) -> None:
    if isinstance(md, Parser):
        md.written_addresses = True


def _strikethrough(md: MarkdownIt) -> None:
    md.enable("strikethrough")


# Every rule finds its place in the parser's chains by the names around it; the order here is that of the
# core chain's end, where anchors are known before links are resolved.
STEPS: tuple[tuple[str, Step], ...] = (
    ("addresses as written", _keep_addresses),
    ("line endings", endings.add),
    ("words", spans.add),
    ("depth", depth.add),
    ("verbatim braces", verbatim.add),
    ("tables", tables.add),
    ("strikethrough", _strikethrough),
    ("definition lists", deflist_plugin),
    ("footnotes", footnotes.add),
    ("callouts", callouts.add),
    ("attributes", attributes.add),
    ("maths", maths.add),
    ("code", code.add),
    ("raw HTML", rawhtml.add),
    ("images", figures.add),
    ("bare addresses", autolinks.add),
    ("headings", headings.add),
    ("addresses resolved", resolve.add),
    ("tasks", tasks.add),
    ("prose at once", paragraphs.add),
)


def base_parser() -> Parser:
    """Give the parser that all steps build on: CommonMark and nothing else."""
    return Parser("commonmark", {"xhtmlOut": False})


def make_parser(extensions: Sequence[Step] = ()) -> MarkdownIt:
    """Give a parser for kpsite's dialect, to which each extension has added its own rules."""
    md = base_parser()
    for _, add in STEPS:
        add(md)
    md.learn()
    for extend in extensions:
        extend(md)
    return md
