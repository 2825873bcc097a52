"""The rows of a sheet of placements one after another, each one's berita acara recorded as by its own page, or only
asked what would become of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.attendance.hours.decider import HOURS, Hours, StartService
from services.attendance.hours.events import WindowFixed
from services.attendance.hours.rows import HandoverDraft
from shared.access.asking import Asking
from shared.domain.identifiers import KlienId, Position, PutusanId
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused
from shared.ledger.execute import Done, known_events
from shared.privacy.identities import Ruled
from shared.sheets.failing import of_one_row
from shared.sheets.keeping import FiledRow
from shared.sheets.persons import one_ruling, rulings_of
from shared.sheets.reading import SheetRow
from shared.sheets.receiving import Told
from shared.sheets.under import under_row

TOLD_EVERY: Final = 32
Row = SheetRow[HandoverDraft]
Carried = Callable[[StartService, Row], Awaitable[Done | Refused]]
OF_SHEET: Final = {"/document": "/handover", "/putusan_id": "/case_number"}
"""What the sheet calls the fields of a berita acara."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverResult(FiledRow):
    """What became of one row: whose berita acara it is, and what about it is worth a look."""

    klien_id: KlienId | None = None
    why: tuple[Fault, ...] = ()

    @property
    def wants_a_look(self) -> bool:
        """Whether it was not taken, or something about it is odd."""
        return self.state == "refused" or bool(self.why)


async def start_rows(asks: Asking, rows: Sequence[Row], digest: str, told: Told) -> list[HandoverResult]:
    """Each row's berita acara recorded, in the order of the file."""

    async def carried(command: StartService, row: Row) -> Done | Refused:
        return await asks.carry_out(command, under=under_row(asks, "handover", digest, row.key))

    return await _each(asks, rows, told, carried)


async def check_rows(asks: Asking, rows: Sequence[Row], told: Told) -> list[HandoverResult]:
    """What would become of each row."""
    known: dict[KlienId, Hours] = {}

    async def decided(command: StartService, row: Row) -> Done | Refused:
        if command.klien_id not in known:
            entries = await asks.house.ledger.read_stream(command.stream)
            known[command.klien_id] = HOURS.fold(known_events(entries))
        events = HOURS.decide(command, known[command.klien_id], asks.house.circumstances())
        if isinstance(events, Refused):
            return events
        for event in events:
            known[command.klien_id] = HOURS.evolve(known[command.klien_id], event)
        return Done(Position(0), tuple(events))

    return await _each(asks, rows, told, decided)


async def _each(asks: Asking, rows: Sequence[Row], told: Told, carried: Carried) -> list[HandoverResult]:
    results: list[HandoverResult] = []
    named = await rulings_of(asks, [row.draft.who for row in rows])
    for row, rulings in zip(rows, named, strict=True):
        nobody = None if row.draft.faults else one_ruling(rulings)
        if not row.draft.told:
            results.append(_row(row, "none"))
        elif row.draft.faults or nobody:
            results.append(_row(row, "refused", faults=(*row.draft.faults, *((nobody,) if nobody else ()))))
        else:
            results.append(await _one(asks, rulings[0], row, carried))
        if len(results) % TOLD_EVERY == 0 or len(results) == len(rows):
            await told(len(rows) - len(results))
    return results


async def _one(asks: Asking, ruling: Ruled, row: Row, carried: Carried) -> HandoverResult:
    assert row.draft.started_on is not None
    klien_id, putusan_id = KlienId(ruling.subject), PutusanId(ruling.putusan_id)
    try:
        command = StartService(
            klien_id=klien_id,
            putusan_id=putusan_id,
            started_on=row.draft.started_on,
            document=Personal(row.draft.document),
        )
        done = await carried(command, row)
    except Exception as raised:
        return _row(row, "refused", faults=(of_one_row(asks, row.key, raised),))
    if isinstance(done, Refused):
        return _row(row, "refused", faults=tuple(_of_sheet(one) for one in done.faults))
    flags = [flag for event in done.events if isinstance(event, WindowFixed) for flag in event.flags]
    return HandoverResult(
        number=row.number,
        tab=row.tab,
        state="recorded" if done.events else "known",
        klien_id=klien_id,
        position=done.position or None,
        repeated=done.repeated,
        why=tuple(Fault(flag, pointer="/started_on") for flag in dict.fromkeys(flags)),
    )


def _of_sheet(fault: Fault) -> Fault:
    return replace(fault, pointer=OF_SHEET.get(fault.pointer or "", fault.pointer))


def _row(row: Row, state: str, faults: tuple[Fault, ...] = ()) -> HandoverResult:
    return HandoverResult(number=row.number, tab=row.tab, state=state, faults=faults)
