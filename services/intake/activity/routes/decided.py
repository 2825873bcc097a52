"""What was decided at one activity, as its page shows it: who does it, by when, how it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.intake.activity.decider.state import Decided
from services.intake.activity.events import DecisionDone
from services.intake.activity.routes.reading import Found
from services.intake.unit.routes.listing import all_units
from shared.access.accounts import Accounts
from shared.access.reach import OF_UNITS
from shared.domain.personal import Personal
from shared.web.house import House

Clear = Callable[[Personal[Any] | None], Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """One decision; its words only for whoever reads them."""

    number: int
    text: str | None
    owner: str
    to_unit: str | None
    to_account: str | None
    due: date
    state: str
    late: bool
    said: str | None
    """What was done, or why it is dropped."""


async def decisions_of(house: House, found: Found, clear: Clear) -> Sequence[Shown]:
    """In the order of their numbers."""
    units, decisions = await all_units(house), found.activity.decisions
    accounts = {one.taken.to_account for one in decisions.values() if one.taken.to_account}
    names = await Accounts(house.database).names(accounts)
    called = {code: one.name for code, one in units.items()} | dict(names)
    today = house.circumstances().today
    return [_shown(number, one, called, clear, today) for number, one in sorted(decisions.items())]


def state_of(one: Decided) -> str:
    """Open, done or dropped."""
    return "open" if one.closed is None else "done" if isinstance(one.closed, DecisionDone) else "dropped"


def _shown(number: int, one: Decided, called: Mapping[str, str], clear: Clear, today: date) -> Shown:
    taken, closed = one.taken, one.closed
    state = state_of(one)
    said = closed.outcome if isinstance(closed, DecisionDone) else closed.reason if closed else None
    owner = str(taken.to_unit or taken.to_account)
    return Shown(
        number=number,
        text=clear(taken.text),
        owner=called.get(owner, owner),
        to_unit=taken.to_unit,
        to_account=taken.to_account,
        due=taken.due,
        state=state,
        late=state == "open" and taken.due < today,
        said=clear(said),
    )


async def owners(house: House) -> dict[str, Any]:
    """To whom a task can be given: open units, and whoever works on the agreement."""
    units, today = await all_units(house), house.circumstances().today
    there = [(one.code, one.name) for one in units.values() if one.last_day is None or today <= one.last_day]
    persons = await Accounts(house.database).holding(*OF_UNITS)
    return {"to_units": there, "to_accounts": sorted(persons.items(), key=lambda one: one[1])}
