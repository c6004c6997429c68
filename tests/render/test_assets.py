"""Style sheets: what one imports from the theme stands in it when it is published."""

from __future__ import annotations

from kpsite.render.assets import Assets


def published(files: dict[str, str], name: str = "all.css") -> str:
    """Give a sheet as browsers get it."""
    return Assets({path: text.encode() for path, text in files.items()}, "/").file(name)[1].decode()


def test_imports_are_put_in_their_places() -> None:
    """One answer holds all rules, in the order of the imports, with its own rules last."""
    files = {
        "all.css": '@import "a.css"; @import url(parts/b.css) print and (min-width: 10cm);\np { color: red }',
        "a.css": "/* a note */ a { content: '/* kept */' }\n",
        "parts/b.css": "b { src: url(../i.svg) }\n",
        "i.svg": "<svg/>",
    }
    address = Assets({name: text.encode() for name, text in files.items()}, "/").file("i.svg")[0]
    assert published(files).split("\n") == [
        " a { content: '/* kept */' }",
        "@media print and (min-width: 10cm) {",
        f'b {{ src: url("{address.removeprefix("/assets/")}") }}',
        "}",
        "p { color: red }",
    ]


def test_what_cannot_be_put_in_its_place_stays_an_import() -> None:
    """Imports come before all rules: one that stays keeps the others where they were."""
    for odd in (
        '"https://other.example/x.css"',
        '"a.css" layer(base)',
        '"a.css" supports(gap: 1px)',
        '"all.css"',
    ):
        found = published({"all.css": f'@import "a.css"; @import {odd};\n', "a.css": "a {}"})
        assert found.count("@import") == 2
        assert "a {}" not in found


def test_circles_end() -> None:
    """Sheets that import each other are published as they are."""
    assert "@import" in published({"all.css": '@import "b.css";', "b.css": '@import "all.css";'})


def test_a_licence_stays() -> None:
    """A comment that asks to be kept is kept."""
    assert published({"all.css": "/*! Licence */ /* aside */ a {}"}) == "/*! Licence */  a {}"
