"""Kinds of value that lead somewhere: files of the store, addresses, mailboxes."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from kpsite.model.kinds import scalar
from kpsite.model.nodes import Node
from kpsite.model.report import Invalid, Report
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A file of the store, as a path from the file it is named in (or from ``content/`` when it begins with
    a slash).
    """

    name = "path of a file"

    def read(self, node: Node, report: Report) -> str:
        text = scalar(node, "the path of a file").text.strip()
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) or text.startswith("//"):
            raise Invalid(
                "put the file into the store and write its path; pages load nothing from other sites"
            )
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class FileOrUrl:
    """A file of the store, or an address on another site."""

    name = "path or address"

    def read(self, node: Node, report: Report) -> str:
        text = scalar(node, "a path or an address").text.strip()
        return Url().read(node, report) if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) else text

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class Url:
    """An address on the web: ``https://`` (or ``http://``) with a host; ``mail`` lets ``mailto:`` through as
    well.
    """

    mail: bool = False

    name = "address"

    def read(self, node: Node, report: Report) -> str:
        text = scalar(node, "an address").text.strip()
        try:
            parts = urlsplit(text)
            parts.port  # noqa: B018 - raises for a port that is none
            good = (parts.scheme in ("http", "https") and bool(parts.hostname)) or (
                self.mail and parts.scheme == "mailto" and "@" in parts.path
            )
            named = parts.password is not None
        except ValueError:
            good = named = False
        if good and named:
            raise Invalid("take the password out of the address: it would be published")
        if not good or re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", text):
            bare = re.fullmatch(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:/[\w./-]*)?", text)
            wanted = 'write a whole address, such as "https://example.org/page"'
            raise Invalid(f'did you mean "https://{text}"?' if bare else wanted)
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uri"}


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads: an address of the store from its root, a whole address, or a mailbox.

    ``example`` is such an address of the store, for messages.
    """

    example: str

    name = "text"

    def read(self, node: Node, report: Report) -> str:
        text = scalar(node, self._wanted).text.strip()
        if text.startswith(("http:", "https:", "mailto:")):
            return Url(mail=True).read(node, report)
        if not re.fullmatch(r"/(?![/\\])[^\s<>\"]*", text):
            raise Invalid(f"write {self._wanted}")
        return text

    @property
    def _wanted(self) -> str:
        return f'an address such as "{self.example}" or "https://example.org/"'

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^(?:https?://|mailto:|/(?![/\\]))[^\s<>\"]*$"}


def is_store_address(text: str) -> bool:
    """Whether a store can be published at an address: http or https, a host, and at most a plain path."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return False
    plain = not set(text) & set(" <>\"'\\^`{|}?#[]@") and text.isprintable()
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain and _is_plain(parts.path)


def _is_plain(path: str) -> bool:
    # Other signs mean something in the rules of hosts (*, :) or would have to be encoded.
    known = re.fullmatch(r"(?:/(?:[A-Za-z0-9._~+@,=-]|%[0-9A-Fa-f]{2})+)*/?", path)
    return known is not None and not {".", ".."} & set(path.split("/"))


@dataclass(frozen=True, slots=True)
class StoreUrl:
    """The address of a store: every address in it is put behind this one."""

    name = "address"

    def read(self, node: Node, report: Report) -> str:
        text = Url().read(node, report)
        if not is_store_address(text):
            raise Invalid('write the address alone, such as "https://shop.example.org/"')
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uri"}


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address."""

    name = "e-mail address"

    def read(self, node: Node, report: Report) -> str:
        text = scalar(node, "an e-mail address").text.strip()
        if not re.fullmatch(r"[^@\s<>\"'()\[\]\\,;:]+@[^@\s<>\"'/:,;]+\.[^@\s<>\"'.,;:/]+", text):
            raise Invalid('write an e-mail address, such as "hello@example.org"')
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "email"}
