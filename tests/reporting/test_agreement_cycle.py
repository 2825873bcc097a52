"""The agreement's own cycle, with invented people: a letter comes in, goes down three levels by disposisi, offices are
invited with an annex, meet, fill Lampiran I, and the row of the work plan shows it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, Final

import httpx2
import pytest

from services.intake.account.events import AccountLinked, LinkKind
from shared.access.policy import RoleName
from shared.domain.identifiers import Code
from shared.domain.units import SECRETARIAT, SOCIAL
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.forms import PAGE
from tests.intake.letter.test_paper_routes import HEAD
from tests.intake.letter.test_paper_routes import SAID as INVITATION
from tests.matching.ipd.test_routes import LINE, office
from tests.neighbours import account_of, linked_to_host, tell
from tests.opened import Opened, one_more, opened_for
from tests.papers.looking import faults_of, pages_of

pytestmark = pytest.mark.slow

TODAY: Final = today_wib()
SECRETARY, RESOS = f"{SOCIAL}.sekretaris", f"{SOCIAL}.resos"
CAME_IN: Final[dict[str, Any]] = {
    "unit": SOCIAL,
    "correspondent": "Balai Pemasyarakatan Contoh",
    "number": "WP.10.PAS.PAS.8-UM.01.01 - 892",
    "written_on": str(TODAY),
    "received_on": str(TODAY),
    "perihal": "Kesiapan tempat pidana kerja sosial",
    "urgency": "segera",
}


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.COORDINATOR, RoleName.OFFICER, RoleName.HOST]
    async with opened_for(settings, ["intake", "matching", "reporting"], roles) as found:
        yield found


async def member(house: Opened, stack: AsyncExitStack, login: str, unit: str) -> httpx2.AsyncClient:
    """Somebody of this unit, signed in."""
    client = await one_more(house, RoleName.COORDINATOR, login, stack)
    account = await account_of(house.parts.database, login)
    link = AccountLinked(account_id=account, to=LinkKind.UNIT, key=Code(unit))
    await tell(house.parts.database, f"account-{account}", link)
    await house.level()
    return client


async def done(answering: Any, status: int = 201) -> dict[str, Any]:
    answer = await answering
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def mine(house: Opened, client: httpx2.AsyncClient) -> dict[str, Any]:
    """The one disposisi that waits for whoever asks."""
    await house.level()
    (task,) = (await done(client.get("/disposisi?whose=mine&state=open"), 200))["items"]
    return dict(task)


async def handed_on(client: httpx2.AsyncClient, task: dict[str, Any], **to: Any) -> None:
    said = {"answers": task["task_id"], "wishes": ["proses"], "note": "Mohon diselesaikan", **to}
    await done(client.post(f"/letter/{task['letter_id']}/forwards", json=said))


async def figures(house: Opened, client: httpx2.AsyncClient, row: str) -> dict[str, int | None]:
    await house.level()
    rows = (await done(client.get(f"/reports/work-plan?year={TODAY.year}"), 200))["items"]
    (found,) = [one for one in rows if one["row"] == row]
    return {one["code"]: one["count"] for one in found["evidence"]}


async def test_from_a_letter_to_the_row_of_the_work_plan(house: Opened) -> None:
    coordinator, host = house.clients[RoleName.COORDINATOR], house.clients[RoleName.HOST]
    async with AsyncExitStack() as stack:
        clerk = await member(house, stack, "agendaris", SOCIAL)
        secretary = await member(house, stack, "sekretaris", SECRETARY)
        head = await member(house, stack, "kabid", RESOS)
        staff = await member(house, stack, "staf", RESOS)
        writer = await member(house, stack, "setda", SECRETARIAT)
        offices = [await office(coordinator, name) for name in ("Dinas Sosial dan P3A", "Inspektorat")]
        await linked_to_host(house.parts.database, offices[0])
        before = [await figures(house, coordinator, row) for row in ("synergy", "service")]

        letter = await done(clerk.post("/letter/incoming", json=CAME_IN))
        first = {"to_units": [SECRETARY], "wishes": ["tanggapan"], "note": "Untuk ditindaklanjuti"}
        await done(clerk.post(f"/letter/{letter['letter_id']}/forwards", json=first))
        await handed_on(secretary, await mine(house, secretary), to_units=[RESOS])
        me = str(await account_of(house.parts.database, "staf"))
        await handed_on(head, await mine(house, head), to_accounts=[me])
        last = await mine(house, staff)
        assert last["letter_id"] == letter["letter_id"]

        invitation = await invited(writer)
        meeting = {
            "unit": SECRETARIAT,
            "kind": "meeting",
            "title": "Rapat kesiapan I-PD",
            "day": str(TODAY),
            "begins": "13:00",
            "place": "Aula contoh",
            "invited": ["Inspektorat", "Dinas Sosial dan P3A"],
            "letter_id": invitation,
        }
        activity = (await done(writer.post("/activity", json=meeting)))["activity_id"]
        held = {"number": 1, "held_on": str(TODAY), "present": [{"office": "Inspektorat", "names": "Contoh Utusan"}]}
        await done(writer.post(f"/activity/{activity}/holding", json=held), 200)

        asked = {"whom": "all", "due_on": str(TODAY + timedelta(days=7))}
        annex = (await done(coordinator.post("/annex", json=asked)))["annex_id"]
        await done(host.post(f"/ipd/{offices[0]}/offers", json=LINE))
        filled = {"number": 1, "answer": "filled"}
        await done(host.post(f"/annex/{annex}/offices/{offices[0]}/answers", json=filled), 200)

        completion = f"/letter/{last['letter_id']}/tasks/{last['task_id']}/completion"
        await done(staff.post(completion, json={"note": "Lampiran I sudah diminta dan diisi"}), 200)
        chain = (await staff.get(f"/letter/{letter['letter_id']}", headers=PAGE)).text
        assert [word in chain for word in ("Sekretaris", "Kabid Resos", "Lampiran I sudah diminta")] == [True] * 3
        after = [await figures(house, coordinator, row) for row in ("synergy", "service")]

    assert (before[0]["meetings"], after[0]["meetings"]) == (0, 1)
    assert [(row["offers"], row["answers"]) for row in (before[1], after[1])] == [(0, 0), (1, 1)]
    assert after[1]["feasibility"] is None


async def invited(writer: httpx2.AsyncClient) -> str:
    """The invitation, numbered and printed with its annex."""
    await done(writer.post(f"/unit/{SECRETARIAT}/letterheads", json=HEAD), 200)
    said = {"unit": SECRETARIAT, "correspondent": "Daftar terlampir", "perihal": "Undangan", "written_on": str(TODAY)}
    letter = str((await done(writer.post("/letter/outgoing", json=said)))["letter_id"])
    number = {"classification": "400.9", "written_on": str(TODAY), "numbering": 1}
    await done(writer.post(f"/letter/{letter}/number", json=number), 200)
    paper = await done(writer.post(f"/letter/{letter}/papers", json=INVITATION | {"paper": 1}))
    printed = (await writer.get(f"/letter/{letter}/papers/{paper['paper']}/file")).content
    assert not faults_of(printed)
    assert "Inspektorat" in pages_of(printed)[1]
    return letter
