"""Lampiran I asked and filled by page: the coordinator asks, each office sees itself alone, and all of it is mended."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from services.matching.annex.events import OFFICES_MOST, AnnexRequested
from services.matching.ipd.events import IpdRegistered
from shared.access.policy import RoleName
from shared.domain.identifiers import AnnexId, Code, IpdId, PublicText, derived
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.forms import form_in, led, pressed
from tests.matching.ipd.test_routes import LINE, PAGE, office
from tests.neighbours import append, linked_to_host, tell
from tests.opened import Opened, opened_for

WHY = "waktunya terlalu singkat"
DUE = today_wib() + timedelta(days=7)
NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.COORDINATOR, RoleName.HOST, RoleName.OFFICER]
    async with opened_for(settings, ["intake", "matching", "reporting"], roles) as found:
        yield found


async def offices(house: Opened) -> tuple[str, str, str]:
    """Three offices; the first is the host's."""
    coordinator = house.clients[RoleName.COORDINATOR]
    names = ("Dinas Sosial dan P3A", "Inspektorat", "Bagian Hukum")
    mine, second, third = [await office(coordinator, name) for name in names]
    await linked_to_host(house.parts.database, mine)
    await house.level()
    return mine, second, third


async def asked(client: httpx2.AsyncClient, **said: Any) -> str:
    answer = await client.post("/annex", json={"whom": "all", "due_on": str(DUE), **said})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["annex_id"])


async def page_of(client: httpx2.AsyncClient, address: str) -> str:
    answer = await client.get(address, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_offices_are_asked_answer_and_answer_otherwise_by_page(house: Opened) -> None:
    mine, _, third = await offices(house)
    coordinator, host = house.clients[RoleName.COORDINATOR], house.clients[RoleName.HOST]
    assert 'href="/annex/new"' in await page_of(coordinator, "/ipd")
    typed = {"due_on": str(DUE), "whom": "but", "ipd_ids": third, "note": "Untuk tahun depan"}
    done = await pressed(coordinator, await page_of(coordinator, "/annex/new"), "ask", typed)
    one = done.headers["location"].partition("?")[0]
    page = await led(coordinator, done)
    assert "2 instansi" in page
    assert "Bagian Hukum" not in page
    await house.level()

    desk = await page_of(host, "/")
    assert "Lampiran I diminta, diisi paling lambat" in desk
    assert "Untuk tahun depan" in desk
    at = f"{one}/offices/{mine}/answers"
    assert f'href="{at}"' in desk
    assert f'href="/ipd/{mine}"' in desk
    assert "Inspektorat" not in await page_of(host, one)
    form = await page_of(host, at)
    again = await led(host, await pressed(host, form, "answer", {"answer": "filled"}))
    assert "belum mempunyai kesediaan" in again
    assert form_in(again, "answer")[1]["answer"] == "filled"
    told = await led(host, await pressed(host, form, "answer", {"answer": "nothing", "reason": WHY}))
    assert "Tidak ada yang ditawarkan" in told
    await house.level()
    assert "Lampiran I diminta" not in await page_of(host, "/")

    assert (await host.post(f"/ipd/{mine}/offers", json=LINE)).status_code == 201
    told = await led(host, await pressed(host, await page_of(host, at), "answer", {"answer": "filled", "reason": ""}))
    assert "Sudah diisi" in told
    assert WHY not in told


async def test_who_has_not_answered_stands_on_the_desk_and_in_the_list(house: Opened) -> None:
    mine, second, _ = await offices(house)
    coordinator, host = house.clients[RoleName.COORDINATOR], house.clients[RoleName.HOST]
    one = await asked(coordinator)
    answer = {"number": 1, "answer": "nothing", "reason": WHY}
    assert (await host.post(f"/annex/{one}/offices/{mine}/answers", json=answer)).status_code == 200
    await house.level()
    rows = (await coordinator.get("/reports/annex")).json()["items"]
    assert [(row["ipd_name"], row["state"], row["days"]) for row in rows] == [
        ("Bagian Hukum", "waiting", 0),
        ("Inspektorat", "waiting", 0),
        ("Dinas Sosial dan P3A", "nothing", None),
    ]
    assert [row["ipd_id"] for row in (await host.get("/reports/annex")).json()["items"]] == [mine]
    desk = await page_of(coordinator, "/")
    assert "Inspektorat belum menjawab permintaan Lampiran I" in desk
    assert f'href="/annex/{one}"' in desk
    assert "Dinas Sosial dan P3A belum menjawab" not in desk
    listed = await page_of(coordinator, "/reports/annex?state=late&state=waiting")
    assert "Inspektorat" in listed
    assert "lewat batas" not in listed
    withdrawn = await coordinator.post(f"/annex/{one}/withdrawal", json={"reason": WHY})
    assert withdrawn.status_code == 200
    await house.level()
    assert "belum menjawab permintaan" not in await page_of(coordinator, "/")
    assert {row["state"] for row in (await coordinator.get("/reports/annex")).json()["items"]} == {"withdrawn"}
    late = await page_of(host, f"/annex/{one}/offices/{mine}/answers")
    assert ("sudah ditarik" in late, 'id="answer"' in late) == (True, False)
    late = await host.post(f"/annex/{one}/offices/{second}/answers", json=answer)
    assert late.status_code == 404


async def test_whose_day_is_past_stands_first_with_its_age(house: Opened) -> None:
    mine, second, _ = await offices(house)
    coordinator, host = house.clients[RoleName.COORDINATOR], house.clients[RoleName.HOST]
    await asked(coordinator, whom="some", ipd_ids=[second])
    past = AnnexRequested(annex_id=AnnexId(NOBODYS), ipd_ids=(IpdId(mine),), due_on=today_wib() - timedelta(days=2))
    await tell(house.parts.database, f"annex-{past.annex_id}", past)
    await house.level()
    first, other = (await coordinator.get("/reports/annex")).json()["items"]
    assert (first["ipd_id"], first["state"], other["state"]) == (mine, "late", "waiting")
    assert "sudah lewat. Ingatkan atau perpanjang" in await page_of(coordinator, "/")
    assert "sudah lewat" in await page_of(host, "/")
    assert "Lewat batas, belum menjawab" in await page_of(host, f"/annex/{past.annex_id}")


async def test_a_request_is_extended_withdrawn_and_made_to_stand_again_by_page(house: Opened) -> None:
    mine, *_ = await offices(house)
    coordinator, host = house.clients[RoleName.COORDINATOR], house.clients[RoleName.HOST]
    one = await asked(coordinator, whom="some", ipd_ids=[mine])
    at, more = f"/annex/{one}", str(DUE + timedelta(days=7))
    form = await page_of(coordinator, f"{at}/corrections")
    fields = form_in(form, "ask")[1]
    assert (fields["due_on"], fields["whom"], fields["number"]) == (str(DUE), "some", "1")
    ticked = re.findall(r'name="ipd_ids" value="([^"]+)" checked', form)
    assert ticked == [mine]
    page = await led(
        coordinator, await pressed(coordinator, form, "ask", {"due_on": more, "ipd_ids": mine, "reason": WHY})
    )
    assert f"Dibetulkan: {WHY}" in page
    assert (await coordinator.get(at)).json()["due_on"] == more
    form = await page_of(coordinator, f"{at}/withdrawal")
    page = await led(coordinator, await pressed(coordinator, form, "withdraw", {"reason": WHY}))
    assert "sudah ditarik" in page
    answers = f"{at}/offices/{mine}/answers"
    answer = {"number": 1, "answer": "nothing", "reason": WHY}
    refused = await host.post(answers, json=answer)
    assert (refused.status_code, refused.json()["rule"]) == (409, "annex-withdrawn")
    assert f'href="{answers}"' not in await page_of(host, at)
    form = await page_of(coordinator, f"{at}/corrections")
    page = await led(coordinator, await pressed(coordinator, form, "ask", {"ipd_ids": mine, "reason": "diminta lagi"}))
    assert "sudah ditarik" not in page
    assert (await host.post(answers, json=answer)).status_code == 200


async def test_what_is_typed_wrongly_is_named_and_kept(house: Opened) -> None:
    mine, second, _ = await offices(house)
    coordinator = house.clients[RoleName.COORDINATOR]
    form = await page_of(coordinator, "/annex/new")
    typed = {"due_on": str(today_wib() - timedelta(days=1)), "whom": "some", "note": "Untuk tahun depan"}
    page = await led(coordinator, await pressed(coordinator, form, "ask", typed))
    assert "Batas waktunya sudah lewat" in page
    assert "Belum ada instansi yang diminta" in page
    assert form_in(page, "ask")[1]["note"] == "Untuk tahun depan"
    for said, rule in (
        ({"whom": "some", "ipd_ids": [mine, mine]}, "annex-office-twice"),
        ({"whom": "some", "ipd_ids": [mine, NOBODYS]}, "annex-office-unknown"),
        ({"whom": "but", "ipd_ids": [NOBODYS]}, "annex-office-unknown"),
        ({"whom": "all", "ipd_ids": [second]}, "annex-whom"),
        ({}, "annex-nobody"),
    ):
        answer = await coordinator.post("/annex", json={"due_on": str(DUE), **said})
        assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (422, rule), said
    assert (await coordinator.get("/reports/annex")).json()["items"] == []


async def test_of_another_offices_request_a_host_hears_nothing(house: Opened) -> None:
    mine, second, _ = await offices(house)
    coordinator, host = house.clients[RoleName.COORDINATOR], house.clients[RoleName.HOST]
    one = await asked(coordinator, whom="some", ipd_ids=[second])
    theirs, nobodys = [await host.get(f"/annex/{each}") for each in (one, NOBODYS)]
    assert (theirs.status_code, theirs.json()["rule"]) == (404, "annex-unknown")
    assert {**theirs.json(), "instance": ""} == {**nobodys.json(), "instance": ""}
    answer = {"number": 1, "answer": "nothing", "reason": WHY}
    assert (await host.post(f"/annex/{one}/offices/{mine}/answers", json=answer)).json()["rule"] == "annex-unknown"
    assert (await house.clients[RoleName.OFFICER].get(f"/annex/{one}")).status_code == 403
    assert (await host.get("/annex/new")).status_code == 403


async def test_a_request_that_is_sent_again_is_the_same(house: Opened) -> None:
    await offices(house)
    coordinator = house.clients[RoleName.COORDINATOR]
    once = {"idempotency-key": "lampiran-2027"}
    body = {"whom": "all", "due_on": str(DUE)}
    first, again = [await coordinator.post("/annex", json=body, headers=once) for _ in range(2)]
    assert first.json()["annex_id"] == again.json()["annex_id"]
    await house.level()
    assert len((await coordinator.get("/reports/annex")).json()["items"]) == 3


async def test_a_thousand_offices_are_chosen_box_by_box(house: Opened) -> None:
    coordinator, ledger = house.clients[RoleName.COORDINATOR], house.parts.houses["matching"].ledger
    named = [derived("office", str(number)) for number in range(OFFICES_MOST)]
    words = {one: {"name": PublicText(f"Instansi {one[:8]}"), "code": Code(one[:8])} for one in named}
    told = [IpdRegistered(ipd_id=IpdId(one), **words[one]) for one in named]
    await asyncio.gather(*(append(ledger, f"ipd-{one.ipd_id}", one) for one in told))
    await house.level()
    typed: dict[str, Any] = {"due_on": str(DUE), "whom": "some", "ipd_ids": named}
    page = await page_of(coordinator, "/annex/new")
    one = (await pressed(coordinator, page, "ask", typed)).headers["location"].partition("?")[0]
    rest = {"whom": "but", "ipd_ids": named[1:], "reason": WHY}
    done = await pressed(coordinator, await page_of(coordinator, f"{one}/corrections"), "ask", rest)
    assert done.headers["location"].partition("?")[0] == one
    await house.level()
    offices = (await coordinator.get(one)).json()["offices"]
    assert [office["ipd_id"] for office in offices] == named[:1]
