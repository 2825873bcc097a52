"""What ends a ruling's execution here: told by number, mended and taken back by the next one, refused where it cannot
be; whatever goes on beneath is there again once it is taken back."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx2
import pytest
from msgspec.structs import replace
from sqlalchemy import text

from services.attendance.hours.events import DayAssessed
from services.intake.putusan.decider import PUTUSAN, EndPutusan, RecordFinality, ResumePutusan
from services.intake.putusan.events import (
    Person,
    PutusanAssigned,
    PutusanEnded,
    PutusanHeld,
    PutusanIdentified,
    PutusanLeft,
    PutusanReceived,
    PutusanRegistered,
    PutusanResumed,
)
from services.intake.putusan.projections import PUTUSANS, PutusanRow
from services.intake.putusan.report import REPORT
from shared.access.policy import RoleName
from shared.database.roles import Role
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, KlienId, PutusanId
from shared.domain.personal import Personal
from shared.domain.refusal import Severity
from shared.domain.sentence import Ground, Regime, Terms
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.given import Outcome, given
from tests.intake.putusan.papers import KLIEN_ID, PUTUSAN_ID, adult, circumstances, confirming, register
from tests.intake.putusan.test_answered import DIFFERS, KNOWN, SAME_CASE, saying
from tests.intake.putusan.test_answered import after as answered
from tests.intake.putusan.test_routes import PAGE, PAPER, office, shown  # noqa: F401 (a fixture)
from tests.opened import Opened, opened_for
from tests.reporting.telling import appended

REASON: Personal[str] = Personal("Putusan banding membebaskan")
DOCUMENT: Personal[str] = Personal("45/PID/2026/PT SBY")
DAY = date(2026, 10, 9)


def ending(number: int = 1, ground: Ground = Ground.ANNULLED, on: date = DAY, to: str | None = None) -> EndPutusan:
    place: Personal[str] | None = Personal(to) if to else None
    return EndPutusan(
        putusan_id=PUTUSAN_ID, number=number, ground=ground, ended_on=on, to=place, document=DOCUMENT, reason=REASON
    )


def resuming(number: int = 2) -> ResumePutusan:
    return ResumePutusan(putusan_id=PUTUSAN_ID, number=number, reason=Personal("Salah perkara yang dicatat"))


def told(command: Command, *before: Event) -> Outcome:
    return given(PUTUSAN, *before, circumstances=circumstances()).when(command)


def after(*commands: Command, before: Any = None) -> list[Event]:
    events: list[Event] = [*(register(adult()).events if before is None else before)]
    for command in commands:
        events += told(command, *events).events
    return events


@pytest.mark.parametrize("ground", [Ground.ANNULLED, Ground.PARDONED, Ground.DIED])
def test_it_ends_by_document_and_reason_and_said_again_it_is_nothing(ground: Ground) -> None:
    found = told(ending(ground=ground), *after())
    found.then(
        PutusanEnded(
            putusan_id=PUTUSAN_ID,
            klien_id=KLIEN_ID,
            number=1,
            ground=ground,
            ended_on=DAY,
            document=DOCUMENT,
            reason=REASON,
        )
    )
    told(ending(ground=ground), *after(ending(ground=ground))).then()


def test_a_transfer_says_where_to_and_nothing_else_does() -> None:
    told(ending(ground=Ground.TRANSFERRED), *after()).refused("transfer-to-missing")
    told(ending(to="Kabupaten Blitar"), *after()).refused("to-without-transfer")
    (event,) = told(ending(ground=Ground.TRANSFERRED, to="Kabupaten Blitar"), *after()).events
    assert isinstance(event, PutusanEnded)
    assert event.to == Personal("Kabupaten Blitar")


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        pytest.param(date(2026, 11, 26), "ended-in-future", id="tomorrow"),
        pytest.param(date(9999, 12, 31), "ended-in-future", id="another century"),
        pytest.param(date(2026, 8, 31), "ended-before-ruling", id="the day before the ruling"),
    ],
)
def test_a_day_that_cannot_be_is_shown_and_not_recorded(on: date, rule: str) -> None:
    told(ending(on=on), *after()).refused(rule)


def test_the_days_at_the_edges_can_be() -> None:
    for on in (date(2026, 9, 1), date(2026, 11, 25)):
        told(ending(on=on), *after()).then_types(PutusanEnded)


def test_it_is_mended_under_the_next_number_and_taken_back_under_the_one_after() -> None:
    mended = after(ending(), ending(2, Ground.DIED, date(2026, 10, 1)))
    ended = PUTUSAN.fold(mended).ended
    assert ended is not None
    assert (ended.ground, ended.ended_on) == (Ground.DIED, date(2026, 10, 1))
    told(resuming(3), *mended).then_types(PutusanResumed)
    assert PUTUSAN.fold(after(resuming(3), before=mended)).ended is None
    told(resuming(3), *after(resuming(3), before=mended)).then()
    told(ending(4), *after(resuming(3), before=mended)).then_types(PutusanEnded)


@pytest.mark.parametrize(
    ("first", "second"),
    [(ending(), ending(on=date(2026, 10, 1))), (ending(), resuming(1))],
    ids=["another day", "another word"],
)
def test_under_one_number_the_first_stands(first: Command, second: Command) -> None:
    (fault,) = told(second, *after(first)).refused("ending-conflict").faults
    assert (fault.severity, fault.facts["next"]) == (Severity.CONFLICT, 2)


@pytest.mark.parametrize("number", [1, 4, 1000])
@pytest.mark.parametrize("told_as", ["another end", "its taking back"])
def test_a_number_that_is_not_the_next_changes_nothing_and_is_refused(number: int, told_as: str) -> None:
    """A lower one had not seen what stands; after the highest nothing could be mended any more."""
    late: Command = ending(number, Ground.DIED, on=date(2026, 9, 30)) if told_as == "another end" else resuming(number)
    (fault,) = told(late, *after(ending(), ending(2, on=date(2026, 10, 1)))).refused("ending-conflict").faults
    assert (fault.severity, fault.facts["next"]) == (Severity.CONFLICT, 3)


def test_what_has_not_ended_cannot_be_taken_back() -> None:
    told(resuming(1), *after()).refused("not-ended")


def test_of_an_unknown_or_rejected_ruling_nothing_ends() -> None:
    for command in (ending(), resuming()):
        told(command).refused("putusan-unknown")
        told(command, *register(adult(name=None)).events).refused("putusan-unknown")


def test_an_ended_ruling_that_was_held_is_answered_only_once_its_end_is_taken_back() -> None:
    held = register(adult(total_minutes=300 * 60, minutes_a_day=480, period_days=180)).events
    assert isinstance(held[-1], PutusanHeld)
    answer = confirming(Terms(regime=Regime.ADULT, total_minutes=240 * 60, minutes_a_day=480, period_days=180))
    told(answer, *after(ending(), before=held)).refused("putusan-ended")
    assert isinstance(told(answer, *after(ending(), resuming(), before=held)).events[-1], PutusanRegistered)


def test_whose_it_turns_out_to_be_hears_of_its_end_without_the_words_about_the_former() -> None:
    before = after(ending(), before=answered(DIFFERS, Person.ANOTHER))
    kinds = (PutusanIdentified, PutusanReceived, PutusanLeft, PutusanEnded, PutusanRegistered)
    again = saying(Person.SAME, *before).then_types(*kinds)[3]
    assert again == PutusanEnded(putusan_id=PUTUSAN_ID, klien_id=KNOWN, number=1, ground=Ground.ANNULLED, ended_on=DAY)
    resumed = after(resuming(), before=before)
    saying(Person.SAME, *resumed).then_types(*(kind for kind in kinds if kind is not PutusanEnded))


def test_a_ruling_that_was_told_twice_and_is_none_any_more_comes_back_as_ended() -> None:
    before = after(ending(), before=answered(SAME_CASE, Person.ANOTHER))
    before += saying(Person.SAME, *before).events
    told(resuming(), *before).refused("putusan-unknown")
    back = saying(Person.ANOTHER, *before)
    assert [type(event) for event in back.events] == [
        PutusanIdentified,
        PutusanReceived,
        PutusanEnded,
        PutusanRegistered,
    ]
    assert row(*before, *back.events).state == "ended"


def row(*events: Event) -> PutusanRow:
    return given(PUTUSANS).when(*events).row


def test_the_register_shows_the_end_over_what_stands_and_the_same_row_once_it_is_taken_back() -> None:
    ended = row(*after(ending()))
    assert (ended.state, ended.stands, ended.ended, ended.ended_on) == ("ended", "registered", "annulled", DAY)
    moved = row(*after(ending(ground=Ground.TRANSFERRED, to="Kota Kediri")))
    assert moved.state == "transferred"
    without, back = row(*after()), row(*after(ending(), resuming()))
    assert back == _told(without, back)


def test_what_becomes_of_it_meanwhile_is_there_once_its_end_is_taken_back() -> None:
    final = RecordFinality(
        putusan_id=PUTUSAN_ID, number=1, final_on=date(2026, 9, 20), reason=Personal("SIPP menyebut hari lain")
    )
    meanwhile, without = row(*after(ending(), final, resuming())), row(*after(final))
    assert meanwhile == _told(without, meanwhile)


def _told(without: PutusanRow, back: PutusanRow) -> PutusanRow:
    """But for when it was told, and under which number."""
    return replace(without, ended_number=back.ended_number, changed_at=back.changed_at)


async def test_the_page_records_mends_and_takes_back(office: httpx2.AsyncClient) -> None:  # noqa: F811
    answer = await office.post("/putusan", json=PAPER)
    address, page = f"/putusan/{answer.json()['putusan_id']}", {"accept": "text/html"}
    plain = (await office.get(f"{address}?after={answer.json()['position']}", headers=page)).text
    assert f"{address}?mend=ended#akhir" in plain
    form = (await office.get(f"{address}?mend=ended", headers=page)).text
    assert f'action="{address}/endings"' in form
    said = {"number": "1", "ground": "transferred", "ended_on": "2026-06-01", "to": "Kabupaten Blitar"}
    said |= {"document": "B-12/M.5.16/2026", "reason": "Terpidana pindah domisili"}
    done = await office.post(f"{address}/endings", data=said, headers=page)
    assert done.status_code == 303, done.text
    after_it = (await office.get(done.headers["location"], headers=page)).text
    for words in ("Dialihkan", "Kabupaten Blitar", "B-12/M.5.16/2026", "Terpidana pindah domisili"):
        assert words in after_it, words
    row = (await office.get(address)).json()
    assert (row["state"], row["stands"], row["ended"]) == ("transferred", "registered", "transferred")
    assert [(one["number"], one["ground"]) for one in row["endings"]] == [(1, "transferred")]
    assert "Kabupaten Blitar" not in str(row), "where to is for the page alone"
    back = {"number": "2", "reason": "Suratnya untuk orang lain"}
    taken = await office.post(f"{address}/endings/withdrawals", data=back, headers=page)
    assert taken.status_code == 303, taken.text
    last = (await office.get(taken.headers["location"], headers=page)).text
    assert "Pengakhirannya dicabut" in last
    assert (await office.get(address)).json()["state"] == "registered"


async def test_what_was_typed_stays_and_what_is_wrong_is_told(office: httpx2.AsyncClient) -> None:  # noqa: F811
    answer = await office.post("/putusan", json=PAPER)
    address = f"/putusan/{answer.json()['putusan_id']}"
    wrong: dict[str, Any] = {"number": "1", "ground": "transferred", "ended_on": "1999-01-01", "to": "Kabupaten Blitar"}
    wrong |= {"document": "B-12/M.5.16/2026", "reason": "Terlalu dini dicatat"}
    form = (await office.get(f"{address}?mend=ended&after={answer.json()['position']}", headers=PAGE)).text
    page = await led(office, await pressed(office, form, "ending", wrong))
    assert "Tanggalnya lebih awal daripada putusannya" in page
    assert form_in(page, "ending")[1].items() >= wrong.items()
    assert (await office.get(address)).json()["endings"] == []

    done = await office.post(f"{address}/endings", json=wrong | {"number": 1, "ended_on": "2026-06-01"})
    assert done.is_success, done.text
    short = {"number": "2", "document": "B-13/M.5.16/2026", "reason": "keliru"}
    form = (await office.get(f"{address}?mend=resumed&after={done.json()['position']}", headers=PAGE)).text
    page = await led(office, await pressed(office, form, "resuming", short))
    assert form_in(page, "resuming")[1].items() >= short.items()
    assert (await office.get(address)).json()["state"] == "transferred"


async def test_the_form_bears_the_next_number_of_a_ruling_that_was_none_for_a_while(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    """Its row starts anew when it turns out to be another one told twice."""
    await office.post("/putusan", json=PAPER)
    twice = PAPER | {"name": "Budi Rekaan alias Bude"}
    address = f"/putusan/{(await office.post('/putusan', json=twice)).json()['putusan_id']}"
    body = {"ground": "died", "ended_on": "2026-06-01", "document": "3503-KM-1", "reason": "Akta kematian"}
    final = {"final_on": "2026-03-14", "document": "SIPP", "reason": "Menurut SIPP pengadilan"}
    told = (
        ("finality", final | {"number": 1}),
        ("endings", body | {"number": 1}),
        ("endings/withdrawals", {"number": 2, "reason": "Akta orang lain"}),
        ("identity", {"answer": "same", "reason": "Dibandingkan dengan petikannya"}),
        ("identity", {"answer": "another", "reason": "Ternyata perkara lain"}),
    )
    for path, said in told:
        answer = await office.post(f"{address}/{path}", json=said)
        assert answer.is_success, (path, answer.text)
    page = (await office.get(f"{address}?mend=ended&after={answer.json()['position']}", headers=PAGE)).text
    assert form_in(page, "ending")[1]["number"] == "3"
    assert form_in(page, "finality")[1]["number"] == "2"
    told_again = await office.post(f"{address}/endings", json=body | {"number": 3})
    row = (await office.get(f"{address}?after={told_again.json()['position']}")).json()
    assert row["state"] == "ended"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ["intake"], [RoleName.OFFICER]) as found:
        yield found


async def told_of_hours(house: Opened, paper: dict[str, Any], credited: int) -> tuple[str, str]:
    """The address of a ruling of whose hours so many minutes are credited, and its page with the form of an end."""
    officer = house.clients[RoleName.OFFICER]
    one = (await officer.post("/putusan", json=paper)).json()
    ids = {"putusan_id": PutusanId(one["putusan_id"]), "klien_id": KlienId(one["klien_id"])}
    day = DayAssessed(
        **ids, day=date(2026, 3, 20), worked_minutes=credited, credited_minutes=credited,
        total_credited_minutes=credited, required_minutes=paper["total_minutes"], law=Code("2026-01-02"),
    )  # fmt: skip
    position = await appended(house.parts.houses["intake"].ledger, day)
    address = f"/putusan/{ids['putusan_id']}"
    return address, (await officer.get(f"{address}?mend=ended&after={position}", headers=PAGE)).text


@pytest.mark.parametrize("credited", [PAPER["total_minutes"] - 1, PAPER["total_minutes"]])
async def test_of_a_sentence_that_is_fulfilled_the_form_of_an_end_asks_first(house: Opened, credited: int) -> None:
    officer, fulfilled = house.clients[RoleName.OFFICER], credited == PAPER["total_minutes"]
    address, form = await told_of_hours(house, PAPER, credited)
    said = {
        "ground": "died",
        "ended_on": "2026-06-01",
        "document": "3503-KM-1",
        "reason": "Akta dari keluarga",
    }
    page = await led(officer, await pressed(officer, form, "ending", said))
    assert ("Pidana ini sudah terpenuhi: 20 jam diakui" in page) == fulfilled
    assert (await officer.get(address)).json()["ended"] is None, "shown first, and nothing is recorded"
    await led(officer, await pressed(officer, page, "ending"))
    assert (await officer.get(address)).json()["ended"] == "died"


async def test_a_program_is_not_asked_of_the_end_of_what_is_fulfilled(house: Opened) -> None:
    address, _ = await told_of_hours(house, PAPER, PAPER["total_minutes"])
    body = {"number": 1, "ground": "died", "ended_on": "2026-06-01", "document": "3503-KM-1", "reason": "Akta kematian"}
    assert (await house.clients[RoleName.OFFICER].post(f"{address}/endings", json=body)).is_success


async def two_of_one(office: httpx2.AsyncClient) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: F811
    """Two rulings of one person, known by their NIK."""
    first = await shown(office, await office.post("/putusan", json=PAPER))
    second = await shown(office, await office.post("/putusan", json=PAPER | {"case_number": "77/Pid.B/2026/PN Trk"}))
    assert first["klien_id"] == second["klien_id"]
    return first, second


DIED = {"number": 1, "ground": "died", "ended_on": "2026-04-01", "document": "474.3/17", "reason": "Akta kematian ada"}


async def test_a_death_ends_the_persons_other_rulings_in_one_act(office: httpx2.AsyncClient) -> None:  # noqa: F811
    first, second = await two_of_one(office)
    at = [f"/putusan/{one['putusan_id']}" for one in (first, second)]
    done = await office.post(f"{at[0]}/endings", json=DIED | {"also": [second["putusan_id"]]})
    assert done.status_code == 200, done.text
    rows = [(await office.get(f"{one}?after={done.json()['position']}")).json() for one in at]
    assert [(row["ended"], row["ended_on"]) for row in rows] == [("died", "2026-04-01")] * 2
    assert "masih berjalan" not in (await office.get(at[0], headers=PAGE)).text


async def test_a_death_that_was_told_of_one_ruling_is_offered_for_the_others(office: httpx2.AsyncClient) -> None:  # noqa: F811
    first, second = await two_of_one(office)
    at = [f"/putusan/{one['putusan_id']}" for one in (first, second)]
    done = (await office.post(f"{at[0]}/endings", json=DIED)).json()
    page = (await office.get(f"{at[0]}?after={done['position']}", headers=PAGE)).text
    assert "Putusan lain orang ini masih berjalan" in page
    looked = await led(office, await pressed(office, page, "others", {"also": second["putusan_id"]}))
    assert "77/Pid.B/2026/PN Trk" in looked
    after = await led(office, await pressed(office, looked, "others", {"_check": "take"}))
    assert "masih berjalan" not in after
    rows = [(await office.get(one)).json() for one in at]
    assert [row["ended"] for row in rows] == ["died"] * 2
    assert [[one["number"] for one in row["endings"]] for row in rows] == [[1], [1]], "nothing is told twice"


async def test_what_is_not_the_persons_ends_with_nothing_and_nothing_is_half_done(office: httpx2.AsyncClient) -> None:  # noqa: F811
    first, _ = await two_of_one(office)
    stranger = {"case_number": "78/Pid.B/2026/PN Trk", "name": "Lain Rekaan", "nik": "9903110203900002"}
    other = await shown(office, await office.post("/putusan", json=PAPER | stranger | {"birth_date": "1991-03-02"}))
    address = f"/putusan/{first['putusan_id']}"
    answer = await office.post(f"{address}/endings", json=DIED | {"also": [other["putusan_id"]]})
    assert (answer.status_code, answer.json()["rule"]) == (409, "ending-not-theirs")
    assert [(await office.get(address)).json()["ended"], other["ended"]] == [None, None]


LATER = {"case_number": "77/Pid.B/2026/PN Trk", "ruled_on": "2026-05-04", "final_on": "2026-05-12"}


async def test_another_that_cannot_end_is_told_before_anything_is_recorded_or_confirmed(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    first = await shown(office, await office.post("/putusan", json=PAPER))
    second = await shown(office, await office.post("/putusan", json=PAPER | LATER))
    assert first["klien_id"] == second["klien_id"]
    at = [f"/putusan/{one['putusan_id']}" for one in (first, second)]
    answer = await office.post(f"{at[0]}/endings", json=DIED | {"also": [second["putusan_id"]]})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["rule"], error["pointer"]) == (422, "other-before-ruling", "/also")
    assert second["putusan_id"] in error["message"], "a program reads of it by its id"
    page = (await office.get(f"{at[0]}?mend=ended", headers=PAGE)).text
    typed = {name: str(said) for name, said in DIED.items()} | {"also": second["putusan_id"]}
    looked = await led(office, await pressed(office, page, "ending", typed))
    assert "Putusan 77/Pid.B/2026/PN Trk: tanggalnya lebih awal" in looked
    assert f'value="{second["putusan_id"]}" checked' in looked, "the form again, and not its confirmation"
    assert [(await office.get(one)).json()["ended"] for one in at] == [None, None]


@pytest.mark.parametrize("ground", ["annulled", "pardoned", "decriminalised"])
async def test_only_by_a_death_others_end_too(office: httpx2.AsyncClient, ground: str) -> None:  # noqa: F811
    first, second = await two_of_one(office)
    address = f"/putusan/{first['putusan_id']}"
    answer = await office.post(f"{address}/endings", json=DIED | {"ground": ground, "also": [second["putusan_id"]]})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["rule"], error["pointer"]) == (422, "also-without-death", "/also")
    assert (await office.get(address)).json()["ended"] is None


async def test_sent_again_it_goes_on_where_it_broke_off_and_the_day_is_mended_for_all(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    first, second = await two_of_one(office)
    third = await shown(office, await office.post("/putusan", json=PAPER | {"case_number": "79/Pid.B/2026/PN Trk"}))
    at = [f"/putusan/{one['putusan_id']}" for one in (first, second, third)]
    also = [second["putusan_id"], third["putusan_id"]]
    for one in at[:2]:
        assert (await office.post(f"{one}/endings", json=DIED)).is_success
    for _ in range(2):
        key = {"Idempotency-Key": "the-same-act"}
        again = await office.post(f"{at[0]}/endings", json=DIED | {"also": also}, headers=key)
        assert again.status_code == 200, again.text
    assert [[one["number"] for one in (await office.get(of)).json()["endings"]] for of in at] == [[1], [1], [1]]
    mended = DIED | {"number": 2, "ended_on": "2026-04-02", "also": also}
    done = await office.post(f"{at[0]}/endings", json=mended)
    assert done.status_code == 200, done.text
    rows = [(await office.get(f"{one}?after={done.json()['position']}")).json() for one in at]
    assert [(row["ended_on"], len(row["endings"])) for row in rows] == [("2026-04-02", 2)] * 3


async def test_what_ended_otherwise_ends_with_nothing(office: httpx2.AsyncClient) -> None:  # noqa: F811
    first, second = await two_of_one(office)
    at = [f"/putusan/{one['putusan_id']}" for one in (first, second)]
    assert (await office.post(f"{at[1]}/endings", json=DIED | {"ground": "pardoned"})).is_success
    for also in (second["putusan_id"], "0b4bb6d3-8cc6-5d26-8c5f-1d6a4ef0f0aa"):
        answer = await office.post(f"{at[0]}/endings", json=DIED | {"also": [also]})
        assert (answer.status_code, answer.json()["rule"]) == (409, "ending-not-theirs")
    assert (await office.get(at[0])).json()["ended"] is None


async def test_what_is_fulfilled_is_not_offered_and_chosen_all_the_same_it_is_asked_about(house: Opened) -> None:
    officer = house.clients[RoleName.OFFICER]
    fulfilled, _ = await told_of_hours(house, PAPER, PAPER["total_minutes"])
    one = (await officer.post("/putusan", json=PAPER | {"case_number": "77/Pid.B/2026/PN Trk"})).json()
    address = f"/putusan/{one['putusan_id']}"
    assert one["klien_id"] == (await officer.get(fulfilled)).json()["klien_id"]
    page = (await officer.get(f"{address}?mend=ended&after={one['position']}", headers=PAGE)).text
    assert fulfilled.rpartition("/")[2] not in page.partition('id="akhir"')[2]
    typed = {name: str(said) for name, said in DIED.items()} | {"ended_on": "2026-06-01"}
    looked = await led(officer, await pressed(officer, page, "ending", typed | {"also": fulfilled.rpartition("/")[2]}))
    assert "Putusan 123/Pid.B/2026/PN Trk: pidananya sudah terpenuhi, 20 jam diakui" in looked
    await led(officer, await pressed(officer, looked, "ending", {"_check": "take"}))
    assert [(await officer.get(of)).json()["ended"] for of in (address, fulfilled)] == ["died", "died"]


async def test_a_page_that_is_read_reads_no_names_for_the_end(house: Opened) -> None:
    officer = house.clients[RoleName.OFFICER]
    one = (await officer.post("/putusan", json=PAPER)).json()
    two = (await officer.post("/putusan", json=PAPER | {"case_number": "77/Pid.B/2026/PN Trk"})).json()
    page = await officer.get(f"/putusan/{one['putusan_id']}?mend=ended&after={two['position']}", headers=PAGE)
    assert "77/Pid.B/2026/PN Trk" in page.text
    async with house.parts.houses["intake"].database.engine(Role.ACCESS).connect() as connection:
        found = await connection.execute(text("SELECT purpose FROM audit.entry WHERE kind = 'look'"))
    purposes = set(found.scalars())
    assert (REPORT.action in purposes, EndPutusan.ACTION in purposes) == (True, False)


async def test_another_out_of_reach_is_answered_as_one_that_nobody_has(house: Opened) -> None:
    officer = house.clients[RoleName.OFFICER]
    one = (await officer.post("/putusan", json=PAPER)).json()
    two = (await officer.post("/putusan", json=PAPER | {"case_number": "77/Pid.B/2026/PN Trk"})).json()
    ids = {"putusan_id": PutusanId(two["putusan_id"]), "klien_id": KlienId(two["klien_id"])}
    another = PutusanAssigned(**ids, number=1, officer=AccountId("30000000-0000-4000-8000-000000000003"))
    position = await appended(house.parts.houses["intake"].ledger, another)
    assert (await officer.get(f"/putusan/{two['putusan_id']}?after={position}")).status_code == 404
    answers = [
        await officer.post(f"/putusan/{one['putusan_id']}/endings", json=DIED | {"also": [also]})
        for also in (two["putusan_id"], "0b4bb6d3-8cc6-5d26-8c5f-1d6a4ef0f0aa")
    ]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json() == answers[1].json()
