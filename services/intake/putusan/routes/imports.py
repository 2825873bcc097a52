"""POST /putusan/imports: a file of rulings, each row through the same door as a single one.

A row's command id follows from the file's content and the row's number: the same file again changes nothing, and an
import that was cut off is finished by sending it again.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from services.intake.putusan.decider import CorrectPaper, RegisterPutusan
from services.intake.putusan.routes import registering
from services.intake.putusan.routes.answers import Imported
from services.intake.putusan.routes.registering import Registering
from services.intake.putusan.routes.results import Import, RowResult, answer_of, keep
from services.intake.putusan.rows import FILE_BYTES_MAX, Table, read_rows
from shared.access.asking import Asking, asking
from shared.access.signin import Actor, require
from shared.domain.identifiers import Code, CommandId, derived
from shared.domain.refusal import Fault, Refused, Severity
from shared.ledger.append import DigestMismatch
from shared.ledger.execute import Asked
from shared.privacy.keyfile import KeyLost, SubjectErased
from shared.web.answers import gives
from shared.web.forms import FORM_TYPES, Body, body_of, content_type, takes, uploaded
from shared.web.kept import led
from shared.web.problems import Problem, problem, status_of
from shared.web.screens import wants_page

router = APIRouter(prefix="/putusan")
FORM_BYTES = 10_000
"""What a form writes around its file."""
ROWS_AT_ONCE = 32
"""Enough to fill the lane's groups; a fifth of what it takes from everybody, so that single commands pass."""
FILE_TYPES = ("text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", "application/octet-stream")
"""What programs and spreadsheets call a CSV file."""
STATES = ("registered", "held", "rejected", "refused")
"""What can become of a row."""
FILE = Body(files=("text/csv",), file_field="berkas")
FILE_AT = "/berkas"


@router.post("/imports", dependencies=[Depends(takes(FILE))])
@gives(Imported)
async def imported(
    request: Request,
    asks: Annotated[Asking, Depends(asking(RegisterPutusan, CorrectPaper))],
    _: Annotated[Actor, Depends(require("putusan.import"))],
) -> Response:
    """Register every ruling of a CSV file; each row is answered for by its number. The result stays, for a month, at an
    address of its own."""
    data = await _file(request)
    table = await asyncio.to_thread(read_rows, data)
    if isinstance(table, Refused):
        return problem(request, status_of(table), [_at_the_file(request, one) for one in table.faults])
    digest = asks.house.vault.digest(data).hex()
    results = await register_rows(asks, table, digest)
    counts = Counter(result.state for result in results)
    assert sum(counts[state] for state in STATES) == len(table.rows), (
        "every row is registered, held, rejected or refused"
    )
    by, refused = asks.actor.account_id, _refused_rows(table, results)
    found = Import(by, table.columns, table.columns_ignored, table.passed, tuple(results), refused)
    import_id = derived("putusan-import", digest)
    await keep(request, import_id, found)
    address = f"/imports/{import_id}"
    if wants_page(request):
        return led(f"{address}?after={found.position}")
    return JSONResponse(answer_of(request, found), headers={"Location": address, "Vary": "Accept"})


async def register_rows(asks: Asking, table: Table, digest: str) -> list[RowResult]:
    """Each row's command, some at a time, in the order of the file."""
    results: list[RowResult] = []
    for start in range(0, len(table.rows), ROWS_AT_ONCE):
        rows = table.rows[start : start + ROWS_AT_ONCE]
        ones = await registering.claimed(asks.house, [row.draft for row in rows])
        both = zip(rows, ones, strict=True)
        results += await asyncio.gather(*(_registered(asks, row.number, one, digest) for row, one in both))
    return results


async def _registered(asks: Asking, number: int, one: Registering, digest: str) -> RowResult:
    putusan_id = one.command.putusan_id
    named = CommandId(derived("putusan-import", digest, str(number)))
    actor, chain = asks.actor, derived("putusan-import", digest)
    under = Asked(command_id=named, actor=actor.account_id, correlation_id=chain, role=Code(actor.role))
    try:
        result = await registering.registered(asks, one, under)
    except DigestMismatch:  # a newer version reads the row in another way; what the older one recorded stands
        read_otherwise = Fault("row-read-otherwise", severity=Severity.CONFLICT)
        return RowResult(number, putusan_id, "refused", faults=(read_otherwise,))
    except KeyLost:  # of this row's person: the other rows go on
        return RowResult(number, putusan_id, "refused", faults=(Fault("key-lost", severity=Severity.CONFLICT),))
    except SubjectErased:
        return RowResult(number, putusan_id, "refused", faults=(Fault("person-erased", severity=Severity.CONFLICT),))
    if isinstance(result, Refused):
        return RowResult(number, putusan_id, "refused", faults=result.faults)
    done, outcome = result
    return RowResult(
        number=number,
        putusan_id=putusan_id,
        state=outcome.status.value,
        position=done.position,
        repeated=done.repeated,
        faults=outcome.faults,
        flags=outcome.flags,
        unread=outcome.unread,
    )


def _refused_rows(table: Table, results: Sequence[RowResult]) -> dict[int, str]:
    """The cells of the rows that left no event."""
    refused = {result.number for result in results if result.state == "refused"}
    return {row.number: row.draft.written for row in table.rows if row.number in refused}


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
