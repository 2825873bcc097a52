"""POST /putusan/imports: a file of rulings, each row through the same door as a single one.

A row's command id follows from the file's content and the row's number: the same file again changes nothing, and an
import that was cut off is finished by sending it again.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from services.intake.putusan.decider import CorrectPaper, RegisterPutusan
from services.intake.putusan.routes.answers import Imported
from services.intake.putusan.routes.filing import check_rows, register_rows
from services.intake.putusan.routes.results import OPEN, STATES, Import, RowResult, answer_of, keep
from services.intake.putusan.rows import FILE_BYTES_MAX, Table, read_rows
from shared.access.asking import Asking, asking
from shared.access.signin import Actor, require
from shared.domain.identifiers import derived
from shared.domain.refusal import Fault, Refused
from shared.reports.files import XLSX
from shared.web.answers import gives
from shared.web.forms import FORM_TYPES, JSON, Body, body_of, content_type, takes, uploaded
from shared.web.kept import led
from shared.web.problems import Problem, problem, status_of
from shared.web.screens import wants_page

router = APIRouter(prefix="/putusan")
FORM_BYTES = 10_000
"""What a form writes around its file."""
FILE_TYPES = (
    "text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", "application/octet-stream", XLSX, JSON,
)  # fmt: skip
"""What programs and spreadsheets call such a file; what it is its content says."""
FILE = Body(files=("text/csv", XLSX), file_field="berkas")
FILE_AT = "/berkas"


@router.post("/imports", dependencies=[Depends(takes(FILE))])
@gives(Imported)
async def imported(
    request: Request,
    asks: Annotated[Asking, Depends(asking(RegisterPutusan, CorrectPaper))],
    _: Annotated[Actor, Depends(require("putusan.import"))],
    check: Annotated[bool, Query(description="Only say what would become of it.")] = False,
) -> Response:
    """Register every ruling of a file: XLSX, CSV, or JSON of the SPPT-TI. Each row is answered for by its tab and
    number. The result stays, for a month, at an address of its own."""
    data = await _file(request)
    table = await asyncio.to_thread(read_rows, data)
    if isinstance(table, Refused):
        return problem(request, status_of(table), [_at_the_file(request, one) for one in table.faults])
    digest = asks.house.vault.digest(data).hex()
    results = await (check_rows(asks, table.rows) if check else register_rows(asks, table.rows, digest))
    assert all(one.state in STATES for one in results), "every row is accounted for"
    assert [one.key for one in results] == [row.key for row in table.rows]
    written = _written(table, results, OPEN if check else ("refused",))
    found = Import(asks.actor.account_id, table.tabs, tuple(results), written, checked=check)
    import_id = derived("putusan-check" if check else "putusan-import", digest)
    await keep(request, import_id, found)
    address = f"/imports/{import_id}"
    if wants_page(request):
        return led(f"{address}?after={found.position}")
    return JSONResponse(answer_of(request, found), headers={"Location": address, "Vary": "Accept"})


def _written(table: Table, results: Sequence[RowResult], states: Collection[str]) -> dict[str, str]:
    """The cells of the rows in these states, which left no event."""
    wanted = {result.key for result in results if result.state in states}
    return {row.key: row.draft.written for row in table.rows if row.key in wanted}


def _at_the_file(request: Request, fault: Fault) -> Fault:
    """A fault of the file at the field that it was chosen in, where it came by the form."""
    return replace(fault, pointer=FILE_AT) if content_type(request) in FORM_TYPES else fault


async def _file(request: Request) -> bytes:
    """The body, or the file of the form; at most ``FILE_BYTES_MAX``, read before any of it is written to disk."""
    body = await body_of(request, FILE_BYTES_MAX + FORM_BYTES)
    kind = content_type(request)
    if kind in FORM_TYPES:
        found = await uploaded(request, body, str(FILE.file_field))
        if found is None:
            raise Problem(422, Fault("file-missing", pointer=FILE_AT))
        return found
    if kind not in FILE_TYPES:
        raise Problem(415, Fault("content-type-of-file", {"given": kind or "–"}))
    return body
