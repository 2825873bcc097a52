"""What the results of every kind of file answer alike, for ``/openapi.json``."""

from shared.web.answers import POSITION, Answer, Told


class ToldColumn(Told):
    """A reason with the column of the file that it is about."""

    column: str | None


class OtherRow(Answer):
    """A row of another sentence than ours, and what its sheet calls it."""

    row: int
    said: str


class ImportedTab(Answer):
    """What a tab was read as (None: no table), its columns that nobody knows or no field takes, and its rows that are
    no rulings."""

    tab: int
    name: str
    sheet: str | None
    columns_ignored: list[str]
    columns_beside: list[str]
    passed: list[int]
    examples: list[int]
    elsewhere: list[OtherRow]


class FileAnswer(Answer):
    """What became of a file: its numbers, and what was passed of each tab."""

    position: POSITION
    checked: bool
    left: int
    stopped: bool
    rows: int
    elsewhere: int
    repeated: int
    tabs: list[ImportedTab]
