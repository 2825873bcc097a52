"""A row of a ruling that is recorded already: whether it says anything else than what is recorded.

An office sends its whole sheet every month. What stands in the register as the row says is known, and nobody's task;
where it differs the row names the columns, and what is recorded stands.
"""

from collections.abc import Sequence

from services.intake.putusan.decider import PUTUSAN, RegisterPutusan
from services.intake.putusan.decider.amendment import as_executed
from services.intake.putusan.decider.paper import Paper
from services.intake.putusan.decider.unread import set_aside
from services.intake.putusan.rows import COLUMNS, cells_of
from shared.access.asking import Asking
from shared.access.reach import scope_of, sees
from shared.domain.refusal import Fault, Severity
from shared.domain.written.reading import plain
from shared.ledger.execute import known_events

KNOWN = frozenset({"duplicate", "told-twice"})
"""How what is recorded already is refused: each leads to the ruling that has the id."""
ELSEWHERE = "known-elsewhere"
"""It stands in the register, and is another officer's: nobody's task, and not compared."""


async def known_otherwise(asks: Asking, command: RegisterPutusan, faults: Sequence[Fault]) -> Sequence[Fault]:
    """Why a row was refused; nothing where its ruling is recorded in the very words. What is recorded of a ruling that
    the actor may not see is not compared; where it is another officer's, that is all that is said."""
    if len(faults) != 1 or faults[0].rule not in KNOWN:
        return faults
    scope = await scope_of(asks.request, asks.house, asks.actor)
    seen = await sees(asks.house, scope, putusan_id=command.putusan_id)
    state = PUTUSAN.fold(known_events(await asks.house.ledger.read_stream(command.stream)))
    if not seen:
        return faults if state.assigned is None else [Fault("known-elsewhere", severity=Severity.CONFLICT)]
    clear = state.received and await asks.house.vault.opened(state.received, command.ACTION, asks.actor.who)
    if not clear:
        return faults
    beside = {"final_on": state.final_on, "appealed_on": state.appealed and state.appealed.lodged_on}
    stands = _said(as_executed(state, clear).model_copy(update=beside))
    said = _said(set_aside(command.paper, asks.house.circumstances().today)[0])
    differing = [field for field, text in said.items() if text != stands.get(field)]
    otherwise = [Fault("known-otherwise", pointer=f"/{field}", severity=Severity.CONFLICT) for field in differing]
    return [*faults, *otherwise] if differing else []


def _said(paper: Paper) -> dict[str, str]:
    """What a paper says, by field."""
    cells = cells_of(paper)
    return {column.field: plain(cells[name]) for column in COLUMNS if (name := column.names[0]) in cells}
