"""What must be true when everything is up again, counted from the ledger's own rows and not by what is counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from services.attendance.hours.decider import HOURS, assess
from services.attendance.hours.events import DayAssessed, HoursLogged, SentenceOpened
from services.catalogue import SERVICES
from services.matching.placement.events import PlacementRequested
from shared.database.engine import Database
from shared.database.roles import SERVICE_SCHEMAS, Role
from shared.domain.event import Event
from shared.domain.identifiers import BookId
from shared.ledger.recorded import COLUMNS, Recorded
from shared.ledger.verify import Verified, verify
from shared.projections.compare import compare
from tests.faults.telling import Telling
from tests.lawful import LAWS
from tests.waiting import until

DERIVED = (DayAssessed,)


@dataclass(frozen=True)
class Told:
    """The whole ledger, read once."""

    entries: Sequence[Recorded]

    @property
    def events(self) -> list[Event]:
        return [entry.event for entry in self.entries]

    def shifts(self) -> Counter[str]:
        return Counter(event.shift.id for event in self.events if isinstance(event, HoursLogged))

    def answered(self, kind: type[PlacementRequested] | type[SentenceOpened]) -> Counter[str]:
        return Counter(event.putusan_id for event in self.events if isinstance(event, kind))

    def last_of_interest(self) -> dict[str, int]:
        """Of each projection and reaction, the position of the last event that it takes."""
        wanted = {projection.full_name: projection.types for service in SERVICES for projection in service.projections}
        wanted |= {
            reaction.name: frozenset(reaction.handlers) for service in SERVICES for reaction in service.reactions
        }
        return {
            name: max((entry.position for entry in self.entries if entry.type in types), default=0)
            for name, types in wanted.items()
        }

    def credited(self) -> dict[str, int]:
        """Minutes of each sentence, assessed anew from the facts alone."""
        found: dict[str, int] = {}
        for stream in {entry.stream for entry in self.entries if entry.stream.startswith("hours-")}:
            mine = [entry.event for entry in self.entries if entry.stream == stream]
            hours = HOURS.fold(event for event in mine if not isinstance(event, DERIVED))
            for putusan_id, days in assess(hours, LAWS.on).days.items():
                found[putusan_id] = sum(day.credited_minutes for day in days.values())
        return found


async def everything_counts(database: Database, telling: Telling) -> Told:
    """Ledger, projections, reports and reactions agree on every acknowledged command."""
    book = BookId(telling.parts.settings.book)
    admin = await asyncpg.connect(database.url)
    try:
        told = await _told_to_the_end(admin)
        await _ledger_is_whole(database, book, told, telling)
        for kind in (PlacementRequested, SentenceOpened):
            assert told.answered(kind) == Counter(telling.rulings), f"each ruling has exactly one {kind.__name__}"
        rows = await admin.fetch("SELECT shift_id, state, count(*) AS rows FROM attendance.shift GROUP BY 1, 2")
        assert {row["shift_id"] for row in rows} == set(telling.acknowledged)
        assert {(row["state"], row["rows"]) for row in rows} == {("recorded", 1)}
    finally:
        await admin.close()
    await _reports_add_up(told, telling)
    for service in SERVICES:
        for projection in service.projections:
            difference = await compare(database, book, projection)
            assert not difference, (projection.full_name, difference)
    return told


async def _told_to_the_end(admin: asyncpg.Connection) -> Told:
    """The ledger once everybody has read it and nobody answered meanwhile: a part may be ready and still at work."""
    while True:
        rows = await admin.fetch(f"SELECT {COLUMNS} FROM ledger.event ORDER BY position")
        told = Told([Recorded(*row) for row in rows])
        await _all_have_read_all(admin, told)
        if await admin.fetchval("SELECT count(*) FROM ledger.event") == len(rows):
            return told


async def _ledger_is_whole(database: Database, book: BookId, told: Told, telling: Telling) -> None:
    assert [entry.position for entry in told.entries] == list(range(1, len(told.entries) + 1))
    assert isinstance(found := await verify(database, book, role=Role.OPERATOR), Verified), found
    assert found.count == len(told.entries)
    assert told.shifts() == Counter(list(telling.acknowledged)), "acknowledged is stored, once"


async def _all_have_read_all(admin: asyncpg.Connection, told: Told) -> None:
    """Every checkpoint is at the last event of its interest or beyond, and nothing is parked."""
    last, reached = told.last_of_interest(), dict[str, int]()

    async def behind() -> bool:
        rows = [row for schema in SERVICE_SCHEMAS for row in await admin.fetch(f"SELECT * FROM {schema}.checkpoint")]
        reached.update({row["name"]: row["position"] for row in rows})
        return all(reached.get(name, 0) >= position for name, position in last.items())

    await until(behind, lambda: tuple(reached.values()))
    for schema in SERVICE_SCHEMAS:
        assert await admin.fetch(f"SELECT * FROM {schema}.parked") == []


async def _reports_add_up(told: Told, telling: Telling) -> None:
    """The report over HTTP, the assessment of the ledger's facts, and what the callers sent: one figure."""
    credited, head = told.credited(), len(told.entries)
    for person in telling.persons:
        sent = [log for log in telling.acknowledged.values() if log.klien_id == person.klien_id]
        report = await telling.get("reporting", f"/reports/klien/{person.klien_id}?after={head}")
        assert report["as_of"]["reached"], report["as_of"]
        (sentence,) = report["sentences"]
        assert sentence["credited_minutes"] == credited[person.putusan_id] == sum(log.minutes for log in sent)
        assert sum(day["credited_minutes"] for day in report["days"]) == sentence["credited_minutes"]
        seen = await telling.get("attendance", f"/hours/{person.klien_id}?after={head}")
        assert sorted(shift["shift_id"] for shift in seen["shifts"]) == sorted(log.shift_id for log in sent)
