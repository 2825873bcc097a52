"""What waits for the coordinator about places: declines, violations, offices without room or answer, questions;
pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final, Protocol

from services.reporting.desks.matters import Matter, Say, ago, moment_of
from services.reporting.reports.agreement import Agreement
from services.reporting.reports.charged import Charged
from services.reporting.reports.hosts import Host
from services.reporting.reports.occupied import Occupied, Room, room_of
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.supervision import Place
from shared.access.naming import Named
from shared.law.law import Law, Laws
from shared.law.settings import QUESTIONS, Question, standing
from shared.web.language import brief_day, in_words, number, short_day

NOBODY_ELSE: Final = "Tidak ada usulan lain yang tersisa."


def declined(
    rows: Iterable[Sentence], names: Mapping[str, Named], hosts: Iterable[Host], now: datetime, say: Say
) -> list[Matter]:
    """Who was declined by a place and has no other yet."""
    called = {place.offer_id: place.site_name for host in hosts for place in host.places}
    return [_declined(row, names[row.putusan_id], called, now, say) for row in rows]


def charged(offices: Iterable[Charged], today: date) -> list[Matter]:
    """Violations that count against the place, the office with most of them first."""
    return [_charged(one, today) for one in offices]


def without_room(hosts: Iterable[Host], now: Occupied) -> list[Matter]:
    """Offices that take nobody today: no readiness said, all closed, or all full."""
    return [_without_room(host, here) for host in hosts if not (here := room_of(host, now)).free]


def unsupervised(places: Iterable[Place]) -> list[Matter]:
    """Places where somebody serves and nobody supervises today, as the report of them has its rows."""
    return [_unsupervised(place) for place in places]


class Asked(Protocol):
    """An office that is asked to fill Lampiran I, as the report of them has its rows."""

    @property
    def annex_id(self) -> str: ...
    @property
    def ipd_name(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def days(self) -> int: ...


def unanswered(offices: Iterable[Asked], today: date) -> list[Matter]:
    """Offices that owe an answer, whose day is past first."""
    return [_unanswered(one, today) for one in offices]


def ending(agreements: Iterable[Agreement], today: date) -> list[Matter]:
    """Agreements that end soon or have ended, and that nothing follows."""
    return [_ending(one, one.ends_on, today) for one in agreements if one.ends_on]


def undecided(laws: Laws, today: date) -> list[Matter]:
    """What the regency has not settled, not even for a day to come: until it does, Bakti's proposal holds."""
    decided, now = {one.name for one in standing(laws.decisions)}, laws.on(today)
    return [_undecided(one, now) for name, one in QUESTIONS.items() if name not in decided]


def _declined(row: Sentence, person: Named, called: Mapping[str, str], now: datetime, say: Say) -> Matter:
    last = row.declines[-1]
    others = [called[offer.offer_id] for offer in row.offers if offer.offer_id in called]
    reason = say(f"decline-{last.reason}", {})
    return Matter(
        tone="alarm" if not others else "watch",
        due=ago(last.declined_at, now),
        due_said=f"ditolak {moment_of(last.declined_at, now)}",
        title=f"{called.get(last.offer_id, 'Tempat itu')} tidak dapat menerima {person.full}",
        said=f"{reason}. " + (f"Usulan lain: {', '.join(others)}." if others else NOBODY_ELSE),
        act="Pilih tempat lain",
        address=f"/placement/{row.putusan_id}",
        person=person,
    )


def _charged(one: Charged, today: date) -> Matter:
    past = (today - one.last_on).days
    return Matter(
        tone="watch",
        due=f"{number(one.days)} hari",
        due_said="hari ini" if not past else f"terakhir {brief_day(one.last_on)}",
        title=f"Pelanggaran dibebankan ke {one.name}",
        said="Jam yang melanggar tidak diakui dan bukan kesalahan klien. Bicarakan dengan tempatnya.",
        act="Lihat pelanggaran",
        address=f"/reports/violations?ipd_id={one.ipd_id}&against=host",
        person=None,
    )


def _without_room(host: Host, here: Room) -> Matter:
    open_ones = [place for place in host.places if not place.closed]
    over = f"; melebihi {number(here.over)} orang" if here.over else ""
    title = f"{host.name} penuh" if open_ones else f"{host.name} belum menyatakan kesediaan"
    said = (
        f"Terisi {number(here.taken)} dari {number(here.slots)} orang: yang ditempatkan dan belum terpenuhi{over}."
        if open_ones
        else "Semua kesediaannya (Lampiran I) sudah ditutup."
        if host.places
        else "Tanpa kesediaan (Lampiran I) tidak ada yang dapat ditempatkan di sini."
    )
    return Matter(
        tone="watch" if open_ones else "calm",
        due=f"{number(here.taken)} orang" if open_ones else "Kosong",
        due_said="sekarang" if open_ones else "tanpa kesediaan",
        title=title,
        said=said,
        act="Lihat orangnya" if open_ones else "Catat kesediaan",
        address=f"/reports/ipd/{host.ipd_id}" if open_ones else f"/ipd/{host.ipd_id}/offers/new",
        person=None,
    )


def _unsupervised(place: Place) -> Matter:
    return Matter(
        tone="alarm",
        due=f"{number(place.serving)} orang",
        due_said="bertugas di sana",
        title=f"{place.site_name} tanpa pengawas hari ini",
        said="Tidak ada yang melihat orangnya dan mencatat jamnya.",
        act="Tunjuk pengawas",
        address=f"/ipd/{place.ipd_id}/sites/{place.site_id}",
        person=None,
    )


def _unanswered(one: Asked, today: date) -> Matter:
    late = one.due_on < today
    return Matter(
        tone="alarm" if late else "watch",
        due=f"{number(one.days)} hari" if one.days else "Hari ini",
        due_said="sejak diminta" if one.days else "diminta",
        title=f"{one.ipd_name} belum menjawab permintaan Lampiran I",
        said=f"Diisi paling lambat {short_day(one.due_on)}{'; sudah lewat. Ingatkan atau perpanjang' if late else ''}.",
        act="Lihat permintaannya",
        address=f"/annex/{one.annex_id}",
        person=None,
    )


def _ending(one: Agreement, ends_on: date, today: date) -> Matter:
    left = (ends_on - today).days
    return Matter(
        tone="alarm" if left < 0 else "watch",
        due=f"{number(abs(left))} hari" if left else "Hari ini",
        due_said=f"sampai {short_day(ends_on)}" if left >= 0 else f"lewat, sejak {short_day(ends_on)}",
        title=f"Perjanjian {one.title} {'akan berakhir' if left >= 0 else 'sudah berakhir'}",
        said="Siapkan perpanjangan atau perjanjian penggantinya, lalu catat di halamannya.",
        act="Buka perjanjian",
        address=f"/agreement/{one.agreement_id}",
        person=None,
    )


def _undecided(question: Question, law: Law) -> Matter:
    return Matter(
        tone="calm",
        due="Usulan Bakti",
        due_said="belum ditetapkan",
        title=question.words,
        said=f"Berlaku sementara: {in_words(question, law.setting(question.name).value)}.",
        act="Tetapkan",
        address=f"/setting/{question.name}",
        person=None,
    )
