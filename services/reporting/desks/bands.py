"""A desk's list: bands of matters, each with how many there are and where the rest of them stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.reporting.desks.matters import Matter
from shared.web.language import number


@dataclass(frozen=True, slots=True)
class Band:
    """Lines of one kind; ``total`` counts those not shown too, ``rest`` is the address of the whole list, empty
    where a line leads to it."""

    title: str
    total: int
    lines: Sequence[Matter]
    rest: str


def of_statuses(title: str, total: int, lines: Sequence[Matter], statuses: Iterable[str]) -> Band:
    """Of sentences: the rest is the list of klien with these statuses."""
    return Band(title, total, lines, "/reports/klien?status=" + "&status=".join(statuses))


def of_disposisi(waits: tuple[int, int]) -> Band:
    """What letters ask of who looks, or of a unit of theirs: one line for all."""
    return _of_tasks("Disposisi", "disposisi", "Disposisi menunggu Anda atau unit Anda", waits, "/disposisi")


def of_decisions(waits: tuple[int, int]) -> Band:
    """What activities gave to who looks, or to a unit of theirs: one line for all."""
    return _of_tasks("Keputusan rapat", "tugas", "Keputusan rapat menunggu Anda atau unit Anda", waits, "/decisions")


def _of_tasks(name: str, noun: str, title: str, waits: tuple[int, int], address: str) -> Band:
    total, late = waits
    line = Matter(
        tone="watch" if late else "calm",
        due=number(total),
        due_said=noun,
        title=title,
        said=f"{number(late)} lewat batas." if late else "Belum ada yang lewat batas.",
        act="Buka tugas",
        address=f"{address}?whose=mine&state=open",
        person=None,
    )
    return Band(name, total, [line], "")


def rejected(total: int) -> Band:
    """Papers that are no rulings until somebody mends them: one line for all. Their names stand on them alone."""
    line = Matter(
        tone="watch",
        due=number(total),
        due_said="berkas",
        title="Berkas ditolak yang belum diperbaiki",
        said="Isinya disimpan. Perbaiki yang disebut pada berkasnya, lalu daftarkan kembali.",
        act="Lihat berkasnya",
        address="/putusan?state=rejected",
        person=None,
    )
    return Band("Berkas ditolak", total, [line], "")


def to_settle(total: int, lines: Sequence[Matter]) -> Band:
    """Of stays: the rest is the list of placements about which something is asked."""
    return Band("Penempatan harus diperiksa", total, lines, "/placement?asks=true")
