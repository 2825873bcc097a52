"""One person as of then: sentences and days folded anew from that person's own events, told by the day of then."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import httpx2
import pytest

from services.intake.putusan.events import Mask
from services.reporting.reports.klien import klien
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import KlienId, Position
from shared.law.calendar import WIB, wib_day
from shared.ledger.clock import set_clock
from shared.ledger.ledger import Ledger
from shared.projections.reading import STREAMS, SUBJECT, session
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from shared.web.language import clock, day
from tests.neighbours import append
from tests.opened import opened
from tests.reporting.telling import KLIEN, PUTUSAN, another, assessed, finality, held, received, registered, running
from tests.waiting import read

pytestmark = pytest.mark.slow
HERE = f"/reports/klien/{KLIEN}"
PAGE = {"accept": "text/html"}
OTHER = KlienId("20000000-0000-4000-8000-000000000002")
BY_THE_DAY = {"status", "days_left", "expected_minutes", "pace_minutes"}
WORKED = running()[-1].opens_on  # type: ignore[attr-defined]


async def told(ledger: Ledger, *events: Event) -> int:
    """Appended to the ruling's own stream; the last position."""
    return await append(ledger, f"putusan-{PUTUSAN}", *events)


def steady(answer: dict[str, Any]) -> list[Any]:
    """What of an answer the day does not change."""
    rows = [{name: row[name] for name in row.keys() - BY_THE_DAY} for row in answer["sentences"]]
    return [rows, answer["days"]]


async def moment_of(ledger: Ledger, position: int) -> datetime:
    head = await ledger.head_at(Position(position))
    assert head is not None
    assert head.recorded_at is not None
    return head.recorded_at


async def test_each_position_gives_what_the_tables_gave_then(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    lots = [(received(), held()), running()[1:], [assessed(WORKED, 480, 480)], [assessed(WORKED, 60, 60)]]
    seen = {}
    for lot in lots:
        last = await told(ledger, another(registered(), 7), *lot)
        seen[last] = await read(office, f"{HERE}?after={last}")
    for position, live in seen.items():
        then = await read(office, f"{HERE}?as_of={position}")
        assert steady(then) == steady(live), position
        assert then["as_of"] == {"position": position, "reached": True}
        assert then["day"] == wib_day(await moment_of(ledger, position)).isoformat()
    assert [one["sentences"][0]["credited_minutes"] for one in seen.values()] == [0, 0, 480, 60]


async def test_a_day_and_a_moment_mean_what_was_recorded_by_then_and_how_it_stood_that_day(
    office: httpx2.AsyncClient, ledger: Ledger, database: Database
) -> None:
    await set_clock(database.url, timedelta(days=-40))
    first = await told(ledger, *running()[:-1])
    begun = await moment_of(ledger, first)
    opens = wib_day(begun)
    days = {"opens_on": opens, "deadline": opens + timedelta(days=10), "possible_until": opens + timedelta(days=9)}
    second = await told(ledger, running()[-1].model_copy(update=days))
    await set_clock(database.url, timedelta(days=-15))
    last = await told(ledger, assessed(opens, 480, 480).model_copy(update={"possible_until": days["possible_until"]}))
    await read(office, f"{HERE}?after={last}")

    end_of_day = datetime.combine(opens + timedelta(days=1), time.max, WIB)
    for asked in (opens + timedelta(days=1), end_of_day.isoformat().replace("+", "%2B"), zulu(end_of_day)):
        then = await read(office, f"{HERE}?as_of={asked}")
        (row,) = then["sentences"]
        assert (then["as_of"]["position"], then["day"]) == (second, (opens + timedelta(days=1)).isoformat())
        assert (row["status"], row["days_left"], row["credited_minutes"]) == ("berisiko", 9, 0), asked
        assert then["days"] == []
    for asked in (today_wib(), zulu(await moment_of(ledger, last))):
        then = await read(office, f"{HERE}?as_of={asked}")
        (row,) = then["sentences"]
        assert (row["status"], row["credited_minutes"]) == ("lewat_batas", 480), asked
        assert [one["credited_minutes"] for one in then["days"]] == [480]
    before = await office.get(f"{HERE}?as_of={opens - timedelta(days=2)}")
    assert (before.status_code, before.json()["rule"]) == (404, "klien-unknown")


def zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


async def test_a_ruling_that_changed_its_person_stands_under_whose_it_was_then(
    office: httpx2.AsyncClient, ledger: Ledger
) -> None:
    before = await told(ledger, received(), finality(WORKED, 3))
    new = received().model_copy(update={"klien_id": OTHER, "final_on": None, "mask": Mask.CHILD})
    last = await told(ledger, new, finality(WORKED, 2).model_copy(update={"klien_id": OTHER}))
    live = await read(office, f"/reports/klien/{OTHER}?after={last}")
    assert steady(await read(office, f"/reports/klien/{OTHER}?as_of={last}")) == steady(live)
    assert live["sentences"][0]["final_on"] is None  # the lower number came after the former person's higher one
    (row,) = (await read(office, f"{HERE}?as_of={before}"))["sentences"]
    assert (row["final_on"], row["kecamatan"]) == (WORKED.isoformat(), None)
    for klien_id, position in ((KLIEN, last), (OTHER, before)):
        assert (await office.get(f"/reports/klien/{klien_id}?as_of={position}")).status_code == 404


async def test_who_is_masked_is_decided_by_what_is_known_now(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    adult, child = (received().model_copy(update={"mask": mask}) for mask in (Mask.ADULT, Mask.CHILD))
    before = await told(ledger, adult)
    (row,) = (await read(office, f"{HERE}?as_of={before}&after={before}"))["sentences"]
    assert (row["masked"], row["kecamatan"]) == (False, adult.kecamatan)
    last = await told(ledger, child)
    (row,) = (await read(office, f"{HERE}?as_of={before}&after={last}"))["sentences"]
    assert (row["masked"], row["kecamatan"]) == (True, None)


async def test_the_page_says_as_of_when_and_leads_back_to_today(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    before = await told(ledger, *running())
    await told(ledger, assessed(WORKED, 480, 480))
    then = (await office.get(f"{HERE}?as_of={before}", headers=PAGE)).text
    moment = await moment_of(ledger, before)
    assert f"Keadaan per {day(moment)}, {clock(moment)} WIB (posisi {before}). " in then
    assert f"{clock(moment)} WIB · jurnal {before}</p>" in then  # the foot of the page says the same
    assert f'<a href="{HERE}">Kembali ke hari ini</a>' in then
    assert "Belum ada hari kerja" in then
    assert "Jam kerja</a>" not in then
    now = (await office.get(f"{HERE}?after={before + 1}", headers=PAGE)).text
    assert "(posisi " not in now
    assert "Kembali ke hari ini" not in now


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        ("2026-02-30", "as-of"),
        ("2026-02-28T25:00:00Z", "as-of"),
        ("2026-02-28T12:00:00%2B99:00", "as-of"),
        ("0001-01-01", "as-of"),
        ("0001-01-01T00:00:00%2B14:00", "as-of"),
        ("2100-01-01", "as-of-ahead"),
        ("2100-01-01T00:00:00Z", "as-of-ahead"),
        ("9999", "as-of-ahead"),
        ("999999999999999999", "as-of-ahead"),
        ("2026-02-28T12:00:00", "form-string-pattern-mismatch"),
        ("0", "form-string-pattern-mismatch"),
        ("kemarin", "form-string-pattern-mismatch"),
    ],
)
async def test_what_is_no_moment_or_lies_ahead_is_refused_and_pointed_at(
    office: httpx2.AsyncClient, ledger: Ledger, asked: str, rule: str
) -> None:
    await told(ledger, received())
    for headers in ({}, PAGE):
        answer = await office.get(f"{HERE}?as_of={asked}", headers=headers)
        assert answer.status_code == 422
    errors = (await office.get(f"{HERE}?as_of={asked}")).json()["errors"]
    assert [(one["rule"], one["pointer"]) for one in errors] == [(rule, "/as_of")]


async def test_a_persons_events_are_found_by_index_also_in_a_book_that_no_analyze_has_seen(
    ledger: Ledger, database: Database
) -> None:
    await told(ledger, *running())
    types = sorted(klien.types)
    async with session(database, Role.REPORTING) as connection:
        plan = str(await connection.fetch(f"EXPLAIN {SUBJECT}", "trenggalek", KLIEN, 9, types))
        more = str(await connection.fetch(f"EXPLAIN {STREAMS}", "trenggalek", KLIEN, types))
    for found in (plan, more):
        assert "event_of_subject" in found
        assert "Seq Scan" not in found


async def test_who_may_not_read_the_report_may_not_read_it_as_of_then(settings: Settings, ledger: Ledger) -> None:
    last = await told(ledger, received())
    async with opened(settings, "reporting", role=RoleName.OPERATOR) as operator:
        assert (await operator.get(f"{HERE}?as_of={last}")).status_code == 403
