"""Lives of 50 events each, as many as are wanted, told day by day: the events of one person lie far apart."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from benchmarks.stores import METADATA
from services.attendance.hours.events import DayAssessed, HoursLogged, ServiceStarted, Shift, WindowFixed
from services.intake.putusan.events import PutusanRegistered
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

DAYS_EACH = 24
"""A sentence of 96 hours, four a day: with the start, 50 events a person."""
EVENTS_EACH = DAYS_EACH * 2 + 3
START = date(2026, 3, 1)
IPD, SITE = IpdId(derived("ipd")), SiteId(derived("site"))
Order = Callable[[], Sequence[int]]


def by_day() -> Sequence[int]:
    """As in life."""
    return range(1, DAYS_EACH + 1)


def by_day_backwards() -> Sequence[int]:
    """As where the paper of the first month is brought last."""
    return range(DAYS_EACH, 0, -1)


async def fill(database: Database, book: BookId, events: int, order: Order = by_day) -> None:
    """About so many events, through the bulk path."""
    persons = max(1, events // EVENTS_EACH)
    for role, requests in ((Role.INTAKE, _registered(persons)), (Role.ATTENDANCE, _worked(persons, order()))):
        ledger = Ledger(database, book, role, frozenset({"putusan", "hours"}))
        await ledger.start()
        await ledger.append_bulk(requests)
        await ledger.stop()


def day_of_work(number: int, day: int, count: int, latest: int) -> list[Event]:
    """The shift of a person's n-th day and its assessment, the ``count``-th told; ``latest`` is the last day so far."""
    (putusan, who), on = ids(number), START + timedelta(days=day)
    starts = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
    shift = Shift(
        id=ShiftId(derived(who, str(day))), site_id=SITE, ipd_id=IPD, starts=starts, ends=starts + timedelta(hours=4)
    )
    assessed = DayAssessed(
        klien_id=who,
        putusan_id=putusan,
        day=on,
        worked_minutes=240,
        credited_minutes=240,
        total_credited_minutes=count * 240,
        possible_until=on + timedelta(days=160),
        ipd_id=IPD,
        **_worked_last(START + timedelta(days=latest)),
    )
    return [HoursLogged(klien_id=who, shift=shift), assessed]


def _worked_last(day: date) -> dict[str, date]:
    """What an assessment says of the days so far, unless the code that is measured is of a time when it did not."""
    return {"last_worked_on": day} if "last_worked_on" in DayAssessed.model_fields else {}


def ids(number: int) -> tuple[PutusanId, KlienId]:
    """The n-th person and sentence."""
    return PutusanId(derived("putusan", str(number))), KlienId(derived("klien", str(number)))


def request(stream: str, events: list[Event], version: int = 0) -> AppendRequest:
    """These events on this stream behind ``version``."""
    new = tuple(NewEvent(one.full_type(), one.schema_version(), one.subject, encode(one), METADATA) for one in events)
    command = CommandId(derived("bench", stream, str(version)))
    return AppendRequest(command, b"0" * 32, (Claim(StreamName(stream), Version(version), new),))


def _registered(persons: int) -> Iterator[AppendRequest]:
    for number in range(persons):
        putusan, who = ids(number)
        terms = Terms(regime=Regime.ADULT, total_minutes=DAYS_EACH * 240)
        event = PutusanRegistered(
            putusan_id=putusan, klien_id=who, terms=terms, ruled_on=date(2026, 2, 1), law=Code("2026-01-02")
        )
        yield request(f"putusan-{putusan}", [event])


def _worked(persons: int, days: Sequence[int]) -> Iterator[AppendRequest]:
    for number in range(persons):
        yield request(f"hours-{ids(number)[1]}", _opened(number))
    for count, day in enumerate(days, start=1):
        for number in range(persons):
            events = day_of_work(number, day, count, max(days[:count]))
            yield request(f"hours-{ids(number)[1]}", events, count * 2)


def _opened(number: int) -> list[Event]:
    putusan, who = ids(number)
    started = ServiceStarted(klien_id=who, putusan_id=putusan, started_on=START)
    window = WindowFixed(
        klien_id=who,
        putusan_id=putusan,
        opens_on=START,
        deadline=START + timedelta(days=180),
        required_minutes=DAYS_EACH * 240,
        possible_until=START + timedelta(days=168),
        minutes_a_day=480,
    )
    return [started, window]
