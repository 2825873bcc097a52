"""The rows of a file one after another, each through the same door as a single ruling, or only asked what would become
of it.

A row's command id follows from the file's content and the row's place: the same file again changes nothing.
"""

import asyncio
from collections.abc import Sequence

from services.intake.putusan.decider import PUTUSAN, register
from services.intake.putusan.routes import registering
from services.intake.putusan.routes.besides import Looking, in_groups, looked_besides, officers_of, with_besides
from services.intake.putusan.routes.keeping import RowResult
from services.intake.putusan.routes.known import ELSEWHERE, known_otherwise
from services.intake.putusan.routes.outcome import Outcome, outcome_of
from services.intake.putusan.routes.registering import Registering
from services.intake.putusan.rows import PaperRow
from shared.access.asking import Asking
from shared.domain.event import Event
from shared.domain.identifiers import Position, PutusanId
from shared.domain.refusal import Fault, Refused
from shared.ledger.execute import Done, known_events
from shared.privacy.rehearsal import Rehearsal
from shared.sheets.failing import of_one_row
from shared.sheets.receiving import ROWS_TOLD, Told
from shared.sheets.under import under_row


async def register_rows(asks: Asking, rows: Sequence[PaperRow], digest: str, told: Told) -> list[RowResult]:
    """Each row's command, some at a time, in the order of the file; then what the rows say besides their rulings."""
    results: list[RowResult] = []
    seen: set[PutusanId] = set()
    officers = await officers_of(asks, rows)
    for start in range(0, len(rows), ROWS_TOLD):
        became: list[RowResult] = []
        part = rows[start : start + ROWS_TOLD]
        for some in in_groups(part):
            ones = await registering.claimed(asks.house, [row.draft for row in some])
            each = zip(some, ones, _again([one.command.putusan_id for one in ones], seen), strict=True)
            became += await asyncio.gather(
                *(_registered(asks, row, one, digest, again=said) for row, one, said in each)
            )
            await told(len(rows) - start - len(became))
        results += await with_besides(asks, part, became, digest, officers)
    return results


async def check_rows(asks: Asking, rows: Sequence[PaperRow], told: Told) -> list[RowResult]:
    """What would become of each row as things stand and the rows before it were done; nothing is recorded."""
    results: list[RowResult] = []
    events: dict[PutusanId, list[Event]] = {}
    claims, officers = asks.house.vault.rehearsal(), await officers_of(asks, rows)
    door = Looking(asks, events)
    for some in in_groups(rows):
        ones = await registering.claimed(asks.house, [row.draft for row in some], claims)
        commands = [one.command for one in ones]
        fresh = {command.putusan_id: command.stream for command in commands if command.putusan_id not in events}
        streams = await asyncio.gather(*map(asks.house.ledger.read_stream, fresh.values()))
        events |= {one: known_events(stream) for one, stream in zip(fresh, streams, strict=True)}
        await door.seek([one for one in fresh if events[one]])
        for row, one in zip(some, ones, strict=True):
            putusan_id = one.command.putusan_id
            found = await _checked(asks, row, one, events, claims, again=putusan_id not in fresh)
            results.append(await looked_besides(row, found, door, officers))
            fresh.pop(putusan_id, None)
        await told(len(rows) - len(results))
    return results


def _again(ids: Sequence[PutusanId], seen: set[PutusanId]) -> list[bool]:
    """Which of these stood in the file before: of two equal rows one may be a namesake's, so that it is asked about."""
    found = []
    for one in ids:
        found.append(one in seen)
        seen.add(one)
    return found


async def _registered(asks: Asking, row: PaperRow, one: Registering, digest: str, *, again: bool) -> RowResult:
    putusan_id = one.command.putusan_id
    under = under_row(asks, "putusan", digest, row.key)
    try:
        result = await registering.registered(asks, one, under)
        if isinstance(result, Refused):
            faults = result.faults if again else await known_otherwise(asks, one.command, result.faults)
            return _refused(row, putusan_id, *faults)
    except Exception as raised:
        return _refused(row, putusan_id, of_one_row(asks, row.key, raised))
    return _became(row, putusan_id, *result)


async def _checked(
    asks: Asking,
    row: PaperRow,
    one: Registering,
    events: dict[PutusanId, list[Event]],
    claims: Rehearsal,
    *,
    again: bool,
) -> RowResult:
    command, putusan_id = one.command, one.command.putusan_id
    try:
        decided = register(command, PUTUSAN.fold(events[putusan_id]), asks.house.circumstances())
        if isinstance(decided, Refused):
            await claims.settle([(one.claimed, "refused")])
            faults = decided.faults if again else await known_otherwise(asks, command, decided.faults)
            return _refused(row, putusan_id, *faults)
    except Exception as raised:
        return _refused(row, putusan_id, of_one_row(asks, row.key, raised))
    events[putusan_id] += decided
    done = Done(Position(0), tuple(decided or events[putusan_id]))  # nothing new: as the rows before made it
    outcome = await outcome_of(asks.house, done, putusan_id)
    await claims.settle([(one.claimed, registering.became(one, done, outcome))])
    return _became(row, putusan_id, done, outcome)


def _became(row: PaperRow, putusan_id: PutusanId, done: Done, outcome: Outcome) -> RowResult:
    return RowResult(
        number=row.number,
        tab=row.tab,
        putusan_id=putusan_id,
        state=outcome.status.value,
        position=done.position or None,
        repeated=done.repeated,
        faults=outcome.faults,
        flags=outcome.flags,
        unread=outcome.unread,
    )


def _refused(row: PaperRow, putusan_id: PutusanId, *faults: Fault) -> RowResult:
    """A row that leaves no event; one of which nothing is to be said, or that another officer has it, is known."""
    state = "known" if all(one.rule == ELSEWHERE for one in faults) else "refused"
    return RowResult(number=row.number, tab=row.tab, putusan_id=putusan_id, state=state, faults=faults)
