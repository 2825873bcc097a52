"""Which worked minutes count, rule by rule, each with its article: the table of contents of this law.

``TIME_RULES`` say which part of a day counts; a child's school hours will be one of them when a profile tells them. How
many minutes of it the caps say (shared/law/caps.py). ``FLAG_RULES`` say what is credited and yet a question to the
supervisor.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from services.attendance.hours.decider.state import Sentence
from services.attendance.hours.events import Against
from shared.domain.identifiers import Citation, RuleCode
from shared.domain.sentence import Ground, Regime
from shared.law.calendar import MINUTES_A_DAY
from shared.law.caps import MILDER, PLAN_CAPS, Account, by_ruling
from shared.law.law import Law
from shared.law.limits import Stretch, stretches_of_day
from shared.law.timetable import lawful_day, ruled_day

Stretches = tuple[Stretch, ...]
"""In order, without overlap."""
ALL_DAY: Stretches = ((0, MINUTES_A_DAY),)
NO_TIME: Stretches = ()
NOT_IN_FORCE, NOT_BEGUN = Citation("KUHAP 342; Ketetapan 18"), Citation("Ketetapan 18")
ENDED: Mapping[Ground | None, Citation] = {
    Ground.ANNULLED: Citation("KUHAP 342"),
    Ground.DIED: Citation("KUHP 140a"),
    Ground.PARDONED: Citation("KUHP 140c"),
    Ground.DECRIMINALISED: Citation("KUHP 3(4)"),
    Ground.TRANSFERRED: Citation("KUHP 85(8)"),
    Ground.REPEATED: Citation("Ketetapan 13"),
    Ground.WITHDRAWN: Citation("Ketetapan 13"),
}
"""No article speaks of a transfer: the prosecutor executes, and another one does from then on."""
BY_ANOTHER = ENDED[Ground.TRANSFERRED]
CLASH = Citation("Ketetapan 10")


def in_force(sentence: Sentence, day: date, law: Law) -> Stretches:
    """Only rulings in force are executed; while the BHT is not known, no day counts (KUHAP 342; 18)."""
    return ALL_DAY if sentence.final_on is not None and sentence.final_on <= day else NO_TIME


def why_not_final(sentence: Sentence, day: date, law: Law) -> tuple[Citation, Against]:
    """Too early is the offices' doing."""
    return NOT_IN_FORCE, Against.NEITHER


def not_ended(sentence: Sentence, day: date, law: Law) -> Stretches:
    """Up to the day on which others ended its execution here: annulled and so no more in force (KUHAP 342), or
    the power to execute lapsed by death, grasi or amnesti (KUHP 140), or the execution by a later law under which it is
    no offence (KUHP 3(4)), or transferred."""
    return NO_TIME if sentence.over_on(day) else ALL_DAY


def why_ended(sentence: Sentence, day: date, law: Law) -> tuple[Citation, Against]:
    """Whoever let somebody work on had not heard of it: nobody's breach."""
    return ENDED[sentence.ended_by], Against.NEITHER


def worked_here(sentence: Sentence, day: date, law: Law) -> Stretches:
    """Not on the days on which another regency executed it: what was worked then is in the credit that it brings."""
    brought = sentence.brought
    return NO_TIME if brought is not None and brought.started_on <= day <= brought.until else ALL_DAY


def why_elsewhere(sentence: Sentence, day: date, law: Law) -> tuple[Citation, Against]:
    """No article speaks of it; counting the day here too would count it twice."""
    return BY_ANOTHER, Against.NEITHER


def within_the_window(sentence: Sentence, day: date, law: Law) -> Stretches:
    """From the berita acara to the deadline, both inclusive (KUHP 85(5); 1, 18)."""
    begun = sentence.started_on is not None and sentence.started_on <= day
    return ALL_DAY if begun and (sentence.deadline is None or day <= sentence.deadline) else NO_TIME


def why_window(sentence: Sentence, day: date, law: Law) -> tuple[Citation, Against]:
    """Too early is the offices' doing; too late, by the ruling's own last day or the law's, is the host's."""
    opens_on, regime = sentence.opens_on, sentence.terms.regime
    if sentence.started_on is None or day < sentence.started_on or opens_on is None:
        return NOT_BEGUN, Against.NEITHER
    if sentence.deadline_before is not None and day <= sentence.deadline_before:
        return MILDER, Against.HOST
    window, last = sentence.window, sentence.deadline_before or sentence.deadline
    if window is not None and last == opens_on + timedelta(days=window.value):
        return window.citation, Against.HOST
    return by_ruling(regime), Against.HOST


def on_a_working_day(sentence: Sentence, day: date, law: Law) -> Stretches:
    """A child serves Monday to Friday, at a host of six days on Saturday too, not on public holidays nor cuti bersama,
    or on the days that the ruling itself fixes (PP 58/2022 16(3); 15)."""
    if lawful_day(sentence.terms, day, law):
        return ALL_DAY
    return sentence.at_six_days.get(day, NO_TIME) if lawful_day(sentence.terms, day, law, six_days=True) else NO_TIME


def why_working_day(sentence: Sentence, day: date, law: Law) -> tuple[Citation, Against]:
    """The host keeps the calendar, the law's or the ruling's own."""
    if not ruled_day(sentence.terms, day):
        return by_ruling(Regime.CHILD), Against.HOST
    return law.cite("last_weekday", Regime.CHILD), Against.HOST


def in_daytime(sentence: Sentence, day: date, law: Law) -> Stretches:
    """A child's daytime as settled; or the hours that the ruling fixes, for whomever (PP 58/2022 16(3); 14, 15)."""
    return stretches_of_day(sentence.terms, law)


def why_daytime(sentence: Sentence, day: date, law: Law) -> tuple[Citation, Against]:
    """The host keeps the hours."""
    terms = sentence.terms
    if terms.day_from_minute is not None or terms.day_until_minute is not None:
        return by_ruling(terms.regime), Against.HOST
    return law.cite_setting("child_day_from"), Against.HOST


Why = Callable[[Sentence, date, Law], tuple[Citation, Against]]


class TimeRule(NamedTuple):
    """A rule by the clock or the calendar: what of the day it lets count, in minutes of the day."""

    code: RuleCode
    counts: Callable[[Sentence, date, Law], Stretches]
    why: Why


TIME_RULES = (
    TimeRule(RuleCode("not-final"), in_force, why_not_final),
    TimeRule(RuleCode("ended"), not_ended, why_ended),
    TimeRule(RuleCode("elsewhere"), worked_here, why_elsewhere),
    TimeRule(RuleCode("window"), within_the_window, why_window),
    TimeRule(RuleCode("working-day"), on_a_working_day, why_working_day),
    TimeRule(RuleCode("daytime"), in_daytime, why_daytime),
)


def countable(sentence: Sentence, day: date, law: Law) -> Stretches:
    """What of the day all time rules let count."""
    found = ALL_DAY
    for rule in TIME_RULES:
        also = rule.counts(sentence, day, law)
        found = tuple((max(a[0], b[0]), min(a[1], b[1])) for a in found for b in also if a[0] < b[1] and b[0] < a[1])
    return found


def less_than_least(account: Account, day: date, minutes: int) -> bool:
    """Fewer minutes than the ruling's least a day, while more are owed (settlement 16)."""
    least = account.terms.least_minutes_a_day
    return least is not None and minutes < least and minutes < account.owed


def not_on_a_ruled_day(account: Account, day: date, minutes: int) -> bool:
    """Another day than the ruling's own weekdays and dates (settlement 16); a child's is not credited at all (15)."""
    return not ruled_day(account.terms, day)


def bht_unknown(sentence: Sentence) -> bool:
    """The court has told no day of finality that can be one (settlements 18, 42)."""
    return sentence.final_on is None


def begun_before_finality(sentence: Sentence) -> bool:
    """The berita acara is older than the BHT: work before that day counts for nothing (settlement 18)."""
    started, final = sentence.started_on, sentence.final_on
    return started is not None and final is not None and started < final


def begun_before_the_ruling(sentence: Sentence) -> bool:
    """The berita acara is older than the ruling it executes: one of the two dates is wrong (settlement 42)."""
    return sentence.started_on is not None and sentence.started_on < sentence.ruled_on


START_FLAGS: tuple[tuple[RuleCode, Callable[[Sentence], bool]], ...] = (
    (RuleCode("final-not-known"), bht_unknown),
    (RuleCode("start-before-finality"), begun_before_finality),
    (RuleCode("start-before-ruling"), begun_before_the_ruling),
)


def flags_of_start(sentence: Sentence) -> tuple[RuleCode, ...]:
    """What about a berita acara is worth a look and stops nothing."""
    return tuple(code for code, odd in START_FLAGS if sentence.first_on is not None and odd(sentence))


FLAG_RULES: tuple[tuple[RuleCode, Callable[[Account, date, int], bool]], ...] = (
    (RuleCode("least-a-day"), less_than_least),
    (RuleCode("weekday"), not_on_a_ruled_day),
)
"""Asked of a day's credit before the account has it. ``twenty-four-hours`` and ``no-break`` look at work instead
of credit: see assess. Where the regency's day is any 24 hours, ``twenty-four-hours`` is a broken rule too."""


def flags_of_credit(account: Account, day: date, minutes: int, law: Law) -> list[RuleCode]:
    """What the ruling wanted otherwise: credited, flagged (settlement 16); caps that bind the plan alone among it."""
    found = [code for code, odd in FLAG_RULES if odd(account, day, minutes)]
    return found + [cap.code for cap in PLAN_CAPS if cap.most(account, day, law) == 0]
