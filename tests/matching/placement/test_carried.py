"""Of a ruling that another regency executed until now what is left is planned, in the window that runs since then."""

from datetime import date
from typing import Any

import pytest

from services.matching.placement.decider import PLACEMENT, ProposePlaces
from services.matching.placement.decider.doubts import doubts_of
from services.matching.placement.decider.plan import plan
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import NoPlaceFound, PlacementProposed, PlacementRequested
from services.matching.placement.projections import PLACEMENTS
from tests.given import given
from tests.matching.placement.test_decider import KLIEN, NOW, PUTUSAN, asked, need, obstacles, offer, proposed


def ends(hours: int = 40, **brought: Any) -> tuple[int, date] | None:
    """How many days are planned, and the last of them."""
    found = plan(need(hours, **brought), offer(), NOW)
    return found and (found.days, found.last)


def test_a_plan_ends_with_what_is_left() -> None:
    assert ends() != ends(brought_minutes=20 * 60)
    for left in (20, 1):
        assert ends(brought_minutes=(40 - left) * 60) == ends(left)


@pytest.mark.parametrize(
    ("executed_from", "fits"),
    [
        pytest.param(date(2026, 11, 11), True, id="long enough"),
        pytest.param(date(2026, 6, 4), True, id="its last day is the first on which anybody could begin here"),
        pytest.param(date(2026, 6, 3), False, id="it is over before"),
    ],
)
def test_its_window_runs_from_the_first_execution_there(executed_from: date, fits: bool) -> None:
    there = {"ruled_on": date(2026, 5, 4), "final_on": date(2026, 5, 12), "executed_from": executed_from}
    found = ends(brought_minutes=39 * 60, **there)
    assert (found is not None) == fits


@pytest.mark.parametrize(
    ("final_on", "fits"),
    [
        pytest.param(date(2026, 6, 20), True, id="the court told the day after the first execution"),
        pytest.param(date(2026, 6, 1), False, id="it was in force by then"),
        pytest.param(None, True, id="it is presumed after it"),
    ],
)
def test_its_window_opens_no_earlier_than_the_ruling_was_in_force(final_on: date | None, fits: bool) -> None:
    there = {"ruled_on": date(2026, 6, 1), "final_on": final_on, "executed_from": date(2026, 6, 3)}
    assert (ends(brought_minutes=39 * 60, **there) is not None) == fits


def test_where_all_was_served_there_no_place_is_sought_until_less_is_told() -> None:
    served = need(brought_minutes=40 * 60)
    found = proposed(served, Candidate(offer(), {}))
    assert isinstance(found, NoPlaceFound)
    assert obstacles(found) == {"place-served": None}
    less = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=need(), candidates=(Candidate(offer(), {}),))
    again = given(PLACEMENT, asked(served), found, circumstances=NOW).when(less)
    again.then_types(PlacementRequested, PlacementProposed)


def test_proposals_and_the_doubts_of_a_stay_go_by_what_is_left() -> None:
    wish = need(brought_minutes=39 * 60)
    found = proposed(wish, Candidate(offer(), {}))
    assert isinstance(found, PlacementProposed)
    (one,) = found.proposals
    assert one.planned_from == one.planned_until
    assert doubts_of(one, wish, offer(), NOW.laws.on) == ()
    assert [doubt.rule for doubt in doubts_of(one, need(), offer(), NOW.laws.on)] == ["hours-do-not-fit"]


def test_its_row_tells_what_the_other_regency_credited() -> None:
    row = given(PLACEMENTS, asked(need(brought_minutes=20 * 60))).row
    assert (row.total_minutes, row.brought_minutes) == (2400, 1200)
    mended = given(PLACEMENTS, asked(need(brought_minutes=20 * 60)), asked(need(brought_minutes=60))).row
    assert mended.brought_minutes == 60
