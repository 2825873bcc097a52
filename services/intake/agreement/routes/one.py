"""GET /agreement/{agreement_id}: one agreement with its parties, what is next and its time line."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.agreement.decider import AGREEMENT, Agreement
from services.intake.agreement.events import (
    AgreementCorrected,
    AgreementDrafted,
    AgreementEntered,
    AgreementKind,
    AgreementRestored,
    AgreementSigned,
    AgreementStruckOut,
    AgreementTermTold,
    AgreementTermWithdrawn,
    CommentTakenBack,
    Described,
    DraftCommented,
    DraftTakenBack,
    SignatureWithdrawn,
    TermKind,
    Way,
)
from services.intake.agreement.projections import AGREEMENTS
from services.intake.agreement.report import REPORT
from services.intake.agreement.routes.forms import WORDS, choices, letters, others
from shared.access.happened import time_line
from shared.access.policy import Actor, RoleName
from shared.access.signin import require
from shared.domain.event import Event
from shared.domain.identifiers import AgreementId, LetterId, UnitCode
from shared.domain.personal import Personal, personal_fields
from shared.domain.refusal import Fault
from shared.ledger.execute import entries_of, known_events
from shared.ledger.recorded import Recorded
from shared.reports.answering import standing_of
from shared.web.answers import Answer, gives, standing
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.problems import Problem
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/agreement")
HAPPENED: Final[Mapping[type[Event], str]] = {
    AgreementEntered: "Dicatat",
    AgreementCorrected: "Dibetulkan",
    AgreementSigned: "Ditandatangani",
    SignatureWithdrawn: "Tanda tangan dicabut",
    AgreementStruckOut: "Dicoret",
    AgreementRestored: "Berlaku lagi",
    AgreementDrafted: "Naskah dicatat",
    DraftTakenBack: "Naskah ditarik",
    DraftCommented: "Tanggapan dicatat",
    CommentTakenBack: "Tanggapan ditarik",
    AgreementTermTold: "Masa berlaku berubah",
    AgreementTermWithdrawn: "Perubahan masa berlaku dicabut",
}


class Party(Answer):
    """A party, whether it has signed and under which number; who signed for it the page alone says."""

    party: UnitCode
    signings: int
    signed_on: date | None
    number: str | None
    post: str | None


class Draft(Answer):
    """A version of the text; what was noted of it the page alone says."""

    draft: int
    way: Way
    party: UnitCode
    on_day: date
    letter_id: LetterId | None
    taken_back: bool


class Comment(Answer):
    """Who has commented on which version; what was said the page alone says."""

    comment: int
    draft: int
    said_by: UnitCode
    on_day: date
    taken_back: bool


class TermTold(Answer):
    """What was told of its term and stands."""

    telling: int
    how: TermKind
    last_day: date
    by: AgreementId | None
    document: str | None


ONE: Final = standing(
    "AgreementRead",
    "One agreement; who signed for a party its page alone opens.",
    agreement_id=AgreementId,
    kind=AgreementKind,
    title=str,
    parties=list[Party],
    first_day=date,
    last_day=date,
    annexes=list[str],
    corrections=int,
    signed_on=date | None,
    over=TermKind | None,
    terms=list[TermTold],
    terms_told=int,
    drafts=list[Draft],
    comments=list[Comment],
    struck_out=bool,
)


@router.get("/{agreement_id}", summary="One agreement of the parties")
@gives(ONE, refuses=(404,))
async def shown(
    request: Request,
    agreement_id: AgreementId,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(REPORT.action))],
    after: After = None,
) -> Response:
    """As its own stream says, so that nothing lags."""
    stands = await standing_of(house, (AGREEMENTS,), after)
    entries = await house.ledger.read_stream(AGREEMENT.stream(agreement_id))
    agreement = AGREEMENT.fold(known_events(entries))
    if agreement.described is None:
        raise Problem(404, Fault("agreement-unknown"))
    data = {"agreement_id": agreement_id, **_data(agreement, agreement.described)}
    if not wants_page(request):
        return screen(request, "agreement/one.html", data, standing=stands)
    beside = await _words(house, actor, agreement, entries) | await choices(house)
    beside |= {"others": await others(house, agreement_id), "letters": await letters(request, house, actor)}
    return screen(request, "agreement/one.html", data, standing=stands, **beside, **WORDS)


def _data(agreement: Agreement, said: Described) -> dict[str, Any]:
    return {
        **{name: getattr(said, name) for name in ("kind", "title", "first_day")},
        "last_day": agreement.last_day,
        "over": agreement.over,
        "terms": [{name: getattr(one, name) for name in TermTold.model_fields} for one in agreement.terms],
        "terms_told": agreement.terms_told,
        "drafts": [_told(Draft, one, one.draft in agreement.drafts_back) for one in agreement.drafts],
        "comments": [_told(Comment, one, one.comment in agreement.comments_back) for one in agreement.comments],
        "parties": [_party(agreement, one) for one in said.parties],
        "annexes": [*said.annexes],
        "corrections": agreement.corrections,
        "signed_on": agreement.signed_on,
        "struck_out": agreement.struck_out,
    }


def _told(kind: type[Answer], event: Event, taken_back: bool) -> dict[str, Any]:
    names = (name for name in kind.model_fields if name != "taken_back")
    return {**{name: getattr(event, name) for name in names}, "taken_back": taken_back}


def _party(agreement: Agreement, party: UnitCode) -> dict[str, Any]:
    signed = agreement.signatures.get(party)
    told = {name: getattr(signed, name, None) for name in ("signed_on", "number", "post")}
    return {"party": party, "signings": agreement.signings.get(party, 0), **told}


async def _words(house: House, actor: Actor, agreement: Agreement, entries: list[Recorded]) -> dict[str, Any]:
    """Who signed, and the time line with its reasons; the inspectorate reads neither names nor reasons."""
    told = entries_of(entries, Event)
    sealed = [one.ref for _, event in told for _, one in personal_fields(event) if one.ref]
    readable = actor.role is not RoleName.AUDITOR
    values = await house.vault.reveal(sealed, REPORT.action, actor.who) if readable and sealed else {}

    def clear(one: Personal[Any] | None) -> Any:
        return values.get(one.ref) if one is not None and one.ref else None

    line = await time_line(house.database, told, HAPPENED, clear, _about)
    return {
        "signers": {party: clear(one.signer) for party, one in agreement.signatures.items()},
        "notes": {one.draft: clear(one.remark) for one in agreement.drafts},
        "said": {one.comment: clear(one.opinion) for one in agreement.comments},
        "stated": agreement.described.last_day if agreement.described else None,
        "line": line,
    }


def _about(event: Event) -> str | None:
    """Which party, or who commented."""
    return getattr(event, "party", None) or getattr(event, "said_by", None)
