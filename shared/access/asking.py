"""Who asks for a command in which house: what carries it out and answers for it.

Example::

    @router.post("/{klien_id}/service")
    async def start(
        command: Annotated[StartService, Depends(brought(StartService))],
        asks: Annotated[Asking, Depends(asking(StartService))],
    ) -> Response:
        return await asks.answered(command, see=f"/hours/{command.klien_id}", klien_id=command.klien_id)
"""

from dataclasses import dataclass
from typing import Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from shared.access.policy import Actor
from shared.access.signin import Dependency, require
from shared.domain.command import Command
from shared.domain.refusal import Refused
from shared.ledger.execute import Asked, Done
from shared.web.forms import asked
from shared.web.house import House, house
from shared.web.problems import answer


@dataclass(frozen=True, slots=True)
class Asking:
    """A request, its actor, and the house that is asked; ``may`` are the commands that the actor's role may do."""

    request: Request
    actor: Actor
    house: House
    may: frozenset[type[Command]]

    async def carry_out(self, command: Command, number: int = 0, under: Asked | None = None) -> Done | Refused:
        """Carry out the ``number``-th command of the request, or one that is known ``under`` an id of its own."""
        if type(command) not in self.may:
            raise LookupError(f"the address does not ask whether {type(command).__name__} is allowed")
        who = under or asked(self.request, self.actor.account_id, number)
        return await self.house.executor.carry_out(command, who)

    def answer(self, result: Done | Refused, *, see: str, status: int = 200, **ids: Any) -> Response:
        """Position and ids, or every reason why not; a person is led to the page ``see``."""
        return answer(self.request, result, see=see, status=status, **ids)

    async def answered(self, command: Command, *, see: str, status: int = 200, **ids: Any) -> Response:
        """Carry out the request's only command, and answer."""
        return self.answer(await self.carry_out(command), see=see, status=status, **ids)


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
