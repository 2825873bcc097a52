"""The samples, dated from today: their rulings fell due in November 2026 and would all be history a year later.

Every date of the table moves by the same whole weeks, so that ages, days of the week and intervals stay what each row
is there to show. Case numbers take the years that their rulings move by, a NIK the new birth date of its person.
"""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

WRITTEN_FOR = date(2026, 11, 25)
"""The day for which putusan.csv was written; for a day before it the table stays as it is."""
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember")  # fmt: skip
DATES = ("tanggal_putusan", "tanggal_bht", "tanggal_lahir", "tanggal_tindak_pidana", "paling_lambat_tanggal")
NUMERIC = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
IN_WORDS = re.compile(rf"(\d\d?) ({'|'.join(MONTHS)}) (\d{{4}})")
CASE_YEAR = re.compile(r"(?<=[/ ])\d{4}(?=\s*/)")
PROSECUTORS_MONTH = re.compile(r"(\d\d)/(\d{4})$")
FEMALE_DAY = 40
"""Added to the day of birth in a woman's NIK."""


def dated(table: bytes, today: date) -> bytes:
    """putusan.csv as it would have been written in this week; its form (mark, semicolons, CRLF) stays."""
    by = timedelta(weeks=max(0, (today - WRITTEN_FOR).days // 7))
    notice, _, rest = table.decode("utf-8").partition("\r\n")
    rows = csv.DictReader(io.StringIO(rest, newline=""), delimiter=";")
    written = io.StringIO(newline="")
    out = csv.DictWriter(written, rows.fieldnames or (), delimiter=";", lineterminator="\r\n")
    out.writeheader()
    out.writerows(_row(row, by) for row in rows)
    return f"{notice}\r\n{written.getvalue()}".encode()


def _row(row: dict[str, str], by: timedelta) -> dict[str, str]:
    new = row | {column: _cell(row[column], by) for column in DATES}
    new["nik"] = _nik(row["nik"], _day(row["tanggal_lahir"]), _day(new["tanggal_lahir"]))
    if (ruled := _day(row["tanggal_putusan"])) is not None:
        years = (ruled + by).year - ruled.year
        new["nomor_perkara"] = CASE_YEAR.sub(lambda year: str(int(year[0]) + years), row["nomor_perkara"])
    written_in = PROSECUTORS_MONTH.search(row["nomor_jaksa"])
    if written_in:
        month = date(int(written_in[2]), int(written_in[1]), 15) + by
        new["nomor_jaksa"] = f"{row['nomor_jaksa'][: written_in.start()]}{month:%m/%Y}"
    return new


def _cell(cell: str, by: timedelta) -> str:
    found = _read(cell)
    return found[1](found[0] + by) if found else cell


def _day(cell: str) -> date | None:
    found = _read(cell)
    return found[0] if found else None


def _read(cell: str) -> tuple[date, Callable[[date], str]] | None:
    """The day in a cell and how this cell writes a day; None where it holds none that there is."""
    try:
        if numeric := NUMERIC.fullmatch(cell):
            day, month, year = map(int, numeric.groups())
            return date(year, month, day), lambda day: f"{day:%d/%m/%Y}"
        if iso := ISO.fullmatch(cell):
            return date.fromisoformat(iso[0]), date.isoformat
        if words := IN_WORDS.fullmatch(cell):
            found = date(int(words[3]), MONTHS.index(words[2]) + 1, int(words[1]))
            return found, lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    except ValueError:
        return None
    return None


def _nik(nik: str, before: date | None, after: date | None) -> str:
    """The NIK with the new birth date in it, where the old one stood there."""
    if before is None or after is None:
        return nik
    for extra in (0, FEMALE_DAY):
        if nik[6:12] == f"{before.day + extra:02}{before:%m%y}":
            return f"{nik[:6]}{after.day + extra:02}{after:%m%y}{nik[12:]}"
    return nik
