"""POST /putusan: one ruling, as JSON or from the form of GET /putusan/new."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.putusan.decider import PUTUSAN, RegisterPutusan, Status, usable
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import PutusanRejected
from services.intake.putusan.projections import PERSONS
from services.intake.putusan.routes import registering
from services.intake.putusan.routes.answers import REGISTERED
from services.intake.putusan.routes.outcome import Outcome, told, told_flags, told_unread
from services.intake.putusan.rows import COLUMNS, Draft, cells_of, draft_of, kept_cells, written
from shared.access.asking import Asking, asking
from shared.access.naming import people
from shared.access.signin import Actor, require
from shared.domain.identifiers import PutusanId
from shared.domain.refusal import Fault, Refused
from shared.ledger.execute import Done, known_events
from shared.web.answers import gives
from shared.web.forms import Body, bringing, cells_form, form_cells, incoming, is_form
from shared.web.house import House, house
from shared.web.problems import Details, answer, details, problem, status_of
from shared.web.screens import page, wants_page

router = APIRouter(prefix="/putusan")
paper_of_json = incoming(Paper)
PURPOSE = RegisterPutusan.ACTION
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CELLS = "bakti.cells"
"""Where the form's own words are kept, so that a form with faults comes back as it was filled in."""
RECORD = "record"
"""The second button of a form with faults: *Catat sebagai ditolak*."""
NAMES = {f"/{column.field}": column.names[0] for column in COLUMNS}
"""Where in the form a fault's field stands."""
ORIGIN = "berkas_asal"
"""The form's hidden field that names the rejected paper it corrects."""
SECRET = frozenset({"nama", "nik", "tanggal_lahir", "alamat", "kecamatan", "telepon", "wali"})
"""Cells that the form of a masked person leaves empty; left so, they stay as the rejected paper has them."""


async def draft(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(RegisterPutusan))],
) -> Draft:
    """Dependency: the paper that the request brings. A form is read like a row of a file."""
    if is_form(request):
        cells = await form_cells(request)
        keep = cells.pop(RECORD, None) is not None
        request.scope[CELLS] = cells
        kept = await _kept_paper(house, cells.get(ORIGIN), actor)
        secrets = {name: cell for name, cell in kept.cells.items() if name in SECRET} if kept else {}
        typed = {name: cell for name, cell in cells.items() if name != ORIGIN}
        return replace(draft_of(secrets | typed), keep=keep)
    paper = await paper_of_json(request)
    return Draft(paper, (), written(cells_of(paper)))


bringing(draft, Body(Paper, cells_form("PaperForm", (*NAMES.values(), ORIGIN, RECORD))))


@router.get("/new")
async def blank(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(RegisterPutusan))],
    rejected: PutusanId | None = None,
) -> Response:
    """The form for one ruling: empty, or filled with a rejected paper to correct (``?rejected=`` its id)."""
    kept = await _kept_paper(house, rejected, actor)
    if kept is None:
        return page(request, "putusan/new.html", _form({}))
    whose = await people(request, house, PERSONS, actor, {kept.klien_id: kept.klien_id}, PURPOSE)
    cells = kept.cells
    if whose.masked(kept.klien_id):
        cells = {name: cell for name, cell in cells.items() if name not in SECRET} | {ORIGIN: str(rejected)}
    return page(request, "putusan/new.html", _form(cells))


@router.post("", status_code=201)
@gives(REGISTERED)
async def registered(
    found: Annotated[Draft, Depends(draft)], asks: Annotated[Asking, Depends(asking(RegisterPutusan))]
) -> Response:
    """Register a ruling: registered or held (201), unusable and kept (422), the same again (409).

    A form that cannot be used is shown again with its faults; it is kept only by the button that says so.
    """
    request, house = asks.request, asks.house
    (one,) = await registering.claimed(house, [found])
    result = await registering.registered(asks, one)
    if isinstance(result, Refused):
        as_is = usable(one.command, house.circumstances().today)
        return _not_taken(request, status_of(result), result.faults, as_is=as_is)
    done, outcome = result
    if outcome.status is Status.REJECTED and not (is_form(request) and wants_page(request)):
        kept = {"Bakti-Position": str(done.position), "Location": f"/putusan/{one.command.putusan_id}"}
        return _not_taken(request, 422, outcome.faults, kept)
    return _taken(request, one.command.putusan_id, done, outcome)


class Kept(NamedTuple):
    """A rejected paper's cells as they came; where they could be read, in our words."""

    klien_id: str
    cells: dict[str, str]


async def _kept_paper(house: House, putusan_id: str | None, actor: Actor) -> Kept | None:
    """The paper that was rejected last under this id, if any."""
    if putusan_id is None or not UUID.fullmatch(putusan_id):
        return None
    events = known_events(await house.ledger.read_stream(PUTUSAN.stream(PutusanId(putusan_id))))
    rejected = next(
        (event for event in reversed(events) if isinstance(event, PutusanRejected) and event.paper is not None), None
    )
    if rejected is None or rejected.paper is None or rejected.paper.ref is None:
        return None
    found = await house.vault.reveal([rejected.paper.ref], PURPOSE, actor.account_id)
    cells = kept_cells(found[rejected.paper.ref])
    read = draft_of(cells)
    as_typed = {NAMES.get(f"/{told.field}") for told in read.unreadable}
    in_words = {name: text for name, text in cells_of(read.paper).items() if name not in as_typed}
    return Kept(rejected.klien_id, cells | in_words)


def _taken(request: Request, putusan_id: PutusanId, done: Done, outcome: Outcome) -> Response:
    return answer(
        request,
        done,
        status=201,
        see=f"/putusan/{putusan_id}",
        putusan_id=putusan_id,
        klien_id=done.events[-1].subject,
        state=outcome.status.value,
        reasons=told(request, outcome.faults),
        flags=told_flags(request, outcome.flags),
        unread=told_unread(request, outcome.unread),
    )


def _not_taken(
    request: Request,
    status: int,
    faults: tuple[Fault, ...],
    headers: dict[str, str] | None = None,
    *,
    as_is: bool = False,
) -> Response:
    """The form again, as it was filled in, for people; the problem for programs."""
    if wants_page(request):
        found = details(request, status, faults)
        shown = _form(request.scope.get(CELLS, {}), found) | {"as_is": as_is}
        return page(request, "putusan/new.html", shown, status=status, headers=headers)
    return problem(request, status, faults, headers)


def _form(cells: Mapping[str, str], found: Details | None = None) -> dict[str, Any]:
    """What the form shows. A paper with faults may be kept as rejected; one that stands already may not."""
    return {"cells": cells, "problem": found, "names": NAMES, "may_record": found is not None and found.status == 422}
