"""Why a paper cannot be used as a ruling at all (*ditolak*): and nothing else may be a reason to refuse one.

A ruling in force binds the office. What contradicts the law is held for the prosecutor (conflicts.py); here stands
only what makes the paper no ruling of ours, or leaves out who, when, which case and what kind (settlement 37).
"""

from collections.abc import Callable
from datetime import date

from services.intake.putusan.decider.case_number import read_court
from services.intake.putusan.decider.nik import unreadable_nik
from services.intake.putusan.decider.paper import Paper, Unreadable, clear
from shared.domain.refusal import Fault
from shared.law.calendar import YEARS_MEANT

Rule = Callable[[Paper, date], Fault | None]


def without_case_number(paper: Paper, _today: date) -> Fault | None:
    return None if clear(paper.case_number) else Fault("case-number-missing", pointer="/case_number")


def number_not_a_courts(paper: Paper, _today: date) -> Fault | None:
    unknown = clear(paper.case_number) and paper.number is None
    return Fault("case-number-form", pointer="/case_number") if unknown else None


def without_court(paper: Paper, _today: date) -> Fault | None:
    named = clear(paper.court) or (paper.number and paper.number.names_court)
    return None if named else Fault("court-missing", pointer="/court")


def of_another_court(paper: Paper, _today: date) -> Fault | None:
    """The number or the court's own field names a court whose rulings another regency executes."""
    if paper.number and paper.number.names_court and paper.number.court is None:
        return Fault("wrong-court", pointer="/case_number")
    if clear(paper.court) and read_court(clear(paper.court)) is None:
        return Fault("wrong-court", pointer="/court")
    return None


def without_date(paper: Paper, _today: date) -> Fault | None:
    return None if paper.ruled_on else Fault("ruled-on-missing", pointer="/ruled_on")


def dated_when_nobody_can_mean(paper: Paper, _today: date) -> Fault | None:
    """Settlement 42; a date in the future is told as such."""
    odd = paper.ruled_on is not None and paper.ruled_on.year < YEARS_MEANT.start
    return Fault("date-not-meant", pointer="/ruled_on") if odd else None


def dated_in_the_future(paper: Paper, today: date) -> Fault | None:
    if paper.ruled_on and paper.ruled_on > today:
        return Fault("ruled-in-future", {"ruled_on": paper.ruled_on.isoformat()}, pointer="/ruled_on")
    return None


def without_name(paper: Paper, _today: date) -> Fault | None:
    return None if clear(paper.name) else Fault("name-missing", pointer="/name")


def without_kind(paper: Paper, _today: date) -> Fault | None:
    return None if paper.kind else Fault("kind-missing", pointer="/kind")


def not_a_ruling(paper: Paper, _today: date) -> Fault | None:
    return None if paper.document else Fault("not-a-ruling", pointer="/document")


def nik_unreadable(paper: Paper, _today: date) -> Fault | None:
    nik = clear(paper.nik)
    return unreadable_nik(nik) if nik else None


REJECTIONS: tuple[Rule, ...] = (
    not_a_ruling,
    without_case_number,
    number_not_a_courts,
    without_court,
    of_another_court,
    without_date,
    dated_when_nobody_can_mean,
    dated_in_the_future,
    without_name,
    without_kind,
    nik_unreadable,
)

ORDER = {f"/{name}": number for number, name in enumerate(Paper.model_fields)}


def rejections(paper: Paper, unreadable: tuple[Unreadable, ...], today: date) -> tuple[Fault, ...]:
    """Every fault of the paper at once, in the order of its fields; a field that is unreadable is not also missing."""
    read = tuple(field.fault for field in unreadable)
    told = {fault.pointer for fault in read}
    found = (rule(paper, today) for rule in REJECTIONS)
    faults = (*read, *(fault for fault in found if fault is not None and fault.pointer not in told))
    return tuple(sorted(faults, key=lambda fault: ORDER.get(fault.pointer or "", len(ORDER))))
