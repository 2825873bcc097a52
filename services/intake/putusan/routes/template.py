"""The template for many rulings as a workbook, and rows of a file that failed in the same dress.

Its columns, its hints, its lists and its example come from the table by which a row is read and the lists of the form.
"""

import asyncio
from collections.abc import Sequence
from io import BytesIO
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.putusan.routes.mending import HINTS, OPTIONS, REQUIRED, SEVERAL, label_of
from services.intake.putusan.rows import COLUMNS
from services.intake.putusan.rows.columns import column_of
from shared.access.signin import Actor, require
from shared.reports.files import TEXT_MAX, XLSX
from shared.sheets.columns import Column
from shared.sheets.tabs import ROWS_MAX
from shared.web.answers import gives

router = APIRouter(prefix="/putusan")
NAME: Final = "bakti-templat-putusan.xlsx"
TAB: Final = "Putusan"
GUIDE: Final = "Petunjuk"
REMARK: Final = "keterangan"
WIDTH_LEAST, WIDTH_MOST = 14, 40
LETTERS_MAX: Final = 255
"""What a spreadsheet takes in a hint, and in a list."""
ADVICE: Final = (
    "Satu baris untuk satu putusan. Kolom yang tidak disebut putusan dikosongkan.",
    "Baris contoh dilewati selama tidak diubah. Urutan kolom bebas; kolom yang tidak dipakai boleh dihapus.",
    "Semua sel berformat Teks, sehingga NIK dan tanggal tetap seperti diketik.",
)


@router.get("/template.xlsx", summary="The template for many rulings, with lists and hints")
@gives(None, files=(XLSX,))
async def template(_: Annotated[Actor, Depends(require("putusan.import"))]) -> Response:
    """A workbook to fill in and send to ``/putusan/imports``; its example row is passed over as long as it stands
    untouched."""
    headings = [*(column.names[0] for column in COLUMNS), REMARK]
    body = await asyncio.to_thread(workbook, headings, [[column.example for column in COLUMNS]], guide=True)
    return Response(body, headers={"Content-Disposition": f'attachment; filename="{NAME}"'}, media_type=XLSX)


def workbook(headings: Sequence[str], rows: Sequence[Sequence[str]], *, guide: bool = False) -> bytes:
    """These rows under these headings: every cell a text, each column of ours with its hint and its list."""
    from xlsxwriter import Workbook  # 20 MB that no other answer needs

    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    formats = {name: book.add_format(said) for name, said in FORMATS.items()}
    sheet = book.add_worksheet(TAB)
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(headings):
        column = column_of(name)
        sheet.set_column(place, place, max(WIDTH_LEAST, min(WIDTH_MOST, len(name) + 2)), formats["text"])
        required = column is not None and column.field in REQUIRED
        sheet.write_string(0, place, name, formats["required" if required else "heading"])
        if column is not None:
            sheet.data_validation(1, place, ROWS_MAX, place, _validation(column))
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row):
            if text:
                sheet.write_string(number, place, text[:TEXT_MAX], formats["example" if guide else "text"])
    if guide:
        _guide(book, formats)
    book.close()
    return out.getvalue()


def _guide(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100, formats["wrapped"])
    for number, said in enumerate(ADVICE):
        sheet.write_string(number, 1, said)
    for number, column in enumerate(COLUMNS, start=len(ADVICE) + 1):
        required = column.field in REQUIRED
        sheet.write_string(number, 0, column.names[0], formats["required" if required else "heading"])
        sheet.write_string(number, 1, _hint(column))


def _validation(column: Column) -> dict[str, Any]:
    """The hint of a column, and its list where it is a closed one: of other words the spreadsheet only warns."""
    found: dict[str, Any] = {"input_title": column.names[0], "input_message": _hint(column)[:LETTERS_MAX]}
    listed = [word for word, _ in OPTIONS.get(column.field, ()) if word]
    if not listed or sum(map(len, listed)) + len(listed) > LETTERS_MAX:
        return {"validate": "any", **found}
    said = {"error_title": "Bukan dari daftar", "error_message": "Periksa ejaannya.", "error_type": "warning"}
    return {"validate": "list", "source": listed, **found, **said}


def _hint(column: Column) -> str:
    """What stands in a column, in a sentence."""
    example = column.example or HINTS.get(column.field)
    several = [word for word, _ in SEVERAL.get(column.field, ())]
    parts = [
        f"{label_of(column.field)}{' (wajib)' if column.field in REQUIRED else ''}.",
        f"Contoh: {example}." if example else "",
        f"Boleh beberapa, dipisahkan koma: {', '.join(several)}." if several else "",
    ]
    return " ".join(part for part in parts if part)


FORMATS: Final[dict[str, dict[str, Any]]] = {
    "heading": {"bold": True, "num_format": "@", "bottom": 1},
    "required": {"bold": True, "num_format": "@", "bottom": 1, "bg_color": "#FFF2CC"},
    "text": {"num_format": "@", "quote_prefix": True},
    "example": {"num_format": "@", "italic": True, "font_color": "#666666"},
    "wrapped": {"text_wrap": True, "valign": "top"},
}
