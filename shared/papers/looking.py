"""What the process that looks at one scan does: says what the file is by its content, and draws its first page small.

The file is its standard input. It has little memory, little time and no way to write a file, so that a file made to
hurt whoever opens it hurts this process alone. Started as ``python -m shared.papers.looking``; the packages that read
files of others are loaded here and nowhere else. Nothing in a file is executed: no script, no link, no form.
"""

import json
import resource
import sys
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Final

from shared.domain.filed import PAGES_MAX, Media

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY_BYTES: Final = 1_500_000_000
"""Addresses, not memory in use: the packages alone reserve some hundred MB of them."""
PROCESSOR_S: Final = 15
PIXELS_MAX: Final = 60_000_000
"""A sheet of A3 at 400 dpi has 31 million, a good phone's photograph 50."""
SIDE_MAX: Final = 1_000
"""Of the picture of the first page."""
HEAD_BYTES: Final = 1_024
"""Where a PDF says that it is one."""
LENGTH: Final = 4
FORMATS: Final = {"JPEG": Media.JPEG, "MPO": Media.JPEG, "PNG": Media.PNG, "HEIF": Media.HEIC}
"""As Pillow calls them; MPO is a phone's JPEG with a second picture."""


class Unfit(Exception):
    """A file that is not taken, by the rule that it breaks."""

    def __init__(self, rule: str, **facts: int) -> None:
        super().__init__(rule)
        self.rule, self.facts = rule, facts


def looked_at(source: BinaryIO) -> tuple[Media, int, bytes]:
    """What it is, how many pages it has, and the picture of the first one. Raises Unfit."""
    head = source.read(HEAD_BYTES)
    source.seek(0)
    media, pages, picture = _pdf(source) if b"%PDF-" in head else _image(source)
    picture.thumbnail((SIDE_MAX, SIDE_MAX))
    drawn = BytesIO()
    picture.convert("RGB").save(drawn, "PNG")
    return media, pages, drawn.getvalue()


def _pdf(source: BinaryIO) -> "tuple[Media, int, Image]":
    """One that only limits what may be done with it opens without a password, and is taken."""
    import pikepdf
    import pypdfium2

    try:
        with pikepdf.open(source) as pdf:
            pages, locked = len(pdf.pages), pdf.is_encrypted
    except pikepdf.PasswordError:
        raise Unfit("scan-encrypted") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Unfit("scan-damaged") from None
    if pages > PAGES_MAX:
        raise Unfit("scan-pages", pages=pages, most=PAGES_MAX)
    if not pages:
        raise Unfit("scan-damaged")
    source.seek(0)
    try:
        page = pypdfium2.PdfDocument(source)[0]
        scale = SIDE_MAX / max(page.get_width(), page.get_height(), 1)
        return Media.PDF, pages, page.render(scale=scale, may_draw_forms=False).to_pil()
    except (pypdfium2.PdfiumError, ValueError):
        raise Unfit("scan-encrypted" if locked else "scan-damaged") from None


def _image(source: BinaryIO) -> "tuple[Media, int, Image]":
    """Pillow says what it is by its content, of these formats alone."""
    import pi_heif
    from PIL import Image, ImageOps, UnidentifiedImageError

    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # measured below, before anything is unpacked
    try:
        image = Image.open(source, formats=("JPEG", "PNG", "HEIF"))
    except UnidentifiedImageError:
        raise Unfit("scan-kind") from None
    except (OSError, ValueError, SyntaxError):
        raise Unfit("scan-damaged") from None
    if image.width * image.height > PIXELS_MAX:
        raise Unfit("scan-pixels", pixels=image.width * image.height // 1_000_000, most=PIXELS_MAX // 1_000_000)
    media = FORMATS[str(image.format)]
    try:
        image.load()
        return media, 1, ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Unfit("scan-damaged") from None


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(source: BinaryIO, answers: BinaryIO) -> None:
    picture = b""
    try:
        media, pages, picture = looked_at(source)
        said: dict[str, object] = {"media": media, "pages": pages}
    except Unfit as unfit:
        said = {"rule": unfit.rule, "facts": unfit.facts}
    except MemoryError:
        said = {"rule": "scan-damaged", "facts": {}}
    head = json.dumps(said).encode()
    answers.write(len(head).to_bytes(LENGTH, "big") + head + picture)
    answers.flush()


if __name__ == "__main__":
    _bound()
    _answer(sys.stdin.buffer, sys.stdout.buffer)
