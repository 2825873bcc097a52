"""One paper that sentences several convicts in equal words: one form, and a ruling for each of them.

All are looked at before any is recorded; what only the key store knows of a person, such as that their key is lost, is
told of that one alone. What the form says of the case and the sentence is said of everybody; who somebody is, whether
they consent (KUHP 85(2)) and when the ruling became final for them, each has of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.intake.putusan.routes.filing import check_rows, register_rows
from services.intake.putusan.routes.keeping import FAILED, SHELF, Import, RowResult
from services.intake.putusan.routes.known import KNOWN
from services.intake.putusan.routes.mending import COLUMN_OF, IDENTITY
from services.intake.putusan.routes.results import kept_for
from services.intake.putusan.rows import CORRECTS, Draft, draft_of
from shared.access.asking import Asking
from shared.domain.identifiers import PutusanId
from shared.domain.refusal import Fault, Refused, Severity
from shared.sheets.failing import OF_ONE_ROW, ROW_FAILED
from shared.sheets.reading import SheetRow, TabRead
from shared.web.kept import led
from shared.web.problems import Problem, problem, status_of

OTHERS: Final = range(2, 7)
"""The numbers of the convicts beside the first; more come as a file."""
ASKED: Final = (
    "name",
    "namesake",
    "nik",
    "birth_date",
    "sex",
    "kecamatan",
    "desa",
    "address",
    "contact",
    "guardian",
    "guardian_relation",
    "guardian_contact",
    "occupation",
    "skills",
    "consent",
    "final_on",
    "appealed_on",
)
"""What the form asks of each of them."""
_SHARED: Final = frozenset(column for field, column in COLUMN_OF.items() if field not in {*IDENTITY, *ASKED})
_OWN: Final = frozenset({*OF_ONE_ROW.values(), ROW_FAILED})
"""What befalls one convict alone, at no field."""
_KEY: Final = "bakti.convicts"
FIRST: Final = 1
MENDS: Final = (CORRECTS, "berkas_impor")
"""The form's fields that say what it mends."""


def cell_of(field: str, number: int) -> str:
    """The form's name for this field of that convict."""
    return f"{COLUMN_OF[field]}_{number}"


CELLS: Final = tuple(cell_of(field, number) for number in OTHERS for field in ASKED)


def set_apart(request: Request, cells: dict[str, str]) -> dict[str, str]:
    """The cells of the first convict's paper; those of the others are remembered with the request. A form that mends
    a paper has none."""
    shared = {name: text for name, text in cells.items() if name in _SHARED}
    others: dict[int, dict[str, str]] = {}
    for number in OTHERS:
        own = {COLUMN_OF[field]: cells.get(cell_of(field, number), "") for field in ASKED}
        if any(text.strip() for text in own.values()):
            others[number] = {**shared, **own}
    if others and any(cells.get(name) for name in MENDS):
        raise Problem(422, Fault("form-extra-forbidden", pointer=f"/{cell_of('name', min(others))}"))
    request.scope[_KEY] = others
    return {name: text for name, text in cells.items() if name not in CELLS}


def beside(request: Request) -> Mapping[int, Mapping[str, str]]:
    """The papers of the convicts beside the first, by their numbers in the form."""
    found: Mapping[int, Mapping[str, str]] = request.scope.get(_KEY, {})
    return found


async def registered_together(asks: Asking, first: Draft) -> Response:
    """A ruling for each convict, or for none: whatever is wrong with one of them is told at its field."""
    request = asks.request
    rows = [SheetRow(FIRST, replace(first, keep=True))]
    rows += [SheetRow(number, draft_of(cells)) for number, cells in beside(request).items()]
    digest = asks.house.vault.digest("\n".join(row.draft.written for row in rows).encode()).hex()
    import_id = SHELF.id_of(digest, asks.actor.account_id, checked=False)
    before = await kept_for(request, asks.house, asks.actor, import_id)
    if before is not None:  # the same form sent again
        return led(f"/imports/{import_id}?after={before.position}")
    if faults := tuple(_faults(await check_rows(asks, rows, _alone))):
        return problem(request, status_of(Refused(faults)), faults)
    if not first.keep:
        asked = [replace(row, draft=replace(row.draft, keep=False)) for row in rows]
        await asks.looked_at(tuple(_faults(await check_rows(asks, asked, _alone))))
    results = await register_rows(asks, rows, digest, _alone)
    late = {row.key: row.draft.written for row, one in zip(rows, results, strict=True) if one.state == "refused"}
    found = Import(
        by=asks.actor.account_id, tabs=(TabRead(1, ""),), results=tuple(results), written=late, of_one_paper=True
    )
    await SHELF.keep(request, import_id, found)
    return led(f"/imports/{import_id}?after={found.position}")


async def _alone(_left: int) -> None:
    """So few are answered at once: nobody asks how far it is."""


def _faults(results: Sequence[RowResult]) -> Iterator[Fault]:
    """Why they cannot be recorded together; what is said of all of them once, at the first."""
    known: set[PutusanId] = set()
    for one in results:
        if one.putusan_id in known:
            yield Fault("convict-twice", pointer=f"/{cell_of('name', one.number)}", severity=Severity.CONFLICT)
        elif one.state in FAILED:
            yield from _told(one)
        known.add(one.putusan_id)


def _told(one: RowResult) -> Iterator[Fault]:
    """Its faults at the fields of its convict; a ruling that is recorded already leads there."""
    for fault in one.faults:
        field = (fault.pointer or "").removeprefix("/")
        see = {"see": f"/putusan/{one.putusan_id}"} if fault.rule in KNOWN else {}
        if one.number == FIRST:
            yield replace(fault, facts={**fault.facts, **see})
        elif field in ASKED or see or fault.rule in _OWN:
            pointer = f"/{cell_of(field if field in ASKED else 'name', one.number)}"
            yield replace(fault, facts={**fault.facts, **see}, pointer=pointer)
