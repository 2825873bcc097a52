"""A person's profile: told by number, drawn on for a place without saying why, kept secret as the table says, mended by
page with a reason."""

from collections.abc import AsyncIterator
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from hypothesis import given as example
from hypothesis import strategies as st
from pydantic import ValidationError

from services.intake.klien.decider import KLIEN, ProfileKlien
from services.intake.klien.decider.times import LINES_MOST, read_days, read_hours, week_without
from services.intake.klien.events import (
    APART_MAX,
    PersonClosed,
    PersonErased,
    PersonKeptApart,
    PersonProfiled,
    PersonsMerged,
)
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.domain.identifiers import Code, EventId, KlienId
from shared.domain.lampiran import CATEGORIES
from shared.domain.personal import Personal
from shared.domain.profile import FreeTime, Suits
from shared.domain.retold import retold
from shared.domain.sentence import Period
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.given import given
from tests.intake.putusan.papers import KLIEN_ID, circumstances
from tests.intake.putusan.test_routes import PAGE, PAPER
from tests.neighbours import append, tell
from tests.opened import opened, opened_for

NOW = circumstances()
OTHER = KlienId("20000000-0000-4000-8000-000000000009")
SEALED: Personal[str] = Personal(ref="00000000-0000-4000-8000-0000000000aa", mac="mac")
CHILD = PAPER | {"kind": "child", "birth_date": "2009-05-01", "nik": None, "case_number": "9/Pid.Sus-Anak/2026/PN Trk"}


def wish(number: int = 1, **said: Any) -> ProfileKlien:
    return ProfileKlien(klien_id=KLIEN_ID, number=number, **said)


def told(**said: Any) -> PersonProfiled:
    ((event,),) = given(KLIEN, circumstances=NOW).when(wish(**said)).events
    assert isinstance(event, PersonProfiled)
    return event


def test_a_place_is_told_skills_interests_and_free_hours_and_not_why() -> None:
    event = told(
        skills=("las",),
        interests=("menyapu",),
        avoids=("arsip",),
        can_come="Jumat 08.00–15.00",
        cannot_come="Jumat 11.15–13.00",
        days_away="03/07/2026",
        exam_days="22/06/2026 s.d. 24/06/2026",
        religion="Islam",
        health="Tidak boleh mengangkat beban",
    )
    assert (event.skills, event.interests, event.avoids) == (("las",), ("menyapu",), ("arsip",))
    assert event.free == (
        FreeTime(weekday=4, from_minute=480, until_minute=675),
        FreeTime(weekday=4, from_minute=780, until_minute=900),
    )
    eve_to_last = Period(first=date(2026, 6, 21), last=date(2026, 6, 24))
    assert event.away == (eve_to_last, Period(first=date(2026, 7, 3), last=date(2026, 7, 3)))
    assert (event.lessons, event.exams) == ((), (eve_to_last,))


def test_hours_that_nobody_told_are_no_hours() -> None:
    assert told(skills=("las",)).free == ()
    event = told(school_hours="Senin–Jumat 07.00–13.00")
    assert event.lessons == tuple(FreeTime(weekday=day, from_minute=420, until_minute=780) for day in range(5))
    school = event.free
    assert school[:2] == (
        FreeTime(weekday=0, from_minute=0, until_minute=420),
        FreeTime(weekday=0, from_minute=780, until_minute=1440),
    )


def test_a_place_is_told_when_somebody_earns_their_living_and_not_with_what() -> None:
    event = told(livelihood="Berjualan sayur", livelihood_hours="Senin 05.00–09.30", can_come="Senin 08.00–12.00")
    assert event.earning == (FreeTime(weekday=0, from_minute=300, until_minute=570),)
    assert event.free == (FreeTime(weekday=0, from_minute=570, until_minute=720),)
    assert told(livelihood_hours="Senin 00.00–24.00").free[0].weekday == 1


def test_profiles_count_up_and_each_but_the_first_says_why() -> None:
    first = told(skills=("las",))
    why = Personal("Ternyata juga dapat menjahit")
    again = wish(2, skills=("las", "menjahit"), reason=why)
    ((event,),) = given(KLIEN, first, circumstances=NOW).when(again).events
    assert isinstance(event, PersonProfiled)
    assert (event.number, event.reason) == (2, why)
    given(KLIEN, first, circumstances=NOW).when(wish(2, skills=("las",))).refused("profile-reason-missing")
    given(KLIEN, first, circumstances=NOW).when(wish(1, reason=why)).refused("profile-moved")
    given(KLIEN, first, circumstances=NOW).when(wish(3, reason=why)).refused("profile-moved")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({}, "profile-empty"),
        ({"interests": ("arsip",), "avoids": ("arsip",)}, "profile-torn"),
        ({"apart": (KLIEN_ID,)}, "apart-from-oneself"),
        ({"sdp_number": "17/2026"}, "profile-issuer-missing"),
        ({"bapas_number": "17/2026", "sdp_issuer": "Rutan Trenggalek"}, "profile-issuer-missing"),
        ({"bast_number": "BAST-7", "sk_issuer": "Bapas"}, "profile-issuer-missing"),
        ({"guidance_from": date(2026, 3, 6), "guidance_until": date(2026, 3, 5)}, "guidance-turned"),
        ({"guidance_until": date(1712, 1, 1)}, "date-not-meant"),
        ({"apart": (OTHER,), "strangers": (OTHER,)}, "apart-unknown"),
        ({"can_come": "Senin 08.00–09.00", "cannot_come": "Senin 07.00–10.00"}, "no-hour-left"),
        ({"can_come": "Senin 08.00–09.00", "livelihood_hours": "Senin 07.00–10.00"}, "no-hour-left"),
    ],
)
def test_what_contradicts_itself_is_no_profile(said: dict[str, Any], rule: str) -> None:
    given(KLIEN, circumstances=NOW).when(wish(**said)).refused(rule)


OLD: dict[str, Any] = {"klien_id": KLIEN_ID, "number": 1, "sdp_number": Personal("17/2026")}
"""As it was told before anybody asked who gave the number."""


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ({"sdp_number": "17/2026", "skills": ("las",)}, []),
        ({"sdp_number": "18/2026", "renumbered": ("sdp_number",)}, ["profile-issuer-missing"]),
        ({"sdp_number": "17/2026", "bapas_number": "I/9"}, ["profile-issuer-missing"]),
    ],
    ids=["as it stands", "another", "a new one beside it"],
)
def test_a_number_that_stands_without_its_issuer_keeps_nothing_else_from_being_told(
    said: dict[str, Any], rules: list[str]
) -> None:
    again = given(KLIEN, PersonProfiled(**OLD), circumstances=NOW).when(wish(2, reason="Dapat mengelas", **said))
    again.refused(*rules) if rules else again.events


def test_nobody_unknown_or_erased_has_a_profile() -> None:
    given(KLIEN, circumstances=NOW).when(wish(skills=("las",), known=False)).refused("person-unknown")
    ids = {"erasure_id": Code("e"), "klien_id": KLIEN_ID}
    erased = PersonErased(**ids, document=Personal("W15"), reason=Personal("diminta"))
    given(KLIEN, erased, circumstances=NOW).when(wish(skills=("las",))).refused("person-unknown")


def test_what_who_asks_cannot_see_stays_unless_written_over_or_cleared() -> None:
    first = told(school="SMP Contoh", desa="Sumbergedong", birth_place="Trenggalek")
    unseen = ("school", "desa", "birth_place")
    again = wish(2, unseen=unseen, reason="Pindah rumah bulan ini", desa="Surodakan", birth_place="-")
    ((event,),) = given(KLIEN, first, circumstances=NOW).when(again).events
    assert isinstance(event, PersonProfiled)
    assert (event.school, event.desa, event.birth_place) == (Personal("SMP Contoh"), Personal("Surodakan"), None)


@pytest.mark.parametrize(
    ("line", "days", "minutes"),
    [
        ("Senin–Jumat 13.00–16.00", [0, 1, 2, 3, 4], (780, 960)),
        ("Sabtu dan Minggu: 8.00 - 10.30 WIB", [5, 6], (480, 630)),
        ("setiap hari pukul 07:00 s.d. 12:00", [0, 1, 2, 3, 4, 5, 6], (420, 720)),
        ("Hari kerja jam 07.00 sampai 12.00", [0, 1, 2, 3, 4], (420, 720)),
        ("Jum'at 11.15-13.00", [4], (675, 780)),
        ("Senin 00.00–24.00", [0], (0, 1440)),
    ],
)
def test_hours_are_read_as_people_write_them(line: str, days: list[int], minutes: tuple[int, int]) -> None:
    found = read_hours(line)
    assert [one.weekday for one in found] == days
    assert {(one.from_minute, one.until_minute) for one in found} == {minutes}


@pytest.mark.parametrize(
    "typed",
    [
        "Senin",
        "13.00–16.00",
        "Senin 16.00–13.00",
        "Senin 13.00–13.00",
        "Hari pasar 08.00–09.00",
        "Senin 25.00–26.00",
        "\n".join(["Senin 08.00–09.00"] * (LINES_MOST + 1)),
    ],
)
def test_hours_that_nobody_can_read_are_refused_with_their_line(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        wish(can_come="Minggu 08.00–09.00\n" + typed)
    assert {error["type"] for error in refused.value.errors()} >= {"week-unreadable"}


@pytest.mark.parametrize("typed", ["kapan-kapan", "26/06/2026 s.d. 22/06/2026", "01/01/1712", "31/02/2026"])
def test_dates_that_nobody_can_mean_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        wish(days_away=typed)
    assert read_days("22/06/2026 s.d. 26/06/2026\n3/7/2026")[1] == Period(first=date(2026, 7, 3), last=date(2026, 7, 3))


STRETCHES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440))
    .filter(lambda one: one[1] < one[2])
    .map(lambda one: FreeTime(weekday=one[0], from_minute=one[1], until_minute=one[2])),
    max_size=6,
)


@example(STRETCHES, STRETCHES)
def test_a_minute_is_free_that_was_told_and_not_taken(can: list[FreeTime], taken: list[FreeTime]) -> None:
    free = week_without(can, taken)

    def holds(stretches: Any, day: int, minute: int) -> bool:
        return any(one.weekday == day and one.from_minute <= minute < one.until_minute for one in stretches)

    edges = {0, 1439} | {m for one in (*can, *taken) for m in (one.from_minute, one.until_minute - 1)}
    for day in range(7):
        for minute in edges:
            expected = (not can or holds(can, day, minute)) and not holds(taken, day, minute)
            assert holds(free, day, minute) is expected
    for one, after in pairwise(free):
        assert (one.weekday, one.until_minute) < (after.weekday, after.from_minute)


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(settings, "intake", "reporting") as client:
        yield client


async def known(office: httpx2.AsyncClient, paper: dict[str, Any]) -> str:
    answer = await office.post("/putusan", json=paper)
    assert answer.status_code in (201, 202), answer.text
    await office.get(f"/putusan/{answer.json()['putusan_id']}?after={answer.json()['position']}")
    return str(answer.json()["klien_id"])


SAID = {
    "number": 1,
    "skills": ["las"],
    "interests": ["menyapu"],
    "can_come": "Senin–Jumat 13.00–16.00",
    "livelihood": "Berdagang di pasar tiap pagi",
    "livelihood_hours": "Senin–Jumat 05.00–14.00",
}


@pytest.mark.slow
async def test_a_profile_is_told_and_read_by_program(office: httpx2.AsyncClient) -> None:
    klien_id = await known(office, PAPER)
    before = (await office.get(f"/klien/{klien_id}/profile")).json()
    assert (before["number"], before["profile"], before["told"]) == (0, None, [])
    answer = await office.post(f"/klien/{klien_id}/profile", json=SAID)
    assert answer.status_code == 200, answer.text
    read = (await office.get(f"/klien/{klien_id}/profile")).json()
    assert read["profile"]["livelihood"] == SAID["livelihood"]
    assert read["profile"]["livelihood_hours"] == SAID["livelihood_hours"]
    assert read["profile"]["free"][0] == {"weekday": 0, "from_minute": 840, "until_minute": 960}
    assert read["profile"]["earning"][0] == {"weekday": 0, "from_minute": 300, "until_minute": 840}
    assert {*read["told"][0]["fields"]} == {"can_come", "interests", "livelihood", "livelihood_hours", "skills"}
    again = SAID | {"number": 2, "skills": ["las", "menjahit"], "reason": "Dapat menjahit sejak kursus"}
    assert (await office.post(f"/klien/{klien_id}/profile", json=again)).status_code == 200
    read = (await office.get(f"/klien/{klien_id}/profile")).json()
    assert read["told"][1]["fields"] == ["skills"]
    late = await office.post(f"/klien/{klien_id}/profile", json=again)
    assert (late.status_code, late.json()["rule"]) == (409, "profile-moved")
    nobody = await office.post(f"/klien/{OTHER}/profile", json=SAID)
    assert (nobody.status_code, nobody.json()["rule"]) == (404, "person-unknown")
    assert (await office.get(f"/klien/{OTHER}/profile")).status_code == 404


@pytest.mark.slow
async def test_who_named_the_person_is_told_of_whoever_the_reader_may_see_and_counted_of_others(
    office: httpx2.AsyncClient, database: Database
) -> None:
    """Nobody has a ruling of the other, so that no officer's reach has them."""
    klien_id = KlienId(await known(office, PAPER))
    seen = KlienId(await known(office, CHILD))
    last = 0
    for other in (seen, OTHER):
        told = PersonKeptApart(klien_id=klien_id, other=other, stands=True)
        last = await tell(database, f"klien-{klien_id}", told)
    read = (await office.get(f"/klien/{klien_id}/profile?after={last}")).json()
    assert (read["kept_from"], read["kept_from_others"]) == ([seen], 1)
    page = (await office.get(f"/klien/{klien_id}/profile", headers=PAGE)).text
    assert (seen in page, OTHER in page, "dan 1 orang lain" in page) == (True, False, True)


@pytest.mark.slow
async def test_an_old_number_without_issuer_is_told_again_but_not_another(settings: Settings) -> None:
    async with opened_for(settings, ["intake"], [RoleName.OFFICER]) as house:
        office, intake = house.clients[RoleName.OFFICER], house.parts.houses["intake"]
        klien_id = await known(office, PAPER)
        old = PersonProfiled(**OLD | {"klien_id": klien_id})
        await append(intake.ledger, f"klien-{klien_id}", *await intake.vault.seal([(EventId(str(uuid4())), old)]))
        again = {"number": 2, "sdp_number": "17/2026", "skills": ["las"], "reason": "Dapat mengelas sejak kursus"}
        another = await office.post(f"/klien/{klien_id}/profile", json=again | {"sdp_number": "18/2026"})
        assert (another.status_code, another.json()["rule"]) == (422, "profile-issuer-missing")
        same = await office.post(f"/klien/{klien_id}/profile", json=again)
        assert same.status_code == 200, same.text


@pytest.mark.slow
async def test_the_form_keeps_what_was_typed_and_mends_with_a_reason(office: httpx2.AsyncClient) -> None:
    klien_id = await known(office, PAPER)
    address = f"/klien/{klien_id}/profile"
    blank = (await office.get(address, headers=PAGE)).text
    assert "Jam sekolah" not in blank  # an adult is not asked
    first = {"can_come": "kapan saja", "livelihood": "Pasar", "skills": "las"}
    slip = await led(office, await pressed(office, blank, "profile", first))
    assert "Baris 1 tidak terbaca sebagai hari dan jam." in slip
    assert '<a href="#profile-can_come">' in slip
    typed = form_in(slip, "profile")[1]
    assert (typed["can_come"], typed["livelihood"]) == ("kapan saja", "Pasar")
    done = await led(
        office, await pressed(office, slip, "profile", {"can_come": "Senin–Jumat 13.00–16.00", "skills": "las"})
    )
    assert "Bakat dan minat nomor 1 tercatat" in done
    assert "Senin 13.00–16.00" in done
    without = await led(office, await pressed(office, done, "profile", {"livelihood": "Pasar dan sawah"}))
    assert "Terlalu pendek" in without or "Alasan perubahan belum diisi." in without
    mended = await led(
        office, await pressed(office, without, "profile", {"reason": "Juga menggarap sawah", "skills": "las"})
    )
    assert "Juga menggarap sawah" in mended
    read = (await office.get(address)).json()
    assert (read["number"], read["profile"]["livelihood"], read["profile"]["skills"]) == (2, "Pasar dan sawah", ["las"])


@pytest.mark.slow
async def test_of_a_child_school_is_asked_and_where_they_learn_is_not_shown(office: httpx2.AsyncClient) -> None:
    klien_id = await known(office, CHILD)
    address = f"/klien/{klien_id}/profile"
    blank = (await office.get(address, headers=PAGE)).text
    assert "Jam sekolah" in blank
    body = {"number": 1, "school": "SMP Rahasia", "school_hours": "Senin–Jumat 07.00–13.00", "desa": "Desa Rahasia"}
    assert (await office.post(address, json=body)).status_code == 200
    page, read = (await office.get(address, headers=PAGE)).text, (await office.get(address)).json()
    assert "Rahasia" not in page
    assert (read["profile"]["school"], read["profile"]["school_hours"]) == (None, "Senin–Jumat 07.00–13.00")
    again = {"number": 2, "school_hours": "Senin–Sabtu 07.00–12.00", "reason": "Jam sekolah berubah semester ini"}
    assert (await office.post(address, json=again)).status_code == 200
    changed = (await office.get(address)).json()["told"][1]["fields"]
    assert changed == ["school_hours"]


@pytest.mark.slow
async def test_only_an_officer_tells_or_reads_a_profile(settings: Settings) -> None:
    async with opened(settings, "intake", role=RoleName.COORDINATOR) as client:
        assert (await client.get(f"/klien/{OTHER}/profile")).status_code == 403
        assert (await client.post(f"/klien/{OTHER}/profile", json=SAID)).status_code == 403


def test_every_line_of_lampiran_can_be_an_interest() -> None:
    every = tuple(code for category in CATEGORIES.values() for code in category.activities)
    assert told(interests=every).interests == every


def test_whom_a_profile_names_hears_of_it_once_and_again_when_it_names_them_no_longer() -> None:
    first, heard = given(KLIEN, circumstances=NOW).when(wish(apart=(OTHER,))).events
    apart = PersonKeptApart(klien_id=OTHER, other=KLIEN_ID, stands=True)
    assert list(heard) == [apart]
    stays = wish(2, apart=(OTHER,), reason="Tetap tidak boleh bersama")
    beside = {KLIEN.stream(OTHER): [apart]}
    assert given(KLIEN, *first, circumstances=NOW, beside=beside).when(stays).events[1:] == [[]]
    ends = wish(2, skills=("las",), reason="Sudah didamaikan di desa")
    (parted,) = given(KLIEN, *first, circumstances=NOW, beside=beside).when(ends).events[1]
    assert parted == apart.model_copy(update={"stands": False})
    erased = PersonErased(
        erasure_id=Code("e"), klien_id=OTHER, document=Personal("BA-1"), reason=Personal("Masa simpan habis")
    )
    gone = {KLIEN.stream(OTHER): [apart, erased]}
    assert given(KLIEN, *first, circumstances=NOW, beside=gone).when(ends).events[1:] == [[]]


def test_whoever_does_not_exist_for_who_asks_stays_named_and_is_not_named_by_them() -> None:
    first, heard = given(KLIEN, circumstances=NOW).when(wish(apart=(OTHER,))).events
    beside = {KLIEN.stream(OTHER): [*heard]}
    again = wish(2, skills=("las",), strangers=(OTHER,), reason="Dapat mengelas sejak kursus")
    ((told_anew,), unheard) = given(KLIEN, *first, circumstances=NOW, beside=beside).when(again).events
    assert isinstance(told_anew, PersonProfiled)
    assert (told_anew.apart, unheard) == ((OTHER,), [])
    many = tuple(KlienId(f"20000000-0000-4000-8000-0000000001{number:02}") for number in range(APART_MAX))
    full = again.model_copy(update={"apart": many})
    given(KLIEN, *first, circumstances=NOW, beside=beside).when(full).refused("apart-too-many")


@pytest.mark.slow
async def test_a_profile_names_those_within_reach_and_counts_the_others_who_stay(
    office: httpx2.AsyncClient, database: Database
) -> None:
    klien_id, seen = KlienId(await known(office, PAPER)), KlienId(await known(office, CHILD))
    named = PersonProfiled(klien_id=klien_id, number=1, apart=(seen, OTHER))
    await tell(database, f"klien-{klien_id}", named)
    address = f"/klien/{klien_id}/profile"
    read = (await office.get(address)).json()
    assert (read["profile"]["apart"], read["apart_others"]) == ([seen], 1)
    page = (await office.get(address, headers=PAGE)).text
    assert (OTHER in page, "dan 1 orang lain" in page) == (False, True)
    mended = await led(office, await pressed(office, page, "profile", {"apart": "", "reason": "Sudah didamaikan"}))
    assert "Bakat dan minat nomor 2 tercatat" in mended
    read = (await office.get(address)).json()
    assert (read["profile"]["apart"], read["apart_others"]) == ([], 1)
    refused = await office.post(address, json={"number": 3, "apart": [OTHER], "reason": "Tetap tidak boleh bersama"})
    assert (refused.status_code, refused.json()["rule"]) == (422, "apart-unknown")


@pytest.mark.slow
async def test_after_a_merge_both_sides_are_seen_under_the_id_that_stays(
    office: httpx2.AsyncClient, database: Database
) -> None:
    stays, other = KlienId(await known(office, PAPER)), KlienId(await known(office, CHILD))
    merged = PersonsMerged(klien_id=stays, other=OTHER, reason=SEALED)
    named = PersonProfiled(klien_id=OTHER, number=1, apart=(other,))
    await tell(database, f"klien-{OTHER}", named, PersonClosed(klien_id=OTHER, survivor=stays))
    await tell(database, f"klien-{other}", PersonKeptApart(klien_id=other, other=OTHER, stands=True))
    await tell(database, f"klien-{stays}", merged, PersonKeptApart(klien_id=stays, other=other, stands=True))
    read = (await office.get(f"/klien/{stays}/profile")).json()
    assert (read["apart_before"], read["kept_from"], read["kept_from_others"]) == ([other], [other], 0)
    read = (await office.get(f"/klien/{other}/profile")).json()
    assert (read["kept_from"], read["kept_from_others"]) == ([stays], 0)


@pytest.mark.parametrize("religion", ["Islam", "Kristen Protestan", "Katolik", "Hindu", "Kepercayaan", None])
def test_religion_is_no_part_of_what_stands_in_the_open(religion: str | None) -> None:
    hours = {"can_come": "Jumat 10.00–12.00; Minggu 10.00–12.00", "days_away": "19/03/2026"}
    for said in ({"skills": ("las",)}, {"skills": ("las",), **hours}):
        assert retold(Suits, told(religion=religion, **said)) == retold(Suits, told(**said))
