"""Facts to begin from: one person, two sentences, two sites, and shifts written as on paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from services.attendance.hours.decider import (
    HOURS,
    CorrectHours,
    Hours,
    LogHours,
    assess,
)
from services.attendance.hours.events import (
    Break,
    PlaceOpened,
    SentenceOpened,
    ServiceStarted,
    Shift,
    WindowFixed,
    Work,
)
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import IpdId, KlienId, OfferId, PutusanId, RuleCode, ShiftId, SiteId, derived
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from shared.domain.retold import retold
from shared.domain.sentence import Regime, Terms
from shared.law.calendar import WIB
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from shared.law.limits import deadline, minutes_a_day, presumed_final_on
from shared.law.timetable import Timetable, possible_until
from tests.lawful import LAW, LAWS

KLIEN = KlienId(derived("klien"))
FIRST, SECOND = PutusanId(derived("first ruling")), PutusanId(derived("second ruling"))
MARKET, LIBRARY, ELSEWHERE = (SiteId(derived(name)) for name in ("market", "library", "elsewhere"))
HOST, OFFER = IpdId(derived("host")), OfferId(derived("offer"))

RULED, START = date(2026, 2, 2), date(2026, 3, 2)
MONDAY = "2026-03-02"
NOW = Circumstances(datetime(2026, 11, 24, 9, tzinfo=WIB), LAWS)


def at(text: str) -> datetime:
    """A moment in WIB: ``2026-03-02 08:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


def shift(day: str, hours: str, *breaks: str, site: SiteId = MARKET, bare: int = 0, name: str = "") -> Shift:
    """``shift("2026-03-02", "08:00-12:00", "10:00-10:15")``; an end at or before the start is the next day's."""
    starts, ends = _from_to(day, hours)
    return Shift(
        id=ShiftId(derived("shift", day, hours, site, name)),
        site_id=site,
        ipd_id=HOST,
        starts=starts,
        ends=ends,
        breaks=tuple(Break(starts=pause[0], ends=pause[1]) for pause in map(partial(_from_to, day), breaks)),
        break_minutes=bare,
    )


def _from_to(day: str, hours: str) -> tuple[datetime, datetime]:
    starts, ends = (part if " " in part else f"{day} {part}" for part in hours.split("-", 1))
    if at(ends) <= at(starts):
        ends = f"{date.fromordinal(date.fromisoformat(day).toordinal() + 1)} {ends[11:]}"
    return at(starts), at(ends)


def terms(regime: Regime = Regime.ADULT, hours: int = 40, **ruled: object) -> Terms:
    """What a ruling fixes."""
    return Terms.model_validate({"regime": regime, "total_minutes": hours * 60, **ruled})


def child(hours: int = 40, **ruled: object) -> Terms:
    """What a child's ruling fixes."""
    return terms(Regime.CHILD, hours, **ruled)


def opened(owed: Terms, putusan: PutusanId = FIRST, ruled_on: date = RULED, **said: date | None) -> SentenceOpened:
    """A sentence reached the person's hours; final when the time to appeal was over, unless ``final_on`` is said."""
    known: dict[str, Any] = {"final_on": presumed_final_on(ruled_on, LAW), **said}
    return SentenceOpened(klien_id=KLIEN, putusan_id=putusan, terms=owed, ruled_on=ruled_on, **known)


def placed(
    site: SiteId = MARKET,
    opens_on: date = date(2026, 1, 5),
    putusan: PutusanId = FIRST,
    weekdays: tuple[int, ...] = (),
) -> PlaceOpened:
    """A host accepted the person."""
    ids = {"klien_id": KLIEN, "putusan_id": putusan, "ipd_id": HOST, "offer_id": OFFER, "site_id": site}
    return PlaceOpened(**ids, opens_on=opens_on, weekdays=weekdays)


def started(owed: Terms, putusan: PutusanId = FIRST, on: date = START) -> ServiceStarted:
    """The berita acara."""
    return ServiceStarted(klien_id=KLIEN, putusan_id=putusan, started_on=on)


def window(owed: Terms, putusan: PutusanId = FIRST, opens_on: date = START, *flags: str) -> WindowFixed:
    """What follows from berita acara and BHT, as it was told."""
    last = deadline(owed, opens_on, LAW)
    return WindowFixed(
        klien_id=KLIEN,
        putusan_id=putusan,
        opens_on=opens_on,
        deadline=last,
        required_minutes=owed.total_minutes,
        possible_until=possible_until(Timetable(owed, LAWS.on), opens_on, last, {}),
        flags=tuple(map(RuleCode, flags)),
        minutes_a_day=minutes_a_day(owed, LAW),
        law=LAW.version,
    )


def serving(owed: Terms, *, on: date = START, **said: date | None) -> list[Event]:
    """One sentence under way at two sites."""
    events: list[Event] = [opened(owed, **said), placed(), placed(LIBRARY), started(owed, on=on)]
    (sentence,) = HOURS.fold(events).sentences
    if sentence.opens_on is None:
        return events
    flags = ["start-before-finality"] if sentence.opens_on > on else []
    return [*events, window(owed, FIRST, sentence.opens_on, *flags)]


def log(found: Shift) -> LogHours:
    """Somebody records a shift."""
    return retold(LogHours, found, klien_id=KLIEN, shift_id=found.id)


def correction(of: Shift, number: int, to: Shift | None) -> CorrectHours:
    """Somebody corrects a shift; the corrected one keeps its id."""
    work = retold(Work, to) if to else None
    return CorrectHours(klien_id=KLIEN, shift_id=of.id, number=number, shift=work, reason=Personal("salah tulis"))


def carried_out(hours: Hours, commands: Sequence[Command], laws: Laws = LAWS) -> Hours:
    """The hours after these commands, each decided on what the others left."""
    for command in commands:
        decided = HOURS.decide(command, hours, replace(NOW, laws=laws))
        assert not isinstance(decided, Refused), decided
        for event in decided:
            hours = HOURS.evolve(hours, event)
    return hours


def after(events: Sequence[Event], *commands: Command, laws: Laws = LAWS) -> Hours:
    """The hours after these events and then these commands."""
    return carried_out(HOURS.fold(events), commands, laws)


def worth(hours: Hours, putusan: PutusanId = FIRST, laws: Laws = LAWS) -> dict[str, tuple[int, int, dict[str, int]]]:
    """Day → worked, credited, minutes by broken rule; as told, which must be as assessed anew."""
    told = {day: found for day, found in hours.assessed.get(putusan, {}).items() if any(found)}
    assert told == assess(hours, laws.on).days.get(putusan, {})
    return {
        day.isoformat(): (found.worked_minutes, found.credited_minutes, _by_rule(found.violations))
        for day, found in told.items()
    }


def _by_rule(violations: Sequence[Any]) -> dict[str, int]:
    broken: dict[str, int] = {}
    for violation in violations:
        broken[violation.rule] = broken.get(violation.rule, 0) + violation.minutes
    return broken
