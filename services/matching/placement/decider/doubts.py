"""What a page asks about before a stay is recorded: whether the hours fit between its first and its last day."""

from dataclasses import replace

from services.matching.ipd.events import OfferOpened
from services.matching.placement.decider.plan import left_minutes
from services.matching.placement.decider.stay import days_meant
from services.matching.placement.events import Need, Planned
from shared.domain.refusal import Fault
from shared.law.caps import OVER_DAYS, PLAN_CAPS
from shared.law.law import LawOn
from shared.law.timetable import Room, Timetable, room


def doubts_of(stay: Planned, need: Need, offer: OfferOpened, law_on: LawOn) -> tuple[Fault, ...]:
    """The hours that its open, lawful days can hold, by the timetable that proposals are planned with; and whether a
    child would have to miss school for them."""
    if not days_meant(stay):
        return ()
    table, owed = Timetable(need.terms, law_on, opening=offer, school=need.profile), left_minutes(need)
    fits = _room(table, stay)
    if fits.minutes >= owed:
        return ()
    in_school = _room(replace(table, school=None), stay).minutes >= owed
    facts = {"minutes": owed, "days": fits.days, "most": fits.minutes}
    return (Fault("hours-in-school" if in_school else "hours-do-not-fit", facts, pointer="/planned_until"),)


def _room(table: Timetable, stay: Planned) -> Room:
    return room(table, stay.planned_from, stay.planned_until, (*PLAN_CAPS, *OVER_DAYS))
