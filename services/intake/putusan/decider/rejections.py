"""Why a paper cannot be used as a ruling at all (*ditolak*): and nothing else may be a reason to refuse one.

A ruling in force binds the office. What contradicts the law is held for the prosecutor (conflicts.py); here stands
only what makes the paper no ruling of ours, or leaves out who, when, which case and what kind (settlement 37).
"""

from collections.abc import Callable
from datetime import date

from services.intake.putusan.decider.dates import DATES
from services.intake.putusan.decider.paper import Paper, Unreadable, clear
from services.intake.putusan.decider.unread import QUIET, refuses
from services.intake.putusan.events import Unread
from shared.domain.case_number import another_court, read_court
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
    named, number = clear(paper.court), paper.number
    if number and number.names_court and number.court is None:
        return Fault("wrong-court", pointer="/case_number")
    if not named or read_court(named) is not None:
        return None
    if another_court(named):
        return Fault("wrong-court", pointer="/court")
    return None if number and number.court else Fault("court-unknown", pointer="/court")


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
)

ORDER = {f"/{name}": number for number, name in enumerate(Paper.model_fields)}


def rejections(
    paper: Paper, unreadable: tuple[Unreadable, ...], aside: tuple[Unread, ...], today: date
) -> tuple[Fault, ...]:
    """Why the paper cannot be used, in the order of its fields; none where only a flag is due. A paper that must be
    mended is told all that is odd in it, but for dates, which contradict the ruling's own only where that one stands;
    and a field that is unreadable is not also missing."""
    told = {f"/{field.field}" for field in unreadable}
    found = (rule(paper, today) for rule in REJECTIONS)
    faults = tuple(fault for fault in found if fault is not None and fault.pointer not in told)
    if not faults and not any(refuses(field, paper) for field in unreadable):
        return ()
    read = [field.fault for field in unreadable if field.rule not in QUIET]
    odd = [Fault(cell.rule, pointer=f"/{cell.field}") for cell in aside if cell.field not in DATES]
    return tuple(sorted((*faults, *read, *odd), key=lambda fault: ORDER.get(fault.pointer or "", len(ORDER))))
