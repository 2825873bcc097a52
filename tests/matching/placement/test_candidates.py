"""What a proposal looks at: open offers, and the slots taken from this month on, however old the ledger is."""

from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import uuid4

import msgspec

from services.cli import house
from services.cli.migrate import introduce_keys
from services.matching.ipd.events import HostKind, IpdRegistered, OfferOpened
from services.matching.placement.events import SlotTaken
from services.matching.placement.reactions import candidates
from shared.domain.event import Event
from shared.domain.identifiers import (
    Code,
    CommandId,
    IpdId,
    Kecamatan,
    Month,
    OfferId,
    PublicText,
    PutusanId,
    SiteId,
    StreamName,
    Version,
)
from shared.domain.sentence import Regime
from shared.ledger.append import AppendRequest, Claim, NewEvent
from shared.ledger.decoding import encode
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Metadata
from shared.runtime.clock import today_wib
from shared.runtime.settings import Settings

HOST, OFFER = IpdId(str(uuid4())), OfferId(str(uuid4()))
THIS_MONTH = Month(f"{today_wib():%Y-%m}")
LAST_MONTH = Month(f"{today_wib().replace(day=1) - timedelta(days=1):%Y-%m}")


async def test_months_that_are_past_are_not_read_and_unknown_events_are_passed(settings: Settings) -> None:
    await introduce_keys(settings)
    async with AsyncExitStack() as stack:
        home = (await house.open_parts(settings, ["matching"], stack)).houses["matching"]
        await append(home.ledger, f"ipd-{HOST}", stored(IpdRegistered(ipd_id=HOST, code=Code("dlh"), name=NAME)))
        await append(home.ledger, f"ipd-{HOST}", NewEvent("id.go.bakti.ipd.newer.v9", 9, None, b"{}", b"{}"), 1)
        await append(home.ledger, f"ipd-{HOST}", stored(OPENED), 2)
        for month in (LAST_MONTH, THIS_MONTH):
            await append(home.ledger, f"slots-{HOST}-{month}", stored(taken(month)))
        (found,) = await candidates(home)
    assert found.offer == OPENED
    assert dict(found.taken) == {THIS_MONTH: 1}


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


def stored(event: Event) -> NewEvent:
    metadata = msgspec.json.encode(Metadata(Code("test"), CommandId(str(uuid4())), "test"))
    return NewEvent(event.full_type(), 1, event.subject, encode(event), metadata)


async def append(ledger: Ledger, stream: str, event: NewEvent, version: int = 0) -> None:
    claim = Claim(StreamName(stream), Version(version), (event,))
    await ledger.append(AppendRequest(CommandId(str(uuid4())), b"", (claim,)))
