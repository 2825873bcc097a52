"""Whether a paper's person must be shown as a child: by the kind, by any date that says so, or because nobody knows."""

from collections.abc import Iterator
from datetime import date

from services.intake.putusan.decider.case import completed_years
from services.intake.putusan.decider.paper import Paper, clear
from services.intake.putusan.events import Mask, PutusanConfirmed
from shared.domain.nik import born_by_nik, usable_nik
from shared.domain.sentence import Regime
from shared.law.law import Laws


def mask_of(paper: Paper, laws: Laws) -> Mask:
    """Child by the kind or by any birth date that says under 18 at the offence (at the ruling, where the paper names
    no day of the offence); adult where a date says so; else unknown (SPPA 1 no. 3, 19, 61; settlement 44)."""
    if paper.kind is Regime.CHILD:
        return Mask.CHILD
    day = (paper.offence_on.value if paper.offence_on is not None else None) or paper.ruled_on
    births = tuple(_births(paper, day)) if day else ()
    if day is None or not births:
        return Mask.UNKNOWN
    adult_from = laws.on(day).adult_from_years
    return Mask.CHILD if any(completed_years(born, day) < adult_from for born in births) else Mask.ADULT


def mask_answered(mask: Mask, answer: PutusanConfirmed | None) -> Mask:
    """The mask beside the prosecutor's answer, where there is one: whom either calls a child stays one."""
    if answer is None:
        return mask
    if answer.terms.regime is Regime.CHILD:
        return Mask.CHILD
    return Mask.ADULT if mask is Mask.UNKNOWN else mask


def _births(paper: Paper, day: date) -> Iterator[date]:
    """Every birth date that the paper gives: its own, and the one that its NIK carries."""
    if paper.birth_date is not None and paper.birth_date.value:
        yield paper.birth_date.value
    nik = usable_nik(clear(paper.nik))
    born = born_by_nik(nik, day) if nik else None
    if born:
        yield born
