"""The page of the law: every figure that Bakti judges by, with its article and since when it holds."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from shared.access.signin import Actor, require
from shared.domain.sentence import Regime
from shared.law.parameters import PARAMETERS, Parameter, Unit
from shared.web.answers import Answer, gives
from shared.web.language import hours, number, rupiah
from shared.web.screens import screen

router = APIRouter(prefix="/law")

WEEKDAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
UNITS: Final[dict[str, Callable[[int], str]]] = {
    "minutes": hours,
    "days": lambda value: f"{number(value)} hari",
    "years": lambda value: f"{value} tahun",
    "months": lambda value: f"{value} bulan",
    "rupiah": rupiah,
    "minute of the day": lambda value: f"pukul {value // 60:02d}.{value % 60:02d}",
    "weekday from Monday 0": lambda value: WEEKDAYS[value],
    "yes or no": lambda value: "ya" if value else "tidak",
}


class Figure(Answer):
    """One figure of the law from a day on; ``regime`` null is both."""

    name: str
    value: int
    unit: Unit
    regime: Regime | None
    citation: str
    valid_from: date
    checked: bool


class Figures(Answer):
    """Every figure."""

    items: list[Figure]


@router.get("", summary="The figures of the law")
@gives(Figures)
async def figures(request: Request, reader: Annotated[Actor, Depends(require("law.read"))]) -> Response:
    """Every line, also those that hold only from a later day."""
    lines = sorted(PARAMETERS, key=lambda line: line.citation)
    return screen(
        request,
        "reports/law.html",
        {"items": [item(line) for line in lines]},
        articles=[(article, list(found)) for article, found in groupby(lines, key=lambda line: line.citation)],
        said=said,
        whose={Regime.ADULT: "dewasa", Regime.CHILD: "anak", None: "semua"},
    )


def item(line: Parameter) -> dict[str, Any]:
    """A line as programs read it."""
    return {
        "name": line.name,
        "value": line.value,
        "unit": line.unit,
        "regime": line.regime.value if line.regime else None,
        "citation": line.citation,
        "valid_from": line.valid_from,
        "checked": line.checked,
    }


def said(line: Parameter) -> str:
    """The figure with its unit, in Indonesian."""
    return UNITS[line.unit](line.value)
