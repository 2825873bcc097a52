"""A ruling that is executed here no longer: its place is free after that day, no place is sought, and taken back the
stay has its slots again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.matching.ipd.decider import IPD
from services.matching.ipd.events import IpdRegistered
from services.matching.placement.decider import (
    PLACEMENT,
    SLOTS,
    AcceptPlacement,
    DeclinePlacement,
    LeavePlacement,
    ProposePlaces,
    TakeEnd,
    TakeFinality,
)
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import (
    PlacementCorrected,
    PlacementEnded,
    PlacementFinalityRecorded,
    PlacementLeft,
    PlacementProposed,
    SlotTaken,
)
from services.matching.placement.projections import PLACEMENTS
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, PublicText
from shared.domain.refusal import Refused
from tests.given import given
from tests.matching.placement.test_correction import ACCEPTED, MINE, NEAR, WRONG, correction, moved, taken
from tests.matching.placement.test_decider import (
    KLIEN,
    NOW,
    OFFICE,
    PUTUSAN,
    asked,
    need,
    of_months,
    offer,
    proposed,
    said_no,
)

FREE = (Candidate(offer(1), {}), Candidate(offer(2), {}))


def ending(on: date | None = date(2026, 12, 31), number: int = 1) -> TakeEnd:
    return TakeEnd(putusan_id=PUTUSAN, klien_id=KLIEN, number=number, ended_on=on, candidates=FREE)


def ended(on: date | None = date(2026, 12, 31), number: int = 1) -> PlacementEnded:
    return PlacementEnded(putusan_id=PUTUSAN, klien_id=KLIEN, number=number, ended_on=on)


def told(command: TakeEnd, *placement: Event, slots: Sequence[SlotTaken] = MINE) -> Any:
    beside = of_months(slots)
    return given(PLACEMENT, *placement, circumstances=NOW, beside=beside).when(command).decided


def changes(decided: Any) -> list[tuple[str, str]]:
    events = (event for stream in decided[1:] for event in stream)
    return [("taken" if isinstance(event, SlotTaken) else "freed", event.month) for event in events]


def test_the_slots_of_the_months_after_it_are_freed() -> None:
    decided = told(ending(), asked(), ACCEPTED)
    assert decided[0] == [ended()]
    assert changes(decided) == [("freed", "2027-01")]


def test_of_the_month_in_which_it_ends_too_so_that_another_may_come() -> None:
    assert changes(told(ending(date(2026, 12, 30)), asked(), ACCEPTED)) == [("freed", "2026-12"), ("freed", "2027-01")]


def test_taken_back_the_stay_has_them_again_whoever_else_has_come() -> None:
    others = [taken("2027-01", putusan=f"00000000-0000-4000-8000-0000000000{number}") for number in (50, 51)]
    decided = told(ending(None, 2), asked(), ACCEPTED, ended(), slots=[MINE[0], *others])
    assert decided[0] == [ended(None, 2)]
    assert changes(decided) == [("taken", "2027-01")]


def test_mended_to_another_day_only_what_differs_is_moved() -> None:
    freed = [MINE[0]]
    assert changes(told(ending(date(2026, 12, 5), 2), asked(), ACCEPTED, ended(), slots=freed)) == [
        ("freed", "2026-12")
    ]
    assert changes(told(ending(date(2027, 1, 31), 2), asked(), ACCEPTED, ended(), slots=freed)) == [
        ("taken", "2027-01")
    ]


def test_said_again_it_is_nothing_and_an_older_word_neither() -> None:
    assert told(ending(), asked(), ACCEPTED, ended(), slots=[MINE[0]]) == [(), (), ()]
    assert told(ending(), asked(), ACCEPTED, ended(None, 2)) == [(), (), ()]


@settings(max_examples=80)
@example(st.lists(st.one_of(st.none(), st.dates(date(2026, 11, 1), date(2027, 3, 1))), max_size=4))
def test_whatever_is_told_of_its_end_the_stay_holds_each_of_its_months_up_to_it_once(ends: list[date | None]) -> None:
    """And nothing is lost: with the end taken back at last, it is as if nobody had told it."""
    placement: list[Event] = [asked(), ACCEPTED]
    slots: dict[str, list[Event]] = {stream: list(events) for stream, events in of_months(MINE).items()}
    for number, last in enumerate([*ends, None], 1):
        decided = given(PLACEMENT, *placement, circumstances=NOW, beside=slots).when(ending(last, number)).decided
        placement += decided[0]
        for month, events in zip(("2026-12", "2027-01"), decided[1:], strict=True):
            slots[SLOTS.stream(OFFICE, month)] += events
        for month, month_ends in (("2026-12", date(2026, 12, 31)), ("2027-01", date(2027, 1, 31))):
            of_month = SLOTS.fold(slots[SLOTS.stream(OFFICE, month)])
            assert of_month.count(WRONG.offer_id) == (last is None or month_ends <= last), (month, last)
    assert PLACEMENT.fold(placement).accepted == ACCEPTED


THEIRS = KlienId("00000000-0000-4000-8000-000000000003")
Step = tuple[str, Any]
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("registered"), st.sampled_from((39, 40, 80))),
    st.tuples(st.just("final"), st.sampled_from((date(2026, 11, 10), date(2027, 1, 4)))),
    st.tuples(st.just("moved"), st.sampled_from((KLIEN, THEIRS))),
    st.tuples(st.just("declined"), st.sampled_from((offer(1), offer(2)))),
)


class Story:
    """What matching tells of one ruling, each word as intake's events bring it."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates, self.events = candidates, list[Event]()
        self.wish, self.klien, self.ended, self.numbers = need(), KLIEN, None, 0

    def hears(self, command: Any) -> None:
        decided = given(PLACEMENT, *self.events, circumstances=NOW).when(command).decided
        if not isinstance(decided, Refused):
            self.events += decided[0] if isinstance(command, TakeEnd) else decided

    def registers(self, hours: int) -> None:
        self.wish = need(hours=hours, final_on=self.wish.final_on)
        self.hears(ProposePlaces(**self.ids, need=self.wish, candidates=self.candidates))

    def ends(self, last: date | None) -> None:
        self.ended, self.numbers = last, self.numbers + 1
        self._tells_end()

    def step(self, kind: str, said: Any) -> None:
        match kind:
            case "registered":
                self.registers(said)
            case "final":
                self.wish = self.wish.model_copy(update={"final_on": said})
                number = 1 + sum(isinstance(event, PlacementFinalityRecorded) for event in self.events)
                self.hears(TakeFinality(**self.ids, number=number, final_on=said, candidates=self.candidates))
            case "moved" if said != self.klien:
                self.hears(LeavePlacement(**self.ids))
                self.klien = said
                if self.ended:
                    self._tells_end()
                self.registers(self.wish.terms.total_minutes // 60)
            case "declined" if not self.ended:
                self.hears(DeclinePlacement(putusan_id=PUTUSAN, offer_id=said.offer_id, reason=Code("full")))

    @property
    def ids(self) -> dict[str, Any]:
        return {"putusan_id": PUTUSAN, "klien_id": self.klien}

    @property
    def row(self) -> tuple[Any, ...]:
        """But for when it was told, and for proposals that a host declined: those are told by its decline."""
        row = given(PLACEMENTS, *self.events).row
        declined = {one.offer_id for one in row.declined}
        standing = [one for one in row.proposals if one["offer_id"] not in declined]
        return row.klien_id, row.state, row.total_minutes, standing, row.obstacles, row.declined

    def _tells_end(self) -> None:
        self.hears(TakeEnd(**self.ids, number=self.numbers, ended_on=self.ended, candidates=self.candidates))


@settings(max_examples=150)
@example(
    st.sampled_from(((), FREE)),
    st.lists(STEPS, max_size=2),
    st.lists(STEPS.filter(lambda step: step[0] != "declined"), max_size=3),
    st.lists(STEPS, max_size=2),
    st.booleans(),
)
def test_taken_back_without_a_stay_the_row_is_that_of_a_history_in_which_nobody_told_it(
    candidates: Sequence[Candidate], before: list[Step], during: list[Step], after: list[Step], registered: bool
) -> None:
    """Whatever is mended, moved or told final meanwhile; also where it is registered while it has ended only."""
    with_end, without = Story(candidates), Story(candidates)
    for story in (with_end, without):
        if registered:
            story.registers(40)
            for step in before:
                story.step(*step)
        if story is with_end:
            story.ends(date(2026, 12, 31))
        if not registered:
            story.registers(40)
        for step in during:
            story.step(*step)
        if story is with_end:
            story.ends(None)
        for step in after:
            story.step(*step)
    assert with_end.row == without.row


def test_taken_back_where_every_host_had_declined_there_is_nothing_to_tell() -> None:
    declined = [said_no(one.offer) for one in FREE]
    assert told(ending(None, 2), asked(), proposed(need(), *FREE), *declined, ended(), slots=())[0] == [ended(None, 2)]


def test_held_when_it_ended_and_registered_meanwhile_it_is_said_at_last_that_no_place_fits() -> None:
    back = ending(None, 2).model_copy(update={"candidates": ()})
    assert told(back, ended(), asked(), ended(), slots=())[0] == [ended(None, 2), proposed(need())]


def test_mended_meanwhile_the_same_best_places_are_told_again_since_the_row_was_begun_anew() -> None:
    found = proposed(need(), *FREE)
    wish = need(hours=39)
    decided = told(ending(None, 2), asked(), found, ended(), asked(wish), ended(), slots=())[0]
    assert decided == [ended(None, 2), proposed(wish, *FREE)]


def test_taken_back_between_two_persons_nothing_is_told_of_the_one_whom_it_left() -> None:
    left = PlacementLeft(putusan_id=PUTUSAN, klien_id=KLIEN)
    before = (asked(), proposed(need(), *FREE), left, ended())
    back = ending(None, 2).model_copy(update={"candidates": ()})
    assert told(back, *before, slots=())[0] == [ended(None, 2)]


def test_no_place_is_sought_nor_chosen_nor_declined_while_it_has_ended() -> None:
    before = [asked(), proposed(need(), *FREE), ended()]
    on_it = given(PLACEMENT, *before, circumstances=NOW)
    on_it.when(ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, candidates=FREE)).then()
    again = on_it.when(ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=need(hours=80), candidates=FREE))
    again.then(asked(need(hours=80)), ended())
    final = TakeFinality(putusan_id=PUTUSAN, klien_id=KLIEN, number=1, final_on=date(2026, 12, 20), candidates=FREE)
    on_it.when(final).then_types(PlacementFinalityRecorded)
    no = DeclinePlacement(putusan_id=PUTUSAN, offer_id=offer(1).offer_id, reason=Code("full"))
    on_it.when(no).refused("placement-ended")
    host = [IpdRegistered(ipd_id=OFFICE, code=Code("a"), name=PublicText("Dinas")), offer(1)]
    accept = AcceptPlacement(
        putusan_id=PUTUSAN,
        ipd_id=OFFICE,
        offer_id=offer(1).offer_id,
        planned_from=date(2026, 12, 1),
        planned_until=date(2026, 12, 20),
    )
    beside = {IPD.stream(OFFICE): host}
    given(PLACEMENT, *before, circumstances=NOW, beside=beside).when(accept).refused("placement-ended")


def test_told_before_the_ruling_is_registered_it_is_told_again_with_what_is_asked() -> None:
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=need(), candidates=FREE)
    given(PLACEMENT, ended(), circumstances=NOW).when(command).then(asked(), ended())
    assert given(PLACEMENTS, ended(), asked(), ended()).row.state == "ended"


def test_taken_back_places_are_sought_only_where_they_would_be_others() -> None:
    found = proposed(need(), *FREE)
    assert told(ending(None, 2), asked(), found, ended(), slots=()) == [[ended(None, 2)]]
    mended = told(ending(None, 2), asked(), found, ended(), asked(need(hours=80)), slots=())[0]
    assert [type(event) for event in mended] == [PlacementEnded, PlacementProposed]


def test_where_the_person_truly_served_is_corrected_without_slots_after_the_end() -> None:
    host = [IpdRegistered(ipd_id=OFFICE, code=Code("a"), name=PublicText("Dinas")), WRONG, NEAR]
    beside = {IPD.stream(OFFICE): host} | of_months([MINE[0]])
    found = given(PLACEMENT, asked(), ACCEPTED, ended(), circumstances=NOW, beside=beside).when(correction()).decided
    assert isinstance(found[0][0], PlacementCorrected)
    assert moved(found) == [("freed", WRONG.offer_id, "2026-12"), ("taken", NEAR.offer_id, "2026-12")]


def test_the_row_shows_the_end_over_what_stands() -> None:
    before: list[Event] = [asked(), ACCEPTED]
    over = given(PLACEMENTS, *before, ended()).row
    assert (over.state, over.stands, over.ended_on) == ("ended", "accepted", date(2026, 12, 31))
    mended = given(PLACEMENTS, *before, ended(), asked(need(hours=80))).row
    assert (mended.state, mended.stands, mended.total_minutes) == ("ended", "accepted", 4800)
    back = given(PLACEMENTS, *before, ended(), ended(None, 2)).row
    assert (back.state, back.stands, back.ended_on, back.ended_number) == ("accepted", None, None, 2)
