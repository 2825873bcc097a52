"""The addresses of a kind of file that has our own template alone: where it is sent, its template, and its results."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from shared.access.asking import Asking, asking
from shared.access.signin import Actor, require
from shared.domain.command import Command
from shared.domain.identifiers import UuidText
from shared.projections.state import Projection
from shared.reports.answering import standing_of
from shared.reports.files import CSV, XLSX
from shared.sheets.keeping import Filed
from shared.sheets.receiving import FILE, Kind, received
from shared.sheets.shown import Shown
from shared.web.answers import gives, standing
from shared.web.forms import takes
from shared.web.house import House, house
from shared.web.paging import After

D = TypeVar("D")
F = TypeVar("F", bound=Filed)


def doors_of(
    shown: Shown[F],
    kind: Kind[D, F],
    command: type[Command],
    answers: type[BaseModel],
    reads: Sequence[Projection[Any]],
) -> APIRouter:
    """All of them; each row carries out this command, and what is shown waits for what ``reads`` names."""
    router = APIRouter(prefix=shown.address)
    importer: Callable[..., Any] = require(shown.shelf.action)
    _add_sending(router, importer, shown, kind, command, answers)
    _add_result(router, importer, shown, answers, reads)
    _add_files(router, importer, shown)
    return router


def _add_sending(
    router: APIRouter,
    importer: Callable[..., Any],
    shown: Shown[F],
    kind: Kind[D, F],
    command: type[Command],
    answers: type[BaseModel],
) -> None:
    @router.get("/new", summary=f"{shown.title}: where it is sent")
    async def page(request: Request, _: Actor = Depends(importer)) -> Response:
        """The form, and the template beside it."""
        return shown.page(request)

    @router.post("", summary=f"{shown.title}: send a file", dependencies=[Depends(takes(FILE))])
    @gives(answers)
    async def imported(
        asks: Asking = Depends(asking(command)),
        _: Actor = Depends(importer),
        check: bool = Query(False, description="Only say what would become of it."),
    ) -> Response:
        """XLSX or CSV by the template, each row carried out by itself. The result stays, for a month, at an address of
        its own."""
        return await received(asks, kind, check=check)

    @router.get("/template.xlsx", summary=f"{shown.title}: the template, with lists and hints")
    @gives(None, files=(XLSX,))
    async def template(_: Actor = Depends(importer)) -> Response:
        """A workbook to fill in; its example row is passed over as long as it stands untouched."""
        return await shown.template()


def _add_result(
    router: APIRouter,
    importer: Callable[..., Any],
    shown: Shown[F],
    answers: type[BaseModel],
    reads: Sequence[Projection[Any]],
) -> None:
    result = standing(f"{answers.__name__}Result", "What became of a file, as it is kept for a month.", answers)

    @router.get("/results/{import_id}", summary=f"{shown.title}: what became of a file")
    @gives(result, refuses=(404,))
    async def results(
        request: Request,
        import_id: UuidText,
        here: House = Depends(house),
        actor: Actor = Depends(importer),
        after: After = None,
    ) -> Response:
        """Its rows with their reasons."""
        return await shown.result(request, here, actor, import_id, await standing_of(here, reads, after))


def _add_files(router: APIRouter, importer: Callable[..., Any], shown: Shown[F]) -> None:
    @router.get("/results/{import_id}/failed.csv", summary=f"{shown.title}: the rows that failed, as they were written")
    @gives(None, files=(CSV,), refuses=(404,))
    async def failed(
        request: Request, import_id: UuidText, here: House = Depends(house), actor: Actor = Depends(importer)
    ) -> Response:
        """With their own headings and why each failed, for whoever sent the file: mended and sent again."""
        return await shown.failed(request, here, actor, import_id, "csv")

    @router.get("/results/{import_id}/failed.xlsx", summary=f"{shown.title}: the same as a workbook")
    @gives(None, files=(XLSX,), refuses=(404,))
    async def failed_workbook(
        request: Request, import_id: UuidText, here: House = Depends(house), actor: Actor = Depends(importer)
    ) -> Response:
        """Each column of ours with its hint and its list."""
        return await shown.failed(request, here, actor, import_id, "xlsx")
