"""A rejected paper that came again as another case or convict, and a ruling that was told twice, leave no ghost."""

import csv
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.catalogue import BY_NAME
from services.intake.putusan.decider import PUTUSAN, CorrectPaper
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import Mask, PutusanReceived, PutusanRegistered, PutusanRejected, PutusanReplaced
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.reporting.reports.klien import klien
from shared.access.policy import RoleName
from shared.domain.event import Event
from shared.domain.identifiers import BookId, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from shared.domain.retold import retold
from shared.projections.compare import compare
from shared.runtime.settings import Settings
from tests.forms import PAGE, form_in, led, pressed
from tests.given import given
from tests.intake.putusan.papers import KLIEN_ID, PUTUSAN_ID, adult, circumstances, registering
from tests.intake.putusan.test_routes import PAPER
from tests.opened import Opened, opened_for

ORIGIN, GUESSED = PutusanId("11111111-1111-5111-8111-111111111119"), KlienId("22222222-2222-5222-8222-222222222229")
REJECTED = PutusanRejected(
    putusan_id=ORIGIN, klien_id=GUESSED, reasons=(), paper=Personal(ref="r", mac="m"), mask=Mask.CHILD
)
REPLACED = PutusanReplaced(putusan_id=ORIGIN, klien_id=GUESSED, replaced_by=PUTUSAN_ID)
TWICE = REJECTED.model_copy(update={"paper": None})


def mending(paper: Paper, *origin: Event, before: tuple[Event, ...] = ()) -> Any:
    """What is decided on the mended paper's stream and on the rejected one's, as these streams stand."""
    command = retold(CorrectPaper, registering(paper), corrects=ORIGIN)
    beside = {PUTUSAN.stream(ORIGIN): origin}
    return given(PUTUSAN, *before, circumstances=circumstances(), beside=beside).when(command).decided


def test_a_mended_paper_that_is_another_ruling_takes_the_place_of_the_rejected_one() -> None:
    taken, replaced = mending(adult(), REJECTED)
    assert [type(event) for event in taken] == [PutusanReceived, PutusanRegistered]
    assert replaced == [REPLACED]


def test_a_paper_that_is_rejected_once_more_takes_the_place_of_the_first_too() -> None:
    taken, replaced = mending(adult(kind=None), REJECTED)
    assert [type(event) for event in taken] == [PutusanRejected]
    assert replaced == [REPLACED]
    assert mending(adult(kind=None), REJECTED, before=tuple(taken)) == [[], [REPLACED]]


@pytest.mark.parametrize(
    "origin",
    [
        (),
        (REJECTED, REPLACED),
        (REJECTED, REPLACED.model_copy(update={"replaced_by": PutusanId(str(uuid4()))})),
        (TWICE,),
    ],
    ids=["nothing", "replaced", "replaced by another", "told twice"],
)
def test_what_waits_for_no_correction_is_not_replaced(origin: tuple[Event, ...]) -> None:
    _, replaced = mending(adult(), *origin)
    assert replaced == []


def test_a_ruling_that_stands_already_takes_no_papers_place() -> None:
    """It may be another convict of the same name: nobody closes the paper unasked (settlement 41)."""
    standing, _ = mending(adult(), REJECTED)
    assert isinstance(mending(adult(), REJECTED, before=tuple(standing)), Refused)


def test_a_replaced_paper_that_comes_again_as_it_was_says_nothing_and_mended_is_a_ruling() -> None:
    first = given(PUTUSAN, circumstances=circumstances()).when(registering(adult(kind=None))).events
    replaced = retold(PutusanReplaced, first[0], replaced_by=ORIGIN)
    state = given(PUTUSAN, *first, replaced, circumstances=circumstances())
    state.when(registering(adult(kind=None))).then()
    again = state.when(registering(adult())).events
    assert PUTUSAN.fold([*first, replaced, *again]).replaced_by is None
    assert given(PUTUSANS, *first, replaced, *again).row.state == "registered"


def test_the_register_says_by_which_ruling_a_paper_was_replaced() -> None:
    row = given(PUTUSANS, REJECTED, REPLACED).row
    assert (row.state, row.replaced_by, row.paper_ref) == ("replaced", PUTUSAN_ID, "r")


def test_a_replaced_paper_is_no_sentence_of_anybody() -> None:
    given(klien, REJECTED, REPLACED).then()


def test_a_replaced_paper_masks_nobody_who_has_another() -> None:
    """It was wrong; whoever has no other paper stays masked as it says."""
    (adults,) = (one for one in mending(adult())[0] if isinstance(one, PutusanReceived))
    known = adults.model_copy(update={"klien_id": GUESSED})
    assert given(PERSONS, known, REJECTED).row.masked
    row = given(PERSONS, known, REJECTED, REPLACED).row
    assert (row.masked, [one.putusan_id for one in row.rulings]) == (False, [PUTUSAN_ID])
    assert given(PERSONS, REJECTED, REPLACED).row.child


def test_a_ruling_that_was_told_twice_keeps_its_name_on_its_own_page() -> None:
    (told,) = (one for one in mending(adult())[0] if isinstance(one, PutusanReceived))
    twice = PutusanRejected(putusan_id=PUTUSAN_ID, klien_id=KLIEN_ID, reasons=(), mask=told.mask)
    ruling = given(PERSONS, told, twice).row.ruling(PUTUSAN_ID)
    assert ruling is not None
    assert ruling.name_ref == "name"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ("intake", "reporting"), [RoleName.OFFICER]) as found:
        yield found


@pytest.fixture
def office(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.OFFICER]


async def rejected(office: httpx2.AsyncClient, **said: Any) -> str:
    """The id of a paper that could not be used."""
    answer = await office.post("/putusan", json={**PAPER, **said})
    assert answer.status_code == 422, answer.text
    return answer.headers["location"].rpartition("/")[2]


async def states(office: httpx2.AsyncClient) -> dict[str, str]:
    return {row["putusan_id"]: row["state"] for row in (await office.get("/putusan")).json()["items"]}


async def assert_rebuilt_is_live(house: Opened, settings: Settings) -> None:
    await house.level()
    for projection in (*BY_NAME["intake"].projections, *BY_NAME["reporting"].projections):
        assert not await compare(house.parts.database, BookId(settings.book), projection), projection


@pytest.mark.slow
async def test_a_paper_mended_into_another_case_by_its_form_leaves_no_second_matter(
    house: Opened, office: httpx2.AsyncClient, settings: Settings
) -> None:
    origin = await rejected(office, case_number="123/Pid.B/2026")
    await house.level()
    assert [row["putusan_id"] for row in (await office.get("/reports/klien")).json()["items"]] == [origin]
    filled = (await office.get(f"/putusan/new?rejected={origin}", headers=PAGE)).text
    _, fields = form_in(filled, "putusan")
    assert fields["berkas_diperbaiki"] == origin
    assert "berkas_asal" not in fields, "an adult: nothing is left empty"
    slip = await led(office, await pressed(office, filled, "putusan", {"nomor_perkara": "tujuh"}))
    assert form_in(slip, "putusan")[1]["berkas_diperbaiki"] == origin, "and it stays through a fault"
    answer = await pressed(office, slip, "putusan", {"nomor_perkara": "123/Pid.B/2026/PN Trk"})
    page = await led(office, answer)
    await house.level()
    registered = next(one for one, state in (await states(office)).items() if state == "registered")
    assert await states(office) == {origin: "replaced", registered: "registered"}
    assert "Menggantikan" in page
    assert f'href="/putusan/{origin}"' in page
    old = (await office.get(f"/putusan/{origin}", headers=PAGE)).text
    for words in ("Digantikan", f'href="/putusan/{registered}"', "putusan 123/Pid.B/2026/PN Trk", "Budi Rekaan"):
        assert words in old
    assert "Perbaiki dan daftarkan" not in old
    assert (await office.get(f"/putusan/{registered}")).json()["replaces"] == [origin]
    assert (await office.get("/putusan?state=rejected")).json()["items"] == []
    kept = (await office.get("/putusan?state=replaced")).json()["items"]
    assert [(one["putusan_id"], one["replaced_by"]) for one in kept] == [(origin, registered)]
    assert [row["putusan_id"] for row in (await office.get("/reports/klien")).json()["items"]] == [registered]
    await assert_rebuilt_is_live(house, settings)


@pytest.mark.slow
async def test_said_again_after_a_crash_it_is_the_same(house: Opened, office: httpx2.AsyncClient) -> None:
    origin = await rejected(office, case_number="123/Pid.B/2026")
    key = {"Idempotency-Key": str(uuid4())}
    first, again = [await office.post(f"/putusan?corrects={origin}", json=PAPER, headers=key) for _ in range(2)]
    assert (first.status_code, again.json()) == (201, first.json())
    other = await office.post(f"/putusan?corrects={origin}", json=PAPER)
    assert other.json()["rule"] == "duplicate"
    shown = (await office.get(f"/putusan/{origin}?after={first.json()['position']}")).json()
    assert (shown["state"], shown["replaced_by"]) == ("replaced", first.json()["putusan_id"])
    person = (await office.get(f"/putusan/{first.json()['putusan_id']}")).json()["klien_id"]
    assert first.json()["klien_id"] == person != shown["klien_id"]
    await house.level()
    vault = house.parts.houses["intake"].vault
    assert await vault.belonging(person) == [person, shown["klien_id"]], "erased with the person, too"


@pytest.mark.slow
async def test_a_paper_of_a_known_person_is_no_second_nameless_row_in_the_search(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    assert (await office.post("/putusan", json=PAPER)).status_code == 201
    origin = await rejected(office, case_number="9/Pid.B/2026")
    mended = PAPER | {"case_number": "9/Pid.B/2026/PN Trk"}
    assert (await office.post(f"/putusan?corrects={origin}", json=mended)).status_code == 201
    await house.level()
    found = (await office.post("/reports/klien/search", json={"words": "Rekaan"})).json()["items"]
    assert len(found) == 2
    assert origin not in {row["putusan_id"] for row in found}


@pytest.mark.slow
async def test_a_ruling_that_was_told_twice_is_no_second_row_in_the_search(
    house: Opened, office: httpx2.AsyncClient, settings: Settings
) -> None:
    first = (await office.post("/putusan", json=PAPER | {"nik": None})).json()
    second = (await office.post("/putusan", json=PAPER | {"nik": None, "name": "Budi Rekaan alias Bude"})).json()
    address = f"/putusan/{second['putusan_id']}"
    said = {"answer": "same", "reason": "Dibandingkan dengan petikannya"}
    assert (await office.post(f"{address}/identity", json=said)).status_code == 200
    await house.level()
    found = (await office.post("/reports/klien/search", json={"words": "Rekaan"})).json()["items"]
    assert [row["putusan_id"] for row in found] == [first["putusan_id"]]
    page = (await office.get(address, headers=PAGE)).text
    for words in ("Ini putusan yang sama dengan", f'href="/putusan/{first["putusan_id"]}"', "alias Bude"):
        assert words in page
    said = {"answer": "another", "reason": "Ternyata dua orang yang berbeda"}
    assert (await office.post(f"{address}/identity", json=said)).status_code == 200
    await house.level()
    found = (await office.post("/reports/klien/search", json={"words": "Rekaan"})).json()["items"]
    assert len(found) == 2
    assert set((await states(office)).values()) == {"registered"}
    await assert_rebuilt_is_live(house, settings)


HEADINGS = "Nomor Perkara;Nama;Tgl Putusan;Jenis Pidana;Jumlah Jam"
FILE = f"{HEADINGS}\r\n;Siti Rekaan;5 Maret 2026;pidana kerja sosial;80 jam\r\n".encode()
CSV = {"content-type": "text/csv"}


@pytest.mark.slow
async def test_the_failed_rows_mended_and_sent_again_take_the_place_of_the_rejected_ones(
    house: Opened, office: httpx2.AsyncClient
) -> None:
    sent = await office.post("/putusan/imports", content=FILE, headers=CSV)
    (row,) = sent.json()["results"]
    assert row["state"] == "rejected"
    failed = (await office.get(f"{sent.headers['location']}/failed.csv")).content.decode("utf-8-sig")
    (cells,) = csv.DictReader(failed.splitlines(), delimiter=";")
    assert cells["berkas_diperbaiki"] == row["putusan_id"]
    unmended = await office.post("/putusan/imports", content=failed.encode(), headers=CSV)
    assert unmended.json()["results"][0]["putusan_id"] == row["putusan_id"], "as it was: the same paper"
    assert unmended.json()["tabs"][0]["columns_ignored"] == []
    mended = failed.replace('"";"Siti', '"10/Pid.B/2026/PN Trk";"Siti')
    again = await office.post("/putusan/imports", content=mended.encode(), headers=CSV)
    (now,) = again.json()["results"]
    assert (now["state"], now["unread"]) == ("registered", [])
    await house.level()
    assert await states(office) == {row["putusan_id"]: "replaced", now["putusan_id"]: "registered"}
    listed = (await office.get(sent.headers["location"], headers=PAGE)).text
    assert "Sudah diperbaiki" in listed
    assert "Perbaiki baris" not in listed
