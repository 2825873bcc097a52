"""A paper of a letter is issued, takes another's place, and is withdrawn: what was issued stays on record for ever."""

from collections.abc import Iterator, Sequence

from services.intake.letter.decider.bearing import Decided, not_there
from services.intake.letter.decider.commands import IssuePaper, StrikeOutLetter, WithdrawPaper
from services.intake.letter.decider.state import Letter
from services.intake.letter.events import Direction, PaperIssued, PaperKind, PaperReplaced, PaperWithdrawn, Worded
from services.intake.unit.decider import UNIT, Unit
from shared.domain.event import Event
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope
from shared.law.circumstances import Circumstances
from shared.papers.codes import PaperDigest

ASKED = {PaperKind.INVITATION: ("opening", "on_day", "at_hour", "place", "agenda"), PaperKind.COVERING: ()}
"""What a paper of a kind says at least."""
UNPRINTED = PaperDigest("0" * 64)
"""Of a paper that was to be refused, so that nobody printed it: none of these is ever recorded."""


def beside_issue(_: IssuePaper, letter: Letter) -> Scope:
    """The unit whose letter it is."""
    return ((UNIT, UNIT.stream(letter.registered.unit)),) if letter.registered else ()


def issue(command: IssuePaper, states: tuple[Letter, *tuple[Unit, ...]], _: Circumstances) -> Decided:
    """Issued, in place of another where it says so; or every reason why not."""
    letter, *units = states
    if letter.registered is None or letter.struck_out:
        return not_there(letter)
    (unit,) = units
    if faults := (*of_paper(command, letter), *of_issue(command, letter, unit)):
        return Refused(faults)
    if command.digest == UNPRINTED:
        return refused("paper-not-printed", severity=Severity.CONFLICT)
    issued = retold(PaperIssued, command)
    if command.replaces is None:
        return [(issued,), ()]
    before = letter.papers[command.replaces - 1]
    return [(retold(PaperReplaced, before, by=command.paper), issued), ()]


def of_paper(said: Worded, letter: Letter) -> Iterator[Fault]:
    """Why this letter has no such paper, asked before one is printed to be looked at."""
    if letter.direction is Direction.IN:
        yield Fault("paper-of-incoming", pointer="/kind", severity=Severity.CONFLICT)
    for name in ASKED[said.kind]:
        if getattr(said, name) is None:
            yield Fault("paper-says-nothing", pointer=f"/{name}")
    if said.kind is PaperKind.COVERING and not letter.rulings:
        yield Fault("paper-without-rulings", pointer="/kind", severity=Severity.CONFLICT)


def of_issue(command: IssuePaper, letter: Letter, unit: Unit) -> Iterator[Fault]:
    """Why it is not issued, asked before it is printed."""
    if letter.numbered is None:
        yield Fault("paper-without-number", severity=Severity.CONFLICT)
    elif unit.last_day is not None and not unit.is_open(letter.numbered.written_on):
        yield Fault("unit-closed", {"day": unit.last_day.isoformat()}, severity=Severity.CONFLICT)
    if command.paper != len(letter.papers) + 1:
        facts: dict[str, Fact] = {"number": command.paper, "next": len(letter.papers) + 1}
        yield Fault("paper-moved", facts, pointer="/paper", severity=Severity.CONFLICT)
    if command.replaces is None:
        return
    if command.replaces not in {one.paper for one in letter.standing}:
        yield Fault("paper-not-standing", {"number": command.replaces}, pointer="/replaces")
    if command.reason is None:
        yield Fault("paper-reason", pointer="/reason")


def withdraw(command: WithdrawPaper, letter: Letter, _: Circumstances) -> Sequence[Event] | Refused:
    """Withdrawn; said twice it is said once."""
    issued = {one.paper: one for one in letter.papers}
    if command.paper not in issued:
        return refused("paper-unknown", severity=Severity.ABSENT)
    if command.paper in letter.withdrawn:
        return []
    if command.paper in letter.replaced:
        return refused("paper-not-standing", severity=Severity.CONFLICT, number=command.paper)
    return [retold(PaperWithdrawn, command, code=issued[command.paper].code)]


def withdrawn_with(command: StrikeOutLetter, letter: Letter) -> Iterator[PaperWithdrawn]:
    """Of a letter that is struck out no paper holds, for the same reason."""
    for one in letter.standing:
        yield retold(PaperWithdrawn, command, paper=one.paper, code=one.code)
