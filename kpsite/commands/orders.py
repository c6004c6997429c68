"""From what the command line says to what a build is asked for."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from kpsite.building.build import Order
from kpsite.commands.verb import day_of, find_root
from kpsite.load.settings import Settings


def order_of(arguments: Namespace, out: str, *, buyer: bool = False, publish: bool = False) -> Order:
    """Give the order; a relative ``out`` is meant from the store's root.

    ``publish`` says that the pages are for buyers. Raises ``KpsiteError`` when there is no store.
    """
    root = find_root(Path(arguments.store or ".").resolve())
    settings = Settings(
        day_of(arguments),
        arguments.base_url,
        arguments.drafts,
        buyer=buyer,
        publish=publish,
        allow_test=getattr(arguments, "allow_test", False),
    )
    return Order(root, root / out, settings, getattr(arguments, "strict", False), arguments.workers)
