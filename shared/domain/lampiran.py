"""Lampiran I of the agreement: five categories with their activities, the offices invited, the kinds of host.

The names are the agreement's own, in Bahasa Indonesia; the codes are ours.
"""

from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from shared.domain.identifiers import Code


@dataclass(frozen=True, slots=True)
class Category:
    """One of the five kinds of work, numbered as in Lampiran I."""

    number: int
    name: str
    activities: dict[Code, str]


@dataclass(frozen=True, slots=True)
class Office:
    """An I-PD named in the invitation."""

    code: Code
    name: str


def _category(number: int, name: str, **activities: str) -> Category:
    return Category(number, name, {Code(code.replace("_", "-")): label for code, label in activities.items()})


CATEGORIES: dict[int, Category] = {
    category.number: category
    for category in (
        _category(
            1,
            "Membantu di lembaga sosial",
            merawat_lansia="Merawat lansia di panti jompo",
            panti_asuhan="Kegiatan sosial di panti asuhan",
            posko_bencana="Relawan di dapur umum atau posko bencana",
            sosial_lain="Kegiatan sosial lainnya",
        ),
        _category(
            2,
            "Membantu tugas pelayanan publik",
            disabilitas="Membantu penyandang disabilitas",
            layanan_terpadu="Membantu di layanan terpadu satu pintu",
            sarana_prasarana="Menyiapkan sarana dan prasarana",
            publik_lain="Kegiatan pelayanan publik lainnya",
        ),
        _category(
            3,
            "Membersihkan lingkungan dan fasilitas umum",
            menyapu="Menyapu jalan, trotoar atau taman kota",
            fasilitas_umum="Membersihkan halte, toilet umum atau pasar",
            coretan="Menghapus coretan vandalisme di dinding",
            kebersihan_lain="Kebersihan lingkungan dan fasilitas umum lainnya",
        ),
        _category(
            4,
            "Tugas administratif ringan",
            arsip="Mengarsipkan dokumen",
            isi_data="Mengisi atau menyalin data",
            surat="Membuat dan menyalin surat",
            distribusi="Mendistribusikan dokumen",
            administrasi_lain="Administrasi ringan lainnya",
        ),
        _category(
            5,
            "Mengajar atau melatih sesuai profesi dan keahlian",
            baca_tulis="Baca tulis di lembaga pendidikan formal maupun nonformal",
            kewirausahaan="Pelatihan kewirausahaan",
            sesuai_keahlian="Yang sesuai profesi dan keahlian lain yang dimiliki klien",
        ),
    )
}

OFFICES: tuple[Office, ...] = (
    Office(Code("asisten-kesra"), "Asisten Pemerintahan dan Kesejahteraan Rakyat"),
    Office(Code("inspektorat"), "Inspektorat"),
    Office(Code("bakeuda"), "Badan Keuangan Daerah"),
    Office(Code("bappedalitbang"), "Bappedalitbang"),
    Office(Code("dindik"), "Dinas Pendidikan"),
    Office(Code("dinkes"), "Dinas Kesehatan dan Pengendalian Penduduk"),
    Office(Code("perinaker"), "Dinas Perindustrian dan Tenaga Kerja"),
    Office(Code("dinsos"), "Dinas Sosial dan P3A"),
    Office(Code("pmd"), "Dinas Pemberdayaan Masyarakat dan Desa"),
    Office(Code("pkplh"), "Dinas PKPLH"),
    Office(Code("bag-pemerintahan"), "Bagian Pemerintahan"),
    Office(Code("bag-hukum"), "Bagian Hukum"),
    Office(Code("bag-kesra"), "Bagian Kesejahteraan Rakyat"),
    Office(Code("kec-trenggalek"), "Kecamatan Trenggalek"),
)

HOST_KINDS: dict[str, str] = {
    "office": "Kantor",
    "village": "Desa atau kelurahan",
    "house_of_worship": "Rumah ibadah",
    "pesantren": "Pesantren",
    "care_home": "Panti atau LKS",
    "school": "Sekolah",
    "health": "RSUD atau puskesmas",
    "other": "Lainnya",
}


def activity_name(code: str) -> str:
    """The agreement's words for an activity; the code itself where a host named its own."""
    for category in CATEGORIES.values():
        if code in category.activities:
            return category.activities[Code(code)]
    return code


def known_activity(code: Code) -> Code:
    """The code itself; refused where no category has such an activity."""
    if not any(code in category.activities for category in CATEGORIES.values()):
        raise PydanticCustomError("activity-not-listed", "activity-not-listed")
    return code
