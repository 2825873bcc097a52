"""A host declines with a reason; a slip is undone within ten minutes, and the same proposal stands again."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.matching import placement
from services.matching.placement.decider import (
    DECLINE_REASONS,
    PLACEMENT,
    UNDO_MINUTES,
    DeclinePlacement,
    ProposePlaces,
    UndoDecline,
)
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import (
    DeclineUndone,
    NoPlaceFound,
    PlacementAccepted,
    PlacementDeclined,
    PlacementProposed,
)
from services.matching.placement.projections import PLACEMENTS
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId
from shared.domain.personal import Personal
from shared.law.circumstances import Circumstances
from shared.web.language import Language
from shared.web.texts import Texts
from tests.given import Given, given
from tests.lawful import LAWS
from tests.matching.placement.test_decider import KLIEN, LEFT, NOW, PUTUSAN, asked, need, offer, proposed, said_no

PROPOSED = proposed(need(), Candidate(offer(1), {}), Candidate(offer(2), {}))
assert isinstance(PROPOSED, PlacementProposed)
DECLINE = DeclinePlacement(putusan_id=PUTUSAN, offer_id=offer().offer_id, reason=Code("full"))
UNDO = UndoDecline(putusan_id=PUTUSAN, offer_id=offer().offer_id)
UNDONE = DeclineUndone(putusan_id=PUTUSAN, klien_id=KLIEN, offer_id=offer().offer_id, proposal=PROPOSED.proposals[0])
assert UNDONE.proposal.offer_id == UNDONE.offer_id


def known(*more: Event, minutes: float = 0) -> Given:
    """Proposed and what followed, so many minutes later."""
    then = Circumstances(NOW.now + timedelta(minutes=minutes), LAWS)
    return given(PLACEMENT, asked(), PROPOSED, *more, circumstances=then)


def test_a_host_declines_a_proposal_with_a_reason_from_the_list_and_the_event_knows_when() -> None:
    (declined,) = known().when(DECLINE).then_types(PlacementDeclined)
    assert declined == said_no(offer())
    known(declined).when(DECLINE).then()
    known().when(DECLINE.model_copy(update={"reason": Code("lazy")})).refused("decline-reason")
    given(PLACEMENT, asked(), circumstances=NOW).when(DECLINE).refused("not-proposed")
    given(PLACEMENT, circumstances=NOW).when(DECLINE).refused("placement-unknown")


def test_another_reason_is_said_in_words() -> None:
    other = DECLINE.model_copy(update={"reason": Code("other")})
    known().when(other).refused("decline-words")
    (declined,) = known().when(other.model_copy(update={"words": Personal("pembina sedang haji")})).events
    assert isinstance(declined, PlacementDeclined)
    assert declined.words == Personal("pembina sedang haji")


@pytest.mark.parametrize("reason", DECLINE_REASONS)
def test_every_reason_has_its_words(reason: Code) -> None:
    texts = Texts.gather([Path(placement.__file__).parent])
    assert texts.sentence(f"decline-{reason}", {}, Language.ID)
    assert known().when(DECLINE.model_copy(update={"reason": reason, "words": Personal("kata")})).events


def test_a_decline_is_undone_and_the_same_proposal_stands_again_in_its_place() -> None:
    known(said_no(offer()), minutes=9).when(UNDO).then(UNDONE)
    state = PLACEMENT.fold((asked(), PROPOSED, said_no(offer()), UNDONE))
    assert (state.proposals, state.declined) == (PROPOSED.proposals, {})
    known(said_no(offer()), UNDONE, minutes=9).when(UNDO).then()
    known(said_no(offer()), UNDONE, minutes=20).when(DECLINE).then_types(PlacementDeclined)


@pytest.mark.parametrize(("minutes", "undone"), [(UNDO_MINUTES, True), (UNDO_MINUTES + 1 / 60, False), (-5, True)])
def test_ten_minutes_from_its_recording_to_the_second(minutes: float, undone: bool) -> None:
    asked_then = known(said_no(offer()), minutes=minutes).when(UNDO)
    if undone:
        asked_then.then(UNDONE)
    else:
        assert asked_then.refused("decline-stands").faults[0].facts == {"minutes": UNDO_MINUTES}


def test_what_was_never_declined_needs_no_undoing_and_what_was_never_proposed_has_none() -> None:
    known().when(UNDO).then()
    known().when(UNDO.model_copy(update={"offer_id": offer(9).offer_id})).refused("not-proposed")
    given(PLACEMENT, circumstances=NOW).when(UNDO).refused("placement-unknown")


def test_found_anew_without_the_declined_place_it_still_stands_again() -> None:
    again = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, candidates=(Candidate(offer(1), {}),))
    (none,) = known(said_no(offer())).when(again).events
    assert isinstance(none, NoPlaceFound)
    known(said_no(offer()), none, minutes=5).when(UNDO).then(UNDONE)
    assert PLACEMENT.fold((asked(), PROPOSED, said_no(offer()), none, UNDONE)).proposals == (UNDONE.proposal,)


def test_a_decline_of_the_former_person_is_undone_for_whose_the_ruling_is() -> None:
    other = KlienId("00000000-0000-4000-8000-000000000003")
    theirs = asked().model_copy(update={"klien_id": other})
    known(said_no(offer()), LEFT, theirs, minutes=1).when(UNDO).then(UNDONE.model_copy(update={"klien_id": other}))


def test_a_decline_stands_once_the_person_is_placed_elsewhere() -> None:
    stay = PlacementAccepted(
        putusan_id=PUTUSAN,
        klien_id=KLIEN,
        ipd_id=offer(2).ipd_id,
        offer_id=offer(2).offer_id,
        site_id=offer(2).site_id,
        planned_from=PROPOSED.proposals[0].planned_from,
        planned_until=PROPOSED.proposals[0].planned_until,
    )
    known(said_no(offer()), stay, minutes=1).when(UNDO).refused("decline-placed")


def test_the_row_follows_and_a_search_that_found_none_meanwhile_is_no_more() -> None:
    before = given(PLACEMENTS).when(asked(), PROPOSED)
    declined = before.when(said_no(offer()))
    assert [(one.offer_id, one.reason) for one in declined.row.declined] == [(offer().offer_id, "full")]
    restored = declined.when(UNDONE).row
    assert (restored.proposals, restored.declined, restored.state) == (before.row.proposals, (), "proposed")
    none = NoPlaceFound(putusan_id=PUTUSAN, klien_id=KLIEN, obstacles=())
    found = declined.when(none, UNDONE).row
    assert (found.state, [one["offer_id"] for one in found.proposals]) == ("proposed", [offer().offer_id])


def test_the_words_of_a_decline_say_something_as_every_reason_does() -> None:
    with pytest.raises(ValueError, match="text-too-short"):
        DeclinePlacement(**{**DECLINE.model_dump(), "reason": "other", "words": "xx"})
