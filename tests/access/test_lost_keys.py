"""One lost key is one word: every address x persons whose key is gone, page and JSON; nobody else is touched by it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.catalogue import BY_NAME
from shared.access.policy import RoleName
from shared.privacy.master import STORE_NAME
from shared.runtime.settings import Settings
from tests.access.test_masking import JSON, PAGE, paths, searches
from tests.access.town import PEOPLE, YEAR, Known, ago, told
from tests.access.town import paper_of as town_paper
from tests.intake.putusan.test_identity import became, imported
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
ROLES = (RoleName.OFFICER, RoleName.COORDINATOR)
LOSERS = ("adult", "child", "rejected, adult", "both")
WORD = "kunci hilang"


@asynccontextmanager
async def after_the_loss(settings: Settings) -> AsyncIterator[tuple[Opened, list[Known], list[Known]]]:
    """The house, started again after the keys of some were lost; who lost them, and who did not."""
    async with opened_for(settings, BY_NAME, ROLES) as house:
        known = await told(house)
    lost = [one for one in known if one.person.kind in LOSERS]
    lose(settings.keys_dir, {klien_id for one in lost for klien_id in one.klien_ids})
    async with opened_for(settings, BY_NAME, ROLES) as house:
        yield house, lost, [one for one in known if one not in lost]


def lose(folder: Path, subjects: set[str]) -> None:
    file = sqlite3.connect(folder / STORE_NAME, isolation_level=None)
    for subject in subjects:
        assert file.execute("DELETE FROM key WHERE subject = ?", (subject,)).rowcount == 1
    file.close()


async def test_no_address_fails_over_a_lost_key_or_calls_it_erased(settings: Settings) -> None:
    async with after_the_loss(settings) as (house, lost, others):
        officer, seen = house.clients[RoleName.OFFICER], 0
        for path in paths(house, [*lost, *others]):
            for headers in (PAGE, JSON):
                answer = await officer.get(path, headers=headers)
                assert answer.status_code < 500, (path, answer.text)
                calls_it_erased = "terhapus" in answer.text.casefold()
                assert not calls_it_erased, path  # of two long texts pytest would look for a likeness for minutes
                seen += WORD in answer.text
        assert seen > 10
        for path in searches(house):
            for one in lost:
                found = await officer.post(path, data={"words": one.person.words[0]})
                assert (found.status_code, found.json()["items"]) == (200, []), path
        (adult,) = (one for one in lost if one.person.kind == "adult")
        for room, own in (("/putusan/", adult.putusan_ids), ("/placement/", adult.putusan_ids),
                          ("/hours/", adult.klien_ids), ("/reports/klien/", adult.klien_ids)):  # fmt: skip
            for one_id in own:
                page = await officer.get(f"{room}{one_id}", headers=PAGE)
                assert WORD in page.text, room
        listed = (await officer.get("/putusan?limit=200", headers=PAGE)).text
        assert WORD in listed
        shown = next(one.person for one in others if not one.person.masked)
        assert shown.words[0] in listed


async def test_nothing_new_is_recorded_under_a_lost_key_and_the_persons_beside_it_are_recorded(
    settings: Settings,
) -> None:
    async with after_the_loss(settings) as (house, lost, _):
        officer = house.clients[RoleName.OFFICER]
        (adult,) = (one for one in lost if one.person.kind == "adult")
        paper = paper_of(adult)
        refused = await officer.post("/putusan", json=paper)
        assert (refused.status_code, refused.json()["rule"]) == (409, "key-lost"), refused.text
        assert "Kunci hilang" in refused.json()["detail"] or "Key lost" in refused.json()["detail"]
        rows = await imported(
            officer,
            ("901/Pid.B/2026/PN Trk", adult.person.name, str(paper["nik"])),
            ("902/Pid.B/2026/PN Trk", "Orang Lain", "9903112203900022"),
        )
        assert became(rows) == [("refused", ["key-lost"]), ("registered", [])]
        assert (await officer.post("/putusan", json=paper)).status_code == 409
        day = ago(7 / YEAR)
        log = {"klien_id": next(iter(adult.klien_ids)), "site_id": str(uuid4()), "ipd_id": str(uuid4())}
        times = {"starts": f"{day}T07:00:00+07:00", "ends": f"{day}T09:00:00+07:00"}
        hours = await officer.post("/hours", json=log | times)  # no personal value in it
        assert hours.status_code < 300, hours.text
        await house.level()
        assert all(state.parked == 0 for home in house.parts.houses.values() for state in home.subscriptions.state())


async def test_a_file_with_a_ruling_of_who_lost_a_key_goes_on_with_its_other_rows(settings: Settings) -> None:
    async with after_the_loss(settings) as (house, *_):
        officer = house.clients[RoleName.OFFICER]
        ((number, person),) = ((at, one) for at, one in enumerate(PEOPLE) if one.kind == "adult")
        recorded = town_paper(number, person, person.papers[0])
        lines = [
            "nomor_perkara;pengadilan;tanggal_putusan;tanggal_bht;nama;nik;jenis_pidana;jumlah_jam;jam_per_hari;jangka_waktu",
            ";".join((recorded["case_number"], "PN Trenggalek", recorded["ruled_on"], recorded["final_on"], person.name,
                      recorded["nik"], "pidana kerja sosial", "80 jam", "4 jam", "90 hari")),
            "903/Pid.B/2026/PN Trk;PN Trenggalek;05/03/2026;13/03/2026;Orang Lain;9903112203900023;pidana kerja sosial;"
            "80 jam;4 jam;90 hari",
        ]  # fmt: skip
        for query in ("?check=true", ""):
            answer = await officer.post(
                f"/putusan/imports{query}", content="\n".join(lines).encode(), headers={"content-type": "text/csv"}
            )
            assert answer.status_code == 200, answer.text
            assert became(answer.json()["results"]) == [("refused", ["key-lost"]), ("registered", [])]


async def test_who_lost_a_key_can_still_be_erased_and_then_reads_erased(settings: Settings) -> None:
    async with after_the_loss(settings) as (house, lost, _):
        officer = house.clients[RoleName.OFFICER]
        (gone,) = (one for one in lost if one.person.kind == "rejected, adult")
        (klien_id,), (putusan_id,) = gone.klien_ids, gone.putusan_ids
        order = {"document": "W15-12/2026", "reason": "Permintaan klien menurut UU PDP"}
        done = await officer.post(f"/klien/{klien_id}/erasure", json=order)
        assert done.status_code == 200, done.text
        await house.level()
        page = await officer.get(f"/putusan/{putusan_id}", headers=PAGE)
        assert page.status_code == 200
        assert WORD not in page.text


def paper_of(known: Known) -> dict[str, Any]:
    born = known.person.born
    assert born is not None
    return {
        "case_number": "900/Pid.B/2026/PN Trk",
        "court": "Pengadilan Negeri Trenggalek",
        "ruled_on": "2026-03-05",
        "name": known.person.name,
        "nik": f"990311{born:%d%m%y}0002",
        "birth_date": born.isoformat(),
        "kind": "adult",
        "total_minutes": 1200,
        "minutes_a_day": 120,
        "period_days": 60,
    }
