"""POST /hours/{klien_id}/corrections: a later truth about a logged shift, or striking it out; …/amendments: the same by
whoever recorded it today; …/decisions: a log that waits is taken as it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.attendance.hours.decider import HOURS, CorrectHours, CorrectOwnHours, DecideReview, Hours, doubts_of
from services.attendance.hours.decider.doubts import changes_nothing
from services.attendance.hours.decider.log import Log
from services.attendance.hours.events import Shift
from services.attendance.hours.routes.entry import correction_of_form, decision_of_form, form_or_json
from services.attendance.hours.routes.saying import saved_of
from shared.access.asking import Asking, asking
from shared.domain.identifiers import KlienId, ShiftId
from shared.domain.refusal import Fault, Refused
from shared.domain.retold import retold
from shared.ledger.execute import Done, known_events
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.kept import typed
from shared.web.problems import Problem

router = APIRouter(prefix="/hours")

Correction, OwnCorrection = body_model(CorrectHours), body_model(CorrectOwnHours)
Acceptance = body_model(DecideReview)
CORRECTED = answered("HoursCorrected", klien_id=KlienId, shift_id=ShiftId)
DECIDED = answered("ReviewDecided", klien_id=KlienId, shift_id=ShiftId)
WAITING = ("Berikutnya: catatan yang menunggu", "/hours")


@router.post("/{klien_id}/corrections", summary="Correct or strike out a log")
@gives(CORRECTED)
async def correct(
    klien_id: KlienId,
    body: Annotated[Brought, Depends(form_or_json(Correction, correction_of_form))],
    asks: Annotated[Asking, Depends(asking(CorrectHours))],
) -> Response:
    """Any outcome, at any time, with its reason (settlement 19)."""
    return await _corrected(asks, command_of(CorrectHours, body, klien_id=klien_id, by=asks.actor.account_id))


@router.post("/{klien_id}/amendments", summary="Correct or strike out one's own log of today")
@gives(CORRECTED)
async def amend(
    klien_id: KlienId,
    body: Annotated[Brought, Depends(form_or_json(OwnCorrection, correction_of_form))],
    asks: Annotated[Asking, Depends(asking(CorrectOwnHours))],
) -> Response:
    """By whoever recorded it, on the day of the work; afterwards it is the officer's."""
    return await _corrected(asks, command_of(CorrectOwnHours, body, klien_id=klien_id, by=asks.actor.account_id))


@router.post("/{klien_id}/decisions", summary="Take a log that waits as it stands, or let it wait again")
@gives(DECIDED)
async def decide(
    klien_id: KlienId,
    body: Annotated[Brought, Depends(form_or_json(Acceptance, decision_of_form))],
    asks: Annotated[Asking, Depends(asking(DecideReview))],
) -> Response:
    """Where the law lets a person know better than the record (decision 0031)."""
    return await _answered(asks, command_of(DecideReview, body, klien_id=klien_id), Log(), WAITING)


async def _corrected(asks: Asking, command: CorrectHours) -> Response:
    """A page refuses what changes nothing, asks first about what is odd, and leads on to what waits, or to the day of
    the place. A program is not asked: of corrections in whatever order the highest number stands (settlement 25)."""
    if typed(asks.request) is None:
        return await _answered(asks, command, Log(), WAITING)
    hours, given = await _hours(asks, command), asks.house.circumstances()
    log = hours.logs.get(command.shift_id, Log())
    if changes_nothing(command, log, given):
        same = Fault("nothing-changed", pointer="/shift/starts")
        return asks.answer(Refused((same, *command.mistyped)), see=_page_of(command))
    if command.shift is not None:
        doubts = doubts_of(retold(Shift, command.shift, id=command.shift_id), hours, given)
        await _looked_at(asks, command, doubts)
    return await _answered(asks, command, log, _day_of(log) if isinstance(command, CorrectOwnHours) else WAITING)


async def _looked_at(asks: Asking, command: CorrectHours, doubts: Sequence[Fault]) -> None:
    """What is odd is about the content that it is corrected into."""
    within = [replace(doubt, pointer=doubt.pointer and f"/shift{doubt.pointer}") for doubt in doubts]
    try:
        await asks.looked_at(within, command)
    except Problem as wrong:
        raise Problem(wrong.status, *_in_form(wrong.faults)) from wrong


def _in_form(faults: Sequence[Fault]) -> Iterator[Fault]:
    """A form has a field for the day of the work alone; a program says it with the time at which it began."""
    for fault in faults:
        yield replace(fault, pointer="/shift/day") if fault.rule == "not-todays-log" else fault


def _day_of(log: Log) -> tuple[str, str]:
    """The desk of the log's place."""
    place = f"?place={log.last.site_id}" if log.last is not None else ""
    return "Berikutnya: orang hari ini", f"/{place}"


def _page_of(command: CorrectHours | DecideReview) -> str:
    return f"/hours/{command.klien_id}/logs/{command.shift_id}"


async def _answered(
    asks: Asking, command: CorrectHours | DecideReview, before: Log, forward: tuple[str, str]
) -> Response:
    """``before``: the log as it was, which a page's line of success is said from."""
    result, saved = await asks.carry_out(command), None
    form = typed(asks.request) is not None
    if isinstance(result, Refused) and form:
        result = Refused(tuple(_in_form(result.faults)))
    elif isinstance(result, Done) and form:
        log = (await _hours(asks, command)).logs.get(command.shift_id, Log())
        saved = saved_of(command, log, before, forward)
    see, klien_id, shift_id = _page_of(command), command.klien_id, command.shift_id
    return asks.answer(result, see=see, saved=saved, klien_id=klien_id, shift_id=shift_id)


async def _hours(asks: Asking, command: CorrectHours | DecideReview) -> Hours:
    found: Hours = HOURS.fold(known_events(await asks.house.ledger.read_stream(command.stream)))
    return found
