"""The primitives that kpsite builds on pass the tests of Project Wycheproof, as kpsite calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kpsite.sealing.keys import derive

FOLDER = Path(__file__).parents[1] / "data" / "wycheproof"
AES_GCM: list[list[Any]] = json.loads((FOLDER / "aes_gcm_256.json").read_text("utf-8"))
HKDF: list[list[Any]] = json.loads((FOLDER / "hkdf_sha256.json").read_text("utf-8"))


@pytest.mark.parametrize("row", AES_GCM, ids=lambda row: str(row[0]))
def test_aes_gcm(row: list[Any]) -> None:
    """Valid ciphertexts open and are made alike; all others are refused."""
    _, key, nonce, data, plain, sealed, valid = row
    cipher = AESGCM(bytes.fromhex(key))
    nonce, data, plain, sealed = map(bytes.fromhex, (nonce, data, plain, sealed))
    if valid:
        assert cipher.encrypt(nonce, plain, data) == sealed
        assert cipher.decrypt(nonce, sealed, data) == plain
    else:
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, sealed, data)


@pytest.mark.parametrize("row", HKDF, ids=lambda row: str(row[0]))
def test_hkdf(row: list[Any]) -> None:
    """Outputs are as they should be; more than the function can give is refused."""
    _, secret, salt, info, size, output, valid = row
    inputs = (bytes.fromhex(secret), bytes.fromhex(info), size, bytes.fromhex(salt))
    if valid:
        assert derive(*inputs).hex() == output
    else:
        with pytest.raises(ValueError, match="derive"):
            derive(*inputs)
