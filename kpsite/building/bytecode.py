"""Compiled templates, remembered from run to run. A damaged, truncated or foreign file counts as none."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from kpsite.reading.whole import whole

SIZE = 16


class Bytecode(BytecodeCache):
    """Folders of compiled templates.

    Jinja's own cache believes any bytes that can be read, so each file carries a digest here.
    """

    def __init__(self, own: str, shipped: str, names: AbstractSet[str], program: str) -> None:
        """Take the folder for the store's own templates, the one for the program's and their names, and the
        program's fingerprint: another program compiles for itself.
        """
        self._own, self._shipped, self._names = own, shipped, names
        self._program = program.encode()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Give the file for a template."""
        folder = self._shipped if name in self._names else self._own
        return f"{folder}/{super().get_cache_key(name, filename)}"

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            data = whole(bucket.key)
        except OSError:
            return
        if data[:SIZE] == self._digest(data[SIZE:]):
            bucket.bytecode_from_string(data[SIZE:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        body = bucket.bytecode_to_string()
        file = Path(bucket.key)
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        with suppress(OSError):  # what cannot be remembered is compiled again
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(self._digest(body) + body)
            fresh.replace(file)

    def _digest(self, body: bytes) -> bytes:
        return hashlib.blake2b(body, key=self._program, digest_size=SIZE).digest()
