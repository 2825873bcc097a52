"""A cap is one small rule: a new one beside the others is credited by and told as itself, by its own article."""

from datetime import date
from importlib import import_module

import pytest

from shared.domain.identifiers import Citation, RuleCode
from shared.law.calendar import DAY
from shared.law.caps import CREDIT_CAPS, Account, Cap
from shared.law.law import Law
from tests.attendance.hours import facts
from tests.attendance.hours.facts import FIRST, after, log, serving, shift

BY_RULING, WEEKLY = "Amar putusan; KUHP 85(9)", Citation("UU 9/2027 5(1)")


def twelve_hours_in_two_days(account: Account, day: date, law: Law) -> int:
    """An invented cap that looks at the days before: after a credited day, four hours."""
    return 240 if day - DAY in account.days else 1440


def test_a_third_cap_bounds_credit_and_is_told_by_its_own_article(monkeypatch: pytest.MonkeyPatch) -> None:
    third = Cap(RuleCode("day-after-day"), twelve_hours_in_two_days, lambda account, law: WEEKLY)
    module = import_module("services.attendance.hours.decider.assess")  # its function has the same name
    monkeypatch.setattr(module, "CREDIT_CAPS", (*CREDIT_CAPS, third))
    worked = [log(shift(f"2026-03-{day:02}", "07:00-16:00")) for day in (2, 3, 4)]
    days = after(serving(facts.terms(hours=14)), *worked).assessed[FIRST]
    assert [
        (day.credited_minutes, [(broken.rule, broken.minutes, broken.citation) for broken in day.violations])
        for day in days.values()
    ] == [
        (480, [("daily", 60, "KUHP 85(5)")]),
        (240, [("daily", 60, "KUHP 85(5)"), ("day-after-day", 300, WEEKLY)]),
        (
            120,
            [("daily", 60, "KUHP 85(5)"), ("day-after-day", 300, WEEKLY), ("total", 120, BY_RULING)],
        ),
    ]
