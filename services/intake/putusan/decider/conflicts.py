"""Where a usable ruling contradicts the law (*ditahan*): shown with the article until the prosecutor answers.

The tuple at the end is the table of contents: each rule is one question, with the figures its sentence needs.
"""

from collections.abc import Callable, Iterator
from datetime import date

from services.intake.putusan.decider.case import Case
from services.intake.putusan.events import Consent, Replaced
from shared.domain.refusal import Fault
from shared.domain.sentence import Period, Regime
from shared.law.calendar import DAY
from shared.law.law import Range
from shared.law.limits import hours_of_day
from shared.law.timetable import fixed_day_off

Rule = Callable[[Case], Fault | None]


def before_the_law(case: Case) -> Fault | None:
    """There is no pidana kerja sosial in a ruling older than the KUHP that made it."""
    in_force = case.law.line("total_most", Regime.ADULT).valid_from
    if case.child or case.ruled_on >= in_force:
        return None
    return Fault("before-the-law", {"in_force": in_force.isoformat()}, "KUHP 624", "/ruled_on")


def no_total(case: Case) -> Fault | None:
    """A ruling must state the hours to serve; a total derived from it waits to be confirmed."""
    if case.paper.total_minutes is not None:
        return None
    article = "UU SPPA 76(3)" if case.child else "KUHP 85(9)"
    if case.derived_from is None:
        return Fault("no-total", {}, article, "/total_minutes")
    days, a_day = case.derived_from
    facts = {"days": days, "minutes": a_day, "derived_minutes": days * a_day}
    return Fault("total-derived", facts, article, "/total_minutes")


def fewer_hours_than_lawful(case: Case) -> Fault | None:
    lawful = _hours_total(case)
    total = case.total_minutes
    if total is None or total >= lawful.least_minutes:
        return None
    facts = {"minutes": total, "least_minutes": lawful.least_minutes}
    return Fault("total-below", facts, lawful.citation, "/total_minutes")


def more_hours_than_lawful(case: Case) -> Fault | None:
    lawful = _hours_total(case)
    total = case.total_minutes
    if total is None or total <= lawful.most_minutes:
        return None
    facts = {"minutes": total, "most_minutes": lawful.most_minutes}
    return Fault("total-above", facts, lawful.citation, "/total_minutes")


def more_than_the_annex(case: Case) -> Fault | None:
    """The work plan's annex quotes 24 hours; a regency may hold such rulings until it has settled the matter;
    by its setting of the day on which it judges the paper."""
    annex = case.law.annex_total
    if annex is None or case.practice("annex_24h") != "hold" or not above_the_annex(case):
        return None
    facts = {"minutes": case.total_minutes or 0, "most_minutes": annex.most_minutes}
    return Fault("annex-24h", facts, annex.citation, "/total_minutes")


def longer_day_than_lawful(case: Case) -> Fault | None:
    most = case.law.minutes_a_day(case.regime)
    if case.paper.minutes_a_day is None or case.paper.minutes_a_day <= most:
        return None
    facts = {"minutes": case.paper.minutes_a_day, "most_minutes": most}
    return Fault("day-above", facts, case.law.cite("minutes_a_day", case.regime), "/minutes_a_day")


def least_day_above_most(case: Case) -> Fault | None:
    """At least more than at most: no day can be lawful."""
    least = case.paper.least_minutes_a_day
    if least is None or least <= case.minutes_a_day:
        return None
    facts = {"least_minutes": least, "most_minutes": case.minutes_a_day}
    return Fault("least-day-above-most", facts, case.law.cite("minutes_a_day", case.regime), "/least_minutes_a_day")


def longer_than_the_window(case: Case) -> Fault | None:
    """An adult serves within 6 Bulan, whatever the ruling's own period."""
    period, most = case.paper.period_days, case.law.window_days
    if case.child or period is None or period <= most:
        return None
    return Fault("period-above", {"days": period, "most_days": most}, case.law.cite("window_days"), "/period_days")


def impossible_to_fit(case: Case) -> Fault | None:
    """Full lawful days, for every start date, are not enough for the hours."""
    total = case.total_minutes
    if total is None or case.fits(total):
        return None
    facts = {"minutes": total, "possible_minutes": case.room.minutes, "days": case.room.days}
    return Fault("cannot-fit", facts, case.law.cite("window_days"), "/period_days")


def child_at_night(case: Case) -> Fault | None:
    """Other than daytime is never for a child; night is from sunset to sunrise (KUHP 186)."""
    hours = _fixed_hours(case)
    risen, set_by = (case.law.line(name, Regime.CHILD).value for name in ("daylight_from", "daylight_until"))
    if hours is None or risen <= hours[0] <= hours[1] <= set_by:
        return None
    return _hours_fault("child-at-night", case, hours)


def child_at_another_hour(case: Case) -> Fault | None:
    """By daylight, but outside the hours that count as a working day: held, then obeyed (settlement 15)."""
    hours = _fixed_hours(case)
    earliest, latest = case.law.daytime
    if hours is None or child_at_night(case) or earliest <= hours[0] <= hours[1] <= latest:
        return None
    return _hours_fault("child-at-another-hour", case, hours)


def child_on_another_day(case: Case) -> Fault | None:
    """A weekday or date on which a child does not serve by law: held, then obeyed (settlement 15)."""
    if not case.child:
        return None
    article, last = case.law.cite("last_weekday", Regime.CHILD), case.law.line("last_weekday", Regime.CHILD).value
    if any(weekday > last for weekday in case.paper.weekdays):
        return Fault("child-on-another-day", {}, article, "/weekdays")
    if any(fixed_day_off(case.terms, day, case.law) for period in case.paper.periods for day in _first_week(period)):
        return Fault("child-on-another-day", {}, article, "/periods")
    return None


def in_place_of_an_unpaid_fine(case: Case) -> Fault | None:
    """Since 2 January 2026 only prison replaces an unpaid fine."""
    forbidden = not case.law.line("unpaid_fine_allowed", Regime.ADULT).value
    if case.child or case.paper.replaced is not Replaced.UNPAID_FINE or not forbidden:
        return None
    return Fault("unpaid-fine", {}, case.law.cite("unpaid_fine_allowed", Regime.ADULT), "/replaced")


def in_place_of_adat_compensation(case: Case) -> Fault | None:
    """As ruled, but only once the prosecutor confirms it."""
    if case.paper.replaced is not Replaced.ADAT_COMPENSATION:
        return None
    return Fault("adat-compensation", {}, case.law.adat_total.citation, "/replaced")


def consent_withheld(case: Case) -> Fault | None:
    if case.paper.consent is not Consent.WITHHELD:
        return None
    return Fault("consent-withheld", {}, "KUHP 85(2)", "/consent")


def too_young(case: Case) -> Fault | None:
    """A sentence implies 14 years at the offence; 12 and 13 know measures, and service by diversion only."""
    line = case.law.line("diversion_from_years" if case.diversion else "sentence_from_years", Regime.CHILD)
    age = case.most_at_offence
    if not case.child or age is None or age >= line.value:
        return None
    return Fault("too-young", {"least_age": line.value}, line.citation, "/birth_date")


def child_kind_for_an_adult(case: Case) -> Fault | None:
    age = case.age_at_offence
    if not case.child or age is None or age < case.law.adult_from_years:
        return None
    return _age_fault("child-kind-for-adult", case)


def adult_kind_for_a_child(case: Case) -> Fault | None:
    """Under 18 at the offence and not yet 21 when tried: a child's case."""
    age, at_ruling = case.most_at_offence, case.age_at_ruling
    below = case.law.line("tried_as_child_below_years", Regime.CHILD).value
    if case.child or age is None or age >= case.law.adult_from_years or at_ruling is None or at_ruling >= below:
        return None
    return _age_fault("adult-kind-for-child", case)


def diversion_for_an_adult(case: Case) -> Fault | None:
    if case.child or not case.diversion:
        return None
    return Fault("diversion-for-adult", {}, "UU SPPA 7", "/document")


def threatened_with_too_much(case: Case) -> Fault | None:
    """Only for an offence punishable by *less than* 5 years."""
    line = case.law.line("threat_years_below", Regime.ADULT)
    months = case.paper.threat_months
    if case.child or months is None or months < line.value * 12:
        return None
    return Fault("threat-too-high", {"months": months, "years_below": line.value}, line.citation, "/threat_months")


def imposed_too_much_prison(case: Case) -> Fault | None:
    line = case.law.line("imposed_prison_days_most", Regime.ADULT)
    days = case.paper.replaced_prison_days
    if case.child or days is None or days <= line.value:
        return None
    return Fault("prison-too-long", {"days": days, "most_days": line.value}, line.citation, "/replaced_prison_days")


def imposed_too_much_fine(case: Case) -> Fault | None:
    """At most category II."""
    line = case.law.line("imposed_fine_rupiah_most", Regime.ADULT)
    fine = case.paper.replaced_fine_rupiah
    if case.child or fine is None or fine <= line.value:
        return None
    return Fault("fine-too-high", {"rupiah": fine, "most_rupiah": line.value}, line.citation, "/replaced_fine_rupiah")


CONFLICTS: tuple[Rule, ...] = (
    before_the_law,
    diversion_for_an_adult,
    too_young,
    child_kind_for_an_adult,
    adult_kind_for_a_child,
    threatened_with_too_much,
    imposed_too_much_prison,
    imposed_too_much_fine,
    in_place_of_an_unpaid_fine,
    in_place_of_adat_compensation,
    consent_withheld,
    no_total,
    fewer_hours_than_lawful,
    more_hours_than_lawful,
    more_than_the_annex,
    longer_day_than_lawful,
    least_day_above_most,
    longer_than_the_window,
    impossible_to_fit,
    child_at_night,
    child_at_another_hour,
    child_on_another_day,
)


def conflicts(case: Case) -> tuple[Fault, ...]:
    """Every contradiction with the law at once."""
    found = (rule(case) for rule in CONFLICTS)
    return tuple(fault for fault in found if fault is not None)


def above_the_annex(case: Case) -> bool:
    """Whether an adult's ruling has more hours than the work plan's annex quotes."""
    annex = case.law.annex_total
    return annex is not None and not case.child and (case.total_minutes or 0) > annex.most_minutes


def _hours_total(case: Case) -> Range:
    """In place of unmet adat compensation another article says how many."""
    in_place_of_adat = not case.child and case.paper.replaced is Replaced.ADAT_COMPENSATION
    return case.law.adat_total if in_place_of_adat else case.law.hours_total(case.regime)


def _fixed_hours(case: Case) -> tuple[int, int] | None:
    """From and until which minute a child's ruling itself fixes the hours, where it does."""
    fixed = case.paper.day_from_minute is not None or case.paper.day_until_minute is not None
    return hours_of_day(case.terms, case.law) if case.child and fixed else None


def _hours_fault(rule: str, case: Case, hours: tuple[int, int]) -> Fault:
    facts = {"from_minute": hours[0], "until_minute": hours[1]}
    end = "/day_until_minute" if case.paper.day_from_minute is None else "/day_from_minute"
    return Fault(rule, facts, case.law.cite_setting("child_day_from"), end)


def _first_week(period: Period) -> Iterator[date]:
    """A whole week has a day off for certain; the rest of a longer period need not be looked at."""
    return (period.first + DAY * number for number in range(min(7, (period.last - period.first).days + 1)))


def _age_fault(rule: str, case: Case) -> Fault:
    """The limit only: the age itself would be a personal value."""
    facts = {"adult_age": case.law.adult_from_years}
    return Fault(rule, facts, case.law.cite("adult_from_years"), "/kind")
