"""What about a registered ruling is worth a look, or a question to the court, and stops nothing."""

from collections.abc import Callable, Mapping

from services.intake.putusan.decider.case import Case
from services.intake.putusan.decider.conflicts import (
    above_the_annex,
    adult_kind_for_a_child,
    child_kind_for_an_adult,
    too_young,
)
from services.intake.putusan.decider.finality import before_appeal_ends
from services.intake.putusan.decider.paper import Paper, clear
from services.intake.putusan.decider.unread import QUIET
from services.intake.putusan.events import Consent, Consideration, Document, Replaced
from shared.domain.case_number import read_case_numbers, read_court
from shared.domain.identifiers import RuleCode
from shared.domain.nik import odd_nik
from shared.domain.refusal import Fault
from shared.domain.sentence import Regime

Check = Callable[[Case], bool]


def _final_before_appeal_ends(case: Case) -> bool:
    paper = case.paper
    document = paper.document or Document.RULING
    return paper.final_on is not None and before_appeal_ends(
        paper.court_code, document, case.ruled_on, paper.final_on, case.law
    )


def _not_final_yet(case: Case) -> bool:
    return case.paper.final_on is not None and case.paper.final_on > case.circumstances.today


def _ruled_before_case(case: Case) -> bool:
    return case.paper.number is not None and case.ruled_on.year < case.paper.number.year


def _register_unknown(case: Case) -> bool:
    return case.paper.number is not None and not case.paper.number.register_known


def _register_differs(case: Case) -> bool:
    """A child's sentence in an adults' register, or the other way; a diversion may stand in either."""
    childs = case.paper.number.of_a_child if case.paper.number else None
    return childs is not None and not case.diversion and childs != case.child


def _courts_differ(case: Case) -> bool:
    """The court's own field names none of the courts of the numbers beside it: both ours, so a question, no refusal."""
    in_field = read_court(clear(case.paper.court))
    in_numbers = {number.court for number in read_case_numbers(clear(case.paper.case_number)) if number.names_court}
    return in_field is not None and bool(in_numbers) and in_field not in in_numbers


def _not_weighed(one: Consideration) -> Check:
    """Whether this one of the seven is left out where others are said; of none said the sheet's own word is of all."""
    return lambda case: not case.child and bool(case.paper.considerations) and one not in case.paper.considerations


def _nik_says_another_kind(case: Case) -> bool:
    """The paper names no birth date, and by that of its NIK the case would be held. A NIK warns and never blocks."""
    told = case.by_nik
    return told is not None and bool(child_kind_for_an_adult(told) or adult_kind_for_a_child(told) or too_young(told))


CHECKS: tuple[tuple[str, str | None, Check], ...] = (
    # What a ruling must state (KUHP 85(2), (6), (7), (9)): the statutory figure stands in, the court is asked.
    ("day-not-stated", "minutes_a_day", lambda case: case.paper.minutes_a_day is None),
    ("period-not-stated", "period_days", lambda case: case.paper.period_days is None and case.paper.until is None),
    ("sanction-not-stated", "sanctions", lambda case: not case.diversion and not case.paper.sanctions),
    (
        "considerations-not-stated",
        "considerations",
        lambda case: not case.child and not case.paper.considerations and not case.paper.considerations_stated,
    ),
    *((f"{one}-not-weighed", "considerations", _not_weighed(one)) for one in Consideration),
    ("consent-not-stated", "consent", lambda case: not case.child and case.paper.consent is Consent.NOT_STATED),
    ("replaced-not-stated", "replaced", lambda case: not case.child and case.paper.replaced is Replaced.NOT_STATED),
    # Finality: only rulings in force are executed (KUHAP 342); the date comes from the court.
    ("final-not-stated", "final_on", lambda case: case.paper.final_on is None),
    ("not-final-yet", "final_on", _not_final_yet),
    ("final-too-early", "final_on", _final_before_appeal_ends),
    # What the other services will miss.
    ("kecamatan-not-stated", "kecamatan", lambda case: case.paper.kecamatan is None),
    ("nik-not-stated", "nik", lambda case: not clear(case.paper.nik)),
    ("guardian-not-stated", "guardian", lambda case: case.child and not clear(case.paper.guardian)),
    # Without either date nobody can check the age at the offence.
    ("birth-date-not-stated", "birth_date", lambda case: case.paper.birth_date is None),
    ("nik-says-another-age", "birth_date", _nik_says_another_kind),
    ("offence-date-not-stated", "offence_on", lambda case: case.paper.offence_on is None),
    # What does not go together, or is disputed.
    ("annex-24h", None, lambda case: case.practice("annex_24h") == "flag" and above_the_annex(case)),
    ("register-unknown", "case_number", _register_unknown),
    ("register-differs", "case_number", _register_differs),
    ("courts-differ", "court", _courts_differ),
    ("ruled-before-case", "ruled_on", _ruled_before_case),
    ("tried-after-21", "birth_date", lambda case: case.child and _too_old_for_childs_court(case)),
    ("diversion-above-3-months", "period_days", lambda case: case.diversion and _longer_than_diversion(case)),
)
"""Each flag with the field that is completed or checked where somebody does what it asks; none where nobody can."""

FIELD_OF_FLAG: Mapping[str, str | None] = {rule: field for rule, field, _ in CHECKS} | {
    "perhaps-a-known-person": "nik",
    "nik-length": "nik",
    "nik-serial-zero": "nik",
    "nik-birth-day": "nik",
    "nik-differs-from-birth-date": "nik",
    "nik-differs-from-sex": "nik",
    "final-before-ruling": "final_on",
    "final-before-appeal": "final_on",
    "appealed-before-ruling": "appealed_on",
    "appealed-in-future": "appealed_on",
    "day-capped": None,
    "period-shorter-alone": None,
    "repeat-not-its-sanction": None,
    "repeat-above-its-part": None,
    "repeat-below-least": None,
}
"""The same for every flag that a ruling itself has; one of a cell that no field holds is about that cell's field."""


def flags(case: Case) -> tuple[RuleCode, ...]:
    """The names of all that stand out, in the order of the table; then why a cell is in no field."""
    found = [RuleCode(name) for name, _, check in CHECKS if check(case)]
    odd = [RuleCode(found.rule) for found in odd_nik_of(case.paper)]
    aside = [cell.rule for cell in case.unread if cell.rule not in QUIET]
    return tuple(dict.fromkeys((*found, *odd, *aside)))


def odd_nik_of(paper: Paper) -> tuple[Fault, ...]:
    """What about a readable NIK cannot be right."""
    nik = clear(paper.nik)
    born = paper.birth_date.value if paper.birth_date is not None else None
    odd = odd_nik(nik, born, paper.sex) if nik else None
    return (Fault(odd, pointer="/nik"),) if odd else ()


def _too_old_for_childs_court(case: Case) -> bool:
    limit = case.law.line("tried_as_child_below_years", Regime.CHILD).value
    return case.age_at_ruling is not None and case.age_at_ruling >= limit


def _longer_than_diversion(case: Case) -> bool:
    days = case.paper.period_days
    return days is not None and days > case.law.line("diversion_days", Regime.CHILD).value
