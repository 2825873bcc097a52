"""An activity as a file for the calendars of the invited (RFC 5545): its hours in WIB, which knows no summer time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from icalendar import Calendar, Event

from services.intake.activity.decider import Activity
from services.intake.activity.events import Described
from shared.law.calendar import WIB
from shared.ledger.recorded import Recorded

ICS: Final = "text/calendar"
OPEN_END: Final = "s/d selesai"


def ics_of(activity: Activity, entries: Sequence[Recorded]) -> bytes:
    """One event; whoever imports a later file of the same activity has it moved or cancelled."""
    entered, said = activity.entered, activity.described
    assert entered is not None
    assert said is not None
    event = Event()
    event.add("uid", entered.activity_id)
    event.add("dtstamp", entries[-1].recorded_at)
    event.add("sequence", len(entries) - 1)
    event.add("summary", said.title)
    event.add("location", said.place)
    event.add("dtstart", _moment(said, said.begins))
    if said.begins is None:
        event.add("dtend", said.day + timedelta(days=1))
    elif said.ends is not None:
        event.add("dtend", _moment(said, said.ends))
    if words := _words(said):
        event.add("description", words)
    event.add("status", "CANCELLED" if activity.cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Bakti//Kegiatan para pihak//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _moment(said: Described, clock: str | None) -> date | datetime:
    """In UTC, so that no table of zones is needed; the day alone where no hour was said."""
    if clock is None:
        return said.day
    return datetime.combine(said.day, time.fromisoformat(clock), WIB).astimezone(UTC)


def _words(said: Described) -> str:
    """What stands in an invitation and has no field of its own there."""
    until = f"Pukul {said.begins.replace(':', '.')} WIB {OPEN_END}." if said.begins and said.ends is None else ""
    return "\n".join(filter(None, (until, said.note)))
