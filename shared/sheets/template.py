"""The template of a kind of file as a workbook, and rows of a file that failed in the same dress.

Its columns and its example come from the table by which a row is read; every cell is a text, so that a NIK or a date
stays as it is typed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from shared.reports.files import TEXT_MAX
from shared.sheets.columns import Column, Columns
from shared.sheets.tabs import ROWS_MAX

GUIDE: Final = "Petunjuk"
WIDTH_LEAST, WIDTH_MOST = 14, 40
LETTERS_MAX: Final = 255
"""What a spreadsheet takes in a hint, and in a list."""


@dataclass(frozen=True, slots=True)
class Dress:
    """How a kind of file is dressed: the name of its tab, advice, hints, lists, and which columns must be filled."""

    tab: str
    advice: Sequence[str]
    columns: Columns
    hint: Callable[[Column], str]
    """What stands in a column, in a sentence."""
    listed: Callable[[Column], Sequence[str]]
    """The words of a column that is a closed list; else none."""
    required: frozenset[str]
    remark: str | None = None
    """A column for people beside those that are read."""

    def template(self) -> bytes:
        """A workbook to fill in: its example row is passed over as long as it stands untouched."""
        headings = [column.names[0] for column in self.columns.all] + ([self.remark] if self.remark else [])
        return self.workbook(headings, [[column.example for column in self.columns.all]], guide=True)

    def workbook(self, headings: Sequence[str], rows: Sequence[Sequence[str]], *, guide: bool = False) -> bytes:
        """These rows under these headings: every cell a text, each column of ours with its hint and its list."""
        from xlsxwriter import Workbook  # 20 MB that no other answer needs

        out = BytesIO()
        book = Workbook(out, {"in_memory": True})
        formats = {name: book.add_format(said) for name, said in FORMATS.items()}
        sheet = book.add_worksheet(self.tab)
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(headings):
            self._head(sheet, place, name, formats)
        for number, row in enumerate(rows, start=1):
            for place, text in enumerate(row):
                if text:
                    sheet.write_string(number, place, text[:TEXT_MAX], formats["example" if guide else "text"])
        if guide:
            self._guide(book, formats)
        book.close()
        return out.getvalue()

    def _head(self, sheet: Any, place: int, name: str, formats: dict[str, Any]) -> None:
        column = self.columns.named(name)
        sheet.set_column(place, place, max(WIDTH_LEAST, min(WIDTH_MOST, len(name) + 2)), formats["text"])
        required = column is not None and column.field in self.required
        sheet.write_string(0, place, name, formats["required" if required else "heading"])
        if column is not None:
            sheet.data_validation(1, place, ROWS_MAX, place, self._validation(column))

    def _guide(self, book: Any, formats: dict[str, Any]) -> None:
        sheet = book.add_worksheet(GUIDE)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 100, formats["wrapped"])
        for number, said in enumerate(self.advice):
            sheet.write_string(number, 1, said)
        for number, column in enumerate(self.columns.all, start=len(self.advice) + 1):
            required = column.field in self.required
            sheet.write_string(number, 0, column.names[0], formats["required" if required else "heading"])
            sheet.write_string(number, 1, self.hint(column))

    def _validation(self, column: Column) -> dict[str, Any]:
        """The hint of a column, and its list where it is a closed one: of other words the spreadsheet only warns."""
        found: dict[str, Any] = {"input_title": column.names[0], "input_message": self.hint(column)[:LETTERS_MAX]}
        listed = list(self.listed(column))
        if not listed or sum(map(len, listed)) + len(listed) > LETTERS_MAX:
            return {"validate": "any", **found}
        said = {"error_title": "Bukan dari daftar", "error_message": "Periksa ejaannya.", "error_type": "warning"}
        return {"validate": "list", "source": listed, **found, **said}


FORMATS: Final[dict[str, dict[str, Any]]] = {
    "heading": {"bold": True, "num_format": "@", "bottom": 1},
    "required": {"bold": True, "num_format": "@", "bottom": 1, "bg_color": "#FFF2CC"},
    "text": {"num_format": "@", "quote_prefix": True},
    "example": {"num_format": "@", "italic": True, "font_color": "#666666"},
    "wrapped": {"text_wrap": True, "valign": "top"},
}
