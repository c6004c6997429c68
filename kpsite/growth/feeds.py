"""Feeds: Atom (RFC 4287), JSON Feed 1.1 (jsonfeed.org/version/1.1) and a podcast (RSS 2.0 with Apple's terms,
podcasters.apple.com/support/823-podcast-requirements).
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from html import escape
from urllib.parse import urlsplit

from kpsite.growth.extra import Tools
from kpsite.growth.news import Entry
from kpsite.render.markdown.quiz_text import without_answers
from kpsite.values import dataclass

_ROOTED = re.compile(r'(\s(?:href|src|srcset|poster)=")(/[^"]*)"')
_RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
)
# Signs that XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself; addresses are absolute, ``image`` may be empty."""

    title: str
    description: str
    language: str
    home: str
    address: str
    author: str
    email: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """An Atom feed to be made."""

    channel: Channel
    entries: tuple[Entry, ...]

    def made(self, tools: Tools) -> bytes:
        """Give the feed as XML."""
        channel = self.channel
        changed = max(entry.updated for entry in self.entries)
        head = [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(channel.language)}>',
            _tag("id", channel.address),
            _tag("title", channel.title),
            _tag("subtitle", channel.description) if channel.description else "",
            f'<link rel="self" type="application/atom+xml" href={_quoted(channel.address)}/>',
            f'<link rel="alternate" type="text/html" href={_quoted(channel.home)}/>',
            _tag("updated", _moment(changed)),
            f"<author>{_tag('name', channel.author)}</author>",
        ]
        body = [self._entry(entry, tools) for entry in self.entries]
        return _lines([*head, *body, "</feed>"])

    def _entry(self, entry: Entry, tools: Tools) -> str:
        parts = [
            "<entry>",
            _tag("id", entry.id),
            _tag("title", entry.title),
            f'<link rel="alternate" type="text/html" href={_quoted(entry.url)}/>',
            _tag("published", _moment(entry.published)),
            _tag("updated", _moment(entry.updated)),
            f"<author>{_tag('name', entry.author)}</author>" if entry.author else "",
            *(f"<category term={_quoted(tag)}/>" for tag in entry.tags),
            _tag("summary", entry.summary) if entry.summary else "",
            f'<content type="html">{_text(_html(entry, tools))}</content>' if entry.body else "",
            "</entry>",
        ]
        return "\n".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A JSON Feed to be made."""

    channel: Channel
    entries: tuple[Entry, ...]

    def made(self, tools: Tools) -> bytes:
        """Give the feed as JSON."""
        channel = self.channel
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title,
            "description": channel.description,
            "home_page_url": channel.home,
            "feed_url": channel.address,
            "language": channel.language,
            "authors": [{"name": channel.author}],
            "items": [self._item(entry, tools) for entry in self.entries],
        }
        known = {name: value for name, value in feed.items() if value != ""}
        return (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()

    def _item(self, entry: Entry, tools: Tools) -> dict[str, object]:
        item: dict[str, object] = {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "date_published": _moment(entry.published),
            "date_modified": _moment(entry.updated),
        }
        if entry.summary:
            item["summary"] = entry.summary
        if entry.body:
            item["content_html"] = _html(entry, tools)
        else:
            item["content_text"] = entry.summary or entry.title
        if entry.author:
            item["authors"] = [{"name": entry.author}]
        if entry.tags:
            item["tags"] = list(entry.tags)
        return item


@dataclass(frozen=True, slots=True)
class Podcast:
    """A podcast of the free lessons to listen to, to be made."""

    channel: Channel
    entries: tuple[Entry, ...]

    def made(self, tools: Tools) -> bytes:
        """Give the feed as RSS."""
        channel = self.channel
        head = [
            '<?xml version="1.0" encoding="utf-8"?>',
            _RSS,
            "<channel>",
            _tag("title", channel.title),
            _tag("link", channel.home),
            _tag("description", channel.description or channel.title),
            _tag("language", channel.language.lower()),
            f'<atom:link rel="self" type="application/rss+xml" href={_quoted(channel.address)}/>',
            _tag("itunes:author", channel.author),
            f"<itunes:owner>{_tag('itunes:name', channel.author)}{_tag('itunes:email', channel.email)}"
            "</itunes:owner>"
            if channel.email
            else "",
            f"<itunes:image href={_quoted(channel.image)}/>" if channel.image else "",
            '<itunes:category text="Education"/>',
            _tag("itunes:explicit", "false"),
        ]
        return _lines([*head, *map(self._item, self.entries), "</channel>", "</rss>"])

    def _item(self, entry: Entry) -> str:
        sound = entry.audio
        assert sound is not None  # noqa: S101 - an episode has one
        from email.utils import format_datetime  # start-up time: few stores have episodes

        url = _absolute(sound.url, self.channel.home)
        parts = [
            "<item>",
            _tag("title", entry.title),
            _tag("link", entry.url),
            _tag("guid", entry.id),
            _tag("pubDate", format_datetime(_day(entry.published))),
            _tag("description", entry.summary) if entry.summary else "",
            f'<enclosure url={_quoted(url)} length="{sound.size}" type={_quoted(sound.mime)}/>',
            _tag("itunes:duration", str(entry.minutes * 60)) if entry.minutes else "",
            "</item>",
        ]
        return "\n".join(filter(None, parts))


def _html(entry: Entry, tools: Tools) -> str:
    """Give the text of an entry with whole addresses: readers show it far from the store."""
    assert entry.body is not None  # noqa: S101 - the caller has looked
    body = dataclasses.replace(entry.body, text=without_answers(entry.body.text))
    made = tools.html(body)
    return _ROOTED.sub(lambda found: f'{found[1]}{_whole(found[2], entry.url)}"', made)


def _whole(addresses: str, near: str) -> str:
    """Give the addresses of an attribute, one or those of a ``srcset``, with scheme and host."""
    return ", ".join(_absolute(one, near) for one in addresses.split(", "))


def _absolute(url: str, near: str) -> str:
    parts = urlsplit(near)
    return f"{parts.scheme}://{parts.netloc}{url}"


def _moment(day: str) -> str:
    """Give a day as a moment of RFC 3339: front matter knows no hours."""
    return f"{day}T00:00:00Z"


def _day(iso: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(iso).replace(tzinfo=datetime.UTC)


def _tag(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", text), quote=False)


def _quoted(text: str) -> str:
    return f'"{escape(_NO_XML.sub("", text))}"'


def _lines(parts: list[str]) -> bytes:
    return ("\n".join(filter(None, parts)) + "\n").encode()
