"""Another service's events, told for a test: appended as that service would, and heard by who follows it.

Example::

    last = await tell(database, f"putusan-{putusan_id}", PutusanRegistered(...), heard_by=house.subscriptions)
"""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

import asyncpg
import msgspec

from services.catalogue import SERVICES
from services.intake.account.events import AccountLinked, LinkKind
from services.intake.putusan.events import PutusanAssigned
from services.matching.ipd.events import SupervisorNamed
from shared.access.policy import RoleName
from shared.database.engine import Database
from shared.database.roles import SERVICE_SCHEMAS
from shared.domain.event import Event
from shared.domain.identifiers import (
    AccountId,
    BookId,
    Code,
    CommandId,
    IpdId,
    KlienId,
    PutusanId,
    SiteId,
    StreamName,
    UnitCode,
    Version,
)
from shared.ledger.append import AppendRequest, Claim, Conflict, NewEvent
from shared.ledger.decoding import encode
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Metadata
from shared.messaging.subscription import Subscriptions
from tests.waiting import reached

BOOK = BookId("trenggalek")


async def tell(database: Database, stream: str, *events: Event, heard_by: Subscriptions | None = None) -> int:
    """Append them at the end of their stream, by the role of the service whose stream it is; gives the last position.

    ``heard_by``: every projection and reaction of that house has come so far.
    """
    category = stream.partition("-")[0]
    (owner,) = [service.name for service in SERVICES if category in service.categories]
    ledger = Ledger(database, BOOK, SERVICE_SCHEMAS[owner], frozenset({category}))
    await ledger.start()
    try:
        last = await append(ledger, stream, *events)
    finally:
        await ledger.stop()
    if heard_by is not None:
        for follower in heard_by.state():
            assert follower.position >= last or await reached(heard_by, follower.name, last), follower
    return last


async def account_of(database: Database, login: str) -> AccountId:
    """The account of this login; ``one_account_each`` calls each by its role."""
    connection = await asyncpg.connect(database.url)
    try:
        return AccountId(await connection.fetchval("SELECT account_id FROM access.account WHERE login = $1", login))
    finally:
        await connection.close()


async def supervised(
    database: Database,
    ipd_id: str,
    site_id: str,
    *,
    until_day: date | None = None,
    heard_by: Subscriptions | None = None,
) -> int:
    """Name the house's supervisor at a place, since long; gives the position."""
    named = SupervisorNamed(
        ipd_id=IpdId(ipd_id),
        site_id=SiteId(site_id),
        account_id=await account_of(database, RoleName.SUPERVISOR),
        from_day=date(2020, 1, 1),
        until_day=until_day,
    )
    return await tell(database, f"ipd-{ipd_id}", named, heard_by=heard_by)


async def assigned(database: Database, putusan_id: str, klien_id: str, officer: AccountId, number: int = 1) -> int:
    """Whose case it is; gives the position."""
    ids = {"putusan_id": PutusanId(putusan_id), "klien_id": KlienId(klien_id)}
    return await tell(database, f"putusan-{putusan_id}", PutusanAssigned(**ids, officer=officer, number=number))


OF_COURT = (RoleName.PROSECUTOR, RoleName.COURT, RoleName.JUDGE)


async def linked(database: Database, ipd_id: str, adult: str, child: str) -> None:
    """Each role's account is one whom the court, this I-PD and these persons concern."""
    await linked_to_court(database)
    await linked_to_host(database, ipd_id)
    await linked_to_persons(database, {LinkKind.KLIEN: adult, LinkKind.GUARDIAN: child})


async def linked_to_persons(database: Database, persons: Mapping[LinkKind, str]) -> None:
    """The klien's account is one of these persons: their own, or as a guardian."""
    for kind, klien_id in persons.items():
        await _linked(database, RoleName.CLIENT, kind, klien_id)


async def linked_to_host(database: Database, ipd_id: str) -> None:
    """The host's account is one of this I-PD."""
    await _linked(database, RoleName.HOST, LinkKind.IPD, ipd_id)


async def linked_to_court(database: Database, *roles: RoleName) -> None:
    """The account of each of these roles, or of all whom a court concerns, is one of the court of the rulings."""
    for role in roles or OF_COURT:
        await _linked(database, role, LinkKind.COURT, "pn-trk")


async def linked_to_unit(database: Database, unit: UnitCode, *roles: RoleName) -> None:
    """The account of each of these roles keeps this unit's letters."""
    for role in roles:
        await _linked(database, role, LinkKind.UNIT, unit)


async def _linked(database: Database, role: RoleName, kind: LinkKind, key: str) -> None:
    account = await account_of(database, role)
    await tell(database, f"account-{account}", AccountLinked(account_id=account, to=kind, key=Code(key)))


async def append(ledger: Ledger, stream: str, *events: Event | NewEvent, version: int = 0) -> int:
    """Append them in one request at the end of the stream, wherever that is; gives the last position."""
    new = tuple(_stored(event) if isinstance(event, Event) else event for event in events)
    claim = Claim(StreamName(stream), Version(version), new)
    done = await ledger.append(AppendRequest(CommandId(str(uuid4())), b"", (claim,)))
    if isinstance(done, Conflict):
        return await append(ledger, stream, *events, version=done.version)
    return int(done.first_position) + len(new) - 1


def _stored(event: Event) -> NewEvent:
    command = CommandId(str(uuid4()))
    metadata = msgspec.json.encode(Metadata(Code("test"), command, command))
    return NewEvent(event.full_type(), 1, event.subject, encode(event), metadata)
