"""GET and POST /setting/{name}: what the regency has decided of one question, and a further decision."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.intake.setting.decider import DECISIONS_MOST, SETTING, DecideSetting, doubts_of
from services.intake.setting.events import SettingDecided
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.signin import Actor, require
from shared.domain.identifiers import Code
from shared.domain.refusal import Fault
from shared.law.parameters import Unit
from shared.law.settings import QUESTIONS, Question
from shared.ledger.execute import Done, entries_of, known_events
from shared.reports.answering import standing_of
from shared.web.answers import Answer, answered, gives, standing
from shared.web.brought import brought
from shared.web.house import WAIT_S, House, house
from shared.web.kept import Saved
from shared.web.language import in_words
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import screen

router = APIRouter(prefix="/setting")
Here = Annotated[House, Depends(house)]


class OneDecision(Answer):
    """One decision, who took it and when, and whether it stands: it is neither corrected nor struck out."""

    setting: Code
    number: int
    corrects: int | None
    value: str | None
    valid_from: date
    document: str | None
    reason: str
    stands: bool
    decided_at: datetime
    decided_by: str


ASKED = standing(
    "AskedSetting",
    "A question that the regency decides: Bakti's proposal, what may be answered, and every decision in order.",
    name=Code,
    proposal=str,
    choices=list[str] | None,
    unit=Unit | None,
    next=int,
    decisions=list[OneDecision],
)


async def question(name: Code) -> Question:
    """The question of an address (dependency); 404 where nobody asks it."""
    found = QUESTIONS.get(name)
    if found is None:
        raise Problem(404, Fault("setting-unknown"))
    return found


@router.get("/{name}", summary="What the regency has decided of one question")
@gives(ASKED, refuses=(404,))
async def shown(
    request: Request,
    house: Here,
    actor: Annotated[Actor, Depends(require("setting.read"))],
    asked_for: Annotated[Question, Depends(question)],
    corrects: Annotated[int | None, Query(ge=1, le=DECISIONS_MOST, description="The decision to correct.")] = None,
    after: After = None,
) -> Response:
    """Every decision in order, and the form of the next one."""
    stands_at = await standing_of(house, (), after)
    entries = await house.ledger.read_stream(SETTING.stream(asked_for.name))
    settled = SETTING.fold(known_events(entries))
    stands = {event.number: event for event in settled.standing}
    today = house.circumstances()
    data: dict[str, Any] = {
        "name": asked_for.name,
        "proposal": asked_for.proposal,
        "choices": sorted(asked_for.choices) if asked_for.choices else None,
        "unit": asked_for.unit,
        "next": len(settled.decided) + 1,
        "decisions": [
            {
                **event.model_dump(),
                "stands": event.number in stands,
                "decided_at": entry.recorded_at,
                "decided_by": entry.meta.actor,
            }
            for entry, event in entries_of(entries, SettingDecided)
        ],
    }
    return screen(
        request,
        "setting/one.html",
        data,
        standing=stands_at,
        question=asked_for,
        here="/law",
        in_words=in_words,
        corrected=stands.get(corrects) if corrects else None,
        today=today.today,
        names=await Accounts(house.database).names(entry.meta.actor for entry in entries),
    )


@router.post("/{name}", summary="Decide a question")
@gives(answered("DecidedSetting", name=Code), refuses=(404, 409))
async def decided(
    asked_for: Annotated[Question, Depends(question)],
    command: Annotated[DecideSetting, Depends(brought(DecideSetting))],
    asks: Annotated[Asking, Depends(asking(DecideSetting))],
) -> Response:
    """From its day on the law of every day says it; what this process does next is judged by it already."""
    await asks.looked_at(doubts_of(command, asks.house.circumstances()), command)
    result = await asks.carry_out(command)
    if isinstance(result, Done):
        await asks.house.laws.passed(result.position, WAIT_S)
    said = "setting-decided" if command.value is not None else "setting-struck-out"
    saved = Saved(said, next=("Buka ketetapannya", f"/setting/{asked_for.name}"))
    return asks.answer(result, see="/law", saved=saved, name=asked_for.name)
