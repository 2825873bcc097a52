"""Which dates of a paper nobody can mean, and which contradict each other (settlement 42).

They are never guessed and refuse nothing: each is taken off the paper, so that the rule it bears on says what is
missing, and kept as it was written beside a flag. Only the ruling's own date may make a paper no ruling.
"""

from datetime import date

from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import Unread
from shared.domain.identifiers import Code, RuleCode
from shared.domain.personal import Personal
from shared.domain.sentence import Period
from shared.law.calendar import can_be_meant

DATES = ("final_on", "appealed_on", "until", "birth_date", "offence_on")
"""The dates of a paper beside the ruling's own."""


def with_dates_meant(paper: Paper, today: date) -> tuple[Paper, tuple[Unread, ...]]:
    """The paper without such dates; and each of those with its rule, as it was written."""
    odd = {name: RuleCode("date-not-meant") for name in DATES if (day := _day(paper, name)) and not can_be_meant(day)}
    found = _without(paper, odd)
    odd_periods = tuple((period, rule) for period in paper.periods if (rule := odd_period(period)))
    if odd_periods:
        kept = tuple(period for period in paper.periods if not odd_period(period))
        found = found.model_copy(update={"periods": kept})
    if found.ruled_on is not None:
        contradicting = _contradictions(found, found.ruled_on, today)
        found, odd = _without(found, contradicting), odd | contradicting
    dates = (_unread(name, rule, _written(_day(paper, name))) for name, rule in odd.items())
    stretches = (
        _unread("periods", rule, f"{_written(period.first)} s.d. {_written(period.last)}")
        for period, rule in odd_periods
    )
    return found, (*dates, *stretches)


def odd_period(period: Period) -> RuleCode | None:
    """Why nobody can mean these dates."""
    if not (can_be_meant(period.first) and can_be_meant(period.last)):
        return RuleCode("date-not-meant")
    return RuleCode("dates-backward") if period.last < period.first else None


def _contradictions(paper: Paper, ruled_on: date, today: date) -> dict[str, RuleCode]:
    """Field → rule. Of a birth after the offence and before the ruling the offence is taken off: then the age at the
    ruling still says who must be masked. An appeal that is no day is none; one on or after the day of finality was not
    known to whoever told that."""
    final, appealed, born, offence = (
        _day(paper, name) for name in ("final_on", "appealed_on", "birth_date", "offence_on")
    )
    odd: dict[str, RuleCode] = {}
    if final and final < ruled_on:
        odd["final_on"] = RuleCode("final-before-ruling")
    if appealed and not ruled_on <= appealed <= today:
        odd["appealed_on"] = RuleCode("appealed-before-ruling" if appealed < ruled_on else "appealed-in-future")
    elif appealed and final and final <= appealed:
        odd.setdefault("final_on", RuleCode("final-before-appeal"))
    if born and born > ruled_on:
        odd["birth_date"] = RuleCode("birth-after-ruling")
    if offence and offence > ruled_on:
        odd["offence_on"] = RuleCode("offence-after-ruling")
    elif offence and born and offence < born <= ruled_on:
        odd["offence_on"] = RuleCode("birth-after-offence")
    return odd


def _day(paper: Paper, name: str) -> date | None:
    value = getattr(paper, name)
    found: date | None = value.value if isinstance(value, Personal) else value
    return found


def _without(paper: Paper, names: dict[str, RuleCode]) -> Paper:
    return paper.model_copy(update=dict.fromkeys(names)) if names else paper


def _unread(field: str, rule: RuleCode, written: str) -> Unread:
    return Unread(rule=rule, field=Code(field), written=Personal(written))


def _written(day: date | None) -> str:
    return f"{day:%d/%m}/{day.year:04}" if day else ""
