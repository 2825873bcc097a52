"""One I-PD as reported: who is there now and soon, its places with their slots, its violations with their place."""

from datetime import timedelta

import httpx2
import pytest

from services.matching.ipd.events import IpdRegistered, OfferOpened
from shared.access.policy import RoleName
from shared.domain.identifiers import Code, Kecamatan, OfferId, PublicText
from shared.ledger.ledger import Ledger
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from tests.opened import opened
from tests.reporting.telling import (
    IPD,
    KLIEN,
    OFFER,
    SITE,
    STARTED,
    above_day,
    accepted,
    another,
    appended,
    assessed,
    received,
    registered,
    running,
)
from tests.reporting.test_reports import begun
from tests.waiting import read

pytestmark = pytest.mark.slow

HOST = IpdRegistered(ipd_id=IPD, code=Code("dinsos"), name=PublicText("Dinas Sosial"), phone=PublicText("0355 791234"))
OPENED = OfferOpened(
    ipd_id=IPD,
    offer_id=OFFER,
    site_id=SITE,
    site_name=PublicText("Panti Contoh"),
    host_kind="care_home",
    kecamatan=Kecamatan("35.03.11"),
    category=1,
    activity=Code("merawat-lansia"),
    slots=3,
)


async def test_who_is_at_a_place_and_what_counts_against_it(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    day = today_wib() - timedelta(days=1)
    soon = [another(event, 2) for event in (received(), registered(), accepted())]
    elsewhere = [another(received(), 3), another(registered(), 3)]
    one = (*running()[:-2], *begun(10), assessed(day, 480, 480, above_day(), worked=540))
    last = await appended(ledger, HOST, OPENED, *one, *soon, *elsewhere)
    found = await read(office, f"/reports/ipd/{IPD}?after={last}")
    assert (found["name"], found["phone"], found["serving"], found["expected"]) == ("Dinas Sosial", "0355 791234", 2, 1)
    assert {row["klien_id"][-1] for row in found["sentences"]} == {"1", "2"}
    (place,) = found["offers"]
    assert (place["site_name"], place["slots"], place["serving"], place["free"]) == ("Panti Contoh", 3, 2, 1)
    (broken,) = found["violations"]
    assert (broken["klien_id"], broken["site_name"], found["violations_total"]) == (KLIEN, "Panti Contoh", 1)


async def test_every_figure_of_who_is_at_a_place_is_the_number_of_persons_listed_there(
    settings: Settings, ledger: Ledger
) -> None:
    """Whoever serves on after the plan's end or after the deadline has the slot; who has fulfilled has none."""
    long_ago = [another(event, 2) for event in running()]
    soon = [another(event, 3) for event in (received(), registered(), accepted())]
    fulfilled = [another(event, 4) for event in (*running(), assessed(STARTED, 480, 40 * 60))]
    async with opened(settings, "reporting", role=RoleName.COORDINATOR) as coordinator:
        last = await appended(ledger, HOST, OPENED, *running()[:-2], *begun(10), *long_ago, *soon, *fulfilled)
        found = await read(coordinator, f"/reports/ipd/{IPD}?after={last}")
        (office,) = (await read(coordinator, f"/reports/ipd?after={last}"))["items"]
        desk = (await coordinator.get("/", headers={"accept": "text/html"})).text
    (place,) = found["offers"]
    persons = len(found["sentences"])
    assert (persons, place["serving"], place["free"]) == (3, 3, 0)
    assert (office["serving"], office["expected"], office["fulfilled"]) == (3, 1, 1)
    assert "Dinas Sosial penuh" in desk
    assert "Belum ada kesediaan (Lampiran I) dengan tempat kosong" in desk


async def test_a_page_of_an_office_says_who_and_where(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    last = await appended(ledger, HOST, OPENED, *running()[:-2], *begun(10))
    await read(office, f"/reports/ipd/{IPD}?after={last}")
    page = (await office.get(f"/reports/ipd/{IPD}", headers={"accept": "text/html"})).text
    for words in ("Orang di sini", "Panti Contoh", "0355 791234", f"/reports/klien/{KLIEN}", "1 dari 3 orang"):
        assert words in page


async def test_more_persons_than_slots_are_named_as_such_and_every_page_says_whom_it_counts(
    settings: Settings, ledger: Ledger
) -> None:
    small = OPENED.model_copy(update={"slots": 1})
    soon = [another(event, 2) for event in (received(), registered(), accepted())]
    async with opened(settings, "reporting", role=RoleName.COORDINATOR) as coordinator:
        last = await appended(ledger, HOST, small, *running()[:-2], *begun(10), *soon)
        await read(coordinator, f"/reports/ipd/{IPD}?after={last}")
        pages = [
            (await coordinator.get(address, headers={"accept": "text/html"})).text
            for address in ("/reports/ipd", f"/reports/ipd/{IPD}", "/")
        ]
    every, one, desk = pages
    assert "2 dari 1 orang" in every
    assert "melebihi 1 orang" in every
    assert "melebihi 1 orang" in one
    assert "Terisi 2 dari 1 orang: yang ditempatkan dan belum terpenuhi; melebihi 1 orang." in desk
    assert all("ditempatkan" in page and "belum terpenuhi" in page for page in pages)


async def test_one_place_too_full_takes_no_room_from_another_and_neighbouring_pages_say_so_alike(
    settings: Settings, ledger: Ledger
) -> None:
    small, elsewhere = OPENED.model_copy(update={"slots": 1}), OfferId("40000000-0000-4000-8000-000000000002")
    roomy = OPENED.model_copy(update={"offer_id": elsewhere, "site_name": PublicText("Panti Lain"), "slots": 2})
    soon = [another(event, 2) for event in (received(), registered(), accepted())]
    async with opened(settings, "reporting", role=RoleName.COORDINATOR) as coordinator:
        last = await appended(ledger, HOST, small, roomy, *running()[:-2], *begun(10), *soon)
        (office,) = (await read(coordinator, f"/reports/ipd?after={last}"))["items"]
        pages = [
            (await coordinator.get(address, headers={"accept": "text/html"})).text
            for address in ("/reports/ipd", f"/reports/ipd/{IPD}", "/")
        ]
    assert [office[name] for name in ("slots", "serving", "free", "over")] == [3, 2, 2, 1]
    assert all("2 kosong" in page for page in pages)
    assert "di tempat lain melebihi 1 orang" in pages[0]
    assert "di tempat lain melebihi 1 orang" in pages[2]


async def test_a_place_that_is_named_leads_to_what_is_there(office: httpx2.AsyncClient, ledger: Ledger) -> None:
    """Of its office there may be ten others; a file says whom a violation counts against, in an Indonesian name."""
    day = today_wib() - timedelta(days=1)
    last = await appended(ledger, HOST, OPENED, *running()[:-2], *begun(10), assessed(day, 480, 480, above_day()))
    await read(office, f"/reports/violations?after={last}")
    for address in ("/reports/violations", f"/reports/klien/{KLIEN}"):
        page = (await office.get(f"{address}?after={last}", headers={"accept": "text/html"})).text
        assert f'href="/reports/ipd/{IPD}?site_id={SITE}"' in page
    file = await office.get("/reports/violations.csv")
    assert file.headers["content-disposition"].startswith('attachment; filename="bakti-pelanggaran-')
    assert ", dibebankan ke " in file.text
    assert SITE in file.text


async def test_people_and_violations_of_an_office_can_be_asked_of_one_place_alone(
    office: httpx2.AsyncClient, ledger: Ledger
) -> None:
    day, elsewhere = today_wib() - timedelta(days=1), "00000000-0000-4000-8000-0000000000aa"
    last = await appended(ledger, HOST, OPENED, *running()[:-2], *begun(10), assessed(day, 480, 480, above_day()))
    whole = await read(office, f"/reports/ipd/{IPD}?after={last}")
    here = await read(office, f"/reports/ipd/{IPD}?site_id={SITE}")
    assert (here["sentences"], here["violations"]) == (whole["sentences"], whole["violations"])
    assert (len(here["sentences"]), here["violations_total"]) == (1, 1)
    other = await read(office, f"/reports/ipd/{IPD}?site_id={elsewhere}")
    assert (other["sentences"], other["violations"], other["violations_total"]) == ([], [], 0)
    page = (await office.get(f"/reports/violations?site_id={SITE}", headers={"accept": "text/html"})).text
    assert '<span class="chip" aria-current="true">Panti Contoh</span>' in page


async def test_an_office_without_anybody_teaches_and_one_that_is_not_there_is_not_found(
    office: httpx2.AsyncClient, ledger: Ledger
) -> None:
    last = await appended(ledger, HOST)
    await read(office, f"/reports/ipd/{IPD}?after={last}")
    page = (await office.get(f"/reports/ipd/{IPD}", headers={"accept": "text/html"})).text
    assert "Belum ada orang di sini" in page
    answer = await office.get(f"/reports/ipd/{KLIEN}")
    assert (answer.status_code, answer.json()["rule"]) == (404, "ipd-not-reported")
