"""What of a paper no field can hold: it is flagged and kept as written, and stops nothing (settlement 37).

Only number, court, date, name and kind refuse a paper. The rules here look at what could be read and cannot be meant;
what could not be read at all comes with the command.
"""

from collections.abc import Callable
from datetime import date

from services.intake.putusan.decider.dates import with_dates_meant
from services.intake.putusan.decider.paper import Paper, Unreadable, clear
from services.intake.putusan.events import Unread
from shared.domain.case_number import another_court, read_court
from shared.domain.desa import desa_within, kecamatan_of
from shared.domain.identifiers import Code, RuleCode
from shared.domain.nik import unreadable_nik
from shared.domain.personal import Personal
from shared.domain.refusal import Fault

Doubt = Callable[[Paper], Unread | None]

ESSENTIAL = ("case_number", "court", "ruled_on", "name", "kind")
"""The five fields without which a paper is no ruling that somebody could execute."""
REFUSING = ("not-a-ruling", "cells-surplus")
"""Another paper; a row whose cells may have shifted, so that nobody knows which is which."""
QUIET = ("remark", "column-unknown")
"""Cells of columns that no field takes: kept, and no fault of the paper."""


def nik_of_no_digits(paper: Paper) -> Unread | None:
    """A letter among the digits, or a number that a spreadsheet made of them: kept, and names nobody."""
    found = unreadable_nik(clear(paper.nik)) if clear(paper.nik) else None
    return _aside(found.rule, "nik", clear(paper.nik)) if found else None


def court_by_no_name(paper: Paper) -> Unread | None:
    """Words that name no court, beside a number of ours: the number says whose ruling it is."""
    named = clear(paper.court)
    if not named or read_court(named) is not None or another_court(named):
        return None
    ours = paper.number is not None and paper.number.court is not None
    return _aside("court-unknown", "court", named) if ours else None


def desa_elsewhere(paper: Paper) -> Unread | None:
    """A village that the kecamatan beside it does not have: one of the two is wrong."""
    said = clear(paper.desa)
    if not said or paper.kecamatan is None or paper.kecamatan in kecamatan_of(said):
        return None
    return _aside("desa-elsewhere", "desa", said)


DOUBTS: tuple[Doubt, ...] = (nik_of_no_digits, court_by_no_name, desa_elsewhere)


def refuses(unreadable: Unreadable, paper: Paper) -> bool:
    """Whether this makes the paper unusable."""
    if unreadable.field == "court":
        return paper.court_code is None
    missing = unreadable.field in ESSENTIAL and getattr(paper, unreadable.field) is None
    return missing or unreadable.rule in REFUSING


def with_village_told_apart(paper: Paper) -> Paper:
    """The paper with its village said with the kecamatan beside it, where the name alone may be another's."""
    said = clear(paper.desa)
    if not said or paper.kecamatan is None:
        return paper
    return paper.model_copy(update={"desa": Personal(desa_within(said, paper.kecamatan))})


def set_aside(paper: Paper, today: date) -> tuple[Paper, tuple[Unread, ...]]:
    """The paper without what nobody can mean, and that as it was written."""
    meant, odd = with_dates_meant(with_village_told_apart(paper), today)
    doubted = tuple(found for doubt in DOUBTS if (found := doubt(meant)) is not None)
    return meant.model_copy(update=dict.fromkeys(found.field for found in doubted)), (*doubted, *odd)


def kept(unreadable: tuple[Unreadable, ...]) -> tuple[Unread, ...]:
    """The cells that could not be read, as an event keeps them."""
    return tuple(
        Unread(rule=found.rule, field=found.field, facts=found.facts, written=found.written)
        for found in unreadable
        if found.written is not None
    )


def doubts(unread: tuple[Unread, ...]) -> tuple[Fault, ...]:
    """What whoever types the paper can still put right."""
    return tuple(
        Fault(cell.rule, dict(cell.facts), pointer=f"/{cell.field}") for cell in unread if cell.rule not in QUIET
    )


def _aside(rule: str, field: str, written: str) -> Unread:
    return Unread(rule=RuleCode(rule), field=Code(field), written=Personal(written))
