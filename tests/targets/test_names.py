"""Names that some host or file system would refuse, found before anything is written."""

from __future__ import annotations

import pytest

from kpsite.targets.names import unsafe_names


def test_the_paths_of_a_store_are_safe() -> None:
    """Ordinary slugs, hidden folders that hosts know, hashed assets and other scripts pass."""
    paths = [
        "index.html", "_headers", ".well-known/security.txt", "assets/app.3f2a9c.css", "zh-CN/课程/开始.html",
        "courses/c++/what's-new/index.html", "con-text/common.html", "a b/it.html", "é/index.html", "é/x",
    ]  # fmt: skip
    assert unsafe_names(paths) == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "the path is absolute, climbs or has an empty part"),
        ("/etc/passwd", "the path is absolute, climbs or has an empty part"),
        ("a/../../b", "the path is absolute, climbs or has an empty part"),
        ("./a", "the path is absolute, climbs or has an empty part"),
        ("a//b", "the path is absolute, climbs or has an empty part"),
        ("a/", "the path is absolute, climbs or has an empty part"),
        ("a\0b", r"'\x00' cannot stand in a file name on every host"),
        ("a\nb", r"'\n' cannot stand in a file name on every host"),
        ("a\\b", r"'\\' cannot stand in a file name on every host"),
        ("C:/a", "':' cannot stand in a file name on every host"),
        ("why?", "'?' cannot stand in a file name on every host"),
        ("c#/index.html", "'#' cannot stand in a file name on every host"),
        ("a/con", '"con" is the name of a device on Windows'),
        ("Nul.html", '"Nul.html" is the name of a device on Windows'),
        ("com1 .x/a", '"com1 .x" is the name of a device on Windows'),
        ("LPT³", '"LPT³" is the name of a device on Windows'),
        ("etc./a", '"etc." ends with a dot or a space, which Windows drops'),
        ("a/b ", '"b " ends with a dot or a space, which Windows drops'),
        ("x\udc80y", "the name is not valid Unicode"),
        ("长" * 86, "a name of 258 bytes: file systems take 255"),
    ],
)
def test_an_unsafe_name_has_its_reason(path: str, reason: str) -> None:
    """The one bad path among good ones is named with what is wrong about it."""
    assert unsafe_names(["index.html", path, "a.html"]) == [(path, reason)]


@pytest.mark.parametrize(
    ("paths", "clash"),
    [
        (["about.html", "About.html"], ("about.html", "About.html")),
        (["a/Intro/x.html", "a/intro/y.html"], ("a/intro", "a/Intro")),
        (["caf\u00e9.html", "cafe\u0301.html"], ("caf\u00e9.html", "cafe\u0301.html")),
        (["STRASSE", "straße"], ("straße", "STRASSE")),
        (["a.html", "A.html/b.html"], ("a.html", "A.html")),
    ],
)
def test_names_that_fall_together_somewhere_are_refused(paths: list[str], clash: tuple[str, str]) -> None:
    """On a disk that ignores case or Unicode form the second file would overwrite the first."""
    name, other = clash
    reason = f'the same as "{other}" where letter case or Unicode form does not count'
    assert unsafe_names([*paths, "other.html"]) == [(name, reason)]


def test_a_file_cannot_be_a_folder_as_well() -> None:
    """A page ``a`` and a page ``a/b`` cannot stand on one disk."""
    assert unsafe_names(["a", "a/b"]) == [("a", "both a file and a folder")]
