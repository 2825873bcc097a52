"""Who asks for a command in which house: what carries it out and answers for it.

Example::

    @router.post("/{klien_id}/service")
    async def start(
        command: Annotated[StartService, Depends(brought(StartService))],
        asks: Annotated[Asking, Depends(asking(StartService))],
    ) -> Response:
        return await asks.answered(command, see=f"/hours/{command.klien_id}", klien_id=command.klien_id)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from shared.access.policy import Actor
from shared.access.reaching import OPENED_TO_SEE, OUTSIDE, ids_of, nobodys, only_opened, outside
from shared.access.signin import Dependency, note_hidden, require, still_signed_in
from shared.audit.entry import Entry, Kind, note
from shared.domain.command import Command
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.who import Who
from shared.ledger.execute import Asked, Done
from shared.runtime.clock import now
from shared.web.forms import asked, pointer_to
from shared.web.house import House, house
from shared.web.kept import Led, Saved, keep, to_look_at, with_doubts_shown
from shared.web.problems import Problem, answer, status_of

OVERRODE: Final = "overrode"
"""How a command ended that went against a proposal, by a reason."""
PERSONS: Final = ("klien_id", "other")
"""By which names commands and events say whom they concern; the other one of two is no less named in a reason."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request, its actor, and the house that is asked; ``may`` are the commands that the actor's role may do."""

    request: Request
    actor: Actor
    house: House
    may: frozenset[type[Command]]
    reached: frozenset[str] = frozenset()
    """Ids that were found together to be within the reach of who asks: none of them is sought again."""

    async def carry_out(self, command: Command, number: int = 0, under: Asked | None = None) -> Done | Refused:
        """Carry out the ``number``-th command of the request, or one that is known ``under`` an id of its own; those go
        on when the session that brought them ends. Raises NotSignedIn where it did."""
        if type(command) not in self.may:
            raise LookupError(f"the address does not ask whether {type(command).__name__} is allowed")
        if OUTSIDE in command.FOUND:
            is_outside = await outside(self.request, self.house, self.actor, command)
            command = command.model_copy(update={OUTSIDE: True}) if is_outside else command
        elif hidden := await self.hidden(command):
            return hidden
        if against := await self._refused_beforehand(command):
            return against
        await self.looked_at()
        if under is None:
            await still_signed_in(self.request)
        under = under or asked(self.request, self.actor.account_id, self.actor.role, number)
        result = await self.house.executor.carry_out(command, under)
        if isinstance(result, Done):
            await note(self.house.database, _entry(command, under, result, self.actor.who))
        return result

    async def hidden(self, command: Command) -> Refused | None:
        """What is answered to who asks about a row that does not exist for them: the same as of one that does not. Of
        whom they opened it is said that this is to be seen."""
        if self.reached and self.reached.issuperset(ids_of(command).values()):
            return None
        if await outside(self.request, self.house, self.actor, command):
            await note_hidden(self.request, self.actor, command.ACTION)
            absent = refused("status-404", severity=Severity.ABSENT)
            return await self.house.executor.refusal_of(nobodys(command)) or absent
        if await only_opened(self.request, self.house, self.actor, command):
            await note_hidden(self.request, self.actor, command.ACTION)
            return refused(OPENED_TO_SEE, severity=Severity.CONFLICT)
        return None

    async def _refusal(self, command: Command, doubts: Sequence[Fault]) -> Refused | None:
        if OUTSIDE not in command.FOUND and (hidden := await self.hidden(command)):
            return hidden
        return await self._refused_beforehand(command, doubts)

    async def _refused_beforehand(self, command: Command, doubts: Sequence[Fault] = ()) -> Refused | None:
        """Nobody is shown answers or doubts to confirm that would be refused a press later."""
        entry = to_look_at(self.request, doubts)
        wanted = command.mistyped or (entry is not None and entry.checking)
        return await self.house.executor.refusal_of(command) if wanted else None

    async def looked_at(self, doubts: Sequence[Fault] = (), command: Command | None = None) -> None:
        """Go on where a program asks, or where the person has seen what they are about to have recorded, with these
        doubts; else they are led to it, and nothing is recorded. ``carry_out`` asks this; a route that does anything
        before it asks it itself, with the ``command``: raises ``Problem`` where that would be refused, and tells with
        it what would be asked about a press later."""
        if command is not None and (against := await self._refusal(command, doubts)):
            entry = to_look_at(self.request, doubts)
            raise Problem(status_of(against), *against.faults, *(entry.doubts if entry else ()))
        await looked_at(self.request, doubts)

    def answer(
        self, result: Done | Refused, *, see: str, status: int = 200, saved: Saved | None = None, **ids: Any
    ) -> Response:
        """Position and ids, or every reason why not; a person is led to the page ``see``, with a line of what was
        ``saved``."""
        return answer(self.request, result, see=see, status=status, saved=saved, **ids)

    async def answered(
        self,
        command: Command,
        *,
        see: str,
        status: int = 200,
        doubts: Sequence[Fault] = (),
        saved: Saved | None = None,
        **ids: Any,
    ) -> Response:
        """Carry out the request's only command, and answer. ``doubts`` are what a page asks about first."""
        await self.looked_at(doubts, command)
        return self.answer(await self.carry_out(command), see=see, status=status, saved=saved, **ids)


def _entry(command: Command, under: Asked, done: Done, who: Who) -> Entry:
    """That it was carried out, as the audit trail has it: its id and stream, not its content."""
    persons = {str(getattr(told, of)) for told in (command, *done.events) for of in PERSONS if hasattr(told, of)}
    overrode = getattr(command, "override", None) is not None
    return Entry(
        now(),
        Kind.COMMAND,
        command.ACTION,
        who.account,
        who.role,
        subjects=tuple(sorted(persons)),
        source=who.source,
        outcome=OVERRODE if overrode else "repeated" if done.repeated else "done",
        object=under.command_id,
        detail=command.stream,
    )


async def looked_at(request: Request, doubts: Sequence[Fault] = ()) -> None:
    """As ``Asking.looked_at``, of a form that asks for no command."""
    entry = to_look_at(request, doubts)
    if entry is None:
        return
    address = await keep(request, await with_doubts_shown(request, entry))
    if address is None:  # too long to be shown again, so that nobody can have seen it
        longest, _ = max(entry.typed, key=lambda pair: len(pair[1]))
        raise Problem(413, Fault("status-413", pointer=pointer_to(longest)))
    raise Led(address)


def asking(*commands: type[Command]) -> Dependency:
    """Dependency: who asks for one of these commands, which have one ACTION. The actor's role may do it."""

    async def ask(
        request: Request,
        actor: Actor = Depends(require(commands[0])),
        here: House = Depends(house),
    ) -> Asking:
        return Asking(request, actor, here, frozenset(commands))

    ask.commands = commands  # type: ignore[attr-defined]
    return ask
