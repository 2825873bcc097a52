"""What is known of one agreement, and of a number: who bears it."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from services.intake.agreement.events import (
    AgreedNumberFreed,
    AgreedNumberTaken,
    AgreementCorrected,
    AgreementDrafted,
    AgreementEntered,
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
)
from shared.domain.event import Event, Value
from shared.domain.identifiers import AgreementId, Code, UnitCode, derived
from shared.domain.thing import Scope, Thing


class Agreement(Value):
    """An agreement as it stands."""

    described: Described | None = None
    """As it was corrected last."""
    corrections: int = 0
    signatures: Mapping[UnitCode, AgreementSigned] = Field(default_factory=dict)
    """Those that stand."""
    signings: Mapping[UnitCode, int] = Field(default_factory=dict)
    """How often it was said of each party that it signed."""
    drafts: tuple[AgreementDrafted, ...] = ()
    """In the order of their numbers, taken back ones too."""
    drafts_back: frozenset[int] = frozenset()
    comments: tuple[DraftCommented, ...] = ()
    comments_back: frozenset[int] = frozenset()
    terms: tuple[AgreementTermTold, ...] = ()
    """What was told of its term and stands."""
    terms_told: int = 0
    struck_out: bool = False

    @property
    def last_day(self) -> date | None:
        """Until when it holds, as it was told last."""
        if self.terms:
            return self.terms[-1].last_day
        return self.described.last_day if self.described else None

    @property
    def over(self) -> TermKind | None:
        """By what it ended early; None: it runs its term."""
        last = self.terms[-1].how if self.terms else TermKind.EXTENDED
        return None if last is TermKind.EXTENDED else last

    @property
    def signed_on(self) -> date | None:
        """The day on which the last party signed; None: one has not."""
        if self.described is None or not {*self.described.parties} <= {*self.signatures}:
            return None
        return max(one.signed_on for one in self.signatures.values())


def evolve(state: Agreement, event: Event) -> Agreement:
    """The agreement after one more event."""
    match event:
        case AgreementEntered():
            return state.model_copy(update={"described": event})
        case AgreementCorrected():
            return state.model_copy(update={"described": event, "corrections": event.correction})
        case AgreementSigned():
            signatures = {**state.signatures, event.party: event}
            signings = {**state.signings, event.party: event.signing}
            return state.model_copy(update={"signatures": signatures, "signings": signings})
        case SignatureWithdrawn():
            left = {party: one for party, one in state.signatures.items() if party != event.party}
            return state.model_copy(update={"signatures": left})
        case AgreementStruckOut() | AgreementRestored():
            return state.model_copy(update={"struck_out": isinstance(event, AgreementStruckOut)})
    return state.model_copy(update=_with_it(state, event))


def _with_it(state: Agreement, event: Event) -> dict[str, object]:
    """What changes of its drafts, comments and term."""
    match event:
        case AgreementDrafted():
            return {"drafts": (*state.drafts, event)}
        case DraftTakenBack():
            return {"drafts_back": state.drafts_back | {event.draft}}
        case DraftCommented():
            return {"comments": (*state.comments, event)}
        case CommentTakenBack():
            return {"comments_back": state.comments_back | {event.comment}}
        case AgreementTermTold():
            return {"terms": (*state.terms, event), "terms_told": event.telling}
        case AgreementTermWithdrawn():
            return {"terms": tuple(one for one in state.terms if one.telling != event.telling)}
    return {}


class Bearer(Value):
    """The agreement that bears a number."""

    taken: AgreedNumberTaken | None = None

    def other(self, agreement_id: AgreementId) -> AgreedNumberTaken | None:
        """But for this one."""
        return self.taken if self.taken and self.taken.agreement_id != agreement_id else None


def _evolve_bearer(state: Bearer, event: Event) -> Bearer:
    match event:
        case AgreedNumberTaken():
            return Bearer(taken=event)
        case AgreedNumberFreed():
            return Bearer(taken=state.other(event.agreement_id))
    return state


AGREED: Thing[Bearer] = Thing("agreed", (AgreedNumberTaken, AgreedNumberFreed), Bearer(), _evolve_bearer)
"""A number of a party in its compared form: which agreement bears it."""


def number_of(party: UnitCode, compared: Code | None) -> Scope:
    """The stream of a number; nothing where there is none."""
    return ((AGREED, AGREED.stream(derived("agreed", party, compared))),) if compared else ()
