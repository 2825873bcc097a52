"""A file on its way in and out: looked at, sealed, handed out as a download and never shown by our own origin."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast
from urllib.parse import quote

from pydantic_core import PydanticCustomError
from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from shared.domain.filed import FILE_BYTES_MAX, Filed, Media, seal_of
from shared.domain.identifiers import FileId, derived
from shared.domain.personal import Personal
from shared.domain.refusal import Fault
from shared.domain.text import SHORT_MOST, Text
from shared.papers.scans import NotLooked, Seen
from shared.privacy.files import PREVIEW, FileGone, FileName
from shared.privacy.keyfile import KeyLost
from shared.web.house import House
from shared.web.problems import Problem
from shared.web.uploads import BUSY_S, FILES_AT

NAMELESS: Final = "berkas"
MEGABYTE: Final = 1_000_000
ENDINGS: Final = {Media.PDF: ".pdf", Media.JPEG: ".jpg", Media.PNG: ".png", Media.HEIC: ".heic"}
SANDBOX: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
ACCEPTED: Final = ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic"
"""What a form offers to choose; a phone offers its camera with it."""


async def taken_in(house: House, subject: str, once: str, files: Sequence[UploadFile]) -> tuple[Filed, ...]:
    """The files of one request, sealed under their subject's key; their ids always follow from the request and their
    content. Raises ``Problem`` with the faults of all of them, and then nothing is kept."""
    if not files:
        raise Problem(422, Fault("scan-missing", pointer=FILES_AT))
    looked = [await _looked(house, one, number) for number, one in enumerate(files, 1)]
    if faults := [one for one in looked if isinstance(one, Fault)]:
        raise Problem(422, *faults)
    seen = [one for one in looked if isinstance(one, Seen)]
    return tuple([await _sealed(house, subject, once, *both) for both in zip(files, seen, strict=True)])


async def _looked(house: House, file: UploadFile, number: int) -> Seen | Fault:
    """A fault says which of the files it is about by its place: its name may tell of a person."""
    size = file.size or 0
    if size > FILE_BYTES_MAX:
        found: Seen | Fault = Fault("scan-too-large", {"most": FILE_BYTES_MAX // MEGABYTE})
    elif not size:
        found = Fault("scan-empty")
    else:
        try:
            found = await house.scanner.seen(await asyncio.to_thread(_on_disk, file), file.filename or "")
        except NotLooked as busy:
            raise Problem(503, Fault("scans-busy"), headers={"Retry-After": BUSY_S}) from busy
    if isinstance(found, Fault):
        return Fault(found.rule, {**found.facts, "place": number}, pointer=FILES_AT)
    return found


def _on_disk(file: UploadFile) -> BinaryIO:
    """As another process can read it."""
    cast("SpooledTemporaryFile[bytes]", file.file).rollover()
    file.file.seek(0)
    return file.file


async def _sealed(house: House, subject: str, once: str, file: UploadFile, seen: Seen) -> Filed:
    file_id, digest = await laid(house, subject, once, file.file)
    with SpooledTemporaryFile(max_size=FILE_BYTES_MAX) as picture:
        picture.write(seen.picture)
        picture.seek(0)
        await house.files.keep(subject, FileName(file_id, PREVIEW), cast("BinaryIO", picture))
    said: dict[str, Any] = {"media": seen.media, "pages": seen.pages, "size_bytes": file.size}
    name = Personal(name_of(file.filename or "", seen.media))
    return Filed(file_id=file_id, file_name=name, seal=seal_of(file_id, digest), **said)


async def laid(house: House, subject: str, once: str, source: BinaryIO) -> tuple[FileId, str]:
    """Sealed as it is under its subject's key: the id that follows from the request and the content, and its digest."""
    digest = await asyncio.to_thread(_digest, source)
    keyed = house.vault.digest(f"{subject} {digest}".encode()).hex()
    file_id = FileId(derived("file", once, keyed))
    source.seek(0)
    await house.files.keep(subject, FileName(file_id), source)
    return file_id, digest


def _digest(source: BinaryIO) -> str:
    source.seek(0)
    found = sha256()
    while part := source.read(FILE_BYTES_MAX // 20):
        found.update(part)
    return found.hexdigest()


def name_of(said: str, media: Media) -> str:
    """The last part of what its sender called it, without what no text may hold; with the ending of what it is."""
    last = PurePath(said.replace("\\", "/")).name
    stem = PurePath(last).stem if PurePath(last).suffix.lower() else last
    kept = "".join(sign for sign in stem if sign.isprintable())[: SHORT_MOST - len(ENDINGS[media])]
    try:
        return Text(SHORT_MOST)(kept) + ENDINGS[media]
    except PydanticCustomError:
        return NAMELESS + ENDINGS[media]


async def handed_out(house: House, subject: str, one: Filed, name: str) -> Response:
    """The very bytes that were taken in, to keep. Raises 410 where they are gone."""
    parts = await _parts(house, subject, FileName(one.file_id))
    said = f"attachment; filename=\"{NAMELESS}{ENDINGS[one.media]}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": said, "Content-Length": str(one.size_bytes), "Content-Security-Policy": SANDBOX}
    return StreamingResponse(parts, headers=headers, media_type=one.media)


async def first_page(house: House, subject: str, one: Filed) -> Response:
    """The picture that we drew of its first page."""
    parts = await _parts(house, subject, FileName(one.file_id, PREVIEW))
    return StreamingResponse(parts, headers={"Content-Security-Policy": SANDBOX}, media_type=Media.PNG)


async def _parts(house: House, subject: str, name: FileName) -> Any:
    try:
        return await house.files.parts(subject, name)
    except (FileGone, KeyLost):
        raise Problem(410, Fault("scan-gone")) from None
