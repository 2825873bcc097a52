"""The errands that the operator left by page, done in the process whose tables they concern: the same work as the
commands `verify`, `replay` and `parked retry` do, in a thread of its own, so that pages stay answered meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Event
from typing import Any, Final

import structlog

from services.catalogue import BY_NAME
from services.cli import figures
from services.cli.house import Parts
from services.cli.readiness import DATABASE_AWAY
from shared.access.errands import Errand, ErrandKind, Errands
from shared.database.engine import Database, passwords_in
from shared.database.roles import Role
from shared.domain.identifiers import BookId
from shared.ledger.verify import verify
from shared.projections.compare import CannotCompare, compare
from shared.projections.reading import HoleInLedger
from shared.projections.rebuild import RebuildRefused, rebuild
from shared.projections.state import Projection
from shared.runtime.clock import now
from shared.runtime.settings import Settings

LOOK_EVERY_S: Final = 1.0
"""How long an errand waits for somebody to see it."""
TELL_EVERY_S: Final = 1.0
"""How often its page hears how far it is; it must be much less than an errand is held for."""
REFUSALS: Final = (CannotCompare, RebuildRefused, HoleInLedger)
"""What the command line tells in a sentence too."""

Told = Callable[[int, int], None]
log = structlog.get_logger()


class Stopped(Exception):
    """The process ends: the errand is left to the next one."""


async def doing(parts: Parts) -> None:
    """For ever: whatever waits for a part of this process."""
    while True:
        try:
            busy = await do_next(parts)
        except DATABASE_AWAY as trouble:
            log.info("errands_away", error=type(trouble).__name__)
            busy = False
        if not busy:
            await asyncio.sleep(LOOK_EVERY_S)


async def do_next(parts: Parts) -> bool:
    """Do the oldest errand of this process's parts; False where none waits."""
    errands = Errands(parts.database)
    errand = await errands.take(parts.houses, now())
    if errand is None:
        return False
    stopping, so_far = Event(), (0, 0)

    def told(done: int, total: int) -> None:
        nonlocal so_far
        if stopping.is_set():
            raise Stopped
        so_far = done, total

    work = asyncio.create_task(found_of(parts, errand, told))
    try:
        while not (await asyncio.wait([work], timeout=TELL_EVERY_S))[0]:
            await errands.lives(errand.errand_id, *so_far, now())
    finally:
        stopping.set()
    found = work.result()
    await errands.end(errand.errand_id, {"well": figures.is_well(found), **found}, *so_far, now())
    return True


async def found_of(parts: Parts, errand: Errand, told: Told) -> dict[str, Any]:
    """What came of it; a trouble is told by its kind, for its text may quote values."""
    try:
        if errand.kind is ErrandKind.RETRY:
            service = parts.houses[errand.target.partition(".")[0]]
            still = await service.subscriptions.retry(errand.target, errand.key)
            return {"reason": still.reason} if still else {}
        settings = next(iter(parts.houses.values())).settings
        return await asyncio.to_thread(asyncio.run, _apart(settings, errand, told))
    except REFUSALS as refusal:
        return {"trouble": str(refusal)}
    except Stopped:
        raise
    except Exception as trouble:
        log.warning("errand_failed", kind=errand.kind.value, target=errand.target, error=type(trouble).__name__)
        return {"trouble": type(trouble).__name__}


async def _apart(settings: Settings, errand: Errand, told: Told) -> dict[str, Any]:
    """In a loop and with connections of its own."""
    database = Database(str(settings.database_url), passwords_in(settings.database_passwords))
    try:
        return await WORKS[errand.kind](database, BookId(settings.book), errand.target, told)
    finally:
        await database.dispose()


async def _verified(database: Database, book: BookId, target: str, told: Told) -> dict[str, Any]:
    return figures.of_verified(await verify(database, book, progress=told, role=Role.REPORTING))


async def _rebuilt(database: Database, book: BookId, target: str, told: Told) -> dict[str, Any]:
    found = await rebuild(database, book, _projection(target), lambda so_far: told(so_far.done, so_far.total))
    return figures.of_rebuilt(found)


async def _compared(database: Database, book: BookId, target: str, told: Told) -> dict[str, Any]:
    found = await compare(database, book, _projection(target), lambda so_far: told(so_far.done, so_far.total))
    return figures.of_difference(target, found)


WORKS: Final[dict[ErrandKind, Callable[[Database, BookId, str, Told], Awaitable[dict[str, Any]]]]] = {
    ErrandKind.VERIFY: _verified,
    ErrandKind.REBUILD: _rebuilt,
    ErrandKind.COMPARE: _compared,
}


def _projection(name: str) -> Projection[Any]:
    """LookupError where there is none: a house that was updated since the errand was left."""
    return next(one for one in BY_NAME[name.partition(".")[0]].projections if one.full_name == name)
