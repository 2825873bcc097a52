"""What every kind of file says of its result: who may see it, how far it is, its rows accounted for, and its files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from fastapi import Request
from starlette.responses import Response

from shared.access.reach import scope_of
from shared.access.signin import Actor
from shared.domain.refusal import Fault
from shared.reports.files import CSV, XLSX
from shared.sheets.keeping import Filed, Shelf
from shared.sheets.reading import TabRead
from shared.web.house import House
from shared.web.problems import Problem, told

F = TypeVar("F", bound=Filed)
LOOK_AGAIN_S: Final = 2
"""A page of a file that is being carried out is asked for again by itself."""


async def seen(request: Request, house: House, actor: Actor, found: F | None) -> F | None:
    """It, for whoever sent the file, and for who sees every case: its rows may be anybody's."""
    if found is None or found.by == actor.account_id:
        return found
    return found if (await scope_of(request, house, actor)).whole else None


async def as_it_is(request: Request, house: House, actor: Actor, shelf: Shelf[F], import_id: str) -> F:
    """How far it is, while it is carried out; else its result, which may be of an earlier time where it was cut off."""
    going = await seen(request, house, actor, await shelf.underway(request, import_id))
    if going is not None and going.waiting is not None:
        return going
    found = await seen(request, house, actor, await shelf.kept(request, import_id))
    if found is not None:
        return replace(found, stopped=going is not None)
    if going is None:
        raise Problem(404, Fault("import-unknown"))
    return going


def looked_again(found: Filed) -> dict[str, str]:
    """The headers by which the page of a file that is being carried out asks again by itself."""
    return {"Refresh": str(LOOK_AGAIN_S)} if found.waiting is not None else {}


def accounted(found: Filed, states: Sequence[str]) -> dict[str, Any]:
    """What became of a file in numbers, every row counted, and what was passed by tab."""
    counts = Counter(result.state for result in found.results)
    elsewhere = sum(len(tab.elsewhere) for tab in found.tabs)
    return {
        "position": found.position,
        "checked": found.checked,
        "left": found.waiting[0] if found.waiting is not None else 0,
        "stopped": found.stopped,
        "rows": (found.waiting[1] if found.waiting is not None else len(found.results)) + elsewhere,
        **{state: counts[state] for state in states},
        "elsewhere": elsewhere,
        "repeated": sum(result.repeated for result in found.results),
        "tabs": [_told(tab) for tab in found.tabs],
    }


def _told(tab: TabRead) -> dict[str, Any]:
    return {
        "tab": tab.number,
        "name": tab.name,
        "sheet": tab.title or None,
        "columns_ignored": list(tab.columns_ignored),
        "columns_beside": list(tab.columns_beside),
        "passed": list(tab.passed),
        "examples": list(tab.examples),
        "elsewhere": [{"row": row, "said": said} for row, said in tab.elsewhere],
    }


def by_column(request: Request, columns: Mapping[str, str], faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Faults with the column of the file that each is about."""
    return [
        {**fault, "column": columns.get((fault["pointer"] or "").removeprefix("/"))} for fault in told(request, faults)
    ]


def file_of(import_id: str, ending: str, body: bytes) -> Response:
    """A file of a result's rows."""
    sent = {"Content-Disposition": f'attachment; filename="bakti-impor-{import_id[:8]}.{ending}"'}
    return Response(body, headers=sent, media_type={"csv": CSV, "xlsx": XLSX}[ending])
