"""A theme as a value: templates, assets and words, the store's own files over those of the theme it builds
on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme ready for use.

    ``templates`` maps a name (``course.html``) to its text, and ``origins`` to the file it came from;
    ``original/course.html`` names the template that an override replaces. ``assets`` maps a path below
    ``assets/`` to its bytes; ``words`` maps a language to its compiled message catalogue (GNU MO).
    ``shipped`` names the templates that are the program's own.
    """

    name: str
    templates: Mapping[str, str]
    origins: Mapping[str, str]
    assets: Mapping[str, bytes]
    words: Mapping[str, bytes]
    options: Mapping[str, Any]
    shipped: frozenset[str] = frozenset()
    fingerprint: str = field(init=False)

    def __post_init__(self) -> None:
        """Work out the fingerprint of everything that can shape a page."""
        digest = hashlib.blake2b(digest_size=16)
        for name, text in sorted(self.templates.items()):
            digest.update(f"{name}\0{text}\0".encode())
        for name, data in sorted((*self.assets.items(), *self.words.items())):
            digest.update(name.encode() + b"\0" + hashlib.blake2b(data).digest())
        object.__setattr__(self, "fingerprint", digest.hexdigest())
