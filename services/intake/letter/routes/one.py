"""GET /letter/{letter_id}: one letter with its time line, and the forms by which it is numbered, linked and mended."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import select
from starlette.responses import Response

from services.intake.letter.decider.numbering import source_of
from services.intake.letter.decider.numbers import CLASSIFICATIONS
from services.intake.letter.decider.state import Letter
from services.intake.letter.events import (
    Direction,
    FileAttached,
    FileTakenAway,
    ForwardTakenBack,
    LetterCorrected,
    LetterForwarded,
    LetterLinked,
    LetterNumbered,
    LetterReceived,
    LetterRestored,
    LetterStruckOut,
    LetterUnlinked,
    LetterWritten,
    Matter,
    PaperIssued,
    PaperReplaced,
    PaperSigned,
    PaperUnsigned,
    PaperWithdrawn,
    Secrecy,
    TaskDone,
    TaskReopened,
    Urgency,
)
from services.intake.letter.projections import LETTERS, LINKED
from services.intake.letter.report import REPORT, SEALED, hidden, reads
from services.intake.letter.routes.answers import answers_offered
from services.intake.letter.routes.chain import forwards_of, state_of
from services.intake.letter.routes.files import FileOfLetter, files_of, named
from services.intake.letter.routes.forms import WORDS, alike, choices
from services.intake.letter.routes.reading import RULINGS, Found, looking_at_rulings, read_letter_of
from services.intake.letter.tasks import STATES
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.intake.unit.decider import UNIT
from shared.access.happened import time_line
from shared.access.naming import Named, people
from shared.access.policy import Actor, may
from shared.access.reach import rulings_of, scope_of
from shared.access.signin import require
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import AccountId, Code, ForwardId, IpdId, LetterId, PutusanId, TaskId, UnitCode
from shared.domain.personal import Personal
from shared.ledger.execute import entries_of, known_events
from shared.papers.scans import KINDS
from shared.reports.answering import standing_of
from shared.web.answers import Answer, gives, standing
from shared.web.filing import ACCEPTED
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/letter")
Here = Annotated[House, Depends(house)]
OFFERED_MOST: Final = 30
"""Rulings that a letter's page offers to link, the newest: a covering letter comes in on the day of its rulings."""
HAPPENED: Final[Mapping[type[Event], str]] = {
    LetterReceived: "Diterima dan dicatat di buku agenda",
    LetterWritten: "Dicatat di buku agenda surat keluar",
    LetterCorrected: "Dibetulkan",
    LetterStruckOut: "Dicoret",
    LetterRestored: "Berlaku lagi",
    LetterNumbered: "Diberi nomor",
    LetterLinked: "Ditautkan dengan putusan",
    LetterUnlinked: "Tautan dengan putusan dilepas",
    LetterForwarded: "Didisposisikan",
    ForwardTakenBack: "Disposisi ditarik",
    TaskDone: "Ditindaklanjuti",
    TaskReopened: "Tindak lanjut dibuka kembali",
    PaperIssued: "Naskah diterbitkan",
    PaperReplaced: "Naskah diganti",
    PaperWithdrawn: "Naskah dicabut",
    FileAttached: "Berkas dilampirkan",
    FileTakenAway: "Berkas diambil kembali",
    PaperSigned: "Naskah ditandatangani, pindaian ada",
    PaperUnsigned: "Pindaian dilepas dari naskah",
}


class TaskRead(Answer):
    """What one receiver of a disposisi is to do."""

    task_id: TaskId
    forward_id: ForwardId
    to_unit: UnitCode | None
    to_account: AccountId | None
    given_on: date
    due: date
    state: str
    answers: TaskId | None
    """The task that its disposisi hands on."""


ONE: Final = standing(
    "LetterRead",
    "One letter; what it says of persons its page alone opens.",
    letter_id=LetterId,
    unit=UnitCode,
    year=int,
    agenda=int,
    direction=Direction,
    party=UnitCode | None,
    compared=Code | None,
    written_on=date | None,
    received_on=date | None,
    answer_due=date | None,
    urgency=Urgency,
    secrecy=Secrecy,
    matter=Matter,
    ipd_id=IpdId | None,
    correction=int,
    numbering=int,
    serial=int | None,
    struck_out=bool,
    rulings=list[PutusanId],
    tasks=list[TaskRead],
    files=list[FileOfLetter],
)


@router.get("/{letter_id}", summary="One letter")
@gives(ONE, refuses=(404,))
async def shown(
    request: Request,
    letter_id: LetterId,
    house: Here,
    actor: Annotated[Actor, Depends(require(REPORT.action))],
    after: After = None,
    link: Annotated[bool, Query(description="With the rulings that it can be linked with, on its page.")] = False,
) -> Response:
    """As its own stream says, so that nothing lags."""
    stands = await standing_of(house, (LETTERS, LINKED), after)
    found = await read_letter_of(request, house, actor, letter_id)
    data = hidden(actor, _data(found.letter) | {"chain": found.letter.chain}, found.keys)
    del data["chain"]
    rulings = await rulings_of(house, await scope_of(request, house, actor), found.letter.rulings)
    data["rulings"] = sorted(rulings)
    if not wants_page(request):
        return screen(request, "letter/one.html", data, standing=stands)
    beside = await _words(house, actor, found) | await _rulings(request, house, actor, data["rulings"], offering=link)
    beside |= await _numbering(house, found.letter) | await choices(house)
    beside |= {"forwards": await forwards_of(house, actor, found, readable=beside["readable"]), "states": STATES}
    beside |= {"kept": found.kept, "answering": await answers_offered(request, house, actor)}
    beside |= {"kinds": KINDS, "accepted": ACCEPTED, "overtaken": found.letter.overtaken}
    beside["file_names"] = await named(house, actor, found.letter.files, readable=beside["readable"])
    return screen(request, "letter/one.html", data, standing=stands, alike=alike(request), **beside, **WORDS)


def _data(letter: Letter) -> dict[str, Any]:
    one, said, numbered = letter.registered, letter.content, letter.numbered
    assert one is not None
    assert said is not None
    names = ("party", "received_on", "answer_due", "urgency", "secrecy", "matter", "ipd_id")
    return {
        **{name: getattr(one, name) for name in ("letter_id", "unit", "year", "agenda")},
        **{name: getattr(said, name) for name in names},
        "direction": letter.direction,
        "compared": letter.compared,
        "written_on": numbered.written_on if numbered else said.written_on,
        "correction": letter.corrections,
        "numbering": numbered.numbering if numbered else 0,
        "serial": numbered.serial if numbered else None,
        "struck_out": letter.struck_out,
        "tasks": list(_tasks(letter)),
        "files": files_of(letter),
    }


def _tasks(letter: Letter) -> Iterator[dict[str, Any]]:
    for one in letter.disposisi.tasks.values():
        told = {name: getattr(one, name) for name in TaskRead.model_fields if name not in ("state", "answers")}
        answers = letter.disposisi.forwards[one.forward_id].answers
        yield told | {"state": state_of(letter.disposisi, one), "answers": answers}


async def _words(house: House, actor: Actor, found: Found) -> dict[str, Any]:
    """What the letter says, and its time line; the inspectorate reads neither."""
    letter, told = found.letter, entries_of(found.entries, Event)
    said = letter.content
    assert said is not None
    readable = reads(actor, said.secrecy, letter.chain, found.keys)
    sealed: dict[str, Any] = {name: getattr(said, name) for name in SEALED}
    if letter.numbered:
        sealed["number"] = letter.numbered.number
    reasons = [getattr(event, "reason", None) for _, event in told]
    refs = [one.ref for one in (*sealed.values(), *reasons) if one is not None and one.ref]
    values = await house.vault.reveal(refs, REPORT.action, actor.who) if readable else {}

    def clear(one: Personal[str] | None) -> str | None:
        return values.get(one.ref) if one is not None and one.ref else None

    line = await time_line(house.database, told, HAPPENED, clear, _about)
    return {"said": {name: clear(one) for name, one in sealed.items()}, "readable": readable, "line": line}


async def _rulings(
    request: Request, house: House, actor: Actor, linked: Sequence[str], *, offering: bool
) -> dict[str, Any]:
    """The rulings of this letter by name, each a look at its person, and where one is to be linked the newest others of
    the reach."""
    named = {"named": {}, "offered": [], "offering": offering}
    if not may(actor.role, RULINGS):
        return named
    rows, scope = PUTUSANS.table.c, await scope_of(request, house, actor)
    query = select(rows.putusan_id, rows.klien_id).where(scope.where(putusan_id=rows.putusan_id))
    newest = query.order_by(rows.position.desc()).limit(OFFERED_MOST)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        others = (await connection.execute(newest)).all() if offering else []
        theirs = (await connection.execute(query.where(rows.putusan_id.in_(linked)))).all() if linked else []
    wanted = {row.putusan_id: row.klien_id for row in (*others, *theirs)}
    if not wanted:
        return named
    whose = await people(request, house, PERSONS, looking_at_rulings(actor), wanted, RULINGS)
    offered = [(row.putusan_id, _called(whose.names[row.putusan_id])) for row in others if row.putusan_id not in linked]
    called = {one: _called(whose.names[one]) for one in linked if one in whose.names}
    return {**named, "named": called, "offered": offered}


def _called(one: Named) -> str:
    return f"{one.case_number}, {one.full}" if one.case_number else one.full


async def _numbering(house: House, letter: Letter) -> dict[str, Any]:
    """Where the number of an outgoing letter may come from, by its own day and by today, and what classification it may
    have."""
    assert letter.registered is not None
    assert letter.content is not None
    unit = UNIT.fold(known_events(await house.ledger.read_stream(UNIT.stream(letter.registered.unit))))
    before, today = letter.numbered, house.circumstances().today
    own = before.written_on if before else letter.content.written_on or today
    return {
        "sources": {source_of(letter, unit, day): day for day in (today, own)},
        "classifications": CLASSIFICATIONS,
        "classification": before.classification if before else None,
    }


def _about(event: Event) -> str | None:
    """Which ruling."""
    return getattr(event, "putusan_id", None)
