"""POST /putusan: one ruling, as JSON or from the form of GET /putusan/new."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.intake.putusan.decider import PUTUSAN, CorrectPaper, RegisterPutusan, Status, fault, usable
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.events import PutusanRejected
from services.intake.putusan.projections import PERSONS
from services.intake.putusan.routes import registering
from services.intake.putusan.routes.answers import REGISTERED
from services.intake.putusan.routes.convicts import (
    ASKED,
    CELLS,
    OTHERS,
    beside,
    cell_of,
    registered_together,
    set_apart,
)
from services.intake.putusan.routes.known import KNOWN
from services.intake.putusan.routes.mending import COLUMN_OF, DAYS, OPTIONS, SEVERAL
from services.intake.putusan.routes.mending import SECRET as SECRET_FIELDS
from services.intake.putusan.routes.outcome import Outcome, told_flags, told_unread
from services.intake.putusan.routes.results import cells_of_row, mended
from services.intake.putusan.rows import COLUMNS, CORRECTS, Draft, cells_of, draft_of, kept_cells, written
from shared.access.asking import Asking, asking
from shared.access.naming import people
from shared.access.reach import scope_of, sees
from shared.access.signin import Actor, require
from shared.domain.identifiers import AN_ID, PutusanId, UuidText
from shared.domain.refusal import Fault, Refused
from shared.domain.written.dates import read_date
from shared.ledger.execute import Done, known_events
from shared.sheets.reading import KEY
from shared.web.answers import gives
from shared.web.forms import Body, bringing, cells_form, form_cells, incoming, is_form
from shared.web.house import House, house
from shared.web.kept import Saved, as_brought, has_seen
from shared.web.problems import answer, problem, status_of, told
from shared.web.screens import page, wants_page

router = APIRouter(prefix="/putusan")
paper_of_json = incoming(Paper)
PURPOSE = RegisterPutusan.ACTION
RECORD = "record"
"""The second button of a form with faults: *Catat sebagai ditolak*."""
NAMES = {f"/{column.field}": column.names[0] for column in COLUMNS}
"""Where in the form a fault's field stands."""
ORIGIN = "berkas_asal"
"""The form's hidden field that names the rejected paper whose secrets a masked person's form leaves empty; which paper
it corrects says ``CORRECTS``."""
LISTS = {
    **dict.fromkeys(("keahlian", *(cell_of("skills", number) for number in OTHERS)), r"[,;/\n]"),
    "yang_ditimbang": r"[,;/\n]",
    "sanksi": r"[,;/&\n]|\bdan\b",
    "hari_pelaksanaan": ",",
}
"""Cells that the form shows as words to tick, and what parts them."""
DAY_CELLS = frozenset(COLUMN_OF[field] for field in DAYS)
ROW = ("berkas_impor", "baris_impor")
"""The form's hidden fields that name the row of a file that it mends."""
ROW_KEY = "bakti.row"
SECRET = frozenset(COLUMN_OF[field] for field in SECRET_FIELDS)
"""Cells that the form of a masked person leaves empty; left so, they stay as the rejected paper has them."""


async def draft(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(RegisterPutusan))],
    corrects: PutusanId | None = None,
) -> Draft:
    """Dependency: the paper that the request brings. A form is read like a row of a file. ``corrects``: the rejected
    paper that this one mends."""
    if is_form(request):
        cells = await form_cells(request, several=LISTS)
        keep = cells.pop(RECORD, None) is not None or has_seen(request)
        cells = set_apart(request, cells)
        row = request.scope[ROW_KEY] = [cells.pop(name, "") for name in ROW]
        kept = await _kept_paper(request, house, cells.get(ORIGIN), actor)
        before = kept.cells if kept else (await _row_of_a_file(request, house, actor, *row))[0]
        secrets = {name: cell for name, cell in before.items() if name in SECRET}
        typed = {name: cell for name, cell in cells.items() if name != ORIGIN}
        return replace(draft_of(secrets | typed), keep=keep)
    paper = await paper_of_json(request)
    return Draft(paper, (), written(cells_of(paper)), corrects)


bringing(draft, Body(Paper, cells_form("PaperForm", (*NAMES.values(), *CELLS, ORIGIN, CORRECTS, RECORD, *ROW))))


@router.get("/new")
async def blank(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(RegisterPutusan))],
    rejected: PutusanId | None = None,
    import_id: UuidText | None = None,
    row: Annotated[str | None, Query(pattern=f"^{KEY}$")] = None,
) -> Response:
    """The form for one ruling: empty, or filled with a rejected paper to correct (``?rejected=`` its id), or with a row
    of a file (``?import_id=``, ``?row=``)."""
    of_file = {} if import_id is None or row is None else dict(zip(ROW, (import_id, row), strict=True))
    kept = await _kept_paper(request, house, rejected, actor)
    if kept is None:
        cells, faults = await _row_of_a_file(request, house, actor, *of_file.values()) if of_file else ({}, ())
        return _form(request, _without_secrets(cells) | of_file, faults)
    whose = await people(request, house, PERSONS, actor, {kept.klien_id: kept.klien_id}, PURPOSE)
    cells = kept.cells | {CORRECTS: str(rejected)}
    if whose.masked(kept.klien_id):
        cells = _without_secrets(cells) | {ORIGIN: str(rejected)}
    return _form(request, cells | of_file, kept.faults, mending=True)


@router.post("", status_code=201)
@gives(REGISTERED, refuses=(404,))
async def registered(
    found: Annotated[Draft, Depends(draft)], asks: Annotated[Asking, Depends(asking(RegisterPutusan, CorrectPaper))]
) -> Response:
    """Register a ruling: registered or held (201), unusable and kept (422), the same again (409).

    A form that cannot be used is shown again with its faults, and recorded as rejected by the button that says so; one
    that can be used as it is asks first about what nobody can read in it. One that names several
    convicts makes a ruling of each.
    """
    request, house = asks.request, asks.house
    await asks.looked_at()
    if beside(request):
        return await registered_together(asks, found)
    (one,) = await registering.claimed(house, [found])
    result = await registering.registered(asks, one)
    if isinstance(result, Refused):
        if status_of(result) == 422 and usable(one.command, house.circumstances().today):
            await asks.looked_at(result.faults)
        return problem(request, status_of(result), _leading(result.faults, one.command.putusan_id))
    done, outcome = result
    if outcome.status is Status.REJECTED and not (is_form(request) and wants_page(request)):
        kept = {"Bakti-Position": str(done.position), "Location": f"/putusan/{one.command.putusan_id}"}
        return problem(request, 422, outcome.faults, kept)
    following = await _after_mending(asks, one.command.putusan_id, outcome)
    return _taken(request, one.command.putusan_id, done, outcome, following)


def _leading(faults: Sequence[Fault], putusan_id: PutusanId) -> list[Fault]:
    """What is known already leads a page to the ruling that has the id: it is made from the case and the convict."""
    see = {"see": f"/putusan/{putusan_id}"}
    return [replace(one, facts={**one.facts, **see}) if one.rule in KNOWN else one for one in faults]


class Kept(NamedTuple):
    """A rejected paper's cells as they came; where they could be read, in our words."""

    klien_id: str
    cells: dict[str, str]
    faults: tuple[Fault, ...]


async def _kept_paper(request: Request, house: House, putusan_id: str | None, actor: Actor) -> Kept | None:
    """The paper that was rejected last under this id, if any that the actor may see."""
    if putusan_id is None or not AN_ID.fullmatch(putusan_id):
        return None
    if not await sees(house, await scope_of(request, house, actor), putusan_id=putusan_id):
        return None
    events = known_events(await house.ledger.read_stream(PUTUSAN.stream(PutusanId(putusan_id))))
    rejected = next(
        (event for event in reversed(events) if isinstance(event, PutusanRejected) and event.paper is not None), None
    )
    if rejected is None or rejected.paper is None or rejected.paper.ref is None:
        return None
    found = await house.vault.reveal([rejected.paper.ref], PURPOSE, actor.who)
    cells = kept_cells(found[rejected.paper.ref])
    read = draft_of(cells)
    as_typed = {NAMES.get(f"/{told.field}") for told in read.unreadable}
    in_words = {name: text for name, text in cells_of(read.paper).items() if name not in as_typed}
    return Kept(rejected.klien_id, cells | in_words, tuple(fault(reason) for reason in rejected.reasons))


async def _row_of_a_file(
    request: Request, house: House, actor: Actor, import_id: str, key: str
) -> tuple[dict[str, str], tuple[Fault, ...]]:
    if not AN_ID.fullmatch(import_id) or not re.fullmatch(KEY, key):
        return {}, ()
    return await cells_of_row(request, house, actor, import_id, key)


async def _after_mending(asks: Asking, putusan_id: PutusanId, outcome: Outcome) -> tuple[str, str] | None:
    """Whither next where the paper is a row of a file that is mended now."""
    import_id, key = asks.request.scope.get(ROW_KEY, ("", ""))
    if outcome.status is Status.REJECTED or not AN_ID.fullmatch(import_id) or not re.fullmatch(KEY, key):
        return None
    became = (putusan_id, outcome.status.value)
    return await mended(asks.request, asks.house, asks.actor, import_id, key, became)


def _without_secrets(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if name not in SECRET}


NEXT = ("Daftarkan putusan berikutnya", "/putusan/new")


def _taken(
    request: Request, putusan_id: PutusanId, done: Done, outcome: Outcome, following: tuple[str, str] | None
) -> Response:
    return answer(
        request,
        done,
        status=201,
        see=f"/putusan/{putusan_id}",
        saved=Saved(f"putusan-{outcome.status.value}", next=following or NEXT),
        putusan_id=putusan_id,
        klien_id=outcome.klien_id,
        state=outcome.status.value,
        reasons=told(request, outcome.faults),
        flags=told_flags(request, outcome.flags),
        unread=told_unread(request, outcome.unread),
    )


def _form(
    request: Request, cells: Mapping[str, str], faults: tuple[Fault, ...] = (), *, mending: bool = False
) -> Response:
    """The page, its fields filled with these cells: a day as a calendar shows it, a list as its words to tick. What is
    wrong with a paper that is mended is told at its fields at once."""
    shown = {name: _as_day(text) if name in DAY_CELLS else text for name, text in cells.items()}
    lists = {name: _parted(name, text) for name, text in cells.items() if name in LISTS}
    if faults:
        said = [(name, text) for name, text in shown.items() if name not in LISTS]
        ticked = [(name, part) for name, parts in lists.items() for part in parts]
        as_brought(request, "putusan", [*said, *ticked], faults)
    others = {number: {field: cell_of(field, number) for field in ASKED} for number in OTHERS}
    data = {"cells": shown, "lists": lists, "options": OPTIONS, "several_of": SEVERAL, "others": others}
    return page(request, "putusan/new.html", {**data, "mending": mending or ROW[0] in cells})


def _as_day(text: str) -> str:
    day = read_date(text) if text else text
    return day.isoformat() if isinstance(day, date) else text


def _parted(name: str, text: str) -> list[str]:
    return [part.strip() for part in re.split(LISTS[name], text) if part.strip()]
