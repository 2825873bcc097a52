"""A stay that a host accepted follows what is asked of it since: other days with their slots, or a person is asked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.matching.ipd.decider import IPD
from services.matching.ipd.events import OfferClosed, OfferOpened
from services.matching.placement.decider import PLACEMENT, SLOTS, ConfirmStay, FollowTerms, TakeStart
from services.matching.placement.decider.plan import months_between, plan
from services.matching.placement.events import (
    Need,
    Obstacle,
    PlacementAccepted,
    PlacementBegun,
    PlacementConfirmed,
    PlacementDoubted,
    PlacementEnded,
    PlacementFinalityRecorded,
    PlacementLeft,
    PlacementReplanned,
    SlotTaken,
)
from services.matching.placement.projections import PLACEMENTS
from services.reporting.reports.klien import klien
from services.reporting.reports.sentence import Why
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId, Month, PublicText, PutusanId, RuleCode
from shared.domain.personal import Personal
from shared.domain.profile import Suits
from shared.domain.sentence import Regime
from tests.given import given
from tests.lawful import LAW
from tests.matching.placement.test_decider import KLIEN, NOW, OFFICE, PUTUSAN, asked, need, offer
from tests.reporting import telling

HERE = offer(1)
BEGINS = date(2026, 12, 1)
IDS: dict[str, Any] = {"putusan_id": PUTUSAN, "klien_id": KLIEN}
FOLLOW = FollowTerms(putusan_id=PUTUSAN)
ENOUGH: Personal[str] = Personal("Tempat bersedia memperpanjang sendiri")


def days(wish: Need, begins: date = BEGINS, here: OfferOpened = HERE) -> tuple[date, date]:
    found = plan(wish, here, NOW, begins)
    assert found is not None
    return found.first, found.last


def accepted(first: date, last: date) -> PlacementAccepted:
    host = {"ipd_id": OFFICE, "offer_id": HERE.offer_id, "site_id": HERE.site_id}
    return PlacementAccepted(**IDS, **host, planned_from=first, planned_until=last)


def agreed(wish: Need | None = None) -> list[Event]:
    """Asked for and accepted for the days that planning has for it."""
    return [asked(wish), accepted(*days(wish or need()))]


def taken(month: str, putusan: str = PUTUSAN) -> SlotTaken:
    return SlotTaken(ipd_id=OFFICE, offer_id=HERE.offer_id, month=Month(month), putusan_id=PutusanId(putusan))


def following(*placement: Event, slots: Sequence[SlotTaken] = (), here: Sequence[Event] = (HERE,)) -> Any:
    """What is told on the placement's stream, and the months whose slots change."""
    beside: dict[Any, list[Event]] = {IPD.stream(OFFICE): [*here]}
    stay = next((event for event in placement if isinstance(event, PlacementAccepted)), None)
    mine = [taken(month) for month in months_between(stay.planned_from, stay.planned_until)] if stay else []
    for slot in (*mine, *slots):
        beside.setdefault(SLOTS.stream(OFFICE, slot.month), []).append(slot)
    own, *others = given(PLACEMENT, *placement, circumstances=NOW, beside=beside).when(FOLLOW).decided
    moved = [event for events in others for event in events]
    return [*own], [("taken" if isinstance(event, SlotTaken) else "freed", event.month) for event in moved]


def replanned(first: date, last: date, why: str = "terms") -> PlacementReplanned:
    return PlacementReplanned(**IDS, planned_from=first, planned_until=last, why=Code(why), law=LAW.version)


def doubted(*rules: str) -> PlacementDoubted:
    cited = {"place-window": LAW.cite("window_days"), "place-work-category": "Amar putusan"}
    obstacles = tuple(Obstacle(rule=RuleCode(rule), citation=cited.get(rule), offers=0) for rule in rules)
    return PlacementDoubted(**IDS, obstacles=obstacles, law=LAW.version)


def test_a_stay_that_nobody_asks_anything_else_of_stays() -> None:
    assert following(*agreed()) == ([], [])
    assert following(*agreed(), asked(need(skills=("las",)))) == ([], [])
    assert following(asked()) == ([], [])
    assert following() == ([], [])


def test_more_hours_end_later_with_the_slots_of_the_months_until_then() -> None:
    """40 h agreed, 200 h told."""
    longer = need(hours=200)
    first, last = days(longer)
    assert (last.year, last.month) > (2027, 1)
    told, moved = following(*agreed(), asked(longer))
    assert told == [replanned(first, last)]
    more = [month for month in months_between(first, last) if month > f"{days(need())[1]:%Y-%m}"]
    assert moved == [("taken", month) for month in more]
    state = PLACEMENT.fold([*agreed(), asked(longer), *told])
    assert state.accepted is not None
    assert (state.accepted.planned_until, state.asks) == (last, False)
    assert state.said == agreed()[1], "a sheet that says it again is known"


def test_fewer_hours_end_sooner_and_free_the_months_behind() -> None:
    longer = need(hours=200)
    told, moved = following(*agreed(longer), asked())
    assert told == [replanned(*days(need()))]
    assert {kind for kind, _ in moved} == {"freed"}


def test_it_is_planned_from_the_day_on_which_the_work_began() -> None:
    """However late that was, also where the terms are mended afterwards."""
    begun = PlacementBegun(**IDS, number=0, started_on=date(2026, 12, 15))
    told, _ = following(*agreed(), begun)
    assert told == [replanned(*days(need(), begun.started_on), "begun")]
    longer = need(hours=80)
    told, _ = following(*agreed(), begun, *told, asked(longer))
    assert told == [replanned(*days(longer, begun.started_on))]


def test_days_that_people_agreed_otherwise_stay_until_the_terms_change() -> None:
    by_hand = [asked(), accepted(BEGINS, date(2027, 2, 1))]
    begun = PlacementBegun(**IDS, number=0, started_on=date(2026, 12, 15))
    assert following(*by_hand, begun) == ([], [])
    assert following(*by_hand, begun, asked(need(hours=41)))[0] == [replanned(*days(need(hours=41), begun.started_on))]


def test_the_start_is_told_once_and_the_highest_number_stands() -> None:
    start = TakeStart(**IDS, number=0, started_on=BEGINS)
    begun = PlacementBegun(**IDS, number=0, started_on=BEGINS)
    given(PLACEMENT, *agreed(), circumstances=NOW).when(start).then(begun)
    given(PLACEMENT, *agreed(), begun, circumstances=NOW).when(start).then()
    given(PLACEMENT, asked(), circumstances=NOW).when(start).then(begun)
    left = PlacementLeft(**IDS)
    given(PLACEMENT, *agreed(), left, circumstances=NOW).when(start).then()


def test_a_later_day_of_finality_and_credit_from_elsewhere_move_the_plan_too() -> None:
    late = PlacementFinalityRecorded(**IDS, number=1, final_on=date(2027, 1, 4))
    final = need(final_on=date(2027, 1, 4))
    assert following(*agreed(), late)[0] == [replanned(*days(final), "finality")]
    brought = need(brought_minutes=20 * 60, executed_from=date(2026, 11, 20))
    assert following(*agreed(), asked(brought))[0] == [replanned(*days(brought), "credit")]


def test_while_an_appeal_is_open_its_days_stand() -> None:
    assert following(*agreed(), asked(need(hours=80, final_on=None, appealed_on=date(2026, 11, 4)))) == ([], [])


def test_where_no_slot_is_free_the_days_stand_and_a_person_is_asked_once() -> None:
    longer = need(hours=200)
    others = [taken("2027-02", f"00000000-0000-4000-8000-0000000000{number}") for number in (50, 51)]
    told = following(*agreed(), asked(longer), slots=others)
    assert told == ([doubted("place-slots")], [])
    state = PLACEMENT.fold([*agreed(), asked(longer), *told[0]])
    assert (state.accepted, state.asks) == (agreed()[1], True)
    assert following(*agreed(), asked(longer), *told[0], slots=others) == ([], [])


def test_what_cannot_be_worked_there_in_time_is_asked_and_taken_back_it_is_asked_no_more() -> None:
    short = need(hours=80, period_days=8)
    told, moved = following(*agreed(), asked(short))
    assert (told, moved) == ([doubted("place-window")], [])
    back, _ = following(*agreed(), asked(short), *told, asked())
    assert back == [replanned(*days(need()))]
    assert not PLACEMENT.fold([*agreed(), asked(short), *told, asked(), *back]).asks


@pytest.mark.parametrize(
    ("wish", "rule"),
    [
        (need(work_category=1), "place-work-category"),
        (need(regime=Regime.CHILD), "place-regime"),
    ],
)
def test_what_stands_against_the_place_since_is_asked_beside_its_days(wish: Need, rule: str) -> None:
    told, _ = following(*agreed(), asked(wish))
    assert [one.rule for event in told if isinstance(event, PlacementDoubted) for one in event.obstacles] == [rule]


def test_what_the_host_took_in_spite_of_it_is_not_asked_again() -> None:
    wish = need(work_category=1)
    longer = need(hours=80, work_category=1)
    told, _ = following(*agreed(wish), asked(longer))
    assert told == [replanned(*days(longer))]


def test_a_closed_offer_holds_whoever_serves_there() -> None:
    closed = OfferClosed(ipd_id=OFFICE, offer_id=HERE.offer_id, reason=PublicText("Tidak menerima lagi"))
    longer = need(hours=80)
    assert following(*agreed(), asked(longer), here=(HERE, closed))[0] == [replanned(*days(longer))]


def test_where_all_was_served_elsewhere_nothing_is_left_to_plan() -> None:
    served = need(brought_minutes=40 * 60, executed_from=date(2026, 11, 20))
    assert following(*agreed(), asked(served)) == ([doubted("stay-served")], [])


def test_after_its_end_no_month_is_taken_until_that_is_taken_back() -> None:
    longer = need(hours=200)
    ended = PlacementEnded(**IDS, number=1, ended_on=date(2026, 12, 31))
    told, moved = following(*agreed(), ended, asked(longer))
    assert told == [replanned(*days(longer))]
    assert moved == []


def test_whoever_looked_says_that_it_goes_on_as_it_is_and_may_take_that_back() -> None:
    asks = [*agreed(), asked(need(hours=80, period_days=8)), doubted("place-window")]
    holds = ConfirmStay(putusan_id=PUTUSAN, number=1, reason=ENOUGH)
    told = PlacementConfirmed(**IDS, number=1, holds=True, reason=ENOUGH)
    given(PLACEMENT, *asks, circumstances=NOW).when(holds).then(told)
    given(PLACEMENT, *asks, told, circumstances=NOW).when(holds).then()
    assert following(*asks, told) == ([], [])
    back = holds.model_copy(update={"holds": False})
    again = told.model_copy(update={"holds": False})
    given(PLACEMENT, *asks, told, circumstances=NOW).when(back).then(again)
    given(PLACEMENT, *asks, told, again, circumstances=NOW).when(back).then()
    given(PLACEMENT, *asks, told, again, circumstances=NOW).when(holds).then(told)


def test_nothing_is_confirmed_that_is_not_asked_or_not_by_its_number() -> None:
    holds = ConfirmStay(putusan_id=PUTUSAN, number=1, reason=ENOUGH)
    given(PLACEMENT, circumstances=NOW).when(holds).refused("placement-unknown")
    given(PLACEMENT, asked(), circumstances=NOW).when(holds).refused("placement-not-accepted")
    given(PLACEMENT, *agreed(), circumstances=NOW).when(holds).refused("stay-not-asked")
    asks = [*agreed(), asked(need(hours=80, period_days=8)), doubted("place-window")]
    other = holds.model_copy(update={"number": 2})
    given(PLACEMENT, *asks, circumstances=NOW).when(other).refused("stay-not-asked")


def test_what_nobody_has_answered_is_asked_still_whatever_is_told_since() -> None:
    """A child at a place for adults: the days follow, and the place is asked about until somebody answers."""
    child = need(regime=Regime.CHILD)
    first = [*agreed(), asked(child)]
    told, _ = following(*first)
    assert told == [replanned(*days(child)), doubted("place-regime")]
    late = PlacementFinalityRecorded(**IDS, number=1, final_on=date(2027, 1, 4))
    again, _ = following(*first, *told, late)
    assert [type(one) for one in again] == [PlacementReplanned, PlacementDoubted]
    assert again[1] == doubted("place-regime")
    elsewhere = asked(need(regime=Regime.CHILD, brought_minutes=600, executed_from=date(2026, 11, 20)))
    assert PLACEMENT.fold([*first, *told, elsewhere, *following(*first, *told, elsewhere)[0]]).asks
    served = asked(need(regime=Regime.CHILD, brought_minutes=40 * 60, executed_from=date(2026, 11, 20)))
    assert following(*first, *told, served)[0] == [doubted("stay-served", "place-regime")]
    holds = PlacementConfirmed(**IDS, number=1, holds=True, reason=ENOUGH)
    assert not PLACEMENT.fold([*first, *told, holds, late, *following(*first, *told, holds, late)[0]]).asks
    back = following(*first, *told, asked())[0]
    assert not PLACEMENT.fold([*first, *told, asked(), *back]).asks


def test_a_question_of_the_place_is_asked_still_where_the_terms_come_back_to_what_was_agreed() -> None:
    child, short = need(regime=Regime.CHILD), need(regime=Regime.CHILD, hours=80, period_days=8)
    before = [*agreed(), asked(child), replanned(*days(child)), doubted("place-regime"), asked(short)]
    told, _ = following(*before)
    assert [type(one) for one in told] == [PlacementDoubted]
    again, _ = following(*before, *told, asked(child))
    assert again == [doubted("place-regime")]


def test_a_confirmation_that_is_taken_back_leaves_the_days_agreed_for_what_they_were() -> None:
    """So that days said by hand stand once the terms are right again."""
    by_hand = [asked(), accepted(BEGINS, date(2027, 2, 1))]
    short = [asked(need(hours=80, period_days=8)), doubted("place-window")]
    holds = PlacementConfirmed(**IDS, number=1, holds=True, reason=ENOUGH)
    slip = [holds, holds.model_copy(update={"holds": False})]
    right = following(*by_hand, *short, asked())[0]
    assert right == [replanned(BEGINS, date(2027, 2, 1))]
    assert following(*by_hand, *short, *slip, asked())[0] == right


def test_a_start_that_is_put_off_and_put_back_begins_on_the_day_that_was_agreed() -> None:
    late = PlacementFinalityRecorded(**IDS, number=1, final_on=date(2027, 1, 4))
    told, _ = following(*agreed(), late)
    back = late.model_copy(update={"number": 2, "final_on": need().final_on})
    assert following(*agreed(), late, *told, back)[0] == [replanned(*days(need()), "finality")]


def test_a_start_that_was_told_before_the_acceptance_is_planned_from() -> None:
    begun = PlacementBegun(**IDS, number=0, started_on=date(2026, 12, 15))
    longer = need(hours=80)
    told, _ = following(asked(), begun, agreed()[1], asked(longer))
    assert told == [replanned(*days(longer, begun.started_on))]


def test_the_slots_of_a_plan_that_finality_pushes_far_out_are_counted_and_taken() -> None:
    far = date(2028, 6, 5)
    late = PlacementFinalityRecorded(**IDS, number=1, final_on=far)
    told, moved = following(*agreed(), late)
    assert told == [replanned(*days(need(final_on=far)), "finality")]
    assert [month for kind, month in moved if kind == "taken"] == [*months_between(*days(need(final_on=far)))]
    others = [taken("2028-06", f"00000000-0000-4000-8000-0000000000{number}") for number in (50, 51)]
    assert following(*agreed(), late, slots=others) == ([doubted("place-slots")], [])


def test_a_slot_that_is_held_already_is_not_taken_twice() -> None:
    longer = need(hours=200)
    told, moved = following(*agreed(), asked(longer), slots=[taken("2027-02")])
    assert told == [replanned(*days(longer))]
    assert ("taken", "2027-02") not in moved
    assert moved


OTHERS: dict[str, Any] = {"klien_id": KlienId("00000000-0000-4000-8000-000000000003")}


def gone_over(wish: Need, stay: PlacementAccepted | None = None) -> list[Event]:
    """The ruling is another person's: told again with what it asks then."""
    again = (stay or agreed()[1]).model_copy(update=OTHERS)
    return [PlacementLeft(**IDS), asked(wish).model_copy(update=OTHERS), again]


def test_a_ruling_that_moves_to_another_person_is_no_fresh_agreement() -> None:
    told, _ = following(*agreed(), *gone_over(need(regime=Regime.CHILD)))
    assert [type(one) for one in told] == [PlacementReplanned, PlacementDoubted]
    assert {one.klien_id for one in told} == {OTHERS["klien_id"]}
    longer = need(hours=80)
    moved = accepted(*days(longer))
    before = [*agreed(), asked(longer), replanned(*days(longer)), *gone_over(longer, moved)]
    assert following(*before) == ([], [])
    state = PLACEMENT.fold(before)
    assert state.said is not None
    assert (state.said.planned_until, state.accepted) == (days(need())[1], before[-1])


@pytest.mark.parametrize("answered", [False, True])
def test_what_is_asked_about_a_stay_goes_over_with_it(answered: bool) -> None:
    short = need(hours=80, period_days=8)
    holds = PlacementConfirmed(**IDS, number=1, holds=True, reason=ENOUGH)
    before = [*agreed(), asked(short), doubted("place-window"), *([holds] if answered else [])]
    after = [*before, *gone_over(short)]
    state, row = PLACEMENT.fold(after), given(PLACEMENTS, *after).row
    assert (state.asks, state.asked, [one.rule for one in state.doubts]) == (not answered, 1, ["place-window"])
    assert (row.asks, row.asked, [one["rule"] for one in row.doubts]) == (not answered, 1, ["place-window"])
    assert row.klien_id == OTHERS["klien_id"]


def profile(number: int) -> Need:
    return need(profile=Suits(number=number))


def test_another_profile_is_asked_about_and_moves_no_day() -> None:
    told = [*agreed(profile(1)), asked(profile(2))]
    assert following(*told) == ([], [])
    state = PLACEMENT.fold(told)
    assert (state.asks, state.asked) == (True, 1)
    holds = PlacementConfirmed(**IDS, number=1, holds=True, reason=ENOUGH)
    assert not PLACEMENT.fold([*told, holds]).asks
    assert PLACEMENT.fold([*told, holds, asked(profile(3))]).asks


def test_the_row_says_what_is_asked_and_until_when_it_was_agreed() -> None:
    longer = need(hours=200)
    told, _ = following(*agreed(), asked(longer))
    row = given(PLACEMENTS, *agreed(), asked(longer), *told).row
    assert (row.planned_until, row.agreed_until, row.replanned) == (days(longer)[1], days(need())[1], "terms")
    assert not row.asks
    asks = [*agreed(), asked(need(hours=80, period_days=8)), doubted("place-window")]
    holds = PlacementConfirmed(**IDS, number=1, holds=True, reason=ENOUGH)
    row = given(PLACEMENTS, *asks).row
    assert (row.asks, row.asked, [one["rule"] for one in row.doubts]) == (True, 1, ["place-window"])
    assert not given(PLACEMENTS, *asks, holds).row.asks
    assert given(PLACEMENTS, *asks, holds.model_copy(update={"holds": False})).row.asks
    assert given(PLACEMENTS, *agreed(profile(1)), asked(profile(2))).row.asks
    ended = PlacementEnded(**IDS, number=1, ended_on=date(2026, 12, 31))
    assert not given(PLACEMENTS, *asks, ended).row.asks


def test_the_sentence_is_on_a_desk_while_a_person_has_to_settle_its_stay() -> None:
    ids = {"putusan_id": telling.PUTUSAN, "klien_id": telling.KLIEN}
    asks = doubted("place-window").model_copy(update=ids)
    holds = PlacementConfirmed(**ids, number=1, holds=True, reason=ENOUGH)
    row = given(klien, *telling.running(), asks).row
    assert row.stay_asked_at is not None
    assert row.stay_doubts == (Why("place-window", LAW.cite("window_days")),)
    assert given(klien, *telling.running(), asks, holds).row.stay_asked_at is None
    assert given(klien, *telling.running(), asks, holds.model_copy(update={"holds": False})).row.stay_asked_at
    moved = replanned(BEGINS, date(2027, 3, 1)).model_copy(update=ids)
    row = given(klien, *telling.running(), asks, moved).row
    assert (row.stay_asked_at, row.planned_until) == (None, date(2027, 3, 1))
    other = asked(profile(2)).model_copy(update=ids)
    assert given(klien, *telling.running(), other).row.stay_asked_at is not None
