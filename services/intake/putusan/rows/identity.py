"""Which ruling and which person a paper speaks of: ids that the same paper always gets, and that tell nobody who.

A person is known by a NIK that looks right; else by name and birth date; else only within the one ruling.
Two rulings of one person that share neither make two persons until an officer joins them.
"""

from collections.abc import Callable

from services.intake.putusan.decider.nik import odd_nik, usable_nik
from services.intake.putusan.decider.paper import Paper, RegisterPutusan, Unreadable, clear
from shared.domain.identifiers import KlienId, PutusanId
from shared.domain.personal import Personal

Identify = Callable[..., str]
"""``identify(kind, *parts)``: the vault's keyed id of these parts, however they are spaced or capitalised."""


def register_command(
    paper: Paper, unreadable: tuple[Unreadable, ...], written: str, identify: Identify
) -> RegisterPutusan:
    """The command to register this paper, under the ids of its case, convict and person."""
    putusan_id = _putusan_id(paper, written, identify)
    return RegisterPutusan(
        putusan_id=putusan_id,
        klien_id=_klien_id(paper, putusan_id, identify),
        paper=paper,
        unreadable=unreadable,
        written=Personal(written),
    )


def _putusan_id(paper: Paper, written: str, identify: Identify) -> PutusanId:
    """Case and convict; a paper that lacks one of them is only itself."""
    number, name = paper.number, clear(paper.name)
    if number is None or number.court is None or not name:
        return PutusanId(identify("putusan-paper", written))
    return PutusanId(identify("putusan", number.normal, name, str(paper.namesake or "")))


def _klien_id(paper: Paper, putusan_id: PutusanId, identify: Identify) -> KlienId:
    born = paper.birth_date.value if paper.birth_date is not None else None
    text, name = clear(paper.nik), clear(paper.name)
    nik = usable_nik(text)
    if nik and odd_nik(text, born, paper.sex) is None:
        return KlienId(identify("klien", "nik", nik))
    if name and born:
        return KlienId(identify("klien", "name", name, born.isoformat()))
    return KlienId(putusan_id)
