"""POST /hours/{klien_id}/corrections: a later truth about a logged shift, or striking it out; …/amendments: the same by
whoever recorded it today; …/decisions: a log that waits is taken as it stands."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.attendance.hours.decider import HOURS, CorrectHours, CorrectOwnHours, DecideReview, Hours, doubts_of
from services.attendance.hours.events import Shift
from services.attendance.hours.routes.entry import correction_of_form, decision_of_form, form_or_json
from services.attendance.hours.routes.saying import saved_of
from shared.access.asking import Asking, asking
from shared.domain.identifiers import KlienId, ShiftId
from shared.domain.retold import retold
from shared.ledger.execute import Done, known_events
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.kept import typed

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
    return await _answered(asks, command_of(DecideReview, body, klien_id=klien_id), WAITING)


async def _corrected(asks: Asking, command: CorrectHours) -> Response:
    """A page asks first about what is odd, and leads on to what waits, or to the day of the place."""
    forward = WAITING
    if typed(asks.request) is not None:
        hours = await _hours(asks, command)
        if command.shift is not None:
            shift = retold(Shift, command.shift, id=command.shift_id)
            await asks.looked_at(doubts_of(shift, hours, asks.house.circumstances()))
        if isinstance(command, CorrectOwnHours):
            forward = _day_of(hours, command.shift_id)
    return await _answered(asks, command, forward)


def _day_of(hours: Hours, shift_id: ShiftId) -> tuple[str, str]:
    """The desk of the log's place."""
    log = hours.logs.get(shift_id)
    place = f"?place={log.last.site_id}" if log is not None and log.last is not None else ""
    return "Berikutnya: orang hari ini", f"/{place}"


async def _answered(asks: Asking, command: CorrectHours | DecideReview, forward: tuple[str, str]) -> Response:
    klien_id, shift_id = command.klien_id, command.shift_id
    result = await asks.carry_out(command)
    waits = isinstance(result, Done) and typed(asks.request) is not None and await _waits(asks, command)
    see, saved = f"/hours/{klien_id}/logs/{shift_id}", saved_of(command, waits, forward)
    return asks.answer(result, see=see, saved=saved, klien_id=klien_id, shift_id=shift_id)


async def _waits(asks: Asking, command: CorrectHours | DecideReview) -> bool:
    """Whether the log is for a person to decide, also where it was so before: what changed alone is no answer."""
    log = (await _hours(asks, command)).logs.get(command.shift_id)
    return log is not None and log.standing is not None and bool(log.told)


async def _hours(asks: Asking, command: CorrectHours | DecideReview) -> Hours:
    found: Hours = HOURS.fold(known_events(await asks.house.ledger.read_stream(command.stream)))
    return found
