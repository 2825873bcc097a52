"""When a letter gets its place in an agenda, its number, its corrections.

The place and the letter are one request: the decision sees the agenda's stream, whose next version is the number, so
that no number is left out and none is given twice, whoever else registers and whatever dies meanwhile.

Example::

    given(LETTER, beside={…}).when(ReceiveLetter(unit="dinsos-p3a", …)).then((LetterReceived(agenda=1, …),), …)
"""

from collections.abc import Sequence

from services.intake.letter.decider.bearing import beside_number, not_there
from services.intake.letter.decider.commands import (
    AttachFiles,
    CorrectLetter,
    DrawNumber,
    EnterNumber,
    IssuePaper,
    LinkLetter,
    ReceiveLetter,
    RestoreLetter,
    StrikeOutLetter,
    TakeAwayFile,
    UnlinkLetter,
    WithdrawPaper,
    WriteLetter,
)
from services.intake.letter.decider.disposisi import (
    beside_forward,
    complete,
    correct_forward,
    forward,
    reopen,
    take_back,
)
from services.intake.letter.decider.files import attach, take_away
from services.intake.letter.decider.forwarding import (
    CompleteTask,
    CorrectForward,
    ForwardLetter,
    ReopenTask,
    TakeForwardBack,
)
from services.intake.letter.decider.numbering import beside_drawn, beside_entered, draw, enter
from services.intake.letter.decider.papers import beside_issue, issue, withdraw
from services.intake.letter.decider.registering import (
    beside_correction,
    beside_received,
    beside_written,
    correct,
    receive,
    restore,
    strike_out,
    write,
)
from services.intake.letter.decider.signing import (
    AttachSigned,
    SignPaper,
    UnsignPaper,
    attach_signed,
    sign,
    unsign,
)
from services.intake.letter.decider.state import AGENDA, NUMBER, OUTGOING, Letter, evolve
from services.intake.letter.events import (
    FileAttached,
    FileTakenAway,
    ForwardTakenBack,
    LetterCorrected,
    LetterForwarded,
    LetterLinked,
    LetterNumbered,
    LetterReceived,
    LetterRestored,
    LetterStruckOut,
    LetterUnlinked,
    LetterWritten,
    PaperIssued,
    PaperReplaced,
    PaperSigned,
    PaperUnsigned,
    PaperWithdrawn,
    TaskDone,
    TaskGiven,
    TaskReopened,
)
from shared.domain.event import Event
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Across, Thing
from shared.law.circumstances import Circumstances

__all__ = [
    "AGENDA",
    "LETTER",
    "NUMBER",
    "OUTGOING",
    "AttachFiles",
    "AttachSigned",
    "CompleteTask",
    "CorrectForward",
    "CorrectLetter",
    "DrawNumber",
    "EnterNumber",
    "ForwardLetter",
    "IssuePaper",
    "Letter",
    "LinkLetter",
    "ReceiveLetter",
    "ReopenTask",
    "RestoreLetter",
    "SignPaper",
    "StrikeOutLetter",
    "TakeAwayFile",
    "TakeForwardBack",
    "UnlinkLetter",
    "UnsignPaper",
    "WithdrawPaper",
    "WriteLetter",
]

RULINGS_MOST = 50
"""That one letter brings: a prosecutor's covering letter names a few."""


def link(command: LinkLetter, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """Linked; said twice it is said once."""
    if letter.registered is None or letter.struck_out:
        return not_there(letter)
    if command.putusan_id in letter.rulings:
        return []
    if len(letter.rulings) >= RULINGS_MOST:
        return refused("letter-rulings-many", severity=Severity.CONFLICT, most=RULINGS_MOST)
    return [retold(LetterLinked, command)]


def unlink(command: UnlinkLetter, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """The link is ended; what is not linked is told."""
    if letter.registered is None:
        return not_there(letter)
    if command.putusan_id not in letter.rulings:
        return refused("letter-not-linked", severity=Severity.ABSENT)
    return [retold(LetterUnlinked, command)]


LETTER: Thing[Letter] = Thing(
    "letter",
    (
        LetterReceived,
        LetterWritten,
        LetterCorrected,
        LetterStruckOut,
        LetterRestored,
        LetterNumbered,
        LetterLinked,
        LetterUnlinked,
        LetterForwarded,
        TaskGiven,
        ForwardTakenBack,
        TaskDone,
        TaskReopened,
        PaperIssued,
        PaperReplaced,
        PaperWithdrawn,
        FileAttached,
        FileTakenAway,
        PaperSigned,
        PaperUnsigned,
    ),
    Letter(),
    evolve,
    {
        ReceiveLetter: Across(receive, beside_received),
        WriteLetter: Across(write, beside_written),
        CorrectLetter: Across(correct, beside_correction),
        StrikeOutLetter: Across(strike_out, beside_number),
        RestoreLetter: Across(restore, beside_number),
        DrawNumber: Across(draw, beside_drawn),
        EnterNumber: Across(enter, beside_entered),
        LinkLetter: link,
        UnlinkLetter: unlink,
        ForwardLetter: Across(forward, beside_forward),
        CorrectForward: Across(correct_forward, beside_forward),
        TakeForwardBack: take_back,
        CompleteTask: complete,
        ReopenTask: reopen,
        IssuePaper: Across(issue, beside_issue),
        WithdrawPaper: withdraw,
        AttachFiles: attach,
        TakeAwayFile: take_away,
        AttachSigned: attach_signed,
        SignPaper: sign,
        UnsignPaper: unsign,
    },
)
"""What can happen to a letter: it is registered, corrected, numbered, linked, forwarded, given files, struck out."""
