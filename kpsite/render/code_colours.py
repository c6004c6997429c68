"""Colours for code: five hues around the accent, as readable as the text beside them."""

from __future__ import annotations

from kpsite.render.colour import TEXT, Palette, Theme, readable, themed_css
from kpsite.render.oklch import Oklch, to_oklch

# A fifth of the circle apart, beginning at the accent: (degrees from it, Pygments' short class names).
_HUES = {
    "keyword": (0, "k kd kn kp kr ow nt cp"),
    "type": (72, "kt nc nn nb bp na ni"),
    "string": (144, "s sa sb sc dl sd s1 s2 se sh si sx sr ss ld"),
    "name": (216, "nf fm nd ne nl"),
    "number": (288, "m mb mf mh mi mo il kc no"),
}
# What has its colour from the palette; all other tokens are ink.
_PLAIN = {
    "ink-soft": "c ch cm cpf c1 cs go gp linenos lineno",
    "warn": "gd gr gt err",
    "good": "gi",
}
_BOLD = "k kd kn kr gh gu gs"
_ITALIC = "c ch cm c1 cs sd ge"
_CHROMA = 0.12
# Where each theme begins to look for a lightness that is readable: colours are strongest near the middle.
_START = (0.55, 0.68)
# Nearly grey accents have no hue to start from: code then starts from the blue of pens.
_GREYISH = 0.03
_PEN_BLUE = 260.0


def code_css(colours: Palette) -> str:
    """Give the style sheet for what Pygments makes inside ``.code``: all tokens 7:1 on their ground.

    Expects the custom properties of ``palette_css``. Marked lines (``.hll``) stand on the accent's tint.
    """
    hues = "".join(_rule(names, f"color:var(--code-{role})") for role, (_, names) in _HUES.items())
    plain = "".join(_rule(names, f"color:var(--{name})") for name, names in _PLAIN.items())
    letters = _rule(_BOLD, "font-weight:600") + _rule(_ITALIC, "font-style:italic")
    ground = ".code{background:var(--code-paper);color:var(--ink)}" + _rule(
        "hll", "background:var(--accent-soft)"
    )
    return (
        themed_css(_declared(colours.light), _declared(colours.dark)) + ground + hues + plain + letters + "\n"
    )


def token_colours(theme: Theme) -> dict[str, str]:
    """Give ``#rrggbb`` for each kind of token that has a hue of its own."""
    accent = to_oklch(theme.accent)
    hue = accent.hue if accent.chroma > _GREYISH else _PEN_BLUE
    start = _START[to_oklch(theme.ink).lightness > to_oklch(theme.code_paper).lightness]
    surfaces = (theme.code_paper, theme.accent_soft)
    return {
        role: readable(Oklch(start, _CHROMA, (hue + turn) % 360), surfaces, TEXT)
        for role, (turn, _) in _HUES.items()
    }


def _declared(theme: Theme) -> str:
    return "".join(f"--code-{role}:{colour};" for role, colour in token_colours(theme).items())


def _rule(names: str, declaration: str) -> str:
    selector = ",".join(f".code .{name}" for name in names.split())
    return f"{selector}{{{declaration}}}"
