"""Ids: what courses and bundles are known by for ever, in Stripe, in lockers and in certificates."""

from __future__ import annotations

import hashlib
import re

UID = r"[a-z0-9][a-z0-9_-]{0,63}"
"""The form of an id, as a regular expression."""
_UID = re.compile(UID)


def is_uid(text: str) -> bool:
    """Say whether a text has the form of an id."""
    return _UID.fullmatch(text) is not None


def uid_of(slug: str) -> str:
    """Give what stands in for an id that nobody wrote: the slug, or a digest of one in other letters."""
    return slug if is_uid(slug) else f"c-{hashlib.blake2b(slug.encode(), digest_size=8).hexdigest()}"
