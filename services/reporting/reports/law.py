"""The page of the law: every figure that Bakti judges by, with its article and since when it holds."""

from collections.abc import Callable
from itertools import groupby
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from shared.access.signin import Actor, require
from shared.domain.sentence import Regime
from shared.law.parameters import PARAMETERS, Parameter
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
WORDS: Final = {
    "total_least": "Jumlah jam, paling sedikit",
    "total_most": "Jumlah jam, paling banyak",
    "annex_total_most": "Jumlah jam, paling banyak menurut lampiran kesepakatan",
    "minutes_a_day": "Sehari, paling banyak",
    "minutes_in_24_hours": "Dalam 24 jam, paling banyak",
    "adat_total_least": "Pengganti kewajiban adat, paling sedikit",
    "adat_total_most": "Pengganti kewajiban adat, paling banyak",
    "window_days": "Jangka waktu sejak pelaksanaan pertama",
    "month_days": "Satu Bulan",
    "diversion_days": "Kesepakatan diversi, paling lama",
    "repeat_window_days": "Jangka waktu perintah mengulang",
    "daytime_from": "Siang hari bagi anak, mulai",
    "daytime_until": "Siang hari bagi anak, sampai",
    "last_weekday": "Hari kerja terakhir dalam minggu",
    "threat_years_below": "Ancaman pidana penjara, kurang dari",
    "imposed_prison_days_most": "Penjara yang dijatuhkan, paling lama",
    "imposed_fine_rupiah_most": "Denda yang dijatuhkan, paling banyak",
    "unpaid_fine_allowed": "Boleh mengganti denda yang tidak dibayar",
    "adult_from_years": "Dewasa sejak umur",
    "sentence_from_years": "Anak dapat dipidana sejak umur",
    "diversion_from_years": "Diversi sejak umur",
    "tried_as_child_below_years": "Tetap perkara anak bila diadili sebelum umur",
    "keep_after_end_days": "Berkas disimpan sesudah pidana terakhir selesai",
    "final_after_days": "Berkekuatan tetap bila tidak banding pada hari ke",
    "judge_reports_every_months": "Laporan hakim pengawas setiap",
    "shift_minutes_most": "Satu catatan kerja, paling lama",
    "receipt_ahead_minutes_most": "Jam selesai boleh mendahului penerimaan, paling lama",
    "minutes_without_break_most": "Kerja tanpa istirahat sebelum ditanyakan",
    "at_risk_days": "Berisiko bila hari terakhir tinggal",
}


@router.get("", summary="The figures of the law")
async def figures(request: Request, reader: Annotated[Actor, Depends(require("law.read"))]) -> Response:
    """Every line, also those that hold only from a later day."""
    lines = sorted(PARAMETERS, key=lambda line: line.citation)
    return screen(
        request,
        "reports/law.html",
        {"items": [item(line) for line in lines]},
        articles=[(article, list(found)) for article, found in groupby(lines, key=lambda line: line.citation)],
        said=said,
        words=WORDS,
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
