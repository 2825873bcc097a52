"""POST /putusan/{id}/endings: it is executed here no longer; …/endings/withdrawals: what was said of that is none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy import exists, select
from starlette.responses import Response

from services.intake.klien.projections import NEEDS
from services.intake.putusan.decider import PUTUSAN, EndPutusan, ResumePutusan
from services.intake.putusan.decider.beforehand import of_end
from services.intake.putusan.decider.state import Putusan
from services.intake.putusan.decider.transitions import UNUSED, standing
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.intake.putusan.routes.answers import ENDED
from services.intake.putusan.routes.loads import UNUSABLE
from shared.access.asking import Asking, asking
from shared.access.naming import people
from shared.access.policy import Actor, may
from shared.access.reach import scope_of, sees
from shared.database.roles import Role
from shared.domain.identifiers import KlienId, PutusanId, RuleCode
from shared.domain.refusal import Fault, Refused
from shared.domain.sentence import Ground
from shared.ledger.execute import known_events
from shared.web.answers import gives
from shared.web.brought import Brought, body_model, brought, command_of
from shared.web.forms import incoming
from shared.web.house import House
from shared.web.kept import RECALLED_KEY, Saved, recalled, typed
from shared.web.problems import Problem, status_of

router = APIRouter(prefix="/putusan")
ROWS: Final = PUTUSANS.table
OTHERS_MOST: Final = 20
"""Rulings of one person that run at once: more than a court has given."""
OF_OTHER: Final[Mapping[str, str]] = {
    "ended-before-ruling": RuleCode("other-before-ruling"),
    "ended-though-fulfilled": RuleCode("other-though-fulfilled"),
}
"""What is said of a ruling on its own form, and how on that of another."""


class Together(Brought):
    """Other rulings of the same person that end by the same act, as by a death."""

    also: Annotated[tuple[PutusanId, ...], Field(max_length=OTHERS_MOST)] = ()

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """A list for one box, an empty one for none."""
        ticked = fields.get("also") or ()
        return {**fields, "also": [ticked] if isinstance(ticked, str) else ticked}


Ending = body_model(EndPutusan, base=Together)


@router.post("/{putusan_id}/endings", summary="The end of its execution here, by an act of others")
@gives(ENDED)
async def ended(
    putusan_id: PutusanId,
    body: Annotated[Together, Depends(incoming(Ending))],
    asks: Annotated[Asking, Depends(asking(EndPutusan))],
) -> Response:
    """Annulled, pardoned, died, or transferred: work after that day counts nothing, and the place is free. The next
    number mends what was said. By a death others of the same person end too: that each can is looked at before the
    first does, and sent again after a break it ends those that are left."""
    command = command_of(EndPutusan, body, putusan_id=putusan_id)
    commands = [command, *await _theirs(asks, command, body)]
    await asks.looked_at(await _doubts(asks, commands) if typed(asks.request) else (), command)
    result = await asks.carry_out(command)
    for number, one in enumerate(commands[1:], 1):
        if isinstance(result, Refused):
            break
        result = await asks.carry_out(one, number)
    saved = Saved(f"ruling-{command.ground}", {"ended_on": command.ended_on.isoformat()})
    return asks.answer(result, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)


async def _doubts(asks: Asking, commands: Sequence[EndPutusan]) -> list[Fault]:
    """What a page asks first: what the hours have told so far of each that would end."""
    table, first = NEEDS.table, commands[0].putusan_id
    ids = [one.putusan_id for one in commands]
    async with asks.house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(select(table).where(table.c.putusan_id.in_(ids)))).all()
    rows = {row.putusan_id: NEEDS.layout.from_query(row) for row in found}
    asked = {one: of_end(rows[one].credited_minutes, rows[one].required_minutes) for one in ids if one in rows}
    doubts = [*asked.pop(first, ())]
    return doubts + [_of_other(about, one) for one, found in asked.items() for about in found]


async def _theirs(asks: Asking, command: EndPutusan, body: Together) -> list[EndPutusan]:
    """The same end of each of the others, by its own next number; by its last one where that says so already. Raises
    Problem where one of them cannot end."""
    wanted = sorted({*body.also} - {command.putusan_id})
    if not wanted:
        return []
    if command.ground is not Ground.DIED:
        raise Problem(422, Fault("also-without-death", pointer="/also"))
    if hidden := await asks.hidden(command):
        raise Problem(status_of(hidden), *hidden.faults)
    state = await _state(asks, command.putusan_id)
    if state.received is None:
        return []
    klien_id = state.received.klien_id
    found = [await _other(asks, command, one, klien_id) for one in wanted]
    against = {one.putusan_id: await asks.house.executor.refusal_of(one.judged_only(())) for one in found}
    refusals = {one: refusal for one, refusal in against.items() if refusal}
    if refusals:
        own = await asks.house.executor.refusal_of(command)
        faults = own.faults if own else ()
        for one, refusal in refusals.items():
            faults += tuple(_of_other(about, one) for about in refusal.faults if about not in faults)
        raise Problem(status_of(Refused(faults)), *faults)
    return found


async def _other(asks: Asking, command: EndPutusan, putusan_id: PutusanId, klien_id: KlienId) -> EndPutusan:
    """The same end of another one. Raises Problem alike where nobody has it, it is another's, or it is out of reach."""
    about = command.model_copy(update={"putusan_id": putusan_id})
    hidden = await asks.hidden(about)
    if hidden and status_of(hidden) != 404:
        raise Problem(status_of(hidden), *hidden.faults)
    other = Putusan() if hidden else await _state(asks, putusan_id)
    theirs = other.received is not None and other.received.klien_id == klien_id and standing(other) not in UNUSED
    if not theirs or (other.ended is not None and other.ended.ground is not Ground.DIED):
        raise Problem(409, Fault("ending-not-theirs", pointer="/also"))
    said = other.ended is not None and other.ended.ended_on == command.ended_on
    return about.model_copy(update={"number": max(other.endings, default=0) + (not said)})


async def _state(asks: Asking, putusan_id: PutusanId) -> Putusan:
    return PUTUSAN.fold(known_events(await asks.house.ledger.read_stream(PUTUSAN.stream(putusan_id))))


def _of_other(about: Fault, ruling: PutusanId) -> Fault:
    """What is told of another ruling than the form's own, by its id, at the list in which it was chosen."""
    rule, facts = OF_OTHER.get(about.rule, about.rule), {**about.facts, "ruling": ruling}
    return replace(about, rule=rule, facts=facts, pointer="/also")


async def with_others_named(request: Request, house: House, actor: Actor, klien_id: str, purpose: str) -> None:
    """What the form that the page shows again says of other rulings: each by its case number, where the person is known
    to who asks. What is kept names them by their ids."""
    entry = recalled(request)
    told = [one.facts["ruling"] for one in (*entry.faults, *entry.doubts) if "ruling" in one.facts] if entry else []
    if entry is None or not told:
        return
    whose = await people(request, house, PERSONS, actor, {str(one): klien_id for one in told}, purpose)
    called = {one: named.case_number or named.full for one, named in whose.names.items()}

    def with_name(about: Fault) -> Fault:
        ruling = str(about.facts.get("ruling"))
        return replace(about, facts={**about.facts, "ruling": called[ruling]}) if ruling in called else about

    faults, doubts = (tuple(map(with_name, one)) for one in (entry.faults, entry.doubts))
    request.scope[RECALLED_KEY] = replace(entry, faults=faults, doubts=doubts)


async def running_beside(
    request: Request, house: House, actor: Actor, row: Mapping[str, Any], purpose: str
) -> Sequence[tuple[PutusanId, str]]:
    """Of this row's person the other rulings that have not ended and are not fulfilled, as far as they exist for who
    asks and may end them: by id, and how a page calls them."""
    if not may(actor.role, EndPutusan.ACTION):
        return ()
    columns, klien_id = ROWS.c, row["klien_id"]
    theirs = (columns.klien_id == klien_id) & (columns.putusan_id != row["putusan_id"]) & columns.ended.is_(None)
    needs = NEEDS.table.c
    done = (needs.required_minutes > 0) & (needs.credited_minutes >= needs.required_minutes)
    open_still = columns.state.not_in(UNUSABLE) & ~exists().where(needs.putusan_id == columns.putusan_id, done)
    query = select(columns.putusan_id).where(theirs & open_still).order_by(columns.position)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        ids = (await connection.execute(query.limit(OTHERS_MOST))).scalars().all()
    scope = await scope_of(request, house, actor)
    seen = [one for one in ids if await sees(house, scope, putusan_id=one)]
    whose = await people(request, house, PERSONS, actor, dict.fromkeys(seen, klien_id), purpose)
    return [(one, whose.names[one].case_number or whose.names[one].full) for one in seen]


@router.post("/{putusan_id}/endings/withdrawals", summary="Take back that it has ended")
@gives(ENDED)
async def resumed(
    command: Annotated[ResumePutusan, Depends(brought(ResumePutusan))],
    asks: Annotated[Asking, Depends(asking(ResumePutusan))],
) -> Response:
    """Place, credit and deadline are again what they would be if nobody had told its end."""
    putusan_id = command.putusan_id
    saved = Saved("ruling-resumed", {})
    return await asks.answered(command, see=f"/putusan/{putusan_id}", saved=saved, putusan_id=putusan_id)
