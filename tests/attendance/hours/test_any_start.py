"""Credit is that of the standing facts, whichever of BHT, berita acara, place, logs and corrections comes first.

Each fact is told under its number and the highest stands, so a person's story may be told in any order: what a command
needs and does not find yet is told again later, as a person would.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.attendance.hours.decider import (
    HOURS,
    CorrectStart,
    Hours,
    OpenPlace,
    OpenSentence,
    StartService,
    TakeFinality,
    assess,
)
from services.attendance.hours.events import WindowFixed
from shared.domain.event import Event
from shared.domain.identifiers import SiteId
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from tests.attendance.hours.facts import (
    FIRST,
    HOST,
    KLIEN,
    LIBRARY,
    MARKET,
    NOW,
    OFFER,
    RULED,
    correction,
    log,
    worth,
)
from tests.attendance.hours.test_any_order import owed, shifts
from tests.lawful import LAWS

DAYS = st.integers(-3, 45).map(lambda days: RULED + timedelta(days=days))
"""Around the shifts' two weeks, and before the ruling too."""
BHT = st.one_of(DAYS, st.sampled_from([date(9999, 12, 31), date(1, 1, 1)]))
NOT_YET = {"sentence-unknown", "not-started", "start-correction-conflict"}
"""Refused because something has not been told: told again once it has."""


def placing(site: SiteId, number: int, opens_on: date) -> OpenPlace:
    return OpenPlace(
        klien_id=KLIEN,
        putusan_id=FIRST,
        ipd_id=HOST,
        offer_id=OFFER,
        site_id=site,
        opens_on=opens_on,
        number=number,
    )


def mending(number: int, on: date) -> CorrectStart:
    return CorrectStart(
        klien_id=KLIEN,
        putusan_id=FIRST,
        number=number,
        started_on=on,
        document=Personal("BA-2/2026"),
        reason=Personal("tanggalnya salah tulis"),
    )


@st.composite
def stories(draw: st.DrawFn) -> list[Any]:
    """One sentence with all that may be said of its start, and some work."""
    final_on = draw(st.none() | BHT)
    told: list[Any] = [
        OpenSentence(klien_id=KLIEN, putusan_id=FIRST, terms=draw(owed), ruled_on=RULED, final_on=final_on),
        StartService(klien_id=KLIEN, putusan_id=FIRST, started_on=draw(DAYS), document=Personal("BA-1/2026")),
    ]
    finals, starts = draw(st.lists(BHT, max_size=2)), draw(st.lists(DAYS, max_size=2))
    sites = draw(st.lists(st.tuples(st.sampled_from([MARKET, LIBRARY]), DAYS), min_size=1, max_size=3))
    told += [TakeFinality(klien_id=KLIEN, putusan_id=FIRST, number=n, final_on=day) for n, day in enumerate(finals, 1)]
    told += [mending(number, day) for number, day in enumerate(starts, 1)]
    told += [placing(site, number, day) for number, (site, day) in enumerate(sites)]
    logged = draw(st.lists(shifts(), min_size=1, max_size=5, unique_by=lambda shift: shift.id))
    told += [log(shift) for shift in logged]
    for shift in draw(st.lists(st.sampled_from(logged), max_size=2, unique_by=lambda found: found.id)):
        told.append(correction(shift, 1, draw(st.none() | shifts())))
    return told


def as_told(commands: Sequence[Any]) -> tuple[Hours, list[Event]]:
    """The hours after these commands in this order, and all that was told."""
    hours, told, waiting = HOURS.initial, [], list(commands)
    while waiting:
        command, *rest = waiting
        decided = HOURS.decide(command, hours, NOW)
        if isinstance(decided, Refused):
            assert {fault.rule for fault in decided.faults} <= NOT_YET
            waiting = [*rest, command]
            continue
        for event in decided:
            hours, told, waiting = HOURS.evolve(hours, event), [*told, event], rest
        waiting = rest
    return hours, told


def seen(hours: Hours) -> tuple[Any, ...]:
    """All that a person would see of the sentence."""
    (sentence,) = hours.by(LAWS.on).sentences
    window = hours.windows[FIRST]
    return (
        worth(hours),
        assess(hours, LAWS.on).reviews,
        (sentence.final_on, sentence.started_on, sentence.opens_on, sentence.deadline),
        (window.opens_on, window.deadline, window.flags),
        hours.places,
    )


@settings(max_examples=200)
@given(story=stories(), chance=st.randoms(use_true_random=False))
def test_any_order_of_ruling_bht_berita_acara_place_and_work_gives_the_credit_of_the_same_facts(
    story: list[Any], chance: Any
) -> None:
    shuffled = [*story, *story[: len(story) // 3]]
    chance.shuffle(shuffled)
    assert seen(as_told(shuffled)[0]) == seen(as_told(story)[0])


@settings(max_examples=100)
@given(story=stories(), chance=st.randoms(use_true_random=False))
def test_no_minute_counts_before_the_ruling_is_in_force_or_before_the_berita_acara(
    story: list[Any], chance: Any
) -> None:
    """Settlement 18: and nothing at all while the BHT is not known."""
    chance.shuffle(story)
    hours, told = as_told(story)
    (sentence,) = hours.by(LAWS.on).sentences
    for day, found in hours.assessed.get(FIRST, {}).items():
        if found.credited_minutes:
            assert sentence.final_on is not None
            assert sentence.started_on is not None
            assert max(sentence.final_on, sentence.started_on, RULED) <= day
    last = [event for event in told if isinstance(event, WindowFixed)][-1]
    assert (last.opens_on, last.deadline) == (sentence.opens_on, sentence.deadline)
