"""A letter is forwarded by disposisi, mended, taken back; what it asks is done, or is not after all."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.intake.letter.decider import (
    CompleteTask,
    CorrectForward,
    ForwardLetter,
    ReopenTask,
    TakeForwardBack,
)
from services.intake.letter.decider.forwarding import Forwarding, OfDisposisi
from services.intake.letter.events import Direction
from services.intake.letter.routes.chain import forwards_of
from services.intake.letter.routes.reading import letter_of, read_letter_of
from services.intake.letter.routes.receivers import known_members, offered_to, sections_of
from services.intake.letter.routes.words import STANDING_IN, WISHES
from shared.access.asking import Asking, asking
from shared.access.reach import units_of
from shared.access.signin import Actor, require
from shared.domain.identifiers import ForwardId, LetterId, TaskId, UnitCode, derived
from shared.domain.refusal import Fault
from shared.web.answers import answered, gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import asked, incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.problems import Problem
from shared.web.screens import page

router = APIRouter(prefix="/letter")
FORWARDED: Final = answered("LetterForwardTold", letter_id=LetterId, forward_id=ForwardId)
TASK: Final = answered("LetterTaskTold", letter_id=LetterId, task_id=TaskId)
TICKED: Final = ("to_units", "to_accounts", "wishes")


class Ticked(Brought):
    """A page's form brings one that is ticked alone as itself."""

    @classmethod
    def of_form(cls, fields: Any) -> Any:
        """Each of them a list."""
        alone = {name: [fields[name]] for name in TICKED if isinstance(fields.get(name), str)}
        return {**fields, **alone}


New, True_ = body_model(ForwardLetter, base=Ticked), body_model(CorrectForward, "forward_id", base=Ticked)
Back, Done, Again = (
    body_model(TakeForwardBack, "forward_id"),
    body_model(CompleteTask, "task_id"),
    body_model(ReopenTask, "task_id"),
)


@router.get("/{letter_id}/forwards")
async def blank(
    request: Request,
    letter_id: LetterId,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(ForwardLetter))],
    answers: Annotated[TaskId | None, Query(description="The task that is handed on.")] = None,
    mends: Annotated[ForwardId | None, Query(description="The disposisi that is corrected.")] = None,
) -> Response:
    """The form of the sheet, filled with what a disposisi says that is corrected."""
    found = await read_letter_of(request, house, actor, letter_id)
    assert found.letter.registered is not None
    given = await forwards_of(house, actor, found, readable=True)
    before = next((one for one in given if one.forward_id == mends), None)
    if mends is not None and before is None:
        raise Problem(404, Fault("forward-unknown"))
    handed_on = before.answers if before else answers
    task = found.letter.disposisi.tasks.get(handed_on) if handed_on else None
    if (answers is not None and task is None) or (task is None and not found.kept):
        raise Problem(404, Fault("task-unknown"))
    one = found.letter.registered
    said: dict[str, Any] = {"letter_id": letter_id, "agenda": one.agenda, "year": one.year, "mends": before}
    said |= {"answers": task.task_id if task and not before else None, "wished": WISHES, "stands_in": STANDING_IN}
    said |= {"acts_for": task.to_unit if task else one.unit, "own": await units_of(house, actor.account_id)}
    return page(request, "letter/forward.html", said | await offered_to(house, one.unit) | {"here": "/letter"})


@router.post("/{letter_id}/forwards", status_code=201, summary="Forward a letter by disposisi")
@gives(FORWARDED)
async def forwarded(
    letter_id: LetterId,
    said: Annotated[Brought, Depends(incoming(New))],
    asks: Annotated[Asking, Depends(asking(ForwardLetter))],
) -> Response:
    """The office's first one, or what a receiver hands on."""
    forward_id = _new(asks)
    found = await _found(asks) | await _to(asks, said)
    command = command_of(ForwardLetter, said, letter_id=letter_id, forward_id=forward_id, **found)
    return await _told(asks, command, "letter-forwarded", 201, forward_id=forward_id)


@router.post("/{letter_id}/forwards/{forward_id}/corrections", status_code=201, summary="Correct a disposisi")
@gives(FORWARDED)
async def corrected(
    letter_id: LetterId,
    forward_id: ForwardId,
    said: Annotated[Brought, Depends(incoming(True_))],
    asks: Annotated[Asking, Depends(asking(CorrectForward))],
) -> Response:
    """The wrong one is taken back, and the true one given in its place."""
    anew, found = _new(asks), await _found(asks) | await _to(asks, said)
    command = command_of(CorrectForward, said, letter_id=letter_id, forward_id=forward_id, anew=anew, **found)
    return await _told(asks, command, "forward-corrected", 201, forward_id=anew)


@router.post("/{letter_id}/forwards/{forward_id}/end", summary="Take a disposisi back")
@gives(FORWARDED)
async def taken_back(
    letter_id: LetterId,
    forward_id: ForwardId,
    said: Annotated[Brought, Depends(incoming(Back))],
    asks: Annotated[Asking, Depends(asking(TakeForwardBack))],
) -> Response:
    """Its tasks end with it."""
    command = command_of(TakeForwardBack, said, letter_id=letter_id, forward_id=forward_id, **await _found(asks))
    return await _told(asks, command, "forward-taken-back", forward_id=forward_id)


@router.post("/{letter_id}/tasks/{task_id}/completion", summary="Say that what a disposisi asks is done")
@gives(TASK)
async def completed(
    letter_id: LetterId,
    task_id: TaskId,
    said: Annotated[Brought, Depends(incoming(Done))],
    asks: Annotated[Asking, Depends(asking(CompleteTask))],
) -> Response:
    """By a note of it, by the letter that answers, or both."""
    found = await _found(asks) | {"is_outgoing": await _is_outgoing(asks, said.answer)}
    command = command_of(CompleteTask, said, letter_id=letter_id, task_id=task_id, **found)
    return await _told(asks, command, "task-done", task_id=task_id)


@router.post("/{letter_id}/tasks/{task_id}/reopening", summary="Say that it was not done")
@gives(TASK)
async def reopened(
    letter_id: LetterId,
    task_id: TaskId,
    said: Annotated[Brought, Depends(incoming(Again))],
    asks: Annotated[Asking, Depends(asking(ReopenTask))],
) -> Response:
    """It waits again."""
    command = command_of(ReopenTask, said, letter_id=letter_id, task_id=task_id, **await _found(asks))
    return await _told(asks, command, "task-reopened", task_id=task_id)


def _new(asks: Asking) -> ForwardId:
    """The id that always follows from the request, so that one that is sent again is the same disposisi."""
    once = asked(asks.request, asks.actor.account_id, asks.actor.role).command_id
    return ForwardId(derived("forward", once))


async def _found(asks: Asking) -> dict[str, Any]:
    """Who asks, and of which units they are."""
    own = [UnitCode(one) for one in await units_of(asks.house, asks.actor.account_id)]
    return {"by": asks.actor.account_id, "own": own, "below": await sections_of(asks.house, own)}


async def _to(asks: Asking, said: Forwarding | Brought) -> dict[str, Any]:
    return {"members": await known_members(asks.house, said.to_accounts)}


async def _is_outgoing(asks: Asking, answer: LetterId | None) -> bool:
    if answer is None:
        return False
    try:
        found = await letter_of(asks.request, asks.house, asks.actor, answer)
    except Problem:
        return False
    return found.letter.direction is Direction.OUT and not found.letter.struck_out


async def _told(asks: Asking, command: OfDisposisi, saved: str, status: int = 200, **ids: Any) -> Response:
    """Carry it out where the letter is there for who asks, and show it."""
    await read_letter_of(asks.request, asks.house, asks.actor, command.letter_id)
    see = f"/letter/{command.letter_id}"
    return await asks.answered(command, status=status, see=see, saved=Saved(saved), letter_id=command.letter_id, **ids)
