"""Which letter somebody may read: of their own units' agendas and what was forwarded to them, and of those that are
secret only whoever is in its chain. For everybody else it does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import Path
from starlette.requests import Request

from services.intake.letter.decider import LETTER, Letter
from services.intake.letter.decider.commands import TOLD_MOST
from services.intake.letter.report import keys_of, reads
from shared.access.policy import Actor, RoleName
from shared.access.reach import scope_of, sees
from shared.domain.identifiers import LetterId
from shared.domain.refusal import Fault
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.web.house import House
from shared.web.problems import Problem

RULINGS: Final = "putusan.read"
"""As what the names of a letter's rulings are opened: they are looks at persons, as the letter itself is none."""

PaperNumber = Annotated[int, Path(ge=1, le=TOLD_MOST)]
"""1, 2 … of the papers that were issued of a letter."""


@dataclass(frozen=True, slots=True)
class Found:
    """A letter with what the ledger says of it."""

    letter: Letter
    entries: Sequence[Recorded]

    kept: bool
    """In an agenda of a unit of who asks; else it was forwarded to them."""
    keys: frozenset[str]
    """By what its chain names who asks."""


async def letter_of(request: Request, house: House, actor: Actor, letter_id: LetterId) -> Found:
    """The letter of an agenda of theirs. Raises 404 where there is none that this account may read."""
    found = await read_letter_of(request, house, actor, letter_id)
    if not found.kept:
        raise Problem(404, Fault("letter-unknown"))
    return found


async def read_letter_of(request: Request, house: House, actor: Actor, letter_id: LetterId) -> Found:
    """The same, or one that was forwarded to them from another's agenda."""
    entries = await house.ledger.read_stream(LETTER.stream(letter_id))
    letter, keys = LETTER.fold(known_events(entries)), await keys_of(house, actor)
    if letter.registered is None or not is_read_by(actor, letter, keys):
        raise Problem(404, Fault("letter-unknown"))
    kept = await sees(house, await scope_of(request, house, actor), unit=letter.registered.unit)
    if not kept and keys.isdisjoint(one.receiver for one in letter.disposisi.standing):
        raise Problem(404, Fault("letter-unknown"))
    return Found(letter, entries, kept, keys)


def is_read_by(actor: Actor, letter: Letter, keys: frozenset[str]) -> bool:
    """Whether its secrecy lets this account read it. The inspectorate sees that it is there."""
    if letter.content is None:
        return False
    return actor.role is RoleName.AUDITOR or reads(actor, letter.content.secrecy, letter.chain, keys)


def looking_at_rulings(actor: Actor) -> Actor:
    """Who reads a letter, as they look at its rulings: an entry of the trail of its own, since joined to the letter's
    it would be a look at nobody."""
    return replace(actor, action=RULINGS)
