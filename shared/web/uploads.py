"""Files that a form brings: read as they come, on disk and not in memory, and gone with the request."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from shared.domain.filed import FILE_BYTES_MAX, FILES_AT_ONCE_MAX
from shared.domain.refusal import Fault
from shared.papers.scans import NotLooked
from shared.web.forms import BYTES_MAX_KEY, FIELDS_MAX, MULTIPART, Body, content_type
from shared.web.house import House
from shared.web.kept import ONCE, note
from shared.web.problems import Problem

BUSY_S: Final = "5"
FIELD: Final = "berkas"
PHOTO: Final = "foto"
"""The field that opens a phone's camera."""
FILES_AT: Final = f"/{FIELD}"
FORM_BYTES: Final = 20_000
"""What a form writes around its files."""
UPLOAD_BYTES_MAX: Final = 2 * FILE_BYTES_MAX + FORM_BYTES
"""Of one form."""
FILES: Final = Body(file_field=FIELD)


@asynccontextmanager
async def uploads(request: Request, house: House) -> AsyncIterator[list[UploadFile]]:
    """The files of the form, none where none was chosen; what else was typed is kept where the request fails."""
    kind = content_type(request)
    if kind != MULTIPART:
        raise Problem(415, Fault("content-type-of-scans", {"given": kind or "–"}))
    request.scope[BYTES_MAX_KEY] = UPLOAD_BYTES_MAX
    with ExitStack() as stack:
        try:
            stack.enter_context(house.scanner.receiving())
        except NotLooked as busy:
            raise Problem(503, Fault("scans-busy"), headers={"Retry-After": BUSY_S}) from busy
        async with _read(request) as files:
            yield files


@asynccontextmanager
async def _read(request: Request) -> AsyncIterator[list[UploadFile]]:
    try:
        form = await request.form(max_files=FILES_AT_ONCE_MAX, max_fields=FIELDS_MAX)
    except HTTPException:
        raise Problem(422, Fault("form-unreadable")) from None
    try:
        pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        note(request, pairs)
        if once := dict(pairs).get(ONCE):
            request.scope[ONCE] = once
        found = [*form.getlist(FIELD), *form.getlist(PHOTO)]
        yield [one for one in found if isinstance(one, UploadFile) and (one.filename or one.size)]
    finally:
        await form.close()
