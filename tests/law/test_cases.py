"""The cases of the law, each answered by the rules themselves: the paper is registered or held by intake's decider, the
work credited by attendance's assessment."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import Consent, Document, PutusanHeld, PutusanRegistered, Replaced
from shared.domain.identifiers import RuleCode
from shared.domain.sentence import Regime
from shared.law.articles import ARTICLES
from shared.law.cases import CASES, Case, RulingCase, WorkCase, read_cases
from shared.law.law import Laws
from shared.law.parameters import PARAMETERS
from tests.attendance.hours import facts
from tests.intake.putusan.papers import paper_for, register
from tests.lawful import LAWS

WEEKDAYS = tuple(range(5))
SAID = ("final_on", "ruled_on", "birth_date", "offence_on", "total_minutes", "minutes_a_day", "period_days")
IMPOSED = ("threat_months", "replaced_prison_days", "replaced_fine_rupiah")

OF_TOTALS = {RuleCode("total-below"), RuleCode("total-above")}
"""Two figures of three articles, which differ in nothing but who is sentenced and instead of what."""


def numbered(cases: Iterable[Case]) -> list[Any]:
    """Each with its article for a name."""
    counted: Counter[str] = Counter()
    named = []
    for case in cases:
        counted[case.article] += 1
        named.append(pytest.param(case, id=f"{case.article} no. {counted[case.article]}"))
    return named


def paper_of(case: RulingCase) -> Paper:
    """A lawful paper but for what the case says."""
    child = case.regime is Regime.CHILD
    usual: dict[str, Any] = {"minutes_a_day": 180 if child else 480, "period_days": 180}
    told = {name: value for name in (*SAID, *IMPOSED) if (value := getattr(case, name)) is not None}
    if case.replaced is not None:
        told["replaced"] = Replaced(case.replaced)
    elif case.replaced_fine_rupiah is not None:
        told |= {"replaced": Replaced.FINE, "replaced_prison_days": None}
    if case.ruled_on is not None:  # of the same year, so that nothing is odd about the number
        told.setdefault("final_on", case.ruled_on.replace(day=case.ruled_on.day + 8))
        told.setdefault("offence_on", case.ruled_on.replace(year=case.ruled_on.year - 1))
    document = {"document": Document.DIVERSION} if case.diversion else {}
    consent = Consent.WITHHELD if case.consent is False else Consent.GIVEN
    born = {"nik": None} if case.birth_date is not None else {}
    return paper_for(case.regime, **usual | told | document | born, consent=consent)


def became(case: RulingCase, laws: Laws = LAWS) -> tuple[PutusanRegistered | PutusanHeld, tuple[str, set[RuleCode]]]:
    """What is told of the case's paper, and in short: whether it is held, and the rules that speak up."""
    last = register(paper_of(case), laws=laws).events[-1]
    assert isinstance(last, PutusanRegistered | PutusanHeld)
    told = [reason.rule for reason in last.reasons] if isinstance(last, PutusanHeld) else list(last.flags)
    beside = {RuleCode("nik-not-stated")} if case.birth_date is not None else set()
    return last, ("held" if isinstance(last, PutusanHeld) else "registered", set(told) - beside)


@pytest.mark.parametrize("case", numbered(CASES.ruling))
def test_a_paper_becomes_what_the_case_says(case: RulingCase) -> None:
    last, found = became(case)
    assert found == (case.answer, set(case.broken))
    if isinstance(last, PutusanHeld):
        articles = {reason.rule: reason.citation for reason in last.reasons}
        assert all(case.article in str(articles[rule]) for rule in OF_TOTALS & articles.keys())


@pytest.mark.parametrize(("name", "least", "most"), [("adat_total", 540, 9600), ("total", 480, 14_400)])
def test_the_total_in_place_of_adat_compensation_has_figures_of_its_own(name: str, least: int, most: int) -> None:
    """KUHP 96(4), which says the same as KUHP 85(4): until one of the two is another."""
    other = {"adat_total_least": 540, "adat_total_most": 9600}
    laws = Laws(tuple(replace(line, value=other.get(line.name, line.value)) for line in PARAMETERS))
    replaced = Replaced.ADAT_COMPENSATION if name == "adat_total" else Replaced.PRISON
    for minutes, expected in ((least - 1, {"total-below"}), (least, set()), (most, set()), (most + 1, {"total-above"})):
        paper = paper_for(Regime.ADULT, minutes_a_day=480, period_days=180, replaced=replaced, total_minutes=minutes)
        last = register(paper, laws=laws).events[-1]
        told = {reason.rule for reason in last.reasons} if isinstance(last, PutusanHeld) else set()
        assert told & OF_TOTALS == expected


def worth_of(case: WorkCase, laws: Laws = LAWS) -> tuple[int, set[RuleCode]]:
    """The minutes of the case's day that count, and the rules that speak up."""
    owed = facts.terms(case.regime).model_copy(update={"total_minutes": case.total_minutes})
    final_on = {"final_on": case.final_on} if case.final_on else {}
    weekdays = (*WEEKDAYS, 5) if case.six_days else WEEKDAYS
    begun = [
        facts.opened(owed, **final_on),
        facts.placed(weekdays=weekdays),
        facts.started(owed, on=case.started_on),
    ]
    hours = f"{case.starts:%H:%M}-{case.ends:%H:%M}"
    found = facts.after(begun, facts.log(facts.shift(case.day.isoformat(), hours)), laws=laws)
    worth = found.assessed[facts.FIRST][case.day]
    return worth.credited_minutes, {violation.rule for violation in worth.violations}


@pytest.mark.parametrize("case", numbered(CASES.work))
def test_a_day_is_worth_what_the_case_says(case: WorkCase) -> None:
    assert worth_of(case) == (case.credited_minutes, set(case.broken))


def holds(case: RulingCase | WorkCase, laws: Laws) -> bool:
    """Whether the rules answer the case by these laws as it says."""
    if isinstance(case, RulingCase):
        return became(case, laws)[1] == (case.answer, set(case.broken))
    return worth_of(case, laws) == (case.credited_minutes, set(case.broken))


def test_no_case_claims_that_a_lawyer_has_looked_at_it_yet() -> None:
    """Whoever marks the first one also says here which."""
    assert [case for case in CASES.every if case.checked] == []
    assert {case.article for case in CASES.every} <= set(ARTICLES)


@pytest.mark.parametrize(
    "line", ['{ article = "KUHP 85(4)", regime = "adult" }', '{ article = "x", regime = "adult", answer = "perhaps" }']
)
def test_a_case_that_nobody_can_mean_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="answer"):
        read_cases(f'written_by = "x"\nwork = []\nruling = [{line}]')
