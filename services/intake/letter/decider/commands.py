"""What somebody may ask about a letter, as they type it."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from services.intake.letter.events import Content, NumberText, Worded
from shared.domain.command import Command
from shared.domain.filed import FILES_AT_ONCE_MAX, Filed, FileSeal
from shared.domain.identifiers import AccountId, Code, FileId, LetterId, PublicText, PutusanId, UnitCode
from shared.domain.personal import Personal
from shared.domain.text import PublicCode, Reason
from shared.papers.codes import PaperCode, PaperDigest

TOLD_MOST = 1000
"""Corrections of one letter: more is a program gone wild."""
Number = Annotated[int, Field(ge=1, le=TOLD_MOST)]


class OfLetter(Command):
    """About one letter."""

    STREAM: ClassVar[str] = "letter-{letter_id}"

    letter_id: LetterId


class OfSubject(Content, OfLetter):
    """What a letter says. ``host_known``: there is the I-PD that it is about."""

    host_known: bool = False


class OfContent(OfSubject):
    """The same of one that brings its number. ``another``: it truly bears the number of another letter of the same
    day."""

    another: bool = False


class ReceiveLetter(OfContent):
    """Register an incoming letter in the agenda of a unit, by the year in which it was received."""

    ACTION: ClassVar[str] = "letter.register"

    FOUND: ClassVar[frozenset[str]] = frozenset({"letter_id", "party", "host_known", "registered_by"})

    unit: UnitCode
    received_on: date
    registered_by: AccountId


class WriteLetter(OfSubject):
    """Register an outgoing letter in the agenda of a unit; it gets its number afterwards, and the date with it."""

    ACTION: ClassVar[str] = "letter.register"

    FOUND: ClassVar[frozenset[str]] = frozenset(
        {"letter_id", "party", "host_known", "number", "received_on", "registered_by"}
    )

    unit: UnitCode
    written_on: date
    registered_by: AccountId


class CorrectLetter(OfContent):
    """What the letter truly says, all of it. Corrections count up."""

    ACTION: ClassVar[str] = "letter.register"

    FOUND: ClassVar[frozenset[str]] = frozenset({"party", "host_known", "corrected_by"})

    correction: Number
    corrected_by: AccountId
    reason: Reason


class StrikeOutLetter(OfLetter):
    """Say that it was registered by mistake. Its number in the agenda stays its own."""

    ACTION: ClassVar[str] = "letter.register"

    reason: Reason


class RestoreLetter(OfLetter):
    """Say that it was struck out by mistake. ``another``: it truly bears a number that another letter bears too."""

    ACTION: ClassVar[str] = "letter.register"

    another: bool = False
    reason: Reason


class DrawNumber(OfLetter):
    """Give an outgoing letter the next number of its unit's own series; asked again the same one, with what is told
    anew of it."""

    ACTION: ClassVar[str] = "letter.register"

    FOUND: ClassVar[frozenset[str]] = frozenset({"serial", "number_code"})

    classification: PublicCode
    written_on: date
    numbering: Number
    reason: Reason | None = None
    serial: int
    """The one that it is to get, so that the decision sees who bears the number."""
    number_code: Code | None
    """The unit's own in that number."""


class EnterNumber(OfLetter):
    """Enter the number that SRIKANDI drew for an outgoing letter. ``another``: another letter of the year truly bears
    it too."""

    ACTION: ClassVar[str] = "letter.register"

    number: Personal[NumberText]
    written_on: date
    numbering: Number
    reason: Reason | None = None
    another: bool = False


class LinkLetter(OfLetter):
    """Say that the letter brought a ruling, or is about it."""

    ACTION: ClassVar[str] = "letter.register"

    putusan_id: PutusanId


class UnlinkLetter(OfLetter):
    """Say that the letter is not about that ruling."""

    ACTION: ClassVar[str] = "letter.register"

    putusan_id: PutusanId
    reason: Reason


class IssuePaper(Worded, OfLetter):
    """Issue a paper of the letter. ``paper`` counts up; one that ``replaces`` another of the letter says why."""

    ACTION: ClassVar[str] = "letter.register"
    FOUND: ClassVar[frozenset[str]] = frozenset({"office", "dated", "code", "digest", "file_id", "seal"})

    paper: Number
    replaces: Number | None = None
    reason: Reason | None = None
    office: PublicText
    dated: date
    code: PaperCode
    digest: PaperDigest
    file_id: FileId | None = None
    seal: Personal[FileSeal] | None = None


class WithdrawPaper(OfLetter):
    """Say that an issued paper holds no longer, and why."""

    ACTION: ClassVar[str] = "letter.register"

    paper: Number
    reason: Reason


class AttachFiles(OfLetter):
    """Attach these files to the letter, all of them or none; they are looked at and sealed before."""

    ACTION: ClassVar[str] = "letter.register"

    files: Annotated[tuple[Filed, ...], Field(min_length=1, max_length=FILES_AT_ONCE_MAX)]


class TakeAwayFile(OfLetter):
    """Say that a file does not belong to this letter."""

    ACTION: ClassVar[str] = "letter.register"

    file: Number
    reason: Reason
