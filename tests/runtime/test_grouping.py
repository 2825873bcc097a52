"""What many ask at once: in groups, each with its own answer, nobody failing for another's sake."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.runtime.grouping import Grouping


class Doubling:
    """Twice each number; odd ones are refused, and 13 says that the place is away."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def __call__(self, asked: Sequence[int]) -> list[int]:
        self.groups.append(list(asked))
        self.begun.set()
        await self.go_on.wait()
        if 13 in asked:
            raise OSError("away")
        if odd := [one for one in asked if one % 2]:
            raise ValueError(str(odd))
        return [2 * one for one in asked]


async def test_whoever_comes_meanwhile_goes_with_the_next_group() -> None:
    do = Doubling()
    together = Grouping(do)
    do.go_on.clear()
    first = asyncio.create_task(together.ask(2))
    await do.begun.wait()
    others = [asyncio.create_task(together.ask(number)) for number in (4, 6, 8)]
    await asyncio.sleep(0)
    do.go_on.set()
    assert await asyncio.gather(first, *others) == [4, 8, 12, 16]
    assert do.groups == [[2], [4, 6, 8]]


async def test_one_that_cannot_be_done_fails_alone() -> None:
    together = Grouping(Doubling())
    found = await asyncio.gather(*map(together.ask, (2, 3, 4)), return_exceptions=True)
    assert [str(one) for one in found] == ["4", "[3]", "8"]


async def test_an_error_of_all_is_told_to_all_and_not_tried_for_each() -> None:
    do = Doubling()
    together = Grouping(do, common=(OSError,))
    found = await asyncio.gather(*map(together.ask, (2, 13, 4)), return_exceptions=True)
    assert list(map(str, found)) == ["away"] * 3
    assert do.groups == [[2, 13, 4]]


async def test_who_leaves_takes_nobody_along() -> None:
    do = Doubling()
    together = Grouping(do)
    leaving, staying = (asyncio.create_task(together.ask(number)) for number in (2, 4))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 8
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert do.groups == [[2, 4]]
