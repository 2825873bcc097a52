"""Outgoing letters through the real addresses: two sources, one number a letter, no refusal without a way out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.intake.unit.events import UnitClosed
from shared.access.policy import RoleName
from shared.domain.identifiers import PublicText, UnitCode
from shared.domain.units import SECRETARIAT, SOCIAL
from shared.runtime.settings import Settings
from shared.web.language import day
from tests.forms import PAGE, form_in, led, pressed
from tests.intake.letter.test_routes import DAY, NUMBER, WHY, of_unit
from tests.intake.letter.test_routes import TODAY as DATE
from tests.neighbours import tell
from tests.opened import Opened, opened_for

pytestmark = pytest.mark.slow
CLERK = RoleName.COORDINATOR
LETTERS = 12
TODAY, YEAR = DATE.isoformat(), DATE.year
DRAWING: dict[str, Any] = {"classification": "400.9", "written_on": TODAY, "numbering": 1}
CORRECTED: dict[str, Any] = {"correspondent": "Daftar terlampir", "perihal": "Undangan", "reason": WHY}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    async with opened_for(settings, ["intake"], [CLERK]) as found:
        for unit in (SECRETARIAT, SOCIAL):
            await of_unit(found, CLERK, unit)
        yield found


async def written(house: Opened, unit: UnitCode = SECRETARIAT, day: str = TODAY) -> str:
    body = {"unit": unit, "correspondent": "Daftar terlampir", "written_on": day, "perihal": "Undangan"}
    answer = await house.clients[CLERK].post("/letter/outgoing", json=body)
    assert answer.status_code == 201, answer.text
    await house.level()
    return str(answer.json()["letter_id"])


async def from_now_on(house: Opened, unit: UnitCode, source: str, number: int, day: str = TODAY) -> None:
    said = {"numbering": source, "valid_from": day, "number": number, "reason": "menurut surat edaran"}
    answer = await house.clients[CLERK].post(f"/unit/{unit}/numbering", json=said)
    assert answer.is_success, answer.text


async def shown(house: Opened, letter_id: str) -> str:
    return (await house.clients[CLERK].get(f"/letter/{letter_id}", headers=PAGE)).text


async def test_a_unit_that_changes_its_source_gives_no_number_twice(house: Opened) -> None:
    clerk = house.clients[CLERK]
    await from_now_on(house, SECRETARIAT, "srikandi", 1)
    first, second = await written(house), await written(house)
    entering = {"number": f"100.3.7.1/1/406.001.1/{YEAR}", "written_on": TODAY, "numbering": 1}
    assert (await clerk.post(f"/letter/{first}/srikandi", json=entering)).is_success
    await from_now_on(house, SECRETARIAT, "own", 2)
    assert (await clerk.post(f"/letter/{second}/number", json=DRAWING)).is_success
    assert f"400.9/2/406.001.1/{YEAR}" in await shown(house, second)
    corrected = DRAWING | {"classification": "100.3.7.1", "numbering": 2, "reason": WHY}
    assert (await clerk.post(f"/letter/{second}/number", json=corrected)).is_success
    assert f"100.3.7.1/2/406.001.1/{YEAR}" in await shown(house, second)


async def test_a_number_that_was_entered_before_the_unit_had_its_code_is_passed_over(house: Opened) -> None:
    clerk = house.clients[CLERK]
    await from_now_on(house, SOCIAL, "srikandi", 1)
    first, second = await written(house, SOCIAL), await written(house, SOCIAL)
    entering = {"number": f"400.9/1/406.010/{YEAR}", "written_on": TODAY, "numbering": 1}
    assert (await clerk.post(f"/letter/{first}/srikandi", json=entering)).is_success
    described = {"name": "Dinas Rekaan", "kind": "office", "parent": "pemkab-trenggalek", "number_code": "406.010"}
    assert (await clerk.post(f"/unit/{SOCIAL}/corrections", json=described | {"number": 1, "reason": WHY})).is_success
    await from_now_on(house, SOCIAL, "own", 2)
    assert (await clerk.post(f"/letter/{second}/number", json=DRAWING)).is_success
    assert f"400.9/2/406.010/{YEAR}" in await shown(house, second)


async def test_many_who_draw_at_once_leave_no_gap_and_no_double(house: Opened) -> None:
    clerk, letters = house.clients[CLERK], [await written(house) for _ in range(LETTERS)]
    answers = await asyncio.gather(*(clerk.post(f"/letter/{one}/number", json=DRAWING) for one in letters))
    assert [answer.status_code for answer in answers] == [200] * LETTERS
    drawn = [(await clerk.get(f"/letter/{one}")).json()["serial"] for one in letters]
    assert sorted(drawn) == [*range(1, LETTERS + 1)]


async def test_a_number_that_srikandi_gave_twice_is_entered_twice_where_somebody_says_so(house: Opened) -> None:
    clerk = house.clients[CLERK]
    await from_now_on(house, SOCIAL, "srikandi", 1)
    first, second = await written(house, SOCIAL), await written(house, SOCIAL)
    for letter_id in (first, second):
        answer = await led(clerk, await pressed(clerk, await shown(house, letter_id), "srikandi", {"number": NUMBER}))
        await house.level()
    assert f"sudah dipakai surat di agenda 1/{YEAR}" in answer
    assert "Nomor surat dicatat" in await led(clerk, await pressed(clerk, answer, "srikandi", {"another": "true"}))


async def test_a_letter_whose_number_another_has_meanwhile_can_stand_again(house: Opened) -> None:
    clerk = house.clients[CLERK]
    await from_now_on(house, SOCIAL, "srikandi", 1)
    first, second = await written(house, SOCIAL), await written(house, SOCIAL)
    entering = {"number": NUMBER, "written_on": TODAY, "numbering": 1}
    assert (await clerk.post(f"/letter/{first}/srikandi", json=entering)).is_success
    assert (await clerk.post(f"/letter/{first}/striking-out", json={"reason": WHY})).is_success
    assert (await clerk.post(f"/letter/{second}/srikandi", json=entering)).is_success
    await house.level()
    used = await led(clerk, await pressed(clerk, await shown(house, first), "restore", {"reason": WHY}))
    assert f"sudah dipakai surat di agenda 2/{YEAR}" in used
    assert f'href="/letter/{second}"' in used
    assert "Surat berlaku lagi" in await led(clerk, await pressed(clerk, used, "restore", {"another": "true"}))


async def test_the_page_asks_for_the_number_by_the_day_of_the_letter_and_by_the_number_that_it_has(
    house: Opened,
) -> None:
    clerk = house.clients[CLERK]
    drawn = await written(house, day=DAY)
    assert (await clerk.post(f"/letter/{drawn}/number", json=DRAWING | {"written_on": DAY})).is_success
    await from_now_on(house, SECRETARIAT, "srikandi", 1)
    before, after = await written(house, day=DAY), await written(house)
    pages = {one: await shown(house, one) for one in (drawn, before, after)}
    forms = {one: [name for name in ("number", "srikandi") if f'id="{name}"' in page] for one, page in pages.items()}
    assert forms == {drawn: ["number"], before: ["number", "srikandi"], after: ["srikandi"]}
    asked = [form_in(pages[before], name)[1]["written_on"] for name in forms[before]]
    assert asked == [DAY, TODAY]
    mended = {"classification": "100.3", "reason": WHY}
    answer = await led(clerk, await pressed(clerk, await shown(house, drawn), "number", mended))
    assert f"100.3/1/406.001.1/{DAY[:4]}" in answer


async def test_a_correction_asks_for_the_day_of_a_letter_until_its_number_has_one(house: Opened) -> None:
    clerk, letter_id = house.clients[CLERK], await written(house, day=DAY)
    assert form_in(await shown(house, letter_id), "correct")[1]["written_on"] == DAY
    long_ago = (DATE - timedelta(days=400)).isoformat()
    page = await shown(house, letter_id)
    assert "jadi tanggalnya di tahun itu" in await led(
        clerk, await pressed(clerk, page, "correct", {"written_on": long_ago, "reason": WHY})
    )
    assert (await clerk.post(f"/letter/{letter_id}/number", json=DRAWING)).is_success
    page = await shown(house, letter_id)
    assert "written_on" not in form_in(page, "correct")[1]
    answer = await led(clerk, await pressed(clerk, page, "correct", {"perihal": "Undangan rapat", "reason": WHY}))
    assert "Surat dibetulkan" in answer
    body = CORRECTED | {"correction": 2, "written_on": DAY}
    refused = await clerk.post(f"/letter/{letter_id}/corrections", json=body)
    assert [(one["rule"], one["pointer"]) for one in refused.json()["errors"]] == [("letter-goes-out", "/written_on")]
    assert (await clerk.get(f"/letter/{letter_id}")).json()["written_on"] == TODAY


async def test_a_number_with_words_in_it_is_entered_as_it_is_written(house: Opened) -> None:
    clerk, letter_id = house.clients[CLERK], await written(house, SOCIAL)
    await from_now_on(house, SOCIAL, "srikandi", 1)
    number = f"12/Kesejahteraan/{YEAR}"
    answer = await led(clerk, await pressed(clerk, await shown(house, letter_id), "srikandi", {"number": number}))
    assert f"<dd>{number}</dd>" in answer
    assert (await clerk.get(f"/letter/{letter_id}")).json()["compared"] is None


async def test_a_unit_that_was_closed_numbers_no_letter_of_a_later_day(house: Opened) -> None:
    clerk, letter = house.clients[CLERK], await written(house)
    yesterday = DATE - timedelta(days=1)
    closed = UnitClosed(code=SECRETARIAT, last_day=yesterday, reason=PublicText(WHY))
    await tell(house.parts.database, f"unit-{SECRETARIAT}", closed)
    refused = await clerk.post(f"/letter/{letter}/number", json=DRAWING)
    (error,) = refused.json()["errors"]
    assert (error["rule"], error["pointer"]) == ("unit-closed", "/written_on")
    assert error["message"] == f"Unit ini sudah ditutup, hari terakhirnya {day(yesterday)}."
    assert (await clerk.post(f"/letter/{letter}/number", json=DRAWING | {"written_on": str(yesterday)})).is_success
