"""A scan is looked at before it is taken in: by a process of its own for each, which ends with its answer.

So a file that was made to hurt whoever opens it hurts nobody, and leaves nothing behind for the next one.
"""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Final

from shared.domain.filed import Media
from shared.domain.refusal import Fault
from shared.papers.looking import LENGTH
from shared.papers.printing import ROOT

LONGEST_S: Final = 30.0
"""For one file, the start of its process included."""
WAITING_MOST: Final = 20
COMING_MOST: Final = 8
"""Requests whose files lie on disk at once: of the greatest size they fill 320 MB of /tmp."""
ENDINGS: Final = {
    ".pdf": Media.PDF,
    ".jpg": Media.JPEG,
    ".jpeg": Media.JPEG,
    ".jfif": Media.JPEG,
    ".png": Media.PNG,
    ".heic": Media.HEIC,
    ".heif": Media.HEIC,
}
KINDS: Final = {Media.PDF: "PDF", Media.JPEG: "JPG", Media.PNG: "PNG", Media.HEIC: "HEIC"}
ENDING_MOST: Final = 10


class NotLooked(Exception):
    """Too many files wait: nothing is half done, it may be asked again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a scan is, and a picture (PNG) of its first page."""

    media: Media
    pages: int
    picture: bytes


class Scanner:
    """Looks at scans, one at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._coming = 0

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """While the files of one request come and lie on disk. Raises NotLooked where those of many do."""
        if self._coming >= COMING_MOST:
            raise NotLooked("too many files come at once")
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1

    async def seen(self, source: BinaryIO, name: str) -> Seen | Fault:
        """What the file is, or why it is not taken. Raises NotLooked where too many wait."""
        if self._waiting >= WAITING_MOST:
            raise NotLooked("too many files wait")
        self._waiting += 1
        try:
            async with self._turn:
                found = await _asked(source)
        finally:
            self._waiting -= 1
        return found if isinstance(found, Fault) else _as_named(found, name)


def _as_named(seen: Seen, name: str) -> Seen | Fault:
    """A name without an ending says nothing; one that says something else was perhaps chosen to deceive."""
    ending = PurePath(name).suffix.lower()
    if not ending or ENDINGS.get(ending) is seen.media:
        return seen
    return Fault("scan-named-otherwise", {"ending": ending[:ENDING_MOST], "kind": KINDS[seen.media]})


async def _asked(source: BinaryIO) -> Seen | Fault:
    """It has the file as its input and none of this process's secrets in its environment."""
    command = (sys.executable, "-m", "shared.papers.looking")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={}, stdin=source, stdout=PIPE, stderr=DEVNULL
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            answer, _ = await process.communicate()
    except TimeoutError:
        return Fault("scan-damaged")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or len(answer) < LENGTH:  # killed by one of its bounds
        return Fault("scan-damaged")
    end = LENGTH + int.from_bytes(answer[:LENGTH], "big")
    said = json.loads(answer[LENGTH:end])
    if "rule" in said:
        return Fault(said["rule"], said["facts"])
    return Seen(Media(said["media"]), said["pages"], answer[end:])
