"""Dated law is dated: a line valid from 2030 judges nothing of today, and everything from its day on."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services.reporting.desks import matters
from services.reporting.reports.status import expected_minutes, status_of
from shared.domain.sentence import Regime
from shared.law.law import Laws
from shared.law.parameters import read_parameters
from tests.attendance.hours import facts
from tests.attendance.hours.facts import after, log, serving, shift, worth
from tests.intake.putusan.papers import adult, child, register
from tests.law.later import LATER, also, later_law
from tests.lawful import LAWS, on
from tests.matching.placement import test_decider as placement
from tests.reporting import telling
from tests.reporting.test_matters import NAMES, row_after


def rulings(laws: Laws) -> Any:
    """What intake makes of lawful papers and of papers against every figure."""
    bent: tuple[dict[str, Any], ...] = (
        {},
        {"total_minutes": 400 * 60, "minutes_a_day": 600, "period_days": 200, "final_on": date(2026, 9, 8)},
        {"total_minutes": 60, "threat_months": 60, "replaced_prison_days": 181, "replaced_fine_rupiah": 10_000_001},
        {"total_minutes": None, "period_days": None, "days_a_month": 10, "final_on": None},
    )
    return [register(paper(**changes), laws=laws).events for paper in (adult, child) for changes in bent]


def worked(laws: Laws) -> Any:
    """What attendance makes of a month of long days."""
    for owed in (facts.terms(period_days=100, days_a_month=3), facts.child()):
        days = [shift(f"2026-03-{day:02}", "06:00-18:00") for day in range(1, 30)]
        yield worth(after(serving(owed), *map(log, days), laws=laws), laws=laws)


def proposals(laws: Laws) -> Any:
    """What matching proposes."""
    wishes = (placement.need(), placement.need(final_on=None, days_a_month=4), placement.need(hours=240))
    return [placement.proposed(wish, placement.Candidate(placement.offer(), {}), laws=laws) for wish in wishes]


def reported(laws: Laws) -> Any:
    """How reporting says that a sentence stands, on every day of its window and beyond."""
    row = row_after(*telling.running(), telling.assessed(date(2026, 3, 3), 480, 480))
    for number in range(200):
        today = on(telling.STARTED + timedelta(days=number), laws)
        yield status_of(row, today).name, expected_minutes(row, today.today), matters.pressing([row], NAMES, today)


@pytest.mark.parametrize("tell", [rulings, worked, proposals, reported])
def test_a_law_of_2030_changes_nothing_of_today(tell: Callable[[Laws], Any]) -> None:
    assert list(tell(later_law())) == list(tell(LAWS))


def test_a_law_of_2030_holds_from_its_day_on() -> None:
    eve, later = LATER - timedelta(days=1), later_law()
    assert later.on(eve).minutes_a_day(Regime.ADULT) == LAWS.on(eve).minutes_a_day(Regime.ADULT) == 480
    assert later.on(LATER).minutes_a_day(Regime.ADULT) == 241


def test_a_line_valid_from_tomorrow_is_written_as_text_and_judges_tomorrow_and_not_yesterday() -> None:
    text = """
        [minutes_a_day]
        words = "Sehari, paling banyak"
        unit = "minutes"
        [[minutes_a_day.line]]
        value = 300
        citation = "UU 9/2026"
        valid_from = 2026-03-04
        regime = "adult"
    """
    days = [shift(day, "08:00-16:00") for day in ("2026-03-03", "2026-03-04")]
    found = after(serving(facts.terms()), *map(log, days), laws=also(*read_parameters(text))).assessed[facts.FIRST]
    assert [(day.credited_minutes, [broken.citation for broken in day.violations]) for day in found.values()] == [
        (480, []),
        (300, ["UU 9/2026"]),
    ]


FIGURE = 'words = "Sehari"\nunit = "minutes"\n'
LINE = '[[minutes_a_day.line]]\nvalue = 300\ncitation = "UU 9"\nvalid_from = 2026-03-04\n'


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (FIGURE + LINE.replace("valid_from = 2026-03-04\n", ""), "valid_from"),
        (FIGURE.replace("minutes", "hours") + LINE, "unit"),
        (FIGURE.partition("\n")[2] + LINE, "words"),
        (FIGURE + LINE.replace("300", '"300"'), "value"),
        (FIGURE + LINE + 'regim = "adult"\n', "regim"),
        (FIGURE + LINE + LINE, "twice"),
    ],
)
def test_a_line_that_nobody_can_mean_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_parameters(f"[minutes_a_day]\n{text}")
