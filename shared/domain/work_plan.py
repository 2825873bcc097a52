"""Rencana Kerja 2026–2030, the agreement's annex: six promises, each for every year, in its own words.

Place, funds and who answers are the same in all of them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

YEARS: Final = (2026, 2027, 2028, 2029, 2030)
PLACE: Final = "Kabupaten Trenggalek"
BOTH: Final = "Para Pihak"
"""Who pays, and who answers for it."""


class PlanRow(StrEnum):
    """A row of the annex, in its order."""

    SYNERGY = "synergy"
    ATTENTION = "attention"
    SERVICE = "service"
    QUALITY = "quality"
    LOCATION = "location"
    FACILITIES = "facilities"


@dataclass(frozen=True, slots=True)
class Promise:
    """What is to be done, by whom, and what comes of it."""

    scope: str
    activity: str
    duty_of_bapas: str
    duty_of_regency: str
    output: str


PROMISES: Final = {
    PlanRow.SYNERGY: Promise(
        "Sinergitas dan kolaborasi",
        "Komunikasi antara perwakilan Para Pihak",
        "Menyampaikan siapa yang akan menjalani",
        "Mendukung dengan kesiapan menerima",
        "Gambaran awal rencana dan program",
    ),
    PlanRow.ATTENTION: Promise(
        "Peningkatan perhatian masyarakat",
        "Sosialisasi pidana kerja sosial dan pelayanan masyarakat",
        "Melaksanakan sosialisasi",
        "Ikut serta dan memfasilitasi",
        "Pemahaman masyarakat",
    ),
    PlanRow.SERVICE: Promise(
        "Penyediaan layanan",
        "Analisa kelayakan I-PD",
        "Data klien dan anak",
        "Data I-PD",
        "I-PD siap",
    ),
    PlanRow.QUALITY: Promise(
        "Peningkatan kualitas layanan",
        "Analisa bakat dan minat klien",
        "Profil menurut minat, bakat, dan profesi",
        "Menentukan I-PD yang sesuai",
        "Pekerjaan menurut minat dan kebutuhan I-PD",
    ),
    PlanRow.LOCATION: Promise(
        "Penyediaan lokasi",
        "Pemilihan lokasi atau tempat",
        "Merekomendasikan siapa yang akan menjalani",
        "Menyediakan lokasi menurut putusan",
        "Tempat yang memadai",
    ),
    PlanRow.FACILITIES: Promise(
        "Sarana dan prasarana",
        "Kesiapan sarana dan prasarana",
        "Merencanakan program",
        "Menyediakan sarana dan prasarana",
        "Program dan sarana prasarana memadai",
    ),
}
"""By row."""
