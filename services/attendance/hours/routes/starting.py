"""POST /hours/{klien_id}/service: the berita acara of the first execution; …/corrections: its true day."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.attendance.hours.decider import HOURS, CorrectStart, Hours, StartService
from services.attendance.hours.decider.starting import doubts_of_start, first_place
from services.attendance.hours.events import WindowFixed
from shared.access.asking import Asking, asking
from shared.domain.identifiers import KlienId, PutusanId
from shared.ledger.execute import Done, known_events
from shared.web.answers import answered, gives
from shared.web.brought import brought
from shared.web.kept import Saved, typed

router = APIRouter(prefix="/hours")
TOLD = {"putusan_id", "opens_on", "deadline", "flags"}
OF_WINDOW = ("opens_on", "deadline")
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
    """What follows from the berita acara, where that was told: the days that count and what is worth a look. A page
    asks about what is odd."""
    see, hours = f"/hours/{command.klien_id}", Hours()
    if typed(asks.request) is not None:
        hours, given = await _hours(asks, command), asks.house.circumstances()
        await asks.looked_at(doubts_of_start(command, hours, given), command)
    result = await asks.carry_out(command)
    events = result.events if isinstance(result, Done) else ()
    fixed = next((event for event in events if isinstance(event, WindowFixed)), None)
    window = fixed.model_dump(mode="json", include=TOLD) if fixed else {}
    saved = _saved(command, window, first_place(hours))
    return asks.answer(result, see=see, saved=saved, klien_id=command.klien_id, **window)


async def _hours(asks: Asking, command: StartService | CorrectStart) -> Hours:
    found: Hours = HOURS.fold(known_events(await asks.house.ledger.read_stream(command.stream)))
    return found


def _saved(command: StartService | CorrectStart, window: Mapping[str, Any], placed_on: date | None) -> Saved:
    """The day of the berita acara, and from when until when work counts by it: not before there is a place."""
    facts = {"started_on": command.started_on.isoformat(), **{name: window.get(name) for name in OF_WINDOW}}
    opens_on, next_page = window.get("opens_on"), ("Berikutnya: catat jam", "#catat")
    if not opens_on:
        return Saved("start-recorded-alone", facts, next_page)
    if placed_on is None or placed_on <= date.fromisoformat(opens_on):
        return Saved("start-recorded", facts, next_page)
    mend = ("Betulkan mulai penempatannya", f"/placement/{window['putusan_id']}")
    return Saved("start-before-place", facts | {"placed_on": placed_on.isoformat()}, mend, "watch")
