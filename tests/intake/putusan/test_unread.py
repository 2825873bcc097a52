"""What a paper says and no field holds: each role reads, beside each cell, that cell's own words or none."""

import re
from collections.abc import AsyncIterator

import pytest

from shared.access.policy import RoleName
from shared.runtime.settings import Settings
from tests.forms import PAGE
from tests.opened import Opened, opened_for

HEADINGS = "Nomor Perkara;Nama;Tgl Putusan;Jenis Pidana;Jumlah Jam;Tanggal Lahir;Masa Percobaan;Telepon Tetangga;NIK"
ROW = (
    "9/Pid.B/2026/PN Trk;Siti Rekaan;5 Maret 2026;pidana kerja sosial;80 jam;"
    "31 Februari 1990;entah berapa;0812 REKAAN;3503014503800001"
)
READERS = (RoleName.OFFICER, RoleName.COORDINATOR)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake",), READERS) as found:
        yield found


async def cells(house: Opened, role: RoleName, address: str) -> list[str]:
    found = await house.clients[role].get(address, headers=PAGE)
    assert found.status_code == 200, (role, found.text)
    listed = found.text.split('id="tertulis"')[1].split("</section>")[0].split("<li>")[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in listed]


async def test_beside_each_cell_stand_its_own_words_or_none(house: Opened) -> None:
    content = "\r\n".join((HEADINGS, ROW)).encode()
    sent = await house.clients[RoleName.OFFICER].post(
        "/putusan/imports", content=content, headers={"content-type": "text/csv"}
    )
    (row,) = sent.json()["results"]
    assert row["state"] == "registered", row
    address = f"/putusan/{row['putusan_id']}"
    born, probation, elsewhere = "31 Februari 1990", "entah berapa", "Telepon Tetangga: 0812 REKAAN"
    officer = await cells(house, RoleName.OFFICER, address)
    assert len(officer) == 3
    for words in (born, probation, elsewhere):
        assert sum(f"tertulis “{words}”" in cell for cell in officer) == 1, officer
    coordinator = await cells(house, RoleName.COORDINATOR, address)
    for cell, own in zip(coordinator, officer, strict=True):
        read = f"tertulis “{probation}”" in own
        assert (f"tertulis “{probation}”" in cell) is read, cell
        assert ("tersimpan dan tidak ditampilkan" in cell) is not read, cell
        assert born not in cell
        assert elsewhere not in cell
