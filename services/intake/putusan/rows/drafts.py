"""A row of cells as a paper: every field read, every unreadable one told, nothing lost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from services.intake.putusan.decider.paper import UNITS_OF, Paper, Unreadable, clear
from services.intake.putusan.rows.besides import BESIDES, OFFICER, OFFICER_NIP, Besides, besides_of
from services.intake.putusan.rows.columns import REMARKS, column_of
from shared.domain.identifiers import AN_ID, Code, PutusanId, RuleCode
from shared.domain.personal import Personal
from shared.domain.refusal import Fault
from shared.domain.skills import skill_named
from shared.domain.text import WORDS_MOST
from shared.domain.written.durations import Length
from shared.domain.written.reading import NotRead, Partly
from shared.sheets.columns import cell
from shared.sheets.layouts import BESIDE
from shared.sheets.row import SURPLUS, normal_name

CORRECTS, WHY = "berkas_diperbaiki", "sebab"
"""Columns of ours beside the failed rows of a file: which rejected paper a row mends, and why it failed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper as read from a row or a form, before anybody decides on it."""

    paper: Paper
    unreadable: tuple[Unreadable, ...]
    """Every cell that has no value, that leaves words over, or that no field takes."""
    written: str
    """The cells as they came, as JSON: what a rejection keeps for correction."""
    corrects: PutusanId | None = None
    """The rejected paper that it mends."""
    besides: Besides | None = None
    """What a file's row says that is not in the ruling."""
    keep: bool = True
    """Whether it is kept where it cannot be used: a file's row and a program's paper are, a form's only when asked."""


def draft_of(cells: Mapping[str, str]) -> Draft:
    """Read one row: cells by the names of their columns. What no field can hold is told and kept as it was written."""
    corrects, cells = _without_ours(cells)
    values: dict[str, Any] = {}
    unreadable: dict[str, Fault] = {}
    texts: dict[str, str] = {}
    beside: list[Unreadable] = []
    others: dict[str, str] = {}
    for name, text in cells.items():
        column = column_of(name)
        if column is None and (other := BESIDES.named(name)):
            others[other.names[0]] = text
            continue
        if name == BESIDE:
            continue
        if column is None:
            beside += _beside(name, text)
            continue
        texts[column.field] = text
        value = cell(column, text) if len(text) <= WORDS_MOST else NotRead("text-too-long", {"most": WORDS_MOST})
        if isinstance(value, NotRead | Partly):
            unreadable[column.field] = Fault(value.rule, value.facts)
        if isinstance(value, Length):
            values[UNITS_OF[column.field]] = value.units
        if isinstance(value, Partly):
            values[column.field] = value.value
        elif value is not None and not isinstance(value, NotRead):
            values[column.field] = value
    paper = _paper(values, unreadable)
    unread = (*_told(unreadable, texts), *beside, *_beside(BESIDE, _kept(cells, others)))
    return Draft(paper, unread, written(cells), corrects, besides_of(others) if others else None)


def _without_ours(cells: Mapping[str, str]) -> tuple[PutusanId | None, Mapping[str, str]]:
    """Which rejected paper the row mends, and the cells that somebody wrote; all of them where it mends none."""
    if CORRECTS not in cells:
        return None, cells
    said = cells[CORRECTS].strip()
    rest = {name: text for name, text in cells.items() if name not in (CORRECTS, WHY)}
    return PutusanId(said) if AN_ID.fullmatch(said) else None, rest


def _kept(cells: Mapping[str, str], others: Mapping[str, str]) -> str:
    """What no column takes, in one cell; whose case it is stays there too, for nobody may have an account."""
    names = (column.names[0] for column in (OFFICER, OFFICER_NIP))
    officer = (f"{name}: {others[name]}" for name in names if others.get(name))
    return "; ".join(part for part in (cells.get(BESIDE, ""), *officer) if part)


def _beside(name: str, text: str) -> tuple[Unreadable, ...]:
    """A cell that no field takes: in a column for people or of a name that nobody knows, or beyond the header."""
    if not text.strip():
        return ()
    rule = "cells-surplus" if name == SURPLUS else "remark" if normal_name(name) in REMARKS else "column-unknown"
    said = text if name == SURPLUS else f"{name}: {text}"
    return (Unreadable(rule=RuleCode(rule), field=Code("row"), written=Personal(said)),)


def written(cells: Mapping[str, Any]) -> str:
    """A paper's own words as one text."""
    return json.dumps(dict(cells), ensure_ascii=False, default=str)


def kept_cells(text: Any) -> dict[str, str]:
    """The cells of a kept paper under our own names; none where it was erased."""
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        return {}
    return {column.names[0]: str(cell) for name, cell in found.items() if (column := column_of(name))}


def _paper(values: dict[str, Any], unreadable: dict[str, Fault]) -> Paper:
    """The paper of what fits its fields; a figure beyond all bounds, or a text with what no paper can hold, is told."""
    try:
        paper = Paper.model_validate(values)
    except ValidationError as error:
        for field, fault in _faults(error).items():
            values.pop(field)
            unreadable[field] = fault
        return _paper(values, unreadable)
    if not paper.skills and (skill := skill_named(clear(paper.occupation))):
        return paper.model_copy(update={"skills": (skill,)})
    return paper


def _faults(error: ValidationError) -> dict[str, Fault]:
    """One fault a field: the rule of the text type that it breaks, else that its figure is out of all bounds."""
    found: dict[str, Fault] = {}
    for one in error.errors(include_input=False, include_url=False):
        field, rule = str(one["loc"][0]), one["type"]
        if rule.startswith("text-"):
            found[field] = Fault(rule, one.get("ctx", {}))
        found.setdefault(field, Fault("figure-out-of-bounds"))
    return found


def _told(unreadable: Mapping[str, Fault], texts: Mapping[str, str]) -> tuple[Unreadable, ...]:
    return tuple(
        Unreadable(
            rule=RuleCode(fault.rule),
            field=Code(field),
            facts=tuple((Code(name), fact) for name, fact in fault.facts.items() if fact is not None),
            written=Personal(texts[field]) if texts.get(field) else None,
        )
        for field, fault in unreadable.items()
    )
