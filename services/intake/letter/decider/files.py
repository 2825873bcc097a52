"""Files of a letter: attached, and taken away where they do not belong to it."""

from collections.abc import Sequence
from typing import Final

from services.intake.letter.decider.bearing import not_there
from services.intake.letter.decider.commands import AttachFiles, TakeAwayFile
from services.intake.letter.decider.state import Letter
from services.intake.letter.events import FileAttached, FileTakenAway
from shared.domain.event import Event
from shared.domain.refusal import Refused, Severity, refused
from shared.domain.retold import retold
from shared.law.circumstances import Circumstances

FILES_MOST: Final = 50
"""That one letter had, taken away ones too."""


def attach(command: AttachFiles, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """Each by the next number of this letter; what stands there already is not attached twice."""
    if letter.registered is None or letter.struck_out:
        return not_there(letter)
    there = {one.file_id for one in letter.files}
    new = [one for one in command.files if one.file_id not in there]
    begins = len(letter.files) + 1
    if begins + len(new) - 1 > FILES_MOST:
        return refused("letter-files-many", severity=Severity.CONFLICT, most=FILES_MOST)
    own = {"letter_id": command.letter_id}
    return [retold(FileAttached, one, file=number, **own) for number, one in enumerate(new, begins)]


def take_away(command: TakeAwayFile, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """Taken away; said twice it is said once."""
    if letter.registered is None:
        return not_there(letter)
    if command.file > len(letter.files):
        return refused("letter-file-unknown", severity=Severity.ABSENT)
    return [] if command.file in letter.taken_away else [retold(FileTakenAway, command)]
