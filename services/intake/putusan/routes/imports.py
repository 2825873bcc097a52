"""POST /putusan/imports: a file of rulings, each row through the same door as a single one.

A row's command id follows from the file's content and the row's number: the same file again changes nothing, and an
import that was cut off is finished by sending it again.
"""

import asyncio
from dataclasses import replace
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response

from services.intake.putusan.decider import CorrectPaper, RegisterPutusan
from services.intake.putusan.routes.answers import Imported
from services.intake.putusan.routes.filing import check_rows, register_rows
from services.intake.putusan.routes.keeping import STATES, Import, end_underway, keep, keep_underway
from services.intake.putusan.routes.results import answer_of
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
log = structlog.get_logger()
FORM_BYTES = 10_000
"""What a form writes around its file."""
ROWS_AWAITED_MAX = 300
"""More are answered before they are done, to a page and to a program that prefers it: it is shown how far they are."""
ROWS_TOLD = 320
"""After so many more it is kept how far they are: ten times of those that are carried out at once, some seconds."""
LATER = "respond-async"
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
    import_id = derived("putusan-check" if check else "putusan-import", digest)
    begun = Import(asks.actor.account_id, table.tabs, (), {}, checked=check)
    if len(table.rows) <= ROWS_AWAITED_MAX or not (wants_page(request) or LATER in request.headers.get("prefer", "")):
        return _answered(request, import_id, await _filed(asks, table, digest, import_id, begun))
    begun = replace(begun, waiting=(len(table.rows),) * 2)
    await keep_underway(request, import_id, begun)
    answer = _answered(request, import_id, begun)
    answer.background = BackgroundTask(_filed_later, asks, table, digest, import_id, begun)
    return answer


def _answered(request: Request, import_id: str, found: Import) -> Response:
    address = f"/imports/{import_id}"
    if wants_page(request):
        return led(f"{address}?after={found.position}")
    return JSONResponse(answer_of(request, found), headers={"Location": address, "Vary": "Accept"})


async def _filed(asks: Asking, table: Table, digest: str, import_id: str, begun: Import) -> Import:
    """Every row carried out, or looked at, and the result kept; where it was answered before, how far it is, too."""

    async def told(left: int) -> None:
        if begun.waiting is not None and left and (len(table.rows) - left) % ROWS_TOLD == 0:
            await keep_underway(asks.request, import_id, replace(begun, waiting=(left, len(table.rows))))

    if begun.checked:
        results = await check_rows(asks, table.rows, told)
    else:
        results = await register_rows(asks, table.rows, digest, told)
    assert all(one.state in STATES for one in results), "every row is accounted for"
    assert [one.key for one in results] == [row.key for row in table.rows]
    shown = {one.key for one in results if one.state == "refused" or (begun.checked and one.wants_a_look)}
    written = {row.key: row.draft.written for row in table.rows if row.key in shown}
    found = replace(begun, results=tuple(results), written=written, waiting=None)
    await keep(asks.request, import_id, found)
    await end_underway(asks.request, import_id)
    return found


async def _filed_later(asks: Asking, table: Table, digest: str, import_id: str, begun: Import) -> None:
    """The same once it was answered: nobody is left to hear of a failure, or of the house's end, but the result's own
    page."""
    cut_off = replace(begun, waiting=None, stopped=True)
    try:
        await _filed(asks, table, digest, import_id, begun)
    except asyncio.CancelledError:
        await keep_underway(asks.request, import_id, cut_off)
        raise
    except Exception:
        log.exception("import_stopped", import_id=import_id)
        await keep_underway(asks.request, import_id, cut_off)


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
