"""The pages and files of a kind of file that has our own template alone: where it is sent, what became of it, its
template, and its failed rows to be mended and sent again."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request
from starlette.responses import Response

from shared.access.naming import Named
from shared.access.signin import Actor
from shared.domain.refusal import Fault
from shared.reports.files import XLSX, csv_file
from shared.sheets.cells import WHY
from shared.sheets.keeping import REFUSED, Filed, FiledRow, Shelf
from shared.sheets.results import accounted, as_it_is, by_column, file_of, looked_again
from shared.sheets.template import Dress
from shared.web.house import House, Standing
from shared.web.problems import Problem, told_in_a_file
from shared.web.screens import page, screen, wants_page

F = TypeVar("F", bound=Filed)
Names = Callable[[Request, House, Actor, F], Awaitable[Mapping[str, Named]]]
"""Who the rows are about, by their keys."""


@dataclass(frozen=True, slots=True)
class Shown(Generic[F]):
    """How a kind of file is shown: what its pages say, its states, its template, and what is told of a row."""

    shelf: Shelf[F]
    address: str
    title: str
    said: str
    noun: str
    sheet: str
    """What its own template is called."""
    back: str
    back_called: str
    states: Mapping[str, tuple[str, str, str]]
    """What can become of a row: tone, picture and words, in the order in which they are counted."""
    dress: Dress
    of_row: Callable[[Request, Any], Mapping[str, Any]]
    """What is told of a row besides how it stands."""
    of_look: Callable[[Any], Sequence[Fault]]
    """What a page says of a row that was taken, and is to be looked at."""
    see: Callable[[Any], str | None]
    """Where what a row became stands."""
    names: Names[F]

    @property
    def results(self) -> str:
        """Below which each file's result has its id, where no id of a person or a ruling meets it."""
        return f"{self.address}/results"

    def answer(self, request: Request, found: F) -> dict[str, Any]:
        """What became of a file, row by row, in the asker's language."""
        results = [self._told(request, found, one) for one in found.results]
        return {**accounted(found, tuple(self.states)), "results": results}

    def _told(self, request: Request, found: F, row: FiledRow) -> dict[str, Any]:
        return {
            "tab": row.tab,
            "row": row.number,
            "state": row.state,
            "repeated": row.repeated,
            "faults": self._faults(request, found, row, row.faults),
            **self.of_row(request, row),
        }

    def _faults(self, request: Request, found: F, row: FiledRow, faults: Sequence[Fault]) -> list[dict[str, Any]]:
        """Each with its column, of which the file has its own name, or none at all."""
        ours = {column.field: column.names[0] for column in self.dress.columns.all}
        return by_column(request, {**ours, **found.tabs[row.tab - 1].columns}, faults)

    def page(self, request: Request) -> Response:
        """Where a file is chosen."""
        return page(request, "sheets/file.html", {"kind": self, "here": self.back})

    async def result(
        self, request: Request, house: House, actor: Actor, import_id: str, standing: Standing
    ) -> Response:
        """Its rows with their reasons, for 30 days."""
        found = await as_it_is(request, house, actor, self.shelf, import_id)
        data = self.answer(request, found)
        if not wants_page(request):
            return screen(request, "sheets/result.html", data, standing=standing)
        shown: dict[str, Any] = {"kind": self, "import_id": import_id, "here": self.back}
        if found.is_without_rows:
            return screen(request, "sheets/result.html", data, standing=standing, headers=looked_again(found), **shown)
        names = await self.names(request, house, actor, found)
        shown["counts"] = {state: data[state] for state in self.states}
        shown["downloads"] = found.by == actor.account_id and data[REFUSED]
        shown["looked_at"] = [
            {
                "place": found.place(one),
                "state": one.state,
                "named": names.get(one.key),
                "see": self.see(one),
                "credited_minutes": self.of_row(request, one).get("credited_minutes"),
                "faults": self._faults(request, found, one, (*one.faults, *self.of_look(one))),
            }
            for one in found.results
            if one.wants_a_look
        ]
        return screen(request, "sheets/result.html", data, standing=standing, **shown)

    async def failed(self, request: Request, house: House, actor: Actor, import_id: str, ending: str) -> Response:
        """The refused rows as they were written, and why, for whoever sent the file."""
        found = await as_it_is(request, house, actor, self.shelf, import_id)
        if found.by != actor.account_id:
            raise Problem(404, Fault("import-unknown"))
        refused = [one for one in found.results if one.state == REFUSED]
        rows = [json.loads(found.written.get(one.key, "{}")) | {WHY: _why(request, one)} for one in refused]
        headings = [*dict.fromkeys(name for row in rows for name in row if name and name != WHY), WHY]
        cells = [[str(row.get(name, "")) for name in headings] for row in rows]
        if ending == "csv":
            return file_of(import_id, ending, csv_file(headings, cells))
        return file_of(import_id, ending, await asyncio.to_thread(self.dress.workbook, headings, cells))

    async def template(self) -> Response:
        """The template, with lists and hints."""
        body = await asyncio.to_thread(self.dress.template)
        name = f"bakti-templat-{self.dress.tab.lower().replace(' ', '-')}.xlsx"
        return Response(body, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=XLSX)


def _why(request: Request, row: FiledRow) -> str:
    return " ".join(f"{one.message} {one.remedy or ''}".strip() for one in told_in_a_file(request, row.faults))
