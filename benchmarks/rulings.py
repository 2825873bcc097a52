"""The register of rulings and its search, in a house of many rulings and in one of few, asked in turn.

Nothing came of any of them yet: no other history stands between the two. The coordinator sees all of them, an officer
those that are theirs or nobody's, which are the same in both houses.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from benchmarks.asking import SEARCH, Scene, asked, stood
from benchmarks.house import told_rulings
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Row
from shared.access.policy import RoleName

NAMES = ("intake", "reporting")
"""Whose pages are asked for."""
NIK = "3503990202000001"
"""One person's, which no other number begins with."""
FEW = "an officer of as many cases in both"
"""Some 550; of how it is with who has tens of thousands says decision 0069."""


@asynccontextmanager
async def two_houses(place: Place) -> AsyncIterator[Scene]:
    """Both with their rulings, their projections made, somebody signed in."""
    sizes = place.sizes
    async with AsyncExitStack() as stack:
        houses = {
            f"{rulings:,} rulings": await stood(
                place, f"rulings_{rulings}", partial(told_rulings, rulings=rulings), stack, NAMES
            )
            for rulings in (sizes.rulings_many, sizes.rulings_few)
        }
        yield Scene(place, "rulings", houses, "")


async def lists(scene: Scene) -> Sequence[Row]:
    """The list of rulings: all, of one state, by their day, and of one officer."""
    coordinator = RoleName.COORDINATOR
    return [
        await asked(scene, "/putusan", "/putusan", coordinator),
        await asked(scene, "/putusan of one state", "/putusan?state=registered", coordinator),
        await asked(scene, "/putusan by the day of the ruling", "/putusan?sort=ruled_on", coordinator),
        await asked(scene, f"/putusan of {FEW}", "/putusan"),
    ]


async def searches(scene: Scene) -> Sequence[Row]:
    """A name that many have, and one number."""
    return [
        await asked(scene, "search of a name", SEARCH, RoleName.COORDINATOR),
        await asked(scene, "search of a NIK", SEARCH, RoleName.COORDINATOR, NIK),
        await asked(scene, f"search of a name by {FEW}", SEARCH),
    ]


KIND = Kind(
    "rulings",
    "milliseconds a page, with many rulings and with few",
    two_houses,
    (lists, searches),
    seconds_most=600,
)
