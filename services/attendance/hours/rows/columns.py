"""Which column of a day sheet says what, and how its cells are read; times mean WIB (settlement 28)."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from services.attendance.hours.events import BREAKS_MAX
from shared.domain.written.dates import read_clock, read_date
from shared.domain.written.durations import HOURS, duration
from shared.domain.written.reading import NotRead, plain
from shared.domain.written.values import one_of
from shared.sheets.columns import Column, Columns, words
from shared.sheets.persons import PERSON, PERSON_HINTS

YES_OR_NO: Final = dict.fromkeys(("ya", "ada", "yes", "true", "☑", "✓", "✔"), True) | dict.fromkeys(
    ("tidak", "no", "false", "☐", "☒", "✗", "✘"), False
)
_APART = re.compile(r"\s*(?:[,;\n]|\bdan\b)\s*")
_TO = re.compile(r"\s*(?:[-–—]|\bs\.?\s*/?\s*d\b\.?|\bsampai(?: dengan)?\b|\bhingga\b)\s*")
_minutes = duration(HOURS, before="istirahat|selama")


class Breaks(NamedTuple):
    """What a sheet says of breaks: from–to in minutes of the day, or only how long (settlement 29)."""

    spans: tuple[tuple[int, int], ...] = ()
    minutes: int = 0


def read_breaks(text: str) -> Breaks | NotRead:
    """``12.00–13.00, 15.00–15.15``, or ``30 menit``."""
    spans = []
    for part in _APART.split(plain(text)):
        ends = [read_clock(one) for one in _TO.split(part)]
        if len(ends) != 2 or isinstance(ends[0], NotRead) or isinstance(ends[1], NotRead):
            minutes = _minutes(text)
            return NotRead("breaks-unreadable") if isinstance(minutes, NotRead) else Breaks(minutes=minutes)
        spans.append((ends[0], ends[1]))
    if len(spans) > BREAKS_MAX:
        return NotRead("breaks-too-many")
    return Breaks(tuple(spans))


DAY_SHEET: Final = Columns(
    (
        *PERSON,
        Column("day", read_date, ("tanggal", "hari_tanggal", "tanggal_kerja"), "02/03/2026"),
        Column("starts", read_clock, ("mulai", "jam_mulai", "mulai_pukul", "datang"), "08.00"),
        Column("ends", read_clock, ("selesai", "jam_selesai", "sampai_pukul", "pulang"), "12.00"),
        Column("next_day", one_of(YES_OR_NO), ("selesai_hari_berikutnya", "hari_berikutnya")),
        Column("breaks", read_breaks, ("istirahat",), "10.00–10.15"),
        Column("site_id", words, ("tempat", "lokasi", "tempat_kerja"), "Balai Desa Rekaan"),
        Column("supervisor", words, ("pengawas", "diawasi_oleh", "nama_pengawas"), "Pengawas Rekaan"),
        Column("note", words, ("uraian", "uraian_pekerjaan", "kegiatan", "keterangan"), "membersihkan halaman"),
        Column("document", words, ("dokumen", "nomor_lembar", "lembar_hadir"), "Lembar hadir Maret 2026 no. 1"),
    )
)
REQUIRED: Final = frozenset({"day", "starts", "ends", "document"})
LISTS: Final[Mapping[str, Sequence[str]]] = {"next_day": ("ya", "tidak")}
HINTS: Final[Mapping[str, str]] = {
    **PERSON_HINTS,
    "day": "Tanggal kerja.",
    "starts": "Jam mulai (WIB).",
    "ends": "Jam selesai (WIB).",
    "next_day": "Ya bila selesai sesudah tengah malam.",
    "breaks": "Jam istirahat, atau lamanya: 30 menit.",
    "site_id": "Nama tempat; boleh kosong bila orangnya hanya punya satu tempat pada hari itu.",
    "supervisor": "Siapa yang mengawasi.",
    "note": "Apa yang dikerjakan.",
    "document": "Nomor atau nama lembar hadir yang disimpan.",
}
