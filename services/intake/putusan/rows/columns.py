"""Which column says which part of a ruling, under which names, and how its cells are read.

The same table reads a CSV file, the court register's (SIPP) export and the form of the page: one paper, one reading.
"""

import re
from collections.abc import Callable
from typing import Any

from services.intake.putusan.events import Consent, Consideration, Document, Extent, Replaced, Sanction
from shared.domain.desa import desa_named
from shared.domain.identifiers import Code, Kecamatan
from shared.domain.places import kecamatan_named
from shared.domain.sentence import Regime, Sex
from shared.domain.skills import skill_named
from shared.domain.written.dates import read_clock, read_date
from shared.domain.written.durations import (
    read_days,
    read_least_minutes,
    read_minutes,
    read_months,
    read_most_minutes,
)
from shared.domain.written.own_days import read_periods, read_weekdays
from shared.domain.written.reading import NotRead, Partly, plain
from shared.domain.written.values import (
    list_of,
    one_of,
    phrase_of,
    read_days_a_month,
    read_days_a_week,
    read_ordinal,
    read_rupiah,
    read_whole,
)
from shared.sheets.columns import Column, Columns, words


def _named(**codes: str) -> dict[str, str]:
    """Each word of ``code="word, word"`` with its code."""
    return {word.strip(): code for code, written in codes.items() for word in written.split(",")}


def _words_of(kind: Callable[[str], Any], **codes: str) -> dict[str, Any]:
    return {word: kind(code) for word, code in _named(**codes).items()}


DOCUMENTS = _words_of(
    Document,
    ruling="putusan, petikan putusan, salinan putusan, kutipan putusan, petikan, salinan, kutipan, ruling",
    diversion="penetapan diversi, diversi, kesepakatan diversi, diversion",
)
NO_RULINGS = re.compile(
    r"\b(?:tuntutan|dakwaan|requisitoir|eksepsi|pledoi|pembelaan|litmas|relaas|surat|berita acara)\b"
)
KINDS = _words_of(
    Regime,
    adult="pidana kerja sosial, kerja sosial, pks, dewasa, adult",
    child="pidana pelayanan masyarakat, pelayanan masyarakat, anak, child",
)
SEXES = _words_of(
    Sex,
    male="l, laki-laki, laki laki, laki, lk, lelaki, pria, l (laki-laki), male",
    female="p, perempuan, pr, wanita, p (perempuan), female",
)
REPLACED = _words_of(
    Replaced,
    prison="penjara, pidana penjara, prison",
    fine="denda, pidana denda, fine",
    unpaid_fine="denda tidak dibayar, denda yang tidak dibayar, pengganti denda, unpaid_fine",
    adat_compensation="kewajiban adat, ganti rugi adat, pemenuhan kewajiban adat, adat_compensation",
)
CONSENTS = _words_of(
    Consent,
    given="ya, setuju, menyetujui, bersedia, ☑, ✓, ✔, given",
    withheld="tidak, tidak setuju, tidak menyetujui, tidak bersedia, menolak, withheld",
)
SANCTIONS = _words_of(
    Sanction,
    repeat="ulang, mengulangi, repeat",
    prison="penjara, menjalani penjara, prison",
    fine="denda, membayar denda, fine",
)
EXTENTS = _words_of(Extent, whole="seluruhnya, seluruh, semua, whole", part="sebagian, part")
CONSIDERATIONS = _words_of(
    Consideration,
    confession="pengakuan, pengakuan terdakwa, pengakuan terdakwa terhadap tindak pidana yang dilakukan, confession",
    ability="kemampuan kerja, kemampuan kerja terdakwa, ability",
    consent="persetujuan, persetujuan terdakwa, persetujuan terdakwa sesudah dijelaskan, persetujuan terdakwa sesudah "
    "dijelaskan mengenai tujuan dan segala hal yang berhubungan dengan pidana kerja sosial, consent",
    history="riwayat sosial, riwayat sosial terdakwa, history",
    safety="keselamatan kerja, pelindungan keselamatan kerja, pelindungan keselamatan kerja terdakwa, safety",
    conviction="agama, kepercayaan, keyakinan politik, dan keyakinan politik, dan keyakinan politik terdakwa, "
    "conviction",
    payment="kemampuan membayar, kemampuan membayar denda, kemampuan membayar pidana denda, "
    "kemampuan terdakwa membayar pidana denda, payment",
)
"""Also in the words of the statute and of our form; its sixth is read part by part, as a list parts it at commas."""
YES_OR_NO = dict.fromkeys(("ya", "ada", "dimuat", "yes", "true", "☑", "✓", "✔"), True) | dict.fromkeys(
    ("tidak", "tidak dimuat", "no", "false", "☐", "☒", "✗", "✘"), False
)


_document = phrase_of(DOCUMENTS)


def read_document(text: str) -> Document | Partly | NotRead:
    """What kind of paper; another paper of the case is no ruling, a word nobody knows only a question."""
    read = _document(text)
    return NotRead("not-a-ruling") if isinstance(read, NotRead) and NO_RULINGS.search(plain(text)) else read


def read_skill(text: str) -> Code | NotRead:
    """A skill of our list, or of an occupation that brings one."""
    return skill_named(text) or NotRead("skill-unknown")


def read_kecamatan(text: str) -> Kecamatan | NotRead:
    """A kecamatan of this regency, by its name or its code."""
    return kecamatan_named(text) or NotRead("kecamatan-unknown")


def read_desa(text: str) -> str | NotRead:
    """A desa or kelurahan of this regency, by its name or its code."""
    return desa_named(text) or NotRead("desa-unknown")


COLUMNS: tuple[Column, ...] = (
    Column("document", read_document, ("jenis_dokumen", "dokumen"), "putusan"),
    Column("case_number", words, ("nomor_perkara", "no_perkara", "nomor_putusan"), "123/Pid.B/2026/PN Trk"),
    Column("court", words, ("pengadilan", "nama_pengadilan"), "PN Trenggalek"),
    Column("ruled_on", read_date, ("tanggal_putusan", "tgl_putusan"), "05/03/2026"),
    Column("final_on", read_date, ("tanggal_bht", "tgl_bht", "tanggal_inkracht"), "13/03/2026"),
    Column("appealed_on", read_date, ("tanggal_banding", "permohonan_banding")),
    Column("name", words, ("nama", "nama_terpidana", "nama_terdakwa", "nama_anak", "nama_klien"), "Contoh Rekaan"),
    Column("namesake", read_ordinal, ("terdakwa_ke", "urutan")),
    Column("nik", words, ("nik", "nomor_induk_kependudukan"), "9903010203900001"),
    Column("birth_date", read_date, ("tanggal_lahir", "tgl_lahir"), "02/03/1990"),
    Column("sex", one_of(SEXES), ("jenis_kelamin", "kelamin"), "l"),
    Column("address", words, ("alamat",), "Jl. Contoh No. 1"),
    Column("kecamatan", read_kecamatan, ("kecamatan",), "Trenggalek"),
    Column("desa", read_desa, ("desa", "kelurahan", "desa_kelurahan")),
    Column("contact", words, ("telepon", "no_hp", "kontak"), "0812 0000 0000"),
    Column("guardian", words, ("wali", "orang_tua", "orang_tua_wali", "nama_wali")),
    Column("guardian_relation", words, ("hubungan_wali",), "ibu"),
    Column("guardian_contact", words, ("telepon_wali", "kontak_wali"), "0812 0000 0000"),
    Column("occupation", words, ("pekerjaan",), "buruh tani"),
    Column("skills", list_of(read_skill), ("keahlian", "bakat_minat")),
    Column("offence", words, ("tindak_pidana", "pasal"), "Pasal 476 KUHP"),
    Column("offence_on", read_date, ("tanggal_tindak_pidana", "tgl_tindak_pidana"), "10/01/2026"),
    Column("threat_months", read_months, ("ancaman", "ancaman_pidana"), "4 tahun"),
    Column("kind", phrase_of(KINDS), ("jenis_pidana", "jenis_putusan"), "pidana kerja sosial"),
    Column("replaced", phrase_of(REPLACED), ("pidana_diganti", "pengganti"), "penjara"),
    Column("replaced_prison_days", read_days, ("lama_penjara", "penjara_diganti"), "3 bulan"),
    Column("replaced_fine_rupiah", read_rupiah, ("besar_denda", "denda_diganti")),
    Column("total_minutes", read_minutes, ("jumlah_jam", "total_jam", "lama_kerja_sosial"), "80 jam"),
    Column("minutes_a_day", read_most_minutes, ("jam_per_hari", "paling_banyak_per_hari"), "2 jam"),
    Column("least_minutes_a_day", read_least_minutes, ("paling_sedikit_per_hari",)),
    Column("days_a_week", read_days_a_week, ("hari_per_minggu",)),
    Column("days_a_month", read_days_a_month, ("hari_per_bulan",)),
    Column("period_days", read_days, ("jangka_waktu",), "6 bulan"),
    Column("until", read_date, ("paling_lambat_tanggal", "batas_waktu")),
    Column("day_from_minute", read_clock, ("mulai_pukul",)),
    Column("day_until_minute", read_clock, ("sampai_pukul",)),
    Column("weekdays", read_weekdays, ("hari_pelaksanaan",)),
    Column("periods", read_periods, ("tanggal_pelaksanaan",)),
    Column("work_category", read_whole, ("kategori_pekerjaan", "kategori"), "3"),
    Column("work_named", words, ("jenis_pekerjaan",)),
    Column("place_named", words, ("tempat", "tempat_pelaksanaan")),
    Column("consent", one_of(CONSENTS), ("persetujuan",), "ya"),
    Column("considerations_stated", one_of(YES_OR_NO), ("pertimbangan_dimuat", "pertimbangan"), "ya"),
    Column("considerations", list_of(phrase_of(CONSIDERATIONS)), ("yang_ditimbang",)),
    Column("sanctions", list_of(phrase_of(SANCTIONS), r"[,;/&\n]|\bdan\b"), ("sanksi",), "ulang"),
    Column("sanction_repeat", one_of(EXTENTS), ("sanksi_ulang_seberapa",)),
    Column("sanction_repeat_minutes", read_minutes, ("sanksi_ulang_jam",)),
    Column("sanction_prison", one_of(EXTENTS), ("sanksi_penjara_seberapa",)),
    Column("sanction_prison_days", read_days, ("sanksi_penjara_lama",)),
    Column("sanction_fine", one_of(EXTENTS), ("sanksi_denda_seberapa",)),
    Column("sanction_fine_rupiah", read_rupiah, ("sanksi_denda_jumlah",)),
    Column("probation_days", read_days, ("masa_percobaan",)),
    Column("conditions", words, ("syarat",)),
    Column("reports_monthly", one_of(YES_OR_NO), ("wajib_lapor",)),
    Column("prosecutor_number", words, ("nomor_jaksa", "nomor_kejaksaan")),
)

OF_PAPER = Columns(COLUMNS)
REMARKS = frozenset({"keterangan", "catatan", "no", "kolom_lain"})
"""Columns for people, and of other sheets what no field takes: kept as they are, and no field is filled from them."""


def column_of(name: str) -> Column | None:
    """The column that goes by this name, however it is written."""
    return OF_PAPER.named(name)
