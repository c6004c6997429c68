"""How steady the machine is: a fixed piece of work, done again and again between the measurements."""

from __future__ import annotations

import hashlib
import time

ROUNDS = 60
BLOCK = bytes(range(256)) * 256


def calibration() -> float:
    """Give the seconds that the fixed piece of work takes now: arithmetic, text and hashing on one core."""
    begun = time.perf_counter()
    total = 0
    for number in range(ROUNDS):
        total += sum(place * number for place in range(4000))
        hashlib.blake2b(BLOCK + str(total).encode()).digest()
    return time.perf_counter() - begun
