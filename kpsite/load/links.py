"""What addresses in Markdown and in front matter lead to."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import field

from kpsite.load.documents import Document
from kpsite.load.media import Media
from kpsite.load.shapes import ROOT
from kpsite.load.variants import Desk
from kpsite.model.prose import Asset, Link, Missing, Picture, Prose, Target
from kpsite.problems import did_you_mean
from kpsite.render.markdown.addressing import addresses
from kpsite.values import dataclass


@dataclass(slots=True)
class Links:
    """Knows every page and file of the store.

    ``pages`` maps a document's path to its addresses by language; ``titles`` maps each address from the root
    of the store to the page's title; ``hidden`` maps the path of a document that is not shown to the reason.
    """

    media: Media
    href: Callable[[str], str]
    pages: dict[str, dict[str, str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    _links: dict[str, Link] = field(default_factory=dict)
    _by_name: dict[str, list[str]] = field(default_factory=dict)
    _by_folder: dict[str, list[str]] = field(default_factory=dict)

    def add(self, paths: Iterable[str], language: str, url: str, title: str) -> None:
        """Make a page known under all documents of its family."""
        for path in paths:
            self.pages.setdefault(path, {})[language] = url
        self.titles[url] = title

    def prose(self, text: str, document: Document, language: str, line: int = 0) -> Prose:
        """Give a text of a document with everything that its addresses lead to.

        ``line`` is where it begins, when not at the body's start.
        """
        facts = document.facts if text is document.body else None
        found = facts.addresses if facts else addresses(text)
        targets = tuple((address, self.target(address, document.path, language)) for address in found)
        return Prose(text, document.path, line or document.line, language, targets)

    def target(self, address: str, path: str, language: str) -> Target:
        """Give what an address that stands in the document at ``path`` leads to."""
        candidate = _candidate(address, path)
        if not (candidate + "/").startswith(ROOT):
            return Missing("it leads out of the store's content")
        if candidate in self.pages:
            return self._page(candidate, path, language)
        if candidate in self.media.tree.assets:
            return self.media.resolve(candidate)
        if candidate in self.hidden:
            return Missing(self.hidden[candidate])
        url = "/" + address.strip("/") + "/" if address.strip("/") else "/"
        if address.startswith("/") and url in self.titles:
            return self._link(url)
        if candidate in self.media.tree.documents:
            return Missing("no page is made of that file")
        return Missing("there is no such file or page", self._near(candidate, path))

    def _page(self, candidate: str, path: str, language: str) -> Link:
        versions = self.pages[candidate]
        url = versions.get(language) or next(iter(versions.values()))
        return self._link(url)

    def _link(self, url: str) -> Link:
        """Give the link to a page, the same value to all who lead there."""
        title = self.titles[url]
        known = self._links.get(url)
        if known is None or known.title != title:
            known = self._links[url] = Link(self.href(url), title)
        return known

    def _near(self, candidate: str, path: str) -> str:
        """Give what an address that leads nowhere may mean: its name elsewhere, or a like one beside it."""
        if not self._by_name:
            for known in sorted({*self.pages, *self.media.tree.assets}):
                folder, _, name = known.rpartition("/")
                self._by_name.setdefault(name, []).append(known)
                self._by_folder.setdefault(folder, []).append(known)
        here = path.rsplit("/", 1)[0]
        wanted_folder, _, name = candidate.rpartition("/")
        if name in self._by_name:
            return f'did you mean "{posixpath.relpath(self._by_name[name][0], here)}"?'
        beside = self._by_folder.get(wanted_folder, [])
        return did_you_mean(
            posixpath.relpath(candidate, here), [posixpath.relpath(other, here) for other in beside]
        )

    def file(self, address: str, path: str, key: str, desk: Desk) -> Picture | Asset | None:
        """Give a file that front matter names, or note that it is not there; None for an empty address."""
        if not address:
            return None
        found = self.target(address, path, desk.language)
        if isinstance(found, Picture | Asset):
            return found
        reason = found.reason if isinstance(found, Missing) else "it is a page, not a file"
        hint = (
            found.hint
            if isinstance(found, Missing) and found.hint
            else "write the file's path as seen from this file"
        )
        desk.error(path, key, "missing-file", f'found "{address}", which cannot be used: {reason}', hint)
        return None

    def download(self, address: str, path: str, key: str, desk: Desk) -> Asset | None:
        """Give a file to take away as it is, or note that it is not there."""
        candidate = _candidate(address, path)
        if candidate in self.media.tree.assets:
            return self.media.download(candidate)
        found = self.file(address, path, key, desk)
        return found if isinstance(found, Asset) else None

    def picture(self, address: str, path: str, key: str, desk: Desk) -> Picture | None:
        """Give a picture that front matter names, or note why there is none; None for an empty address."""
        found = self.file(address, path, key, desk)
        if isinstance(found, Asset):
            desk.error(
                path,
                key,
                "missing-file",
                f'found "{address}", which is no image',
                "use a PNG, JPEG, WebP, AVIF, GIF or SVG file",
            )
            return None
        return found


def _candidate(address: str, path: str) -> str:
    folder = ROOT if address.startswith("/") else path.rsplit("/", 1)[0] + "/"
    return posixpath.normpath(folder + address.lstrip("/"))
