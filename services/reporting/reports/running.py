"""For what a sentence waits, and how it runs once its window has opened, here or elsewhere; pure."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from services.reporting.reports.sentence import FAR, Sentence
from services.reporting.reports.status import State, behind_from
from shared.law.calendar import wib_day
from shared.projections.entry import Entry

RUNNING: Final = State.RUNNING.value
FULFILLED: Final = State.FULFILLED.value


def waiting(row: Sentence, state: State, entry: Entry) -> Sentence:
    """From this event on it waits for what the state says."""
    return replace(row, state=state.value, since=entry.recorded_at, urgent_on=wib_day(entry.recorded_at))


def before_start(row: Sentence) -> State:
    """What it waits for while it is not begun here, whatever another regency credited before."""
    if row.state not in (FULFILLED, RUNNING, State.NOT_FINAL.value):
        return State(row.state)
    if row.site_id is not None:
        return State.PLACED
    return State.PROPOSED if row.offers else State.NO_PLACE if row.reasons else State.REGISTERED


def waits_from(row: Sentence) -> date:
    """What one that is not begun here is sorted by, while no window presses."""
    planned = row.planned_from if row.state == State.PLACED.value else None
    return planned or wib_day(row.since)


def by_its_window(row: Sentence, before: Sentence) -> Sentence:
    """What is told of a place changes neither the credit nor the last day of a window that was opened elsewhere."""
    if row.opens_on is None or row.deadline is None:
        return row
    found = run_on(row)
    goes_on = found.state == before.state and found.state in (FULFILLED, RUNNING)
    return replace(found, since=before.since) if goes_on else found


def run_on(row: Sentence) -> Sentence:
    """State and dates of a running sentence, as its minutes give them. Nine of ten events of a ledger come here."""
    assert row.opens_on is not None  # nothing runs before
    assert row.deadline is not None
    fulfilled = row.credited_minutes >= row.required_minutes
    most = row.most_minutes_a_day
    behind = behind_from(row.opens_on, row.deadline, row.required_minutes, row.credited_minutes, most)
    urgent_on = FAR if fulfilled else row.possible_until or row.deadline
    if row.started_on is None and not fulfilled:  # its window runs since elsewhere, while it waits for a place
        found = replace(row, state=before_start(row).value, behind_from=behind)
        return replace(found, urgent_on=min(urgent_on, waits_from(found)))
    return replace(row, state=FULFILLED if fulfilled else RUNNING, urgent_on=urgent_on, behind_from=behind)
