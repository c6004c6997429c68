"""From what the command line says to what a build is asked for."""

from __future__ import annotations

import dataclasses
import os
import secrets
from argparse import Namespace
from pathlib import Path

from kpsite.building.order import BuildOrder
from kpsite.commands.verb import day_of, find_root
from kpsite.load.settings import Settings
from kpsite.model.frozen import Mapping
from kpsite.reading.access import NO_KEYS, Keyring, read_keyring
from kpsite.reading.sealed_list import read_sealed
from kpsite.reading.stamp import STRIPE_KEY, VARIABLE
from kpsite.reading.tracked import refuse_tracked
from kpsite.sealing.keys import SIZE, Master


def build_order(
    arguments: Namespace, out: str, *, buyer: bool = False, publish: bool = False, keys: bool = True
) -> BuildOrder:
    """Give what a build is asked for; a relative ``out`` is meant from the store's root.

    ``publish`` says that the pages are for buyers; what is not is sealed with a key for the moment where the
    store has none. Without ``keys`` nothing is sealed and no key is looked at. Raises ``KpsiteError`` when
    there is no store, for a key that is none, and for one that is not private.
    """
    root = find_root(Path(arguments.store or ".").resolve())
    guarded = publish and not getattr(arguments, "confirm_public", False)
    settings = Settings(
        day_of(arguments),
        arguments.base_url,
        arguments.drafts,
        buyer=buyer,
        sealing=not getattr(arguments, "public_only", False),
        publish=publish,
        allow_test=getattr(arguments, "allow_test", False),
        sealed_before=Mapping(read_sealed(root)) if guarded else Mapping(),
    )
    return BuildOrder(
        root,
        root / out,
        settings,
        getattr(arguments, "strict", False),
        arguments.workers,
        getattr(arguments, "executor", ""),
        _keyring(root, settings) if keys else _no_keys(),
    )


def _keyring(root: Path, settings: Settings) -> Keyring:
    keyring = read_keyring(root, os.environ, rehearsal=settings.allow_test)
    os.environ.pop(STRIPE_KEY, "")  # no theme or plugin is to find it, and builds ask nobody
    if settings.publish:
        refuse_tracked(root)
    elif keyring.master is None:
        return dataclasses.replace(keyring, master=Master(secrets.token_bytes(SIZE)))
    return keyring


def _no_keys() -> Keyring:
    os.environ.pop(VARIABLE, "")  # no theme or plugin is to find it
    return NO_KEYS
