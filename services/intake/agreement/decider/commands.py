"""What somebody may ask about an agreement, as they type it."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.intake.agreement.events import ANNEXES_MOST, Commented, Described, Drafted, Signature, Term
from shared.domain.command import Command
from shared.domain.identifiers import AgreementId, UnitCode
from shared.domain.text import PublicLine, Reason

TOLD_MOST = 1000
"""Corrections of one agreement: more is a program gone wild."""
Number = Annotated[int, Field(ge=1, le=TOLD_MOST)]


class OfAgreement(Command):
    """About one agreement."""

    STREAM: ClassVar[str] = "agreement-{agreement_id}"

    agreement_id: AgreementId


class OfDescribed(Described, OfAgreement):
    """What an agreement is, as somebody types it."""

    title: PublicLine
    annexes: Annotated[tuple[PublicLine, ...], Field(max_length=ANNEXES_MOST)] = ()


class EnterAgreement(OfDescribed):
    """Enter an agreement, to be signed or signed already."""

    ACTION: ClassVar[str] = "agreement.keep"

    FOUND: ClassVar[frozenset[str]] = frozenset({"agreement_id"})


class CorrectAgreement(OfDescribed):
    """What it truly is, all of it. Corrections count up."""

    ACTION: ClassVar[str] = "agreement.keep"

    correction: Number
    reason: Reason


class SignAgreement(Signature, OfAgreement):
    """Say that a party has signed, when, by whom and under which number. Said again it is corrected."""

    ACTION: ClassVar[str] = "agreement.keep"

    number: PublicLine | None = None
    post: PublicLine
    signing: Number
    reason: Reason | None = None


class WithdrawSignature(OfAgreement):
    """Say that a party has not signed after all."""

    ACTION: ClassVar[str] = "agreement.keep"

    party: UnitCode
    reason: Reason


class TellDraft(Drafted, OfAgreement):
    """Say that a version of the text came in or went out. Versions count up."""

    ACTION: ClassVar[str] = "agreement.keep"

    draft: Number


class TakeDraftBack(OfAgreement):
    """Say that there was no such version."""

    ACTION: ClassVar[str] = "agreement.keep"

    draft: Number
    reason: Reason


class CommentDraft(Commented, OfAgreement):
    """Say what a unit says of a version. Comments count up."""

    ACTION: ClassVar[str] = "agreement.keep"

    draft: Number
    comment: Number


class TakeCommentBack(OfAgreement):
    """Say that it was no comment of that unit, or on another version."""

    ACTION: ClassVar[str] = "agreement.keep"

    comment: Number
    reason: Reason


class TellTerm(Term, OfAgreement):
    """Say that a signed agreement is extended, ended early, or replaced by another."""

    ACTION: ClassVar[str] = "agreement.keep"

    document: PublicLine | None = None
    telling: Number
    reason: Reason


class WithdrawTerm(OfAgreement):
    """Say that what was told last of its term is not so."""

    ACTION: ClassVar[str] = "agreement.keep"

    telling: Number
    reason: Reason


class StrikeOutAgreement(OfAgreement):
    """Say that it was entered by mistake, or came to nothing."""

    ACTION: ClassVar[str] = "agreement.keep"

    reason: Reason


class RestoreAgreement(OfAgreement):
    """Say that it was struck out by mistake."""

    ACTION: ClassVar[str] = "agreement.keep"

    reason: Reason
