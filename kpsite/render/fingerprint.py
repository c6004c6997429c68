"""Fingerprints of views: a page is made again exactly when something that it may show has changed."""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

from kpsite.model.frozen import Mapping
from kpsite.model.prose import Asset, Picture, Prose
from kpsite.render.markdown.embeds import embed
from kpsite.values import dataclass

SIZE = 16
# Players of video services that run on anybody's server; those with known hosts are allowed anyway.
_PLAYER = re.compile(r"https?://[^\s/<>()\[\]\"']+/(?:w|videos/watch|videos/embed)/[\w-]+", re.IGNORECASE)


_PLAIN = frozenset((type(None), bool, int, str))
_BY_VALUE = 2  # the version of marshal's format in which equal values are equal bytes
_MEDIA = (Picture, Asset, Prose)


@dataclass(frozen=True, slots=True)
class Seen:
    """The fingerprints of all pages, in their order, and the media and video hosts that they show."""

    fingerprints: Sequence[str]
    media: frozenset[str]
    frames: frozenset[str]


def _players(text: str) -> list[str]:
    """Find the addresses that may be such players'; most texts have nothing of the kind."""
    lowered = text.lower()
    return _PLAYER.findall(text) if "/w/" in lowered or "/v" in lowered else []


class Fingerprints:
    """Takes fingerprints of frozen values, each shared part once, and notes the media addresses and the
    video hosts that they hold.

    The encoding is unambiguous (type, length, content, as marshal has them), so that two values have one
    fingerprint only when they are equal; it depends on nothing but the values, neither on their identity nor
    on the order in which they are seen.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._known: dict[int, tuple[object, bytes]] = {}
        self._fields: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
        self.media: set[str] = set()
        self.frames: set[str] = set()

    def of(self, value: object) -> str:
        """Give the fingerprint of a value as hex."""
        return hashlib.blake2b(self._encode(value), digest_size=SIZE).hexdigest()

    def _encode(self, value: Any) -> bytes:  # noqa: ANN401 - any frozen value
        kind = type(value)
        if kind is tuple:
            return b"(%b)" % self._packed(value) if value else b"()"
        if kind in _PLAIN:
            return marshal.dumps(value, _BY_VALUE)
        known = self._known.get(id(value))
        if known is not None:
            return known[1]
        getter = self._fields.get(kind)
        return self._record(value, getter) if getter is not None else self._other(value)

    def _packed(self, items: tuple[Any, ...]) -> bytes:
        """Encode some values: the plain ones at once, as most are, among the bytes of the others."""
        encode = self._encode
        return marshal.dumps([one if type(one) in _PLAIN else encode(one) for one in items], _BY_VALUE)

    def _other(self, value: Any) -> bytes:  # noqa: ANN401 - any frozen value
        if isinstance(value, int | float):
            return repr(value).encode() + b";"
        if isinstance(value, str):
            return self._encode(str(value))
        if isinstance(value, bytes):
            return b"b%d:%b" % (len(value), value)
        if isinstance(value, tuple):
            return self._encode(tuple(value))
        if isinstance(value, Mapping):
            return b"{%b}" % b"".join(self._encode(name) + self._encode(item) for name, item in value.items())
        if is_dataclass(value):
            kind = type(value)
            names = [field.name for field in fields(value) if field.compare]
            self._fields[kind] = attrgetter(*names) if len(names) > 1 else _single(*names)
            return self._record(value, self._fields[kind])
        raise TypeError(f"{type(value).__name__} has no place in a view")

    def _record(self, value: Any, getter: Callable[[Any], tuple[Any, ...]]) -> bytes:  # noqa: ANN401 - any frozen dataclass
        kind = type(value)
        if kind in _MEDIA:
            self._note_media(value)
        data = self._packed(getter(value))
        made = b"<%b%b>" % (kind.__name__.encode(), hashlib.blake2b(data, digest_size=SIZE).digest())
        # The value is kept with its fingerprint, so that its id cannot be given to another.
        self._known[id(value)] = (value, made)
        return made

    def _note_media(self, value: object) -> None:
        if isinstance(value, Picture):
            self.media.add(value.src)
            self.media.update(url for url, _ in value.fallback)
            self.media.update(url for source in value.sources for url, _ in source.files)
        elif isinstance(value, Asset):
            self.media.add(value.url)
        elif isinstance(value, Prose):
            players = (embed(address) for address in _players(value.text))
            hosts = {_host(player.player) for player in players if player} - {""}
            self.frames.update(f"https://{host}" for host in hosts)


def _single(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    return lambda value: tuple(getattr(value, name) for name in names)


def _host(player: str) -> str:
    """Give the host of a player's address as a header can hold it, in ASCII; empty when it is none."""
    try:
        host = player.split("/", 3)[2].encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return host if re.fullmatch(r"[a-z0-9.-]+", host) else ""
