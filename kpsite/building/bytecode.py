"""Compiled templates, remembered from run to run. A damaged, truncated or foreign file counts as none."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

SIZE = 16


class Bytecode(BytecodeCache):
    """A folder of compiled templates.

    Jinja's own cache believes any bytes that can be read, so each file carries a digest here.
    """

    def __init__(self, folder: Path, program: str) -> None:
        """Take a folder that is there, and the program's fingerprint: another program compiles for itself."""
        self._folder = folder
        self._program = program.encode()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            data = (self._folder / bucket.key).read_bytes()
        except OSError:
            return
        if data[:SIZE] == self._digest(data[SIZE:]):
            bucket.bytecode_from_string(data[SIZE:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        body = bucket.bytecode_to_string()
        fresh = self._folder / f"{bucket.key}.{os.getpid()}"
        with suppress(OSError):  # what cannot be remembered is compiled again
            fresh.write_bytes(self._digest(body) + body)
            fresh.replace(self._folder / bucket.key)

    def _digest(self, body: bytes) -> bytes:
        return hashlib.blake2b(body, key=self._program, digest_size=SIZE).digest()
