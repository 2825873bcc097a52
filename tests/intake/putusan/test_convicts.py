"""One paper that sentences several convicts in equal words: one form, a ruling for each, all or none."""

import re
from typing import Any

import httpx2
import pytest

from services.intake.putusan.routes import filing
from tests.forms import PAGE, form_in, led, pressed
from tests.intake.putusan.test_routes import blank, office  # noqa: F401 (a fixture)

pytestmark = pytest.mark.slow
ONE = {
    "jenis_pidana": "pidana kerja sosial",
    "jenis_dokumen": "putusan",
    "nomor_perkara": "77/Pid.B/2026/PN Trk",
    "tanggal_putusan": "2026-03-05",
    "tanggal_bht": "2026-03-13",
    "jumlah_jam": "80 jam",
    "jam_per_hari": "2 jam",
    "jangka_waktu": "60 hari",
    "nama": "Siti Rekaan",
    "nik": "3503014503800001",
    "pekerjaan": "penjahit",
    "telepon": "0812 REKAAN",
    "keahlian": "menjahit",
}
SECOND = {
    "nama_2": "Tono Karangan",
    "tanggal_lahir_2": "1990-02-01",
    "jenis_kelamin_2": "l",
    "telepon_2": "0813 KARANGAN",
    "tanggal_bht_2": "2026-03-13",
    "persetujuan_2": "ya",
}
THIRD = {
    "nama_4": "Wati Khayalan",
    "tanggal_lahir_4": "1985-07-09",
    "kecamatan_4": "Karangan",
    "pekerjaan_4": "tukang kayu",
    "keahlian_4": ["menjahit", "las"],
}


async def sent(office: httpx2.AsyncClient, **said: Any) -> httpx2.Response:  # noqa: F811
    return await pressed(office, await blank(office), "putusan", {**ONE, **said})


async def rows_of(office: httpx2.AsyncClient, address: str) -> list[dict[str, Any]]:  # noqa: F811
    found = (await office.get(address)).json()
    assert found["of_one_paper"]
    return list(found["results"])


async def rulings(office: httpx2.AsyncClient) -> list[dict[str, Any]]:  # noqa: F811
    return list((await office.get("/putusan?limit=200")).json()["items"])


async def test_each_convict_gets_a_ruling_of_the_same_words(office: httpx2.AsyncClient) -> None:  # noqa: F811
    answer = await sent(office, **SECOND, **THIRD)
    page = await led(office, answer)
    assert "Satu putusan, 3 terdakwa" in page
    assert "3 terdaftar, 0 ditahan" in page
    address = answer.headers["location"]
    results = await rows_of(office, address)
    assert [(one["row"], one["state"]) for one in results] == [(1, "registered"), (2, "registered"), (4, "registered")]
    linked = re.findall(r'href="/putusan/([0-9a-f-]{36})', page)
    assert set(linked) == {one["putusan_id"] for one in results}
    first, second, third = [(await office.get(f"/putusan/{one['putusan_id']}")).json() for one in results]
    for name in ("regime", "ruled_on", "total_minutes", "minutes_a_day", "period_days", "court"):
        assert first[name] == second[name] == third[name], name
    assert len({one["klien_id"] for one in (first, second, third)}) == 3
    finals = [one["final_on"] for one in (first, second, third)]
    assert finals == ["2026-03-13", "2026-03-13", None], "each may have appealed or not"
    assert (second["sex"], third["kecamatan"], first["kecamatan"]) == ("male", "35.03.06", None)
    mine = [(await office.get(f"/putusan/{one['putusan_id']}?mend=identity", headers=PAGE)).text for one in results]
    assert ["0812 REKAAN" in text for text in mine] == [True, False, False], "a telephone is one person's"
    assert ["0813 KARANGAN" in text for text in mine] == [False, True, False]
    assert ["tukang kayu" in text for text in mine] == [False, False, True]
    boxes = [set(re.findall(r'name="keahlian"\s+value="(\w+)" checked', text)) for text in mine]
    assert boxes == [{"menjahit"}, set(), {"menjahit", "las"}], "each has skills of their own"


async def test_two_of_one_name_are_told_apart_by_their_numbers(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    alike = {"nama_2": ONE["nama"], "tanggal_bht_2": "2026-03-13", "persetujuan_2": "ya"}
    answer = await sent(office, **alike, nik="", terdakwa_ke="1", terdakwa_ke_2="2")
    assert answer.status_code == 303
    results = await rows_of(office, answer.headers["location"])
    assert len({one["putusan_id"] for one in results}) == 2


async def test_a_slip_of_one_keeps_all_of_them_out_and_what_was_typed(office: httpx2.AsyncClient) -> None:  # noqa: F811
    slip = await led(office, await sent(office, **SECOND, **THIRD | {"nama_4": ""}))
    assert not await rulings(office)
    assert 'href="#putusan-nama_4"' in slip
    assert "Tono Karangan" in slip
    assert "tukang kayu" in slip
    ticked = re.findall(r'name="keahlian_4" value="(\w+)" checked', slip)
    assert {*ticked} == {"menjahit", "las"}
    done = await pressed(office, slip, "putusan", {"nama_4": "Wati Khayalan"})
    assert len(await rows_of(office, done.headers["location"])) == 3
    assert len(await rulings(office)) == 3


async def test_a_form_that_mends_a_paper_has_one_convict(office: httpx2.AsyncClient) -> None:  # noqa: F811
    _, fields = form_in(await blank(office), "putusan")
    marks = {"berkas_diperbaiki": "00000000-0000-4000-8000-000000000000"}
    answer = await office.post("/putusan", data={**fields, **ONE, **SECOND, **marks})
    assert (answer.status_code, answer.json()["rule"]) == (422, "form-extra-forbidden")
    assert not await rulings(office)


async def test_a_slip_that_all_share_is_told_once(office: httpx2.AsyncClient) -> None:  # noqa: F811
    slip = await led(office, await sent(office, **SECOND, **THIRD, nomor_perkara="tujuh"))
    assert slip.count('href="#putusan-nomor_perkara"') == 1
    assert not await rulings(office)


async def test_what_nobody_can_read_of_one_is_asked_before_any_is_recorded(office: httpx2.AsyncClient) -> None:  # noqa: F811
    asked = await led(office, await sent(office, **SECOND | {"tanggal_lahir_2": "31/02/1990"}))
    assert "Periksa sebelum dicatat" in asked
    assert ">Tanggal lahir terdakwa 2</a>: " in asked
    assert not await rulings(office)
    done = await pressed(office, asked, "putusan", {"_check": "take"})
    assert [one["state"] for one in await rows_of(office, done.headers["location"])] == ["registered"] * 2


async def test_the_same_convict_twice_is_asked_about(office: httpx2.AsyncClient) -> None:  # noqa: F811
    slip = await led(office, await sent(office, **SECOND, nama_3="TONO  karangan"))
    assert 'href="#putusan-nama_3"' in slip
    assert "sudah ditulis di atas" in slip
    assert not await rulings(office)


async def test_the_same_form_again_is_the_same_result_and_another_sees_what_is_recorded(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    first = await sent(office, **SECOND)
    again = await sent(office, **SECOND)
    assert again.headers["location"] == first.headers["location"]
    more = await led(office, await sent(office, **SECOND, **THIRD))
    assert "1 terdaftar, 0 ditahan, 2 sudah dikenal" in more
    other = await led(office, await sent(office, **SECOND, nama_3="Rini Rekaan", jumlah_jam="90 jam"))
    assert "sudah tercatat" in other
    assert len(await rulings(office)) == 3
    (tono,) = [one["putusan_id"] for one in await rows_of(office, first.headers["location"]) if one["row"] == 2]
    assert f'href="/putusan/{tono}' in other


async def test_a_convict_who_fails_for_themselves_keeps_all_of_them_out(
    office: httpx2.AsyncClient,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "2 terdaftar" in await led(office, await sent(office, **SECOND))
    assert len(await rulings(office)) == 2

    async def failing(*_: object) -> None:
        raise RuntimeError("of one convict")

    monkeypatch.setattr(filing, "known_otherwise", failing)
    page = await led(office, await sent(office, nama="Rina Khayalan", nik="3503014503800077", **SECOND))
    assert "gangguan di Bakti" in page
    assert 'href="#putusan-nama_2"' in page
    assert len(await rulings(office)) == 2
