"""The agenda book of a year, in a house of many letters and in one of few, asked in turn by a clerk of the unit."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from benchmarks.asking import House, Scene, asked, signed_in
from benchmarks.house import made, prepared, told_letters
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Row
from services.catalogue import BY_NAME
from shared.domain.units import SOCIAL
from shared.runtime.clock import today_wib

NAMES = ("intake",)


@asynccontextmanager
async def two_houses(place: Place) -> AsyncIterator[Scene]:
    """Both with their letters, their projections made, somebody signed in."""
    sizes = place.sizes
    async with AsyncExitStack() as stack:
        houses = {
            f"{letters:,} letters": await _house(place, f"letters_{letters}", letters, stack)
            for letters in (sizes.letters_many, sizes.letters_few)
        }
        yield Scene(place, "agenda", houses, "")


async def _house(place: Place, name: str, letters: int, stack: AsyncExitStack) -> House:
    settings = await stack.enter_async_context(made(place, name))
    settings = settings.model_copy(update={"redis_url": None})  # nothing is appended while pages are asked for
    events = await told_letters(settings, letters)
    await prepared(settings, [BY_NAME[name] for name in NAMES])
    return House(events, settings, await signed_in(settings, stack, NAMES))


async def books(scene: Scene) -> Sequence[Row]:
    """The agenda book of a year, from its end and from its beginning."""
    book = f"/letter?unit={SOCIAL}&year={today_wib().year}&direction=in"
    return [
        await asked(scene, "agenda book, the newest", book),
        await asked(scene, "agenda book by its numbers", f"{book}&sort=agenda"),
    ]


KIND = Kind("agenda", "milliseconds a page, with many letters in a year and with few", two_houses, (books,))
