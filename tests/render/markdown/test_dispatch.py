"""The parser is quick, and gives what the plain one gives: the same tokens, HTML and colours."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import normalize, text_join
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from kpsite.model.prose import Prose
from kpsite.render.markdown.colours import coloured, find_lexer
from kpsite.render.markdown.context import environment, new_context
from kpsite.render.markdown.lexing import unhurried
from kpsite.render.markdown.parser import STEPS, base_parser, make_parser
from kpsite.render.markdown.rendering import render
from tests.render.markdown.rig import PARSER, TARGETS
from tests.render.markdown.test_commonmark import EXAMPLES
from tests.render.markdown.test_properties import PIECES, SPACES, TEXTS, answered

ROOT = Path(__file__).parents[3]
# What blocks are made of, and what ends or goes on with one: in quotes, lists, definitions and notes.
BLOCKS = (
    "words", "more *words*", "# head", "===", "---", "- ", "* a", "+ b", "1. ", "7) c", "10. d", "> ", ">",
    "    code", "```", "~~~ py", ":::", "::: tip", "::: quiz", "- [x] a", "- [ ] b", "- [=] c",
    "$$", "$$ x $$", "a | b", "- | -", "|-|-|", "| c \\| d |",
    "[a]: b", "[^n]: note", "[^n]", "<div>", "<!-- c -->", "<b>", "</div>", ": definition", "~ other",
    "{.a}", "\\", "***", "_ _ _", "&copy;", "  ", "\t", "   three", "-", "=", "ſ", "\u3000", "1", "::",
)  # fmt: skip
ENDS = ("\n", "\n", "\n", "\n\n", "\n  ", "\n> ", "\n    ", "\n- ", " ", "")
PAGES = st.lists(st.tuples(st.sampled_from(BLOCKS), st.sampled_from(ENDS)), max_size=30).map(
    lambda lines: "".join(line + end for line, end in lines)
)
INLINES = st.lists(
    st.sampled_from(PIECES) | st.sampled_from(SPACES) | st.sampled_from(BLOCKS), max_size=30
).map("".join)


def plain(parser: MarkdownIt) -> MarkdownIt:
    """Give ``parser`` the parts that the library itself has."""
    library = MarkdownIt("commonmark")
    parser.block, parser.inline, parser.helpers = library.block, library.inline, library.helpers
    parser.renderer = RendererHTML(parser)
    return parser


def plain_dialect() -> MarkdownIt:
    parser = plain(base_parser())
    for _, add in STEPS:
        add(parser)
    parser.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.at("normalize", normalize)
    parser.core.ruler.at("text_join", text_join)
    return parser


PLAIN = plain_dialect()


def tokens(parser: MarkdownIt, text: str) -> list[object]:
    prose = Prose(text, "lesson.md", 1, "en", tuple({**TARGETS, **answered(text)}.items()))
    return [_shown(token) for token in parser.parse(text, environment(new_context(prose, str)))]


def _shown(token: Token) -> dict[str, object]:
    """Give all of a token but texts of nothing, which the library leaves beside what is strong."""
    children = [child for child in token.children or () if child.type != "text" or child.content]
    return {**token.as_dict(children=False), "children": [child.as_dict() for child in children]}


@pytest.mark.parametrize("number", EXAMPLES)
def test_the_specification_has_the_same_tokens(number: int) -> None:
    """Every example of the specification is read alike, by the base and by the whole dialect."""
    text = EXAMPLES[number]["markdown"]
    library = MarkdownIt("commonmark", {"xhtmlOut": False})
    assert base_parser().render(text) == library.render(text)
    assert tokens(PARSER, text) == tokens(PLAIN, text)


@given(TEXTS | PAGES | INLINES)
@settings(max_examples=500, deadline=None)
def test_any_text_has_the_same_tokens(text: str) -> None:
    """Picking rules by the character at hand changes nothing but the time."""
    assert tokens(PARSER, text) == tokens(PLAIN, text)
    prose = Prose(text, "lesson.md", 1, "en", tuple(answered(text).items()))
    assert render(prose, PARSER, str) == render(prose, PLAIN, str)


@pytest.mark.parametrize("path", sorted((ROOT / "content").rglob("*.md")), ids=lambda path: path.stem)
def test_the_demo_store_has_the_same_tokens(path: Path) -> None:
    """Real lessons are read alike."""
    text = path.read_text("utf-8")
    assert tokens(PARSER, text) == tokens(PLAIN, text)


def _shout(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    if not state.src.startswith("words!", state.bMarks[start_line] + state.tShift[start_line]):
        return False
    if not silent:
        state.push("shout", "hr", 0)
        state.line = start_line + 1
    return True


def _smile(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(":-)", state.pos):
        return False
    if not silent:
        state.push("smile", "wbr", 0)
    state.pos += 3
    return True


def add_between_paragraphs(md: MarkdownIt) -> None:
    md.block.ruler.before("paragraph", "shout", _shout)


def add_before_all(md: MarkdownIt) -> None:
    md.block.ruler.before("table", "shout", _shout, {"alt": ["paragraph", "list", "blockquote"]})
    md.inline.ruler.before("text", "smile", _smile)


def add_replacing(md: MarkdownIt) -> None:
    md.block.ruler.at("hr", _shout, {"alt": ["paragraph"]})
    md.inline.ruler.at("link", _smile)


@pytest.mark.parametrize("extend", [add_between_paragraphs, add_before_all, add_replacing])
@pytest.mark.parametrize(
    "text", ["words!\n\nend", "a\nwords!\nb", "- a\nwords! :-)\n\n> b\nwords!", "x :-) [a](b)"]
)
def test_rules_of_plugins_are_asked_everywhere(extend: Callable[[MarkdownIt], None], text: str) -> None:
    """A rule that nobody knows beforehand may match anything, wherever it was put."""
    library = plain_dialect()
    extend(library)
    assert tokens(make_parser([extend]), text) == tokens(library, text)


def test_a_plugin_may_write_a_token_in_its_own_way() -> None:
    """Also words, which the writer else takes a short way with."""

    def louder(md: MarkdownIt) -> None:
        def rule(_self: object, every: list[Token], index: int, *_: object) -> str:
            return every[index].content.upper()

        md.add_render_rule("text", rule)

    parser = make_parser([louder])
    assert render(Prose("a *b*", "x.md", 1, "en"), parser, str).html == "<p>A <em>B</em></p>\n"


SAMPLES = {
    "python": (ROOT / "kpsite" / "problems.py").read_text("utf-8"),
    "css": "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "themes").rglob("*.css"))),
    "javascript": "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "themes").rglob("*.js"))),
    "html": "<!doctype html>\n<p class=a id='b'>x &amp; y<!-- c -->\n<style>p { color: red }</style>\n"
    "<script>let a = `b${1}`</script>",
    "json": '{"a": [1, -2.5e3, true, null, "b\\n\\u00e9"]}',
    "bash": "for f in *.md; do echo \"$f\" | grep -c 'a b' && cat <<END\nx $y\nEND\ndone # ready",
    "sql": "SELECT a.b, count(*) FROM c -- d\nWHERE e = 'f''g' AND h >= 9 ORDER BY 1;",
    "go": 'package main\n\nfunc main() { x := []int{1, 0x2f}; fmt.Println("a\\t", `b`, \'c\') }',
    "ruby": "def a(b = :c)\n  puts \"#{b}\" if b =~ /d+/i\nend",
    "yaml": "a: [1, two]\nb:\n  - |\n    text\n  - &c 'd'\n",
    "c": "#include <a.h>\nint main(void) { return 'x' == 0x1f ? 1u : sizeof(int); } /* y */",
    "rust": 'fn main() { let x: &str = r#"a"#; println!("{:?}", x); }',
    "console": "$ ls -l\ntotal 0\n$ echo hi",
    "diff": "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
    "jinja": "{% for a in b %}{{ a|e }}{% endfor %}",
    "r": "x <- c(1, 2)\nmean(x, na.rm = TRUE) # y",
    "java": "class A { int b() { return 1; } }",
    "typescript": "type A = { b?: string };\nconst c = (d: A): void => {}",
    "text": "a\nb",
}  # fmt: skip
FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def same_colours(language: str, code: str) -> bool:
    lexer = find_lexer(language)
    assert lexer is not None
    expected = highlight(code, get_lexer_by_name(language, stripnl=False), FORMATTER)
    return coloured(code, lexer, ()) == expected


@pytest.mark.parametrize("language", ["python", "css", "javascript", "bash", "html", "sql", "go", "rust"])
def test_the_usual_languages_are_read_quickly(language: str) -> None:
    """Pygments' own way is there for lexers with one of their own, and not taken by all unnoticed."""
    lexer = find_lexer(language)
    assert lexer is not None
    assert unhurried(lexer) is not lexer


def test_a_lexer_whose_rules_cannot_be_tried_together_is_pygments_own() -> None:
    """Whatever a quick lexer stumbles over, the code has its colours."""
    lexer = find_lexer("python")
    assert lexer is not None
    stumbling = type(lexer)(stripnl=False)
    stumbling.get_tokens_unprocessed = partial(getattr, None, "no such thing")  # type: ignore[method-assign]
    assert coloured("x = 1\n", stumbling, ()) == coloured("x = 1\n", lexer, ())


@pytest.mark.parametrize("language", SAMPLES)
def test_code_has_the_colours_of_pygments(language: str) -> None:
    """Real code gets the same spans as from Pygments with its own formatter."""
    assert same_colours(language, SAMPLES[language])


@given(st.sampled_from(sorted(SAMPLES)), st.data())
@settings(max_examples=300, deadline=None)
def test_broken_code_has_the_colours_of_pygments(language: str, data: st.DataObject) -> None:
    """Code that is cut anywhere, put together anew, or no code at all as well."""
    sample = SAMPLES[language][:3000]
    cut = st.integers(0, len(sample))
    pieces = data.draw(st.lists(st.tuples(cut, st.integers(0, 40)), max_size=6))
    noise = data.draw(
        st.lists(
            st.text(max_size=5) | st.sampled_from(("'", '"', "\n", "\t", "<", "&", "é", "\ufeff", "名")),
            max_size=4,
        )
    )
    code = "".join(
        sample[at : at + size] + sign for (at, size), sign in zip(pieces, [*noise, *[""] * 6], strict=False)
    )
    assert same_colours(language, code)
