"""How long something is reads back in the units in which the ruling says it: 4 bulan are not 120 hari."""

from typing import Any

import httpx2
import pytest

from services.intake.putusan.decider.amendment import AmendPutusan
from services.intake.putusan.decider.paper import UNITS_OF, Paper
from services.intake.putusan.events import PutusanReceived, PutusanRegistered
from services.intake.putusan.rows import cells_of, draft_of
from shared.domain.sentence import Unit
from shared.domain.written.durations import length_written
from tests.forms import form_in, led, pressed
from tests.intake.putusan.papers import adult, register
from tests.intake.putusan.test_mending import mended, page, told
from tests.intake.putusan.test_routes import PAGE, blank, office  # noqa: F401 (a fixture)

Y, M, W, D = Unit.YEAR, Unit.MONTH, Unit.WEEK, Unit.DAY


@pytest.mark.parametrize(
    ("column", "written", "again"),
    [
        ("jangka_waktu", "4 bulan", "4 bulan"),
        ("jangka_waktu", "120 hari", "120 hari"),
        ("jangka_waktu", "30 hari", "30 hari"),
        ("jangka_waktu", "selama 6 (enam) bulan", "6 bulan"),
        ("jangka_waktu", "2 bulan 15 hari", "2 bulan 15 hari"),
        ("jangka_waktu", "1,5 bulan", "1 bulan 15 hari"),
        ("jangka_waktu", "8 minggu", "8 minggu"),
        ("lama_penjara", "3 bulan", "3 bulan"),
        ("masa_percobaan", "2 minggu 3 hari", "2 minggu 3 hari"),
        ("ancaman", "4 tahun", "4 tahun"),
        ("ancaman", "48 bulan", "48 bulan"),
        ("ancaman", "2 tahun 8 bulan", "2 tahun 8 bulan"),
    ],
)
def test_a_length_is_written_as_it_was_said(column: str, written: str, again: str) -> None:
    paper = draft_of({column: written}).paper
    assert cells_of(paper)[column] == again
    assert draft_of(cells_of(paper)).paper == paper


@pytest.mark.parametrize(
    ("number", "units", "smallest", "written"),
    [
        (120, (), D, "120 hari"),
        (120, (M,), D, "4 bulan"),
        (100, (M,), D, "3 bulan 10 hari"),
        (20, (M,), D, "20 hari"),
        (0, (M,), D, "0 hari"),
        (50, (Y,), M, "4 tahun 2 bulan"),
    ],
)
def test_what_its_units_do_not_hold_is_said_in_the_smallest(
    number: int, units: tuple[Unit, ...], smallest: Unit, written: str
) -> None:
    assert length_written(number, units, smallest) == written


def test_the_event_keeps_in_what_the_paper_says_it_and_the_statutes_period_is_in_months() -> None:
    said: dict[str, Any] = {"period_units": [M], "replaced_prison_units": [M], "threat_units": [Y]}
    received, registered = register(adult(**said)).events
    assert isinstance(received, PutusanReceived)
    assert isinstance(registered, PutusanRegistered)
    assert (received.terms.period_units, received.threat_units) == ((M,), (Y,))
    assert registered.terms.period_units == (M,)
    statutory = register(adult(period_days=None)).events[1]
    assert isinstance(statutory, PutusanRegistered)
    assert (statutory.terms.period_days, statutory.terms.period_units) == (180, (M,))


def test_units_are_mended_with_their_length_and_never_by_themselves() -> None:
    paper = Paper(period_days=90, period_units=(M,), threat_units=(Y,))
    command = {"putusan_id": "11111111-1111-5111-8111-111111111111", "number": 1, "reason": "salah ketik di sini"}
    assert AmendPutusan.model_validate(command | {"paper": paper}).fields == ("period_days",)
    assert {*UNITS_OF} <= Paper.model_fields.keys() >= {*UNITS_OF.values()}


async def test_a_ruling_of_four_months_says_so_on_its_page_in_its_form_and_in_its_trace(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    typed = {"nomor_perkara": "9/Pid.B/2026/PN Trk", "nama": "Siti Rekaan", "jenis_pidana": "dewasa"}
    typed |= {"tanggal_putusan": "5 Maret 2026", "tanggal_lahir": "2 Maret 1990", "jumlah_jam": "80 jam"}
    typed |= {"jam_per_hari": "2 jam", "jangka_waktu": "4 bulan", "lama_penjara": "3 bulan", "ancaman": "4 tahun"}
    answer = await pressed(office, await blank(office), "putusan", typed)
    text = await led(office, answer)
    assert "<dd>4 bulan</dd>" in text
    address = answer.headers["location"].partition("?")[0]
    form = await page(office, f"{address}?mend=period_days")
    fields = form_in(form, "terms")[1]
    assert (fields["jangka_waktu"], fields["lama_penjara"]) == ("4 bulan", "3 bulan")
    assert form_in(await page(office, f"{address}?mend=case"), "case")[1]["ancaman"] == "4 tahun"
    said = {"jangka_waktu": "120 hari", "document": "Renvoi 3/2026", "reason": "putusan menyebut hari, bukan bulan"}
    done = await led(office, await pressed(office, form, "terms", said))
    assert "<dd>120 hari</dd>" in done
    assert "semula “4 bulan”" in done
    row = (await office.get(address)).json()
    assert (row["period_days"], row["period_units"]) == (120, [])
    assert [one["fields"] for one in row["amendments"]] == [["period_days"]]


async def test_a_program_that_says_days_is_read_back_in_days_and_nothing_else_is_mended(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    address, _ = await told(office)
    form = await page(office, f"{address}?mend=terms")
    assert form_in(form, "terms")[1]["jangka_waktu"] == "60 hari"
    said = {"jam_per_hari": "1 jam", "document": "Renvoi 3/2026", "reason": "salah ketik dalam petikannya"}
    said |= {"sanksi": "penjara"}  # ticked, as it stands
    await led(office, await pressed(office, form, "terms", said))
    assert [one["fields"] for one in (await office.get(address)).json()["amendments"]] == [["minutes_a_day"]]
    in_months = {"period_days": 90, "period_units": ["month"]}
    done = await mended(office, address, number=2, paper=in_months, document="Renvoi 4/2026")
    assert done.status_code == 201, done.text
    shown = await office.get(f"{address}?after={done.json()['position']}", headers=PAGE)
    assert "<dd>3 bulan</dd>" in shown.text
