"""Whoever sees what is asked about a stay, the decider, the list of placements or the desk, sees the same."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.matching.placement.decider import PLACEMENT
from services.matching.placement.decider.state import Placement
from services.matching.placement.events import (
    Need,
    Obstacle,
    PlacementConfirmed,
    PlacementCorrected,
    PlacementDoubted,
    PlacementLeft,
    PlacementReplanned,
)
from services.matching.placement.projections import PLACEMENTS
from services.reporting.reports.klien import klien
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, RuleCode
from shared.domain.personal import Personal
from shared.domain.profile import Suits
from shared.domain.retold import retold
from tests.given import given
from tests.matching.placement.test_decider import asked, need
from tests.reporting import telling

SEALED = Personal[str](ref="60000000-0000-4000-8000-000000000001", mac="mac")
OTHER = KlienId("20000000-0000-4000-8000-000000000009")
DAYS = {"planned_from": date(2026, 3, 2), "planned_until": date(2026, 4, 30)}


def ids(state: Placement) -> dict[str, Any]:
    return {"putusan_id": telling.PUTUSAN, "klien_id": state.requested.klien_id if state.requested else telling.KLIEN}


def requested(state: Placement, wish: Need) -> Event:
    return asked(wish).model_copy(update=ids(state))


def profiled(state: Placement) -> list[Event]:
    """The profile is told anew."""
    told = state.need.profile.number if state.need and state.need.profile else 0
    return [requested(state, need(profile=Suits(number=told + 1)))]


def doubted(state: Placement) -> list[Event]:
    return [PlacementDoubted(**ids(state), obstacles=(Obstacle(rule=RuleCode("place-window"), offers=0),))]


def replanned(state: Placement) -> list[Event]:
    return [PlacementReplanned(**ids(state), **DAYS, why=Code("terms"))]


def answered(state: Placement) -> list[Event]:
    """Or the answer taken back."""
    if not (state.asks or state.confirmed == state.asked):
        return []
    return [PlacementConfirmed(**ids(state), number=state.asked, holds=state.asks, reason=SEALED)]


def corrected(state: Placement) -> list[Event]:
    letter = {"number": len(state.corrections) + 1, "document": SEALED, "reason": SEALED}
    return [retold(PlacementCorrected, state.accepted, **letter)]


def gone_over(state: Placement) -> list[Event]:
    """The ruling is another person's, or the former's again."""
    theirs = {"klien_id": OTHER if ids(state)["klien_id"] == telling.KLIEN else telling.KLIEN}
    assert state.accepted is not None
    register = [told.model_copy(update=theirs) for told in (telling.received(), telling.registered())]
    wish = asked(need(profile=Suits(number=2))).model_copy(update={**ids(state), **theirs})
    stay = telling.accepted().model_copy(update=theirs)
    return [*register, PlacementLeft(**ids(state)), wish, stay]


def gone_over_as_registered(state: Placement) -> list[Event]:
    """An officer said whose it is: no paper is received anew."""
    return gone_over(state)[1:]


STEPS: tuple[Callable[[Placement], list[Event]], ...] = (
    profiled,
    doubted,
    replanned,
    answered,
    corrected,
    gone_over,
    gone_over_as_registered,
)


Steps = Sequence[Callable[[Placement], list[Event]]]


def agree(steps: Steps) -> None:
    events: list[Event] = [telling.received(), telling.registered()]
    events += [requested(Placement(), need(profile=Suits(number=1))), telling.accepted()]
    for step in (None, *steps):
        events += step(PLACEMENT.fold(events)) if step else []
        state, row, sentence = PLACEMENT.fold(events), given(PLACEMENTS, *events).row, given(klien, *events).row
        assert (row.asks, row.asked, row.confirmed) == (state.asks, state.asked, state.confirmed)
        numbers = sentence.stay_asked_at is not None, sentence.stay_asked, sentence.stay_confirmed
        assert numbers == (state.asks, state.asked, state.confirmed)
        assert row.placed_by == sentence.placed_by == state.placed_by


@settings(max_examples=100, deadline=None)
@example(st.lists(st.sampled_from(STEPS), max_size=8))
def test_decider_list_and_desk_agree_about_what_is_asked(steps: Steps) -> None:
    agree(steps)


def test_they_agree_where_a_doubt_came_and_went_after_a_profile_was_settled() -> None:
    agree((profiled, answered, doubted, replanned))
