"""GET /cek: whoever holds an issued paper asks whether the house knows it and whether it holds.

Asked without signing in, told without a name; a file is compared in the browser of who asks, and never leaves it."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from msgspec.structs import asdict
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.reports.papers import PaperRow, papers
from shared.access.rates import Kind
from shared.access.signin import open_to_all, too_often
from shared.domain.refusal import Fault
from shared.papers.codes import PaperCode, PaperDigest, typed
from shared.web.answers import Answer, gives
from shared.web.house import House, house
from shared.web.problems import Problem
from shared.web.screens import page, screen, wants_page

ACTION: Final = "paper.check"
TYPED_MOST: Final = 40
router = APIRouter(prefix="/cek", dependencies=[Depends(open_to_all(ACTION))])
KINDS: Final = {"undangan": "Surat undangan", "surat-pengantar": "Surat pengantar"}
SAYS: Final = {
    "berlaku": ("good", "circle-check", "Berlaku"),
    "dicabut": ("alarm", "ban", "Dicabut"),
    "diganti": ("watch", "arrows-exchange", "Diganti dengan naskah lain"),
}
"""Of each state: its tone, its picture, its word."""


class Checked(Answer):
    """What is told of an issued paper: ``state`` is ``berlaku``, ``dicabut`` or ``diganti``; ``digest`` is the SHA-256
    of its file."""

    code: PaperCode
    kind: str
    office: str
    dated: date
    state: str
    digest: PaperDigest


@router.get("", summary="Check a paper by the code that stands on it")
@gives(Checked, refuses=(404, 429))
async def asked(
    request: Request,
    house: Annotated[House, Depends(house)],
    code: Annotated[str, Query(max_length=TYPED_MOST, description="As it stands on the paper.")] = "",
) -> Response:
    """Without a code the page that asks for one."""
    if not code.strip() and wants_page(request):
        return page(request, "reports/check.html", {"typed": "", "one": None, "missing": False})
    return await _told(request, house, code)


async def _told(request: Request, house: House, said: str) -> Response:
    """Every code that is asked for counts, so that nobody tries them all."""
    if (seconds := await too_often(request, Kind.CHECK)) is not None:
        raise Problem(429, Fault("too-often", {"seconds": seconds}), headers={"Retry-After": str(seconds)})
    found = await _found(house, typed(said[:TYPED_MOST]))
    if found is None and wants_page(request):
        again = said[:TYPED_MOST] if said.isprintable() else ""
        return page(request, "reports/check.html", {"typed": again, "one": None, "missing": True}, status=404)
    if found is None:
        raise Problem(404, Fault("paper-not-known"))
    return screen(
        request,
        "reports/check.html",
        asdict(found),
        one=found,
        missing=False,
        typed=found.code,
        says=SAYS[found.state],
        called=KINDS[found.kind],
    )


async def _found(house: House, code: PaperCode | None) -> PaperRow | None:
    if code is None:
        return None
    async with house.database.engine(papers.role).connect() as connection:
        row = (await connection.execute(select(papers.table).where(papers.table.c.code == code))).first()
    return None if row is None else papers.layout.from_query(row)
