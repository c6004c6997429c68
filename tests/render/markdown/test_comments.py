"""Comments are in no other file, and code keeps what looks like one."""

from __future__ import annotations

import pytest

from kpsite.render.markdown.comments import without_comments


@pytest.mark.parametrize(
    ("markdown", "left"),
    [
        ("Words <!-- mine --> more.", "Words  more."),
        ("A.\n\n<!-- mine\nstill mine -->\n\nB.", "A.\n\n\n\nB."),
        ("A.\n\n<!-- never closed", "A.\n"),
        ("```html\n<!-- code -->\n```\n<!-- mine -->", "```html\n<!-- code -->\n```\n"),
        ("~~~\n```\n<!-- code -->\n```\n~~~\n<!-- mine -->", "~~~\n```\n<!-- code -->\n```\n~~~\n"),
        ("```\n<!-- code -->\n  ```\n<!-- mine -->", "```\n<!-- code -->\n  ```\n"),
        ("```\n<!-- code -->", "```\n<!-- code -->"),
        ("    <!-- code -->\n\n<!-- mine -->", "    <!-- code -->\n\n"),
        ("<div>\n```\n<!-- mine -->\n```\n</div>", "<div>\n```\n\n```\n</div>"),
        ("<pre>\n\n```\n<!-- mine -->\n```\n</pre>", "<pre>\n\n```\n\n```\n</pre>"),
        ("<!-- mine\n```\nmine -->\n<!-- mine -->", "\n"),
        ("``` a`b\n<!-- mine -->", "``` a`b\n"),
        ("> ```\n> <!-- mine -->", "> ```\n> "),
    ],
)
def test_comments_go_and_code_stays(markdown: str, left: str) -> None:
    """What a reader of the page would see is left, and no word of a comment."""
    assert without_comments(markdown) == left
