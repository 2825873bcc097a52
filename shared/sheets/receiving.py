"""A file of many rows is sent: read, each row carried out or only looked at, and the result kept at its own address.

A row's command id follows from the file's content and the row's place: the same file again changes nothing, and one
that was cut off is finished by sending it again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import structlog
from fastapi import Request
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response

from shared.access.asking import Asking
from shared.domain.refusal import Fault, Refused
from shared.reports.files import XLSX
from shared.sheets.keeping import Filed, FiledRow, Shelf
from shared.sheets.reading import SheetRow, Table
from shared.sheets.tabs import FILE_BYTES_MAX
from shared.web.forms import FORM_TYPES, JSON, Body, body_of, content_type, uploaded
from shared.web.kept import led
from shared.web.problems import Problem, problem, status_of
from shared.web.screens import wants_page

log = structlog.get_logger()
D = TypeVar("D")
F = TypeVar("F", bound=Filed)
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
Told = Callable[[int], Awaitable[None]]
"""Hears how many rows are left."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[D, F]):
    """One kind of file: how it is read, what is done with its rows, and how it is answered."""

    shelf: Shelf[F]
    address: str
    """Of the results, below which each has its id."""
    states: tuple[str, ...]
    """What can become of a row that is one of ours."""
    read: Callable[[bytes], Table[D] | Refused]
    carry_out: Callable[[Asking, Sequence[SheetRow[D]], str, Told], Awaitable[Sequence[FiledRow]]]
    """By the digest of the file."""
    check: Callable[[Asking, Sequence[SheetRow[D]], Told], Awaitable[Sequence[FiledRow]]]
    """What would become of each row as things stand and the rows before it were done; nothing is recorded."""
    written: Callable[[D], str]
    """A row's cells as they came, as JSON."""
    answer: Callable[[Request, F], dict[str, Any]]


async def received(asks: Asking, kind: Kind[D, F], *, check: bool) -> Response:
    """Every row of the request's file; a long one is answered before it is done."""
    request = asks.request
    data = await _file(request)
    table = await asyncio.to_thread(kind.read, data)
    if isinstance(table, Refused):
        return problem(request, status_of(table), [_at_the_file(request, one) for one in table.faults])
    digest = asks.house.vault.digest(data).hex()
    import_id = kind.shelf.id_of(digest, asks.actor.account_id, checked=check)
    begun = kind.shelf.kind(by=asks.actor.account_id, tabs=table.tabs, results=(), written={}, checked=check)
    filing = _Filing(asks, kind, table, digest, import_id, begun)
    if len(table.rows) <= ROWS_AWAITED_MAX or not (wants_page(request) or LATER in request.headers.get("prefer", "")):
        return filing.answered(await filing.done())
    filing = replace(filing, begun=replace(begun, waiting=(len(table.rows),) * 2))
    await kind.shelf.keep_underway(request, import_id, filing.begun)
    answer = filing.answered(filing.begun)
    answer.background = BackgroundTask(filing.done_later)
    return answer


@dataclass(frozen=True, slots=True)
class _Filing(Generic[D, F]):
    """One file that is being carried out."""

    asks: Asking
    kind: Kind[D, F]
    table: Table[D]
    digest: str
    import_id: str
    begun: F

    def answered(self, found: F) -> Response:
        request, address = self.asks.request, f"{self.kind.address}/{self.import_id}"
        if wants_page(request):
            return led(f"{address}?after={found.position}")
        return JSONResponse(self.kind.answer(request, found), headers={"Location": address, "Vary": "Accept"})

    async def done(self) -> F:
        """Every row carried out, or looked at, and the result kept; where it was answered before, how far it is,
        too."""
        rows, shelf, request = self.table.rows, self.kind.shelf, self.asks.request
        if self.begun.checked:
            results = await self.kind.check(self.asks, rows, self._told)
        else:
            results = await self.kind.carry_out(self.asks, rows, self.digest, self._told)
        assert all(one.state in self.kind.states for one in results), "every row is accounted for"
        assert [one.key for one in results] == [row.key for row in rows]
        shown = {one.key for one in results if one.is_sent_again or (self.begun.checked and one.wants_a_look)}
        written = {row.key: self.kind.written(row.draft) for row in rows if row.key in shown}
        found = replace(self.begun, results=tuple(results), written=written, waiting=None)
        await shelf.keep(request, self.import_id, found)
        await shelf.end_underway(request, self.import_id)
        return found

    async def _told(self, left: int) -> None:
        whole = len(self.table.rows)
        if self.begun.waiting is not None and left and (whole - left) % ROWS_TOLD == 0:
            begun = replace(self.begun, waiting=(left, whole))
            await self.kind.shelf.keep_underway(self.asks.request, self.import_id, begun)

    async def done_later(self) -> None:
        """The same once it was answered: nobody is left to hear of a failure, or of the house's end, but the result's
        own page."""
        cut_off = replace(self.begun, waiting=None, stopped=True)
        try:
            await self.done()
        except asyncio.CancelledError:
            await self.kind.shelf.keep_underway(self.asks.request, self.import_id, cut_off)
            raise
        except Exception:
            log.exception("import_stopped", import_id=self.import_id)
            await self.kind.shelf.keep_underway(self.asks.request, self.import_id, cut_off)


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
