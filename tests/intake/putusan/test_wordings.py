"""The amar of real rulings (DOMAIN 1), typed into the form as it is worded: what becomes of it, what its page says."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from shared.runtime.settings import Settings
from tests.forms import led, pressed
from tests.intake.putusan.test_routes import PAGE
from tests.opened import opened

ADULT: dict[str, Any] = {
    "jenis_pidana": "pidana kerja sosial",
    "nomor_perkara": "9/Pid.B/2026/PN Trk",
    "tanggal_putusan": "2026-03-05",
    "tanggal_bht": "2026-03-13",
    "nama": "Siti Rekaan",
    "tanggal_lahir": "1990-03-02",
    "tanggal_tindak_pidana": "2026-01-10",
}
CHILD = ADULT | {
    "jenis_pidana": "pidana pelayanan masyarakat",
    "nomor_perkara": "9/Pid.Sus-Anak/2026/PN Trk",
    "tanggal_lahir": "2010-03-02",
}
DERIVED = "dari jangka waktu dan jam per hari terhitung 30 hari × 2 jam = 60 jam."


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "intake") as client:
        yield client


@pytest.mark.parametrize(
    ("amar", "state", "terms", "said"),
    [
        pytest.param(
            ADULT
            | {"jumlah_jam": "80 (delapan puluh) jam", "paling_sedikit_per_hari": "1 jam", "jam_per_hari": "2 jam"}
            | {"hari_pelaksanaan": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat"]},
            "registered",
            {"total_minutes": 4800, "least_minutes_a_day": 60, "minutes_a_day": 120, "weekdays": [0, 1, 2, 3, 4]},
            ["Senin, Selasa, Rabu, Kamis, Jumat"],
            id="80 h, at least 1 and at most 2 h a day on working days",
        ),
        pytest.param(
            ADULT | {"jumlah_jam": "120 jam", "jam_per_hari": "1 (satu) jam dalam 1 (satu) hari kerja"},
            "registered",
            {"total_minutes": 7200, "minutes_a_day": 60},
            ["tertulis “1 (satu) jam dalam 1 (satu) hari kerja”"],
            id="120 h, 1 h in 1 working day",
        ),
        pytest.param(
            ADULT | {"jumlah_jam": "60 jam", "jangka_waktu": "2 (dua) bulan"},
            "registered",
            {"total_minutes": 3600, "period_days": 60},
            ["2 bulan"],
            id="60 h within 2 months",
        ),
        pytest.param(
            ADULT
            | {"jumlah_jam": "150 jam", "jam_per_hari": "5 jam", "hari_per_bulan": "10 hari"}
            | {"tempat": "RSUD Rekaan"},
            "registered",
            {"total_minutes": 9000, "minutes_a_day": 300, "days_a_month": 10},
            ["<dt>Hari sebulan</dt><dd>10</dd>"],
            id="150 h, 5 h a day, 10 days a month, at the hospital",
        ),
        pytest.param(
            ADULT | {"jangka_waktu": "1 (satu) bulan", "jam_per_hari": "2 jam setiap hari"},
            "held",
            {"total_minutes": 3600, "minutes_a_day": 120, "period_days": 30},
            [DERIVED],
            id="1 month, daily 2 h",
        ),
        pytest.param(
            CHILD | {"jumlah_jam": "30 jam", "jam_per_hari": "paling banyak 5 jam", "hari_pelaksanaan": ["Minggu"]},
            "held",
            {"total_minutes": 1800, "minutes_a_day": 300, "weekdays": [6]},
            [
                "5 jam sehari, lebih dari paling banyak 3 jam.",
                "Putusan menetapkan hari lain bagi anak daripada hari kerja.",
            ],
            id="a child on Sundays, at most 5 h",
        ),
    ],
)
async def test_each_amar_is_taken_as_it_is_worded(
    office: httpx2.AsyncClient, amar: dict[str, Any], state: str, terms: dict[str, Any], said: list[str]
) -> None:
    blank = (await office.get("/putusan/new", headers=PAGE)).text
    page = await led(office, await pressed(office, blank, "putusan", amar))
    if "Periksa sebelum dicatat" in page:
        page = await led(office, await pressed(office, page, "putusan", {"_check": "take"}))
    (row,) = (await office.get("/putusan")).json()["items"]
    found = (await office.get(f"/putusan/{row['putusan_id']}")).json()
    assert found["state"] == state
    assert {name: found[name] for name in terms} == terms
    for words in said:
        told = words in page
        assert told, words
