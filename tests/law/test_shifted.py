"""The table of limits is sharp: each figure of the law shifted by one unit, either way, makes a row of its own fail.

A figure's rows are those of its limits (``of``) and the lawyer's cases that they name; so each says what it claims.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from shared.law.cases import CASES
from shared.law.law import Laws
from shared.law.parameters import PARAMETERS, Parameter
from tests.law import test_table as table
from tests.law.test_cases import holds

UNREAD = {name for limit in table.TABLE if "unread" in limit for name in limit["of"]}
"""What nothing reads, with why, in the table itself: no row can fail by it."""


def name_of(line: Parameter) -> str:
    return f"{line.name} {line.regime.value}" if line.regime else line.name


def shifts() -> Iterator[Any]:
    """Of each figure its newest line: before it may stand "no limit", which has no boundary."""
    newest = {name_of(line): line for line in sorted(PARAMETERS, key=lambda line: line.valid_from)}
    for line in newest.values():
        values = (1 - line.value,) if line.unit == "yes or no" else (line.value - 1, line.value + 1)
        for value in values:
            yield pytest.param(line, value, id=f"{name_of(line)} of {line.valid_from}: {value}")


def laws_with(line: Parameter, value: int) -> Laws:
    return Laws(tuple(replace(one, value=value) if one is line else one for one in PARAMETERS))


def falls(line: Parameter, value: int) -> bool:
    """Whether a row or a case of this figure is answered otherwise by the shifted law."""
    laws = laws_with(line, value)
    limits = [limit for limit in table.TABLE if name_of(line) in limit["of"]]
    for limit in limits:
        if any(not holds(case, laws) for case in CASES.of(limit.get("cases", ""))):
            return True
        if any(table.answer(limit["asks"], said | {"laws": laws}) != said["is"] for said in table.facts_of(limit)):
            return True
    return False


@pytest.mark.parametrize(("line", "value"), [*shifts()])
def test_a_figure_shifted_by_one_unit_makes_a_row_fail(line: Parameter, value: int) -> None:
    assert falls(line, value) == (name_of(line) not in UNREAD)
