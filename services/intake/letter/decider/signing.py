"""An issued paper was signed by hand: its scan is a file of the letter, which is said to be of that paper."""

from collections.abc import Sequence
from typing import ClassVar

from services.intake.letter.decider.bearing import not_there
from services.intake.letter.decider.commands import AttachFiles, Number, OfLetter
from services.intake.letter.decider.files import attach
from services.intake.letter.decider.state import Letter
from services.intake.letter.events import PaperSigned, PaperUnsigned
from shared.domain.event import Event
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.text import Reason
from shared.law.circumstances import Circumstances


class OfPaper(OfLetter):
    """About one paper of a letter, whatever became of it."""

    paper: Number


class AttachSigned(AttachFiles, OfPaper):
    """Attach the scan of a paper that was signed by hand; of several sheets that were photographed, all of them."""

    ACTION: ClassVar[str] = "letter.register"


class SignPaper(OfPaper):
    """Say that a file which the letter has already is the scan of a paper that was signed by hand."""

    ACTION: ClassVar[str] = "letter.register"

    file: Number


class UnsignPaper(OfPaper):
    """Say that a file is no scan of that paper. The file stays with the letter."""

    ACTION: ClassVar[str] = "letter.register"

    file: Number
    reason: Reason


def attach_signed(command: AttachSigned, letter: Letter, circumstances: Circumstances) -> Sequence[Event] | Refused:
    """As files of the letter, each said to be of the paper."""
    attached = attach(command, letter, circumstances)
    if isinstance(attached, Refused):
        return attached
    if command.paper > len(letter.papers):
        return refused("paper-unknown", severity=Severity.ABSENT)
    given = {one.file_id for one in command.files}
    before = [one.file for one in letter.files if one.file_id in given]
    new = [len(letter.files) + number for number in range(1, len(attached) + 1)]
    signed = [retold(PaperSigned, command, file=one) for one in (*before, *new)]
    return [*attached, *(one for one in signed if (one.paper, one.file) not in letter.signed)]


def sign(command: SignPaper, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """Signed by that file; said twice it is said once."""
    if letter.registered is None or letter.struck_out:
        return not_there(letter)
    if command.paper > len(letter.papers):
        return refused("paper-unknown", severity=Severity.ABSENT)
    if command.file > len(letter.files) or command.file in letter.taken_away:
        return refused("letter-file-unknown", severity=Severity.ABSENT)
    return [] if (command.paper, command.file) in letter.signed else [retold(PaperSigned, command)]


def unsign(command: UnsignPaper, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """It is of that paper no longer; what never was is told."""
    if letter.registered is None:
        return not_there(letter)
    if (command.paper, command.file) not in letter.signed:
        return refused("paper-not-signed-by", severity=Severity.ABSENT)
    return [retold(PaperUnsigned, command)]
