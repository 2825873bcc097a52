"""Two sentences of one person against a reckoning by half hours, by every answer that a regency may settle."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import NamedTuple

import holidays
from hypothesis import given, settings
from hypothesis import strategies as some

from services.attendance.hours.decider import assess
from services.attendance.hours.events import Shift
from shared.domain.identifiers import ShiftId, derived
from shared.domain.sentence import Regime
from shared.law.calendar import WIB
from tests.attendance.hours.facts import FIRST, SECOND, after, log, opened, placed, shift, started, terms
from tests.lawful import settled

STEP, A_DAY = timedelta(minutes=30), 48
BEGIN = datetime(2026, 3, 2, tzinfo=WIB)
DECIDED = date(2026, 3, 5)
FREE = holidays.country_holidays("ID", years=2026, categories=("public", "government"))


class Owed(NamedTuple):
    """A sentence in steps."""

    regime: Regime
    total: int
    a_day: int | None
    period: int
    starts: date
    final_on: date

    def counts(self, step: int) -> bool:
        """Whether law and ruling let that half hour count, asked of the calendar itself."""
        moment = BEGIN + STEP * step
        day = moment.date()
        if not max(self.starts, self.final_on) <= day <= self.last:
            return False
        if self.regime is Regime.ADULT:
            return True
        return day.weekday() < 5 and day not in FREE and 8 <= moment.hour < 17

    @property
    def last(self) -> date:
        return max(self.starts, self.final_on) + timedelta(days=self.period)

    @property
    def most_a_day(self) -> int:
        most = 16 if self.regime is Regime.ADULT else 6
        return min(most, self.a_day or most)


def reckoned(owed: list[Owed], worked: set[int], first: str, rule: str) -> list[dict[date, int]]:
    """Each sentence's credit by day: settlements 2, 8, 9, 30 and 32 read one after another."""
    credited: list[set[int]] = [set(), set()]
    for start in range(0, max(worked) + 1, A_DAY):
        late = (BEGIN + STEP * start).date() >= DECIDED
        turns = sorted((0, 1), key=lambda one: owed[one].last) if late and first == "deadline" else [0, 1]
        shared = 16 if any(one.regime is Regime.ADULT for one in owed) else 6
        for number in turns:
            got = 0
            for step in range(start, start + A_DAY):
                held = credited[0] | credited[1]
                free = step in worked and step not in held and owed[number].counts(step)
                owes = len(credited[number]) < owed[number].total and got < min(owed[number].most_a_day, shared)
                if free and owes and not (late and rule == "rolling" and full(step, held)):
                    credited[number].add(step)
                    got += 1
            shared -= got
    return [by_day(found) for found in credited]


def full(step: int, held: set[int]) -> bool:
    """Whether some 24 hours that hold that half hour have eight hours already."""
    return any(sum(first <= one < first + A_DAY for one in held) >= 16 for first in range(step - A_DAY + 1, step + 1))


def by_day(steps: set[int]) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for step in steps:
        found[(BEGIN + STEP * step).date()] += 30
    return dict(found)


OWED = some.builds(
    Owed,
    some.sampled_from(Regime),
    some.integers(1, 60),
    some.none() | some.integers(1, 16),
    some.integers(1, 12),
    some.sampled_from([date(2026, 3, 2), date(2026, 3, 4)]),
    some.sampled_from([date(2026, 2, 20), date(2026, 3, 3)]),
)
WORKED = some.lists(some.tuples(some.integers(0, 9 * A_DAY), some.integers(1, 24)), min_size=1, max_size=8)


@settings(max_examples=150)
@given(
    some.tuples(OWED, OWED),
    WORKED,
    some.sampled_from(["ruling", "deadline"]),
    some.sampled_from(["calendar", "rolling"]),
)
def test_the_credit_of_two_sentences_is_that_of_each_half_hour(
    owed: tuple[Owed, Owed], worked: list[tuple[int, int]], first: str, rule: str
) -> None:
    laws = settled(("sentence_first", first, DECIDED), ("day_rule", rule, DECIDED))
    events = [placed()]
    for putusan, ruled_on, one in zip((FIRST, SECOND), (date(2026, 2, 2), date(2026, 2, 3)), owed, strict=True):
        said = terms(
            one.regime, minutes_a_day=one.a_day and one.a_day * 30, period_days=one.period, total_minutes=one.total * 30
        )
        events += [opened(said, putusan, ruled_on, final_on=one.final_on), started(said, putusan, one.starts)]
    hours = after(events, *(log(of_steps(*one)) for one in worked), laws=laws)
    days = assess(hours, laws.on).days
    found = [
        {day: one.credited_minutes for day, one in days[putusan].items() if one.credited_minutes}
        for putusan in (FIRST, SECOND)
    ]
    steps = {step for starts, length in worked for step in range(starts, starts + length)}
    assert found == reckoned(list(owed), steps, first, rule)


def of_steps(starts: int, length: int) -> Shift:
    """A log of so many half hours."""
    begin, name = BEGIN + STEP * starts, ShiftId(derived("steps", str(starts), str(length)))
    ends = begin + STEP * length
    return shift("2026-03-02", "08:00-09:00").model_copy(update={"id": name, "starts": begin, "ends": ends})
