"""Where papers are printed: a process of its own, which starts with the first paper and ends with the house.

A house that prints nothing loads nothing of it. It is asked and answers by lengths and bytes over
its pipes, so that it ends by itself when its house is gone, and whatever happens to it happens to one paper.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from typing import Final

from shared.papers.paper import Paper
from shared.papers.printing import LENGTH, ROOT

PAPERS_MOST: Final = 500
"""That one process prints, before another takes its place: nothing grows for ever."""
LONGEST_S: Final = 20.0
"""For one paper, the start of the process included: a busy machine has its time too."""
WAITING_MOST: Final = 30
"""Papers that wait for their turn: at 20 ms each nobody waits for a second."""


class NotPrinted(Exception):
    """The press is busy, did not answer in time, or its process ended: nothing is half done, it may be asked again."""


class Press:
    """Prints papers, one at a time; closed with the house."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._left = 0
        self._waiting = 0
        self._turn = asyncio.Lock()

    async def printed(self, paper: Paper) -> bytes:
        """The PDF of a paper: the same bytes for the same paper, whenever and wherever. Raises NotPrinted."""
        if self._waiting >= WAITING_MOST:
            raise NotPrinted("too many papers wait")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._asked(paper)
        finally:
            self._waiting -= 1

    async def _asked(self, paper: Paper) -> bytes:
        """Whatever ends this before the answer is there ends the process too: the next would get this one's answer."""
        try:
            async with asyncio.timeout(LONGEST_S):
                process = await self._started()
                assert process.stdin is not None
                assert process.stdout is not None
                for part in (paper.template, paper.data):
                    words = part.encode()
                    process.stdin.write(len(words).to_bytes(LENGTH, "big") + words)
                await process.stdin.drain()
                length = int.from_bytes(await process.stdout.readexactly(LENGTH), "big")
                printed = await process.stdout.readexactly(length)
        except BaseException as failure:
            await self.close()
            if isinstance(failure, TimeoutError | asyncio.IncompleteReadError | ConnectionError):
                raise NotPrinted("the process of the press did not answer") from failure
            raise
        self._left -= 1
        return printed

    async def _started(self) -> Process:
        ended = self._process is not None and self._process.returncode is not None
        if self._left == 0 or ended:
            await self.close()
        if self._process is None:
            command = (sys.executable, "-m", "shared.papers.printing")
            self._process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE)
            self._left = PAPERS_MOST
        return self._process

    async def close(self) -> None:
        """End the process, whatever it prints."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()
