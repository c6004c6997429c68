"""How the index for searching is shared out: how many parts it has, and where they stand."""

from __future__ import annotations

from kpsite.model.store import Site

A_SHARD = 2  # courses; eight other pages count as one
OTHERS = 8
MOST_SHARDS = 64


def shard_paths(site: Site, language: str) -> list[str]:
    """Give where the shards of a language's index stand, from the root of the store.

    There is a power of two of them, so that their number seldom changes.
    """
    courses = sum(one.language == language for one in site.courses)
    others = sum(one.language == language for one in (*site.bundles, *site.posts, *site.pages))
    wanted, count = courses + others // OTHERS, 1
    while count * A_SHARD < wanted and count < MOST_SHARDS:
        count *= 2
    return [f"search/{language.lower()}-{number}.json" for number in range(count)]
