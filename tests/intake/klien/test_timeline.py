"""One line for all that was recorded of a person: rulings, corrections with their papers, profile, litmas, places."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from services.catalogue import BY_NAME, SERVICES
from services.intake.klien.routes.moments import KINDS, PAPER_OF_END, UNTOLD
from shared.access.policy import RoleName
from shared.domain.event import Event
from shared.domain.sentence import Ground
from shared.runtime.settings import Settings
from tests.intake.klien.test_profile import CHILD, SAID, known
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.opened import Opened, opened_for

OTHER = "20000000-0000-4000-8000-000000000009"


def test_every_event_about_a_person_is_told_or_left_out_on_purpose() -> None:
    assert SERVICES
    about = {
        event.TYPE
        for event in Event.KNOWN.values()
        if event.SUBJECT == "klien_id" and event.__module__.startswith("services.")
    }
    assert about == {*KINDS} | UNTOLD
    assert not {*KINDS} & UNTOLD


def test_the_field_with_the_day_of_an_event_is_one_that_it_has() -> None:
    of = {event.TYPE: event for event in Event.KNOWN.values()}
    assert not [name for name, kind in KINDS.items() if kind.day and kind.day not in of[name].model_fields]


def test_every_end_that_a_paper_tells_says_which_paper() -> None:
    assert {*PAPER_OF_END} == {*Ground} - {Ground.WITHDRAWN}, "an order that was none follows from what withdraws it"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, BY_NAME, [RoleName.OFFICER, RoleName.COORDINATOR]) as found:
        yield found


async def told(office: httpx2.AsyncClient, klien_id: str) -> list[dict[str, object]]:
    answer = await office.get(f"/klien/{klien_id}/timeline")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["moments"])


@pytest.mark.slow
async def test_what_is_recorded_stands_on_the_line_the_newest_first(house: Opened) -> None:
    office = house.clients[RoleName.OFFICER]
    klien_id = await known(office, PAPER)
    (first, *_) = reversed(await told(office, klien_id))
    putusan_id = str(first["putusan_id"])
    why = "Pekerjaannya salah dibaca dari putusan"
    mended = {"number": 1, "reason": why, "paper": {"occupation": "petani"}}
    assert (await office.post(f"/putusan/{putusan_id}/amendments", json=mended)).status_code == 201
    assert (await office.post(f"/klien/{klien_id}/profile", json=SAID)).status_code == 200
    litmas = {"litmas": 1, "number": 1, "asked_by": "Kejaksaan Negeri"}
    assert (await office.post(f"/klien/{klien_id}/litmas", json=litmas)).status_code == 200
    await house.level()
    line = await told(office, klien_id)
    positions = [one["position"] for one in line]
    assert positions == sorted(positions, reverse=True)  # type: ignore[type-var]
    kinds = [one["event"] for one in line]
    assert kinds.count("putusan.received.v1") == 1
    assert {"putusan.amended.v1", "klien.profiled.v1", "klien.litmas-recorded.v1", "putusan.registered.v1"} <= {*kinds}
    assert [one["reason"] for one in line if one["event"] == "putusan.amended.v1"] == [why]
    said = {one["event"]: one["fields"] for one in line}
    assert said["putusan.amended.v1"] == ["occupation"]
    assert {"skills", "livelihood"} <= {*said["klien.profiled.v1"]}  # type: ignore[misc]
    assert said["klien.litmas-recorded.v1"] == ["asked_by"]
    page = (await office.get(f"/klien/{klien_id}/timeline", headers=PAGE)).text
    for words in ("Putusan diterima", "Putusan dibetulkan", why, "Bakat dan minat", "123/Pid.B/2026/PN Trk"):
        assert words in page, words
    for words in (
        'Pekerjaan</dt><dd><span class="soft">semula</span> tidak disebut',
        "las",
        str(SAID["livelihood"]),
        "Diminta oleh</dt><dd>Kejaksaan Negeri",
    ):
        assert words in page, words


@pytest.mark.slow
async def test_the_ground_and_paper_of_an_end_and_whose_case_it_is_stand_there(house: Opened) -> None:
    office = house.clients[RoleName.OFFICER]
    klien_id = await known(office, PAPER)
    (first, *_) = reversed(await told(office, klien_id))
    putusan_id, me = first["putusan_id"], first["recorded_by"]
    mine = {"number": 1, "officer": me}
    assert (await office.post(f"/putusan/{putusan_id}/officer", json=mine)).status_code == 200
    over = {
        "number": 1,
        "ground": "died",
        "ended_on": "2026-04-01",
        "document": "474.3/17",
        "reason": "Akta kematian diterima",
    }
    assert (await office.post(f"/putusan/{putusan_id}/endings", json=over)).status_code == 200
    await house.level()
    assert me in {one["officer"] for one in await told(office, klien_id)}
    page = (await office.get(f"/klien/{klien_id}/timeline", headers=PAGE)).text
    for words in ("meninggal dunia", "Kepada ", f'"/putusan/{putusan_id}#akhir">Akta atau surat kematian 474.3/17</a>'):
        assert words in page, words
    assert f'href="/klien/{klien_id}/timeline"' in (await office.get(f"/reports/klien/{klien_id}", headers=PAGE)).text


@pytest.mark.slow
async def test_a_childs_reasons_are_not_told_nor_anything_to_others(house: Opened) -> None:
    office, coordinator = house.clients[RoleName.OFFICER], house.clients[RoleName.COORDINATOR]
    klien_id = await known(office, CHILD)
    (first, *_) = reversed(await told(office, klien_id))
    mended = {"number": 1, "reason": "Nama Rahasia salah ditulis", "paper": {"occupation": "pelajar"}}
    assert (await office.post(f"/putusan/{first['putusan_id']}/amendments", json=mended)).status_code == 201
    moved = {"number": 2, "reason": "Alamat keliru disalin", "paper": {"address": "Dusun Baru"}}
    assert (await office.post(f"/putusan/{first['putusan_id']}/amendments", json=moved)).status_code == 201
    school = {**SAID, "school": "SMP Rekaan"}
    assert (await office.post(f"/klien/{klien_id}/profile", json=school)).status_code == 200
    page = (await office.get(f"/klien/{klien_id}/timeline", headers=PAGE)).text
    assert not [words for words in ("Rahasia", "Jl. ", "Dusun", "SMP Rekaan") if words in page]
    assert 'Alamat</dt><dd><span class="soft">dirahasiakan' in page
    assert {one["reason"] for one in await told(office, klien_id)} == {None}
    assert (await coordinator.get(f"/klien/{klien_id}/timeline")).status_code == 403
    assert (await office.get(f"/klien/{OTHER}/timeline")).status_code == 404


async def test_a_total_that_was_counted_may_be_more_than_a_paper_can_say(house: Opened) -> None:
    office = house.clients[RoleName.OFFICER]
    counted = {name: said for name, said in PAPER.items() if name != "total_minutes"}
    klien_id = await known(office, counted | {"minutes_a_day": 1440, "period_days": 1000})
    (first, *_) = reversed(await told(office, klien_id))
    page = await office.get(f"/klien/{klien_id}/timeline", headers=PAGE)
    assert page.status_code == 200
    assert "24.000 jam" in page.text
    address = f"/putusan/{first['putusan_id']}"
    terms = {"regime": "adult", "total_minutes": 1_440_000, "minutes_a_day": 1440, "period_days": 1000}
    answer = {"document": "B-1/2026", "answered_on": "2026-04-01", "terms": terms, "reason": "Dihitung per hari"}
    done = await office.post(f"{address}/confirmation", json=answer)
    assert done.is_success, done.text
    ruling = await office.get(f"{address}?after={done.json()['position']}", headers=PAGE)
    assert ruling.status_code == 200
