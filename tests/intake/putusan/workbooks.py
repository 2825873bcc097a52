"""Workbooks of invented rulings, made as offices make them."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

Cells = Sequence[Any]
HEADER = ("nomor_perkara", "tanggal_putusan", "nama", "nik", "tanggal_lahir", "jenis_pidana", "jumlah_jam")


def workbook(tabs: Mapping[str, Sequence[Cells]]) -> bytes:
    """These tabs, each with these rows from its first line; a date is one to the spreadsheet, too."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in tabs.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write(number, place, cell)
    book.close()
    return out.getvalue()


def ruling(number: int, **other: Any) -> list[Any]:
    """A row under ``HEADER``."""
    said = {
        "nomor_perkara": f"{number}/Pid.B/2026/PN Trk",
        "tanggal_putusan": date(2026, 3, 5),
        "nama": f"Rekaan {number}",
        "nik": "",
        "tanggal_lahir": date(1990, 3, 2),
        "jenis_pidana": "pidana kerja sosial",
        "jumlah_jam": "80 jam",
    }
    return [(said | other)[name] for name in HEADER]
