"""What a theme says of itself in ``theme.yaml``."""

from __future__ import annotations

from kpsite.model.frozen import Mapping as Frozen
from kpsite.model.keys import key
from kpsite.model.kinds import Free, Identifier, Pattern, Text
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class ThemeInfo:
    """The keys of ``theme.yaml``."""

    name: str = key(Text(limit=80), "The theme's name.", "Storefront")
    description: str = key(Text(limit=500), "What it is like.", default="")
    version: str = key(Pattern(r"[0-9A-Za-z.+-]{1,32}", "a version such as 1.2"), "Its version.", default="")
    extends: str = key(
        Identifier,
        "The theme that it builds on; its files stand in for those missing here.",
        "storefront",
        default="",
    )
    options: Frozen = key(
        Free(), "Options and their defaults; a store sets them under `theme.options`.", default=Frozen()
    )
