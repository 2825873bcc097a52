"""GET and POST /klien/{id}/export: what is held on one person and who looked, for the officer who hands it over.

The page says what there is without showing it; the file has everything, and is made once a purpose was given.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from starlette.responses import Response

from services.intake.putusan.projections import PERSONS
from shared.access import naming
from shared.access.policy import RoleName
from shared.access.signin import Actor, require
from shared.audit.entry import Entry, Kind, note
from shared.audit.tables import ACCOUNT, ENTRY, READER
from shared.audit.words import ACTIONS, EXPORTED_FOR, KINDS
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Fault
from shared.law.calendar import wib_day
from shared.ledger.recorded import Recorded
from shared.privacy.refs import SEALED, refs_in
from shared.web.answers import POSITION, Answer, gives
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.problems import Problem
from shared.web.screens import screen

router = APIRouter(prefix="/klien")
ACTION: Final = "person.export"
EVENTS_MAX: Final = 20_000
"""Of one person: a year of daily work leaves some thousands."""
LOOKS_MAX: Final = 10_000
"""The newest; the page says how many there are."""
LOOKS_SHOWN: Final = 50
Purpose = Literal["own-request", "guardian", "counsel", "oversight"]
"""``EXPORTED_FOR``."""
ROLES: Final = {role.value: role.called for role in RoleName}
Here = Annotated[House, Depends(house)]
Exporter = Annotated[Actor, Depends(require(ACTION))]


class CopyWanted(BaseModel):
    """For whom the copy is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: Purpose


class Lookback(Answer):
    """Who looked or did something, when, in which role and what for."""

    at: datetime
    kind: str
    account_name: str | None
    role: str | None
    action: str
    purpose: str | None
    fields: list[str]
    outcome: str


class Holding(Answer):
    """How much is held on a person, by the thing it is about; and who looked last."""

    klien_id: KlienId
    events: dict[str, int]
    looks: int
    newest: list[Lookback]


class HeldValue(Answer):
    """One field of an event by its JSON pointer, and its value in clear, or the word for one that was erased."""

    field: str
    value: str


class HeldEvent(Answer):
    """What was told of the person."""

    at: datetime
    event: str
    position: POSITION
    values: list[HeldValue]


class Held(Answer):
    """All that is held on a person, in its order, and who looked, the newest first."""

    klien_id: KlienId
    made_at: datetime
    purpose: Purpose
    events: list[HeldEvent]
    looks: list[Lookback]


@router.get("/{klien_id}/export", summary="What is held on a person, and who looked")
@gives(Holding, refuses=(404,))
async def shown(request: Request, klien_id: KlienId, house: Here, actor: Exporter) -> Response:
    """Of what kind and how much, without its content; with the form that makes the file."""
    ids = await house.vault.belonging(klien_id)
    events = await _held(house, ids)
    whose = await naming.people(request, house, PERSONS, actor, {klien_id: klien_id}, ACTION)
    looks, total = await _looks(house, ids, LOOKS_SHOWN)
    held = Counter(entry.stream.partition("-")[0] for entry in events)
    data = {"klien_id": klien_id, "events": dict(held), "looks": total, "newest": looks}
    return screen(
        request,
        "klien/export.html",
        data,
        purposes=EXPORTED_FOR,
        words=KINDS,
        actions=ACTIONS,
        roles=ROLES,
        named=whose.names.get(klien_id),
    )


@router.post("/{klien_id}/export", summary="Make the copy of all that is held on a person")
@gives(Held, refuses=(404,))
async def made(
    klien_id: KlienId, wanted: Annotated[CopyWanted, Depends(incoming(CopyWanted))], house: Here, actor: Exporter
) -> Response:
    """A file, noted in the audit trail before it leaves."""
    ids = await house.vault.belonging(klien_id)
    events, now = await _held(house, ids), house.clock()
    who = actor.who
    told = Entry(now, Kind.EXPORT, ACTION, who.account, who.role, tuple(ids), ("everything",), who.source)
    await note(house.database, replace(told, purpose=wanted.purpose))
    payloads = [msgspec.json.decode(entry.payload) for entry in events]
    refs = refs_in(payloads)
    others = await house.vault.of_others(refs, ids)
    values = await house.vault.reveal([ref for ref in refs if ref not in others], wanted.purpose, who)
    looks, _ = await _looks(house, ids, LOOKS_MAX)
    held = {"klien_id": klien_id, "made_at": now, "purpose": wanted.purpose, "looks": looks}
    held["events"] = [
        {"at": one.recorded_at, "event": one.type, "position": one.position, "values": list(_flat(payload, values))}
        for one, payload in zip(events, payloads, strict=True)
    ]
    headers = {"Cache-Control": "no-store"}
    headers["Content-Disposition"] = f'attachment; filename="bakti-klien-{klien_id[:8]}-{wib_day(now)}.json"'
    return Response(msgspec.json.encode(held), 200, headers, "application/json")


async def events_about(house: House, klien_id: str) -> list[Recorded]:
    """Every event about the person. Raises Problem where there is none."""
    found = await house.ledger.read_subject(klien_id, EVENTS_MAX)
    if not found:
        raise Problem(404, Fault("person-unknown"))
    return found


async def _held(house: House, ids: Sequence[str]) -> list[Recorded]:
    """Every event about the person in its order, also under an id that they had before, and what was told of them while
    they were taken for somebody else (0064)."""
    of_first = await events_about(house, ids[0])
    of_others = [entry for one in ids[1:] for entry in await house.ledger.read_subject(one, EVENTS_MAX)]
    meanwhile = await house.ledger.read_events(await house.vault.holders(ids))
    found = {entry.position: entry for entry in (*of_first, *of_others, *meanwhile)}
    return [found[position] for position in sorted(found)]


async def _looks(house: House, ids: Sequence[str], most: int) -> tuple[list[dict[str, Any]], int]:
    """The newest entries of the audit trail about the person, and how many there are."""
    entry, mine = ENTRY.c, ENTRY.c.subjects.overlap(list(ids))
    name = select(ACCOUNT.c.name).where(ACCOUNT.c.account_id == entry.account).scalar_subquery()
    columns = (entry.at, entry.kind, entry.role, entry.action, entry.purpose, entry.fields, entry.outcome)
    query = select(*columns, name.label("account_name")).where(mine).order_by(entry.at.desc(), entry.number.desc())
    async with house.database.engine(READER).connect() as connection:
        rows = (await connection.execute(query.limit(most))).mappings().all()
        total = (await connection.execute(select(func.count()).select_from(ENTRY).where(mine))).scalar_one()
    return [dict(row) for row in rows], int(total)


def _flat(part: Any, values: Mapping[str, Any], pointer: str = "") -> Iterator[dict[str, str]]:
    """Each field that says something, with the values in place of their references; none that is somebody else's."""
    if isinstance(part, dict) and part.keys() == SEALED:
        part = values.get(part["ref"])
    if isinstance(part, dict | list):
        inner = part.items() if isinstance(part, dict) else enumerate(part)
        for name, one in inner:
            yield from _flat(one, values, f"{pointer}/{name}")
    elif part is not None:
        yield {"field": pointer, "value": str(part)}
