"""The sheet of placements that began on paper: whose, where, which days, and the berita acara of the first execution.

Matching takes the stay of each row, attendance its berita acara: both read the one sheet, each its own columns.
"""

from collections.abc import Mapping
from typing import Final

from shared.domain.written.dates import read_date
from shared.sheets.columns import Column, Columns, words
from shared.sheets.persons import PERSON, PERSON_HINTS
from shared.sheets.template import Dress

TITLE: Final = "Lembar penempatan"
SHEET: Final = Columns(
    (
        *PERSON,
        Column("ipd_id", words, ("i_pd", "instansi", "lembaga"), "Dinas Rekaan"),
        Column("site_id", words, ("tempat", "nama_tempat", "lokasi"), "Balai Desa Rekaan"),
        Column("activity", words, ("kegiatan", "jenis_kegiatan")),
        Column("planned_from", read_date, ("diterima_tanggal", "berjalan_sejak", "tanggal_mulai"), "02/03/2026"),
        Column("planned_until", read_date, ("rencana_selesai", "sampai_tanggal", "tanggal_selesai"), "28/08/2026"),
        Column("document", words, ("dokumen", "surat_penempatan", "nomor_perjanjian"), "Surat penempatan 7/2026"),
        Column("override", words, ("alasan", "alasan_tempat_lain")),
        Column("started_on", read_date, ("tanggal_berita_acara", "tgl_berita_acara"), "02/03/2026"),
        Column("handover", words, ("nomor_berita_acara", "berita_acara"), "BA-12/2026"),
    )
)
OF_STAY: Final = ("site_id", "planned_from", "planned_until", "document")
"""What a stay cannot be without."""
HINTS: Final[Mapping[str, str]] = {
    **PERSON_HINTS,
    "ipd_id": "Nama atau kode I-PD, bila nama tempatnya dipakai beberapa I-PD.",
    "site_id": "Nama tempat seperti di Bakti.",
    "activity": "Kegiatannya, bila tempat itu menyediakan beberapa.",
    "planned_from": "Sejak kapan ditempatkan di sana.",
    "planned_until": "Rencana selesai.",
    "document": "Nomor surat penempatan atau perjanjiannya.",
    "override": "Mengapa tempat ini, bila bukan usulan Bakti; kosong: sudah berjalan sebelum tercatat.",
    "started_on": "Tanggal berita acara serah terima; kosong bila belum ada.",
    "handover": "Nomor berita acaranya.",
}
ADVICE: Final = (
    "Satu baris untuk satu putusan yang sudah ditempatkan. Putusannya harus sudah terdaftar.",
    "Orangnya dikenali dari NIK, atau dari nama, tanggal lahir dan nomor perkara; nama saja tidak cukup.",
    "Penempatan dikirim di halaman Penempatan, berita acaranya dari berkas yang sama di halaman Catatan jam.",
    "Baris contoh dilewati selama tidak diubah. Urutan kolom bebas; kolom yang tidak dipakai boleh dihapus.",
)


def _hint(column: Column) -> str:
    example = f" Contoh: {column.example}." if column.example else ""
    return f"{HINTS[column.field]}{' (Wajib.)' if column.field in OF_STAY else ''}{example}"


DRESS: Final = Dress(TITLE, ADVICE, SHEET, _hint, lambda _: (), frozenset(OF_STAY))
