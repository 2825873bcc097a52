"""GET /activity/{activity_id}: one activity with its invited, how it was held, and its time line."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.activity.decider import Activity
from services.intake.activity.events import (
    ActivityCancelled,
    ActivityCorrected,
    ActivityEntered,
    ActivityHeld,
    ActivityKind,
    ActivityMoved,
    ActivityRestored,
    Clock,
    DecisionDone,
    DecisionDropped,
    DecisionReopened,
    DecisionTaken,
    Described,
    HoldingWithdrawn,
    InvitationAnswered,
    OfDecision,
)
from services.intake.activity.projections import ACTIVITIES
from services.intake.activity.report import REPORT
from services.intake.activity.routes.decided import decisions_of, owners, state_of
from services.intake.activity.routes.forms import WORDS, choices
from services.intake.activity.routes.reading import Found, activity_of
from shared.access.happened import time_line
from shared.access.policy import Actor
from shared.access.signin import require
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, ActivityId, LetterId, UnitCode
from shared.domain.personal import Personal, personal_fields
from shared.ledger.execute import entries_of
from shared.reports.answering import standing_of
from shared.web.answers import Answer, gives, standing
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/activity")
OWED: Final = ("to_unit", "to_account", "due")
HAPPENED: Final[Mapping[type[Event], str]] = {
    ActivityEntered: "Dicatat",
    ActivityCorrected: "Dibetulkan",
    ActivityMoved: "Dipindahkan",
    ActivityCancelled: "Dibatalkan",
    ActivityRestored: "Jadi lagi",
    InvitationAnswered: "Undangan dijawab",
    ActivityHeld: "Pelaksanaan dicatat",
    HoldingWithdrawn: "Pelaksanaan dicabut",
    DecisionTaken: "Keputusan dicatat",
    DecisionDone: "Keputusan selesai",
    DecisionDropped: "Keputusan dicabut",
    DecisionReopened: "Keputusan dibuka lagi",
}


class Task(Answer):
    """What was decided there and is somebody's to do, without its words."""

    decision: int
    to_unit: UnitCode | None
    to_account: AccountId | None
    due: date
    state: Literal["open", "done", "dropped"]


class Invited(Answer):
    """One of the invited, and whether they come; null where they have not answered."""

    office: str
    comes: bool | None


ONE: Final = standing(
    "ActivityRead",
    "One activity; who came and what was said its page alone opens.",
    activity_id=ActivityId,
    unit=UnitCode,
    kind=ActivityKind,
    title=str,
    day=date,
    begins=Clock | None,
    ends=Clock | None,
    place=str,
    note=str | None,
    letter_id=LetterId | None,
    invited=list[Invited],
    copies=list[str],
    corrections=int,
    cancelled=bool,
    holdings=int,
    held_on=date | None,
    came=list[str],
    places=list[str],
    people=int | None,
    decisions=list[Task],
)


@router.get("/{activity_id}", summary="One activity of the parties")
@gives(ONE, refuses=(404,))
async def shown(
    request: Request,
    activity_id: ActivityId,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(REPORT.action))],
    after: After = None,
) -> Response:
    """As its own stream says, so that nothing lags."""
    stands = await standing_of(house, (ACTIVITIES,), after)
    found = await activity_of(house, actor, activity_id)
    data = _data(found.activity)
    if not wants_page(request):
        return screen(request, "activity/one.html", data, standing=stands)
    beside = await _words(house, actor, found) | await choices(request, house, actor) | await owners(house)
    return screen(request, "activity/one.html", data, standing=stands, found=found, **beside, **WORDS)


def _data(activity: Activity) -> dict[str, Any]:
    entered, said, held = activity.entered, activity.described, activity.held
    assert entered is not None
    assert said is not None
    answered = {name: one.comes for name, one in activity.answers.items()}
    return {
        "activity_id": entered.activity_id,
        "unit": entered.unit,
        **{name: getattr(said, name) for name in Described.model_fields if name not in ("invited", "copies")},
        "invited": [{"office": one, "comes": answered.get(one)} for one in said.invited],
        "copies": [*said.copies],
        "corrections": activity.corrections,
        "cancelled": activity.cancelled,
        "holdings": activity.holdings,
        "held_on": held.held_on if held else None,
        "came": [one.office for one in held.present] if held else [],
        "places": [*held.places] if held else [],
        "people": held.people if held else None,
        "decisions": [
            {"decision": number, **{name: getattr(one.taken, name) for name in OWED}, "state": state_of(one)}
            for number, one in sorted(activity.decisions.items())
        ],
    }


async def _words(house: House, actor: Actor, found: Found) -> dict[str, Any]:
    """Whom they send, who came, what was said, and the time line with its reasons; for whoever may read them."""
    activity, told = found.activity, entries_of(found.entries, Event)
    sealed = [one for _, event in told if found.reads or _decides(event, found) for _, one in personal_fields(event)]
    values = await house.vault.reveal(_refs(sealed), REPORT.action, actor.who) if sealed else {}

    def clear(one: Personal[Any] | None) -> Any:
        return values.get(one.ref) if one is not None and one.ref else None

    line = await time_line(house.database, told, HAPPENED, clear, _about)
    held = activity.held
    return {
        "sends": {name: clear(one.sends) for name, one in activity.answers.items()},
        "present": [(one.office, clear(one.names)) for one in held.present] if held else [],
        "minutes": clear(held.minutes) if held else None,
        "line": line,
        "tasks": await decisions_of(house, found, clear),
    }


def _decides(event: Event, found: Found) -> bool:
    """Whether it is about what they are to do."""
    return isinstance(event, DecisionTaken | OfDecision) and event.decision in found.does


def _about(event: Event) -> str | None:
    """Whose answer, or which decision."""
    if isinstance(event, DecisionTaken | OfDecision):
        return f"nomor {event.decision}"
    return event.invited if isinstance(event, InvitationAnswered) else None


def _refs(sealed: Iterable[Personal[Any]]) -> list[str]:
    return [one.ref for one in sealed if one.ref]
