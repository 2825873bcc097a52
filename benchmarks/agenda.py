"""The agenda book of a year, in a house of many letters and in one of few, asked in turn by a clerk of the unit."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from benchmarks.asking import Scene, asked, stood
from benchmarks.house import told_letters
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Row
from shared.domain.units import SOCIAL
from shared.runtime.clock import today_wib

NAMES = ("intake",)


@asynccontextmanager
async def two_houses(place: Place) -> AsyncIterator[Scene]:
    """Both with their letters, their projections made, somebody signed in."""
    sizes = place.sizes
    async with AsyncExitStack() as stack:
        houses = {
            f"{letters:,} letters": await stood(
                place, f"letters_{letters}", partial(told_letters, letters=letters), stack, NAMES
            )
            for letters in (sizes.letters_many, sizes.letters_few)
        }
        yield Scene(place, "agenda", houses, "")


async def books(scene: Scene) -> Sequence[Row]:
    """The agenda book of a year, from its end and from its beginning."""
    book = f"/letter?unit={SOCIAL}&year={today_wib().year}&direction=in"
    return [
        await asked(scene, "agenda book, the newest", book),
        await asked(scene, "agenda book by its numbers", f"{book}&sort=agenda"),
    ]


KIND = Kind("agenda", "milliseconds a page, with many letters in a year and with few", two_houses, (books,))
