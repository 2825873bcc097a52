"""POST /hours: one log, or a list of up to 500 with a result for each.

A fact is recorded even where it counts for nothing; the answer says what it is worth so far and what waits for a
person. A list is not all or nothing: each item stands by itself, and sent again each gets its first answer.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.responses import JSONResponse, Response

from services.attendance.hours.decider import HOURS, LogHours, log_hours
from services.attendance.hours.events import DayAssessed, HoursLogged, ShiftSentToReview
from services.attendance.hours.routes.answers import Logged, LoggedList
from services.attendance.hours.routes.entry import LogEntry, of_form
from shared.access.signin import Actor, require
from shared.domain.identifiers import KlienId
from shared.domain.refusal import Fault, Refused
from shared.ledger.execute import Done
from shared.web.answers import gives
from shared.web.forms import Body, asked, form_fields, is_form, json_of, of_json, takes, validated
from shared.web.house import House, house
from shared.web.problems import Problem, answer, details, faults_of, known, status_of

log_lines = structlog.get_logger()
router = APIRouter(prefix="/hours")

ITEMS_MAX = 500
"""A month of day sheets of a busy host; larger files go through the import."""
PERSONS_AT_ONCE = 16
"""Persons of a list that are worked on at the same time, so that one list leaves room in the lane for others."""
Item = dict[str, Any]

TAKEN = Body(LogEntry | Annotated[list[LogEntry], Field(min_length=1, max_length=ITEMS_MAX)])


@router.post(
    "",
    summary="Record work: one log, or a list with a result for each",
    dependencies=[Depends(takes(TAKEN))],
)
@gives(Logged | LoggedList, also={207: LoggedList})
async def log(
    request: Request,
    actor: Annotated[Actor, Depends(require("hours.log"))],
    home: Annotated[House, Depends(house)],
) -> Response:
    """Somebody worked then and there. The form of the page is taken too."""
    if is_form(request):
        return await _one(request, home, actor, validated(LogEntry, of_form(await form_fields(request))))
    brought = await json_of(request)
    if isinstance(brought, list):
        return await _list(request, home, actor, brought)
    return await _one(request, home, actor, of_json(LogEntry, brought))


async def _one(request: Request, home: House, actor: Actor, entry: LogEntry) -> Response:
    result = await _logged(request, home, actor, entry, 0)
    told = _told(entry, result) if isinstance(result, Done) else {}
    return answer(request, result, see=f"/hours/{entry.klien_id}", **told)


async def _list(request: Request, home: House, actor: Actor, brought: Sequence[Any]) -> Response:
    """Each person's items in their order, several persons at once."""
    if not 1 <= len(brought) <= ITEMS_MAX:
        raise Problem(422, Fault("too-many-items", {"most": ITEMS_MAX}))
    items: list[Item] = [{"index": number} for number in range(len(brought))]
    of_person: dict[KlienId, list[tuple[int, LogEntry]]] = defaultdict(list)
    for number, one in enumerate(brought):
        try:
            entry = of_json(LogEntry, one)
        except RequestValidationError as invalid:
            items[number] |= _problem(request, 422, faults_of(invalid.errors()))
        else:
            of_person[entry.klien_id].append((number, entry))
    room = asyncio.Semaphore(PERSONS_AT_ONCE)

    async def log_all(entries: list[tuple[int, LogEntry]]) -> None:
        async with room:
            for number, entry in entries:
                items[number] |= await _item(request, home, actor, entry, number)

    await asyncio.gather(*(log_all(entries) for entries in of_person.values()))
    position = max((item["position"] for item in items if "position" in item), default=None)
    return JSONResponse({"position": position, "items": items}, 200 if all("position" in i for i in items) else 207)


async def _item(request: Request, home: House, actor: Actor, entry: LogEntry, number: int) -> Item:
    """One item's result. What the machine could not do is said of the item, since others may be recorded: with what
    the house knows to say of it, else as the fault of ours that it is."""
    named = {"klien_id": entry.klien_id, "shift_id": entry.id}
    try:
        result = await _logged(request, home, actor, entry, number)
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
    return {"position": result.position, **_told(entry, result)}


async def _logged(request: Request, home: House, actor: Actor, entry: LogEntry, number: int) -> Done | Refused:
    command = LogHours(klien_id=entry.klien_id, shift=entry.shift(entry.id))
    result = await home.executor.execute(
        command,
        HOURS,
        HOURS.stream(entry.klien_id),
        log_hours,
        asked(request, actor.account_id, number),
        home.circumstances,
    )
    return _as_sent(result) if isinstance(result, Refused) else result


def _as_sent(refused: Refused) -> Refused:
    """Pointers into the log as it was sent, where the shift's fields stand beside the person's id."""
    sent = (
        (fault, (fault.pointer or "").removeprefix("/shift").replace("/id", "/shift_id")) for fault in refused.faults
    )
    return Refused(tuple(replace(fault, pointer=pointer or None) for fault, pointer in sent))


def _told(entry: LogEntry, done: Done) -> Item:
    """What became of the log: recorded, or sent to a person and why; what it is credited as things stand."""
    told: Item = {"klien_id": entry.klien_id, "shift_id": entry.id, "outcome": "known"}
    for event in done.events:
        if isinstance(event, HoursLogged) and event.shift.id == entry.id:
            told |= {"outcome": "recorded", "credited_minutes": 0, "broken": []}
        elif isinstance(event, ShiftSentToReview) and event.shift.id == entry.id:
            told |= {"outcome": "review", "reasons": list(event.reasons)}
        elif isinstance(event, DayAssessed) and "credited_minutes" in told:
            mine = (credit for credit in event.credits if credit.shift_id == entry.id)
            told["credited_minutes"] += sum(credit.credited_minutes for credit in mine)
            told["broken"] += [
                {"rule": broken.rule, "minutes": broken.minutes, "citation": broken.citation}
                for broken in event.violations
                if broken.shift_id == entry.id
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
