"""The master key file: what wraps every subject key, and from which the house's own keys are derived."""

import os
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

STORE_NAME = "subjects.sqlite"
KEY_BYTES = 32


class WrongMasterKey(RuntimeError):
    """The master key file does not belong to this key store, or is missing beside one."""


def ensure_master_key(path: Path, keys_dir: Path | None = None) -> Path:
    """Make the master key file (0600) if it is not there; never where ``keys_dir`` holds a store made with one."""
    if path.exists():
        return path
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if ((keys_dir or path.parent) / STORE_NAME).exists():
        raise WrongMasterKey(f"{path} is missing, but its key store is there: restore the file from its backup")
    draft = path.with_name(f"{path.name}.{uuid4().hex}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(os.urandom(KEY_BYTES).hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # two first starts at once: the first one's key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path


def master_key(path: Path) -> bytes:
    """The key in this file. Raises WrongMasterKey where it holds none."""
    try:
        key = bytes.fromhex(path.read_text().strip())
    except (FileNotFoundError, ValueError) as broken:
        raise WrongMasterKey(f"{path} is not a readable key file") from broken
    if len(key) != KEY_BYTES:
        raise WrongMasterKey(f"{path} must hold {KEY_BYTES} bytes in hexadecimal")
    return key


def derived_key(secret: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose.encode()).derive(secret)


def house_key(file: Path, purpose: str) -> bytes:
    """A key of the house itself, for one purpose, from the key in this file. Raises WrongMasterKey."""
    return derived_key(master_key(file), f"bakti/house/{purpose}")
