"""The template for many rulings as a workbook; its hints and lists come from those of the form."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.intake.putusan.routes.mending import HINTS, OPTIONS, REQUIRED, SEVERAL, label_of
from services.intake.putusan.rows.besides import LITMAS, OF_FILE, OFFICER, PROFILE
from shared.access.signin import Actor, require
from shared.reports.files import XLSX
from shared.sheets.columns import Column
from shared.sheets.template import Dress
from shared.web.answers import gives

router = APIRouter(prefix="/putusan")
NAME: Final = "bakti-templat-putusan.xlsx"
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
    body = await asyncio.to_thread(DRESS.template)
    return Response(body, headers={"Content-Disposition": f'attachment; filename="{NAME}"'}, media_type=XLSX)


def _listed(column: Column) -> Sequence[str]:
    return [word for word, shown in OPTIONS.get(column.field, ()) if word and isinstance(shown, str)]


WHITHER: Final = {
    **dict.fromkeys(PROFILE, " (ke profil)"),
    **dict.fromkeys(LITMAS, " (ke litmas)"),
    OFFICER: " (pemegang perkara)",
}
"""Where what is not in the ruling goes."""


def _hint(column: Column) -> str:
    example = column.example or HINTS.get(column.field)
    several = [word for word, _ in SEVERAL.get(column.field, ())]
    parts = [
        f"{label_of(column.field)}{WHITHER.get(column, '')}{' (wajib)' if column.field in REQUIRED else ''}.",
        f"Contoh: {example}." if example else "",
        f"Boleh beberapa, dipisahkan koma: {', '.join(several)}." if several else "",
    ]
    return " ".join(part for part in parts if part)


DRESS: Final = Dress("Putusan", ADVICE, OF_FILE, _hint, _listed, REQUIRED, remark="keterangan")
