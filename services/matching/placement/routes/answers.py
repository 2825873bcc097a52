"""What a file of placements answers, for ``/openapi.json``."""

from typing import Literal

from shared.domain.identifiers import PutusanId
from shared.sheets.answers import FileAnswer, ToldColumn
from shared.web.answers import Answer


class StayRow(Answer):
    """What became of one row, or would: the ruling whose place it is. ``repeated``: it had been carried out before."""

    tab: int
    row: int
    state: Literal["accepted", "known", "refused"]
    repeated: bool
    faults: list[ToldColumn]
    putusan_id: PutusanId | None


class StaysImported(FileAnswer):
    """What became of a sheet of placements, row by row. Every row is accepted, known or refused."""

    accepted: int
    known: int
    refused: int
    results: list[StayRow]
