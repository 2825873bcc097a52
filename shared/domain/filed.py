"""What an event says of a file: the file itself lies sealed in the file store, under the event's subject."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from shared.domain.event import Value
from shared.domain.identifiers import AN_ID, FileId
from shared.domain.personal import Personal
from shared.domain.text import Line

FILE_BYTES_MAX: Final = 20_000_000
"""Of one file: twenty scanned sheets, or a photograph of any phone."""
FILES_AT_ONCE_MAX: Final = 10
PAGES_MAX: Final = 200
"""Of a PDF: a file of a case with its annexes; what is longer is no letter."""


class Media(StrEnum):
    """What a file is, by its content."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"


FileSeal = Annotated[str, StringConstraints(pattern=rf"^{AN_ID.pattern} [0-9a-f]{{64}}$")]
"""The id of a file and the SHA-256 of its content, in hex."""


class Filed(Value):
    """A file that was taken in."""

    file_id: FileId
    media: Media
    size_bytes: Annotated[int, Field(ge=1, le=FILE_BYTES_MAX)]
    pages: Annotated[int, Field(ge=1, le=PAGES_MAX)]
    file_name: Personal[Line]
    """As it was called where it came from."""
    seal: Personal[FileSeal]


def seal_of(file_id: FileId, digest: str) -> Personal[str]:
    """What binds a file to its row in the vault."""
    return Personal(f"{file_id} {digest}")
