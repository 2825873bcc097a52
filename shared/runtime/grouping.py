"""Going together: what many ask at once goes out as a group, so that each does not wait for a round trip of its own.

Example::

    settled = Grouping(settle_all)          # async def settle_all(asked): one answer each, in their order
    await settled.ask(claims)
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")

GROUP_MAX = 256


class Grouping(Generic[A, B]):
    """One group is out at a time; whoever asks meanwhile goes with the next one. Who asks alone goes at once."""

    def __init__(
        self, do: Callable[[Sequence[A]], Awaitable[Sequence[B]]], common: tuple[type[Exception], ...] = ()
    ) -> None:
        """``common``: errors that say nothing of one of a group. After any other each is tried by itself, so that
        nobody fails for another's sake."""
        self._do, self._common = do, common
        self._waiting: list[tuple[A, asyncio.Future[B]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, one: A) -> B:
        """Its answer, or its error. Whoever is cancelled meanwhile leaves; what they asked goes on."""
        answer: asyncio.Future[B] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._all())
        return await answer

    async def _all(self) -> None:
        await asyncio.sleep(0)  # whoever comes in this turn of the loop goes along
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP_MAX], self._waiting[GROUP_MAX:]
            await self._go(group)

    async def _go(self, group: Sequence[tuple[A, asyncio.Future[B]]]) -> None:
        try:
            found = await self._do([one for one, _ in group])
        except Exception as error:
            if len(group) > 1 and not isinstance(error, self._common):
                await asyncio.gather(*(self._go([each]) for each in group))
                return
            for _, answer in group:
                if not answer.done():
                    answer.set_exception(error)
        else:
            for (_, answer), said in zip(group, found, strict=True):
                if not answer.done():
                    answer.set_result(said)
