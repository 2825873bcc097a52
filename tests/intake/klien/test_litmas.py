"""A litmas goes from asked to sent, step by step, and is mended with a reason."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import httpx2
import pytest

from services.intake.klien.decider import KLIEN, STEPS, RecordLitmas
from services.intake.klien.events import LitmasRecorded
from shared.access.policy import RoleName
from shared.domain.identifiers import KlienId
from shared.domain.personal import Personal
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.given import given
from tests.intake.klien.test_profile import CHILD, known
from tests.intake.putusan.papers import KLIEN_ID, circumstances
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.opened import opened

NOW = circumstances()
TODAY = NOW.today
OTHER = KlienId("20000000-0000-4000-8000-000000000009")
WHY = Personal("Tanggal suratnya salah dibaca")


def wish(number: int = 1, litmas: int = 1, **said: Any) -> RecordLitmas:
    return RecordLitmas(klien_id=KLIEN_ID, litmas=litmas, number=number, **said)


def told(number: int = 1, litmas: int = 1, **said: Any) -> LitmasRecorded:
    return LitmasRecorded(klien_id=KLIEN_ID, litmas=litmas, number=number, **said)


def test_a_litmas_goes_on_without_a_reason_and_is_mended_with_one() -> None:
    asked = told(asked_on=TODAY - timedelta(days=9), asked_by=Personal("Kejaksaan Negeri"))
    given(KLIEN, circumstances=NOW).when(wish(asked_on=TODAY - timedelta(days=9), asked_by="Kejaksaan Negeri")).then(
        asked
    )
    on: dict[str, Any] = {"asked_on": TODAY - timedelta(days=9), "assigned_on": TODAY - timedelta(days=7)}
    on["asked_by"] = "Kejaksaan Negeri"
    given(KLIEN, asked, circumstances=NOW).when(wish(2, **on)).then_types(LitmasRecorded)
    turned = {"asked_on": TODAY - timedelta(days=8)}
    given(KLIEN, asked, circumstances=NOW).when(wish(2, **turned)).refused("litmas-reason-missing")
    given(KLIEN, asked, circumstances=NOW).when(wish(2, tpp_on=TODAY)).refused("litmas-reason-missing")
    given(KLIEN, asked, circumstances=NOW).when(wish(2, **turned, reason=WHY)).then_types(LitmasRecorded)
    nobody, elses = {**on, "asked_by": None}, {**on, "asked_by": "Pengadilan Negeri", "changed": ("asked_by",)}
    for said in (nobody, elses):
        given(KLIEN, asked, circumstances=NOW).when(wish(2, **said)).refused("litmas-reason-missing")
        given(KLIEN, asked, circumstances=NOW).when(wish(2, **said, reason=WHY)).then_types(LitmasRecorded)


def test_each_litmas_of_a_person_counts_by_itself() -> None:
    first = told(asked_on=TODAY)
    given(KLIEN, first, circumstances=NOW).when(wish(1, litmas=2, asked_on=TODAY)).then(told(litmas=2, asked_on=TODAY))
    given(KLIEN, first, circumstances=NOW).when(wish(1, litmas=3, asked_on=TODAY)).refused("litmas-unknown")
    given(KLIEN, first, circumstances=NOW).when(wish(1, asked_on=TODAY)).refused("litmas-moved")
    given(KLIEN, first, circumstances=NOW).when(wish(3, asked_on=TODAY)).refused("litmas-moved")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({}, "litmas-empty"),
        ({"asked_on": date(1712, 1, 1)}, "date-not-meant"),
        ({"received_on": TODAY + timedelta(days=1)}, "litmas-day-ahead"),
        ({"finished_on": TODAY + timedelta(days=1)}, "litmas-day-ahead"),
        ({"sent_on": TODAY + timedelta(days=1)}, "litmas-day-ahead"),
        ({"asked_on": TODAY, "known": False}, "person-unknown"),
    ],
)
def test_what_cannot_be_is_refused(said: dict[str, Any], rule: str) -> None:
    given(KLIEN, circumstances=NOW).when(wish(**said)).refused(rule)
    given(KLIEN, circumstances=NOW).when(wish(sent_on=TODAY)).then_types(LitmasRecorded)
    given(KLIEN, circumstances=NOW).when(wish(tpp_on=TODAY + timedelta(days=5))).then_types(LitmasRecorded)


@pytest.mark.parametrize(
    ("first", "second"), [pair for pair in combinations(STEPS, 2) if pair != ("tpp_on", "finished_on")]
)
def test_no_step_lies_before_the_one_that_it_follows(first: str, second: str) -> None:
    days = {first: TODAY - timedelta(days=3), second: TODAY - timedelta(days=4)}
    given(KLIEN, circumstances=NOW).when(wish(**days)).refused("litmas-days-turned")
    given(KLIEN, circumstances=NOW).when(wish(**days | {second: days[first]})).then_types(LitmasRecorded)


def test_a_litmas_is_finished_before_the_session_or_after_it() -> None:
    for tpp, finished in ((4, 2), (2, 4)):
        days = {"tpp_on": TODAY - timedelta(days=tpp), "finished_on": TODAY - timedelta(days=finished)}
        given(KLIEN, circumstances=NOW).when(wish(**days, sent_on=TODAY)).then_types(LitmasRecorded)


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "intake") as client:
        yield client


@pytest.mark.slow
async def test_a_litmas_is_recorded_and_mended_by_page(office: httpx2.AsyncClient) -> None:
    klien_id = await known(office, PAPER)
    address = f"/klien/{klien_id}/litmas"
    blank = (await office.get(address, headers=PAGE)).text
    assert "Belum ada litmas" in blank
    typed = {"asked_by": "Kejaksaan Negeri Trenggalek", "asked_on": "2026-03-05", "assigned_on": "2026-03-04"}
    slip = await led(office, await pressed(office, blank, "litmas", typed))
    assert '<a href="#litmas-assigned_on">Ditugaskan pada: Tanggal ini mendahului langkah sebelumnya' in slip
    assert form_in(slip, "litmas")[1]["asked_by"] == typed["asked_by"]
    done = await led(office, await pressed(office, slip, "litmas", {"assigned_on": "2026-03-06"}))
    assert "Litmas ke-1 tercatat." in done
    form = (await office.get(f"{address}?mend=1", headers=PAGE)).text
    assert form_in(form, "litmas1")[1]["assigned_on"] == "2026-03-06"
    more = {"letter_number": "0106/AN/IV/2026", "tpp_on": "2026-03-20", "sent_on": "2026-03-24"}
    more |= {"received_on": "2026-03-06", "finished_on": "2026-03-18"}
    sent = await led(office, await pressed(office, form, "litmas1", more))
    assert "0106/AN/IV/2026" in sent
    for label, day in (("Permintaan diterima", "6 Maret 2026"), ("Selesai disusun", "18 Maret 2026")):
        shown = f"<dt>{label}</dt><dd>{day}</dd>" in sent
        assert shown, label
    (read,) = (await office.get(address)).json()["litmas"]
    assert (read["number"], read["asked_by"], read["sent_on"]) == (2, typed["asked_by"], "2026-03-24")
    assert (read["received_on"], read["finished_on"]) == ("2026-03-06", "2026-03-18")
    again = (await office.get(f"{address}?mend=1", headers=PAGE)).text
    slip = await led(office, await pressed(office, again, "litmas1", {"letter_number": "0107/AN/IV/2026"}))
    assert "Yang sudah tercatat berubah atau dikosongkan" in slip
    await led(office, await pressed(office, slip, "litmas1", {"reason": "Nomornya salah disalin"}))
    (read,) = (await office.get(address)).json()["litmas"]
    assert (read["number"], read["letter_number"]) == (3, "0107/AN/IV/2026")


@pytest.mark.slow
async def test_a_childs_reason_may_name_them_and_is_not_told(office: httpx2.AsyncClient) -> None:
    klien_id = await known(office, CHILD)
    body = {"litmas": 1, "number": 1, "asked_by": "Polres Trenggalek", "reason": "Nama Rahasia salah ditulis"}
    assert (await office.post(f"/klien/{klien_id}/litmas", json=body)).status_code == 200
    (read,) = (await office.get(f"/klien/{klien_id}/litmas")).json()["litmas"]
    assert (read["asked_by"], read["reason"]) == ("Polres Trenggalek", None)
    assert "Rahasia" not in (await office.get(f"/klien/{klien_id}/litmas", headers=PAGE)).text
    unknown = await office.post(f"/klien/{OTHER}/litmas", json=body)
    assert (unknown.status_code, unknown.json()["rule"]) == (404, "person-unknown")
    assert (await office.get(f"/klien/{OTHER}/litmas")).status_code == 404


@pytest.mark.slow
async def test_only_an_officer_records_a_litmas(settings: Settings) -> None:
    async with opened(settings, "intake", role=RoleName.PROSECUTOR) as client:
        assert (await client.get(f"/klien/{OTHER}/litmas")).status_code == 403
