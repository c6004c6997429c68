"""What a rendering gives besides its HTML."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from kpsite.model.prose import Prose, TocEntry
from kpsite.problems import Place, Severity
from kpsite.render.markdown.parser import make_parser
from kpsite.render.markdown.rendering import render
from kpsite.render.markdown.words import CALLOUTS, FOLDED
from tests.render.markdown.rig import DOG, PARSER, TARGETS, rendered


def test_the_table_of_contents_holds_the_headings_of_the_text_itself() -> None:
    """Headings in callouts, quotes and lists are anchors, and no part of the contents."""
    text = "# One\n\n## *Two* {#second}\n\n> ## Quoted\n\n::: tip\n## Titled\n:::\n\n### Three `x`\n"
    result = rendered(text)
    assert result.toc == (
        TocEntry(2, "one", "One"),
        TocEntry(2, "second", "Two"),
        TocEntry(3, "three-x", "Three x"),
    )
    assert {"one", "second", "quoted", "titled", "three-x"} <= result.ids


def test_links_into_other_pages_are_handed_on() -> None:
    """A fragment of another page is for others to check: the page, the fragment as it is there, the line."""
    result = rendered("Words\nand [a link](next.md#Über%20uns), [another](next.md#location).\n")
    assert result.anchors == (("/course/next/", "Über-uns", 2), ("/course/next/", "user-content-location", 2))


def test_problems_name_the_file_and_its_line() -> None:
    """The line is that of the file, above which front matter may stand; problems are sorted and said once."""
    prose = Prose(
        "a\n\n[b](nwxt.md) [b](nwxt.md)\n\n![](dog.jpg)\n",
        "courses/x/lesson.md",
        12,
        "en",
        tuple(TARGETS.items()),
    )
    first, second = render(prose, PARSER, str).problems
    assert first.place == Place("courses/x/lesson.md", 14)
    assert (first.severity, first.code) == (Severity.WARNING, "broken-link")
    assert first.message == 'the link "nwxt.md" leads nowhere: there is no such file'
    assert first.hint == 'did you mean "next.md"?'
    assert (second.place.line, second.code) == (16, "missing-alt")


def test_lines_are_right_in_every_kind_of_block() -> None:
    """Tables, lists, quotes, notes and raw HTML keep their lines."""
    broken = "[x](nwxt.md)"
    text = (
        f"| a |\n|---|\n| {broken} |\n\n- a\n- b\n  {broken}\n\n> q\n> {broken}\n\n"
        f"[^n]\n\n[^n]: {broken}\n\n<div>\n<a href='nwxt.md'>x</a>\n</div>\n"
    )
    assert [problem.place.line for problem in rendered(text).problems] == [3, 7, 10, 14, 17]


def test_the_players_behind_facades_are_named() -> None:
    """A content security policy has to let their frames through, and nothing else."""
    result = rendered(
        "https://youtu.be/abcdefghijk\n\n![x](https://vimeo.com/123456)\n\n[y](https://vimeo.com/123456) z\n"
    )
    assert result.embeds == ("https://player.vimeo.com", "https://www.youtube-nocookie.com")


def test_the_first_picture_is_remembered() -> None:
    """For share images and feeds."""
    assert rendered("Words ![a](dog.jpg) and ![b](<my cat.png>).\n").first_media == DOG
    assert rendered("Words.\n").first_media is None


def test_interface_words_are_translated() -> None:
    """Whatever words the renderer adds go through the translation, placeholders included."""
    text = "::: tip\nx\n:::\n\n## H\n\na|b\n-|-\n\n[^1]\n\n[^1]: n\n\n"
    text += "https://youtu.be/abcdefghijk\n\n```output\n1\n```\n"
    html = render(Prose(text, "x.md", 1, "en"), PARSER, lambda message: f"«{message}»").html
    for words in (
        "«Tip»", "«Link to the section “H”»", "«Table 1»", "«Footnote 1»", "«Footnotes»", "«Output»",
        "«Play video from YouTube»", "«Nothing is loaded from YouTube before you click.»",
    ):  # fmt: skip
        assert words in html


def test_every_kind_that_folds_has_a_title() -> None:
    """A folded callout without a title would be a triangle alone."""
    assert CALLOUTS.keys() >= FOLDED


def test_an_extension_adds_its_own_rules() -> None:
    """A plugin's rules stand beside the dialect's, in its parser and no other."""

    def smile(md: MarkdownIt) -> None:
        def rule(state: StateInline, silent: bool) -> bool:
            if not state.src.startswith(":)", state.pos):
                return False
            if not silent:
                state.push("text", "", 0).content = "☺"
            state.pos += 2
            return True

        md.inline.ruler.before("escape", "smile", rule)

    prose = Prose("Hello *:)*\n", "x.md", 1, "en")
    assert render(prose, make_parser([smile]), str).html == "<p>Hello <em>☺</em></p>\n"
    assert render(prose, PARSER, str).html == "<p>Hello <em>:)</em></p>\n"


def test_sanitising_writes_attributes_in_one_order() -> None:
    """The sanitiser hashes differently at each call, which must not show."""
    text = "<b>x</b>\n\n- [x] done\n\n![A dog](dog.jpg){.wide}\n\n![The talk](talk.mp4)\n"
    assert len({rendered(text).html for _ in range(20)}) == 1
