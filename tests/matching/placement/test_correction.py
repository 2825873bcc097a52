"""A place is corrected by a document and with a reason: wrong slots are freed and true ones taken, or nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.matching.ipd.decider import IPD
from services.matching.ipd.events import IpdRegistered, OfferClosed, OfferOpened
from services.matching.placement.decider import (
    PLACEMENT,
    SLOTS,
    AcceptPlacement,
    CorrectPlacement,
    ProposePlaces,
    doubts_of,
)
from services.matching.placement.events import (
    PlacementAccepted,
    PlacementCorrected,
    PlacementLeft,
    SlotFreed,
    SlotTaken,
)
from shared.domain.event import Event
from shared.domain.identifiers import Code, IpdId, KlienId, Month, PublicText, PutusanId
from shared.domain.personal import Personal
from shared.domain.refusal import Refused, Severity
from shared.domain.sentence import Regime
from tests.given import given
from tests.lawful import LAWS
from tests.matching.placement.test_decider import NOW, OFFICE, PUTUSAN, asked, need, of_months, offer

OTHER_OFFICE = IpdId("00000000-0000-4000-8000-00000000000b")
WRONG, NEAR, ELSEWHERE = offer(1), offer(2), offer(3, ipd_id=OTHER_OFFICE)
DOCUMENT: Personal[str] = Personal("SP-2/2026")
ACCEPTED = PlacementAccepted(
    putusan_id=PUTUSAN,
    klien_id=asked().klien_id,
    ipd_id=OFFICE,
    offer_id=WRONG.offer_id,
    site_id=WRONG.site_id,
    planned_from=date(2026, 12, 1),
    planned_until=date(2027, 1, 20),
)


def correction(to: OfferOpened = NEAR, number: int = 1, **changes: Any) -> CorrectPlacement:
    days = {"planned_from": ACCEPTED.planned_from, "planned_until": ACCEPTED.planned_until} | changes
    return CorrectPlacement(
        putusan_id=PUTUSAN,
        number=number,
        ipd_id=to.ipd_id,
        offer_id=to.offer_id,
        document=DOCUMENT,
        reason=Personal("salah pilih tempat"),
        **days,
    )


def taken(month: str, of: OfferOpened = WRONG, putusan: str = PUTUSAN) -> SlotTaken:
    return SlotTaken(ipd_id=of.ipd_id, offer_id=of.offer_id, month=Month(month), putusan_id=PutusanId(putusan))


MINE = (taken("2026-12"), taken("2027-01"))


def correcting(
    command: CorrectPlacement, placement: Sequence[Event] = (asked(), ACCEPTED), slots: Sequence[SlotTaken] = MINE
) -> Any:
    """Correct with these events on the placement and these slots taken at the two offices."""
    offers = [one for one in (WRONG, NEAR, ELSEWHERE) if one.ipd_id == command.ipd_id]
    host = [IpdRegistered(ipd_id=command.ipd_id, code=Code("a"), name=PublicText("Dinas")), *offers]
    beside = {IPD.stream(command.ipd_id): host} | of_months(slots)
    return given(PLACEMENT, *placement, circumstances=NOW, beside=beside).when(command).decided


def moved(found: Any) -> list[tuple[str, str, str]]:
    """What became of the slots: taken or freed, of which offer, in which month."""
    return [
        ("taken" if isinstance(event, SlotTaken) else "freed", event.offer_id, event.month)
        for events in found[2:]
        for event in events
    ]


def test_another_offer_of_the_same_office_frees_and_takes_in_one_request() -> None:
    found = correcting(correction())
    (corrected,) = found[0]
    assert isinstance(corrected, PlacementCorrected)
    assert (corrected.site_id, corrected.number, corrected.reason) == (NEAR.site_id, 1, Personal("salah pilih tempat"))
    assert moved(found) == [
        ("freed", WRONG.offer_id, "2026-12"),
        ("taken", NEAR.offer_id, "2026-12"),
        ("freed", WRONG.offer_id, "2027-01"),
        ("taken", NEAR.offer_id, "2027-01"),
    ]


def test_another_office_frees_there_and_takes_here() -> None:
    found = correcting(correction(ELSEWHERE, planned_until=date(2026, 12, 20)))
    assert sorted(moved(found)) == [
        ("freed", WRONG.offer_id, "2026-12"),
        ("freed", WRONG.offer_id, "2027-01"),
        ("taken", ELSEWHERE.offer_id, "2026-12"),
    ]


def test_other_days_at_the_same_offer_move_only_the_months_that_differ() -> None:
    found = correcting(correction(WRONG, planned_from=date(2027, 1, 4), planned_until=date(2027, 2, 20)))
    assert moved(found) == [("freed", WRONG.offer_id, "2026-12"), ("taken", WRONG.offer_id, "2027-02")]


def test_a_slot_freed_is_free_again() -> None:
    freed = SlotFreed(ipd_id=OFFICE, offer_id=WRONG.offer_id, month=Month("2026-12"), putusan_id=PUTUSAN)
    state = SLOTS.fold([taken("2026-12"), taken("2026-12", putusan=ACCEPTED.klien_id), freed])
    assert state.count(WRONG.offer_id) == 1


def test_the_true_place_must_have_room_from_this_month_on() -> None:
    """Who is there already keeps the own slot; what is past was so, whether or not there was a slot."""
    others = [taken("2027-01", NEAR, f"00000000-0000-4000-8000-0000000003{n:02}") for n in (1, 2)]
    refusal = correcting(correction(), slots=(*MINE, *others))
    assert isinstance(refusal, Refused)
    assert [fault.rule for fault in refusal.faults] == ["slots-full"]
    full = [taken("2027-01", WRONG, f"00000000-0000-4000-8000-0000000003{n:02}") for n in (1,)]
    assert not isinstance(correcting(correction(WRONG), slots=(*MINE, *full)), Refused)
    past = [taken("2026-09", NEAR, f"00000000-0000-4000-8000-0000000003{n:02}") for n in (1, 2)]
    assert not isinstance(correcting(correction(planned_from=date(2026, 9, 1)), slots=(*MINE, *past)), Refused)


def test_a_second_correction_starts_from_the_first() -> None:
    (first,) = correcting(correction())[0]
    slots = (taken("2026-12", NEAR), taken("2027-01", NEAR))
    found = correcting(correction(WRONG, 2), (asked(), ACCEPTED, first), slots)
    assert ("freed", NEAR.offer_id, "2026-12") in moved(found)
    assert PLACEMENT.fold([asked(), ACCEPTED, first, *found[0]]).accepted == found[0][0]


def test_a_corrected_place_told_again_for_another_person_is_their_acceptance_and_its_corrections_count_anew() -> None:
    (first,) = correcting(correction())[0]
    other = KlienId("00000000-0000-4000-8000-000000000003")
    command = ProposePlaces(putusan_id=PUTUSAN, klien_id=other, need=asked().need)
    before = (asked(), ACCEPTED, first, PlacementLeft(putusan_id=PUTUSAN, klien_id=asked().klien_id))
    _, again = given(PLACEMENT, *before, circumstances=NOW).when(command).events
    assert isinstance(again, PlacementAccepted)
    assert (again.klien_id, again.site_id) == (other, NEAR.site_id)
    history = (*before, asked().model_copy(update={"klien_id": other}), again)
    (second,) = correcting(correction(WRONG, 1), history, (taken("2026-12", NEAR), taken("2027-01", NEAR)))[0]
    assert (second.klien_id, second.number) == (other, 1)


def test_the_same_correction_twice_is_nothing_new_and_a_number_that_is_taken_a_conflict() -> None:
    (first,) = correcting(correction())[0]
    history = (asked(), ACCEPTED, first)
    assert not any(correcting(correction(), history))
    refusal = correcting(correction(ELSEWHERE), history)
    assert isinstance(refusal, Refused)
    assert (refusal.faults[0].rule, refusal.faults[0].severity) == ("placement-moved", Severity.CONFLICT)
    assert refusal.faults[0].facts["next"] == 2


@pytest.mark.parametrize(
    ("rule", "arguments"),
    [
        ("placement-not-accepted", {"placement": (asked(),)}),
        ("placement-unknown", {"placement": ()}),
        ("offer-not-open", {"command": correction(offer(9))}),
        ("stay-days", {"command": correction(planned_until=date(2026, 11, 30))}),
    ],
)
def test_what_cannot_be_corrected_says_why(rule: str, arguments: dict[str, Any]) -> None:
    refusal = correcting(**({"command": correction()} | arguments))
    assert isinstance(refusal, Refused)
    assert {fault.rule for fault in refusal.faults} == {rule}


# Backlog: a stay that has begun


def begun(since: date, document: Personal[str] | None, full: bool = False) -> Any:
    command = AcceptPlacement(
        putusan_id=PUTUSAN,
        ipd_id=OFFICE,
        offer_id=WRONG.offer_id,
        planned_from=since,
        planned_until=date(2026, 12, 20),
        override=Personal("sudah berjalan sejak semula"),
        document=document,
    )
    others = [taken("2026-09", putusan=f"00000000-0000-4000-8000-0000000003{n:02}") for n in range(2 if full else 0)]
    beside = {IPD.stream(OFFICE): [WRONG]} | of_months(others)
    return given(PLACEMENT, asked(), circumstances=NOW, beside=beside).when(command).decided


def test_a_stay_that_has_begun_is_accepted_by_its_document_even_where_the_past_was_full() -> None:
    refusal = begun(date(2026, 9, 1), None)
    assert isinstance(refusal, Refused)
    assert [(fault.rule, fault.pointer) for fault in refusal.faults] == [("stay-begun", "/document")]
    (accepted,), *_ = begun(date(2026, 9, 1), DOCUMENT, full=True)
    assert (accepted.planned_from, accepted.document) == (date(2026, 9, 1), DOCUMENT)


def test_a_stay_that_begins_today_needs_no_document() -> None:
    assert not isinstance(begun(NOW.today, None), Refused)


def test_an_offer_closed_since_may_be_the_true_place() -> None:
    """A correction tells what was; that the host takes nobody new is no matter."""
    host = [WRONG, NEAR, OfferClosed(ipd_id=OFFICE, offer_id=NEAR.offer_id, reason=PublicText("gedungnya diperbaiki"))]
    beside = {IPD.stream(OFFICE): host} | of_months(MINE)
    assert given(PLACEMENT, asked(), ACCEPTED, circumstances=NOW, beside=beside).when(correction()).events


def refused_with(found: Any) -> list[str]:
    assert isinstance(found, Refused)
    return [fault.rule for fault in found.faults]


def test_a_stay_at_a_place_that_does_not_take_the_regime_is_refused_by_the_rule_of_proposals() -> None:
    child = asked(need(regime=Regime.CHILD))
    assert refused_with(correcting(correction(), placement=(child, ACCEPTED))) == ["place-regime"]
    choice = AcceptPlacement(
        putusan_id=PUTUSAN,
        ipd_id=OFFICE,
        offer_id=NEAR.offer_id,
        planned_from=ACCEPTED.planned_from,
        planned_until=ACCEPTED.planned_until,
        override=Personal("dekat dari rumahnya"),
    )
    host = [IpdRegistered(ipd_id=OFFICE, code=Code("a"), name=PublicText("Dinas")), NEAR]
    before = given(PLACEMENT, child, circumstances=NOW, beside={IPD.stream(OFFICE): host})
    assert refused_with(before.when(choice).decided) == ["place-regime"]


@pytest.mark.parametrize(
    ("first", "last", "facts"),
    [
        pytest.param(date(2026, 11, 30), date(2026, 12, 1), {"minutes": 4800, "days": 2, "most": 840}, id="two days"),
        pytest.param(date(2026, 12, 5), date(2026, 12, 6), {"minutes": 4800, "days": 0, "most": 0}, id="a weekend"),
        pytest.param(date(2026, 11, 30), date(2027, 1, 20), None, id="enough"),
        pytest.param(date(2027, 1, 20), date(2026, 11, 30), None, id="refused as no stay at all"),
        pytest.param(date(1, 1, 1), date(9999, 12, 31), None, id="days that nobody means"),
    ],
)
def test_a_plan_whose_open_days_cannot_hold_the_hours_is_doubted(
    first: date, last: date, facts: dict[str, int] | None
) -> None:
    stay = correction(planned_from=first, planned_until=last)
    found = doubts_of(stay, need(hours=80), NEAR, LAWS.on)
    assert [(one.rule, one.facts) for one in found] == ([("hours-do-not-fit", facts)] if facts else [])


def test_a_correction_that_skips_the_next_number_is_refused_since_none_could_follow_it() -> None:
    refusal = correcting(correction(number=1000))
    assert isinstance(refusal, Refused)
    assert (refusal.faults[0].rule, refusal.faults[0].facts) == ("placement-moved", {"number": 1000, "next": 1})
