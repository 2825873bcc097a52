"""The coordinator's desk: who has no place, what places say and break, who has room, what is still to be settled."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest

from services.intake.agreement.events import AHEAD_DAYS, AgreementEntered, AgreementKind, AgreementSigned
from services.matching.ipd.events import OfferClosed
from services.matching.placement.events import NoPlaceFound, Obstacle, PlacementDoubted
from services.reporting.desks import host_matters, plan_matters
from services.reporting.reports.charged import Charged
from services.reporting.reports.hosts import hosts
from services.reporting.reports.occupied import Room, room_of
from shared.access.naming import as_seen
from shared.access.policy import RoleName
from shared.domain.identifiers import AgreementId, PublicText, RuleCode
from shared.domain.personal import Personal
from shared.domain.refusal import Fact
from shared.domain.units import BAPAS, REGENCY
from shared.law.settings import QUESTIONS
from shared.ledger.ledger import Ledger
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.given import given, recorded
from tests.lawful import LAWS, settled
from tests.opened import opened
from tests.reporting.telling import (
    IPD,
    KLIEN,
    OFFER,
    PUTUSAN,
    above_day,
    another,
    appended,
    assessed,
    proposed,
    received,
    registered,
    running,
)
from tests.reporting.test_host import HOST, OPENED
from tests.reporting.test_klien import NEVER_SAID, SAID_NO, row_after
from tests.reporting.test_reports import begun

NAMES = {PUTUSAN: as_seen(RoleName.COORDINATOR, "Slamet Riyadi", masked=False, child=False)}
TODAY = date(2026, 12, 3)


def say(rule: str, facts: Mapping[str, Fact]) -> str:
    return {"decline-full": "Tempat penuh"}.get(rule, rule)


def test_a_mark_of_the_work_plan_says_how_long_it_is_late_or_has_time() -> None:
    one = SimpleNamespace(mark_id="a", owner="setda", owner_told=None, what="Rapat", due_on=TODAY)
    late, told = SimpleNamespace(**vars(one)), SimpleNamespace(**vars(one) | {"owner_told": "Setda Baru"})
    late.due_on, told.due_on = TODAY - timedelta(days=3), TODAY + timedelta(days=9)
    found = plan_matters.to_do((late, one, told), TODAY)
    assert [(line.tone, line.due, line.due_said) for line in found] == [
        ("alarm", "3 hari", "lewat batas"),
        ("watch", "Hari ini", "batasnya"),
        ("watch", "9 hari", "lagi"),
    ]
    assert [line.said.partition(",")[0] for line in found] == ["Sekretariat Daerah"] * 2 + ["Setda Baru"]


def test_a_decline_names_the_place_the_reason_and_what_is_left() -> None:
    host = given(hosts).when(HOST, OPENED).row
    row = row_after(received(), registered(), proposed(1), SAID_NO)
    (line,) = host_matters.declined([row], NAMES, [host], recorded(5), say)
    assert line.title.startswith("Panti Contoh tidak dapat menerima Slamet R")
    assert line.said == "Tempat penuh. Tidak ada usulan lain yang tersisa."
    assert (line.due, line.tone, line.address) == ("Kemarin", "alarm", f"/placement/{PUTUSAN}")


def test_an_undone_decline_is_no_matter_any_more() -> None:
    assert len(row_after(received(), registered(), proposed(1), SAID_NO).declines) == 1
    assert row_after(received(), registered(), proposed(1), SAID_NO, NEVER_SAID).declines == ()


def test_an_office_without_readiness_says_so_and_a_full_one_who_is_there() -> None:
    empty, full = given(hosts).when(HOST), given(hosts).when(HOST, OPENED)
    closed = given(hosts).when(
        HOST, OPENED, OfferClosed(ipd_id=IPD, offer_id=OFFER, reason=PublicText("gedungnya diperbaiki"))
    )
    lines = host_matters.without_room([empty.row, full.row, closed.row], {OFFER: 3})
    assert [line.title for line in lines] == [
        "Dinas Sosial belum menyatakan kesediaan",
        "Dinas Sosial penuh",
        "Dinas Sosial belum menyatakan kesediaan",
    ]
    assert [line.address for line in lines] == [
        f"/ipd/{IPD}/offers/new",
        f"/reports/ipd/{IPD}",
        f"/ipd/{IPD}/offers/new",
    ]
    assert host_matters.without_room([full.row], {OFFER: 2}) == []
    assert room_of(full.row, {}).free == 3


def test_fewer_slots_than_persons_leave_none_and_no_debt() -> None:
    host = given(hosts).when(HOST, OPENED.model_copy(update={"slots": 1})).row
    assert room_of(host, {OFFER: 2}) == Room(slots=1, taken=2, free=0, over=1)


def test_violations_that_count_against_a_place_tell_how_many_days_and_lead_to_them() -> None:
    (line,) = host_matters.charged([Charged(IPD, "Dinas Sosial", 3, date(2026, 12, 2))], TODAY)
    assert (line.due, line.due_said) == ("3 hari", "terakhir Rab 2/12")
    assert line.address == f"/reports/violations?ipd_id={IPD}&against=host"


def test_an_office_that_owes_an_answer_says_since_when_and_whether_its_day_is_past() -> None:
    asked = SimpleNamespace(annex_id="a", ipd_name="Inspektorat", due_on=TODAY, days=0)
    late = SimpleNamespace(annex_id="b", ipd_name="Bagian Hukum", due_on=TODAY - timedelta(days=1), days=9)
    today, past = host_matters.unanswered([asked, late], TODAY)
    assert (today.tone, today.due, today.address) == ("watch", "Hari ini", "/annex/a")
    assert "lewat" not in today.said
    assert (past.tone, past.due, past.title) == (
        "alarm",
        "9 hari",
        "Bagian Hukum belum menjawab permintaan Lampiran I",
    )
    assert "sudah lewat" in past.said


def test_every_question_that_nobody_decided_stands_there_with_what_holds_meanwhile() -> None:
    lines = host_matters.undecided(LAWS, TODAY)
    assert len(lines) == len(QUESTIONS)
    assert all(line.said.startswith("Berlaku sementara: ") for line in lines)


def test_what_is_decided_for_a_day_to_come_is_no_longer_asked_for() -> None:
    lines = host_matters.undecided(settled(("lead_days", "5", TODAY + timedelta(days=30))), TODAY)
    assert len(lines) == len(QUESTIONS) - 1
    assert "/setting/lead_days" not in {line.address for line in lines}


@pytest.mark.slow
async def test_the_desk_puts_first_who_has_no_place(settings: Settings, ledger: Ledger) -> None:
    async with opened(settings, "reporting", role=RoleName.COORDINATOR) as coordinator:
        day = today_wib() - timedelta(days=1)
        none = NoPlaceFound(putusan_id=PUTUSAN, klien_id=KLIEN, obstacles=())
        served = (*running()[:-2], *begun(10), assessed(day, 480, 480, above_day(), worked=540))
        waiting = [another(event, 2) for event in (received(), registered(), none)]
        refused = [another(event, 3) for event in (received(), registered(), proposed(2), SAID_NO)]
        too_long = (Obstacle(rule=RuleCode("place-window"), offers=0),)
        doubted = PlacementDoubted(putusan_id=PUTUSAN, klien_id=KLIEN, obstacles=too_long)
        last = await appended(ledger, HOST, OPENED, *served, doubted, *waiting, *refused)
        await _level(coordinator, last)
        counts = (await coordinator.get("/")).json()["counts"]
        assert counts == {"without_place": 1, "declined": 1, "proposed": 0, "stays": 1}
        page = (await coordinator.get("/", headers={"accept": "text/html"})).text
        titles = (
            "Belum ada tempat",
            "Ditolak tempat",
            "Penempatan harus diperiksa",
            "Tanpa pengawas hari ini",
            "Pelanggaran tempat",
            "Belum ditetapkan kabupaten",
        )
        places = [page.index(f"<span>{title}") for title in titles]
        assert places == sorted(places)
        assert page.count("filled") == 1
        assert f'href="/placement/{PUTUSAN[:-1]}2"' in page
        assert f'href="/placement/{PUTUSAN}#periksa"' in page
        assert '2</span> <span class="soft">tempat di 1 I-PD, sesudah orang yang ditempatkan' in page


async def _level(coordinator: httpx2.AsyncClient, position: int) -> None:
    for table in ("klien", "ipd", "violations", "supervision"):
        assert (await coordinator.get(f"/reports/{table}?after={position}")).json()["as_of"]["reached"]


@pytest.mark.slow
async def test_the_desk_tells_of_an_agreement_that_ends_soon(settings: Settings, ledger: Ledger) -> None:
    sealed = Personal[str](ref="60000000-0000-4000-8000-000000000001", mac="mac")
    async with opened(settings, "reporting", role=RoleName.COORDINATOR) as coordinator:
        for number, left in enumerate((AHEAD_DAYS, AHEAD_DAYS + 1)):
            agreement_id = AgreementId(f"{number}" * 8 + PUTUSAN[8:])
            title, last_day = PublicText(f"Kesepakatan {left}"), today_wib() + timedelta(days=left)
            said: dict[str, Any] = {"title": title, "parties": (BAPAS, REGENCY), "first_day": TODAY}
            entered = AgreementEntered(
                agreement_id=agreement_id, kind=AgreementKind.UNDERSTANDING, last_day=last_day, **said
            )
            by: dict[str, Any] = {"signed_on": TODAY, "signer": sealed, "post": PublicText("Kepala"), "signing": 1}
            signed = [AgreementSigned(agreement_id=agreement_id, party=party, **by) for party in (BAPAS, REGENCY)]
            last = await appended(ledger, entered, *signed)
        await _level(coordinator, last)
        page = (await coordinator.get("/", headers={"accept": "text/html"})).text
        assert f"Perjanjian Kesepakatan {AHEAD_DAYS} akan berakhir" in page
        assert f"Kesepakatan {AHEAD_DAYS + 1}" not in page


@pytest.mark.slow
async def test_a_house_where_nothing_waits_says_so_kindly(settings: Settings, ledger: Ledger) -> None:
    async with opened(settings, "reporting", role=RoleName.COORDINATOR) as coordinator:
        page = (await coordinator.get("/", headers={"accept": "text/html"})).text
        assert "Belum ada kesediaan (Lampiran I) dengan tempat kosong" in page
        assert "Belum ditetapkan kabupaten" in page
