"""POST /hours: one log, or a list of up to 500 with a result for each.

A fact is recorded even where it counts for nothing; the answer says what it is worth so far and what waits for a
person. A list is not all or nothing: each item stands by itself, and sent again each gets its first answer.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.datastructures import URL
from starlette.responses import JSONResponse, Response

from services.attendance.hours.decider import HOURS, LogHours, doubts_of
from services.attendance.hours.events import DayAssessed, HoursLogged, ShiftSentToReview
from services.attendance.hours.projections import PERSONS
from services.attendance.hours.routes.answers import Logged, LoggedList
from services.attendance.hours.routes.entry import LogEntry, logged, of_form
from services.attendance.hours.routes.reading import PURPOSE
from services.attendance.hours.routes.saying import saved_log
from shared.access.asking import Asking, asking
from shared.access.naming import people
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Fault, Refused
from shared.ledger.execute import Done, known_events
from shared.web.answers import gives
from shared.web.forms import Body, form_fields, is_form, json_of, of_json, once_of, takes, validated
from shared.web.kept import Kept, typed
from shared.web.problems import Problem, details, faults_of, known, status_of

log_lines = structlog.get_logger()
router = APIRouter(prefix="/hours")

ITEMS_MAX = 500
"""A month of day sheets of a busy host; larger files go through the import."""
PERSONS_AT_ONCE = 16
"""Persons of a list that are worked on at the same time, so that one list leaves room in the lane for others."""
Item = dict[str, Any]

TAKEN = Body(LogEntry | Annotated[list[LogEntry], Field(min_length=1, max_length=ITEMS_MAX)])  # type: ignore[valid-type]


@router.post(
    "",
    summary="Record work: one log, or a list with a result for each",
    dependencies=[Depends(takes(TAKEN))],
)
@gives(Logged | LoggedList, also={207: LoggedList})
async def log(
    request: Request,
    asks: Annotated[Asking, Depends(asking(LogHours))],
) -> Response:
    """Somebody worked then and there. The form of the page is taken too."""
    if is_form(request):
        entry = validated(LogEntry, of_form(await form_fields(request)))
        return await _one(asks, logged(entry, asks.actor.account_id, once_of(request)))
    brought = await json_of(request)
    if isinstance(brought, list):
        return await _list(asks, brought)
    return await _one(asks, logged(of_json(LogEntry, brought), asks.actor.account_id))


async def _one(asks: Asking, command: LogHours) -> Response:
    """A page asks first about what is odd, leads back to where it was logged, and says what became of it."""
    form = typed(asks.request)
    if form is not None:
        entries = await asks.house.ledger.read_stream(command.stream)
        hours = HOURS.fold(known_events(entries))
        await asks.looked_at(doubts_of(command.shift, hours, asks.house.circumstances()), command)
    result = await asks.carry_out(command)
    told, saved = {}, None
    if isinstance(result, Done):
        told = told_of(command, result)
        saved = saved_log(asks.request, command, told, await _who(asks, command.klien_id)) if form else None
    return asks.answer(result, see=_page_of(form, command.klien_id), saved=saved, **told)


def _page_of(form: Kept | None, klien_id: KlienId) -> str:
    """Where it was logged; of several persons on one page at the one whose log it is."""
    if form is None:
        return f"/hours/{klien_id}"
    return f"{URL(form.page).remove_query_params('after')}#klien-{klien_id}"


async def _who(asks: Asking, klien_id: KlienId) -> str:
    """The person as this role may see them."""
    whose = await people(asks.request, asks.house, PERSONS, asks.actor, {klien_id: klien_id}, PURPOSE)
    return whose.names[klien_id].full


async def _list(asks: Asking, brought: Sequence[Any]) -> Response:
    """Each person's items in their order, several persons at once."""
    if not 1 <= len(brought) <= ITEMS_MAX:
        raise Problem(422, Fault("too-many-items", {"most": ITEMS_MAX}))
    items: list[Item] = [{"index": number} for number in range(len(brought))]
    of_person: dict[KlienId, list[tuple[int, LogHours]]] = defaultdict(list)
    for number, one in enumerate(brought):
        try:
            command = logged(of_json(LogEntry, one), asks.actor.account_id)
        except RequestValidationError as invalid:
            items[number] |= _problem(asks.request, 422, faults_of(invalid.errors()))
        else:
            of_person[command.klien_id].append((number, command))
    room = asyncio.Semaphore(PERSONS_AT_ONCE)

    async def log_all(commands: list[tuple[int, LogHours]]) -> None:
        async with room:
            for number, command in commands:
                items[number] |= await _item(asks, command, number)

    await asyncio.gather(*(log_all(commands) for commands in of_person.values()))
    position = max((item["position"] for item in items if "position" in item), default=None)
    return JSONResponse({"position": position, "items": items}, 200 if all("position" in i for i in items) else 207)


async def _item(asks: Asking, command: LogHours, number: int) -> Item:
    """One item's result. What the machine could not do is said of the item, since others may be recorded: with what
    the house knows to say of it, else as the fault of ours that it is."""
    request = asks.request
    named = {"klien_id": command.klien_id, "shift_id": command.shift_id}
    try:
        result = await asks.carry_out(command, number)
    except Problem:
        raise  # of the request, not of the item
    except Exception as raised:
        busy = known(request, raised)
        if busy is None:
            log_lines.exception("hours.item_failed", path=request.url.path, index=number)
        status, rule = (busy.status, busy.rule) if busy else (500, "status-500")
        return named | _problem(request, status, (Fault(rule),))
    if isinstance(result, Refused):
        return named | _problem(request, status_of(result), result.faults)
    return {"position": result.position, **told_of(command, result)}


def told_of(command: LogHours, done: Done) -> Item:
    """What became of the log: recorded, or sent to a person and why; what it is credited as things stand."""
    told: Item = {"klien_id": command.klien_id, "shift_id": command.shift_id, "outcome": "known"}
    for event in done.events:
        if isinstance(event, HoursLogged) and event.shift.id == command.shift_id:
            told |= {"outcome": "recorded", "credited_minutes": 0, "broken": []}
        elif isinstance(event, ShiftSentToReview) and event.shift.id == command.shift_id:
            told |= {"outcome": "review", "reasons": list(event.reasons)}
        elif isinstance(event, DayAssessed) and "credited_minutes" in told:
            mine = (credit for credit in event.credits if credit.shift_id == command.shift_id)
            told["credited_minutes"] += sum(credit.credited_minutes for credit in mine)
            told["broken"] += [
                {"rule": broken.rule, "minutes": broken.minutes, "citation": broken.citation}
                for broken in event.violations
                if broken.shift_id == command.shift_id
            ]
    return told


def _problem(request: Request, status: int, faults: Sequence[Fault]) -> Item:
    found = details(request, status, faults)
    return {
        "problem": {
            "type": found.type,
            "status": status,
            "detail": found.detail,
            "errors": [asdict(one) for one in found.errors],
        }
    }
