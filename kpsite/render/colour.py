"""Every colour of a store, light and dark, derived from one accent, with the contrasts that reading needs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields

from kpsite.problems import did_you_mean
from kpsite.render.css_names import NAMED
from kpsite.render.oklch import Oklch, contrast, distance, to_hex, to_oklch
from kpsite.values import dataclass

# WCAG 2.2: 1.4.6 (text, AAA), 1.4.3 (labels of controls, AA), 1.4.11 (what is no text).
TEXT = 7.0
LABEL = 4.5
SHAPE = 3.0

_HEX_DIGITS = frozenset("0123456789abcdef")
_WHITE = "#ffffff"
# The paper leans a little towards the accent: by this many degrees of hue at most.
_LEANING = 18.0
# Accents below this chroma are black, grey and white: where they can't be seen, ink takes their place.
_NEUTRAL = 0.03
# A change of the accent below this distance in OKLab is a shade, above it another colour.
_ANOTHER_COLOUR = 0.12
_STEP = 0.004
# How much of the accent is in a surface tinted by it, and how strong an accent counts.
_TINT = 0.17
_TINT_CHROMA = 0.15


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, each ``#rrggbb``.

    Text colours (``ink``, ``ink_soft``, ``accent_text``, ``good``, ``warn``) reach 7:1 on every surface
    (``paper``, ``paper_raised``, ``code_paper``, ``accent_soft``); ``on_accent`` reaches 4.5:1 on ``accent``;
    ``accent``, ``focus`` and ``edge`` (the outline of a control) reach 3:1 on every surface. ``rule`` is a
    hairline and promises nothing.
    """

    paper: str
    paper_raised: str
    code_paper: str
    ink: str
    ink_soft: str
    rule: str
    edge: str
    accent: str
    on_accent: str
    accent_text: str
    accent_soft: str
    focus: str
    good: str
    warn: str

    @property
    def surfaces(self) -> tuple[str, str, str, str]:
        """Give the colours that text may stand on."""
        return (self.paper, self.paper_raised, self.code_paper, self.accent_soft)


@dataclass(frozen=True, slots=True)
class Palette:
    """A store's colours by day and by night."""

    light: Theme
    dark: Theme


@dataclass(frozen=True, slots=True)
class _Light:
    """What a theme starts from: (lightness, chroma) of its parts, and the hue of its paper.

    ``side`` says where its ink is: darker (-1) or lighter (1) than its paper.
    """

    paper: tuple[float, float]
    paper_raised: tuple[float, float]
    code_paper: tuple[float, float]
    tint: float
    ink: tuple[float, float]
    ink_soft: tuple[float, float]
    rule: tuple[float, float]
    edge: tuple[float, float]
    signal: tuple[float, float]
    hue: float
    side: int


_DAY = _Light(
    paper=(0.979, 0.009),
    paper_raised=(0.994, 0.004),
    code_paper=(0.955, 0.012),
    tint=0.94,
    ink=(0.24, 0.016),
    ink_soft=(0.43, 0.02),
    rule=(0.885, 0.014),
    edge=(0.62, 0.02),
    signal=(0.46, 0.11),
    hue=85.0,
    side=-1,
)
# A reading lamp at night: the page is dark and warm, and the ink is the colour of lit paper, not white.
_NIGHT = _Light(
    paper=(0.212, 0.010),
    paper_raised=(0.25, 0.012),
    code_paper=(0.184, 0.010),
    tint=0.285,
    ink=(0.885, 0.028),
    ink_soft=(0.765, 0.026),
    rule=(0.335, 0.014),
    edge=(0.57, 0.02),
    signal=(0.78, 0.10),
    hue=64.0,
    side=1,
)
_GREEN, _AMBER = 150.0, 62.0


def parse_colour(text: str) -> str:
    """Give ``#rrggbb`` for ``#rgb``, ``#rrggbb`` or a CSS colour name, in any letter case.

    Raises ``ValueError`` with a sentence that says what would be right.
    """
    found = text.strip().lower()
    digits = found[1:] if found.startswith("#") else ""
    if digits and _HEX_DIGITS.issuperset(digits):
        if len(digits) == len("rgb"):
            return "#" + "".join(2 * digit for digit in digits)
        if len(digits) == len("rrggbb"):
            return found
        if len(digits) == len("rrggbbaa"):
            raise ValueError(f'"{text}" has transparency, which is not possible here; write "{found[:7]}"')
    if found in NAMED:
        return NAMED[found]
    guess = did_you_mean(found, NAMED)
    if not guess and _HEX_DIGITS.issuperset(found) and len(found) in (3, 6):
        guess = f'did you mean "#{found}"?'
    expected = 'write "#1f6f5c", "#fa0" or a CSS colour name such as "teal"'
    raise ValueError(f'"{text}" is no colour; {guess or expected}')


def palette(accent: str) -> Palette:
    """Give all colours of a store from its accent (``#rrggbb``); one too pale to be seen is moved."""
    return Palette(_theme(accent, _DAY), _theme(accent, _NIGHT))


def palette_problems(accent: str) -> tuple[str, ...]:
    """Give a sentence when the accent (``#rrggbb``) had to become another colour to be seen.

    It has no full stop. A dark accent that the dark theme lightens is no problem: that is what it is for.
    """
    day = _theme(accent, _DAY)
    if distance(to_oklch(accent), to_oklch(day.accent)) <= _ANOTHER_COLOUR:
        return ()
    found = contrast(accent, day.paper)
    problem = (
        f"the accent {accent} has a contrast of {found:.2f}:1 with the light paper, and buttons need "
        f"{SHAPE:.0f}:1; {day.accent} is the nearest that works and is used in its place"
    )
    return (problem,)


def palette_css(colours: Palette) -> str:
    """Give the style sheet that sets every colour as a custom property (``--paper``, ``--on-accent``, …).

    The reader's system chooses the theme; ``data-theme="light"`` or ``"dark"`` on an element overrides it
    from there down. Print is always light.
    """
    return themed_css(*("".join(_properties(theme)) for theme in (colours.light, colours.dark)))


def themed_css(light: str, dark: str) -> str:
    """Give a style sheet with one set of declarations for each theme, chosen as ``palette_css`` says."""
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"[data-theme=light]{{color-scheme:light;{light}}}"
        f"@media screen{{[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
    )


def readable(colour: Oklch, surfaces: tuple[str, ...], ratio: float) -> str:
    """Give the colour nearest in lightness that reaches a contrast on all surfaces, away from them.

    Raises ``ValueError`` when there is none, as on surfaces of middle lightness.
    """
    side = -1 if contrast(surfaces[0], _WHITE) < contrast(surfaces[0], "#000000") else 1
    return _first(colour, side, lambda found: _worst(found, surfaces) >= ratio)


def _properties(theme: Theme) -> list[str]:
    return [f"--{field.name.replace('_', '-')}:{getattr(theme, field.name)};" for field in fields(theme)]


def _theme(accent: str, light: _Light) -> Theme:
    given = to_oklch(accent)
    lean = math.sin(math.radians(given.hue - light.hue)) if given.chroma > _NEUTRAL else 0.0
    hue = light.hue + _LEANING * lean
    papers = (light.paper, light.paper_raised, light.code_paper)
    paper, raised, code = (to_hex(Oklch(*part, hue)) for part in papers)
    soft = to_hex(_tinted(Oklch(light.tint, light.paper[1], hue), given))
    surfaces = (paper, raised, code, soft)
    ink = readable(Oklch(*light.ink, hue), surfaces, TEXT)
    shown, label = _button(accent, ink, light, surfaces)
    return Theme(
        paper=paper,
        paper_raised=raised,
        code_paper=code,
        ink=ink,
        ink_soft=readable(Oklch(*light.ink_soft, hue), surfaces, TEXT),
        rule=to_hex(Oklch(*light.rule, hue)),
        edge=readable(Oklch(*light.edge, hue), surfaces, SHAPE),
        accent=shown,
        on_accent=label,
        accent_text=readable(to_oklch(shown), surfaces, TEXT),
        accent_soft=soft,
        focus=readable(to_oklch(shown), surfaces, LABEL),
        good=readable(Oklch(*light.signal, _GREEN), surfaces, TEXT),
        warn=readable(Oklch(*light.signal, _AMBER), surfaces, TEXT),
    )


def _tinted(paper: Oklch, accent: Oklch) -> Oklch:
    """Mix a little of the accent's hue into a paper, in OKLab; the lightness stays the paper's."""
    strength = _TINT * min(accent.chroma, _TINT_CHROMA)
    paper_hue, accent_hue = math.radians(paper.hue), math.radians(accent.hue)
    a = paper.chroma * math.cos(paper_hue) + strength * math.cos(accent_hue)
    b = paper.chroma * math.sin(paper_hue) + strength * math.sin(accent_hue)
    return Oklch(paper.lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)))


def _button(accent: str, ink: str, light: _Light, surfaces: tuple[str, ...]) -> tuple[str, str]:
    """Give the accent as a button shows it, and the colour of the button's label."""
    deep = to_hex(Oklch(0.19, 0.014, _NIGHT.hue))
    labels = (_WHITE, deep) if light is _DAY else (deep, _WHITE)

    def works(found: str) -> bool:
        return _worst(found, surfaces) >= SHAPE and max(contrast(found, label) for label in labels) >= LABEL

    given = to_oklch(accent)
    if works(accent):
        shown = accent
    elif given.chroma < _NEUTRAL:
        shown = ink
    else:
        shown = _first(given, light.side, works)
    return shown, next(label for label in labels if contrast(shown, label) >= LABEL)


def _first(start: Oklch, side: int, works: Callable[[str], bool]) -> str:
    """Go from a colour towards black (-1) or white (1) and give the first that works."""
    room = start.lightness if side < 0 else 1 - start.lightness
    for step in range(math.ceil(room / _STEP) + 1):
        found = to_hex(Oklch(start.lightness + side * step * _STEP, start.chroma, start.hue))
        if works(found):
            return found
    raise ValueError("no lightness of this colour reaches the contrast")


def _worst(colour: str, surfaces: tuple[str, ...]) -> float:
    return min(contrast(colour, surface) for surface in surfaces)
