"""What a proposal looks at: open offers, and the slots taken from this month on, however old the ledger is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import asyncpg
from structlog.testing import capture_logs

from services.cli import house
from services.cli.migrate import introduce_keys
from services.matching.ipd.events import HostKind, IpdRegistered, OfferClosed, OfferOpened
from services.matching.placement.events import SlotTaken
from services.matching.placement.open_places import OpenPlaces
from services.matching.placement.reactions import candidates
from shared.domain.identifiers import (
    Code,
    IpdId,
    Kecamatan,
    KlienId,
    Month,
    OfferId,
    PublicText,
    PutusanId,
    SiteId,
)
from shared.domain.sentence import Regime
from shared.ledger.append import NewEvent
from shared.ledger.ledger import Ledger
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings
from shared.web.house import House
from tests.neighbours import append

KLIEN = KlienId(str(uuid4()))
HOST, OFFER = IpdId(str(uuid4())), OfferId(str(uuid4()))
THIS_MONTH = Month(f"{today_wib():%Y-%m}")
LAST_MONTH = Month(f"{today_wib().replace(day=1) - timedelta(days=1):%Y-%m}")


async def test_months_that_are_past_are_not_read_and_unknown_events_are_passed(settings: Settings) -> None:
    async with matching(settings) as home:
        await append(home.ledger, f"ipd-{HOST}", IpdRegistered(ipd_id=HOST, code=Code("dlh"), name=NAME))
        await append(home.ledger, f"ipd-{HOST}", NewEvent("id.go.bakti.ipd.newer.v9", 9, None, b"{}", b"{}"))
        await append(home.ledger, f"ipd-{HOST}", OPENED)
        for month in (LAST_MONTH, THIS_MONTH):
            await append(home.ledger, f"slots-{HOST}-{month}", taken(month))
        (found,) = await candidates(home, KLIEN)
    assert found.offer == OPENED
    assert dict(found.taken) == {THIS_MONTH: 1}


async def test_a_second_look_sees_what_came_since_and_another_service_sees_the_same(settings: Settings) -> None:
    async with matching(settings) as home:
        await opened_host(home.ledger)
        assert [found.offer for found in await candidates(home, KLIEN)] == [OPENED]
        another = OPENED.model_copy(update={"offer_id": OfferId(str(uuid4()))})
        await append(home.ledger, f"ipd-{HOST}", another)
        await append(home.ledger, f"slots-{HOST}-{THIS_MONTH}", taken(THIS_MONTH))
        first, second = await candidates(home, KLIEN)
        assert (first.offer, dict(first.taken)) == (OPENED, {THIS_MONTH: 1})
        assert (second.offer, dict(second.taken)) == (another, {})
        await append(
            home.ledger,
            f"ipd-{HOST}",
            OfferClosed(ipd_id=HOST, offer_id=OFFER, reason=PublicText("gedungnya diperbaiki")),
        )
        looks = await asyncio.gather(*(candidates(home, KLIEN) for _ in range(5)))
        assert all([found.offer for found in look] == [another] for look in looks)
        assert await OpenPlaces(home.ledger).now(today_wib()) == looks[0]


async def test_a_host_whose_event_cannot_be_read_is_left_out_and_told_and_the_others_stay(settings: Settings) -> None:
    async with matching(settings) as home:
        await opened_host(home.ledger)
        other = OPENED.model_copy(update={"ipd_id": IpdId(str(uuid4())), "offer_id": OfferId(str(uuid4()))})
        await append(home.ledger, f"ipd-{other.ipd_id}", other)
        assert len(await candidates(home, KLIEN)) == 2
        broken = NewEvent(OfferOpened.full_type(), 1, None, b'{"slots":"many"}', b"{}")
        await append(home.ledger, f"ipd-{HOST}", broken)
        with capture_logs() as told:
            assert [found.offer for found in await candidates(home, KLIEN)] == [other]
            assert [found.offer for found in await candidates(home, KLIEN)] == [other]
        left_out = [line["stream"] for line in told if line["event"] == "host_unreadable"]  # others log meanwhile
        assert left_out == [f"ipd-{HOST}"]
        assert [found.offer for found in await OpenPlaces(home.ledger).now(today_wib())] == [other]


async def test_where_the_ledger_was_put_back_to_another_history_all_is_read_anew(settings: Settings) -> None:
    async with matching(settings) as home:
        await opened_host(home.ledger)
        places = OpenPlaces(home.ledger)
        assert len(await places.now(today_wib())) == 1
        administrator = await asyncpg.connect(str(settings.database_url))
        try:
            await administrator.execute("ALTER TABLE ledger.event DISABLE TRIGGER USER; DELETE FROM ledger.event")
        finally:
            await administrator.close()
        assert await places.now(today_wib()) == ()


@asynccontextmanager
async def matching(settings: Settings) -> AsyncIterator[House]:
    await introduce_keys(settings)
    async with AsyncExitStack() as stack:
        yield (await house.open_parts(settings, ["matching"], stack)).houses["matching"]


async def opened_host(ledger: Ledger) -> None:
    await append(ledger, f"ipd-{HOST}", IpdRegistered(ipd_id=HOST, code=Code("dlh"), name=NAME))
    await append(ledger, f"ipd-{HOST}", OPENED)


NAME = PublicText("Dinas Lingkungan Hidup")
OPENED = OfferOpened(
    ipd_id=HOST,
    offer_id=OFFER,
    site_id=SiteId(str(uuid4())),
    site_name=PublicText("Taman Contoh"),
    host_kind=HostKind.OFFICE,
    kecamatan=Kecamatan("35.03.11"),
    category=1,
    activity=Code("menyapu-taman"),
    slots=3,
    regimes=(Regime.ADULT,),
    weekdays=(0, 1, 2),
    open_from_minute=480,
    open_until_minute=900,
)


def taken(month: Month) -> SlotTaken:
    return SlotTaken(ipd_id=HOST, offer_id=OFFER, month=month, putusan_id=PutusanId(str(uuid4())))
