"""What a row of a file says besides its ruling: of its person, of a litmas about them, and of whose case it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import TypeAdapter

from services.intake.klien.decider.profiling import ISSUED
from services.intake.klien.decider.times import WeekWords
from services.intake.putusan.rows.columns import COLUMNS
from shared.domain.refusal import Fault
from shared.domain.text import Line, Words
from shared.domain.written.dates import read_date
from shared.sheets.cells import read_cells
from shared.sheets.columns import Column, Columns, words

PROFILE: Final = (
    Column("birth_place", words, ("tempat_lahir",)),
    Column("religion", words, ("agama",)),
    Column("education", words, ("pendidikan",)),
    Column("livelihood", words, ("mata_pencaharian",)),
    Column("livelihood_hours", words, ("jam_mencari_nafkah",)),
    Column("bapas_number", words, ("nomor_register_bapas",)),
    Column("bapas_issuer", words, ("penerbit_register_bapas",)),
    Column("sdp_number", words, ("nomor_sdp",)),
    Column("sdp_issuer", words, ("penerbit_nomor_sdp",)),
    Column("sk_number", words, ("nomor_sk_bimbingan",)),
    Column("sk_issuer", words, ("penerbit_sk_bimbingan",)),
    Column("bast_number", words, ("nomor_bast",)),
    Column("bast_issuer", words, ("penerbit_bast",)),
    Column("guidance_from", read_date, ("masa_bimbingan_sejak",)),
    Column("guidance_until", read_date, ("masa_bimbingan_sampai",)),
)
LITMAS: Final = (
    Column("asked_by", words, ("litmas_diminta_oleh",)),
    Column("request_number", words, ("nomor_permintaan_litmas",)),
    Column("asked_on", read_date, ("tanggal_permintaan_litmas",)),
    Column("received_on", read_date, ("tanggal_permintaan_diterima",)),
    Column("prepared_by", words, ("litmas_disusun_oleh",)),
    Column("assigned_on", read_date, ("tanggal_pembagian_litmas",)),
    Column("tpp_on", read_date, ("tanggal_sidang_tpp",)),
    Column("letter_number", words, ("nomor_litmas",)),
    Column("finished_on", read_date, ("tanggal_litmas_selesai",)),
    Column("sent_on", read_date, ("tanggal_litmas_dikirim",)),
)
OFFICER: Final = Column("officer", words, ("petugas_pk",))
OFFICER_NIP: Final = Column("officer_nip", words, ("nip_pk",))
BESIDES: Final = Columns((*PROFILE, *LITMAS, OFFICER, OFFICER_NIP))
OF_FILE: Final = Columns((*COLUMNS, *BESIDES.all))
"""The columns of a file of rulings: those of the paper, and those besides."""
TEXTS: Final[Mapping[str, TypeAdapter[str]]] = {
    **{column.field: TypeAdapter(Words) for column in PROFILE if column.read is words},
    "livelihood_hours": TypeAdapter(WeekWords),
    **{column.field: TypeAdapter(Line) for column in (*LITMAS, OFFICER, OFFICER_NIP) if column.read is words},
}
"""Read by the types of the commands that take them: what these would refuse is told of the cell."""
NUMBERED: Final = {issuer: number for number, issuer in ISSUED.items()}
"""Who issued a number says nothing without it."""


@dataclass(frozen=True, slots=True)
class Besides:
    """What could be read, in clear by the fields of the commands that take it, and what is wrong with the rest."""

    said: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def of(self, columns: tuple[Column, ...]) -> dict[str, Any]:
        """What is said in these columns."""
        return {column.field: self.said[column.field] for column in columns if column.field in self.said}


def name_of(field: str) -> str:
    """How a person calls a field: ``jam per hari``, ``NIK``; a row where it is no field."""
    ours = next((column.names[0] for column in OF_FILE.all if column.field == field), "baris")
    return " ".join(word.upper() if word in ("nik", "bht") else word for word in ours.split("_"))


def besides_of(cells: Mapping[str, str]) -> Besides | None:
    """Read these cells of the columns besides; None where they say nothing."""
    said, faults = read_cells(BESIDES, cells, TEXTS)
    for issuer, number in NUMBERED.items():
        if number not in said:
            said.pop(issuer, None)
    return Besides(said, tuple(faults.values())) if said or faults else None
