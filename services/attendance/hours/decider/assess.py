"""What recorded work is worth: for each sentence and day, from the set of all facts, by time of work.

Example::

    assess(hours, laws.on).days[putusan_id][date(2026, 3, 3)].credited_minutes
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from services.attendance.hours.decider.rules import ALL_DAY, CLASH, TIME_RULES, countable, flags_of_credit
from services.attendance.hours.decider.state import Hours, Sentence
from services.attendance.hours.decider.work import (
    Facts,
    Work,
    by_day,
    facts_of,
    latest,
    overlaps_of,
    pieces_of,
    stints,
    within,
    without,
)
from services.attendance.hours.decider.worth import Days, DayWorth, Worth
from services.attendance.hours.events import Against, Violation
from shared.domain.identifiers import PutusanId, RuleCode, ShiftId
from shared.domain.sentence import Regime
from shared.law.calendar import MINUTES_A_DAY, day_of, first_minute
from shared.law.caps import CREDIT_CAPS, DAILY, Account, Cap
from shared.law.law import Law, LawOn
from shared.law.limits import Stretch
from shared.law.timetable import works_six_days
from shared.law.twenty_four import Piece, in_24_hours


class Assessment(NamedTuple):
    """``days``: what each worked day is worth to each putusan. ``reviews``: which logs wait for a person, and why."""

    days: dict[PutusanId, dict[date, DayWorth]]
    reviews: dict[ShiftId, tuple[RuleCode, ...]]


class OfShift(NamedTuple):
    """What one shift is worth to all sentences together, and the rules that it broke."""

    worked_minutes: int
    credited_minutes: int
    broken: tuple[Violation, ...]


def worth_of(shift_id: ShiftId, days: Mapping[PutusanId, Days]) -> OfShift:
    """The shift's part of these days, as they are assessed now or were last told."""
    found = [days[putusan_id][day] for putusan_id in days for day in sorted(days[putusan_id])]
    credits = [credit for worth in found for credit in worth.credits if credit.shift_id == shift_id]
    broken = tuple(one for worth in found for one in worth.violations if one.shift_id == shift_id)
    worked = sum(credit.worked_minutes for credit in credits)
    return OfShift(worked, sum(credit.credited_minutes for credit in credits), broken)


@dataclass(slots=True)
class Day:
    """One WIB day as recorded, by minutes: the worked pieces in the order of work, and what overlapped."""

    day: date
    law: Law
    spans: list[list[Stretch]]
    """For each sentence, what its time rules let count."""
    of_24_hours: bool
    """Whether 24 hours are looked at as well: they are an adult's (KUHP 85(5)), where one sentence is an adult's."""
    pieces: list[Piece] = field(default_factory=list)
    overlaps: list[Piece] = field(default_factory=list)
    unbroken: bool = False
    """Whether a shift of more than the allowed length names no break (settlement 4)."""
    credited: list[Piece] = field(default_factory=list)
    """What of it all sentences together were credited."""

    @property
    def rolling(self) -> bool:
        """Whether no 24 hours may hold more, as the regency has settled for that day (settlement 2)."""
        return self.of_24_hours and self.law.setting("day_rule").value == "rolling"


class Diary:
    """The recorded days of one person, each made when something of it is first written."""

    def __init__(self, sentences: Sequence[Sentence], law_on: LawOn) -> None:
        self.sentences = sentences
        self.law_on = law_on
        self.days: dict[int, Day] = {}

    def day_at(self, minute: int) -> Day:
        """The day of that minute."""
        number = minute // MINUTES_A_DAY
        found = self.days.get(number)
        if found is None:
            day = day_of(minute)
            law = self.law_on(day)
            spans = [in_minutes(day, countable(sentence.on(day), day, law)) for sentence in self.sentences]
            of_24_hours = any(sentence.terms.regime is Regime.ADULT for sentence in self.sentences)
            found = self.days[number] = Day(day, law, spans, of_24_hours)
        return found

    def countable(self, piece: Piece) -> list[Stretch]:
        """What of the piece's day the time rules of any sentence let count."""
        found: list[Stretch] = []
        for starts, ends in sorted(span for spans in self.day_at(piece.starts).spans for span in spans):
            if found and starts <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], ends))
            else:
                found.append((starts, ends))
        return found

    def write(self, stint: list[Work]) -> None:
        """Note the work of one stint in its days."""
        for piece in pieces_of(stint, self.countable):
            self.day_at(piece.starts).pieces.append(piece)
        if len(stint) > 1:
            for piece in overlaps_of(stint):
                self.day_at(piece.starts).overlaps.append(piece)
        for work in stint:
            if not work.bare and not work.breaks and work.ends > work.starts:
                day = self.day_at(work.starts)
                day.unbroken |= work.ends - work.starts > day.law.setting("minutes_without_break_most").number

    def write_clash(self, clash: Piece) -> None:
        """Note an overlap at two sites, which is no work until somebody decides."""
        for piece in by_day(clash.starts, clash.ends, clash.shift_id):
            self.day_at(piece.starts).overlaps.append(piece)


@dataclass(slots=True)
class Served(Account):
    """The account of a sentence with all that its other rules look at."""

    sentence: Sentence = field(kw_only=True)
    """As it binds on the day that the account has come to."""
    whole: Sentence = field(kw_only=True)

    def come_to(self, day: date) -> None:
        """By the terms of that day: what an adjustment takes from the total is owed no longer."""
        self.sentence = self.whole.on(day)
        self.owed += self.sentence.terms.total_minutes - self.terms.total_minutes
        self.terms = self.sentence.terms
        self.former = self.sentence.former.terms if self.sentence.former else None


def account_of(sentence: Sentence) -> Served:
    """Before its first day."""
    brought = sentence.brought.minutes if sentence.brought else 0
    owed = sentence.terms.total_minutes - brought
    return Served(sentence.terms, sentence.opens_on, owed, sentence=sentence, whole=sentence)


def assess(hours: Hours, law_on: LawOn) -> Assessment:
    """The worth of every worked day; each day by the law of that day."""
    facts = facts_of(hours)
    if not hours.sentences:
        return Assessment({}, facts.reviews)
    six_days = at_six_days(facts.works, hours, law_on)
    sentences = [replace(sentence, at_six_days=six_days) for sentence in hours.by(law_on).sentences]
    accounts = [account_of(sentence) for sentence in sentences]
    worth: dict[PutusanId, dict[date, DayWorth]] = {sentence.putusan_id: {} for sentence in sentences}
    yesterday: Day | None = None
    for day in days_of(facts, sentences, law_on):
        for account in accounts:
            account.come_to(day.day)
        for account, found in assessed(day, accounts, yesterday):
            worth[account.sentence.putusan_id][day.day] = placed(found, day, hours)
        yesterday = day
    return Assessment(worth, facts.reviews)


def at_six_days(works: Iterable[Work], hours: Hours, law_on: LawOn) -> dict[date, tuple[Stretch, ...]]:
    """What of each day was worked at places that work six days, in minutes of the day; works stand in their order."""
    found: dict[date, tuple[Stretch, ...]] = {}
    for work in works:
        for piece in by_day(work.starts, work.ends, work.shift_id):
            day = day_of(piece.starts)
            place = hours.places.get(work.site_id)  # none where a person took the work without a placement
            if place is not None and works_six_days(place.weekdays, law_on(day)):
                starts, ends = piece.starts - first_minute(day), piece.ends - first_minute(day)
                *before, (first, last) = found.get(day, ((starts, ends),))
                touching = starts <= last
                parts = ((first, max(last, ends)),) if touching else ((first, last), (starts, ends))
                found[day] = (*before, *parts)
    return found


def days_of(facts: Facts, sentences: Sequence[Sentence], law_on: LawOn) -> list[Day]:
    """The recorded days in order, each with its pieces of work."""
    diary = Diary(sentences, law_on)
    for stint in stints(facts.works):
        diary.write(stint)
    for clash in facts.clashes:
        diary.write_clash(clash)
    return [diary.days[number] for number in sorted(diary.days)]


def placed(worth: DayWorth, day: Day, hours: Hours) -> DayWorth:
    """With the host of the day's first shift, and the place there."""
    first = next(iter(day.pieces or day.overlaps), None)
    shift = first and hours.logs[first.shift_id].standing
    if not shift:
        return worth
    place = hours.places.get(shift.site_id)
    return worth._replace(ipd_id=place.ipd_id if place else shift.ipd_id, site_id=shift.site_id)


def in_minutes(day: date, spans: Iterable[Stretch]) -> list[Stretch]:
    """Minutes of the day as minutes of all time."""
    midnight = first_minute(day)
    return [(midnight + starts, midnight + ends) for starts, ends in spans]


def assessed(day: Day, accounts: list[Served], yesterday: Day | None) -> Iterable[tuple[Served, DayWorth]]:
    """Credit one day: each sentence that gets credit, and the one whose rules the rest of the work broke."""
    accounts = in_order(day, accounts)
    before = yesterday.credited if yesterday else []
    credited = credit(day, accounts, before)
    day.credited = sorted(part for taken in credited for part in taken)
    at_home = home(day, accounts)
    for number, account in enumerate(accounts):
        taken = credited[number]
        worked = taken
        violations: tuple[Violation, ...] = ()
        flags: list[RuleCode] = []
        if number == at_home:
            others = [part for other in credited if other is not taken for part in other]
            worked = remaining(day.pieces, others)
            if taken != worked or day.overlaps:  # what all counts broke nothing
                shared = together(day, accounts) - minutes(others)
                given = sorted([*before, *others])
                violations = tuple(broken(day, account, day.spans[number], worked, given, shared, minutes(taken)))
            flags = flags_of_work(day, yesterday)
        if taken:
            flags += flags_of_credit(account, day.day, minutes(taken), day.law)
            account.give(day.day, minutes(taken))
        if worked or violations:
            yield account, DayWorth(minutes(worked), minutes(taken), violations, by_shift(worked, taken), tuple(flags))


def in_order(day: Day, accounts: list[Served]) -> list[Served]:
    """Whose turn it is first: the earlier ruling's, or as the regency has settled for that day the sentence's whose
    window ends first (settlement 9)."""
    if len(accounts) == 1 or day.law.setting("sentence_first").value == "ruling":
        return accounts
    by_deadline = sorted(range(len(accounts)), key=lambda number: accounts[number].sentence.deadline or date.max)
    day.spans = [day.spans[number] for number in by_deadline]
    return [accounts[number] for number in by_deadline]


def credit(day: Day, accounts: list[Served], before: list[Piece]) -> list[list[Piece]]:
    """The credited pieces of each sentence, earliest work first (8), the earlier ruling first (9); a person's
    sentences share the statutory day (32), and uncounted work uses none of it up (30). ``before``: of the last day."""
    left, given = day.pieces, before
    shared = together(day, accounts)
    credited = []
    for account, spans in zip(accounts, day.spans, strict=True):
        most = min(shared, *(cap.most(account, day.day, day.law) for cap in CREDIT_CAPS))
        taken, left = counted(day, left, spans, most, given)
        shared -= minutes(taken)
        given = sorted([*given, *taken])
        credited.append(taken)
    return credited


def together(day: Day, accounts: list[Served]) -> int:
    """The statutory day of the person (settlement 32)."""
    return day.law.minutes_a_day_together([account.sentence.terms.regime for account in accounts])


def counted(
    day: Day, pieces: list[Piece], spans: Sequence[Stretch], most: int, given: list[Piece]
) -> tuple[list[Piece], list[Piece]]:
    """What ``take`` takes; where the regency's day is also any 24 hours, beside what they were given already (2)."""
    if not day.rolling:
        return take(pieces, spans, most)
    inside = [within(piece, span) for piece in pieces for span in spans]
    taken = in_24_hours(inside, most, given, day.law.line("minutes_in_24_hours").value)
    return taken, remaining(pieces, taken)


def take(pieces: list[Piece], spans: Sequence[Stretch], most: int) -> tuple[list[Piece], list[Piece]]:
    """The earliest minutes inside these stretches, at most so many; and what is left of the pieces."""
    taken = []
    for piece in pieces:
        for span in spans:
            part = within(piece, span)
            length = min(part.minutes, most)
            if length > 0:
                most -= length
                taken.append(Piece(part.starts, part.starts + length, piece.shift_id))
    return taken, remaining(pieces, taken) if taken else pieces


def home(day: Day, accounts: list[Served]) -> int:
    """The sentence whose rules uncredited work breaks, so that nothing is told twice: the first that is open and
    owed, else open, else owed."""
    return min(
        range(len(accounts)),
        key=lambda number: (not accounts[number].sentence.open_on(day.day), accounts[number].owed <= 0, number),
    )


def broken(
    day: Day,
    account: Served,
    spans: Sequence[Stretch],
    worked: list[Piece],
    given: list[Piece],
    shared: int,
    got: int,
) -> Iterable[Violation]:
    """Every rule that the day's work broke, each by itself on the worked time (settlement 31).

    ``given`` is what the last day and the person's other sentences were credited, ``shared`` what those leave of the
    statutory day (32), ``got`` what this one was credited.
    """
    for rule in TIME_RULES:
        outside = remaining(worked, in_minutes(day.day, rule.counts(account.sentence, day.day, day.law)))
        if outside:
            yield from violations_of(rule.code, outside, *rule.why(account.sentence, day.day, day.law))
    left = MINUTES_A_DAY
    for cap in CREDIT_CAPS:
        if not cap.of_what_counts:
            most = cap.most(account, day.day, day.law)
            most = min(most, shared) if cap is DAILY else most
            yield from beyond(cap, account, day, latest(worked, minutes(worked) - most))
            left = min(left, most)
    _, beyond_24_hours = counted(day, worked, in_minutes(day.day, ALL_DAY), MINUTES_A_DAY, given)
    if beyond_24_hours:
        citation = day.law.cite("minutes_in_24_hours")
        yield from violations_of(RuleCode("twenty-four-hours"), beyond_24_hours, citation, Against.HOST)
    if day.overlaps:
        yield from violations_of(RuleCode("overlap"), day.overlaps, CLASH, Against.NEITHER)
    counts, _ = counted(day, worked, spans, left, given)
    for cap in CREDIT_CAPS:
        if cap.of_what_counts:
            yield from beyond(cap, account, day, latest(counts, minutes(counts) - got))


def beyond(cap: Cap, account: Served, day: Day, pieces: Sequence[Piece]) -> Iterable[Violation]:
    """Work above a cap, by the cap's own article; always the host's doing (settlement 7)."""
    return violations_of(cap.code, pieces, cap.cite(account, day.law), Against.HOST)


def violations_of(rule: RuleCode, pieces: Sequence[Piece], citation: str, against: Against) -> Iterable[Violation]:
    """One violation for each shift, in the order of work."""
    for shift_id, number in shift_minutes(pieces).items():
        yield Violation(rule=rule, minutes=number, citation=citation, against=against, shift_id=shift_id)


def flags_of_work(day: Day, yesterday: Day | None) -> list[RuleCode]:
    """Questions about the work itself: more than 8 hours in any 24 (settlement 2), long without a break (4). Where no
    24 hours may hold more, what is beyond is not credited, and no question."""
    flags = []
    most = day.law.line("minutes_in_24_hours").value
    recent = [*(yesterday.pieces if yesterday else ()), *day.pieces]
    if day.of_24_hours and not day.rolling and minutes(recent) > most:
        for piece in day.pieces:
            last_day = piece.ends - 24 * 60, piece.ends
            if sum(within(other, last_day).minutes for other in recent) > most:
                flags.append(RuleCode("twenty-four-hours"))
                break
    if day.unbroken:
        flags.append(RuleCode("no-break"))
    return flags


def by_shift(worked: list[Piece], credited: list[Piece]) -> tuple[Worth, ...]:
    """The day's minutes by shift, in the order of work."""
    got = shift_minutes(credited)
    return tuple(Worth(shift_id, number, got.get(shift_id, 0)) for shift_id, number in shift_minutes(worked).items())


def shift_minutes(pieces: Iterable[Piece]) -> dict[ShiftId, int]:
    """Minutes by shift, in the order of the pieces."""
    found: dict[ShiftId, int] = {}
    for piece in pieces:
        found[piece.shift_id] = found.get(piece.shift_id, 0) + piece.minutes
    return found


def remaining(pieces: list[Piece], taken: Iterable[Stretch | Piece]) -> list[Piece]:
    """The pieces without what was taken."""
    for part in taken:
        pieces = [left for piece in pieces for left in without(piece, (part[0], part[1]))]
    return pieces


def minutes(pieces: Iterable[Piece]) -> int:
    """How long together."""
    return sum([piece.ends - piece.starts for piece in pieces])
