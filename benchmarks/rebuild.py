"""The rebuild of the compliance per klien from a ledger of one million events, in a process of its own.

The peer folds what the appends before have left in its log.
"""

import asyncio
import multiprocessing
import resource
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from multiprocessing.pool import Pool

from benchmarks.appends import PEER_PAGE
from benchmarks.peer import Peer
from benchmarks.report import Row
from services.attendance.hours.events import DayAssessed, HoursLogged, ServiceStarted, Shift, WindowFixed
from services.intake.putusan.events import PutusanRegistered
from services.reporting.reports.klien import klien
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import (
    BookId,
    Code,
    CommandId,
    IpdId,
    KlienId,
    PutusanId,
    ShiftId,
    SiteId,
    StreamName,
    Version,
    derived,
)
from shared.domain.sentence import Regime, Terms
from shared.ledger.append import AppendRequest, Claim, NewEvent
from shared.ledger.decoding import encode
from shared.ledger.ledger import Ledger
from shared.projections.rebuild import Rebuilt, rebuild

BOOK = BookId("benchmark")
EVENTS = 1_000_000
DAYS_EACH = 24
"""A sentence of 96 hours, four a day: with the start, 50 events a person."""
METADATA = b'{"actor":"bench","command_id":"00000000-0000-4000-8000-000000000002","correlation_id":"0"}'
ROUNDS = 3
IPD, SITE = IpdId(derived("ipd")), SiteId(derived("site"))


async def measure(database: Database, events: int = EVENTS) -> list[Row]:
    """Fill a book, then rebuild three times; the median round counts."""
    await _fill(database, events // (DAYS_EACH * 2 + 2))
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        rounds = [await asyncio.to_thread(_in_a_process_of_its_own, pool, database.url) for _ in range(ROUNDS)]
    rounds.sort(key=lambda one: one[0].seconds)
    rebuilt, peak_mb = rounds[ROUNDS // 2]
    name = f"rebuild of klien, ledger of {rebuilt.position:,} events"
    peer = Peer(database.url)
    try:
        _, theirs = await asyncio.to_thread(peer.rebuild, PEER_PAGE)
    finally:
        peer.close()
    return [
        Row(name, "events/s", rebuilt.position / rebuilt.seconds, theirs or None),
        Row(f"  of them folded into {rebuilt.rows:,} rows", "events/s", rebuilt.events / rebuilt.seconds),
        Row("  peak memory of that process", "MB", peak_mb),
    ]


def _in_a_process_of_its_own(pool: Pool, url: str) -> tuple[Rebuilt, float]:
    return pool.apply(_rebuild, (url,))


def _rebuild(url: str) -> tuple[Rebuilt, float]:
    rebuilt = asyncio.run(rebuild(Database(url), BOOK, klien))
    return rebuilt, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _fill(database: Database, persons: int) -> None:
    for role, requests in ((Role.INTAKE, _registered(persons)), (Role.ATTENDANCE, _worked(persons))):
        ledger = Ledger(database, BOOK, role, frozenset({"putusan", "hours"}))
        await ledger.start()
        await ledger.append_bulk(requests)
        await ledger.stop()


def _registered(persons: int) -> Iterator[AppendRequest]:
    for number in range(persons):
        putusan, who = ids(number)
        terms = Terms(regime=Regime.ADULT, total_minutes=DAYS_EACH * 240)
        event = PutusanRegistered(
            putusan_id=putusan, klien_id=who, terms=terms, ruled_on=date(2026, 2, 1), law=Code("2026-01-02")
        )
        yield request(f"putusan-{putusan}", [event])


def _worked(persons: int) -> Iterator[AppendRequest]:
    """Day by day, as in life: the events of one person lie far apart."""
    start = date(2026, 3, 1)
    for number in range(persons):
        putusan, who = ids(number)
        started = ServiceStarted(klien_id=who, putusan_id=putusan, started_on=start)
        window = WindowFixed(
            klien_id=who,
            putusan_id=putusan,
            opens_on=start,
            deadline=start + timedelta(days=180),
            required_minutes=DAYS_EACH * 240,
            possible_until=start + timedelta(days=168),
            minutes_a_day=480,
        )
        yield request(f"hours-{who}", [started, window])
    for day in range(1, DAYS_EACH + 1):
        for number in range(persons):
            putusan, who = ids(number)
            yield request(f"hours-{who}", day_of_work(putusan, who, start + timedelta(days=day), day), day * 2)


def day_of_work(putusan: PutusanId, who: KlienId, day: date, count: int) -> list[Event]:
    starts = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    shift = Shift(
        id=ShiftId(derived(who, str(day))), site_id=SITE, ipd_id=IPD, starts=starts, ends=starts + timedelta(hours=4)
    )
    assessed = DayAssessed(
        klien_id=who,
        putusan_id=putusan,
        day=day,
        worked_minutes=240,
        credited_minutes=240,
        total_credited_minutes=count * 240,
        possible_until=day + timedelta(days=160),
        ipd_id=IPD,
    )
    return [HoursLogged(klien_id=who, shift=shift), assessed]


def ids(number: int) -> tuple[PutusanId, KlienId]:
    return PutusanId(derived("putusan", str(number))), KlienId(derived("klien", str(number)))


def request(stream: str, events: list[Event], version: int = 0) -> AppendRequest:
    new = tuple(NewEvent(event.full_type(), 1, event.subject, encode(event), METADATA) for event in events)
    command = CommandId(derived("bench", stream, str(version)))
    return AppendRequest(command, b"0" * 32, (Claim(StreamName(stream), Version(version), new),))
