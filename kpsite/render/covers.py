"""Covers for what has none: one series, each drawing different, in the colours of the store."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from kpsite.render import motifs_drawn, motifs_round, motifs_straight
from kpsite.render.colour import Theme, palette
from kpsite.render.cover_inks import Inks, inks_for
from kpsite.render.cover_sheet import HEIGHT, SPINE, WIDTH, Motif
from kpsite.render.drawing import Dice, Item, mirrored, rect, to_svg

MOTIFS: tuple[Motif, ...] = (
    motifs_round.arcs,
    motifs_round.dots,
    motifs_round.moons,
    motifs_round.tiles,
    motifs_round.overprint,
    motifs_straight.folds,
    motifs_straight.woven,
    motifs_straight.steps,
    motifs_straight.shelf,
    motifs_straight.squares,
    motifs_drawn.strata,
    motifs_drawn.plotted,
)


def cover_svg(title: str, slug: str, accent: str, label: str = "") -> str:
    """Give the cover of a course, bundle or post as an SVG of 1600 × 1000, drawn from its title and slug.

    ``accent`` is the store's ``#rrggbb``; ``label`` is what a screen reader says, and without it the picture
    is decoration. The same words give the same drawing. It has no text, no style sheet and no reference.
    """
    return to_svg(cover_items(title, slug, accent), WIDTH, HEIGHT, label)


def cover_items(title: str, slug: str, accent: str) -> tuple[Item, ...]:
    """Give the shapes of a cover, from back to front."""
    dice = Dice(f"{slug}\n{title}")
    motif = dice.pick(MOTIFS)
    inks = inks_for(accent, dice)
    drawn: Iterator[Item] = motif(dice, inks)
    if dice.below(2):
        drawn = mirrored(drawn, SPINE + WIDTH)
    return (rect(0, 0, WIDTH, HEIGHT, inks.ground), *drawn, *_binding(inks))


def _binding(inks: Inks) -> Iterator[Item]:
    yield rect(0, 0, SPINE, HEIGHT, inks.spine)
    for y in (118, 142, 852, 876):
        yield rect(0, y, SPINE, 6, inks.pale)


def favicon_svg(name: str, accent: str) -> str:
    """Give the store's icon, 64 × 64: a book in its accent with the first letter of its name.

    The accent is the light theme's, which shows well on light and dark browser bars alike.
    """
    theme = palette(accent).light
    letter = escape(next((char for char in name if char.isalnum()), "k").upper())
    return (
        f"{_tile(theme)}"
        f'<rect x="11" width="3" height="64" fill="{theme.on_accent}" opacity=".45"/>'
        f'<text x="37" y="47" fill="{theme.on_accent}" font-family="{_LETTERS}" font-size="42" '
        f'font-weight="700" text-anchor="middle">{letter}</text></svg>\n'
    )


def mark_svg(name: str, accent: str) -> str:
    """Give the store's emblem, 64 × 64 and without letters: three books, each store's its own.

    It stands beside the name, so it has no label.
    """
    theme = palette(accent).light
    dice = Dice(name)
    widths = [dice.between(8, 12.5) for _ in range(3)]
    x = 32 - (sum(widths) + 6) / 2
    data = "M12 50h40v3.5h-40z"
    for width in widths:
        height, head = dice.between(24, 36), dice.between(5, 8)
        data += f"M{x:.1f} {47 - height:.1f}h{width:.1f}v{head:.1f}h-{width:.1f}z"
        data += f"M{x:.1f} {49.5 - height + head:.1f}h{width:.1f}V47.5h-{width:.1f}z"
        x += width + 3
    return f'{_tile(theme)}<path fill="{theme.on_accent}" d="{data}"/></svg>\n'


_LETTERS = "Georgia,'Noto Serif','Songti SC',serif"


def _tile(theme: Theme) -> str:
    size = 'viewBox="0 0 64 64" width="64" height="64"'
    ground = f'<rect width="64" height="64" rx="13" fill="{theme.accent}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} aria-hidden="true">{ground}'
