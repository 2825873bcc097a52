"""A paper on its way to whoever asked for it: printed by the house's press, handed out as a file."""

from typing import Final

from starlette.responses import Response

from shared.domain.refusal import Fault
from shared.papers.paper import Paper
from shared.papers.press import NotPrinted
from shared.web.house import House
from shared.web.problems import Problem

PDF: Final = "application/pdf"
BUSY_S: Final = "5"


async def printed(house: House, paper: Paper) -> bytes:
    """Its bytes; 503 where the press is busy."""
    try:
        return await house.press.printed(paper)
    except NotPrinted as busy:
        raise Problem(503, Fault("paper-not-printed"), headers={"Retry-After": BUSY_S}) from busy


def file_of(content: bytes, name: str) -> Response:
    """A PDF to keep: never shown by our own origin."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=PDF)
