"""The rows of a file one after another, each through the same door as a single ruling, or only asked what would become
of it.

A row's command id follows from the file's content and the row's place: the same file again changes nothing.
"""

import asyncio
from collections.abc import Iterator, Sequence

from services.intake.putusan.decider import PUTUSAN, RegisterPutusan, register
from services.intake.putusan.routes import registering
from services.intake.putusan.routes.keeping import RowResult
from services.intake.putusan.routes.known import known_otherwise
from services.intake.putusan.routes.outcome import Outcome, outcome_of
from services.intake.putusan.routes.registering import Registering
from services.intake.putusan.rows import PaperRow, register_command, traits_of
from shared.access.asking import Asking
from shared.domain.event import Event
from shared.domain.identifiers import Position, PutusanId
from shared.domain.refusal import Fault, Refused
from shared.ledger.execute import Done, known_events
from shared.privacy.identities import Claimed
from shared.sheets.failing import of_one_row
from shared.sheets.receiving import Told
from shared.sheets.under import under_row

ROWS_AT_ONCE = 32
"""Enough to fill the lane's groups; a fifth of what it takes from everybody, so that single commands pass."""


async def register_rows(asks: Asking, rows: Sequence[PaperRow], digest: str, told: Told) -> list[RowResult]:
    """Each row's command, some at a time, in the order of the file."""
    results: list[RowResult] = []
    seen: set[PutusanId] = set()
    for some in _groups(rows):
        ones = await registering.claimed(asks.house, [row.draft for row in some])
        each = zip(some, ones, _again([one.command.putusan_id for one in ones], seen), strict=True)
        results += await asyncio.gather(*(_registered(asks, row, one, digest, again=said) for row, one, said in each))
        await told(len(rows) - len(results))
    return results


async def check_rows(asks: Asking, rows: Sequence[PaperRow], told: Told) -> list[RowResult]:
    """What would become of each row as things stand and the rows before it were done; nothing is recorded. Whether a
    person is known already is asked only when it is."""
    results: list[RowResult] = []
    events: dict[PutusanId, list[Event]] = {}
    for some in _groups(rows):
        traits = [traits_of(row.draft, asks.house.vault.identify) for row in some]
        commands = [
            register_command(row.draft, of, Claimed(of.putusan_id)) for row, of in zip(some, traits, strict=True)
        ]
        fresh = {command.putusan_id: command.stream for command in commands if command.putusan_id not in events}
        streams = await asyncio.gather(*map(asks.house.ledger.read_stream, fresh.values()))
        events |= {one: known_events(stream) for one, stream in zip(fresh, streams, strict=True)}
        for row, command in zip(some, commands, strict=True):
            results.append(await _checked(asks, row, command, events, again=command.putusan_id not in fresh))
            fresh.pop(command.putusan_id, None)
        await told(len(rows) - len(results))
    return results


def _groups(rows: Sequence[PaperRow]) -> Iterator[Sequence[PaperRow]]:
    return (rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE))


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
    asks: Asking, row: PaperRow, command: RegisterPutusan, events: dict[PutusanId, list[Event]], *, again: bool
) -> RowResult:
    putusan_id = command.putusan_id
    try:
        decided = register(command, PUTUSAN.fold(events[putusan_id]), asks.house.circumstances())
        if isinstance(decided, Refused):
            faults = decided.faults if again else await known_otherwise(asks, command, decided.faults)
            return _refused(row, putusan_id, *faults)
    except Exception as raised:
        return _refused(row, putusan_id, of_one_row(asks, row.key, raised))
    events[putusan_id] += decided
    done = Done(Position(0), tuple(decided or events[putusan_id]))  # nothing new: as the rows before made it
    return _became(row, putusan_id, done, await outcome_of(asks.house, done, putusan_id))


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
    """A row that leaves no event; one of which nothing is to be said is known as it is."""
    state = "refused" if faults else "known"
    return RowResult(number=row.number, tab=row.tab, putusan_id=putusan_id, state=state, faults=faults)
