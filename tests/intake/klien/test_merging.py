"""Two persons who are one: asked by what their rulings say, answered by an officer, undone by the same way (0064)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from services.attendance.hours.decider import TakeOverHours, moving
from services.catalogue import SERVICES
from services.reporting.reports.days import days
from shared.access.accounts import Accounts
from shared.access.policy import RoleName
from shared.domain.command import Command
from shared.domain.refusal import Refused
from shared.ledger.execute import Asked, Done
from shared.projections.compare import compare
from shared.runtime.clock import now
from shared.runtime.settings import Settings
from tests.access.town import ADULT, CHILD, PEOPLE, Known, Person, registered, told
from tests.forms import PAGE, form_in, led, pressed
from tests.intake.klien.test_erasure import UNUSABLE, erased, rejected
from tests.neighbours import BOOK, account_of
from tests.opened import PASSWORD, Opened, opened_for

pytestmark = pytest.mark.slow
FIRST = PEOPLE[1]
AGAIN = replace(FIRST, kind="again", papers=({**ADULT, "nik": None},))
NIK = "3503120101901234"
MEANWHILE = ("Hari lain menurut buku tamu", "Sesuai petikan yang kedua")
WHY = {"reason": "KTP dan berkas perkara dibandingkan"}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.OFFICER, RoleName.COORDINATOR, RoleName.AUDITOR]
    async with opened_for(settings, ["intake", "matching", "attendance", "reporting"], roles) as found:
        yield found


@pytest.fixture
def officer(house: Opened) -> httpx2.AsyncClient:
    return house.clients[RoleName.OFFICER]


async def two(house: Opened, *people: Person) -> list[str]:
    """Both of them under way, each with hours on one day."""
    known: list[Known] = await told(house, people or (FIRST, AGAIN))
    return [next(iter(one.klien_ids)) for one in known]


async def done(answering: Any) -> dict[str, Any]:
    answer = await answering
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def merged(house: Opened, stays: str, goes: str) -> dict[str, Any]:
    officer = house.clients[RoleName.OFFICER]
    found = await done(officer.post(f"/klien/{stays}/merge", json={"other": goes, **WHY, "document": "S-9/Rekaan"}))
    await house.level()
    return found


async def credited(officer: httpx2.AsyncClient, klien_id: str) -> dict[str, int]:
    """Of each sentence of the report."""
    found = await done(officer.get(f"/reports/klien/{klien_id}"))
    return {row["putusan_id"]: row["credited_minutes"] for row in found["sentences"]}


async def waiting(officer: httpx2.AsyncClient, klien_id: str) -> list[str]:
    found = await done(officer.get(f"/hours/{klien_id}"))
    return sorted(shift["shift_id"] for shift in found["shifts"] if "merged-day" in shift["reasons"])


async def test_a_pair_is_proposed_with_why_until_somebody_says_they_are_two(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    one, other = sorted(await two(house))
    (pair,) = (await done(officer.get("/klien/pairs")))["pairs"]
    assert (pair["klien_id"], pair["other"], pair["why"]) == (one, other, ["person"])
    page = (await officer.get("/klien/pairs", headers=PAGE)).text
    assert "Nama dan tanggal lahir sama" in page
    await done(officer.post(f"/klien/{other}/distinction", json={"other": one, **WHY}))
    await house.level()
    found = await done(officer.get("/klien/pairs"))
    assert (found["pairs"], [row["answer"] for row in found["answered"]]) == ([], ["apart"])
    await merged(house, one, other)
    found = await done(officer.get("/klien/pairs"))
    assert (found["pairs"], [row["answer"] for row in found["answered"]]) == ([], ["merged"])
    await done(officer.post(f"/klien/{one}/parting", json={"other": other, **WHY}))
    await house.level()
    assert len((await done(officer.get("/klien/pairs")))["pairs"]) == 1
    await done(officer.post(f"/klien/{one}/distinction", json={"other": other, **WHY}))
    await house.level()
    assert (await done(officer.get("/klien/pairs")))["pairs"] == []


async def test_what_is_answered_or_anothers_takes_no_open_pairs_place(
    house: Opened, officer: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    persons = sorted(await two(house, FIRST, AGAIN, replace(AGAIN, kind="thrice")))
    monkeypatch.setattr("services.intake.klien.routes.pairs.ALIKE_MOST", 1)
    shown = (await done(officer.get("/klien/pairs")))["pairs"]
    assert [[pair["klien_id"], pair["other"]] for pair in shown] == [persons[:2], persons[::2], persons[1:]]
    await done(officer.post(f"/klien/{persons[0]}/distinction", json={"other": persons[1], **WHY}))
    await house.level()
    left = (await done(officer.get("/klien/pairs")))["pairs"]
    assert [[pair["klien_id"], pair["other"]] for pair in left] == [persons[::2], persons[1:]]


async def test_merged_all_is_told_of_the_one_who_stays(house: Opened, officer: httpx2.AsyncClient) -> None:
    stays, goes = await two(house)
    before = await credited(officer, stays) | await credited(officer, goes)
    assert sorted(before.values()) == [120, 120]
    await merged(house, stays, goes)
    assert set((await credited(officer, stays)).values()) == {0}
    logs = await waiting(officer, stays)
    assert len(logs) == 2
    for log in logs:
        said = {"shift_id": log, "number": 1, "content": 0, "accepted": ["merged-day"], **WHY}
        await done(officer.post(f"/hours/{stays}/decisions", json=said))
    await house.level()
    after = await credited(officer, stays)
    assert (after.keys(), sum(after.values())) == (before.keys(), 240)
    (asked,) = (await officer.get(f"/reports/klien/{goes}")).json()["errors"]
    assert (asked["rule"], stays in asked["remedy"]) == ("klien-merged", True)
    assert (await officer.get(f"/reports/klien/{goes}", headers=PAGE)).headers["location"] == f"/reports/klien/{stays}"
    found = (await officer.post("/reports/klien/search", json={"words": FIRST.name})).json()["items"]
    assert {row["klien_id"] for row in found} == {stays}


async def test_the_days_that_came_along_are_worth_in_the_reports_what_they_are_worth(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    stays, goes = await two(house)
    await on_another_day(officer, goes)
    await house.level()
    before = await worked(house)
    await merged(house, stays, goes)
    after = await credited(officer, stays)
    assert await worked(house) == {(stays, ruling): minutes for ruling, minutes in after.items()}
    assert min(after.values()) > 0
    await done(officer.post(f"/klien/{stays}/parting", json={"other": goes, **WHY}))
    await house.level()
    assert await worked(house) == before


async def on_another_day(officer: httpx2.AsyncClient, klien_id: str, log: str | None = None) -> str:
    """The one day of their work, or that log of it, was the day after, so that no day has hours of both."""
    shifts = (await done(officer.get(f"/hours/{klien_id}")))["shifts"]
    (fact,) = (one for one in shifts if (one["shift_id"] == log if log else one["state"] == "recorded"))
    content = {name: fact[name] for name in ("site_id", "ipd_id")}
    starts = datetime.fromisoformat(fact["starts"]) + timedelta(days=1)
    content |= {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=2)).isoformat()}
    said = {"shift_id": fact["shift_id"], "number": 1, "shift": content, "reason": MEANWHILE[0]}
    await done(officer.post(f"/hours/{klien_id}/corrections", json=said))
    return str(fact["shift_id"])


async def worked(house: Opened) -> dict[tuple[str, str], int]:
    """What the days of the reports give, by whose they are and for which ruling."""
    found: dict[tuple[str, str], int] = {}
    async with house.parts.database.engine(days.role).connect() as connection:
        for row in await connection.execute(select(days.table).where(days.table.c.credited_minutes > 0)):
            whose = (row.klien_id, row.putusan_id)
            found[whose] = found.get(whose, 0) + row.credited_minutes
    return found


async def test_undone_each_has_their_ruling_and_hours_again(house: Opened, officer: httpx2.AsyncClient) -> None:
    stays, goes = await two(house)
    before = [await credited(officer, one) for one in (stays, goes)]
    await merged(house, stays, goes)
    (came,) = (await done(officer.get(f"/klien/{stays}/merge")))["merged"]
    assert (came["other"], came["rulings"], came["logs"]) == (goes, [*before[1]], 2)
    assert (await done(officer.get(f"/klien/{goes}/merge")))["survivor"] == stays
    await done(officer.post(f"/klien/{stays}/parting", json={"other": goes, **WHY}))
    await house.level()
    assert [await credited(officer, one) for one in (stays, goes)] == before
    assert (await waiting(officer, stays), await waiting(officer, goes)) == ([], [])
    found = (await officer.post("/reports/klien/search", json={"words": FIRST.name})).json()["items"]
    assert {row["klien_id"] for row in found} == {stays, goes}
    again = await officer.post(f"/klien/{stays}/parting", json={"other": goes, **WHY})
    assert (again.status_code, again.json()["rule"]) == (409, "not-merged")


async def test_who_corrected_a_log_is_named_whosever_it_was_then(house: Opened, officer: httpx2.AsyncClient) -> None:
    stays, goes = await two(house)
    (fact,) = [one for one in (await done(officer.get(f"/hours/{goes}")))["shifts"] if one["state"] == "recorded"]
    await merged(house, stays, goes)
    await on_another_day(officer, stays, fact["shift_id"])
    await house.level()
    pages = [(await officer.get(f"/hours/{stays}/logs/{fact['shift_id']}")).json()["said"]]
    await done(officer.post(f"/klien/{stays}/parting", json={"other": goes, **WHY}))
    await house.level()
    pages.append((await officer.get(f"/hours/{goes}/logs/{fact['shift_id']}")).json()["said"])
    await merged(house, stays, goes)
    pages.append((await officer.get(f"/hours/{stays}/logs/{fact['shift_id']}")).json()["said"])
    assert [one["what"] for one in pages[0]] == ["recorded", "corrected"]
    assert pages[1:] == pages[:1] * 2


async def test_in_parts_and_cut_between_two_all_of_it_moves_and_goes_back(
    house: Opened, officer: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each log is a part, and the second is cut."""
    monkeypatch.setattr(moving, "SAID_MOST", 1)
    stays, goes = await two(house)
    await on_another_day(officer, goes)
    await house.level()
    before = await worked(house)
    asked = cut_once(house, monkeypatch)
    await merged(house, stays, goes)
    assert len(asked) == len({*asked}) + 1 > 2
    (came,) = (await done(officer.get(f"/klien/{stays}/merge")))["merged"]
    after = await credited(officer, stays)
    assert (came["logs"], await worked(house)) == (2, {(stays, ruling): minutes for ruling, minutes in after.items()})
    await done(officer.post(f"/klien/{stays}/parting", json={"other": goes, **WHY}))
    await house.level()
    assert await worked(house) == before
    await level_when_rebuilt(house)


def cut_once(house: Opened, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the commands by which hours are taken over; the second of them ends like a process that is killed."""
    executor, asked = house.parts.houses["attendance"].executor, list[str]()
    carry_out = executor.carry_out

    async def cut(command: Command, how: Asked) -> Done | Refused:
        if isinstance(command, TakeOverHours):
            asked.append(how.command_id)
            if len(asked) == 2:
                raise ConnectionError
        return await carry_out(command, how)

    monkeypatch.setattr(executor, "carry_out", cut)
    return asked


async def test_rebuilt_every_projection_has_the_rows_that_it_has_live(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    stays, goes = await two(house)
    await merged(house, stays, goes)
    await level_when_rebuilt(house)
    await done(officer.post(f"/klien/{stays}/parting", json={"other": goes, **WHY}))
    await house.level()
    await level_when_rebuilt(house)


async def level_when_rebuilt(house: Opened) -> None:
    for service in SERVICES:
        for projection in service.projections:
            difference = await compare(house.parts.database, BOOK, projection)
            assert not difference, (projection.full_name, difference)


async def test_an_erasure_takes_both(house: Opened, officer: httpx2.AsyncClient) -> None:
    """Of both there is a rejected paper alone, so that nothing stands against it."""
    stays = await rejected(officer)
    goes = await rejected(officer, UNUSABLE | {"case_number": "124/Pid.B/2026/PN Trk", "nik": None})
    await officer.post(f"/klien/{goes}/profile", json={"number": 1, "experience": "Merawat kebun kota"})
    await merged(house, stays, goes)
    receipt = (await erased(officer, stays)).json()
    assert [key["klien_id"] for key in receipt["keys"]] == [stays, goes]
    assert (await officer.get(f"/klien/{goes}/profile")).status_code == 404
    assert (await officer.post(f"/klien/{stays}/parting", json={"other": goes, **WHY})).status_code == 404


async def test_a_ruling_held_for_its_person_goes_to_who_stays_once_it_is_answered(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    stays, goes = await two(house, AGAIN, replace(FIRST, papers=({**ADULT, "nik": NIK},)))
    named = replace(FIRST, name="Wulan Rekaan", papers=({**ADULT, "nik": NIK},))
    (asked,) = (await registered(officer, 2, named)).putusan_ids
    await merged(house, stays, goes)
    await done(officer.post(f"/putusan/{asked}/identity", json={"answer": "same", **WHY}))
    await house.level()
    assert (await done(officer.get(f"/putusan/{asked}")))["klien_id"] == stays


async def test_what_is_told_of_the_closed_one_is_refused_and_both_profiles_stay_readable(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    stays, goes = await two(house)
    for klien_id, skill in ((stays, "las"), (goes, "pertukangan")):
        await officer.post(f"/klien/{klien_id}/profile", json={"number": 1, "skills": [skill]})
    await house.level()
    await merged(house, stays, goes)
    for address, body in (
        (f"/klien/{goes}/profile", {"number": 2, "skills": ["las"], **WHY}),
        (f"/klien/{goes}/litmas", {"litmas": 1, "number": 1, "asked_by": "Kejaksaan"}),
        (f"/klien/{goes}/erasure", {"document": "W15-12/2026", **WHY}),
        (f"/klien/{goes}/merge", {"other": stays, **WHY}),
    ):
        answer = await officer.post(address, json=body)
        assert (answer.status_code, answer.json()["rule"]) == (409, "klien-merged"), address
    assert (await done(officer.get(f"/klien/{stays}/profile")))["profile"]["skills"] == ["las"]
    for part in ("profile", "litmas", "timeline", "erasure", "merge"):
        page = await officer.get(f"/klien/{goes}/{part}", headers=PAGE)
        assert page.status_code == 200, part
        if part != "erasure":
            assert f"/reports/klien/{stays}" in page.text, part


async def test_a_childs_ruling_masks_whoever_they_turned_out_to_be(house: Opened, officer: httpx2.AsyncClient) -> None:
    child = replace(AGAIN, masked=True, papers=({**CHILD, "nik": None, "years": 3},), born=PEOPLE[2].born)
    grown = replace(FIRST, born=PEOPLE[2].born)
    stays, goes = await two(house, grown, child)
    assert FIRST.name in (await officer.get(f"/reports/klien/{stays}", headers=PAGE)).text
    await merged(house, stays, goes)
    assert FIRST.name not in (await officer.get(f"/reports/klien/{stays}", headers=PAGE)).text
    assert FIRST.name not in (await officer.get(f"/klien/{goes}/merge", headers=PAGE)).text


async def test_a_copy_of_the_data_has_both(house: Opened, officer: httpx2.AsyncClient) -> None:
    stays, goes = await two(house)
    await officer.post(f"/klien/{goes}/profile", json={"number": 1, "experience": "Merawat kebun kota"})
    await house.level()
    await merged(house, stays, goes)
    copy = await officer.post(f"/klien/{stays}/export", json={"purpose": "own-request"})
    assert "Merawat kebun kota" in copy.text
    assert goes in copy.text


async def test_what_was_told_meanwhile_is_after_an_undo_whose_the_ruling_and_the_logs_are(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    """In the copy of the data, and when the data of who stayed are erased."""
    stays, goes = await two(house)
    (fact,) = [one for one in (await done(officer.get(f"/hours/{goes}")))["shifts"] if one["state"] == "recorded"]
    (ruling,) = await credited(officer, goes)
    await merged(house, stays, goes)
    await on_another_day(officer, stays, fact["shift_id"])
    said = {"number": 1, "final_on": "2026-11-02", "document": "S-3/Rekaan", "reason": MEANWHILE[1]}
    await done(officer.post(f"/putusan/{ruling}/finality", json=said))
    await house.level()
    assert {*MEANWHILE} <= {*await copied(officer, stays)}
    await done(officer.post(f"/klien/{stays}/parting", json={"other": goes, **WHY}))
    await house.level()
    assert {*MEANWHILE}.isdisjoint(await copied(officer, stays))
    assert WHY["reason"] in await copied(officer, stays)
    assert {*MEANWHILE} <= {*await copied(officer, goes)}
    await house.parts.houses["intake"].vault.erase(stays)
    assert {*MEANWHILE} <= {*await copied(officer, goes)}


async def test_what_was_told_of_a_chain_goes_down_it_again_with_each_undo(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    """Its event names who stayed above both, its values lie under whoever has the ruling."""
    stays, goes, last = await two(house, FIRST, AGAIN, replace(AGAIN, kind="third"))
    (ruling,) = await credited(officer, last)
    await merged(house, goes, last)
    await merged(house, stays, goes)
    said = {"number": 1, "final_on": "2026-11-02", "document": "S-3/Rekaan", "reason": MEANWHILE[1]}
    await done(officer.post(f"/putusan/{ruling}/finality", json=said))
    await house.level()
    for one, other in ((stays, goes), (goes, last)):
        await done(officer.post(f"/klien/{one}/parting", json={"other": other, **WHY}))
        await house.level()
    assert [MEANWHILE[1] in await copied(officer, one) for one in (stays, goes, last)] == [False, False, True]
    await house.parts.houses["intake"].vault.erase(goes)
    assert MEANWHILE[1] in await copied(officer, last)


async def copied(officer: httpx2.AsyncClient, klien_id: str) -> list[str]:
    """The values of the copy of a person's data."""
    held = await done(officer.post(f"/klien/{klien_id}/export", json={"purpose": "own-request"}))
    return [one["value"] for event in held["events"] for one in event["values"]]


async def test_the_inspectorate_sees_the_decision_with_its_reason_but_not_the_name(house: Opened) -> None:
    stays, goes = await two(house)
    officer, auditor = house.clients[RoleName.OFFICER], house.clients[RoleName.AUDITOR]
    why = f"{FIRST.name} membawa dua berkas yang sama"
    await done(officer.post(f"/klien/{stays}/merge", json={"other": goes, "reason": why}))
    await house.level()
    (row,) = [one for one in (await done(auditor.get("/audit/overrides")))["items"] if one["action"] == "klien.merge"]
    assert row["became"] == "merged"
    one = await done(auditor.get(f"/audit/overrides/{row['number']}"))
    assert one["withheld"] is False
    assert "membawa dua berkas yang sama" in one["reason"]
    assert not set(FIRST.words) & set(one["reason"].split())


async def test_a_reason_about_two_is_read_by_nobody_where_either_is_a_child(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    child = replace(AGAIN, name="Wulan Rekaan", masked=True, papers=({**CHILD, "nik": None, "years": 3},))
    grown, young = await two(house, FIRST, child)
    auditor = house.clients[RoleName.AUDITOR]
    why = f"{child.name} bukan {FIRST.name}, menurut KTP"
    await done(officer.post(f"/klien/{grown}/distinction", json={"other": young, "reason": why}))
    await house.level()
    (row,) = [one for one in (await done(auditor.get("/audit/overrides")))["items"] if one["action"] == "klien.merge"]
    one = await done(auditor.get(f"/audit/overrides/{row['number']}"))
    assert (row["klien_id"], one["reason"], one["withheld"]) == (grown, None, True)
    assert await reasons(officer, grown) == [None]
    await merged(house, grown, young)
    await done(officer.post(f"/klien/{grown}/parting", json={"other": young, "reason": why}))
    await house.level()
    assert await reasons(officer, grown) == [None] * 3


async def test_a_reason_about_two_adults_is_read_on_the_line(house: Opened, officer: httpx2.AsyncClient) -> None:
    stays, goes = await two(house)
    await merged(house, stays, goes)
    assert await reasons(officer, stays) == [WHY["reason"]]


async def reasons(officer: httpx2.AsyncClient, klien_id: str) -> list[str | None]:
    """Of what is said of two persons."""
    moments = (await done(officer.get(f"/klien/{klien_id}/timeline")))["moments"]
    kinds = ("klien.merged.v1", "klien.parted.v1", "klien.told-apart.v1")
    return [one["reason"] for one in moments if one["event"] in kinds]


async def test_an_account_of_the_closed_one_is_shown_where_it_is_linked_anew(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    stays, goes = await two(house)
    await Accounts(house.parts.database).create("klien", "Klien Rekaan", RoleName.CLIENT, PASSWORD, now())
    account = await account_of(house.parts.database, "klien")
    await done(officer.post(f"/klien/{goes}/accounts", json={"account_id": account}))
    await house.level()
    assert (await done(officer.get(f"/klien/{stays}/merge?other={goes}")))["beside"]["accounts"] == 1
    await merged(house, stays, goes)
    (came,) = (await done(officer.get(f"/klien/{stays}/merge")))["merged"]
    assert came["accounts"] == 1
    assert f"/klien/{stays}/accounts" in (await officer.get(f"/klien/{stays}/merge", headers=PAGE)).text
    page = (await officer.get(f"/klien/{stays}/accounts", headers=PAGE)).text
    asked = await led(officer, await pressed(officer, page, "again-1"))
    await led(officer, await pressed(officer, asked, "again-1", {"_check": "take"}))
    assert await linked(house, officer, stays) == ([stays], [goes])
    page = (await officer.get(f"/klien/{stays}/accounts", headers=PAGE)).text
    page = await led(officer, await pressed(officer, page, "old-1", {"reason": "akunnya sudah di sini"}))
    assert "Hubungan dilepaskan" in page
    assert await linked(house, officer, stays) == ([stays], [])


async def linked(house: Opened, officer: httpx2.AsyncClient, klien_id: str) -> tuple[list[str], list[str]]:
    """To which ids the accounts of a person are linked, and those of who was merged with them."""
    await house.level()
    found = await done(officer.get(f"/klien/{klien_id}/accounts"))
    return [one["key"] for one in found["accounts"]], [one["key"] for one in found["merged"]]


async def test_of_persons_of_another_officer_nobody_is_asked(house: Opened, officer: httpx2.AsyncClient) -> None:
    stays, goes = await two(house)
    (ruling,) = await credited(officer, goes)
    await Accounts(house.parts.database).create("lain", "Sari Rekaan", RoleName.OFFICER, PASSWORD, now())
    another = await account_of(house.parts.database, "lain")
    await done(officer.post(f"/putusan/{ruling}/officer", json={"number": 1, "officer": another}))
    await house.level()
    assert (await done(officer.get("/klien/pairs")))["pairs"] == []
    unknown = "20000000-0000-4000-8000-000000000009"
    for other in (goes, unknown):
        for part in ("merge", "parting", "distinction"):
            answer = await officer.post(f"/klien/{stays}/{part}", json={"other": other, **WHY})
            assert (answer.status_code, answer.json()["rule"]) == (404, "person-unknown"), (part, other)
        assert (await officer.get(f"/klien/{stays}/merge?other={other}")).status_code == 404


async def test_nobody_is_merged_with_themselves(house: Opened, officer: httpx2.AsyncClient) -> None:
    (stays,) = await two(house, FIRST)
    answer = await officer.post(f"/klien/{stays}/merge", json={"other": stays, **WHY})
    assert answer.json()["rule"] == "merge-with-oneself"


async def test_who_has_taken_in_somebody_is_taken_in_with_them_and_it_is_undone_from_above(
    house: Opened, officer: httpx2.AsyncClient
) -> None:
    stays, goes, last = await two(house, FIRST, AGAIN, replace(AGAIN, kind="third"))
    before = [await credited(officer, one) for one in (stays, goes, last)]
    await merged(house, goes, last)
    await merged(house, stays, goes)
    assert (await credited(officer, stays)).keys() == {ruling for one in before for ruling in one}
    assert {(await done(officer.get(f"/klien/{one}/merge")))["survivor"] for one in (goes, last)} == {stays}
    assert (await officer.get(f"/reports/klien/{last}", headers=PAGE)).headers["location"] == f"/reports/klien/{stays}"
    assert "Pisahkan kembali" not in (await officer.get(f"/klien/{goes}/merge", headers=PAGE)).text
    assert await house.parts.houses["intake"].vault.belonging(stays) == [stays, goes, last]
    again = await officer.post(f"/klien/{stays}/merge", json={"other": last, **WHY})
    assert (again.status_code, again.json()["rule"]) == (409, "klien-merged")
    await level_when_rebuilt(house)
    for one, other in ((stays, goes), (goes, last)):
        await done(officer.post(f"/klien/{one}/parting", json={"other": other, **WHY}))
        await house.level()
        assert await house.parts.houses["intake"].vault.belonging(stays) == [stays]
    assert [await credited(officer, one) for one in (stays, goes, last)] == before
    await level_when_rebuilt(house)


async def test_a_person_sees_what_goes_where_before_it_is_done(house: Opened, officer: httpx2.AsyncClient) -> None:
    stays, goes = await two(house)
    address = f"/klien/{stays}/merge?other={goes}"
    page = (await officer.get(address, headers=PAGE)).text
    assert form_in(page, "merge")[1]["other"] == goes
    slip = await led(officer, await pressed(officer, page, "merge", {"reason": "sama"}))
    assert "Terlalu pendek" in slip
    first = await led(officer, await pressed(officer, slip, "merge", WHY))
    assert (await done(officer.get(f"/klien/{stays}/merge")))["merged"] == []
    last = await led(officer, await pressed(officer, first, "merge", {"_check": "take"}))
    assert "1 putusan pindah ke sini" in last
    await house.level()
    again = (await officer.get(f"/klien/{stays}/merge", headers=PAGE)).text
    assert "Pisahkan kembali" in again
