"""Which requests there are, and what each may carry: from Stripe's description of its API."""

from __future__ import annotations

import functools
import json
import lzma
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any
from urllib.parse import unquote

# Derived by tests/practice/derive.py, which says from what.
FILE = "requests.json.xz"


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of request: a name like ``post /v1/prices/{price}``, and the schema of what it carries."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Description:
    """Stripe's API as far as the stand-in knows it, in one version."""

    version: str
    routes: tuple[tuple[str, re.Pattern[str], Operation], ...]

    def find(self, method: str, path: str) -> tuple[Operation, tuple[str, ...]] | None:
        """Give the operation of a request and the ids in its path, if there is one."""
        for verb, pattern, operation in self.routes:
            match = pattern.fullmatch(path)
            if match and verb == method.lower():
                return operation, tuple(unquote(each) for each in match.groups())
        return None


@functools.cache
def description() -> Description:
    """Read the description that lies beside this module."""
    packed = resources.files(__package__).joinpath(FILE).read_bytes()
    read = json.loads(lzma.decompress(packed))
    routes = []
    for name, schema in read["operations"].items():
        verb, path = name.split(" ")
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(path)))
        routes.append((verb, pattern, Operation(name, schema)))
    # /v1/prices/search is no price called "search"
    return Description(read["version"], tuple(sorted(routes, key=lambda route: "(" in route[1].pattern)))
