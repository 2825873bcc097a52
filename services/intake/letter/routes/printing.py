"""What a paper of a letter needs to be printed: the letter in clear, its unit's letterhead of that day, its rulings."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from starlette.requests import Request

from services.intake.letter.decider import Letter
from services.intake.letter.events import Direction, PaperKind
from services.intake.letter.papers.composing import Known, Ruled
from services.intake.letter.routes.reading import RULINGS, Found, looking_at_rulings
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.intake.unit.decider import UNIT, Unit
from shared.access.naming import people
from shared.access.policy import Actor
from shared.access.reach import scope_of
from shared.database.roles import Role
from shared.domain.personal import Personal
from shared.domain.refusal import Fault
from shared.ledger.execute import known_events
from shared.papers.codes import PaperCode
from shared.papers.paper import Check
from shared.web.cookies import scheme_of
from shared.web.house import House
from shared.web.problems import Problem

READ: Final = "letter.read"
ROWS: Final = PUTUSANS.table


async def unit_of(house: House, letter: Letter) -> Unit:
    """What was told of the unit that keeps the letter."""
    assert letter.registered is not None
    return UNIT.fold(known_events(await house.ledger.read_stream(UNIT.stream(letter.registered.unit))))


async def known(request: Request, house: House, actor: Actor, found: Found, kind: PaperKind | None = None) -> Known:
    """Everything that a paper of this kind says of the letter by itself: a covering letter its rulings, within the
    reach of who prints."""
    letter = found.letter
    one, said = letter.registered, letter.content
    assert one is not None
    assert said is not None
    unit = await unit_of(house, letter)
    numbered = letter.numbered
    dated = (numbered.written_on if numbered else said.written_on) or house.circumstances().today
    ours = said.received_on if letter.direction is Direction.IN else dated
    head = unit.letterhead_on(ours or dated)
    sealed: dict[str, Personal[str] | None] = {
        "perihal": said.perihal,
        "attachments": said.attachments,
        "number": numbered.number if numbered else None,
        "signer_name": head.signer_name if head else None,
        "signer_nip": head.signer_nip if head else None,
    }
    clear = await revealed(house, actor, sealed)
    described = unit.stands(one.unit)
    name = described.name if described else one.unit
    brings = letter.rulings if kind is PaperKind.COVERING else ()
    return Known(
        unit=str(name),
        dated=dated,
        urgency=said.urgency,
        letterhead=head,
        rulings=await _rulings(request, house, actor, sorted(brings)),
        **clear,
    )


async def revealed(house: House, actor: Actor, sealed: dict[str, Personal[str] | None]) -> dict[str, str]:
    """Sealed values in clear; empty where there is none."""
    refs = {name: one.ref for name, one in sealed.items() if one is not None and one.ref is not None}
    values = await house.values.reveal(refs.values(), READ, actor.who) if refs else {}
    return {name: str(values[refs[name]]) if name in refs else "" for name in sealed}


async def rulings_within(request: Request, house: House, actor: Actor, wanted: Sequence[str]) -> Sequence[Any]:
    """Those of these rulings that are there for whoever asks, the oldest first."""
    scope = await scope_of(request, house, actor)
    query = select(ROWS).where(ROWS.c.putusan_id.in_(wanted), scope.where(putusan_id=ROWS.c.putusan_id))
    async with house.database.engine(Role.INTAKE).connect() as connection:
        return (await connection.execute(query.order_by(ROWS.c.position))).all()


async def _rulings(request: Request, house: House, actor: Actor, wanted: Sequence[str]) -> list[Ruled]:
    """All of them: a covering letter that left some out would be sent as if it were whole."""
    if not wanted:
        return []
    rows = await rulings_within(request, house, actor, wanted)
    if unseen := len(wanted) - len(rows):
        raise Problem(409, Fault("paper-rulings-unseen", {"count": unseen}))
    whose = {row.putusan_id: row.klien_id for row in rows}
    found = await people(request, house, PERSONS, looking_at_rulings(actor), whose, RULINGS, printed=True)
    named = [found.names[row.putusan_id] for row in rows]
    return [Ruled(one.case_number or "", one.full) for one in named]


def check_of(request: Request, house: House, code: PaperCode) -> Check:
    """Where whoever holds the paper asks after it."""
    here = house.settings.public_address or f"{scheme_of(request)}://{request.headers.get('host', '')}"
    return Check(code, f"{here.rstrip('/')}/cek?code={code}")
