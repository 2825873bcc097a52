"""What waits for the probation officer, most pressing first, each in one sentence with its arithmetic; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.reporting.reports.logs import Log
from services.reporting.reports.naming import Site
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.status import State, status_of
from shared.access.naming import Named
from shared.domain.refusal import Fact
from shared.domain.sentence import Regime, Terms
from shared.law.calendar import wib_day
from shared.law.circumstances import Circumstances
from shared.law.timetable import Room, Timetable, room
from shared.web.language import brief_day, clock, hours, short_day

ABOUT_THE_PERSON: Final = frozenset({"identity-differs", "nik-of-a-known-person", "perhaps-the-same-convict"})
"""Reasons why a ruling is held that the officer answers."""

ASK_COURT: Final = "Mintakan tanggalnya ke pengadilan."

Say = Callable[[str, Mapping[str, Fact]], str]
Whose = Callable[[frozenset[str]], str]


@dataclass(frozen=True, slots=True)
class Matter:
    """One line of the desk: until when, what, why, and the one thing to do."""

    tone: str
    due: str
    due_said: str
    title: str
    said: str
    act: str
    address: str
    person: Named | None
    """None: it is about no person."""
    citation: str | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """What is said of a sentence that cannot be done in time, by who reads it; ``at``: where its line leads."""

    impossible: str
    overdue: str
    act: str
    at: Callable[[Sentence], str]
    places: bool = False
    """Whether who reads it decides on a place, which one whose window runs since elsewhere may still want."""


FOR_OFFICER: Final = Late(
    "Laporkan kepada jaksa.",
    "Jaksa memutuskan kelanjutannya.",
    "Lihat jam kerja",
    lambda row: f"/hours/{row.klien_id}",
    places=True,
)


def time_left(row: Sentence, given: Circumstances) -> Room:
    """Lawful days and minutes from today to the deadline, both inclusive."""
    terms = Terms(
        regime=row.regime,
        total_minutes=row.required_minutes,
        minutes_a_day=row.minutes_a_day,
        day_from_minute=row.day_from_minute,
        day_until_minute=row.day_until_minute,
        weekdays=row.weekdays,
        periods=row.periods,
    )
    return room(Timetable(terms, given.laws.on, six_days=row.six_days), given.today, _deadline(row))


def pressing(
    rows: Iterable[Sentence], names: Mapping[str, Named], given: Circumstances, to: Late = FOR_OFFICER
) -> list[Matter]:
    """Sentences whose last lawful day is near or past."""
    return [_pressing(row, names[row.putusan_id], given, to) for row in rows]


def held(
    rows: Iterable[Sentence], names: Mapping[str, Named], now: datetime, say: Say, whose: Whose | None = None
) -> list[Matter]:
    """Rulings in conflict with law, until the prosecutor's answer is recorded. ``whose``: whose answer it waits for, by
    the rules that ask; None: as an officer is told."""
    return [_held(row, names[row.putusan_id], now, say, whose or _whose_answer) for row in rows]


def choosing(
    rows: Iterable[Sentence], names: Mapping[str, Named], sites: Mapping[str, Site], now: datetime, say: Say
) -> list[Matter]:
    """Proposed places to decide on, and persons for whom there is none."""
    return [
        _without_place(row, names[row.putusan_id], now, say)
        if row.state == State.NO_PLACE.value
        else _proposed(row, names[row.putusan_id], sites, now)
        for row in rows
    ]


def starting(
    rows: Iterable[Sentence], names: Mapping[str, Named], sites: Mapping[str, Site], now: datetime
) -> list[Matter]:
    """Accepted by a host; the window starts with the berita acara."""
    return [_starting(row, names[row.putusan_id], sites, now) for row in rows]


def to_settle(rows: Iterable[Sentence], names: Mapping[str, Named], now: datetime, say: Say) -> list[Matter]:
    """Stays that were agreed for something else than what is asked since: a person settles whether they hold."""
    return [_to_settle(row, names[row.putusan_id], now, say) for row in rows]


def not_final(
    rows: Iterable[Sentence], names: Mapping[str, Named], now: datetime, ask: str = ASK_COURT
) -> list[Matter]:
    """Under way by berita acara, and the court's date of finality is not known: nothing is credited yet. ``ask``: whose
    the next step is, said to who reads it."""
    return [_not_final(row, names[row.putusan_id], now, ask) for row in rows]


def undecided(logs: Iterable[Log], names: Mapping[str, Named], say: Say) -> list[Matter]:
    """Logs that are no fact until a person decides (settlement 26)."""
    return [_undecided(log, names[log.klien_id], say) for log in logs]


def _pressing(row: Sentence, person: Named, given: Circumstances, to: Late) -> Matter:
    status = status_of(row, given)
    owed = row.required_minutes - row.credited_minutes
    deadline = _deadline(row)
    last = deadline if status.name == "lewat_batas" else row.possible_until or deadline
    left = (last - given.today).days
    said = {
        "lewat_batas": f"{_overdue(row, owed)} {to.overdue}",
        "mustahil": f"{_impossible(row, owed, given)} {to.impossible}",
    }.get(status.name) or _still_possible(row, owed, given)
    title = {
        "lewat_batas": f"Batas waktu {person.full} sudah lewat",
        "mustahil": f"{person.full} tidak mungkin lagi selesai tepat waktu",
    }.get(status.name, f"{person.full} harus bekerja lagi paling lambat {_by(last, left)}")
    wants_place = to.places and row.state in (State.PROPOSED.value, State.NO_PLACE.value)
    return Matter(
        tone=status.tone.value,
        due=f"{abs(left)} hari" if left else "Hari ini",
        due_said=f"sampai {brief_day(last)}" if left >= 0 else f"lewat, sejak {short_day(last)}",
        title=title,
        said=said,
        act="Lihat usulan tempat" if wants_place else to.act,
        address=f"/placement/{row.putusan_id}" if wants_place else to.at(row),
        citation=given.laws.on(deadline).cite("minutes_a_day", Regime(row.regime or Regime.CHILD)),
        person=person,
    )


def _by(last: date, left: int) -> str:
    """The last day from which it can still be done."""
    return brief_day(last) if left else "hari ini"


def _deadline(row: Sentence) -> date:
    """Of a sentence whose window runs: none does without one."""
    assert row.deadline is not None
    return row.deadline


def _still_possible(row: Sentence, owed: int, given: Circumstances) -> str:
    left, deadline = time_left(row, given), _deadline(row)
    return (
        f"Kurang {hours(owed)}; sampai {short_day(deadline)} tersisa {left.days} hari yang sah, "
        f"paling banyak {hours(left.minutes)}. Jika sampai {brief_day(row.possible_until or deadline)} belum bekerja "
        "lagi, pidana tidak mungkin selesai dalam batas yang sah."
    )


def _impossible(row: Sentence, owed: int, given: Circumstances) -> str:
    left = time_left(row, given)
    return (
        f"Kurang {hours(owed)}, padahal sampai {short_day(_deadline(row))} paling banyak {hours(left.minutes)} "
        f"dalam {left.days} hari yang sah."
    )


def _overdue(row: Sentence, owed: int) -> str:
    return f"Kurang {hours(owed)} dari {hours(row.required_minutes)} ketika batas {short_day(_deadline(row))} lewat."


def _held(row: Sentence, person: Named, now: datetime, say: Say, whose: Whose) -> Matter:
    reasons, since = row.asked or row.reasons, row.asked_at or row.since
    why = " ".join(say(reason.rule, reason.facts) for reason in reasons[:2])
    more = f" Dan {len(reasons) - 2} alasan lain." if len(reasons) > 2 else ""
    cited = next((reason.citation for reason in reasons if reason.citation), None)
    return Matter(
        tone="watch",
        due=ago(since, now),
        due_said=f"ditahan {moment_of(since, now)}",
        title=f"Putusan {person.case_number or person.full} ditahan: {hours(_asked_about(row))}",
        said=f"{why}{more} {whose(frozenset(reason.rule for reason in reasons))}",
        act="Periksa putusan",
        address=f"/putusan/{row.putusan_id}#{'orang' if _asks_officer(row) else 'jawab'}",
        citation=cited,
        person=person,
    )


def _asked_about(row: Sentence) -> int:
    """The hours that are in question: those of the mended paper, or fewer by an adjustment, where it is held again."""
    if not row.asked or row.told_minutes is None:
        return row.required_minutes
    return row.told_minutes if row.milder_minutes is None else min(row.told_minutes, row.milder_minutes)


def _asks_officer(row: Sentence) -> bool:
    return not ABOUT_THE_PERSON.isdisjoint(reason.rule for reason in row.asked or row.reasons)


def _whose_answer(asked: frozenset[str]) -> str:
    """The prosecutor answers what stands against the law, the officer whose the ruling is."""
    if asked <= ABOUT_THE_PERSON:
        return "Menunggu jawaban Anda."
    return "Menunggu jawaban Anda dan jawaban jaksa." if asked & ABOUT_THE_PERSON else "Menunggu jawaban jaksa."


def _proposed(row: Sentence, person: Named, sites: Mapping[str, Site], now: datetime) -> Matter:
    known = [(sites[offer.site_id].name, offer.score) for offer in row.offers if offer.site_id in sites]
    places = (name if person.masked else f"{name} (kecocokan {score})" for name, score in known)
    return Matter(
        tone="calm",
        **_waited(row, "diusulkan", now),
        title=f"{'Usulan' if row.offers else 'Belum ada usulan'} tempat untuk {person.full}",
        said=", ".join(places) or "Belum ada usulan yang tersisa.",
        act="Bandingkan" if len(row.offers) > 1 else "Putuskan",
        address=f"/placement/{row.putusan_id}",
        person=person,
    )


def _without_place(row: Sentence, person: Named, now: datetime, say: Say) -> Matter:
    why = " ".join(say(reason.rule, reason.facts) for reason in row.reasons[:2])
    return Matter(
        tone="alarm",
        **_waited(row, "dicari", now),
        title=f"Belum ada tempat untuk {person.full}",
        said=why or "Tidak ada kesediaan tempat yang cocok.",
        act="Lihat sebabnya",
        address=f"/placement/{row.putusan_id}",
        citation=next((reason.citation for reason in row.reasons if reason.citation), None),
        person=person,
    )


def _waited(row: Sentence, told: str, now: datetime) -> dict[str, str]:
    """How many days are left where the ruling names its last day, else how long it has waited: without a berita acara
    no other day runs."""
    if row.until is None:
        return {"due": ago(row.since, now), "due_said": f"{told} {moment_of(row.since, now)}"}
    left = (row.until - wib_day(now)).days
    said = f"lewat, sejak {short_day(row.until)}" if left < 0 else f"sampai {brief_day(row.until)}, menurut putusan"
    return {"due": f"{abs(left)} hari" if left else "Hari ini", "due_said": said}


def _starting(row: Sentence, person: Named, sites: Mapping[str, Site], now: datetime) -> Matter:
    where = sites[row.site_id].name if row.site_id and row.site_id in sites else "tempatnya"
    return Matter(
        tone="calm",
        due=short_day(row.planned_from).removesuffix(f" {row.planned_from.year}") if row.planned_from else "Segera",
        due_said="rencana mulai",
        title=f"{person.full} siap mulai di {where}",
        said=f"{hours(row.required_minutes)}; jangka waktu berjalan sejak berita acara pelaksanaan pertama.",
        act="Catat berita acara",
        address=f"/hours/{row.klien_id}",
        person=person,
    )


def _to_settle(row: Sentence, person: Named, now: datetime, say: Say) -> Matter:
    since = row.stay_asked_at or row.since
    why = " ".join(say(one.rule, one.facts) for one in row.stay_doubts[:2])
    told = "Bakat dan minatnya dicatat lagi sesudah tempatnya diterima." if row.profile > row.placed_by else ""
    return Matter(
        tone="watch",
        due=ago(since, now),
        due_said=f"ditandai {moment_of(since, now)}",
        title=f"Penempatan {person.full} harus diperiksa",
        said=" ".join(filter(None, (why, told))) or "Ditandai untuk diperiksa lagi.",
        act="Periksa penempatan",
        address=f"/placement/{row.putusan_id}#periksa",
        citation=next((one.citation for one in row.stay_doubts if one.citation), None),
        person=person,
    )


def _not_final(row: Sentence, person: Named, now: datetime, ask: str) -> Matter:
    return Matter(
        tone="watch",
        due=ago(row.since, now),
        due_said=f"berita acara {short_day(row.started_on)}" if row.started_on else "berita acara ada",
        title=f"Tanggal BHT {person.full} belum ada{', banding diajukan' if row.appealed_on else ''}",
        said="Jam yang dikerjakan belum diakui dan jangka waktunya belum berjalan. "
        + (f"Banding diajukan {short_day(row.appealed_on)}: tunggu putusannya." if row.appealed_on else ask),
        act="Catat BHT",
        address=f"/putusan/{row.putusan_id}#berkekuatan",
        person=person,
    )


def _undecided(log: Log, person: Named, say: Say) -> Matter:
    why = "; ".join(say(f"review-{reason}", {}) for reason in log.reasons)
    return Matter(
        tone="watch",
        due=brief_day(log.day) if log.day else "",
        due_said=f"pukul {clock(log.starts)}–{clock(log.ends)}" if log.starts and log.ends else "",
        title=f"Catatan jam {person.full} menunggu keputusan",
        said=f"{why}.",
        act="Periksa catatan",
        address=f"/hours/{log.klien_id}/logs/{log.shift_id}",
        person=person,
    )


def ago(since: datetime, now: datetime) -> str:
    """How long it has waited, in days of WIB."""
    days = (wib_day(now) - wib_day(since)).days
    return "Hari ini" if days <= 0 else "Kemarin" if days == 1 else f"{days} hari"


def moment_of(since: datetime, now: datetime) -> str:
    """The time of day where it is fresh, else the day."""
    return clock(since) if (wib_day(now) - wib_day(since)).days <= 1 else f"sejak {brief_day(wib_day(since))}"
