"""What can happen to an agreement: its drafts go to and fro and are commented on, each party signs it under a number of
its own, it is extended, ended early or replaced, and corrected or struck out where it was entered by mistake."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from shared.domain.event import Event, Value
from shared.domain.identifiers import AgreementId, Code, LetterId, PublicText, UnitCode
from shared.domain.personal import Personal
from shared.domain.text import Line, ReasonWords, Words

PARTIES_LEAST: Final = 2
PARTIES_MOST: Final = 8
"""Of one agreement: two or three as a rule."""
ANNEXES_MOST: Final = 20
AHEAD_DAYS: Final = 180
"""So long before its last day an agreement is told to end: its successor takes half a year of drafts and signatures."""


class AgreementKind(StrEnum):
    """What the parties sign."""

    UNDERSTANDING = "nota-kesepakatan"
    COOPERATION = "perjanjian-kerja-sama"


class Described(Value):
    """What an agreement is, between whom, and for how long."""

    kind: AgreementKind
    title: PublicText
    """What it is about."""
    parties: Annotated[tuple[UnitCode, ...], Field(max_length=PARTIES_MOST)]
    """Pihak Kesatu, Pihak Kedua … in this order."""
    first_day: date
    last_day: date
    annexes: Annotated[tuple[PublicText, ...], Field(max_length=ANNEXES_MOST)] = ()
    """By their names, in the order of the paper."""


class AgreementEntered(Described, Event):
    """There is an agreement more, signed or to be."""

    TYPE = "agreement.entered.v1"
    SUBJECT = None
    agreement_id: AgreementId


class AgreementCorrected(Described, Event):
    """What it truly is, all of it; corrections count up, the last one stands."""

    TYPE = "agreement.corrected.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    correction: int
    reason: Personal[ReasonWords]


class Signature(Value):
    """When a party signed, who did for it, and under which number of its own."""

    party: UnitCode
    signed_on: date
    number: PublicText | None = None
    """As written; a paper of two parties bears one of each."""
    signer: Personal[Line]
    post: PublicText


class AgreementSigned(Signature, Event):
    """A party has signed; a later one of it corrects the former."""

    TYPE = "agreement.signed.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    signing: int
    """1, 2 … of this party; the last one stands."""
    compared: Code | None = None
    """The number as others are compared with it."""
    reason: Personal[ReasonWords] | None = None
    """Of every one but the first."""


class SignatureWithdrawn(Event):
    """That party has not signed after all."""

    TYPE = "agreement.signature-withdrawn.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    party: UnitCode
    reason: Personal[ReasonWords]


class Way(StrEnum):
    """Which way a draft went."""

    RECEIVED = "received"
    SENT = "sent"


class Drafted(Value):
    """A version of the text as it came in or went out."""

    way: Way
    party: UnitCode
    """From whom, or to whom."""
    on_day: date
    letter_id: LetterId | None = None
    """The letter by which it came or went."""
    remark: Personal[Line] | None = None


class AgreementDrafted(Drafted, Event):
    """There is a version more."""

    TYPE = "agreement.drafted.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    draft: int
    """1, 2 … of this agreement."""


class DraftTakenBack(Event):
    """There was no such version; its number stays its own."""

    TYPE = "agreement.draft-taken-back.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    draft: int
    reason: Personal[ReasonWords]


class Commented(Value):
    """What a unit says of a version."""

    draft: int
    said_by: UnitCode
    on_day: date
    opinion: Personal[Words]


class DraftCommented(Commented, Event):
    """A unit has commented on a version."""

    TYPE = "agreement.commented.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    comment: int
    """1, 2 … of this agreement."""


class CommentTakenBack(Event):
    """It was no comment of that unit, or on another version."""

    TYPE = "agreement.comment-taken-back.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    comment: int
    reason: Personal[ReasonWords]


class TermKind(StrEnum):
    """What became of the term that was signed."""

    EXTENDED = "extended"
    ENDED = "ended"
    """Early, and by nothing else."""
    REPLACED = "replaced"
    """By another agreement."""


class Term(Value):
    """Until when it truly holds, and by what."""

    how: TermKind
    last_day: date
    by: AgreementId | None = None
    """Which one replaces it."""
    document: PublicText | None = None
    """The addendum or letter that says so."""


class AgreementTermTold(Term, Event):
    """It is extended, ended early or replaced."""

    TYPE = "agreement.term-told.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    telling: int
    """1, 2 … of this agreement."""
    reason: Personal[ReasonWords]


class AgreementTermWithdrawn(Event):
    """What was told last of its term is not so; what was before it holds again."""

    TYPE = "agreement.term-withdrawn.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    telling: int
    reason: Personal[ReasonWords]


class AgreementStruckOut(Event):
    """It was entered by mistake, or came to nothing."""

    TYPE = "agreement.struck-out.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    reason: Personal[ReasonWords]


class AgreementRestored(Event):
    """It was struck out by mistake, and stands again."""

    TYPE = "agreement.restored.v1"
    SUBJECT = "agreement_id"
    agreement_id: AgreementId
    reason: Personal[ReasonWords]


class AgreedNumberTaken(Event):
    """An agreement bears this number of a party, in its compared form; on a stream of the number's own."""

    TYPE = "agreed.number-taken.v1"
    SUBJECT = None
    party: UnitCode
    agreement_id: AgreementId
    title: PublicText
    """As the agreement was called then, so that whoever uses the number again is told."""


class AgreedNumberFreed(Event):
    """The agreement bears it no longer: it was mistyped, or the party has not signed."""

    TYPE = "agreed.number-freed.v1"
    SUBJECT = None
    party: UnitCode
    agreement_id: AgreementId
