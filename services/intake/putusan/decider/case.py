"""A usable paper beside the law of its day: what every rule about it may look at."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import prod

from services.intake.putusan.decider.paper import Paper, clear
from services.intake.putusan.events import Document, Unread
from shared.domain.identifiers import Code
from shared.domain.nik import born_by_nik, usable_nik
from shared.domain.personal import Personal
from shared.domain.sentence import Period, Regime, Terms
from shared.law.circumstances import Circumstances
from shared.law.law import Law
from shared.law.limits import deadline, in_force_from, presumed_final_on
from shared.law.timetable import Room, minutes_of_a_day, most_in_a_window, rooms_of_window


@dataclass(frozen=True)
class Case:
    """A paper that says at least who, when and what kind; judged by the law of the day of the ruling."""

    paper: Paper
    regime: Regime
    ruled_on: date
    law: Law
    circumstances: Circumstances
    unread: tuple[Unread, ...] = ()
    """What no field of the paper holds."""

    @property
    def child(self) -> bool:
        return self.regime is Regime.CHILD

    @property
    def diversion(self) -> bool:
        return self.paper.document is Document.DIVERSION

    @property
    def age_at_offence(self) -> int | None:
        """Completed years; None where the paper lacks a date."""
        return self._age_on(self.paper.offence_on.value if self.paper.offence_on is not None else None)

    @property
    def age_at_ruling(self) -> int | None:
        return self._age_on(self.ruled_on)

    @property
    def most_at_offence(self) -> int | None:
        """The age at the offence, or where the paper names no such day at most that at the ruling."""
        age = self.age_at_offence
        return self.age_at_ruling if age is None else age

    @property
    def by_nik(self) -> "Case | None":
        """The same case where the paper names no birth date and its NIK carries one."""
        nik = usable_nik(clear(self.paper.nik)) if self.paper.birth_date is None else None
        born = born_by_nik(nik, self.ruled_on) if nik else None
        return replace(self, paper=self.paper.model_copy(update={"birth_date": Personal(born)})) if born else None

    def practice(self, name: str) -> Code:
        """How the regency answers a question on the day on which it judges the paper, whenever the ruling is from."""
        return self.circumstances.law.setting(name).value

    @cached_property
    def minutes_a_day(self) -> int:
        """Most minutes of one day: the statute's figure, or the ruling's own hours and figure where fewer."""
        return minutes_of_a_day(self.terms, self.law)

    @cached_property
    def terms(self) -> Terms:
        """What the ruling itself fixes; 0 where it names no total."""
        fixed = {
            name: getattr(self.paper, name) for name in Terms.model_fields if name not in ("regime", "total_minutes")
        }
        return Terms(regime=self.regime, total_minutes=self.paper.total_minutes or 0, **fixed)

    @property
    def derived_from(self) -> tuple[int, int] | None:
        """Days of service and minutes a day, where the ruling only says "1 month, daily 2 h"."""
        paper = self.paper
        if any(cell.field == "total_minutes" for cell in self.unread):
            return None  # the ruling names a total, only nobody can read it
        if paper.total_minutes is not None or paper.minutes_a_day is None or paper.period_days is None:
            return None
        return self.days_of_service(paper.period_days), paper.minutes_a_day

    @property
    def derived_minutes(self) -> int | None:
        """The total that these make."""
        return prod(self.derived_from) if self.derived_from else None

    @property
    def total_minutes(self) -> int | None:
        return self.paper.total_minutes or self.derived_minutes

    @cached_property
    def earliest_start(self) -> date:
        """A ruling is executed once it is final: by the court's date, else the presumed one."""
        return in_force_from(self.ruled_on, self.paper.final_on) or presumed_final_on(self.ruled_on, self.law)

    def fits(self, minutes: int) -> bool:
        """Whether some window of this ruling has so many: nearly always the first one, which is looked at no further
        than that takes."""
        found = rooms_of_window(self.terms, self.earliest_start, self.circumstances.laws.on)
        enough = (room for room in found if minutes <= room.minutes)  # a share of less is less
        return any(minutes <= self._shared(room).minutes for room in enough) or minutes <= self.room.minutes

    @cached_property
    def room(self) -> Room:
        """The most that any window of this ruling has, with its days a week and a month: never too little, so that
        nothing possible is held as impossible."""
        return self._shared(most_in_a_window(self.terms, self.earliest_start, self.circumstances.laws.on))

    def _shared(self, found: Room) -> Room:
        """As much of that as the ruling's days a week and a month leave."""
        days = min(found.days, self._days_by_share)
        return Room(days, min(found.minutes, days * self.minutes_a_day))

    @cached_property
    def _days_by_share(self) -> int:
        """Most days of a window that the ruling's days a week and a month leave, on whichever weekday they begin."""
        days = max(0, (deadline(self.terms, self.earliest_start, self.law) - self.earliest_start).days + 1)
        month, a_week = self.law.line("month_days").value, self.paper.days_a_week or 7
        by_week = max(min(first, a_week) + _share(days - first, 7, a_week) for first in range(min(7, days + 1)))
        return min(by_week, _share(days, month, self.paper.days_a_month or month))

    def days_of_service(self, days: int) -> int:
        """How many of so many calendar days are days of service, by the ruling's days a week and a month."""
        month = self.law.line("month_days").value
        a_month = _share(days, month, self.paper.days_a_month or month)
        return min(_share(days, 7, self.paper.days_a_week or 7), a_month, self._days_fixed(days))

    def _days_fixed(self, days: int) -> int:
        """The same by the ruling's own weekdays and dates together; else a child's working days (settlement 15)."""
        paper = self.paper
        if paper.weekdays or paper.periods:
            return _share(days, 7, len(set(paper.weekdays))) + sum(map(self._days_left, paper.periods))
        weekdays_of_a_child = self.law.line("last_weekday", Regime.CHILD).value + 1
        return _share(days, 7, weekdays_of_a_child if self.child and not paper.days_a_week else 7)

    def _days_left(self, period: Period) -> int:
        """The days of a period on which the ruling can be executed at all."""
        return max(0, (period.last - max(period.first, self.earliest_start)).days + 1)

    def _age_on(self, day: date | None) -> int | None:
        born = self.paper.birth_date.value if self.paper.birth_date is not None else None
        return completed_years(born, day) if born and day else None


def case_of(
    paper: Paper, regime: Regime, ruled_on: date, circumstances: Circumstances, unread: tuple[Unread, ...] = ()
) -> Case:
    """The paper beside the law of the day of its ruling: a later law never rejudges the past."""
    return Case(paper, regime, ruled_on, circumstances.laws.on(ruled_on), circumstances, unread)


def terms_as_written(case: Case) -> Terms:
    """What the ruling fixes; a derived total where it names none, 0 where none can be derived."""
    return case.terms.model_copy(update={"total_minutes": case.total_minutes or 0})


def completed_years(born: date, on: date) -> int:
    """Age in completed years; who was born on 29 February has the birthday on 1 March (settlement 38)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _share(days: int, unit: int, of_unit: int) -> int:
    whole, rest = divmod(days, unit)
    return whole * min(of_unit, unit) + min(rest, of_unit)
