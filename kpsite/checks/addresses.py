"""Two pages for one address, also where only case or Unicode form differs; and addresses that hosts cannot
serve.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.pages.page import Page
from kpsite.problems import Problem, error
from kpsite.targets.names import unsafe_names

LONGEST_PART = 200


def check(subject: Subject) -> Iterator[Problem]:
    """Find pages whose files would overwrite each other on some file system, and names that are too long for
    one.
    """
    owners: dict[str, Page] = {}
    refused = dict(unsafe_names(page.path for page in subject.pages))
    for page in subject.pages:
        folded = unicodedata.normalize("NFC", page.path).casefold()
        known = owners.setdefault(folded, page)
        if known is not page:
            hint = "give one of them another slug"
            if page.kind == "redirect":
                hint = "take the alias out, or change it"
            message = f"found a second page for the address {page.url}; the first is {known.source}"
            if known.url != page.url:
                other = f"{known.url} of {known.source}"
                message = (
                    f"found the address {page.url}, which differs from {other} only in case or Unicode form"
                )
            yield error(
                subject.place(page.source, "aliases" if page.kind == "redirect" else "slug"),
                "duplicate-address",
                message,
                hint,
            )
        if any(len(part.encode()) > LONGEST_PART for part in page.path.split("/")):
            hint = f'set a shorter "slug": at most {LONGEST_PART} bytes'
            yield error(
                subject.place(page.source, "slug"),
                "long-address",
                f"found an address that file systems refuse, {page.url[:60]}...",
                hint,
            )
        elif page.path in refused and "does not count" not in refused[page.path]:
            alias = page.kind == "redirect"
            message = f"found an address that hosts refuse, {page.url!r}: {refused[page.path]}"
            if ".." in page.url.split("/"):
                message = f"found an address that leads out of the store, {page.url!r}"
            hint = "write a path such as /old-name/" if alias else "give it another slug"
            yield error(
                subject.place(page.source, "aliases" if alias else "slug"), "bad-address", message, hint
            )
