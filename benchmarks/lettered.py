"""A house of letters alone: each in the agenda of one unit, told without being decided."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from benchmarks.earlier import OFFICERS
from services.demo.again import Story, plain
from services.demo.generator import Generator
from services.intake.account.decider import ACCOUNT
from services.intake.account.events import AccountLinked, LinkKind
from services.intake.letter.decider import LETTER
from services.intake.letter.decider.numbers import compared
from services.intake.letter.decider.state import agenda_of
from services.intake.letter.events import AgendaEntered, Direction, LetterReceived
from shared.domain.identifiers import Code, CommandId, LetterId, derived
from shared.domain.personal import Personal
from shared.domain.retold import retold
from shared.domain.units import SOCIAL
from shared.law.calendar import WIB


class Letters(Generator):
    """Of no life anything: letters that came in, in the agenda of one unit, and whose clerk the first officer is."""

    def stories(self) -> Iterator[Story]:
        """The clerk, and the letters in the order of their numbers."""
        at = datetime.combine(self.today, time(9), WIB)
        clerk = AccountLinked(account_id=OFFICERS[0], to=LinkKind.UNIT, key=Code(SOCIAL))
        command = CommandId(derived("clerk", str(self.seed)))
        yield Story(command, None, [(ACCOUNT.stream(OFFICERS[0]), [(plain(clerk), at)])])
        yield from (self._letter(number, at) for number in range(1, self.klien + 1))

    def _letter(self, number: int, at: datetime) -> Story:
        number_said = f"{number}/Rekaan/{self.today.year}"
        said: dict[str, Any] = {
            "letter_id": LetterId(derived("letter", str(number))),
            "unit": SOCIAL,
            "year": self.today.year,
            "agenda": number,
            "correspondent": Personal("Kantor Rekaan"),
            "number": Personal(number_said),
            "perihal": Personal(f"Undangan rekaan nomor {number}"),
            "written_on": self.today,
            "received_on": self.today,
        }
        letter = LetterReceived(**said, compared=compared(number_said), registered_by=OFFICERS[0])
        entered = retold(AgendaEntered, letter, direction=Direction.IN)
        streams = [
            (LETTER.stream(letter.letter_id), [(letter, at)]),
            (agenda_of(SOCIAL, self.today.year, Direction.IN), [(plain(entered), at)]),
        ]
        return Story(CommandId(derived("enter", str(number))), number, streams)
