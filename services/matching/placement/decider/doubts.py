"""What a page asks about before a stay is recorded: whether the hours fit between its first and its last day, and
whether somebody is there who must not serve beside the person."""

from collections.abc import Set
from dataclasses import replace

from services.matching.ipd.events import OfferOpened
from services.matching.placement.decider.plan import left_minutes
from services.matching.placement.decider.rules import PLACE_APART
from services.matching.placement.decider.stay import days_meant, stay_months
from services.matching.placement.events import Need, Planned
from shared.domain.identifiers import Month
from shared.domain.refusal import Fault
from shared.law.caps import OVER_DAYS, PLAN_CAPS
from shared.law.law import LawOn
from shared.law.timetable import Room, Timetable, room


def doubts_of(
    stay: Planned, need: Need, offer: OfferOpened, law_on: LawOn, apart: Set[Month] = frozenset()
) -> tuple[Fault, ...]:
    """Everything about it that is odd; ``apart``: the months in which the other is at that place."""
    if not days_meant(stay):
        return ()
    beside = () if apart.isdisjoint(stay_months(stay)) else (Fault(PLACE_APART, pointer="/offer_id"),)
    return (*_of_the_hours(stay, need, offer, law_on), *beside)


def _of_the_hours(stay: Planned, need: Need, offer: OfferOpened, law_on: LawOn) -> tuple[Fault, ...]:
    """The hours that its open, lawful days can hold, by the timetable that proposals are planned with; and whether the
    person would have to neglect a livelihood for them, or a child to miss school."""
    table, owed = Timetable(need.terms, law_on, opening=offer, school=need.profile), left_minutes(need)
    spared = replace(table, spared=need.profile.earning if need.profile else ())
    outside, fits = _room(spared, stay), _room(table, stay)
    if outside.minutes >= owed:
        return ()
    if fits.minutes >= owed:
        return (_asked("hours-in-livelihood", owed, outside),)
    in_school = _room(replace(table, school=None), stay).minutes >= owed
    return (_asked("hours-in-school" if in_school else "hours-do-not-fit", owed, fits),)


def _asked(rule: str, owed: int, fits: Room) -> Fault:
    facts = {"minutes": owed, "days": fits.days, "most": fits.minutes}
    return Fault(rule, facts, pointer="/planned_until")


def _room(table: Timetable, stay: Planned) -> Room:
    return room(table, stay.planned_from, stay.planned_until, (*PLAN_CAPS, *OVER_DAYS))
