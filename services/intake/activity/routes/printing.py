"""An activity on paper, to be signed by hand: the list on which whoever comes writes themselves in, and its minutes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.activity.decider import Activity, HoldActivity
from services.intake.activity.events import Described
from services.intake.activity.papers import Decision, Minutes
from services.intake.activity.report import REPORT
from services.intake.activity.routes.decided import decisions_of
from services.intake.activity.routes.reading import Found, activity_of
from services.intake.letter.papers import AttendanceList
from services.intake.letter.papers.composing import head_of
from services.intake.unit.decider import UNIT, Unit
from services.intake.unit.events import LetterheadTold
from services.intake.unit.routes.listing import all_units
from shared.access.policy import Actor
from shared.access.signin import require
from shared.domain.identifiers import ActivityId
from shared.domain.personal import Personal
from shared.domain.refusal import Fault
from shared.ledger.execute import known_events
from shared.papers.paper import Letterhead, Signer
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.language import day, weekday
from shared.web.papers import PDF, file_of, printed
from shared.web.problems import Problem

router = APIRouter(prefix="/activity")
Here = Annotated[House, Depends(house)]
Clerk = Annotated[Actor, Depends(require(HoldActivity))]


@dataclass(frozen=True, slots=True)
class Headed:
    """On whose letterhead of that day, and who signs."""

    letterhead: Letterhead
    place: str
    signer: Signer | None


@router.get("/{activity_id}/attendance", summary="The list of who comes to an activity")
@gives(None, refuses=(404, 409, 503), files=(PDF,))
async def attendance(activity_id: ActivityId, house: Here, actor: Clerk) -> Response:
    """A row for each of the invited, and empty ones for others."""
    found = await _kept(house, actor, activity_id)
    said = _described(found.activity)
    headed = await _headed(house, actor, found, said.day)
    paper = AttendanceList([*_details(said), ("acara", said.title)], said.invited).on(headed.letterhead, said.day)
    return file_of(await printed(house, paper), f"daftar-hadir-{said.day.isoformat()}")


@router.get("/{activity_id}/minutes", summary="The minutes of an activity")
@gives(None, refuses=(404, 409, 503), files=(PDF,))
async def minutes(activity_id: ActivityId, house: Here, actor: Clerk) -> Response:
    """Who came, what was said, and what is to be done by whom until when."""
    found = await _kept(house, actor, activity_id)
    said, held = _described(found.activity), found.activity.held
    if held is None:
        raise Problem(409, Fault("activity-not-held"))
    sealed = [held.minutes, *(one.names for one in held.present)]
    standing = [one.taken.text for one in found.activity.decisions.values()]
    values = await _clear(house, actor, [*sealed, *standing])
    headed = await _headed(house, actor, found, held.held_on)
    decided = await decisions_of(house, found, lambda one: _of(values, one))
    paper = Minutes(
        said.title,
        _details(said),
        [f"{one.office}: {names}" if (names := _of(values, one.names)) else one.office for one in held.present],
        [row for row in _of(values, held.minutes).splitlines() if row.strip()],
        [Decision(one.text or "", one.owner, day(one.due)) for one in decided if one.state != "dropped"],
    ).on(headed.letterhead, held.held_on, ", ".join(filter(None, (headed.place, day(held.held_on)))), headed.signer)
    return file_of(await printed(house, paper), f"notula-{held.held_on.isoformat()}")


async def _kept(house: House, actor: Actor, activity_id: ActivityId) -> Found:
    """Whoever keeps it prints it. Raises 403 for others."""
    found = await activity_of(house, actor, activity_id)
    if not found.keeps:
        raise Problem(403, Fault("activity-of-another-unit"))
    return found


def _described(activity: Activity) -> Described:
    assert activity.described is not None
    return activity.described


def _details(said: Described) -> Sequence[tuple[str, str]]:
    until = f"{said.ends.replace(':', '.')} WIB" if said.ends else "selesai"
    hours = [("pukul", f"{said.begins.replace(':', '.')} WIB s.d. {until}")] if said.begins else []
    return [("hari, tanggal", f"{weekday(said.day)}, {day(said.day)}"), *hours, ("tempat", said.place)]


async def _headed(house: House, actor: Actor, found: Found, on: date) -> Headed:
    assert found.activity.entered is not None
    code = found.activity.entered.unit
    unit: Unit = UNIT.fold(known_events(await house.ledger.read_stream(UNIT.stream(code))))
    told, units = unit.letterhead_on(on), await all_units(house)
    head = head_of(units[code].name if code in units else code, told)
    return Headed(head, (told and told.place) or "", await _signer(house, actor, told))


async def _signer(house: House, actor: Actor, told: LetterheadTold | None) -> Signer | None:
    if told is None:
        return None
    values = await _clear(house, actor, [told.signer_name, told.signer_nip])
    post = tuple(line for line in (told.on_behalf, told.by_order, told.post and f"{told.post},") if line)
    name = _of(values, told.signer_name)
    return Signer(post, name, told.rank or "", _of(values, told.signer_nip)) if name else None


async def _clear(house: House, actor: Actor, sealed: Iterable[Personal[Any] | None]) -> dict[str, str]:
    refs = [one.ref for one in sealed if one is not None and one.ref]
    values = await house.vault.reveal(refs, REPORT.action, actor.who) if refs else {}
    return {ref: str(value) for ref, value in values.items()}


def _of(values: dict[str, str], one: Personal[Any] | None) -> str:
    return values.get(one.ref, "") if one is not None and one.ref else ""
