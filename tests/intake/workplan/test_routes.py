"""The work plan marked by page: who does what until when, on the plan, the list and desks; and all of it mended."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest

from services.intake.account.events import AccountLinked, LinkKind
from shared.access.policy import RoleName
from shared.domain.identifiers import Code
from shared.domain.units import BAPAS
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.matching.ipd.test_routes import PAGE
from tests.neighbours import account_of, tell
from tests.opened import Opened, opened_for

TODAY = today_wib()
WHY = "salah unit pelaksana"
SAID = {"row": "attention", "year": str(TODAY.year), "owner": BAPAS, "what": "Sosialisasi di tiga kecamatan"}
SOON = {**SAID, "due_on": str(TODAY)}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.COORDINATOR, RoleName.OFFICER, RoleName.AUDITOR, RoleName.HOST]
    async with opened_for(settings, ["intake", "matching", "reporting"], roles) as found:
        yield found


async def page_of(client: httpx2.AsyncClient, address: str) -> str:
    answer = await client.get(address, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return answer.text


async def placed(client: httpx2.AsyncClient, **said: object) -> str:
    answer = await client.post("/workplan", json={**SOON, "year": TODAY.year, **said})
    assert answer.status_code == 201, answer.text
    return f"/workplan/{answer.json()['mark_id']}"


async def test_a_mark_is_set_done_and_mended_by_page_and_the_plan_shows_it(house: Opened) -> None:
    coordinator = house.clients[RoleName.COORDINATOR]
    plan = await page_of(coordinator, f"/reports/work-plan?year={TODAY.year}")
    at = f"/workplan/new?row=attention&amp;year={TODAY.year}"
    assert f'href="{at}"' in plan
    form = await page_of(coordinator, at.replace("&amp;", "&"))
    again = await led(coordinator, await pressed(coordinator, form, "mark", SAID | {"due_on": "2031-01-01"}))
    assert f"bukan di tahun {TODAY.year}" in again
    assert form_in(again, "mark")[1]["what"] == SAID["what"]
    done = await pressed(coordinator, again, "mark", SOON)
    one = done.headers["location"].partition("?")[0]
    page = await led(coordinator, done)
    assert "Balai Pemasyarakatan Kelas II Kediri" in page
    await house.level()
    assert "0 dari 1 selesai" in await page_of(coordinator, f"/reports/work-plan?year={TODAY.year}")

    form = await page_of(coordinator, f"{one}/completion")
    typed = {"done_on": str(TODAY), "note": "Diikuti 60 orang"}
    assert "Diikuti 60 orang" in await led(coordinator, await pressed(coordinator, form, "done", typed))
    await house.level()
    assert "1 dari 1 selesai" in await page_of(coordinator, f"/reports/work-plan?year={TODAY.year}")
    form = await page_of(coordinator, f"{one}/completion")
    mended = await pressed(coordinator, form, "done", {"note": "Diikuti 54 orang", "reason": WHY})
    assert "Diikuti 54 orang" in await led(coordinator, mended)
    form = await page_of(coordinator, f"{one}/reopening")
    assert "Belum selesai" in await led(coordinator, await pressed(coordinator, form, "reopen", {"reason": WHY}))
    form = await page_of(coordinator, f"{one}/withdrawal")
    assert "sudah ditarik" in await led(coordinator, await pressed(coordinator, form, "withdraw", {"reason": WHY}))
    await house.level()
    assert "dari 1 selesai" not in await page_of(coordinator, f"/reports/work-plan?year={TODAY.year}")
    form = await page_of(coordinator, f"{one}/corrections")
    stands = await led(coordinator, await pressed(coordinator, form, "mark", {"owner": "setda", "reason": WHY}))
    assert "Sekretariat Daerah" in stands
    assert WHY in stands
    await house.level()
    row = (await coordinator.get("/reports/marks")).json()["items"][0]
    assert (row["owner_name"], row["state"]) == ("Sekretariat Daerah", "open")


async def test_what_is_due_stands_on_the_desk_of_its_unit_and_of_the_coordinator(house: Opened) -> None:
    coordinator, officer = house.clients[RoleName.COORDINATOR], house.clients[RoleName.OFFICER]
    one = await placed(coordinator)
    later = str(min(TODAY + timedelta(days=15), TODAY.replace(month=12, day=31)))
    if later > str(TODAY + timedelta(days=14)):  # in the last days of a year no day of it is far
        await placed(coordinator, what="Jauh hari", due_on=later)
    await house.level()
    assert f'href="{one}"' in await page_of(coordinator, "/")
    assert "Jauh hari" not in await page_of(coordinator, "/")
    assert f'href="{one}"' not in await page_of(officer, "/")
    me = await account_of(house.parts.database, RoleName.OFFICER)
    link = AccountLinked(account_id=me, to=LinkKind.UNIT, key=Code(BAPAS))
    await tell(house.parts.database, f"account-{me}", link)
    await house.level()
    assert f'href="{one}"' in await page_of(officer, "/")
    told = await coordinator.post(f"{one}/completion", json={"done_on": str(TODAY)})
    assert told.status_code == 200
    await house.level()
    assert f'href="{one}"' not in await page_of(officer, "/")
    assert (await house.clients[RoleName.AUDITOR].post(f"{one}/reopening", json={"reason": WHY})).status_code == 403
    assert (await house.clients[RoleName.HOST].get(one)).status_code == 403
