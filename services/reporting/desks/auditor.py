"""The inspectorate's desk: who opened whom outside their reach, what was refused, and how much was looked at today."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.desks.bands import Band
from services.reporting.desks.greeting import greeting
from services.reporting.desks.matters import Matter
from services.reporting.desks.troubles import in_indonesian
from services.reporting.reports.trail import ACTION
from shared.access.errands import ErrandKind, Errands
from shared.access.openings import PURPOSE as SEALS
from shared.access.openings import Opening, Openings
from shared.access.policy import Actor
from shared.audit.entry import Kind
from shared.audit.tables import ENTRY, READER
from shared.audit.words import OPENED_FOR
from shared.law.calendar import WIB
from shared.web.house import House, Standing
from shared.web.language import clock, short_day
from shared.web.screens import screen

SHOWN_MAX: Final = 10
"""Openings on the desk; the list has all of them."""
COUNTS: Final = {Kind.LOOK.value: "looks", Kind.REFUSED.value: "refused", Kind.EXPORT.value: "exports"}


async def desk(request: Request, actor: Actor, house: House) -> Response:
    """It names accounts, and no klien."""
    openings = await openings_lately(house)
    counts = await _today(house)
    data: dict[str, object] = {"counts": {**counts, "openings": len(openings)}, "weeks": []}
    standing = Standing((await house.ledger.head()).position)
    return screen(
        request,
        "desks/auditor.html",
        data,
        standing=standing,
        greeting=greeting(house.clock()),
        bands=band_of(openings),
        today=counts,
        verified=await Errands(house.database).last(ErrandKind.VERIFY),
        in_indonesian=in_indonesian,
    )


async def openings_lately(house: House) -> Sequence[Opening]:
    """Those of the last days."""
    return await Openings(house.database, house.house_key(SEALS)).lately(house.clock(), SHOWN_MAX)


def band_of(openings: Sequence[Opening]) -> list[Band]:
    """The newest of who opened whom outside their reach: told to whoever inspects, and to who leads the office."""
    lines = [_line(row) for row in openings]
    return [Band("Dibuka darurat", len(lines), lines, "")] if lines else []


def _line(row: Opening) -> Matter:
    return Matter(
        tone="watch",
        due=clock(row.opened_at),
        due_said=short_day(row.opened_at),
        title=f"{row.name} membuka satu klien di luar jangkauannya",
        said=f"{OPENED_FOR[row.purpose]}; sampai pukul {clock(row.until_at)}.",
        act="Lihat alasannya",
        address=f"/audit/openings/{row.opening_id}",
        person=None,
    )


async def _today(house: House) -> dict[str, int]:
    """How many entries of each kind there are since midnight in WIB; the reading of the trail itself is none."""
    entry, now = ENTRY.c, house.clock().astimezone(WIB)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(entry.kind, func.count().label("entries")).where(entry.at >= midnight, entry.action != ACTION)
    async with house.database.engine(READER).connect() as connection:
        found = {row.kind: row.entries for row in await connection.execute(query.group_by(entry.kind))}
    return {word: found.get(kind, 0) for kind, word in COUNTS.items()}
