"""Which activity somebody reads and who keeps it: everybody who works on the agreement reads that it is there, members
of its unit keep it, and they and the invited read who came and what was said."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.activity.decider import ACTIVITY, Activity
from services.intake.activity.events import DecisionTaken
from services.intake.letter.routes.reading import letter_of
from services.intake.unit.routes.listing import all_units
from shared.access.asking import Asking
from shared.access.policy import Actor, RoleName
from shared.access.reach import units_of
from shared.domain.identifiers import ActivityId, LetterId
from shared.domain.refusal import Fault
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.web.house import House
from shared.web.problems import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """An activity with what the ledger says of it, and what of it is whose who asks."""

    activity: Activity
    entries: Sequence[Recorded]
    keeps: bool
    """They are of its unit."""
    answers: frozenset[str]
    """The invited for whom they may answer, by name."""
    reads: bool
    """They read who came and what was said."""
    does: frozenset[int]
    """The decisions that they may say are done."""


async def activity_of(house: House, actor: Actor, activity_id: ActivityId) -> Found:
    """The activity. Raises 404 where there is none."""
    entries = await house.ledger.read_stream(ACTIVITY.stream(activity_id))
    activity = ACTIVITY.fold(known_events(entries))
    if activity.entered is None or activity.described is None:
        raise Problem(404, Fault("activity-unknown"))
    if actor.role is RoleName.AUDITOR:
        return Found(activity, entries, keeps=False, answers=frozenset(), reads=False, does=frozenset())
    own, units = await units_of(house, actor.account_id), await all_units(house)
    keeps = activity.entered.unit in own
    names = {units[code].name.casefold() for code in own if code in units}
    invited = frozenset(activity.described.invited)
    theirs = invited if keeps else frozenset(one for one in invited if one.casefold() in names)
    does = frozenset(number for number, one in activity.decisions.items() if keeps or _holds(one.taken, actor, own))
    return Found(activity, entries, keeps=keeps, answers=theirs, reads=bool(keeps or theirs), does=does)


def _holds(taken: DecisionTaken, actor: Actor, own: Sequence[str]) -> bool:
    return taken.to_account == actor.account_id or taken.to_unit in own


async def kept(asks: Asking, activity_id: ActivityId) -> None:
    """Go on where who asks is of its unit. Raises 403 where it is another's, 404 where there is none."""
    found = await activity_of(asks.house, asks.actor, activity_id)
    if not found.keeps:
        raise Problem(403, Fault("activity-of-another-unit"))


async def invited_by(asks: Asking, letter_id: LetterId | None) -> None:
    """Go on where the letter is there for who asks. Raises 404 where it is not."""
    if letter_id is not None:
        await letter_of(asks.request, asks.house, asks.actor, letter_id)
