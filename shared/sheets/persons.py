"""The columns by which a row of a file says whom it is about, and the persons that they name.

By NIK, or by name, birth date and case number together: never by a name alone. Whom the sender may not see
is not found, in the very words of somebody whom nobody knows.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from shared.access.asking import Asking
from shared.access.reach import rulings_of as seen_rulings
from shared.access.reach import scope_of
from shared.domain.case_number import CaseNumber, read_case_number
from shared.domain.nik import identifying_nik, unreadable_nik
from shared.domain.refusal import Fault, Severity
from shared.domain.written.dates import read_date
from shared.domain.written.reading import NotRead
from shared.privacy.identities import Ruled, Traits
from shared.sheets.columns import Column, words


def read_nik(text: str) -> str | NotRead:
    """The 16 digits that can be one person's."""
    fault = unreadable_nik(text)
    return NotRead(fault.rule) if fault else identifying_nik(text) or NotRead("nik-of-nobody")


def read_case(text: str) -> CaseNumber | NotRead:
    """A case number with its court."""
    found = read_case_number(text)
    return found if found is not None and found.court is not None else NotRead("case-number-form")


PERSON: Final = (
    Column("nik", read_nik, ("nik", "nomor_induk_kependudukan"), "9903010203900001"),
    Column("name", words, ("nama", "nama_klien", "nama_terpidana", "nama_anak"), "Contoh Rekaan"),
    Column("birth_date", read_date, ("tanggal_lahir", "tgl_lahir")),
    Column("case_number", read_case, ("nomor_perkara", "no_perkara", "nomor_putusan"), "123/Pid.B/2026/PN Trk"),
)
PERSON_HINTS: Final[Mapping[str, str]] = {
    "nik": "NIK, 16 angka; bila tidak ada, isi nama, tanggal lahir dan nomor perkara.",
    "name": "Nama seperti pada putusan; nama saja tidak cukup.",
    "birth_date": "Tanggal lahirnya; wajib bila NIK tidak ada.",
    "case_number": "Nomor perkara (dengan pengadilannya).",
}
BY_NAME: Final = ("name", "birth_date", "case_number")
"""By which, all of them, somebody is known without a NIK."""
NOBODY: Final = "row-person-unknown"


def traits_of(values: Mapping[str, Any]) -> Traits:
    """Whom a row says, by the values of its cells."""
    case = values.get("case_number")
    return Traits(
        "",
        nik=values.get("nik"),
        name=values.get("name"),
        birth_date=values.get("birth_date"),
        case_number=case.normal if case is not None else None,
    )


def untold(values: Mapping[str, Any], *, also: frozenset[str] = frozenset()) -> Fault | None:
    """That a row does not say enough to know whom it is about; ``also`` are columns that are told unreadable."""
    if also & {"nik", *BY_NAME}:
        return None
    told = values.get("nik") or all(values.get(name) for name in BY_NAME)
    return None if told else Fault("row-person-not-told", pointer="/nik")


async def rulings_of(asks: Asking, rows: Sequence[Traits]) -> list[Sequence[Ruled]]:
    """For each row the rulings, and whose they are, that it names and that are its sender's: whom they only opened to
    see is not found either, since nothing is recorded about them. Where it names several persons, of whom one is
    the sender's, all of them: whom the sender may see must not choose whom a row means."""
    scope = await scope_of(asks.request, asks.house, asks.actor)
    found = await asks.house.vault.whose(rows)
    every = {one.putusan_id for some in found for one in some}
    theirs = await seen_rulings(asks.house, scope.own or scope, every)
    return [_within(some, theirs) for some in found]


def _within(named: Sequence[Ruled], theirs: Collection[str]) -> Sequence[Ruled]:
    seen = [one for one in named if one.putusan_id in theirs]
    return named if seen and one_person(named) else seen


def one_ruling(rulings: Sequence[Ruled]) -> Fault | None:
    """Why a row that names these does not name one ruling."""
    if fault := one_person(rulings):
        return fault
    several = len({one.putusan_id for one in rulings})
    return Fault("row-several-rulings", {"rulings": several}, pointer="/case_number") if several > 1 else None


def one_person(rulings: Sequence[Ruled]) -> Fault | None:
    """Why a row that names these does not name one person."""
    if not rulings:
        return Fault(NOBODY, pointer="/name", severity=Severity.ABSENT)
    if not all(one.told for one in rulings):
        return Fault("row-ruling-undated", pointer="/birth_date")
    if len({one.subject for one in rulings}) > 1:
        return Fault("row-several-persons", pointer="/name")
    return None
