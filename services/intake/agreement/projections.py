"""The agreements as people read them, one row each; nothing of a person stands in it."""

from datetime import date

import msgspec
from msgspec.structs import replace

from services.intake.agreement.events import (
    AgreementCorrected,
    AgreementEntered,
    AgreementRestored,
    AgreementSigned,
    AgreementStruckOut,
    AgreementTermTold,
    AgreementTermWithdrawn,
    SignatureWithdrawn,
    TermKind,
)
from shared.domain.retold import retold, same
from shared.projections.entry import Entry
from shared.projections.state import Index, StateProjection


class Signed(msgspec.Struct, frozen=True):
    """A party that has signed, and the number of its paper."""

    party: str
    signed_on: date
    number: str | None = None


class Until(msgspec.Struct, frozen=True):
    """What became of its term."""

    telling: int
    how: str
    last_day: date


class AgreementRow(msgspec.Struct, frozen=True):
    """An agreement as it stands."""

    agreement_id: str
    position: int
    """Of its first event."""
    kind: str
    title: str
    parties: tuple[str, ...]
    first_day: date
    last_day: date
    """As it was told last."""
    signed_until: date
    """As its own paper says."""
    stage: str = "draft"
    """Draft, signed, ended, replaced or struck-out."""
    signatures: tuple[Signed, ...] = ()
    signed_on: date | None = None
    """On which the last party signed."""
    terms: tuple[Until, ...] = ()
    """What was told of its term and stands."""


AGREEMENTS = StateProjection(
    "intake",
    "agreement",
    AgreementRow,
    key="agreement_id",
    version=2,
    indexes=(
        Index(("position", "agreement_id")),
        Index(("last_day", "agreement_id")),
        *(Index((by, "position")) for by in ("kind", "stage")),
    ),
)


@AGREEMENTS.on(AgreementEntered)
def entered(row: AgreementRow | None, event: AgreementEntered, entry: Entry) -> AgreementRow:
    """It is to be signed, or was."""
    return retold(AgreementRow, event, position=entry.position, signed_until=event.last_day)


@AGREEMENTS.on(AgreementCorrected)
def corrected(row: AgreementRow | None, event: AgreementCorrected, entry: Entry) -> AgreementRow | None:
    """What it truly is; with a party more it waits for that one."""
    return row and _staged(replace(row, **same(AgreementRow, event), signed_until=event.last_day))


@AGREEMENTS.on(AgreementSigned)
def signed(row: AgreementRow | None, event: AgreementSigned, entry: Entry) -> AgreementRow | None:
    """One party more has signed, or otherwise than was said."""
    return row and _staged(replace(row, signatures=(*_others(row, event.party), retold(Signed, event))))


@AGREEMENTS.on(SignatureWithdrawn)
def unsigned(row: AgreementRow | None, event: SignatureWithdrawn, entry: Entry) -> AgreementRow | None:
    """One party less."""
    return row and _staged(replace(row, signatures=_others(row, event.party)))


@AGREEMENTS.on(AgreementTermTold)
def term_told(row: AgreementRow | None, event: AgreementTermTold, entry: Entry) -> AgreementRow | None:
    """It is extended, ended early or replaced."""
    return row and _staged(replace(row, terms=(*row.terms, retold(Until, event))))


@AGREEMENTS.on(AgreementTermWithdrawn)
def term_withdrawn(row: AgreementRow | None, event: AgreementTermWithdrawn, entry: Entry) -> AgreementRow | None:
    """What was before it holds again."""
    return row and _staged(replace(row, terms=tuple(one for one in row.terms if one.telling != event.telling)))


@AGREEMENTS.on(AgreementStruckOut)
def struck_out(row: AgreementRow | None, event: AgreementStruckOut, entry: Entry) -> AgreementRow | None:
    """It was entered by mistake, or came to nothing."""
    return row and replace(row, stage="struck-out")


@AGREEMENTS.on(AgreementRestored)
def restored(row: AgreementRow | None, event: AgreementRestored, entry: Entry) -> AgreementRow | None:
    """It stands again."""
    return row and _staged(row)


def _others(row: AgreementRow, party: str) -> tuple[Signed, ...]:
    return tuple(one for one in row.signatures if one.party != party)


def _staged(row: AgreementRow) -> AgreementRow:
    """Signed by all of its parties or not yet, and until when."""
    last_day = row.terms[-1].last_day if row.terms else row.signed_until
    if not {*row.parties} <= {one.party for one in row.signatures}:
        return replace(row, stage="draft", signed_on=None, last_day=last_day)
    ended = row.terms and row.terms[-1].how != TermKind.EXTENDED
    stage = row.terms[-1].how if ended else "signed"
    return replace(row, stage=stage, signed_on=max(one.signed_on for one in row.signatures), last_day=last_day)
