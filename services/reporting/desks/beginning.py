"""The first steps in a house where nothing is told yet: what to do, in the order in which the rest needs it; pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do first, where it is done, and who may."""

    title: str
    said: str
    act: str
    address: str
    action: str


REGISTER: Final = Step(
    "Daftarkan putusan pertama",
    "Isi seperti pada salinan putusan; yang tidak disebut dikosongkan.",
    "Daftarkan putusan",
    "/putusan/new",
    "putusan.register",
)
IMPORT: Final = Step(
    "Atau masukkan putusan dari berkas",
    "Berkas XLSX atau CSV, satu baris satu terpidana; setiap baris diperiksa sendiri.",
    "Impor berkas",
    "/putusan/new#berkas-judul",
    "putusan.import",
)
OFFICE: Final = Step(
    "Daftarkan I-PD dan kesediaannya",
    "Tanpa kesediaan (Lampiran I) tidak ada tempat yang dapat diusulkan.",
    "Daftarkan I-PD",
    "/ipd/new",
    "ipd.register",
)
OFFICES_SEEN: Final = Step(
    "Belum ada I-PD",
    "Koordinator kabupaten mendaftarkan I-PD dan kesediaannya (Lampiran I); sebelum itu tidak ada usulan tempat.",
    "Lihat daftar I-PD",
    "/ipd",
    "ipd.read",
)


def first_steps(rulings: int, offices: int, may: Collection[str]) -> list[Step]:
    """What is still to be done first by somebody who may do this; empty once the house knows rulings and offices."""
    steps = [] if rulings else [REGISTER, IMPORT]
    if not offices:
        steps.append(OFFICE if OFFICE.action in may else OFFICES_SEEN)
    return [step for step in steps if step.action in may]
