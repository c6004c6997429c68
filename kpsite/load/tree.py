"""The files of a store as they were read: documents with their bytes, all others with what is known about
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from kpsite.load.readings import Readings
from kpsite.render.image_facts import ImageFacts
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What is known about a file that is no document: size in bytes, a digest of its content (hex), and for
    images their facts.

    ``fault`` says in plain words why an image cannot be used, or is empty.
    """

    size: int
    digest: str
    image: ImageFacts | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """Everything under ``content/``: paths are relative to the store's root, with forward slashes, in NFC.

    ``readings`` are those of documents that were read already.
    """

    documents: Mapping[str, bytes]
    assets: Mapping[str, AssetFacts]
    readings: Readings = field(default_factory=dict)
