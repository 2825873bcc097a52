"""POST /putusan/{id}/amendments: a correction of what the register says, as JSON or from a form of the page."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.putusan.decider import PUTUSAN, AmendPutusan, Opened, Putusan, refs_of
from services.intake.putusan.decider.amendment import Stood, as_executed, effective, in_paper, mended_paper
from services.intake.putusan.decider.beforehand import of_amendment
from services.intake.putusan.decider.convict import WHOSE
from services.intake.putusan.decider.paper import UNITS_OF, Likeness, Paper
from services.intake.putusan.decider.telling import paper_of
from services.intake.putusan.reactions import keep_identity, traits_of_mended
from services.intake.putusan.routes.answers import AMENDED
from services.intake.putusan.routes.mending import COLUMN_OF, PARTS, SECRET, SEVERAL
from services.intake.putusan.routes.outcome import outcome_of, told_flags, told_unread
from services.intake.putusan.rows import Draft, cells_of, draft_of, likeness_of
from shared.access.asking import Asking, asking
from shared.domain.identifiers import Code, PutusanId
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from shared.ledger.execute import known_events
from shared.privacy.identities import Claimed
from shared.privacy.keyfile import KeysAway, KeysUnfit
from shared.web.answers import gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import Body, bringing, cells_form, faults_in, form_cells, incoming, is_form, validated
from shared.web.kept import Saved
from shared.web.problems import Problem, told

router = APIRouter(prefix="/putusan")
Amending = body_model(AmendPutusan)
amending_of_json = incoming(Amending)

PART, MASKED, NUMBER, DOCUMENT, REASON = "part", "masked", "number", "document", "reason"
OWN = (PART, MASKED, NUMBER, DOCUMENT, REASON)
"""Cells of the form that are no columns of the paper."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brings: the fields that it shows as a row of a file has them, and what is said of the correction."""

    part: str
    draft: Draft
    left: frozenset[str]
    """Fields that were left empty since they are secret."""
    about: Mapping[str, str] = field(default_factory=dict)


async def wanted(request: Request) -> Brought | Typed:
    """Dependency: the correction that the request brings. A form is read like a row of a file."""
    if not is_form(request):
        return await amending_of_json(request)
    cells = await form_cells(request, several=[COLUMN_OF[name] for name in SEVERAL])
    about = {name: cells.pop(name) for name in OWN if name in cells}
    part, masked = about.pop(PART, ""), about.pop(MASKED, "") == "yes"
    draft = draft_of(cells)
    if draft.unreadable:
        said = {REASON: about.get(REASON, ""), DOCUMENT: about.get(DOCUMENT)}
        unreadable = (in_paper(one.fault) for one in draft.unreadable)
        raise Problem(422, *unreadable, *faults_in(Amending, said))
    left = frozenset(name for name in SECRET if masked and COLUMN_OF[name] not in cells)
    return Typed(part, draft, left, about)


bringing(wanted, Body(Amending, cells_form("AmendmentForm", (*OWN, *COLUMN_OF.values()))))


@router.post("/{putusan_id}/amendments", status_code=201)
@gives(AMENDED)
async def amended(
    putusan_id: PutusanId,
    brought: Annotated[Brought | Typed, Depends(wanted)],
    asks: Annotated[Asking, Depends(asking(AmendPutusan))],
) -> Response:
    """Mend a ruling, whatever came after it: registered by what it says now, or held for it."""
    state, opened = await standing(asks, putusan_id)
    body = _of_form(brought, state, opened) if isinstance(brought, Typed) else brought
    command = command_of(AmendPutusan, body, putusan_id=putusan_id, opened=opened, stood=_stood(state, opened))
    await asks.looked_at(of_amendment(command, state, asks.house.circumstances()), command)
    command, claimed = await _beside_others(asks, command, state)
    result = await asks.carry_out(command)
    see = f"/putusan/{putusan_id}"
    if not isinstance(result, Refused):
        with suppress(KeysAway, KeysUnfit):  # it is recorded, and the reaction comes to it again
            await keep_identity(asks.house, putusan_id)
    if claimed is not None:
        await asks.house.vault.settle([(claimed, "refused")])  # by now the ruling itself is known so, or is not
    if isinstance(result, Refused):
        return asks.answer(result, see=see)
    outcome = await outcome_of(asks.house, result, putusan_id)
    reasons = told(asks.request, outcome.faults)
    return asks.answer(
        result,
        see=see,
        status=201,
        saved=_saved(command.number, reasons),
        putusan_id=putusan_id,
        number=command.number,
        state=outcome.status.value,
        reasons=reasons,
        flags=told_flags(asks.request, outcome.flags),
        unread=told_unread(asks.request, outcome.unread),
    )


def _saved(number: int, reasons: Sequence[Mapping[str, Any]]) -> Saved:
    """What follows from it: held again is no promise that the hours follow."""
    if not reasons:
        return Saved("ruling-amended", {"number": number})
    why = " ".join(reason["message"] for reason in reasons)
    return Saved("ruling-amended-held", {"number": number, "why": why})


async def standing(asks: Asking, putusan_id: PutusanId) -> tuple[Putusan, Opened | None]:
    """The ruling as it stands, with its values in clear, looked at for this purpose; none where they were erased."""
    state: Putusan = PUTUSAN.fold(known_events(await asks.house.ledger.read_stream(PUTUSAN.stream(putusan_id))))
    if state.received is None:
        return state, None
    clear = await asks.house.vault.opened(state.received, AmendPutusan.ACTION, asks.actor.who)
    return state, Opened(refs=refs_of(state.received), clear=clear) if clear is not None else None


def _of_form(typed: Typed, state: Putusan, opened: Opened | None) -> Brought:
    """The fields of the form that say something else than what stands; one that was emptied is not said."""
    stands = as_executed(state, opened.clear) if opened else Paper()
    shown = [name for name in PARTS.get(typed.part, ()) if name not in typed.left]
    said = typed.draft.paper
    words, stood = cells_of(said), cells_of(stands)
    said_in = {name for name in UNITS_OF if words.get(COLUMN_OF[name]) != stood.get(COLUMN_OF[name])}
    mended = [name for name in shown if name in said_in or not _same(getattr(said, name), getattr(stands, name))]
    names = (*mended, *(UNITS_OF[name] for name in mended if name in UNITS_OF))
    paper = {name: getattr(said, name) for name in names}
    return validated(Amending, {**typed.about, "paper": paper, "fields": tuple(mended)})


def _same(said: Any, stands: Any) -> bool:
    """Of a list in whatever order it was ticked."""
    both = isinstance(said, tuple) and isinstance(stands, tuple)
    return sorted(map(str, said)) == sorted(map(str, stands)) if both else bool(said == stands)


def _stood(state: Putusan, opened: Opened | None) -> tuple[Stood, ...]:
    """What stands, in words: in fields, and in cells that no field could hold."""
    if opened is None:
        return ()
    cells = cells_of(as_executed(state, opened.clear))
    unread: dict[str, Personal[str]] = {cell.field: cell.written for cell in opened.clear.unread}
    words = {name: Personal(cells[column]) for name, column in COLUMN_OF.items() if column in cells}
    return tuple(Stood(field=Code(name), written=written) for name, written in {**unread, **words}.items())


async def _beside_others(asks: Asking, command: AmendPutusan, state: Putusan) -> tuple[AmendPutusan, Claimed | None]:
    """With what the mended paper says of its person beside all others, where it says something else of them."""
    if command.opened is None or WHOSE.isdisjoint(effective(command, state)):
        return command, None
    paper = mended_paper(command, state, paper_of(command.opened.clear))
    claimed = await asks.house.vault.claim_again(traits_of_mended(command.putusan_id, paper))
    likeness: Likeness = likeness_of(claimed)
    return command.model_copy(update={"likeness": likeness}), claimed
