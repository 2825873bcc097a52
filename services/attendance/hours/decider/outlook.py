"""How a person's running sentences stand under one law or another: what a proposed rule would change.

Example::

    running, changed = differing(hours, laws.on, proposed.on)     # how many run, and which would stand otherwise
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from services.attendance.hours.decider.assess import assess
from services.attendance.hours.decider.consequences import possible_until_of
from services.attendance.hours.decider.state import Hours
from shared.domain.identifiers import PutusanId
from shared.law.law import LawOn


class Outlook(NamedTuple):
    """One sentence: what is credited, its last day, and until when what is missing can still be worked."""

    required_minutes: int
    credited_minutes: int
    deadline: date
    possible_until: date | None
    """As in DayAssessed."""


class Differing(NamedTuple):
    """One sentence as it stands by the law in force, and as it would."""

    putusan_id: PutusanId
    now: Outlook
    then: Outlook


def outlooks(hours: Hours, law_on: LawOn) -> Mapping[PutusanId, Outlook]:
    """Every sentence whose window has opened and that goes on, by that law."""
    hours = hours.by(law_on)
    worth = assess(hours, law_on).days
    found = {}
    for sentence in hours.sentences:
        if sentence.opens_on is None or sentence.deadline is None or sentence.ended_on is not None:
            continue
        credited = {day: one.credited_minutes for day, one in worth[sentence.putusan_id].items()}
        until = possible_until_of(hours, sentence, credited, law_on)
        required = sentence.terms.total_minutes
        found[sentence.putusan_id] = Outlook(
            required, sentence.brought_minutes + sum(credited.values()), sentence.deadline, until
        )
    return found


def differing(hours: Hours, now: LawOn, then: LawOn) -> tuple[int, list[Differing]]:
    """How many sentences run: their window has opened and not all is credited by the law in force; and those of them
    that would stand otherwise."""
    before, after = outlooks(hours, now), outlooks(hours, then)
    running = {each: one for each, one in before.items() if one.credited_minutes < one.required_minutes}
    changed = [Differing(each, one, after[each]) for each, one in running.items() if one != after[each]]
    return len(running), changed
