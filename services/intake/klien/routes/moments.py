"""How each event about a person is said on the line: its words, the day that it is about, the paper by which it was
told, what it says part by part, and the page where it is mended."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.intake.klien.events import Litmas
from services.intake.klien.routes.profile import CODES, LABELS
from services.intake.putusan.decider.onward import FIGURES
from services.intake.putusan.decider.telling import paper_of_terms
from services.intake.putusan.routes.mending import COLUMN_OF, label_of
from services.intake.putusan.rows import cells_of
from shared.access.fields import Field, hidden_of_paper, hidden_of_profile, sees
from shared.access.policy import RoleName
from shared.domain.lampiran import activity_name
from shared.domain.sentence import Terms
from shared.domain.skills import SKILLS
from shared.reports.columns import GROUNDS
from shared.web.language import day as long_day
from shared.web.language import hours

Payload = Mapping[str, Any]
TERMS: Final = tuple(name for name in COLUMN_OF if name in Terms.model_fields)
LITMAS: Final[Mapping[str, str]] = {
    "asked_by": "Diminta oleh",
    "request_number": "Nomor surat permintaan",
    "asked_on": "Tanggal surat permintaan",
    "received_on": "Permintaan diterima",
    "prepared_by": "Disusun oleh",
    "assigned_on": "Ditugaskan pada",
    "tpp_on": "Sidang TPP",
    "letter_number": "Nomor litmas",
    "finished_on": "Selesai disusun",
    "sent_on": "Dikirim pada",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One field of which a record speaks: what it says in words, or where the vault has that."""

    field: str
    label: str
    words: str = ""
    ref: str | None = None
    hidden: bool = False
    """Whether who asks does not see it of this person."""
    was: bool = False
    """Whether it is what stood there before."""


Parts = Callable[[Payload, Payload, RoleName, bool], Iterator[Part]]
"""Of a record, what was told of the same thing before, who asks, and whether the person is masked."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The field with the day that it is about, what else is said of it, its page, what its paper is, and its parts;
    what it is called stands in ``TOLD``."""

    day: str = ""
    more: Callable[[Payload], str] = lambda payload: ""
    page: str = "/putusan/{putusan_id}"
    paper: str | Callable[[Payload], str] = "Berkas"
    parts: Parts = lambda payload, before, role, masked: iter(())


def _numbered(payload: Payload) -> str:
    return f"nomor {payload['number']}"


def _final(payload: Payload) -> str:
    return _numbered(payload) if payload["final_on"] else f"{_numbered(payload)}: belum tetap, ada banding"


def _brief(payload: Payload) -> str:
    terms = payload["terms"]
    a_day = terms.get("minutes_a_day")
    counted = " (dihitung)" if payload.get("total_derived") else ""
    return f"{hours(terms['total_minutes'])}{counted}{f', paling banyak {hours(a_day)} sehari' if a_day else ''}"


def _ended(payload: Payload) -> str:
    return f"nomor {payload['number']}: {GROUNDS[payload['ground']]}"


def _brought(payload: Payload) -> str:
    return f"nomor {payload['number']}, {hours(payload['minutes'])}"


def _stay(payload: Payload) -> str:
    first, last = (date.fromisoformat(payload[name]) for name in ("planned_from", "planned_until"))
    return f"rencana {long_day(first)} sampai {long_day(last)}"


def _looked_at(payload: Payload) -> str:
    return "tetap seperti disepakati" if payload["holds"] else "masih harus diperiksa"


def _places(payload: Payload) -> str:
    return f"{len(payload['proposals'])} tempat"


def _owed(payload: Payload) -> str:
    return f"{hours(payload['required_minutes'])} harus dijalani"


def _litmas(payload: Payload) -> str:
    return f"ke-{payload['litmas']}"


def _came(payload: Payload) -> str:
    return f"{len(payload['rulings'])} putusan pindah ke sini"


def _went(payload: Payload) -> str:
    return f"{len(payload['rulings'])} putusan kembali ke sana"


def _apart(payload: Payload) -> str:
    return "menurut profil klien itu" if payload["stands"] else "profil klien itu tidak menyebutnya lagi"


def _stood_in(payload: Payload) -> str:
    return f"nomor {payload['number']}, sampai {long_day(payload['until_day'])}"


def _paper_of_end(payload: Payload) -> str:
    return PAPER_OF_END.get(payload["ground"], "Surat")


def _terms(payload: Payload, *_: Any) -> Iterator[Part]:
    """What the sentence is."""
    yield from _in_words({name: payload["terms"].get(name) for name in (*TERMS, "period_units")}, TERMS, payload)


def _figures(payload: Payload, *_: Any) -> Iterator[Part]:
    yield from _in_words({name: payload.get(name) for name in (*FIGURES, "period_units")}, FIGURES, payload)


def _in_words(found: Mapping[str, Any], names: tuple[str, ...], payload: Payload) -> Iterator[Part]:
    cells = cells_of(paper_of_terms(found))
    for name in names:
        if words := cells.get(COLUMN_OF[name]):
            counted = " (dihitung)" if name == "total_minutes" and payload.get("total_derived") else ""
            yield Part(name, label_of(name), f"{words}{counted}")


def _mended(payload: Payload, before: Payload, role: RoleName, masked: bool) -> Iterator[Part]:
    """Each field that was mended, and what stood there."""
    hidden = hidden_of_paper(role, masked=masked)
    for one in payload["mended"]:
        name, was = one["field"], one.get("was")
        yield Part(name, label_of(name), ref=was["ref"] if was else None, hidden=name in hidden, was=True)


def _profile(payload: Payload, before: Payload, role: RoleName, masked: bool) -> Iterator[Part]:
    """What differs from the telling before; of two sealed values it is known whether they are the same."""
    hidden = hidden_of_profile(role, masked=masked)
    for name, label in LABELS.items():
        found = payload.get(name)
        if _mark(found) != _mark(before.get(name)):
            yield _part(name, label, found, hidden=name in hidden)


def _of_litmas(payload: Payload, before: Payload, role: RoleName, masked: bool) -> Iterator[Part]:
    """What is known of it by then."""
    hidden = not sees(role, Field.LITMAS, masked=masked)
    for name in Litmas.model_fields:
        found = payload.get(name)
        if found is not None:
            yield _part(name, LITMAS[name], found, hidden=hidden and isinstance(found, dict))


def _to(payload: Payload, before: Payload, role: RoleName, masked: bool) -> Iterator[Part]:
    yield from _regency("to", "Daerah tujuan", payload, role, masked)


def _from(payload: Payload, before: Payload, role: RoleName, masked: bool) -> Iterator[Part]:
    yield from _regency("origin", "Daerah asal", payload, role, masked)


def _regency(name: str, label: str, payload: Payload, role: RoleName, masked: bool) -> Iterator[Part]:
    if payload.get(name) is not None:
        yield _part(name, label, payload[name], hidden=not sees(role, Field.WHY_ENDED, masked=masked))


def _part(name: str, label: str, found: Any, *, hidden: bool) -> Part:
    """A sealed value where the vault has it; codes, days and persons in words."""
    if isinstance(found, dict):
        return Part(name, label, ref=found["ref"], hidden=hidden)
    if name == "apart":
        return Part(name, label, f"{len(found or ())} orang")
    if name in CODES:
        said = (SKILLS.get(one, one) if name == "skills" else activity_name(one) for one in found or ())
        return Part(name, label, ", ".join(said))
    return Part(name, label, long_day(found) if found else "", hidden=hidden)


def _mark(found: Any) -> Any:
    """By what two sealed values of one person are compared; none and nothing are the same."""
    return found["mac"] if isinstance(found, dict) else found or None


PAPER_OF_END: Final[Mapping[str, str]] = {
    "annulled": "Putusan banding",
    "pardoned": "Keputusan presiden",
    "died": "Akta atau surat kematian",
    "transferred": "Surat pengalihan",
    "repeated": "Surat perintah",
    "decriminalised": "Surat jaksa",
}
PLACE: Final = "/placement/{putusan_id}"
MERGE: Final = "/klien/{klien_id}/merge"
WORK: Final = "/hours/{klien_id}"
RULING: Final = "/putusan/{putusan_id}"
KINDS: Final[Mapping[str, Kind]] = {
    "putusan.received.v1": Kind("ruled_on", _brief, f"{RULING}#amar", parts=_terms),
    "putusan.held.v1": Kind(),
    "putusan.confirmed.v1": Kind("answered_on", _brief, f"{RULING}#jawaban", "Surat jaksa", _terms),
    "putusan.amended.v1": Kind("", _numbered, f"{RULING}#pembetulan", "Menurut", _mended),
    "putusan.identified.v1": Kind(),
    "putusan.left.v1": Kind(),
    "putusan.registered.v1": Kind("", _brief),
    "putusan.finality-recorded.v1": Kind("final_on", _final, f"{RULING}#berkekuatan", "Surat pengadilan"),
    "putusan.ended.v1": Kind("ended_on", _ended, f"{RULING}#akhir", _paper_of_end, _to),
    "putusan.resumed.v1": Kind("", _numbered, f"{RULING}#akhir", "Menurut"),
    "putusan.appealed.v1": Kind("lodged_on", _numbered, f"{RULING}#berkekuatan", "Akta banding"),
    "putusan.appeal-withdrawn.v1": Kind("", _numbered, f"{RULING}#berkekuatan", "Menurut"),
    "putusan.adjusted.v1": Kind(
        "binds_from",
        _numbered,
        f"{RULING}#penyesuaian",
        "Surat kejaksaan",
        _figures,
    ),
    "putusan.adjustment-withdrawn.v1": Kind("", _numbered, f"{RULING}#penyesuaian", "Menurut"),
    "putusan.repeat-ordered.v1": Kind("decided_on", _brought, f"{RULING}#ulang", "Surat perintah"),
    "putusan.repeat-withdrawn.v1": Kind("", _numbered, f"{RULING}#ulang", "Menurut"),
    "putusan.credit-brought.v1": Kind("until", _brought, f"{RULING}#dibawa", "Surat daerah asal", _from),
    "putusan.credit-withdrawn.v1": Kind("", _numbered, f"{RULING}#dibawa", "Menurut"),
    "putusan.rejected.v1": Kind(),
    "putusan.replaced.v1": Kind(),
    "putusan.assigned.v1": Kind("", _numbered, f"{RULING}#pembimbing"),
    "putusan.handed-over.v1": Kind("from_day", _stood_in, f"{RULING}#pembimbing"),
    "klien.profiled.v1": Kind("", _numbered, "/klien/{klien_id}/profile", parts=_profile),
    "klien.kept-apart.v1": Kind("", _apart, "/klien/{klien_id}/profile"),
    "klien.litmas-recorded.v1": Kind("", _litmas, "/klien/{klien_id}/litmas", parts=_of_litmas),
    "klien.merged.v1": Kind("", _came, MERGE),
    "klien.closed.v1": Kind(page=MERGE),
    "klien.parted.v1": Kind("", _went, MERGE),
    "klien.told-apart.v1": Kind(page=MERGE),
    "placement.proposed.v1": Kind("", _places, PLACE),
    "placement.none-found.v1": Kind(page=PLACE),
    "placement.declined.v1": Kind(page=PLACE),
    "placement.decline-undone.v1": Kind(page=PLACE),
    "placement.accepted.v1": Kind("", _stay, PLACE),
    "placement.corrected.v1": Kind("", _stay, PLACE),
    "placement.replanned.v1": Kind("", _stay, PLACE),
    "placement.doubted.v1": Kind(page=PLACE),
    "placement.confirmed.v1": Kind("", _looked_at, PLACE),
    "hours.service-started.v1": Kind("started_on", page=WORK, paper="Nomor"),
    "hours.start-corrected.v1": Kind("started_on", _numbered, WORK, "Menurut"),
    "hours.window-fixed.v1": Kind("deadline", _owed, WORK),
}
UNTOLD: Final = frozenset(
    {
        # The days of work are another list, by day.
        "hours.logged.v1", "hours.day-assessed.v1", "hours.corrected.v1", "hours.sent-to-review.v1",
        "hours.review-decided.v1",
        # What follows from what is told.
        "hours.sentence-opened.v1", "hours.sentence-withdrawn.v1", "hours.place-opened.v1",
        "hours.finality-recorded.v1", "hours.sentence-ended.v1", "hours.credit-brought.v1", "placement.ended.v1",
        "placement.requested.v1", "placement.left.v1", "placement.finality-recorded.v1", "placement.begun.v1",
        "hours.moved.v1", "hours.taken.v1",
    }
)  # fmt: skip
