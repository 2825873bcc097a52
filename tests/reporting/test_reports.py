"""The reports over HTTP: filters, pages, read your own write, and no name for a program."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from services.attendance.hours.events import Shift, ShiftSentToReview
from services.intake.putusan.events import Mask, PutusanReceived
from services.reporting.reports.status import BY_NAME
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import PutusanId, RuleCode, ShiftId, derived
from shared.domain.sentence import Ground
from shared.law.articles import anchor
from shared.ledger.ledger import Ledger
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.opened import opened
from tests.reporting.telling import (
    IPD,
    KLIEN,
    SITE,
    above_day,
    accepted,
    another,
    appended,
    assessed,
    held,
    proposed,
    received,
    registered,
    running,
    started,
    window,
)
from tests.reporting.test_ending import ended
from tests.waiting import read

pytestmark = pytest.mark.slow


def begun(days_ago: int) -> tuple[Any, Any]:
    first = today_wib() - timedelta(days=days_ago)
    days = {
        "opens_on": first,
        "deadline": first + timedelta(days=180),
        "possible_until": first + timedelta(days=175),
    }
    return started().model_copy(update={"started_on": first}), window().model_copy(update=days)


def due(event: Any, days: int) -> Any:
    """The same assessment, with so many days left."""
    return event.model_copy(update={"possible_until": today_wib() + timedelta(days=days)})


async def rows(office: httpx2.AsyncClient, query: str) -> list[dict[str, Any]]:
    return list((await read(office, f"/reports/klien?{query}"))["items"])


async def test_what_was_written_is_read(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    day = today_wib() - timedelta(days=1)
    last = await appended(
        ledger, *running()[:-2], *begun(10), due(assessed(day, 480, 480, above_day(), worked=540), 150)
    )
    (row,) = await rows(office, f"after={last}")
    assert (row["status"], row["credited_minutes"], row["remaining_minutes"]) == ("sesuai_rencana", 480, 1920)
    assert (row["last_worked_on"], row["days_left"]) == (day.isoformat(), 170)
    assert row["pace_minutes"] == 480 - row["expected_minutes"]

    person = await read(office, f"/reports/klien/{KLIEN}?after={last}")
    assert person["days"][0]["violations"][0]["rule"] == "daily"
    assert person["as_of"] == {"position": last, "reached": True}

    broken = (await read(office, f"/reports/violations?against=host&after={last}"))["items"]
    assert [one["day"] for one in broken] == [day.isoformat()]
    assert (await office.get("/reports/violations?against=person")).json()["items"] == []
    assert (await office.get(f"/reports/violations?rule=daily&ipd_id={IPD}")).json()["items"] == broken


async def test_pages_follow_one_another_by_urgency(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    events = [
        another(event, number)
        for number, ago in enumerate((100, 20, 60), 1)
        for event in (*running()[:-2], *begun(ago))
    ]
    last = await appended(ledger, *events)
    seen, address = [], f"/reports/klien?limit=1&after={last}"
    while address:
        answer = (await office.get(address)).json()
        seen += [row["klien_id"][-1] for row in answer["items"]]
        address = answer["next"]
    assert seen == ["1", "3", "2"]


async def test_filters_are_named_as_the_fields(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    last = await appended(ledger, another(received(), 2), another(held(), 2), *running()[:-2], *begun(10))
    assert len(await rows(office, f"after={last}&status=ditahan")) == 1
    assert len(await rows(office, "status=sesuai_rencana&regime=adult")) == 1
    assert len(await rows(office, f"ipd_id={IPD}")) == 1
    assert len(await rows(office, "status=ditahan&status=sesuai_rencana&limit=1")) == 1
    assert len(await rows(office, "status=ditahan&status=sesuai_rencana")) == 2
    for asked, total in (("status=ditahan", 1), ("status=ditahan&status=sesuai_rencana", 2), ("regime=adult", 2)):
        assert len(await rows(office, asked)) == total
        page = (await office.get(f"/reports/klien?{asked}", headers={"accept": "text/html"})).text
        assert f"<span>{total} putusan</span>" in page, asked
    assert await rows(office, "regime=child") == []
    assert (await office.get("/reports/klien?status=unknown")).json()["rule"] == "filter-unknown"


async def test_a_position_not_yet_reached_is_said(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    answer = (await office.get("/reports/klien?after=1000")).json()
    assert answer["as_of"] == {"position": 0, "reached": False}


async def test_what_is_not_there_is_not_found(office: httpx2.AsyncClient) -> None:
    answer = await office.get(f"/reports/klien/{KLIEN}")
    assert (answer.status_code, answer.json()["rule"]) == (404, "klien-unknown")
    assert (await office.get("/reports/klien/nobody")).status_code == 422
    assert (await office.get("/reports/klien?cursor=WzFd")).status_code == 422


async def test_the_desk_draws_what_there_is(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    last = await appended(ledger, *running()[:-2], *begun(170), due(assessed(today_wib(), 60, 60), 5))
    await rows(office, f"after={last}")
    await read(office, f"/reports/violations?after={last}")
    text = (await office.get("/", headers={"accept": "text/html"})).text
    assert "1 terikat batas hukum" in text
    assert "harus bekerja lagi paling lambat" in text
    counts = (await office.get("/")).json()
    assert counts["counts"] == {"terancam_gagal": 1}
    assert counts["weeks"][-1]["credited_minutes"] == 60


async def test_the_pace_of_past_weeks_stands_up_to_the_week_in_which_a_sentence_has_ended(
    office: httpx2.AsyncClient, ledger: Ledger
) -> None:
    last = await appended(ledger, *running()[:-2], *begun(70))
    await rows(office, f"after={last}")
    before = [week["planned_minutes"] for week in (await office.get("/")).json()["weeks"]]
    assert before[-4:] == [2400 * 7 // 180] * 4
    ended_on = today_wib() - timedelta(days=14)
    last = await appended(ledger, ended(Ground.PARDONED).model_copy(update={"ended_on": ended_on}))
    (row,) = await rows(office, f"after={last}")
    assert row["status"] == "dibatalkan"
    after = [week["planned_minutes"] for week in (await office.get("/")).json()["weeks"]]
    assert after == [*before[:-2], 0, 0]


async def test_of_what_has_ended_nothing_is_said_to_be_owed(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    last = await appended(ledger, *running()[:-2], *begun(70))
    address, page = f"/reports/klien/{KLIEN}?after=", {"accept": "text/html"}
    owes = "<dt>Kurang</dt>"
    assert (owes in (await office.get(f"{address}{last}", headers=page)).text) is True
    last = await appended(ledger, ended(Ground.DIED))
    text = (await office.get(f"{address}{last}", headers=page)).text
    assert "meninggal dunia" in text
    assert (owes in text) is False


async def test_logs_that_wait_for_a_decision_stand_on_the_desk_the_oldest_first(
    office: httpx2.AsyncClient, ledger: Ledger
) -> None:
    waiting = [reviewed(number) for number in (1, 2, 3)]
    last = await appended(ledger, received(), registered(), *reversed(waiting))
    await rows(office, f"after={last}")
    await read(office, f"/?after={last}")
    text = (await office.get("/", headers={"accept": "text/html"})).text
    assert "Catatan jam menunggu keputusan" in text
    assert '<a href="/hours">1 lainnya</a>' in text
    first, second = (
        text.index(f'href="/hours/{KLIEN}/logs/{event.shift.id}">Periksa catatan') for event in waiting[:2]
    )
    assert first < second
    assert waiting[2].shift.id not in text
    assert "Lebih lama daripada satu catatan kerja boleh" in text


def reviewed(number: int) -> ShiftSentToReview:
    """A log of two days' length, each a day later than the one before."""
    starts = datetime(2026, 3, 2 + number, 1, tzinfo=UTC)
    named = ShiftId(derived("log", f"review {number}"))
    shift = Shift(id=named, site_id=SITE, ipd_id=IPD, starts=starts, ends=starts + timedelta(days=2))
    return ShiftSentToReview(klien_id=KLIEN, shift=shift, reasons=(RuleCode("longer-than-24-hours"),))


async def test_what_the_desk_leaves_out_is_in_the_list_it_leads_to(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    lost = [another(event, n) for n in range(1, 5) for event in (*running()[:-2], *begun(200 if n > 2 else 179))]
    last = await appended(ledger, *lost)
    await rows(office, f"after={last}")
    text = (await office.get("/", headers={"accept": "text/html"})).text
    assert '<a href="/reports/klien?status=mustahil&amp;status=lewat_batas">2 lainnya</a>' in text
    assert len(await rows(office, "status=mustahil&status=lewat_batas")) == 4


@pytest.mark.parametrize("way", [(), (proposed(),), (proposed(), accepted())], ids=["registered", "proposed", "placed"])
@pytest.mark.parametrize(
    ("days_ago", "band", "status"),
    [
        (170, "1 terikat batas hukum", "terancam_gagal"),
        (179, "Tidak dapat selesai tepat waktu", "mustahil"),
        (200, "Tidak dapat selesai tepat waktu", "lewat_batas"),
    ],
)
async def test_a_window_that_runs_since_elsewhere_is_on_the_desk_while_its_sentence_waits(
    office: httpx2.AsyncClient, ledger: Ledger, way: Sequence[Event], days_ago: int, band: str, status: str
) -> None:
    brought = begun(days_ago)[1].model_copy(update={"brought_minutes": 600})
    last = await appended(ledger, received(), registered(), *way, brought)
    (row,) = await rows(office, f"status={status}&after={last}")
    assert row["credited_minutes"] == 600
    text = (await office.get("/", headers={"accept": "text/html"})).text
    assert band in text
    assert (await office.get("/")).json()["counts"] == {status: 1}


async def test_a_persons_page_says_how_long_ago_the_last_day_was(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    last = await appended(ledger, *running()[:-2], *begun(200))
    text = (await office.get(f"/reports/klien/{KLIEN}?after={last}", headers={"accept": "text/html"})).text
    assert "lewat 20 hari" in text
    assert "hari lagi" not in text
    assert "Hari terakhir untuk mengejar" not in text


async def test_who_waits_for_the_berita_acara_is_led_to_it(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    last = await appended(ledger, received(), registered(), accepted())
    text = (await office.get(f"/reports/klien/{KLIEN}?after={last}", headers={"accept": "text/html"})).text
    assert f'href="/hours/{KLIEN}">Catat berita acara' in text


@pytest.mark.parametrize(
    ("open_persons", "masked", "shown"),
    [(2, 0, None), (3, 0, 3), (3, 2, 3), (2, 2, None), (0, 2, None), (0, 3, 3), (2, 4, 6)],
)
async def test_the_desk_counts_no_kecamatan_below_three_and_few_masked_persons_not_at_all(
    office: httpx2.AsyncClient, ledger: Ledger, open_persons: int, masked: int, shown: int | None
) -> None:
    masks = [*[Mask.ADULT] * open_persons, *[Mask.UNKNOWN, Mask.CHILD, Mask.CHILD, Mask.CHILD][:masked]]
    events = [
        another(event, number, **({"mask": mask} if isinstance(event, PutusanReceived) else {}))
        for number, mask in enumerate(masks, 1)
        for event in (received(), registered(), accepted())
    ]
    last = await appended(ledger, *events)
    await rows(office, f"after={last}")
    text = (await office.get("/", headers={"accept": "text/html"})).text
    assert ("Trenggalek <b>" in text) == (shown is not None)
    assert f"Trenggalek <b>{shown}</b>" in text or "Di setiap kecamatan sedikit" in text
    assert "sedikit, kurang dari 3 orang" in text


async def test_two_sentences_of_one_person_are_one_person_of_a_kecamatan(
    office: httpx2.AsyncClient, ledger: Ledger
) -> None:
    ids = [PutusanId(str(uuid4())) for _ in range(4)]
    events = [
        event.model_copy(update={"putusan_id": one})
        for one in ids
        for event in (received().model_copy(update={"mask": Mask.ADULT}), registered(), accepted())
    ]
    await rows(office, f"after={await appended(ledger, *events)}")
    assert "Di setiap kecamatan sedikit" in (await office.get("/", headers={"accept": "text/html"})).text


async def test_an_i_pd_carries_people_and_hours(office: httpx2.AsyncClient) -> None:
    assert (await office.get("/reports/ipd")).json()["items"] == []
    assert "Belum ada I-PD" in (await office.get("/reports/ipd", headers={"accept": "text/html"})).text


async def test_the_law_is_a_page_and_a_table(office: httpx2.AsyncClient) -> None:
    lines = (await office.get("/law")).json()["items"]
    assert any(line["name"] == "minutes_a_day" and line["citation"] == "KUHP 85(5)" for line in lines)
    text = (await office.get("/law", headers={"accept": "text/html"})).text
    assert f'id="{anchor("KUHP 85(5)")}"' in text


async def test_who_may_not_read_reports_gets_a_desk_without_sentences(settings: Settings, ledger: Ledger) -> None:
    async with opened(settings, "reporting", role=RoleName.OPERATOR) as operator:
        assert (await operator.get("/reports/klien")).status_code == 403
        answer = (await operator.get("/")).json()
        assert {*answer["counts"]} & {*BY_NAME} == set()
        assert answer["weeks"] == []


async def test_tables_are_searched_by_index(office: httpx2.AsyncClient, database: Database) -> None:
    async with database.engine(Role.REPORTING).connect() as connection:
        found = await connection.execute(text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'reporting'"))
        definitions = " ".join(row.indexdef for row in found)
    for columns in ("(urgent_on, putusan_id)", "(klien_id, day)", "(day, id)"):
        assert columns in definitions


async def test_the_house_describes_its_addresses_and_its_problems(office: httpx2.AsyncClient) -> None:
    page = (await office.get("/docs", headers={"accept": "text/html"})).text
    assert "/reports/klien/{klien_id}" in page
    refused = (await office.get("/reports/klien?status=unknown")).json()
    path, _, anchor = refused["type"].partition("#")
    assert f'id="{anchor}"' in (await office.get(path, headers={"accept": "text/html"})).text
