"""A ruling that is not the person's leaves their hours: its days are worth nothing, the logs stay."""

from datetime import date
from typing import Any

from services.attendance.hours.decider import (
    HOURS,
    Hours,
    OpenPlace,
    OpenSentence,
    StartService,
    TakeFinality,
    WithdrawSentence,
    assess,
)
from services.attendance.hours.decider.consequences import consequences
from services.attendance.hours.decider.state import NO_PLACE
from services.attendance.hours.events import (
    DayAssessed,
    HoursLogged,
    SentenceWithdrawn,
    ShiftSentToReview,
)
from shared.domain.identifiers import PutusanId
from shared.domain.personal import Personal
from shared.law.limits import presumed_final_on
from tests.attendance.hours.facts import (
    FIRST,
    HOST,
    KLIEN,
    LIBRARY,
    MARKET,
    NOW,
    OFFER,
    RULED,
    SECOND,
    START,
    after,
    carried_out,
    log,
    opened,
    placed,
    serving,
    shift,
    started,
    terms,
    worth,
)
from tests.given import given
from tests.lawful import LAW, LAWS

WORK = shift("2026-03-03", "08:00-12:00")
LEFT = WithdrawSentence(klien_id=KLIEN, putusan_id=FIRST)


def opening(putusan: PutusanId = FIRST, **said: Any) -> OpenSentence:
    final_on = {"final_on": presumed_final_on(RULED, LAW), **said}
    return OpenSentence(klien_id=KLIEN, putusan_id=putusan, terms=terms(), ruled_on=RULED, **final_on)


def place(putusan: PutusanId = FIRST) -> OpenPlace:
    ids = {"ipd_id": HOST, "offer_id": OFFER, "site_id": MARKET}
    return OpenPlace(klien_id=KLIEN, putusan_id=putusan, opens_on=date(2026, 1, 5), **ids)


def beginning(putusan: PutusanId = FIRST) -> StartService:
    return StartService(klien_id=KLIEN, putusan_id=putusan, started_on=START, document=Personal("BA-1/2026"))


def alone() -> Hours:
    """One sentence with four credited hours."""
    return after(serving(terms()), log(WORK))


def test_what_leaves_is_told_with_each_of_its_days_as_worth_nothing_and_the_log_waits_for_a_person() -> None:
    before = [*serving(terms()), HoursLogged(klien_id=KLIEN, shift=WORK)]
    before += consequences(KLIEN, HOURS.fold(before), assess(HOURS.fold(before), LAWS.on), LAWS.on)
    told = given(HOURS, *before, circumstances=NOW).when(LEFT)
    gone, emptied, waits = told.then_types(SentenceWithdrawn, DayAssessed, ShiftSentToReview)
    assert gone == SentenceWithdrawn(klien_id=KLIEN, putusan_id=FIRST)
    assert isinstance(emptied, DayAssessed)
    assert (emptied.putusan_id, emptied.day, emptied.worked_minutes) == (FIRST, date(2026, 3, 3), 0)
    assert (emptied.credited_minutes, emptied.total_credited_minutes) == (0, 0)
    assert isinstance(waits, ShiftSentToReview)
    assert waits.reasons == (NO_PLACE,)


def test_what_was_never_here_leaves_without_a_word() -> None:
    other = WithdrawSentence(klien_id=KLIEN, putusan_id=SECOND)
    given(HOURS, *serving(terms()), circumstances=NOW).when(other).then()
    given(HOURS, circumstances=NOW).when(other).then()


def test_what_has_left_leaves_once() -> None:
    left = carried_out(alone(), [LEFT])
    assert HOURS.decide(LEFT, left, NOW) == []


def test_work_that_one_ruling_took_counts_for_the_next_where_its_own_place_is_the_same() -> None:
    second = [opened(terms(), SECOND, date(2026, 2, 3)), placed(MARKET, putusan=SECOND), started(terms(), SECOND)]
    both = after([*serving(terms()), *second], log(WORK))
    assert worth(both)["2026-03-03"][:2] == (240, 240)
    assert worth(both, SECOND) == {}
    left = carried_out(both, [LEFT])
    assert worth(left) == {}
    assert worth(left, SECOND)["2026-03-03"][:2] == (240, 240)
    assert not left.placed(LIBRARY, START)


def test_a_place_of_a_ruling_that_has_left_told_late_opens_nothing() -> None:
    late = carried_out(alone(), [LEFT, place()])
    assert late.places == {}


def test_registered_again_under_the_same_person_it_begins_anew_and_credits_the_same_work() -> None:
    again = carried_out(alone(), [LEFT, opening(), place()])
    (sentence,) = again.sentences
    assert (sentence.started_on, sentence.final_on) == (None, presumed_final_on(RULED, LAW))
    assert worth(again)["2026-03-03"][1] == 0
    begun = carried_out(again, [beginning()])
    assert worth(begun) == worth(alone())
    assert begun.logs[WORK.id].told == ()


def test_a_bht_of_before_it_left_does_not_come_back_over_the_newer_one() -> None:
    first = TakeFinality(klien_id=KLIEN, putusan_id=FIRST, number=1, final_on=date(2026, 3, 20))
    newer = date(2026, 3, 25)
    assert carried_out(Hours(), [first, LEFT, opening(final_on=newer)]).sentences[0].final_on == newer
    assert carried_out(alone(), [first, LEFT, opening(final_on=newer)]).sentences[0].final_on == newer
