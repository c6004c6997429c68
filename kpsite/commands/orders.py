"""From what the command line says to what a build is asked for."""

from __future__ import annotations

import dataclasses
import os
import secrets
from argparse import Namespace
from pathlib import Path

from kpsite.building.build import Order
from kpsite.commands.verb import day_of, find_root
from kpsite.load.settings import Settings
from kpsite.reading.access import read_keyring
from kpsite.sealing.keys import SIZE, Master


def order_of(arguments: Namespace, out: str, *, buyer: bool = False, publish: bool = False) -> Order:
    """Give the order; a relative ``out`` is meant from the store's root.

    ``publish`` says that the pages are for buyers; what is not is sealed with a key for the moment where the
    store has none. Raises ``KpsiteError`` when there is no store, and for a key that is none.
    """
    root = find_root(Path(arguments.store or ".").resolve())
    settings = Settings(
        day_of(arguments),
        arguments.base_url,
        arguments.drafts,
        buyer=buyer,
        sealing=not getattr(arguments, "public_only", False),
        publish=publish,
        allow_test=getattr(arguments, "allow_test", False),
    )
    keyring = read_keyring(root, os.environ, rehearsal=settings.allow_test)
    if keyring.master is None and not publish:
        keyring = dataclasses.replace(keyring, master=Master(secrets.token_bytes(SIZE)))
    return Order(
        root,
        root / out,
        settings,
        getattr(arguments, "strict", False),
        arguments.workers,
        getattr(arguments, "executor", ""),
        keyring,
    )
