"""What the tables say of a shift is what the decider knows of it, whatever came in which order."""

from functools import reduce
from typing import Any

import hypothesis
from hypothesis import settings
from hypothesis import strategies as st

from services.attendance.hours.decider import HOURS, Hours, LogHours
from services.attendance.hours.projections import SHIFTS, ShiftRow
from shared.domain.event import Event
from shared.domain.refusal import Refused
from tests.attendance.hours.facts import LIBRARY, MONDAY, NOW, correction, log, serving, shift, terms
from tests.attendance.hours.test_any_order import decisions, stories
from tests.given import given


def told(events: list[Event], commands: list[Any]) -> tuple[Hours, dict[str, ShiftRow]]:
    """The decider's state and the projection's rows after the same events."""
    hours, decided = HOURS.fold(events), []
    for command in commands:
        new = HOURS.decide(command, hours, NOW)
        if isinstance(new, Refused):  # a decision on what was corrected since
            continue
        hours = reduce(HOURS.evolve, new, hours)
        decided += new
    return hours, {row.shift_id: row for row in given(SHIFTS, *decided).by_key.values()}


@settings(max_examples=150)
@hypothesis.given(story=stories(), data=st.data())
def test_a_row_stands_as_the_log_does(story: tuple[list[Event], list[object]], data: st.DataObject) -> None:
    events, commands = story
    logged = [command.shift for command in commands if isinstance(command, LogHours)]
    hours, rows = told(events, [*reversed(commands), *data.draw(decisions(logged))])
    assert rows.keys() == hours.logs.keys()
    for shift_id, found in hours.logs.items():
        row, standing = rows[shift_id], found.standing
        if standing is None:
            assert row.state in ("struck", "waiting")
        else:
            assert (row.starts, row.ends, row.site_id) == (standing.starts, standing.ends, standing.site_id)
            assert row.state == ("review" if found.told else "recorded")
            assert row.reasons == tuple(found.told or ())
            assert row.accepted == found.accepted


def test_a_shift_out_of_review_is_recorded_again() -> None:
    market, library = shift(MONDAY, "08:00-12:00"), shift(MONDAY, "11:00-14:00", site=LIBRARY)
    _, rows = told(serving(terms()), [log(market), log(library)])
    assert {row.state for row in rows.values()} == {"review"}
    _, rows = told(serving(terms()), [log(market), log(library), correction(library, 1, None)])
    assert (rows[market.id].state, rows[library.id].state) == ("recorded", "struck")


def test_a_shift_is_told_once_for_each_key() -> None:
    """A row's key begins with the klien, so that a person's rows are one stretch of the index."""
    work = shift(MONDAY, "08:00-12:00")
    _, rows = told(serving(terms()), [log(work), log(work)])
    assert rows[work.id].id == f"{rows[work.id].klien_id}/{work.id}"
