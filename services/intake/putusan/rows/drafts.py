"""A row of cells as a paper: every field read, every unreadable one told, nothing lost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from services.intake.putusan.decider.paper import WORDS_MOST, Paper, Unreadable, clear
from services.intake.putusan.rows.columns import NotRead, cell, column_of
from shared.domain.identifiers import Code, RuleCode
from shared.domain.personal import Personal
from shared.domain.skills import skill_named

SURPLUS = ""
"""The key of cells beyond the header."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper as read from a row or a form, before anybody decides on it."""

    paper: Paper
    unreadable: tuple[Unreadable, ...]
    written: str
    """The cells as they came, as JSON: what a rejection keeps for correction."""


def draft_of(cells: Mapping[str, str]) -> Draft:
    """Read one row: cells by the names of their columns."""
    values: dict[str, Any] = {}
    unreadable: dict[str, str] = {}
    texts: dict[str, str] = {}
    for name, text in cells.items():
        column = column_of(name)
        if column is None:
            continue
        texts[column.field] = text[:WORDS_MOST]
        value = NotRead("text-too-long") if len(text) > WORDS_MOST else cell(column, text)
        if isinstance(value, NotRead):
            unreadable[column.field] = value.rule
        elif value is not None:
            values[column.field] = value
    if cells.get(SURPLUS):
        unreadable["row"] = "cells-surplus"
    paper = _paper(values, unreadable)
    return Draft(paper, _told(unreadable, texts), written(cells))


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


def _paper(values: dict[str, Any], unreadable: dict[str, str]) -> Paper:
    """The paper of what fits its fields; a figure beyond all bounds is told as unreadable."""
    try:
        paper = Paper.model_validate(values)
    except ValidationError as error:
        for field in {str(fault["loc"][0]) for fault in error.errors(include_input=False, include_url=False)}:
            values.pop(field)
            unreadable[field] = "figure-out-of-bounds"
        return _paper(values, unreadable)
    if not paper.skills and (skill := skill_named(clear(paper.occupation))):
        return paper.model_copy(update={"skills": (skill,)})
    return paper


def _told(unreadable: Mapping[str, str], texts: Mapping[str, str]) -> tuple[Unreadable, ...]:
    return tuple(
        Unreadable(rule=RuleCode(rule), field=Code(field), written=Personal(texts[field]) if texts.get(field) else None)
        for field, rule in unreadable.items()
    )
