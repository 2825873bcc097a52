"""The erasure list: which keys were destroyed, in a file that outlives every restore.

It lies beside the keys and is copied beside each backup; every start carries it out again, so that a restored
key or row of an erased person is gone before the first request.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Receipt:
    """One key of one person was destroyed then. ``key_id`` None: there was none to destroy."""

    subject: str
    key_id: str | None
    at: datetime

    @property
    def names(self) -> tuple[str, str]:
        """Subject and key id, as the key store knows them."""
        return self.subject, self.key_id or ""

    @property
    def row(self) -> tuple[str, str, str]:
        """As the key store keeps it."""
        return *self.names, self.at.astimezone(UTC).isoformat()


class ReceiptList:
    """An append-only file of receipts, one JSON object a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._inode, self._read_until = 0, 0

    def append(self, receipt: Receipt) -> None:
        """Write one receipt; on disk when this returns."""
        subject, key_id, at = receipt.row
        line = json.dumps({"subject": subject, "key_id": key_id or None, "at": at})
        with open(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a+b") as file:
            file.seek(0, os.SEEK_END)
            cut_off = file.tell() > 0 and not self._ends_in_newline()
            file.write((b"\n" if cut_off else b"") + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> Sequence[Receipt]:
        """Every receipt; a line that a crash cut off never took effect and is passed over."""
        return _receipts(self.path.read_bytes()) if self.path.exists() else []

    def news(self) -> Sequence[Receipt]:
        """Receipts that were written, by whichever process, since this was asked last; all of another file.

        Where nothing is new it costs one look at the file's size.
        """
        try:
            of = self.path.stat()
        except FileNotFoundError:
            return []
        if (of.st_ino, of.st_size, of.st_mtime_ns) == self._seen:
            return []
        with self.path.open("rb") as file:
            if of.st_ino != self._inode or of.st_size < self._read_until:
                self._inode, self._read_until = of.st_ino, 0
            file.seek(self._read_until)
            whole, newline, _ = file.read().rpartition(b"\n")
        self._read_until += len(whole) + len(newline)
        self._seen = of.st_ino, of.st_size, of.st_mtime_ns
        return _receipts(whole)

    def _ends_in_newline(self) -> bool:
        return self.path.read_bytes()[-1:] == b"\n"


def _receipts(written_lines: bytes) -> list[Receipt]:
    found = []
    for line in written_lines.decode().splitlines():
        try:
            written = json.loads(line)
        except json.JSONDecodeError:
            continue
        found.append(Receipt(written["subject"], written["key_id"], datetime.fromisoformat(written["at"])))
    return found
