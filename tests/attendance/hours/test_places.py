"""A corrected place: the wrong one is as never given, and every log finds its worth again (settlements 19, 25)."""

from datetime import date

from services.attendance.hours.decider import HOURS, OpenPlace
from services.attendance.hours.events import DayAssessed, HoursLogged, PlaceOpened, ShiftSentToReview
from shared.domain.identifiers import PutusanId, SiteId
from tests.attendance.hours.facts import (
    FIRST,
    HOST,
    KLIEN,
    LIBRARY,
    MARKET,
    MONDAY,
    NOW,
    OFFER,
    SECOND,
    after,
    carried_out,
    log,
    opened,
    placed,
    shift,
    started,
    terms,
    window,
    worth,
)
from tests.given import Outcome
from tests.lawful import LAW

AT_MARKET, AT_LIBRARY = shift(MONDAY, "08:00-10:00"), shift(MONDAY, "11:00-14:00", site=LIBRARY)
BEGUN = [opened(terms()), placed(MARKET), started(terms()), window(terms())]


def place(site: SiteId, number: int, on: date = date(2026, 3, 2), putusan: PutusanId = FIRST) -> OpenPlace:
    return OpenPlace(
        klien_id=KLIEN,
        putusan_id=putusan,
        ipd_id=HOST,
        offer_id=OFFER,
        site_id=site,
        opens_on=on,
        number=number,
    )


def test_logs_at_the_wrong_place_wait_for_a_person_and_those_at_the_true_one_become_facts() -> None:
    hours = after(BEGUN, log(AT_MARKET), log(AT_LIBRARY))
    assert worth(hours) == {MONDAY: (120, 120, {})}
    told = Outcome(HOURS.decide(place(LIBRARY, 1), hours, NOW)).then_types(
        PlaceOpened, ShiftSentToReview, HoursLogged, DayAssessed
    )
    assert told[1] == ShiftSentToReview(klien_id=KLIEN, shift=AT_MARKET, reasons=("no-placement",), law=LAW.version)
    assert worth(carried_out(hours, [place(LIBRARY, 1)])) == {MONDAY: (180, 180, {})}


def test_a_correction_back_restores_what_was_credited() -> None:
    hours = after(BEGUN, log(AT_MARKET), place(LIBRARY, 1), place(MARKET, 2))
    assert worth(hours) == {MONDAY: (120, 120, {})}
    assert not hours.logs[AT_MARKET.id].told


def test_the_highest_number_stands_whatever_arrives_first() -> None:
    early = after([opened(terms())], place(MARKET, 2), place(LIBRARY, 1))
    late = after([opened(terms())], place(LIBRARY, 1), place(MARKET, 2))
    assert early.places == late.places
    assert early.places.keys() == {MARKET}


def test_other_days_of_the_same_place_are_a_correction_too() -> None:
    hours = after(BEGUN, log(AT_MARKET), place(MARKET, 1, date(2026, 3, 3)))
    assert worth(hours) == {}
    assert worth(carried_out(hours, [place(MARKET, 2, date(2026, 3, 1))])) == {MONDAY: (120, 120, {})}


def test_a_site_that_another_sentence_opened_stays_open() -> None:
    hours = after([*BEGUN, opened(terms(), SECOND)], place(MARKET, 0, putusan=SECOND), place(LIBRARY, 1))
    assert hours.places.keys() == {MARKET, LIBRARY}


def test_the_same_place_twice_is_nothing_new() -> None:
    hours = after(BEGUN, place(LIBRARY, 1))
    assert HOURS.decide(place(LIBRARY, 1), hours, NOW) == []
    assert HOURS.fold(BEGUN).places.keys() == {MARKET}
