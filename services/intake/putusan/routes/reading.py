"""GET /putusan/{id}: one ruling, with why it stands where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.intake.letter.routes.of_ruling import letters_of
from services.intake.putusan.decider import PUTUSAN, AmendPutusan, Putusan, Status, fault
from services.intake.putusan.decider.amendment import BY_DOCUMENT, as_executed
from services.intake.putusan.events import PutusanReceived
from services.intake.putusan.projections import PERSONS, PUTUSANS
from services.intake.putusan.report import REPORT, named
from services.intake.putusan.routes import adjusting, appealing
from services.intake.putusan.routes.answers import ONE
from services.intake.putusan.routes.confirmation import fields_to_confirm, times_fixed
from services.intake.putusan.routes.ending import running_beside, with_others_named
from services.intake.putusan.routes.history import History, history, recorded_since
from services.intake.putusan.routes.loads import UNUSABLE
from services.intake.putusan.routes.mending import COLUMN_OF, PART_OF, PARTS, drawn, label_of, needed, stated
from services.intake.putusan.routes.outcome import fault_of, told_flags, told_unread
from services.intake.putusan.routes.sharing import sharing
from shared.access.fields import Field, hidden_of_paper, sees
from shared.access.naming import SEE, People, people
from shared.access.policy import may
from shared.access.signin import Actor, require
from shared.database.roles import Role
from shared.domain.identifiers import Code, PutusanId
from shared.domain.places import PLACES
from shared.domain.refusal import Severity, refused
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.reports.answering import standing_of
from shared.reports.columns import GROUNDS
from shared.web.answers import gives
from shared.web.house import House, house
from shared.web.language import number
from shared.web.paging import After
from shared.web.problems import answer, told
from shared.web.screens import offered, screen, wants_page

router = APIRouter(prefix="/putusan")
ROWS = PUTUSANS.table
PURPOSE = REPORT.action
MEND = AmendPutusan.ACTION
OFFERED = ("adjust", "amend", "appeal", "confirm", "credit", "end", "finality", "identify", "register", "repeat")
"""What the ruling's page offers to whoever may."""
OTHER, DIFFERING = Code("putusan"), Code("differs")
"""Facts of a question about the person."""
ROW = Code("row")
"""Of a cell that belongs to no field."""
IN_ITS_WORDS = ("place_named", "work_named", "conditions")
"""The parts of a ruling that stand in the vault and that whoever executes it needs."""


REPLACING_MOST = 20
"""Nobody mends a paper into another case more often; a file that is sent with every slip might."""
WRITTEN_SHOWN_MOST = 300
"""Letters of a cell that a page shows; the vault keeps them all."""
Rows = Sequence[Mapping[str, Any]]


@router.get("/{putusan_id}")
@gives(ONE)
async def shown(
    request: Request,
    putusan_id: PutusanId,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require("putusan.read"))],
    after: After = None,
    mend: Annotated[Code | None, Query(description="A page's form to open: of this field, or this part.")] = None,
) -> Response:
    """One ruling: its terms, its reasons with article and remedy, its flags, its corrections."""
    standing = await standing_of(house, REPORT.reads, after)
    async with house.database.engine(Role.INTAKE).connect() as connection:
        found = (await connection.execute(select(ROWS).where(ROWS.c.putusan_id == putusan_id))).first()
        others = await _replacing(connection, found)
    if found is None:
        return answer(request, refused("putusan-unknown", severity=Severity.ABSENT))
    row = found._asdict()
    named_here = [row, *(one._asdict() for one in others)] if wants_page(request) else [row]
    whose = await _people(request, house, actor, named_here)
    data: dict[str, Any] = {
        **whose.shown(row),
        "reasons": told(request, [fault_of(reason) for reason in row["reasons"]]),
        "flags": told_flags(request, row["flags"]),
        "unread": told_unread(request, [fault_of(cell) for cell in row["unread"]]),
    }
    entries = await house.ledger.read_stream(PUTUSAN.stream(putusan_id))
    state = PUTUSAN.fold(known_events(entries))
    replaces = [one.putusan_id for one in others if one.replaced_by == putusan_id]
    data |= {"replaces": replaces, "identity": _identity(request, state)} | recorded_since(entries)
    data |= adjusting.told(entries) | appealing.told(entries)
    if not wants_page(request):
        return screen(request, "putusan/one.html", data, standing=standing)
    masked, names = data["masked"], await named(request, house, actor, [found, *others], whose)
    shown: dict[str, Any] = {"usable": row["state"] not in UNUSABLE, "others": {one.putusan_id: one for one in others}}
    said = await _said(request, house, actor, state.received, masked)
    shown |= {"names": names, "wording": said.wording, "kept": said.kept, **_in_words(row, state)}
    shown |= {"answering": fields_to_confirm(row), "today": house.circumstances().today, **_offered(request, state)}
    await with_others_named(request, house, actor, row["klien_id"], PURPOSE)
    shown |= {"asked_form": mend, "beside_it": await running_beside(request, house, actor, row, PURPOSE)}
    shown["mending"] = await _mending(house, actor, state, mend, masked=masked)
    shown["sharing"] = shown["usable"] and await sharing(house, actor, entries, state, masked=masked)
    seen = may(actor.role, SEE)
    shown |= await _beside(house, actor, state, entries if seen else (), masked=masked)
    shown["letters"] = await letters_of(request, house, actor, putusan_id)
    shown["history"] = await history(house, actor, entries, PURPOSE, masked=masked) if seen else History()
    return screen(request, "putusan/one.html", data, standing=standing, **shown)


async def _beside(
    house: House, actor: Actor, state: Putusan, entries: Sequence[Recorded], *, masked: bool
) -> dict[str, Any]:
    """What was told of an adjustment and of an appeal."""
    adjusted = await adjusting.shown(house, actor, state, entries, PURPOSE, masked=masked)
    return adjusted | await appealing.shown(house, actor, state, entries, PURPOSE, masked=masked)


def _in_words(row: Mapping[str, Any], state: Putusan) -> dict[str, Any]:
    """The words of the page, what the paper states in them, and whether its total is derived and nobody has answered
    for it."""
    stands = state.received
    counted = stands is not None and stands.total_derived and state.answer_for(stands) is None
    said = {"times": times_fixed(row), "stated": stated(stands), "counted": counted}
    words = {"part_of": PART_OF, "column_of": COLUMN_OF, "label_of": label_of}
    return {**said, **words, "ground_words": GROUNDS, "districts": PLACES}


def _offered(request: Request, state: Putusan) -> dict[str, bool | int]:
    """What is offered here, and whether the prosecutor is asked: nobody is, of what has ended. Who answers for
    themself records no letter of somebody else. The next numbers are the stream's: a row that was none for a while
    has forgotten them."""
    allowed = {f"may_{verb}": offered(request, f"putusan.{verb}") for verb in OFFERED}
    asked = state.status is Status.HELD and bool(state.legal) and not state.ended
    own_answer = allowed["may_confirm"] and not allowed["may_amend"]
    told = {"ending": state.endings, "final": state.finals, "adjustment": state.adjustments, "credit": state.credits}
    said: dict[str, Mapping[int, Any]] = {**told, "repeat": state.repeats}
    numbers = {f"next_{one}": max(known, default=0) + 1 for one, known in said.items()}
    return {**allowed, **numbers, "asks_prosecutor": asked, "own_answer": own_answer}


async def _replacing(connection: AsyncConnection, found: Row[Any] | None) -> Sequence[Row[Any]]:
    """The ruling as which the rejected paper came again, and the rejected papers that came again as this one."""
    if found is None:
        return ()
    theirs = ROWS.c.replaced_by == found.putusan_id
    if beside := [one for one in (found.parent, found.repeat) if one]:
        theirs |= ROWS.c.putusan_id.in_(beside)
    if found.replaced_by:
        theirs |= ROWS.c.putusan_id == found.replaced_by
    return (await connection.execute(select(ROWS).where(theirs).order_by(ROWS.c.position).limit(REPLACING_MOST))).all()


async def _mending(
    house: House, actor: Actor, state: Putusan, asked: str | None, *, masked: bool
) -> dict[str, Any] | None:
    """The form that was asked for, with what stands in it: nothing is opened that nobody wants to mend."""
    part = asked if asked in PARTS else PART_OF.get(asked or "")
    if part is None or state.received is None or state.status is Status.REJECTED or not may(actor.role, MEND):
        return None
    clear = await house.vault.opened(state.received, MEND, actor.who)
    if clear is None:
        return None
    paper = as_executed(state, clear)
    fields = drawn(needed(part, paper), paper, "/paper", masked=masked)
    itself = "Putusan itu sendiri" if masked or clear.case_number is None else f"Putusan {clear.case_number.value}"
    form = {"part": part, "number": max(state.amendments, default=0) + 1, "fields": fields}
    return {**form, "small": _needs_document(part), "itself": itself}


def _needs_document(part: str) -> str:
    """For which fields of a form a document must be named, where for some alone."""
    names = [label_of(name) for name in PARTS[part] if name in BY_DOCUMENT]
    return "" if len(names) == len(PARTS[part]) else f"wajib bila berubah: {', '.join(names).lower()}"


def _identity(request: Request, state: Putusan) -> dict[str, Any]:
    """What is, or was, asked about the person: with which ruling to compare, in what they differ, and the answer."""
    sentences = told(request, [fault(asked) for asked in state.questions])
    facts = [dict(asked.facts) for asked in state.questions]
    return {
        "questions": [
            {**sentence, "putusan_id": of[OTHER], "differs": str(of[DIFFERING]).split("/") if DIFFERING in of else []}
            for sentence, of in zip(sentences, facts, strict=True)
        ],
        "answer": state.identified.answer if state.identified else None,
        "convict": state.identified.convict if state.identified else None,
        "of_two": state.asked_of_two,
        "open": state.open_questions,
    }


@dataclass(frozen=True, slots=True)
class Said:
    """What the ruling itself says, for a page: of the work, and in the cells that no field holds, in their order."""

    wording: Mapping[str, str]
    kept: Sequence[str | None]
    """One for each cell; None: whoever looks may not see it."""


async def _said(request: Request, house: House, actor: Actor, received: PutusanReceived | None, masked: bool) -> Said:
    """Whoever places a person must see the place that the ruling names; whoever mends a paper, what stands on it: but
    of a child nothing that may be an address or a parent's name."""
    if received is None:
        return Said({}, ())
    if not wants_page(request) or not may(actor.role, SEE):
        return Said({}, [None] * len(received.unread))
    hidden = hidden_of_paper(actor.role, masked=masked)
    named = {name: getattr(received, name) for name in IN_ITS_WORDS if name not in hidden}
    refs = {name: personal.ref for name, personal in named.items() if personal is not None and personal.ref}
    if not sees(actor.role, Field.UNREAD, masked=masked):
        hidden |= {ROW}
    kept = [None if masked or cell.field in hidden else cell.written.ref for cell in received.unread]
    opened = {*refs.values(), *filter(None, kept)}
    values = await house.vault.reveal(opened, PURPOSE, actor.who) if opened else {}
    wording = {name: values[ref] for name, ref in refs.items() if values.get(ref)}
    return Said(wording, [_shown(str(values[ref])) if ref else None for ref in kept])


def _shown(text: str) -> str:
    """What was written, as a page can show it: without what steers the page, and no longer than a paragraph."""
    seen = "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text[:WRITTEN_SHOWN_MOST])
    return seen if len(text) <= WRITTEN_SHOWN_MOST else f"{seen} … ({number(len(text))} huruf)"


async def _people(request: Request, house: House, actor: Actor, rows: Rows) -> People:
    return await people(request, house, PERSONS, actor, {row["putusan_id"]: row["klien_id"] for row in rows}, PURPOSE)
