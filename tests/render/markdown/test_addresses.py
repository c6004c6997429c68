"""The scan for addresses: what it finds, and what it leaves."""

from __future__ import annotations

import pytest

from kpsite.render.markdown.addressing import addresses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](b.md) ![c](d.png)", ("b.md", "d.png")),
        ("[a](b.md?x=1#y) [c](b.md#z)", ("b.md",)),
        ('[a](/abs/b.md "Title") [c](../up/d.md)', ("/abs/b.md", "../up/d.md")),
        ("[a](<b c.md>) [d](e%20f.md)", ("b c.md", "e f.md")),
        ("[a](b(c).md) [d](e\\_f.md) [g](h&amp;i.md)", ("b(c).md", "e_f.md", "h&i.md")),
        ("[a]: b.md\n[c]: <d e.md> 'Title'\n> [f]:\n> g.md", ("b.md", "d e.md", "g.md")),
        ("> [a](\n> b.md)", ("b.md",)),
        ("<img src='a.png'> <a HREF = b.md> <video poster=\"c.jpg\">", ("a.png", "b.md", "c.jpg")),
        ("| a |\n|---|\n| [b](c\\|d.md) |", ("c|d.md",)),
        ("![a](b.mp4) [c](d.MP3)", ("b.mp4", "b.vtt", "b.chapters.vtt", "d.MP3", "d.vtt", "d.chapters.vtt")),
        ("[a](https://b.example/c) [d](//e.example) [f](#g) [h](mailto:i@j.example) [k](?l) <m:n>", ()),
        ("no addresses here, x[1]: y, and (z)", ()),
        ("[^1]: A note.", ()),
        ("中文 [图](图/猫.png)", ("图/猫.png",)),
    ],
)
def test_addresses_of_the_store_are_found(text: str, found: tuple[str, ...]) -> None:
    """Links, images, definitions and raw HTML; not of other places, and each once."""
    assert sorted(addresses(text)) == sorted(found)
    assert len(set(addresses(text))) == len(addresses(text))
