"""Proposals keep every limit of law and ruling; acceptance never overbooks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from services.matching.ipd.decider import IPD
from services.matching.ipd.events import HostKind, IpdRegistered, OfferClosed, OfferOpened
from services.matching.placement.decider import (
    PLACEMENT,
    SLOTS,
    AcceptPlacement,
    LeavePlacement,
    ProposePlaces,
    TakeFinality,
    stay_months,
)
from services.matching.placement.decider.plan import months_between, plan
from services.matching.placement.decider.rules import Candidate
from services.matching.placement.events import (
    Need,
    NoPlaceFound,
    PlacementAccepted,
    PlacementDeclined,
    PlacementFinalityRecorded,
    PlacementLeft,
    PlacementProposed,
    PlacementRequested,
    SlotTaken,
)
from services.matching.placement.projections import PLACEMENTS
from shared.domain.event import Event
from shared.domain.identifiers import (
    Code,
    IpdId,
    Kecamatan,
    KlienId,
    Month,
    OfferId,
    PublicText,
    PutusanId,
    SiteId,
    StreamName,
)
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from shared.domain.sentence import Regime, Terms
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from shared.law.limits import presumed_final_on
from tests.given import given
from tests.lawful import LAW, LAWS

NOW = Circumstances(datetime(2026, 11, 24, 1, tzinfo=UTC), LAWS)
PUTUSAN = PutusanId("00000000-0000-4000-8000-000000000001")
KLIEN = KlienId("00000000-0000-4000-8000-000000000002")
OFFICE = IpdId("00000000-0000-4000-8000-00000000000a")
RULED = date(2026, 11, 2)


def offer(number: int = 1, **changes: Any) -> OfferOpened:
    usual: dict[str, Any] = {
        "ipd_id": OFFICE,
        "offer_id": OfferId(f"00000000-0000-4000-8000-0000000001{number:02}"),
        "site_id": SiteId(f"00000000-0000-4000-8000-0000000002{number:02}"),
        "site_name": PublicText("Tempat Contoh"),
        "host_kind": HostKind.OFFICE,
        "kecamatan": Kecamatan("35.03.11"),
        "category": 4,
        "activity": Code("arsip"),
        "slots": 2,
        "regimes": (Regime.ADULT,),
        "weekdays": (0, 1, 2, 3, 4),
        "open_from_minute": 8 * 60,
        "open_until_minute": 15 * 60,
    }
    return OfferOpened(**usual | changes)


def need(hours: int = 40, regime: Regime = Regime.ADULT, **changes: Any) -> Need:
    terms = {name: changes.pop(name) for name in list(changes) if name in Terms.model_fields}
    usual: dict[str, Any] = {"ruled_on": RULED, "final_on": date(2026, 11, 10), "kecamatan": Kecamatan("35.03.11")}
    return Need(terms=Terms(regime=regime, total_minutes=hours * 60, **terms), **usual | changes)


def asked(wish: Need | None = None) -> PlacementRequested:
    return PlacementRequested(putusan_id=PUTUSAN, klien_id=KLIEN, need=wish or need())


def said_no(to: OfferOpened) -> PlacementDeclined:
    said = {"putusan_id": PUTUSAN, "klien_id": KLIEN, "offer_id": to.offer_id, "declined_at": NOW.now}
    return PlacementDeclined(reason=Code("full"), **said)


def proposed(wish: Need, *candidates: Candidate, laws: Laws = LAWS) -> PlacementProposed | NoPlaceFound:
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=wish, candidates=candidates)
    first, found = given(PLACEMENT, circumstances=Circumstances(NOW.now, laws)).when(command).events
    assert first == asked(wish)
    assert isinstance(found, PlacementProposed | NoPlaceFound)
    return found


def obstacles(found: PlacementProposed | NoPlaceFound) -> dict[str, str | None]:
    return {obstacle.rule: obstacle.citation for obstacle in found.obstacles}


def test_the_nearer_of_two_equal_places_comes_first_and_says_why() -> None:
    far, near = offer(1, kecamatan=Kecamatan("35.03.01")), offer(2)
    found = proposed(need(), Candidate(far, {}), Candidate(near, {}))
    assert isinstance(found, PlacementProposed)
    assert [one.offer_id for one in found.proposals] == [near.offer_id, far.offer_id]
    for one in found.proposals:
        assert one.score == sum(factor.points for factor in one.factors) <= 100


def test_a_place_that_suits_the_profession_beats_one_that_does_not() -> None:
    plain, suited = offer(1), offer(2, skills=(Code("bangunan"),))
    found = proposed(need(skills=(Code("bangunan"),)), Candidate(plain, {}), Candidate(suited, {}))
    assert isinstance(found, PlacementProposed)
    assert found.proposals[0].offer_id == suited.offer_id


@pytest.mark.parametrize(
    ("wish", "changes", "rule", "citation"),
    [
        (need(regime=Regime.CHILD), {}, "place-regime", None),
        (need(work_category=5), {}, "place-work-category", "Amar putusan"),
        (need(place_fixed=True), {}, "place-fixed", "Amar putusan; Ketetapan 17"),
        (need(least_minutes_a_day=450), {}, "place-opening-hours", LAW.cite("minutes_a_day", Regime.ADULT)),
        (need(until=date(2026, 12, 2)), {}, "place-window", LAW.cite("window_days")),
        (need(hours=240, minutes_a_day=60), {}, "place-window", LAW.cite("window_days")),
    ],
    ids=[
        "a child at a host for adults",
        "another kind of work",
        "place named in the ruling",
        "day too short",
        "ruling's own date too near",
        "more days than the window has",
    ],
)
def test_no_proposal_breaks_a_hard_rule(wish: Need, changes: dict[str, Any], rule: str, citation: str | None) -> None:
    found = proposed(wish, Candidate(offer(**changes), {}))
    assert isinstance(found, NoPlaceFound)
    assert obstacles(found) == {rule: citation}


def test_a_full_month_inside_the_stay_stands_against_the_place() -> None:
    found = proposed(need(), Candidate(offer(), {Month("2026-12"): 2}))
    assert isinstance(found, NoPlaceFound)
    assert obstacles(found) == {"place-slots": None}


def test_without_any_offer_that_is_what_is_said() -> None:
    assert obstacles(proposed(need())) == {"place-none": None}


def test_asked_twice_by_the_same_registration_it_is_answered_once() -> None:
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=need())
    given(PLACEMENT, asked(), circumstances=NOW).when(command).then()


def test_a_mended_need_asks_for_places_anew_until_one_is_accepted() -> None:
    candidates = (Candidate(offer(1), {}), Candidate(offer(2, kecamatan=Kecamatan("35.03.01")), {}))
    before = [asked(), proposed(need(), *candidates)]
    wish = need(kecamatan=Kecamatan("35.03.01"))
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=wish, candidates=candidates)
    told, found = given(PLACEMENT, *before, circumstances=NOW).when(command).events
    assert told == asked(wish)
    assert isinstance(found, PlacementProposed)
    assert found.proposals[0].offer_id == offer(2).offer_id
    declined = said_no(offer(2))
    told, found = given(PLACEMENT, *before, declined, circumstances=NOW).when(command).events
    assert isinstance(found, PlacementProposed)
    assert [one.offer_id for one in found.proposals] == [offer(1).offer_id]


def test_what_a_host_has_accepted_stays_where_the_need_is_mended() -> None:
    accepted = PlacementAccepted(
        putusan_id=PUTUSAN,
        klien_id=KLIEN,
        ipd_id=OFFICE,
        offer_id=offer(1).offer_id,
        site_id=offer(1).site_id,
        planned_from=date(2026, 12, 1),
        planned_until=date(2026, 12, 20),
    )
    events = [asked(), proposed(need(), Candidate(offer(1), {})), accepted]
    wish = need(hours=80)
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=wish, candidates=(Candidate(offer(2), {}),))
    told = given(PLACEMENT, *events, circumstances=NOW).when(command)
    told.then(asked(wish))
    assert PLACEMENT.fold([*events, *told.events]).accepted == accepted
    row = given(PLACEMENTS, *events, asked(wish)).row
    assert (row.state, row.offer_id, row.total_minutes) == ("accepted", accepted.offer_id, 4800)


def test_a_finality_that_is_known_already_is_no_mended_need() -> None:
    final = PlacementFinalityRecorded(putusan_id=PUTUSAN, klien_id=KLIEN, number=1, final_on=date(2026, 11, 12))
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=need(final_on=date(2026, 11, 12)))
    given(PLACEMENT, asked(), final, circumstances=NOW).when(command).then()


def test_whom_a_ruling_leaves_is_told_once_and_only_where_a_place_was_asked_for() -> None:
    command = LeavePlacement(putusan_id=PUTUSAN, klien_id=KLIEN)
    given(PLACEMENT, asked(), circumstances=NOW).when(command).then(LEFT)
    given(PLACEMENT, asked(), LEFT, circumstances=NOW).when(command).then()
    given(PLACEMENT, circumstances=NOW).when(command).then()


LEFT = PlacementLeft(putusan_id=PUTUSAN, klien_id=KLIEN)
OTHER_PERSON = KlienId("00000000-0000-4000-8000-000000000003")


def test_registered_again_under_another_person_the_place_is_sought_for_them() -> None:
    declined = said_no(offer(1))
    candidates = (Candidate(offer(1), {}), Candidate(offer(2), {}))
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=OTHER_PERSON, need=need(), candidates=candidates)
    told = given(PLACEMENT, asked(), proposed(need(), *candidates), declined, LEFT, circumstances=NOW)
    again, found = told.when(command).then_types(PlacementRequested, PlacementProposed)
    assert isinstance(again, PlacementRequested)
    assert isinstance(found, PlacementProposed)
    assert (again.klien_id, found.klien_id) == (OTHER_PERSON, OTHER_PERSON)
    assert [one.offer_id for one in found.proposals] == [offer(2).offer_id]


def test_registered_again_an_accepted_place_is_told_for_whose_it_is_without_the_formers_papers() -> None:
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=OTHER_PERSON, need=need())
    reason: Personal[str] = Personal("atas permintaan keluarganya")
    (accepted,) = accepting(ACCEPT.model_copy(update={"override": reason}))[0]
    told = given(PLACEMENT, asked(), PROPOSED, accepted, LEFT, circumstances=NOW).when(command)
    again = accepted.model_copy(update={"klien_id": OTHER_PERSON, "override": None})
    told.then(asked().model_copy(update={"klien_id": OTHER_PERSON}), again)
    assert again.accepted_on == NOW.today
    state = PLACEMENT.fold([asked(), PROPOSED, accepted, LEFT, *told.events])
    assert (state.accepted, state.requested) == (again, told.events[0])


def test_asked_again_after_a_refusal_the_declined_place_is_left_out() -> None:
    candidates = (Candidate(offer(1), {}), Candidate(offer(2), {}))
    first = proposed(need(), *candidates)
    declined = said_no(offer(1))
    again = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, candidates=candidates)
    (found,) = given(PLACEMENT, asked(), first, declined, circumstances=NOW).when(again).events
    assert isinstance(found, PlacementProposed)
    assert [one.offer_id for one in found.proposals] == [offer(2).offer_id]


WHY = PublicText("gedungnya diperbaiki")
OFFICE_EVENTS = (IpdRegistered(ipd_id=OFFICE, code=Code("pkplh"), name=PublicText("Dinas PKPLH")), offer())
PROPOSED = proposed(need(), Candidate(offer(), {}))
ACCEPT = AcceptPlacement(
    putusan_id=PUTUSAN,
    ipd_id=OFFICE,
    offer_id=offer().offer_id,
    planned_from=date(2026, 12, 1),
    planned_until=date(2027, 1, 20),
)


def taken(putusan: int, month: str) -> SlotTaken:
    return SlotTaken(
        ipd_id=OFFICE,
        offer_id=offer().offer_id,
        month=Month(month),
        putusan_id=PutusanId(f"00000000-0000-4000-8000-0000000003{putusan:02}"),
    )


def accepting(
    command: AcceptPlacement = ACCEPT, ipd: Any = OFFICE_EVENTS, placement: Any = None, slots: Any = ()
) -> Any:
    """Accept with these events on the placement, the I-PD, and each month's slots."""
    history = (asked(), PROPOSED) if placement is None else placement
    beside = {IPD.stream(command.ipd_id): ipd} | of_months(slots)
    return given(PLACEMENT, *history, circumstances=NOW, beside=beside).when(command).decided


def of_months(slots: Sequence[SlotTaken]) -> dict[StreamName, list[Event]]:
    """The streams of the hosts' months, with these slots on them."""
    found: dict[StreamName, list[Event]] = defaultdict(list)
    for slot in slots:
        found[SLOTS.stream(slot.ipd_id, slot.month)].append(slot)
    return found


def test_accepting_takes_a_slot_in_every_month_of_the_stay() -> None:
    placement, ipd, december, january = accepting()
    (accepted,) = placement
    assert isinstance(accepted, PlacementAccepted)
    assert ipd == ()
    assert [slot.month for slot in (*december, *january)] == ["2026-12", "2027-01"]


@pytest.mark.parametrize(
    ("rule", "arguments"),
    [
        ("slots-full", {"slots": (taken(1, "2027-01"), taken(2, "2027-01"))}),
        ("placement-unknown", {"placement": ()}),
        (
            "offer-not-open",
            {
                "ipd": (
                    *OFFICE_EVENTS,
                    OfferClosed(ipd_id=OFFICE, offer_id=offer().offer_id, reason=WHY),
                )
            },
        ),
        ("not-proposed", {"placement": (asked(),)}),
        ("stay-days", {"command": ACCEPT.model_copy(update={"planned_until": date(2026, 11, 30)})}),
        ("stay-days", {"command": ACCEPT.model_copy(update={"planned_until": date(2030, 1, 1)})}),
    ],
)
def test_what_cannot_be_accepted_says_why(rule: str, arguments: dict[str, Any]) -> None:
    refusal = accepting(**arguments)
    assert isinstance(refusal, Refused)
    assert {fault.rule for fault in refusal.faults} == {rule}


def test_a_place_outside_the_proposals_needs_a_reason_that_is_kept() -> None:
    command = ACCEPT.model_copy(update={"override": Personal("ditetapkan putusan")})
    (accepted,), *_ = accepting(command, placement=(asked(),))
    assert accepted.override == Personal("ditetapkan putusan")


def test_accepted_twice_is_accepted_once_and_elsewhere_is_a_conflict() -> None:
    (accepted,), *_ = accepting()
    assert all(not events for events in accepting(placement=(asked(), PROPOSED, accepted)))
    other = ACCEPT.model_copy(update={"offer_id": offer(9).offer_id})
    refusal = accepting(other, placement=(asked(), PROPOSED, accepted))
    assert isinstance(refusal, Refused)
    assert refusal.faults[0].rule == "placement-accepted"


def test_months_between_crosses_the_year() -> None:
    assert months_between(date(2026, 11, 30), date(2027, 1, 1)) == ("2026-11", "2026-12", "2027-01")
    assert months_between(date(2026, 12, 1), date(2026, 11, 30)) == ()


@pytest.mark.parametrize(("first", "months"), [(date(2026, 12, 1), 15), (date(9999, 12, 1), 1)])
def test_a_stay_until_the_end_of_time_is_counted_no_further_than_a_stay_can_go(first: date, months: int) -> None:
    assert len(stay_months(ACCEPT.model_copy(update={"planned_from": first, "planned_until": date.max}))) == months


@settings(max_examples=150)
@example(
    hours=st.integers(1, 240),
    minutes=st.none() | st.integers(30, 480),
    weekly=st.none() | st.integers(1, 7),
    monthly=st.none() | st.integers(1, 31),
    regime=st.sampled_from(Regime),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    opens=st.integers(0, 1200),
    length=st.integers(30, 239),
)
def test_a_plan_keeps_every_limit(
    hours: int,
    minutes: int | None,
    weekly: int | None,
    monthly: int | None,
    regime: Regime,
    weekdays: set[int],
    opens: int,
    length: int,
) -> None:
    wish = need(hours, regime, minutes_a_day=minutes, days_a_week=weekly, days_a_month=monthly)
    place = offer(weekdays=tuple(sorted(weekdays)), open_from_minute=opens, open_until_minute=opens + length)
    found = plan(wish, place, NOW)
    if found is None:
        return
    assert found.days * found.minutes_a_day >= hours * 60
    assert found.minutes_a_day <= min(LAW.minutes_a_day(regime), minutes or 480, length)
    assert found.first >= NOW.today + timedelta(days=7)
    assert found.last <= found.first + timedelta(days=LAW.window_days)
    weeks = (found.last - found.first).days // 7 + 2
    assert found.days <= weeks * min(weekly or 7, len(weekdays))


def test_a_plan_without_the_courts_date_begins_on_the_presumed_day_of_finality() -> None:
    """KUHAP 285, the same figure as intake's; only the plan: nothing is credited by it (settlement 18)."""
    found = plan(need(ruled_on=NOW.today, final_on=None), offer(weekdays=tuple(range(7))), NOW)
    assert found is not None
    assert found.first == presumed_final_on(NOW.today, LAW)


def test_a_later_bht_moves_the_proposals_and_the_highest_number_stands() -> None:
    """Settlement 18: no plan begins before the ruling is in force."""
    place = Candidate(offer(), {})
    before = [asked(need(final_on=None)), proposed(need(final_on=None), place)]
    late = TakeFinality(putusan_id=PUTUSAN, klien_id=KLIEN, number=1, final_on=date(2027, 1, 4), candidates=(place,))
    told = given(PLACEMENT, *before, circumstances=NOW).when(late)
    found = told.then_types(PlacementFinalityRecorded, PlacementProposed)[1]
    assert isinstance(found, PlacementProposed)
    assert found.proposals[0].planned_from == date(2027, 1, 4)
    again = given(PLACEMENT, *before, *told.events, circumstances=NOW)
    again.when(late).then()
    again.when(ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, candidates=(place,))).then(found)


def test_a_bht_that_moves_no_plan_proposes_nothing_anew_and_an_accepted_place_stays() -> None:
    place = Candidate(offer(), {})
    before = [asked(), proposed(need(), place)]
    same = TakeFinality(putusan_id=PUTUSAN, klien_id=KLIEN, number=1, final_on=date(2026, 11, 11), candidates=(place,))
    late = same.model_copy(update={"final_on": date(2027, 1, 4)})
    given(PLACEMENT, *before, circumstances=NOW).when(same).then_types(PlacementFinalityRecorded)
    taken = PlacementAccepted(
        putusan_id=PUTUSAN,
        klien_id=KLIEN,
        ipd_id=OFFICE,
        offer_id=offer().offer_id,
        site_id=offer().site_id,
        planned_from=date(2026, 12, 1),
        planned_until=date(2027, 2, 10),
    )
    accepted = [*before, taken]
    given(PLACEMENT, *accepted, circumstances=NOW).when(late).then_types(PlacementFinalityRecorded)


@pytest.mark.parametrize("odd", [date(9999, 12, 31), date(2026, 11, 1), date(1, 1, 1)])
def test_a_bht_that_nobody_can_mean_moves_no_plan(odd: date) -> None:
    """Settlement 42: the presumed day stands until the court tells another."""
    assert plan(need(final_on=odd), offer(), NOW) == plan(need(final_on=None), offer(), NOW)


def test_while_an_appeal_is_open_no_day_is_presumed_and_nothing_is_planned_until_the_court_tells_one() -> None:
    """KUHAP 285: whoever waited before hears of places again, or why there is none by now."""
    place = Candidate(offer(), {})
    found = proposed(need(final_on=None), place)
    before = [asked(need(final_on=None)), found]
    wish = need(final_on=None, appealed_on=date(2026, 11, 3))
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=wish, candidates=(place,))
    told = given(PLACEMENT, *before, circumstances=NOW).when(command)
    told.then_types(PlacementRequested, NoPlaceFound)
    assert obstacles(told.events[1]) == {"place-appealed": LAW.cite("final_after_days")}
    waiting = [*before, *told.events]
    final = TakeFinality(putusan_id=PUTUSAN, klien_id=KLIEN, number=1, final_on=date(2026, 11, 20))
    with_place = final.model_copy(update={"candidates": (place,)})
    planned = given(PLACEMENT, *waiting, circumstances=NOW).when(with_place)
    planned.then_types(PlacementFinalityRecorded, PlacementProposed)
    none = given(PLACEMENT, *waiting, circumstances=NOW).when(final)
    none.then_types(PlacementFinalityRecorded, NoPlaceFound)
    assert obstacles(none.events[1]) == {"place-none": None}
    back = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=need(final_on=None), candidates=(place,))
    given(PLACEMENT, *waiting, circumstances=NOW).when(back).then(asked(need(final_on=None)), found)


def test_what_a_host_has_accepted_stays_while_an_appeal_is_open() -> None:
    taken = PlacementAccepted(
        putusan_id=PUTUSAN,
        klien_id=KLIEN,
        ipd_id=OFFICE,
        offer_id=offer().offer_id,
        site_id=offer().site_id,
        planned_from=date(2026, 12, 1),
        planned_until=date(2027, 2, 10),
    )
    wish = need(appealed_on=date(2026, 11, 3), final_on=None)
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=KLIEN, need=wish, candidates=(Candidate(offer(), {}),))
    given(PLACEMENT, asked(), proposed(need(), Candidate(offer(), {})), taken, circumstances=NOW).when(command).then(
        asked(wish)
    )
