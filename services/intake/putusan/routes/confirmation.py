"""POST /putusan/{id}/confirmation: the prosecutor's answer to a held ruling, by a document."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.putusan.decider import PUTUSAN, ConfirmPutusan
from services.intake.putusan.decider.beforehand import of_answer
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.decider.telling import paper_of_terms
from services.intake.putusan.routes.answers import CONFIRMED
from services.intake.putusan.routes.mending import COLUMN_OF, SEVERAL, Shown, drawn
from services.intake.putusan.routes.outcome import outcome_of, told_flags
from services.intake.putusan.rows import COLUMNS, cells_of, draft_of
from shared.access.asking import Asking, asking
from shared.access.policy import may
from shared.domain.identifiers import PutusanId
from shared.domain.refusal import Fault, Refused
from shared.domain.sentence import Regime, Terms
from shared.ledger.execute import known_events
from shared.web.answers import gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import Body, bringing, cells_form, faults_in, form_cells, incoming, is_form, validated
from shared.web.kept import Saved
from shared.web.problems import Problem

router = APIRouter(prefix="/putusan")
HOURS = {"day_from_minute", "day_until_minute"}
DAYS = {"weekdays", "periods"}
PERIOD = {"period_days", "period_units"}
DOCUMENT, ANSWERED, WHY = "surat_jaksa", "tanggal_surat", "alasan_jaksa"
AT = {"/terms/kind": "/terms/regime", "/terms/ruled_on": "/answered_on"}
"""Where the answer has what a paper has otherwise."""
MUST = ("/terms/kind", "/terms/total_minutes")
MISSING = (
    ("kind", Fault("kind-missing", pointer="/terms/regime")),
    ("ruled_on", Fault("answered-on-missing", pointer="/answered_on")),
    ("total_minutes", Fault("total-missing", pointer="/terms/total_minutes")),
)
"""What an answer must say, and its rule where it does not."""
ANSWERED_IN_ORDER = ("kind", *(name for name in Terms.model_fields if name in COLUMN_OF))
Confirmation = body_model(ConfirmPutusan)
answer_of_json = incoming(Confirmation)


async def given_answer(request: Request) -> Brought:
    """Dependency: the answer that the request brings; a form says hours and periods in words, as a row of a file."""
    if not is_form(request):
        return await answer_of_json(request)
    cells = await form_cells(request, several=[COLUMN_OF[name] for name in SEVERAL])
    terms_said = {name: text for name, text in cells.items() if name not in (DOCUMENT, ANSWERED, WHY)}
    draft = draft_of({**terms_said, "tanggal_putusan": cells.get(ANSWERED, "")})
    faults = [_of_answer(unreadable.fault) for unreadable in draft.unreadable]
    paper = draft.paper
    told = {one.pointer for one in faults}
    faults += [one for name, one in MISSING if getattr(paper, name) is None and one.pointer not in told]
    if faults:
        words = {"document": cells.get(DOCUMENT, ""), "reason": cells.get(WHY, "")}
        raise Problem(422, *faults_in(Confirmation, words), *faults)
    assert paper.ruled_on is not None  # or it was told
    fields: dict[str, Any] = {name: getattr(paper, name) for name in Terms.model_fields if name != "regime"}
    terms = Terms(regime=paper.kind, **fields)
    written: dict[str, Any] = {"document": cells.get(DOCUMENT), "reason": cells.get(WHY)}
    written |= {"answered_on": paper.ruled_on, "terms": terms}
    return validated(Confirmation, {name: value for name, value in written.items() if value is not None})


def _of_answer(fault: Fault) -> Fault:
    """A fault of a cell where the answer has it."""
    pointer = AT.get(f"/terms{fault.pointer}", f"/terms{fault.pointer}")
    return Fault(fault.rule, fault.facts, fault.citation, pointer)


TERMS = [column.names[0] for column in COLUMNS if column.field in {"kind", *Terms.model_fields}]
bringing(given_answer, Body(Confirmation, cells_form("ConfirmationForm", (DOCUMENT, ANSWERED, WHY, *TERMS))))


def fields_to_confirm(row: Mapping[str, Any]) -> list[Shown]:
    """The ruling's own terms as the form shows them; empty where the prosecutor is asked, so that nobody confirms by
    habit what is held, and nothing undisputed is lost."""
    asked_about = {reason["field"] for reason in row["reasons"]}
    for together in (HOURS, DAYS):
        if asked_about & together:
            asked_about |= together
    said = {name for name in Terms.model_fields if name != "regime" and name not in asked_about}
    paper = _paper(row, said).model_copy(update={"kind": row["regime"] and Regime(row["regime"])})
    fields = drawn(ANSWERED_IN_ORDER, paper, "/terms")
    return [replace(one, at=AT.get(one.at, one.at), required=one.at in MUST) for one in fields]


def times_fixed(row: Mapping[str, Any]) -> dict[str, str]:
    """The hours, days and period that the ruling itself fixes, by the names of their columns."""
    return _cells(row, HOURS | DAYS | PERIOD)


def _cells(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """A row's terms as a page writes them."""
    return cells_of(_paper(row, names))


def _paper(row: Mapping[str, Any], names: Iterable[str]) -> Paper:
    """A row's terms; 0 is midnight where it is an hour."""
    stands = {name: row[name] for name in names if row[name] or (name in HOURS and row[name] is not None)}
    return paper_of_terms(stands)


@router.post("/{putusan_id}/confirmation")
@gives(CONFIRMED)
async def confirmed(
    putusan_id: PutusanId,
    given: Annotated[Brought, Depends(given_answer)],
    asks: Annotated[Asking, Depends(asking(ConfirmPutusan))],
) -> Response:
    """Register a held ruling as the prosecutor answered, never above the statutory day."""
    command, see = command_of(ConfirmPutusan, given, putusan_id=putusan_id), f"/putusan/{putusan_id}"
    state = PUTUSAN.fold(known_events(await asks.house.ledger.read_stream(PUTUSAN.stream(putusan_id))))
    now = asks.house.circumstances()
    await asks.looked_at(of_answer(command, state, now), command)
    result = await asks.carry_out(command)
    if isinstance(result, Refused):
        return asks.answer(result, see=see)
    outcome = await outcome_of(asks.house, result, putusan_id)
    flags = told_flags(asks.request, outcome.flags)
    places = may(asks.actor.role, "placement.read")
    after = ("Lihat usulan tempat", f"/placement/{putusan_id}") if places else ("Beranda", "/")
    saved = Saved("ruling-answered", next=after)
    return asks.answer(result, see=see, saved=saved, putusan_id=putusan_id, state=outcome.status.value, flags=flags)
