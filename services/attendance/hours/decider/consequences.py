"""What follows from the facts of one person's hours, as far as it was not told before.

Every decision tells the fact first, then the windows that changed, then which logs changed between fact and review,
then each day whose worth changed, in the order of days.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from services.attendance.hours.decider.assess import Assessment, assess
from services.attendance.hours.decider.content import NOT_YET_OVER
from services.attendance.hours.decider.rules import flags_of_start
from services.attendance.hours.decider.state import Hours, Sentence, evolve
from services.attendance.hours.decider.worth import NOTHING_WORKED, Days, DayWorth
from services.attendance.hours.events import (
    Against,
    Credit,
    DayAssessed,
    DayBefore,
    HoursLogged,
    Shift,
    ShiftSentToReview,
    WindowFixed,
)
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, KlienId, PutusanId, RuleCode
from shared.law.calendar import wib_day
from shared.law.law import Law, LawOn
from shared.law.limits import minutes_a_day
from shared.law.timetable import Timetable, possible_until


def with_consequences(klien_id: KlienId, hours: Hours, law_on: LawOn, *facts: Event) -> list[Event]:
    """The facts, and then all that follows from the set of facts with them."""
    for fact in facts:
        hours = evolve(hours, fact)
    return [*facts, *consequences(klien_id, hours, assess(hours, law_on), law_on)]


def consequences(klien_id: KlienId, hours: Hours, assessment: Assessment, law_on: LawOn) -> list[Event]:
    """What is to be told beside the facts: windows, reviews, days, each where it changed."""
    hours = hours.by(law_on)
    return [
        *_windows_to_tell(klien_id, hours, assessment, law_on),
        *_reviews_to_tell(klien_id, hours, assessment, law_on),
        *_days_to_tell(klien_id, hours, assessment, law_on),
    ]


def sent_to_review(
    klien_id: KlienId,
    shift: Shift,
    reasons: tuple[RuleCode, ...],
    law_on: LawOn,
    number: int = 0,
    by: AccountId | None = None,
    received: Law | None = None,
) -> ShiftSentToReview:
    """That a log is no fact, by the law of its day; by that of its receipt where it came too early."""
    law = received if received is not None and NOT_YET_OVER in reasons else law_on(wib_day(shift.starts))
    return ShiftSentToReview(klien_id=klien_id, shift=shift, reasons=reasons, number=number, by=by, law=law.version)


def nothing_worth(klien_id: KlienId, putusan_id: PutusanId, known: Days, law_on: LawOn) -> Iterator[DayAssessed]:
    """Each day that was worth something to a sentence, as worth nothing to it."""
    total = sum(worth.credited_minutes for worth in known.values())
    last = _last_worked(known)
    for day in sorted(known):
        total -= known[day].credited_minutes
        if known[day] != NOTHING_WORKED:
            yield DayAssessed(
                klien_id=klien_id,
                putusan_id=putusan_id,
                day=day,
                worked_minutes=0,
                credited_minutes=0,
                total_credited_minutes=total,
                last_worked_on=last if last is not None and last > day else None,
                before=_before(known[day]),
                law=law_on(day).version,
            )


def _windows_to_tell(klien_id: KlienId, hours: Hours, assessment: Assessment, law_on: LawOn) -> Iterable[WindowFixed]:
    """The window of each sentence that has begun, where its days, what it brings or what is odd about them changed; and
    of one that has not begun after all."""
    for sentence in hours.sentences:
        told = hours.windows.get(sentence.putusan_id)
        if sentence.first_on is None and told is None:
            continue
        credited = {day: worth.credited_minutes for day, worth in assessment.days[sentence.putusan_id].items()}
        found = WindowFixed(
            klien_id=klien_id,
            putusan_id=sentence.putusan_id,
            opens_on=sentence.opens_on,
            deadline=sentence.deadline,
            required_minutes=sentence.terms.total_minutes,
            brought_minutes=sentence.brought_minutes,
            possible_until=possible_until_of(hours, sentence, credited, law_on),
            flags=flags_of_start(sentence),
            minutes_a_day=minutes_a_day(sentence.terms, law_on(sentence.opens_on)) if sentence.opens_on else None,
            six_days=hours.six_days(sentence, law_on),
            law=law_on(sentence.opens_on or sentence.first_on or sentence.ruled_on).version,
        )
        untold = {"possible_until": found.possible_until, "law": found.law}  # neither is a change of the window
        if told is None or found != told.model_copy(update=untold):
            yield found


def possible_until_of(hours: Hours, sentence: Sentence, credited: Mapping[date, int], law_on: LawOn) -> date | None:
    """Last day from which full lawful days to the deadline still suffice; None without a window, or where nothing is to
    be worked any more."""
    if sentence.opens_on is None or sentence.deadline is None or sentence.ended_on is not None:
        return None
    six_days = hours.six_days(sentence, law_on)
    table = Timetable(sentence.left_to_work, law_on, former=sentence.former, six_days=six_days)
    return possible_until(table, sentence.opens_on, sentence.deadline, credited)


def _reviews_to_tell(klien_id: KlienId, hours: Hours, assessment: Assessment, law_on: LawOn) -> Iterable[Event]:
    """Logs that wait for a person from now on, or for another reason; and those that stand as facts again."""
    for shift_id, log in hours.logs.items():
        shift = log.standing
        if shift is None:
            continue
        reasons = assessment.reviews.get(shift_id, ())
        if reasons and reasons != log.told:
            yield sent_to_review(klien_id, shift, reasons, law_on, log.number)
        elif log.told and not reasons:
            yield HoursLogged(klien_id=klien_id, shift=shift)


def _days_to_tell(klien_id: KlienId, hours: Hours, assessment: Assessment, law_on: LawOn) -> Iterable[DayAssessed]:
    """Each day whose worth changed, in the order of days, with the sentence's totals as they are after it."""
    changed = []
    after: dict[int, dict[date, DayWorth]] = {}
    for number, sentence in enumerate(hours.sentences):
        known = hours.assessed.get(sentence.putusan_id, {})
        found = assessment.days[sentence.putusan_id]
        after[number] = dict(known)
        for day in known.keys() | found.keys():
            if found.get(day, NOTHING_WORKED) != known.get(day, NOTHING_WORKED):
                changed.append((day, number, found.get(day, NOTHING_WORKED)))
    for day, number, worth in sorted(changed, key=lambda change: change[:2]):
        sentence, days = hours.sentences[number], after[number]
        before, days[day] = days.get(day, NOTHING_WORKED), worth
        credited = {day: worth.credited_minutes for day, worth in days.items()}
        yield DayAssessed(
            klien_id=klien_id,
            putusan_id=sentence.putusan_id,
            day=day,
            worked_minutes=worth.worked_minutes,
            credited_minutes=worth.credited_minutes,
            violations=worth.violations,
            total_credited_minutes=sentence.brought_minutes + sum(credited.values()),
            possible_until=possible_until_of(hours, sentence, credited, law_on),
            last_worked_on=_last_worked(days),
            ipd_id=worth.ipd_id,
            site_id=worth.site_id,
            credits=tuple(Credit(**credit._asdict()) for credit in worth.credits),
            flags=worth.flags,
            before=_before(before),
            law=law_on(day).version,
        )


def _before(worth: DayWorth) -> DayBefore | None:
    """What a sum over days takes back; None where the day was in none."""
    if worth == NOTHING_WORKED:
        return None
    against_host = any(one.against == Against.HOST for one in worth.violations)
    return DayBefore(credited_minutes=worth.credited_minutes, ipd_id=worth.ipd_id, against_host=against_host)


def _last_worked(days: Days) -> date | None:
    return max((day for day, worth in days.items() if worth.worked_minutes), default=None)
