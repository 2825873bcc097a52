"""A letter gets its place in an agenda, is corrected, struck out, and stands again.

The place and the letter are one request: the decision sees the agenda's stream, whose next version is the number, so
that no number is left out and none is given twice, whoever else registers and whatever dies meanwhile.
"""

from collections.abc import Iterator, Sequence

from services.intake.letter.decider.bearing import (
    Decided,
    beside_change,
    carried_over,
    compared_of,
    freed,
    not_there,
    taken,
)
from services.intake.letter.decider.commands import (
    CorrectLetter,
    OfContent,
    ReceiveLetter,
    RestoreLetter,
    StrikeOutLetter,
    WriteLetter,
)
from services.intake.letter.decider.papers import withdrawn_with
from services.intake.letter.decider.rules import of_days, of_matter, of_number, of_unit
from services.intake.letter.decider.state import (
    AGENDA,
    Bearers,
    Counted,
    Letter,
    agenda_of,
    number_of,
)
from services.intake.letter.events import (
    AgendaEntered,
    Direction,
    LetterCorrected,
    LetterReceived,
    LetterRestored,
    LetterStruckOut,
    LetterWritten,
    Registered,
)
from services.intake.unit.decider import UNIT, Unit
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.thing import Scope
from shared.law.circumstances import Circumstances


def beside_received(command: ReceiveLetter, _: Letter) -> Scope:
    """The unit, its agenda, and whoever bears the number."""
    agenda = agenda_of(command.unit, command.received_on.year, Direction.IN)
    numbers = number_of(command.unit, Direction.IN, compared_of(command.number))
    return ((UNIT, UNIT.stream(command.unit)), (AGENDA, agenda), *numbers)


def receive(
    command: ReceiveLetter, states: tuple[Letter, Unit, Counted, *tuple[Bearers, ...]], given: Circumstances
) -> Decided:
    """Registered with the next number of the agenda, or every reason why not."""
    letter, unit, agenda, *numbers = states
    if letter.registered is not None:
        return refused("letter-exists", severity=Severity.CONFLICT)
    faults = (
        *of_unit(unit, command.unit, given.today),
        *of_days(command, given.today),
        *of_matter(command),
        *_of_number(command, numbers),
    )
    if faults:
        return Refused(faults)
    place = {"year": command.received_on.year, "agenda": agenda.count + 1, "compared": compared_of(command.number)}
    told = retold(LetterReceived, command, **place)
    return [(told,), (), (_entered(told, Direction.IN),), *((taken(told, Direction.IN),) for _ in numbers)]


def _of_number(command: OfContent, numbers: Sequence[Bearers]) -> Sequence[Fault]:
    said = {"direction": Direction.IN, "another": command.another}
    return tuple(of_number(numbers, command.letter_id, command.written_on, **said))  # type: ignore[arg-type]


def beside_written(command: WriteLetter, _: Letter) -> Scope:
    """The unit and its agenda."""
    agenda = agenda_of(command.unit, command.written_on.year, Direction.OUT)
    return ((UNIT, UNIT.stream(command.unit)), (AGENDA, agenda))


def write(command: WriteLetter, states: tuple[Letter, Unit, Counted], given: Circumstances) -> Decided:
    """Registered with the next number of the agenda, or every reason why not."""
    letter, unit, agenda = states
    if letter.registered is not None:
        return refused("letter-exists", severity=Severity.CONFLICT)
    faults = (*of_unit(unit, command.unit, given.today), *of_days(command, given.today), *of_matter(command))
    if faults:
        return Refused(faults)
    told = retold(LetterWritten, command, year=command.written_on.year, agenda=agenda.count + 1)
    return [(told,), (), (_entered(told, Direction.OUT),)]


def _entered(told: Registered, direction: Direction) -> AgendaEntered:
    return retold(AgendaEntered, told, direction=direction)


def beside_correction(command: CorrectLetter, letter: Letter) -> Scope:
    """Whoever bears the number that an incoming letter has, and the one that it truly has."""
    return beside_change(letter, compared_of(command.number)) if letter.direction is Direction.IN else ()


def correct(command: CorrectLetter, states: tuple[Letter, *tuple[Bearers, ...]], given: Circumstances) -> Decided:
    """The true letter, with its number instead of the wrong one's; or every reason why not."""
    letter, *numbers = states
    if letter.registered is None or letter.struck_out:
        return not_there(letter)
    incoming, true = letter.direction is Direction.IN, compared_of(command.number)
    if letter.corrections + 1 != command.correction:
        facts: dict[str, Fact] = {"number": command.correction, "next": letter.corrections + 1}
        return Refused((Fault("letter-moved", facts, pointer="/correction", severity=Severity.CONFLICT),))
    day = letter.numbered.written_on if letter.numbered else command.written_on
    said = command.model_copy(update={"written_on": day})
    faults = (*of_days(said, given.today), *of_matter(command), *_of_its_direction(command, letter))
    faults += tuple(_of_number(command, numbers[-1:])) if incoming and true else ()
    if faults:
        return Refused(faults)
    told = retold(LetterCorrected, said, compared=true)
    return [(told,), *(carried_over(letter, true, command.written_on) if incoming else ())]


def _of_its_direction(command: CorrectLetter, letter: Letter) -> Iterator[Fault]:
    """A letter stays in its year's agenda; an outgoing one gets its number otherwise, and has the date of that."""
    one, numbered = letter.registered, letter.numbered
    assert one is not None
    if letter.direction is Direction.IN:
        yield from _in_the_year(command, one, "received_on")
        return
    for name in ("number", "received_on"):
        if getattr(command, name) is not None:
            yield Fault("letter-goes-out", pointer=f"/{name}")
    if numbered is None:
        yield from _in_the_year(command, one, "written_on")
    elif command.written_on not in (None, numbered.written_on):
        yield Fault("letter-goes-out", pointer="/written_on")


def _in_the_year(command: CorrectLetter, one: Registered, name: str) -> Iterator[Fault]:
    day = getattr(command, name)
    if day is None:
        yield Fault("letter-without-day", pointer=f"/{name}")
    elif day.year != one.year:
        yield Fault("letter-of-another-year", {"year": str(one.year)}, pointer=f"/{name}")


def strike_out(command: StrikeOutLetter, states: tuple[Letter, *tuple[Bearers, ...]], _: Circumstances) -> Decided:
    """Struck out; it bears its number no longer, and none of its papers holds. Said twice it is said once."""
    letter, *numbers = states
    if (one := letter.registered) is None:
        return not_there(letter)
    if letter.struck_out:
        return [() for _ in states]
    return [(retold(LetterStruckOut, command), *withdrawn_with(command, letter)), *((freed(one),) for _ in numbers)]


def restore(command: RestoreLetter, states: tuple[Letter, *tuple[Bearers, ...]], _: Circumstances) -> Decided:
    """It stands again, and bears its number again, where no other does meanwhile."""
    letter, *numbers = states
    if (one := letter.registered) is None or (content := letter.content) is None:
        return not_there(letter)
    if not letter.struck_out:
        return [() for _ in states]
    day = letter.numbered.written_on if letter.numbered else content.written_on
    faults = tuple(of_number(numbers, one.letter_id, day, direction=letter.direction, another=command.another))
    if faults:
        return Refused(faults)
    again = taken(one, letter.direction, written_on=day)
    return [(retold(LetterRestored, command),), *((again,) for _ in numbers)]
