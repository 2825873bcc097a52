"""Every command of the catalogue with a body that would succeed, in the order of a ruling's life.

A step that goes by number, or brings an id of its own, is done by everybody who may; one that can be done but once by
whoever acts in that life.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

from shared.access.policy import RoleName
from shared.domain.identifiers import derived
from shared.runtime.clock import today_wib
from tests.access.cast import AGENDA_OF, BY_SRIKANDI, CASE, HOST, NEITHER, Cast, Life, Somebody
from tests.papers.scanned import image

REASON: Final = "dibandingkan dengan berkas aslinya"
RULED, FINAL, BEGUN = (today_wib() - timedelta(days=days) for days in (90, 82, 70))
SERIAL: Final = count(1)
SCAN: Final = image("PNG", (8, 8))
UNSHARED: Final = 800
"""The number of the first person whose case is nobody's."""


@dataclass(frozen=True)
class Asked:
    """Who asks, in which life, for which time in it."""

    cast: Cast
    life: Life
    by: Somebody
    number: int

    @property
    def later(self) -> str:
        """A day of its own for each number."""
        return (BEGUN + timedelta(days=self.number)).isoformat()

    @property
    def shift_id(self) -> str:
        """Of the one log that this account records in this life."""
        return str(derived("matrix", self.by.account_id, self.life.ids["klien_id"]))


@dataclass(frozen=True)
class Scan:
    """A form with this file."""

    content: bytes


Body = Callable[[Asked], Any]


@dataclass(frozen=True)
class Step:
    """One address: what is sent, and which event it leaves; none: what it does is no event."""

    address: str
    body: Body
    event: str | None
    once: bool = False
    lawful: Callable[[Asked], bool] = lambda asked: True
    """Whether what is sent is lawful by this one of those who may; by others it leaves nothing and is refused so:"""
    refused: int = 409
    on: Mapping[str, str] = field(default_factory=dict)
    """Where it is carried out: another field of the life in place of a hole's own id."""
    about: str = CASE
    hands_back: bool = False
    """Who stood in does so no longer."""
    taken: bool = False
    """Work is taken also of whom nobody in the reach is; it waits for a person."""


def said(**body: Any) -> Body:
    return lambda asked: body


def said_by_file(content: bytes) -> Body:
    return lambda asked: Scan(content)


def _terms(asked: Asked) -> dict[str, Any]:
    terms = {"regime": asked.life.kind, "total_minutes": 1200, "minutes_a_day": 120, "period_days": 170}
    words = {"document": "B-1/M.5.16/Rekaan", "reason": "Dilaksanakan menurut surat jaksa"}
    return {**words, "answered_on": FINAL.isoformat(), "terms": terms}


def _stay(asked: Asked) -> dict[str, Any]:
    """At the life's own offer, or when corrected for the second time at its other."""
    offer = asked.life.ids["offer_id"] if asked.number % 2 else asked.life.second_offer
    until = today_wib() + timedelta(days=60 + asked.number)
    return {"offer_id": offer, "planned_from": BEGUN.isoformat(), "planned_until": until.isoformat()}


def _work(asked: Asked, day: date) -> dict[str, Any]:
    """An hour of its own on that day at the life's place."""
    times = {"starts": f"{day}T{7 + asked.number:02}:00:00+07:00", "ends": f"{day}T{7 + asked.number:02}:45:00+07:00"}
    return {name: asked.life.ids[name] for name in ("ipd_id", "site_id")} | times


def _log(asked: Asked) -> dict[str, Any]:
    who = {"klien_id": asked.life.ids["klien_id"], "shift_id": asked.shift_id}
    return who | _work(asked, today_wib())


def _mended(asked: Asked) -> dict[str, Any]:
    """The log that this account recorded, for the first time."""
    return {"shift_id": asked.shift_id, "number": 1, "reason": REASON, "shift": _work(asked, today_wib())}


def _corrected(asked: Asked) -> dict[str, Any]:
    return _mended(asked) | {"shift": _work(asked, BEGUN)}


def _decided(asked: Asked) -> dict[str, Any]:
    """Of the log by whom nothing concerned, taken and put back in turn."""
    stranger = asked.cast.one(RoleName.SUPERVISOR, concerned=False)
    shift_id = Asked(asked.cast, asked.life, stranger, 1).shift_id
    accepted = ["outside-reach"] if asked.number % 2 else []
    return {"shift_id": shift_id, "number": asked.number, "content": 0, "accepted": accepted, "reason": REASON}


def _another(asked: Asked, role: RoleName, **who: bool) -> str:
    return asked.cast.one(role, **who).account_id


def _days(first: date, last: date | None = None) -> dict[str, str]:
    return {"from_day": first.isoformat(), "until_day": (last or first).isoformat()}


def _klien_of(asked: Asked) -> dict[str, Any]:
    account_id = _another(asked, RoleName.CLIENT, concerned=False)
    return {"account_id": account_id, "guardian": asked.life.kind == "child"}


def _and_the_twin(asked: Asked) -> dict[str, Any]:
    """Who has the same NIK under another name."""
    return {"other": asked.life.ids["twin"], "reason": REASON}


def _supervises(asked: Asked, ahead_days: int, **last: int) -> dict[str, Any]:
    """The substitute of one day, each time of another; ``last``: how many days later that ends."""
    first = today_wib() + timedelta(days=ahead_days + asked.number)
    days = {name: (first + timedelta(days=later)).isoformat() for name, later in {"from_day": 0, **last}.items()}
    return {"account_id": _another(asked, RoleName.SUPERVISOR, substitute=True), **days}


def _file(asked: Asked) -> bytes:
    """One row of a file that an office sends."""
    cells = {
        "nomor_perkara": f"{next(SERIAL)}/Pid.B/{RULED.year}/PN Trk",
        "pengadilan": "PN Trenggalek",
        "tanggal_putusan": str(RULED),
        "nama": "Rekaan Berkas",
        "jenis_pidana": "dewasa",
        "jumlah_jam": "20 jam",
        "jam_per_hari": "2 jam",
    }
    return _rows(cells)


def _stays(asked: Asked) -> bytes:
    """A sheet of placements with one row: what stands is known, and of whom nobody sees nothing is told."""
    cells = {
        "nik": paper_of(asked.life.kind, asked.life.serial)["nik"],
        "tempat": "Panti Rekaan",
        "diterima_tanggal": str(BEGUN),
        "rencana_selesai": str(today_wib()),
        "dokumen": "SP-3/2026",
        "tanggal_berita_acara": str(BEGUN),
        "nomor_berita_acara": "BA-3/Rekaan",
    }
    return _rows(cells)


def _days_worked(asked: Asked) -> bytes:
    """A day sheet with one row."""
    cells = {
        "nik": paper_of(asked.life.kind, asked.life.serial)["nik"],
        "tanggal": str(BEGUN),
        "mulai": f"{7 + asked.number:02}.00",
        "selesai": f"{7 + asked.number:02}.45",
        "dokumen": "Lembar 1/Rekaan",
    }
    return _rows(cells)


def _rows(cells: Mapping[str, Any]) -> bytes:
    return "\n".join((";".join(cells), ";".join(cells.values()))).encode()


def _unshared(asked: Asked) -> dict[str, Any]:
    """A case of nobody for oneself; the first is the officer's."""
    return {"officer": asked.by.account_id, "putusan_ids": [asked.cast.unshared[asked.number - 1]]}


def _load(asked: Asked) -> dict[str, Any]:
    """All of one's own cases, to the officer whose the most are, or by them."""
    other = _another(asked, RoleName.OFFICER, concerned=not asked.by.concerned)
    return {"substitute": other, "reason": REASON, **_days(today_wib())}


LINE: Final = {
    "site_name": "Perpustakaan Rekaan",
    "host_kind": "office",
    "kecamatan": "35.03.11",
    "category": 4,
    "activity": "arsip",
    "slots": 50,
    "unpaid": True,
    "regimes": ["adult", "child"],
    "weekdays": [0, 1, 2, 3, 4],
    "open_from_minute": 420,
    "open_until_minute": 1020,
}
OTHER_LINE: Final = LINE | {"category": 1, "activity": "merawat-lansia"}


def withdrawn(what: str) -> Body:
    """That what was said of it is none, under the number after all that was."""
    return lambda a: {"number": a.life.numbers[f"/putusan/{{putusan_id}}/{what}"] + 1, "reason": REASON}


def paper_of(kind: str, number: int, **said: Any) -> dict[str, Any]:
    """An invented ruling that no rule of law holds; one of this number is one person's."""
    child = kind == "child"
    born = today_wib() - timedelta(days=round(365.25 * (16 if child else 40)))
    return {
        "case_number": f"{next(SERIAL)}/{'Pid.Sus-Anak' if child else 'Pid.B'}/{RULED.year}/PN Trk",
        "court": "Pengadilan Negeri Trenggalek",
        "ruled_on": RULED.isoformat(),
        "final_on": FINAL.isoformat(),
        "offence_on": (RULED - timedelta(days=30)).isoformat(),
        "name": f"Rekaan Nomor {number}",
        "nik": f"990311{born:%d%m%y}{number:04}",
        "birth_date": born.isoformat(),
        "kecamatan": "35.03.01",
        "kind": kind,
        "total_minutes": 1200,
        "minutes_a_day": 120,
        "period_days": 170,
        "considerations_stated": True,
        "sanctions": ["repeat"],
        "consent": "given",
        **({} if child else {"replaced": "prison"}),
        **said,
    }


def _officer(asked: Asked) -> bool:
    """Who stands in for the officer gives nothing away."""
    return asked.by.concerned and not asked.by.substitute


FIRST: Final[Sequence[Step]] = (
    Step("/putusan/{putusan_id}/confirmation", _terms, "putusan.confirmed.v1", once=True),
    Step(
        "/putusan/{putusan_id}/identity",
        said(answer="another", reason=REASON),
        "putusan.identified.v1",
        once=True,
        on={"putusan_id": "twin"},
    ),
    Step(
        "/putusan/{putusan_id}/finality",
        lambda a: {
            "number": a.number,
            "final_on": str(FINAL + timedelta(days=a.number)),
            "document": "SIPP",
            "reason": REASON,
        },
        "putusan.finality-recorded.v1",
    ),
    Step(
        "/putusan/{putusan_id}/amendments",
        lambda a: {"number": a.number, "reason": REASON, "paper": {"occupation": f"petani {a.number}"}},
        "putusan.amended.v1",
    ),
    Step(
        "/putusan/{putusan_id}/endings",
        lambda a: {
            "number": a.number,
            "ground": "annulled",
            "ended_on": str(FINAL + timedelta(days=a.number)),
            "document": "9/PID/2026/PT Rekaan",
            "reason": REASON,
        },
        "putusan.ended.v1",
    ),
    Step(
        "/putusan/{putusan_id}/endings/withdrawals",
        withdrawn("endings"),
        "putusan.resumed.v1",
        once=True,
    ),
    Step(
        "/putusan/{putusan_id}/repeats",
        lambda a: {
            "number": a.number,
            "hours": 8 + a.number,
            "decided_on": str(FINAL + timedelta(days=1)),
            "document": "B-99/Rekaan",
            "reason": REASON,
        },
        "putusan.repeat-ordered.v1",
    ),
    Step(
        "/putusan/{putusan_id}/repeats/withdrawals",
        withdrawn("repeats"),
        "putusan.repeat-withdrawn.v1",
        once=True,
    ),
    Step(
        "/putusan/{putusan_id}/adjustments",
        lambda a: {
            "number": a.number,
            "binds_from": str(FINAL + timedelta(days=20 + a.number)),
            "total_minutes": 600,
            "document": "B-9/M.5.16/2026",
            "reason": REASON,
        },
        "putusan.adjusted.v1",
    ),
    Step(
        "/putusan/{putusan_id}/adjustments/withdrawals",
        withdrawn("adjustments"),
        "putusan.adjustment-withdrawn.v1",
        once=True,
    ),
    Step(
        "/putusan/{putusan_id}/appeals",
        lambda a: {
            "number": a.number,
            "lodged_on": str(FINAL + timedelta(days=a.number)),
            "document": "3/Akta.Pid/2026/PN Rekaan",
            "reason": REASON,
        },
        "putusan.appealed.v1",
    ),
    Step(
        "/putusan/{putusan_id}/appeals/withdrawals",
        withdrawn("appeals"),
        "putusan.appeal-withdrawn.v1",
        once=True,
    ),
    Step(
        "/putusan/{putusan_id}/credits",
        lambda a: {
            "number": a.number,
            "hours": a.number,
            "started_on": str(FINAL),
            "until": str(FINAL),
            "origin": "Kabupaten Rekaan",
            "document": "B-7/Rekaan",
            "reason": REASON,
        },
        "putusan.credit-brought.v1",
    ),
    Step(
        "/putusan/{putusan_id}/credits/withdrawals",
        withdrawn("credits"),
        "putusan.credit-withdrawn.v1",
        once=True,
    ),
    Step("/placement/{putusan_id}/proposals", said(), "placement.proposed.v1"),
    Step(
        "/placement/{putusan_id}/refusals",
        lambda a: {"offer_id": a.life.second_offer, "reason": "full"},
        "placement.declined.v1",
        once=True,
    ),
    Step(
        "/placement/{putusan_id}/refusals/undone",
        lambda a: {"offer_id": a.life.second_offer},
        "placement.decline-undone.v1",
        once=True,
    ),
    Step(
        "/placement/{putusan_id}/acceptance",
        lambda a: _stay(a) | {"document": "SP-1/2026", "override": REASON},
        "placement.accepted.v1",
        once=True,
    ),
    Step(
        "/placement/{putusan_id}/corrections",
        lambda a: _stay(a) | {"number": a.number, "document": "SP-2/2026", "reason": REASON},
        "placement.corrected.v1",
    ),
    Step(
        "/hours/{klien_id}/service",
        lambda a: {"putusan_id": a.life.ids["putusan_id"], "started_on": BEGUN.isoformat(), "document": "BA-1/Rekaan"},
        "hours.service-started.v1",
        once=True,
    ),
    Step(
        "/hours/{klien_id}/service/corrections",
        lambda a: {
            "putusan_id": a.life.ids["putusan_id"],
            "number": a.number,
            "started_on": a.later,
            "document": "BA-2/Rekaan",
            "reason": REASON,
        },
        "hours.start-corrected.v1",
    ),
    Step("/hours", _log, None, taken=True),
    Step("/hours/{klien_id}/amendments", _mended, "hours.corrected.v1"),
    Step("/hours/{klien_id}/corrections", _corrected, "hours.corrected.v1"),
    Step("/hours/{klien_id}/decisions", _decided, "hours.review-decided.v1"),
    Step(
        "/klien/{klien_id}/profile",
        lambda a: {"number": a.number, "skills": ["las"], "reason": REASON},
        "klien.profiled.v1",
    ),
    Step(
        "/placement/{putusan_id}/confirmation",
        lambda a: {"number": a.life.numbers["/klien/{klien_id}/profile"], "reason": REASON},
        "placement.confirmed.v1",
        once=True,
    ),
    Step(
        "/klien/{klien_id}/litmas",
        lambda a: {"litmas": 1, "number": a.number, "asked_by": "Kejaksaan Negeri Trenggalek"},
        "klien.litmas-recorded.v1",
    ),
    Step("/klien/{klien_id}/distinction", _and_the_twin, "klien.told-apart.v1", once=True),
    Step("/klien/{klien_id}/merge", _and_the_twin, "klien.merged.v1", once=True),
    Step("/klien/{klien_id}/parting", _and_the_twin, "klien.parted.v1", once=True),
    Step("/klien/{klien_id}/accounts", _klien_of, "account.linked.v1", once=True),
    Step(
        "/klien/{klien_id}/accounts/ends", lambda a: _klien_of(a) | {"reason": REASON}, "account.unlinked.v1", once=True
    ),
    Step("/klien/{klien_id}/export", said(purpose="oversight"), None),
)
"""From the held ruling to the hours of today; afterwards everything can be read."""
LAST: Final[Sequence[Step]] = (
    Step(
        "/putusan/{putusan_id}/substitute",
        lambda a: {
            "number": a.number + 1,
            "substitute": a.cast.unsigned[RoleName.OFFICER],
            "reason": REASON,
            **_days(today_wib()),
        },
        "putusan.handed-over.v1",
        lawful=_officer,
        hands_back=True,
    ),
    Step(
        "/putusan/{putusan_id}/return",
        lambda a: {"number": a.number + 2, "reason": REASON},
        "putusan.handed-over.v1",
        lawful=_officer,
    ),
    Step(
        "/klien/{klien_id}/erasure",
        said(document="W15-12/2026", reason=REASON),
        "klien.erased.v1",
        once=True,
        on={"klien_id": "rejected"},
    ),
    Step(
        "/putusan/{putusan_id}/officer",
        lambda a: {"number": 2, "officer": _another(a, RoleName.OFFICER, concerned=False), "reason": REASON},
        "putusan.assigned.v1",
        lawful=_officer,
    ),
)
"""What ends whose case it is, or whose anything is. From here on all cases are the other officer's."""
LETTER: Final = {"correspondent": "Kantor Rekaan", "perihal": "Undangan rekaan", "written_on": str(today_wib())}
FORWARDS: Final = "/letter/{letter_id}/forwards"
DISPOSISI: Final = {"to_units": ["dinsos-p3a"], "wishes": ["proses"]}
HEAD: Final = {
    "number": 1,
    "valid_from": "2025-01-01",
    "lines": ["KABUPATEN REKAAN", "KANTOR REKAAN"],
    "post": "Kepala Kantor",
    "signer_name": "Rekaan Pejabat",
}
PRINTED: Final = {
    "kind": "undangan",
    "addressed": "Daftar terlampir",
    "opening": "Dengan hormat kami mengundang Saudara pada:",
    "on_day": "Kamis, 3 Desember 2026",
    "at_hour": "13.00 WIB s.d. selesai",
    "place": "Aula",
    "agenda": "Kesiapan I-PD",
}
OFFICE: Final = "Kantor Rekaan"
ACTIVITY: Final = {
    "kind": "meeting",
    "title": "Rapat rekaan",
    "day": str(today_wib()),
    "place": "Aula rekaan",
    "invited": [OFFICE],
}
DECISION: Final = {"to_unit": AGENDA_OF, "due": str(today_wib())}
PACT: Final[Mapping[str, Any]] = {
    "kind": "nota-kesepakatan",
    "title": "Kesepakatan rekaan",
    "parties": ["bapas-kediri", "pemkab-trenggalek"],
    "first_day": "2026-01-01",
    "last_day": "2030-12-31",
}
SIGNED: Final = {"signed_on": "2026-01-01", "signer": "CONTOH PEJABAT", "post": "Kepala Balai", "reason": REASON}


def numbering(asked: Asked) -> dict[str, Any]:
    return {"numbering": asked.number, "reason": REASON}


OF_LETTERS: Final[Sequence[Step]] = (
    Step(
        "/unit",
        lambda a: {"code": f"rekaan-{next(SERIAL)}", "name": "Bagian Rekaan", "kind": "office"},
        "unit.opened.v1",
    ),
    Step(
        "/unit/{code}/corrections",
        lambda a: {"name": f"Bagian {a.number}", "kind": "office", "number": a.number, "reason": REASON},
        "unit.corrected.v1",
    ),
    Step(
        "/unit/{code}/letterheads",
        lambda a: {"number": a.number, "valid_from": a.later, "lines": ["BAGIAN REKAAN"]},
        "unit.letterhead-told.v1",
    ),
    Step(
        "/unit/{code}/numbering",
        lambda a: {"number": a.number, "numbering": "srikandi", "valid_from": a.later, "reason": REASON},
        "unit.numbering-decided.v1",
    ),
    Step("/unit/{code}/closure", said(last_day=str(today_wib()), reason=REASON), "unit.closed.v1", once=True),
    Step(
        "/letter/incoming",
        lambda a: LETTER | {"unit": AGENDA_OF, "received_on": str(today_wib()), "number": f"{next(SERIAL)}/Rekaan"},
        "agenda.entered.v1",
    ),
    Step("/letter/outgoing", said(**LETTER, unit=AGENDA_OF), "agenda.entered.v1"),
    Step(
        "/letter/{letter_id}/corrections",
        lambda a: LETTER | {"correction": a.number, "reason": REASON},
        "letter.corrected.v1",
    ),
    Step(
        "/letter/{letter_id}/number",
        lambda a: {"classification": "400.9", "written_on": str(today_wib()), **numbering(a)},
        "letter.numbered.v1",
    ),
    Step(
        "/letter/{letter_id}/srikandi",
        lambda a: {"number": f"{next(SERIAL)}/Rekaan", "written_on": str(BY_SRIKANDI), **numbering(a)},
        "letter.numbered.v1",
        on={"letter_id": "other_letter"},
    ),
    Step("/letter/{letter_id}/papers/preview", said(**PRINTED, paper=1), None),
    Step("/letter/{letter_id}/papers", lambda a: PRINTED | {"paper": a.number}, "letter.paper-issued.v1"),
    Step("/letter/{letter_id}/papers/{paper}/withdrawal", said(reason=REASON), "letter.paper-withdrawn.v1", once=True),
    Step(
        "/letter/{letter_id}/rulings",
        lambda a: {"putusan_id": a.life.ids["putusan_id"]},
        "letter.linked.v1",
        once=True,
    ),
    Step(
        "/letter/{letter_id}/rulings/ends",
        lambda a: {"putusan_id": a.life.ids["putusan_id"], "reason": REASON},
        "letter.unlinked.v1",
        once=True,
    ),
    Step(FORWARDS, lambda a: DISPOSISI, "letter.task-given.v1"),
    Step(
        f"{FORWARDS}/{{forward_id}}/corrections",
        said(**DISPOSISI, reason=REASON),
        "letter.task-given.v1",
        once=True,
    ),
    Step(
        f"{FORWARDS}/{{forward_id}}/end",
        said(reason=REASON),
        "letter.forward-taken-back.v1",
        once=True,
        on={"forward_id": "forward_to_end"},
    ),
    Step("/letter/{letter_id}/tasks/{task_id}/completion", said(note=REASON), "letter.task-done.v1", once=True),
    Step("/letter/{letter_id}/tasks/{task_id}/reopening", said(reason=REASON), "letter.task-reopened.v1", once=True),
    Step("/letter/{letter_id}/files", said_by_file(SCAN), "letter.file-attached.v1"),
    Step("/letter/{letter_id}/papers/{paper}/scans", said_by_file(SCAN), "letter.paper-signed.v1"),
    Step("/letter/{letter_id}/papers/{paper}/signing", said(file=1), "letter.paper-signed.v1", once=True),
    Step(
        "/letter/{letter_id}/papers/{paper}/signing/ends",
        said(file=1, reason=REASON),
        "letter.paper-unsigned.v1",
        once=True,
    ),
    Step("/letter/{letter_id}/files/{file}/removal", said(reason=REASON), "letter.file-taken-away.v1", once=True),
    Step("/letter/{letter_id}/striking-out", said(reason=REASON), "letter.struck-out.v1", once=True),
    Step("/letter/{letter_id}/restoration", said(reason=REASON), "letter.restored.v1", once=True),
    Step("/activity", said(**ACTIVITY, unit=AGENDA_OF), "activity.entered.v1"),
    Step(
        "/activity/{activity_id}/corrections",
        lambda a: ACTIVITY | {"note": f"catatan {a.number}", "number": a.number, "reason": REASON},
        "activity.corrected.v1",
    ),
    Step(
        "/activity/{activity_id}/day",
        lambda a: {"day": str(today_wib()), "begins": f"{a.number % 24:02}:{next(SERIAL) % 60:02}", "reason": REASON},
        "activity.moved.v1",
    ),
    Step("/activity/{activity_id}/answers", said(invited=OFFICE, comes=True), "activity.answered.v1"),
    Step("/activity/{activity_id}/cancellation", said(reason=REASON), "activity.cancelled.v1", once=True),
    Step("/activity/{activity_id}/restoration", said(reason=REASON), "activity.restored.v1", once=True),
    Step(
        "/activity/{activity_id}/holding",
        lambda a: {"held_on": str(today_wib()), "number": a.number, "reason": REASON},
        "activity.held.v1",
    ),
    Step(
        "/activity/{activity_id}/decisions",
        lambda a: DECISION | {"text": f"Menyiapkan daftar {a.number}", "decision": 1, "reason": REASON},
        "activity.decision-taken.v1",
    ),
    Step("/activity/{activity_id}/decisions/{decision}/completion", said(), "activity.decision-done.v1", once=True),
    Step(
        "/activity/{activity_id}/decisions/{decision}/reopening",
        said(reason=REASON),
        "activity.decision-reopened.v1",
        once=True,
    ),
    Step(
        "/activity/{activity_id}/decisions/{decision}/end",
        said(reason=REASON),
        "activity.decision-dropped.v1",
        once=True,
    ),
    Step("/activity/{activity_id}/holding/withdrawal", said(reason=REASON), "activity.holding-withdrawn.v1", once=True),
    Step("/agreement", said(**PACT), "agreement.entered.v1"),
    Step(
        "/agreement/{agreement_id}/corrections",
        lambda a: PACT | {"annexes": [f"Lampiran {a.number}"], "correction": a.number, "reason": REASON},
        "agreement.corrected.v1",
    ),
    Step(
        "/agreement/{agreement_id}/drafts",
        lambda a: {"way": "sent", "party": "bapas-kediri", "on_day": "2026-01-02", "draft": a.number},
        "agreement.drafted.v1",
    ),
    Step(
        "/agreement/{agreement_id}/comments",
        lambda a: {"draft": 1, "said_by": "setda", "on_day": "2026-01-03", "opinion": "Setuju", "comment": a.number},
        "agreement.commented.v1",
    ),
    Step(
        "/agreement/{agreement_id}/comments/removals",
        said(comment=1, reason=REASON),
        "agreement.comment-taken-back.v1",
        once=True,
    ),
    Step(
        "/agreement/{agreement_id}/drafts/removals",
        said(draft=2, reason=REASON),
        "agreement.draft-taken-back.v1",
        once=True,
    ),
    Step("/agreement/{agreement_id}/striking-out", said(reason=REASON), "agreement.struck-out.v1", once=True),
    Step("/agreement/{agreement_id}/restoration", said(reason=REASON), "agreement.restored.v1", once=True),
    Step(
        "/agreement/{agreement_id}/signatures",
        lambda a: SIGNED | {"party": "bapas-kediri", "number": f"{next(SERIAL)}/Rekaan", "signing": a.number},
        "agreed.number-taken.v1",
    ),
    Step(
        "/agreement/{agreement_id}/signatures/withdrawals",
        said(party="bapas-kediri", reason=REASON),
        "agreed.number-freed.v1",
        once=True,
    ),
    Step(
        "/agreement/{agreement_id}/term",
        lambda a: {"how": "extended", "last_day": f"{2030 + a.number}-12-31", "telling": a.number, "reason": REASON},
        "agreement.term-told.v1",
        on={"agreement_id": "other_agreement"},
    ),
    Step(
        "/agreement/{agreement_id}/term/withdrawals",
        lambda a: {"telling": a.life.numbers["/agreement/{agreement_id}/term"], "reason": REASON},
        "agreement.term-withdrawn.v1",
        once=True,
        on={"agreement_id": "other_agreement"},
    ),
)
"""Whoever keeps an agenda here is of the one unit; of others' agendas tests/intake/letter tells."""


def _wanted(asked: Asked, days: int) -> dict[str, Any]:
    """Of the life's own I-PD, by another day each time."""
    return {"ipd_ids": [asked.life.ids["ipd_id"]], "due_on": str(today_wib() + timedelta(days=days))}


MARK: Final = {"row": "attention", "year": 2026, "owner": "bapas-kediri", "what": "Sosialisasi", "due_on": "2026-12-30"}


def _marked(asked: Asked) -> dict[str, Any]:
    """By another day each time."""
    return MARK | {"due_on": f"2026-11-{1 + asked.number % 28:02}", "number": asked.number, "reason": REASON}


OF_PLAN: Final[Sequence[Step]] = (
    Step("/workplan/{mark_id}/corrections", _marked, "workplan.mark-corrected.v1"),
    Step(
        "/workplan/{mark_id}/completion",
        lambda a: {"done_on": str(today_wib()), "note": f"Ke-{a.number}", "reason": REASON},
        "workplan.mark-done.v1",
    ),
    Step("/workplan/{mark_id}/reopening", said(reason=REASON), "workplan.mark-reopened.v1", once=True),
    Step("/workplan/{mark_id}/withdrawal", said(reason=REASON), "workplan.mark-withdrawn.v1", once=True),
)
OF_HOSTS: Final[Sequence[Step]] = (
    Step(
        "/ipd/{ipd_id}/corrections",
        lambda a: {"name": f"Dinas Rekaan {next(SERIAL)}", "number": a.number, "reason": REASON},
        "ipd.corrected.v1",
        about=HOST,
    ),
    Step(
        "/ipd/{ipd_id}/offers",
        lambda a: LINE | {"site_name": f"Tempat {next(SERIAL)}"},
        "ipd.offer-opened.v1",
        about=HOST,
    ),
    Step(
        "/ipd/{ipd_id}/offers/{offer_id}/corrections",
        lambda a: LINE | {"slots": 50 + a.number, "number": a.number, "reason": REASON},
        "ipd.offer-corrected.v1",
        about=HOST,
    ),
    Step("/ipd/{ipd_id}/offers/{offer_id}/closure", said(reason=REASON), "ipd.offer-closed.v1", once=True, about=HOST),
    Step(
        "/ipd/{ipd_id}/offers/{offer_id}/reopening", said(reason=REASON), "ipd.offer-reopened.v1", once=True, about=HOST
    ),
    Step(
        "/ipd/{ipd_id}/sites/{site_id}/supervisors",
        lambda a: _supervises(a, 10, until_day=0),
        "ipd.supervisor-named.v1",
        about=HOST,
    ),
    Step(
        "/ipd/{ipd_id}/sites/{site_id}/corrections",
        lambda a: _supervises(a, 10, begins=100) | {"reason": "keliru menulis harinya"},
        "ipd.supervisor-named.v1",
        about=HOST,
    ),
    Step(
        "/ipd/{ipd_id}/sites/{site_id}/releases",
        lambda a: _supervises(a, 110, last_day=-1) | {"reason": "batal bertugas"},
        "ipd.supervisor-released.v1",
        about=HOST,
    ),
    Step(
        "/annex/{annex_id}/corrections",
        lambda a: _wanted(a, 10 + a.number) | {"number": a.number, "reason": REASON},
        "annex.corrected.v1",
        about=HOST,
    ),
    Step(
        "/annex/{annex_id}/offices/{ipd_id}/answers",
        lambda a: {"number": a.number, "answer": "nothing", "reason": f"sedang berbenah, {a.number} bulan"},
        "annex.answered.v1",
        about=HOST,
    ),
    Step("/annex/{annex_id}/withdrawal", said(reason=REASON), "annex.withdrawn.v1", once=True, about=HOST),
    *(replace(step, about=NEITHER) for step in (*OF_LETTERS, *OF_PLAN)),
)
_LINK: Final = {"to": "court", "key": "pn-trk"}
OF_NOBODY: Final[Sequence[Step]] = tuple(
    replace(step, about=NEITHER)
    for step in (
        Step("/workplan", lambda a: MARK | {"what": f"Sosialisasi {a.number}"}, "workplan.mark-set.v1"),
        Step("/annex", lambda a: _wanted(a, 7), "annex.requested.v1"),
        Step("/ipd", lambda a: {"name": f"Dinas Baru {next(SERIAL)}"}, "ipd.registered.v1"),
        Step("/putusan", lambda a: paper_of("adult", 900 + a.number), "putusan.registered.v1"),
        Step("/putusan/imports", _file, "putusan.registered.v1"),
        Step("/placement/imports", _stays, None),
        Step("/hours/service/imports", _stays, None),
        Step("/hours/imports", _days_worked, None),
        Step("/putusan/assignments", _unshared, "putusan.assigned.v1"),
        Step(
            "/openings",
            lambda a: {"words": paper_of("adult", UNSHARED)["nik"], "purpose": "person-came", "reason": REASON},
            None,
            lawful=lambda a: not _officer(a),
        ),
        Step("/putusan/hand-overs", _load, "putusan.handed-over.v1"),
        Step("/putusan/returns", said(reason=REASON), "putusan.handed-over.v1"),
        Step("/reports/klien/search", said(words="Rekaan"), None),
        Step(
            "/setting/{name}",
            lambda a: {"number": a.number, "value": "5", "valid_from": "2026-02-01", "reason": REASON},
            "setting.decided.v1",
        ),
        Step("/accounts", lambda a: {"login": f"baru{next(SERIAL)}", "name": "Baru", "role": "auditor"}, None),
        Step("/accounts/{account_id}/roles", said(role="auditor"), None),
        Step("/accounts/{account_id}/roles/end", said(role="auditor"), None),
        Step("/accounts/{account_id}/nip", said(nip="199001012015031001"), None),
        Step("/accounts/{account_id}/close", said(), None),
        Step("/accounts/{account_id}/reopen", said(), None),
        Step("/accounts/{account_id}/invitation", said(), None),
        Step("/account/{account_id}/links", said(**_LINK), "account.linked.v1"),
        Step("/account/{account_id}/ends", said(**_LINK, reason=REASON), "account.unlinked.v1"),
        Step("/operator/verifications", said(), None),
        Step("/operator/rebuilds", said(projection="intake.putusan"), None),
        Step("/operator/comparisons", said(projection="intake.putusan"), None),
        Step(  # nothing is parked
            "/operator/retries", said(subscription="intake.putusan", key="k"), None, lawful=lambda a: False, refused=404
        ),
    )
)
"""What is about no ruling and no host. At the end all cases but those shared out here are the other officer's."""
