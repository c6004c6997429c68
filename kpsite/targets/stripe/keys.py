"""EDGE. The key of the account, from the environment and from nowhere else."""

from __future__ import annotations

import os
import re
from dataclasses import field
from urllib.parse import urlsplit

from kpsite.problems import KpsiteError, Place, error
from kpsite.reading.stamp import STRIPE_KEY
from kpsite.values import dataclass

KEY, BASE = STRIPE_KEY, "STRIPE_API_BASE"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SECRET_KEY = re.compile(r"(?P<kind>sk|rk)_(?P<mode>live|test)_[0-9A-Za-z_]+")


@dataclass(frozen=True, slots=True)
class Key:
    """A key that may be used: its mode (``live`` or ``test``), whether it is a restricted one, and another
    address of the API, if need be. The key itself is never shown.
    """

    secret: str = field(repr=False)
    mode: str
    restricted: bool
    base: str = ""


def key_from_environment() -> Key:
    """Give the key and its mode. Raises KpsiteError when there is none, or one that cannot do the work."""
    text = os.environ.get(KEY, "").strip()
    if not text:
        hint = f"{_WHERE}, and set it in the environment; or practise without an account: --practice"
        raise _wrong("no-key", f"found no {KEY}", hint)
    if text.startswith("pk_"):
        raise _wrong("wrong-key", "found a publishable key, which can only be used in browsers", _WHERE)
    match = _SECRET_KEY.fullmatch(text)
    if match is None:
        raise _wrong("wrong-key", "found something that is no secret key of Stripe", _WHERE)
    return Key(text, match["mode"], match["kind"] == "rk", _base())


_WHERE = "take a restricted key (rk_...) from the Stripe Dashboard: Developers, API keys"


def _base() -> str:
    base = os.environ.get(BASE, "").strip().rstrip("/")
    if not base:
        return ""
    parts = urlsplit(base)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return base
    hint = "write an https address, or an http one of this machine; the key is sent there"
    raise KpsiteError([error(Place("environment", key=BASE), "wrong-base", f"found {parts.scheme}", hint)])


def _wrong(code: str, message: str, hint: str) -> KpsiteError:
    return KpsiteError([error(Place("environment", key=KEY), code, message, hint)])
