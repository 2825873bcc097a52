"""What is kept of an account's own words and secrets: sealed by a key of the house, for the row that it stands in."""

import os
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12


class Sealing:
    """Seals and opens by one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, value: bytes, bound_to: str) -> bytes:
        """The value under a nonce of its own, worth nothing in another row than ``bound_to``."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, value, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """The value again; raises InvalidTag where it was sealed by another key, for another row, or altered."""
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
