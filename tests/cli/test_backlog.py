"""An office's first day is all backlog: what has long begun is entered as it was, and credited at once."""

from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from shared.law.calendar import working_day
from shared.runtime.clock import today_wib
from tests.cli.test_extreme_dates import ADULT, LINE, Whole, whole  # noqa: F401 (a fixture)

pytestmark = pytest.mark.slow

PAGE = {"accept": "text/html"}


def months_ago(days: int) -> str:
    return (today_wib() - timedelta(days=days)).isoformat()


RULED, FINAL, BEGUN = months_ago(90), months_ago(82), months_ago(70)


async def ruling_and_offers(whole: Whole, **changes: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:  # noqa: F811
    """A ruling of three months ago, and two places that would take the person."""
    host = (await whole.coordinator.post("/ipd", json={"code": "arsip", "name": "Dinas Rekaan"})).json()["ipd_id"]
    offers = [
        (await whole.coordinator.post(f"/ipd/{host}/offers", json=LINE | {"site_name": name})).json()
        for name in ("Pasar Rekaan", "Perpustakaan Rekaan")
    ]
    paper = ADULT | {"ruled_on": RULED, "final_on": FINAL, "offence_on": months_ago(200)} | changes
    served = await whole.paper({name: value for name, value in paper.items() if value is not None}, 201)
    assert served["state"] == "registered"
    await whole.settled()
    return served, offers


def worked(offer: dict[str, Any], klien_id: str, days: int = 3) -> list[dict[str, Any]]:
    """Four hours on each of the first working days."""
    found: list[dict[str, Any]] = []
    day = date.fromisoformat(BEGUN)
    while len(found) < days:
        if working_day(day):
            times = {"starts": f"{day}T08:00:00+07:00", "ends": f"{day}T12:00:00+07:00"}
            found.append({"klien_id": klien_id, "site_id": offer["site_id"], "ipd_id": offer["ipd_id"], **times})
        day += timedelta(days=1)
    return found


def stay(offer: dict[str, Any], **more: Any) -> dict[str, Any]:
    until = (today_wib() + timedelta(days=30)).isoformat()
    reason = {"override": "sudah berjalan sejak semula"}
    return {"offer_id": offer["offer_id"], "planned_from": BEGUN, "planned_until": until, **reason, **more}


async def read(client: httpx2.AsyncClient, klien_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/hours/{klien_id}")).json()
    return found


async def test_a_ruling_of_three_months_ago_is_entered_with_its_past_and_credited_at_once(whole: Whole) -> None:  # noqa: F811
    served, (offer, _) = await ruling_and_offers(whole)
    placement, hours = f"/placement/{served['putusan_id']}", f"/hours/{served['klien_id']}"
    page = (await whole.officer.get(placement, headers=PAGE)).text
    assert "Sudah berjalan di sini" in page
    refused = await whole.said(f"{placement}/acceptance", stay(offer), 422)
    assert refused["rule"] == "stay-begun"
    await whole.said(f"{placement}/acceptance", stay(offer, document="SP-1/2026"), 200)
    await whole.settled()
    handover = {"started_on": BEGUN, "document": "BA-1/2026", "putusan_id": served["putusan_id"]}
    await whole.said(f"{hours}/service", handover, 200)
    told = await whole.said("/hours", worked(offer, served["klien_id"]), 200)
    assert [(item["outcome"], item["credited_minutes"]) for item in told["items"]] == [("recorded", 240)] * 3
    await whole.settled()
    (sentence,) = (await whole.officer.get(f"/reports/klien/{served['klien_id']}")).json()["sentences"]
    assert (sentence["started_on"], sentence["credited_minutes"]) == (BEGUN, 720)
    assert sentence["status"] != "menunggu_bht"


async def test_a_wrong_place_is_corrected_and_the_hours_at_the_true_one_count(whole: Whole) -> None:  # noqa: F811
    served, (wrong, true) = await ruling_and_offers(whole)
    placement = f"/placement/{served['putusan_id']}"
    await whole.said(f"{placement}/acceptance", stay(wrong, document="SP-1/2026"), 200)
    await whole.settled()
    handover = {"started_on": BEGUN, "document": "BA-1/2026", "putusan_id": served["putusan_id"]}
    await whole.said(f"/hours/{served['klien_id']}/service", handover, 200)
    told = await whole.said("/hours", worked(true, served["klien_id"]), 200)
    assert {item["outcome"] for item in told["items"]} == {"review"}
    await whole.settled()
    page = (await whole.officer.get(placement, headers=PAGE)).text
    assert f'action="{placement}/corrections"' in page
    body = {name: value for name, value in stay(true).items() if name != "override"}
    body |= {"number": "1", "document": "SP-2/2026", "reason": "salah pilih tempat pada surat pertama"}
    done = await whole.officer.post(f"{placement}/corrections", data=body, headers=PAGE)
    assert done.status_code == 303, done.text
    await whole.settled()
    assert {shift["state"] for shift in (await read(whole.officer, served["klien_id"]))["shifts"]} == {"recorded"}
    (sentence,) = (await whole.officer.get(f"/reports/klien/{served['klien_id']}")).json()["sentences"]
    assert (sentence["credited_minutes"], sentence["site_id"]) == (720, true["site_id"])
    row = (await whole.officer.get(placement)).json()
    assert (row["site_id"], row["number"]) == (true["site_id"], 1)


@pytest.mark.parametrize("told", ["before", "after"])
async def test_a_bht_that_comes_late_credits_what_was_worked_since(whole: Whole, told: str) -> None:  # noqa: F811
    """Settlement 18, through the addresses: whichever comes first."""
    served, (offer, _) = await ruling_and_offers(whole, final_on=None)
    hours, bht = f"/hours/{served['klien_id']}", {"final_on": FINAL, "document": "SIPP"}
    await whole.said(f"/placement/{served['putusan_id']}/acceptance", stay(offer, document="SP-1/2026"), 200)
    await whole.settled()
    handover = {"started_on": BEGUN, "document": "BA-1/2026", "putusan_id": served["putusan_id"]}
    started = await whole.said(f"{hours}/service", handover, 200)
    assert (started["flags"], started["deadline"]) == (["final-not-known"], None)
    if told == "before":
        await whole.said(f"/putusan/{served['putusan_id']}/finality", bht, 200)
        await whole.settled()
    await whole.said("/hours", worked(offer, served["klien_id"]), 200)
    if told == "after":
        await whole.settled()
        (sentence,) = (await whole.officer.get(f"/reports/klien/{served['klien_id']}")).json()["sentences"]
        assert (sentence["status"], sentence["credited_minutes"]) == ("menunggu_bht", 0)
        desk = (await whole.officer.get("/", headers=PAGE)).text
        assert f'href="/putusan/{served["putusan_id"]}#berkekuatan"' in desk
        await whole.said(f"/putusan/{served['putusan_id']}/finality", bht, 200)
    await whole.settled()
    (sentence,) = (await whole.officer.get(f"/reports/klien/{served['klien_id']}")).json()["sentences"]
    assert (sentence["credited_minutes"], sentence["opens_on"]) == (720, BEGUN)
    assert sentence["deadline"] == (date.fromisoformat(BEGUN) + timedelta(days=180)).isoformat()
