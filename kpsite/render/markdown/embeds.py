"""Video services: which links are videos, and the address of the player for each.

A service is a row: its name, its hosts, and patterns of path and query that give the video.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

from kpsite.values import dataclass

_HTTP = ("http", "https")
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{6,20})/?", re.ASCII)
_YOUTUBE_ID = re.compile(r"[\w-]{6,20}", re.ASCII)
_VIMEO_PATH = re.compile(r"/(?:video/|channels/[\w-]+/)?(\d{4,12})(?:/([0-9a-f]{6,16}))?/?", re.ASCII)
_BILIBILI_PATH = re.compile(r"/video/(?:(BV[0-9A-Za-z]{10})|av(\d{1,12}))/?", re.ASCII)
_PEERTUBE_PATH = re.compile(
    r"/(?:w|videos/watch|videos/embed)/"
    r"([1-9A-HJ-NP-Za-km-z]{22}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?",
    re.ASCII,
)
# Most links are no videos, and taking an address apart costs more than this look at it.
_MAY_BE = re.compile(
    r"^https?://[^/?#]*(?:youtu|vimeo|bilibili)|^https?://[^/?#]*/(?:w|videos)/", re.IGNORECASE
)
_START = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Embed:
    """A video elsewhere: the service's name, the player's address, and the address that was written."""

    host: str
    player: str
    original: str


def embed(address: str) -> Embed | None:
    """Give the video that an address leads to, or None when it leads to none."""
    if not _MAY_BE.search(address):
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        if parts.scheme.lower() not in _HTTP or not host or parts.username or parts.port:
            return None
    except ValueError:
        return None  # no address at all, such as one with a broken IPv6 host
    query = {name: values[0] for name, values in parse_qs(parts.query, max_num_fields=50).items()}
    for name, hosts, read in _SERVICES:
        if not hosts or host in hosts:
            player = read(host, parts.path, query)
            if player:
                return Embed(name or host, player, address)
    return None


def _youtube(host: str, path: str, query: dict[str, str]) -> str:
    if host == "youtu.be":
        found = _YOUTUBE_ID.fullmatch(path.strip("/"))
        video = found.group() if found else ""
    elif path == "/watch":
        found = _YOUTUBE_ID.fullmatch(query.get("v", ""))
        video = found.group() if found else ""
    else:
        found = _YOUTUBE_PATH.fullmatch(path)
        video = found[1] if found else ""
    start = _seconds(query.get("t") or query.get("start", ""))
    return (
        f"https://www.youtube-nocookie.com/embed/{video}{f'?start={start}' if start else ''}" if video else ""
    )


def _vimeo(_host: str, path: str, query: dict[str, str]) -> str:
    found = _VIMEO_PATH.fullmatch(path)
    if not found:
        return ""
    unlisted = found[2] or query.get("h", "")
    key = f"&h={quote(unlisted, safe='')}" if unlisted else ""
    return f"https://player.vimeo.com/video/{found[1]}?dnt=1{key}"


def _bilibili(_host: str, path: str, query: dict[str, str]) -> str:
    found = _BILIBILI_PATH.fullmatch(path)
    if not found:
        return ""
    video = f"bvid={found[1]}" if found[1] else f"aid={found[2]}"
    part = f"&p={int(query['p'])}" if query.get("p", "").isdecimal() else ""
    return f"https://player.bilibili.com/player.html?{video}{part}&autoplay=0"


def _peertube(host: str, path: str, query: dict[str, str]) -> str:
    found = _PEERTUBE_PATH.fullmatch(path)
    start = _seconds(query.get("start", ""))
    return f"https://{host}/videos/embed/{found[1]}{f'?start={start}' if start else ''}" if found else ""


def _seconds(written: str) -> int:
    """Read ``90``, ``90s`` or ``1m30s`` as seconds."""
    found = _START.fullmatch(written)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return 3600 * hours + 60 * minutes + seconds


# A service without hosts runs on anybody's server and is known by its paths; it names the server.
_SERVICES = (
    ("YouTube", ("youtube.com", "youtu.be", "youtube-nocookie.com", "music.youtube.com"), _youtube),
    ("Vimeo", ("vimeo.com", "player.vimeo.com"), _vimeo),
    ("Bilibili", ("bilibili.com",), _bilibili),
    ("", (), _peertube),
)
