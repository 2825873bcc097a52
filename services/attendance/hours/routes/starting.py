"""POST /hours/{klien_id}/service: the berita acara of the first execution; …/corrections: its true day."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.attendance.hours.decider import CorrectStart, StartService
from services.attendance.hours.events import WindowFixed
from shared.access.asking import Asking, asking
from shared.domain.identifiers import KlienId, PutusanId
from shared.ledger.execute import Done
from shared.web.answers import answered, gives
from shared.web.brought import brought
from shared.web.kept import Saved

router = APIRouter(prefix="/hours")
TOLD = {"putusan_id", "opens_on", "deadline", "flags"}
STARTED = answered(
    "ServiceStands",
    "The berita acara stands; where the days that count follow from it already, they are told.",
    klien_id=KlienId,
    putusan_id=(PutusanId, None),
    opens_on=(date | None, None),
    deadline=(date | None, None),
    flags=(tuple[str, ...], ()),
)


@router.post("/{klien_id}/service", summary="The berita acara: service begins")
@gives(STARTED)
async def start(
    command: Annotated[StartService, Depends(brought(StartService))],
    asks: Annotated[Asking, Depends(asking(StartService))],
) -> Response:
    """First execution on that day."""
    return await _with_window(asks, command)


@router.post("/{klien_id}/service/corrections", summary="Correct the berita acara")
@gives(STARTED)
async def correct(
    command: Annotated[CorrectStart, Depends(brought(CorrectStart))],
    asks: Annotated[Asking, Depends(asking(CorrectStart))],
) -> Response:
    """Another day or document, at any time, with its reason; window and credit follow (settlement 19)."""
    return await _with_window(asks, command)


async def _with_window(asks: Asking, command: StartService | CorrectStart) -> Response:
    """What follows from the berita acara, where that was told: the days that count and what is worth a look."""
    result = await asks.carry_out(command)
    events = result.events if isinstance(result, Done) else ()
    fixed = next((event for event in events if isinstance(event, WindowFixed)), None)
    window = fixed.model_dump(mode="json", include=TOLD) if fixed else {}
    see, saved = f"/hours/{command.klien_id}", _saved(command, window)
    return asks.answer(result, see=see, saved=saved, klien_id=command.klien_id, **window)


def _saved(command: StartService | CorrectStart, window: Mapping[str, Any]) -> Saved:
    """The day of the berita acara, and from when until when work counts by it."""
    facts = {name: window.get(name) for name in ("opens_on", "deadline")}
    rule = "start-recorded" if facts["opens_on"] else "start-recorded-alone"
    return Saved(rule, {"started_on": command.started_on.isoformat(), **facts}, ("Berikutnya: catat jam", "#catat"))
