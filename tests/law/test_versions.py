"""Every decision names the law that it used, and a law that comes later judges nothing of before."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.attendance.hours.decider import HOURS, Hours, assess
from services.attendance.hours.events import DayAssessed, ShiftSentToReview, WindowFixed
from services.demo.again import Plain
from services.demo.generator import Generator
from services.intake.klien.decider import KLIEN, EraseKlien, Standing
from services.intake.klien.events import PersonErased
from services.intake.putusan.decider import PUTUSAN, RecordFinality
from services.intake.putusan.events import PutusanFinalityRecorded, PutusanHeld, PutusanRegistered
from services.matching.placement.events import NoPlaceFound, PlacementProposed
from shared.domain.event import Event
from shared.domain.identifiers import Citation
from shared.domain.personal import Personal
from shared.domain.sentence import Regime
from shared.law.calendar import WIB
from shared.law.law import Laws
from shared.ledger.decoding import decode, encode
from tests.attendance.hours import facts
from tests.attendance.hours.facts import NOW, carried_out, log, serving, shift
from tests.intake.putusan.papers import KLIEN_ID, PUTUSAN_ID, adult, register
from tests.law.later import also
from tests.lawful import LAWS
from tests.matching.placement import test_decider as placement

DECIDED_BY_LAW: tuple[type[Event], ...] = (
    *(PutusanHeld, PutusanRegistered),
    *(PlacementProposed, NoPlaceFound),
    *(WindowFixed, DayAssessed, ShiftSentToReview),
)
TODAY, PERSONS = date(2026, 11, 24), 60
CAPPED = date(2026, 9, 1)
DAYS_AROUND = timedelta(days=1)


def changing() -> Laws:
    """The statutes, and the same said again from June and from October on."""
    (adults,) = (line for line in LAWS.parameters if (line.name, line.regime) == ("minutes_a_day", Regime.ADULT))
    return also(*(replace(adults, valid_from=day) for day in (date(2026, 6, 1), date(2026, 10, 1))))


def decisions() -> Iterator[Any]:
    """One of each decision, decided in November 2026."""
    laws = changing()
    yield from register(adult(), laws=laws).events
    yield from register(adult(total_minutes=400 * 60), laws=laws).events
    yield placement.proposed(placement.need(), placement.Candidate(placement.offer(), {}), laws=laws)
    yield placement.proposed(placement.need(), laws=laws)
    owed = facts.terms()
    begun = HOURS.fold([facts.opened(owed), facts.placed(), facts.started(owed)])
    for work in (shift("2026-03-03", "08:00-12:00"), shift("2026-03-04", "08:00-12:00", site=facts.ELSEWHERE)):
        yield from HOURS.decide(log(work), begun, replace(NOW, laws=laws))  # type: ignore[misc]


def test_every_decision_names_the_law_that_it_used() -> None:
    told = [event for event in decisions() if isinstance(event, DECIDED_BY_LAW)]
    assert {type(event) for event in told} == set(DECIDED_BY_LAW)
    laws = {"putusan": date(2026, 6, 1), "placement": date(2026, 10, 1), "hours": date(2026, 1, 2)}
    named = {thing: changing().on(day).version for thing, day in laws.items()}
    wrong = [event for event in told if event.law != named[event.TYPE.partition(".")[0]]]  # type: ignore[attr-defined]
    assert wrong == []


def test_a_day_of_finality_names_the_law_of_its_ruling_and_an_erasure_that_of_its_day() -> None:
    given = replace(NOW, laws=changing())
    known = PUTUSAN.fold(register(adult(final_on=None)).events)
    bht = RecordFinality(putusan_id=PUTUSAN_ID, number=1, final_on=date(2026, 9, 9), document="W14/1/2026")
    why = {"document": Personal("W15/1/2026"), "reason": Personal("diminta keluarganya")}
    erased = EraseKlien(klien_id=KLIEN_ID, standing=Standing(), **why)
    told = [*PUTUSAN.decide(bht, known, given), *KLIEN.decide(erased, KLIEN.fold([]), given)]  # type: ignore[misc]
    assert [(type(event), event.law) for event in told] == [  # type: ignore[attr-defined]
        (PutusanFinalityRecorded, changing().on(date(2026, 6, 1)).version),
        (PersonErased, changing().on(date(2026, 10, 1)).version),
    ]


def test_a_log_that_came_before_its_work_was_over_names_the_law_of_its_receipt() -> None:
    owed = facts.terms()
    hours = HOURS.fold([facts.opened(owed), facts.placed(), facts.started(owed)])
    early = log(shift("2026-09-30", "23:00-00:00"))
    laws = changing()
    given = replace(NOW, now=datetime(2026, 9, 30, 23, 30, tzinfo=WIB), laws=laws)
    assert [event.law for event in HOURS.decide(early, hours, given) if isinstance(event, ShiftSentToReview)] == [  # type: ignore[union-attr]
        laws.on(date(2026, 6, 1)).version
    ]
    late = log(shift("2026-09-30", "23:00-2026-10-01 02:00"))
    given = replace(given, now=datetime(2026, 10, 1, 0, 30, tzinfo=WIB))
    assert [event.law for event in HOURS.decide(late, hours, given) if isinstance(event, ShiftSentToReview)] == [  # type: ignore[union-attr]
        laws.on(date(2026, 10, 1)).version
    ]


def capped() -> Laws:
    """The statutes, and from 1 September 2026 on a day of five hours."""
    (adults,) = (line for line in LAWS.parameters if (line.name, line.regime) == ("minutes_a_day", Regime.ADULT))
    return also(replace(adults, value=300, valid_from=CAPPED, citation=Citation("UU 9/2026")))


def test_a_day_names_its_own_law_and_not_that_of_the_day_on_which_it_is_told() -> None:
    laws, around = capped(), [CAPPED - DAYS_AROUND, CAPPED]
    hours = HOURS.fold(serving(facts.terms(hours=200), on=date(2026, 8, 3)))
    for day in around:
        told = HOURS.decide(log(shift(day.isoformat(), "08:00-16:00")), hours, replace(NOW, laws=laws))
        days = [event for event in told if isinstance(event, DayAssessed)]  # type: ignore[union-attr]
        assert [(one.law, one.credited_minutes) for one in days] == [
            (laws.on(day).version, 480 if day < CAPPED else 300)
        ]
        assert laws.on(day).version != laws.on(CAPPED if day < CAPPED else CAPPED - DAYS_AROUND).version


@pytest.mark.parametrize("kind", [WindowFixed, DayAssessed, ShiftSentToReview])
def test_what_was_told_before_the_law_was_named_is_read_and_not_told_again(kind: type[Event]) -> None:
    """As the last version wrote them: without the field."""
    owed = facts.terms()
    works = [log(shift("2026-03-03", "08:00-12:00")), log(shift("2026-03-04", "08:00-12:00", site=facts.ELSEWHERE))]
    known = [facts.opened(owed), facts.placed(), facts.started(owed), facts.window(owed)]
    for work in works:
        known += HOURS.decide(work, HOURS.fold(known), NOW)  # type: ignore[arg-type]
    assert any(isinstance(event, kind) for event in known)
    old = [decode(without_law(event)) for event in known]
    assert all(getattr(event, "law", None) is None for event in old)
    told = HOURS.decide(log(shift("2026-03-05", "08:00-09:00")), HOURS.fold(old), NOW)
    assert [str(event.day) for event in told if isinstance(event, DayAssessed)] == ["2026-03-05"]  # type: ignore[union-attr]
    assert not [event for event in told if isinstance(event, WindowFixed | ShiftSentToReview)]  # type: ignore[union-attr]


def without_law(event: Event) -> Plain:
    """As it was stored before it named its law."""
    fields = json.loads(encode(event))
    fields.pop("law", None)
    return Plain(event.full_type(), event.schema_version(), event.subject, json.dumps(fields).encode())


def lives() -> Iterator[Hours]:
    """The hours of each person of an invented history."""
    for story in Generator(PERSONS, 3, TODAY).stories():
        for stream, lines in story.streams:
            if stream.startswith("hours-"):
                yield HOURS.fold([decode(event) if isinstance(event, Plain) else event for event, _ in lines])


def test_a_cap_that_comes_later_leaves_every_day_before_it_as_it_was_credited() -> None:
    """The whole history is judged anew under the law with the new line: what lies before its day stays to the minute,
    and days from then on obey it."""
    changed = before = 0
    laws = capped()
    for hours in lives():
        now, then = assess(hours, LAWS.on).days, assess(hours, laws.on).days
        for putusan_id, days in now.items():
            for day, worth in days.items():
                anew = then[putusan_id][day]
                if day < CAPPED:
                    assert (anew, hours.assessed[putusan_id][day]) == (worth, worth)
                    before += 1
                changed += anew != worth
        assert all(day.credited_minutes <= 480 for days in then.values() for day in days.values())
    assert before > 100
    assert changed > 10


def test_what_is_told_after_a_cap_came_tells_no_day_before_it_anew() -> None:
    hours = carried_out(
        HOURS.fold(serving(facts.terms(hours=200), on=date(2026, 8, 3))),
        [log(shift(f"2026-08-{day}", "08:00-16:00")) for day in (10, 11, 31)],
    )
    told = HOURS.decide(log(shift("2026-09-02", "08:00-16:00")), hours, replace(NOW, laws=capped()))
    days = [event for event in told if isinstance(event, DayAssessed)]  # type: ignore[union-attr]
    assert [(str(one.day), one.credited_minutes, one.total_credited_minutes) for one in days] == [
        ("2026-09-02", 300, 3 * 480 + 300)
    ]
