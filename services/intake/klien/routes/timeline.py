"""GET /klien/{id}/timeline: all that was recorded of one person but the days of work, on one line: rulings and terms,
corrections and answers with their papers, profile, litmas, places, the beginning of service."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.klien.decider import KLIEN
from services.intake.klien.routes.export import events_about
from services.intake.putusan.projections import PERSONS
from shared.access.accounts import Accounts
from shared.access.fields import Field, sees
from shared.access.naming import people
from shared.access.policy import Actor, title_of
from shared.access.reach import scope_of
from shared.access.reach import sees as reaches
from shared.access.signin import require
from shared.domain.event import TYPE_PREFIX
from shared.domain.identifiers import AccountId, Code, KlienId, PutusanId
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.web.answers import POSITION, Answer, gives
from shared.web.house import House, house
from shared.web.language import day as long_day
from shared.web.language import hours
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/klien")
ACTION: Final = "klien.history"
LIST: Final = "/reports/klien"
"""The place of the menu that the page belongs to."""
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """How an event is called, the field with the day that it is about, what else is said of it, and its page."""

    words: str
    day: str = ""
    more: Callable[[Payload], str] = lambda payload: ""
    page: str = "/putusan/{putusan_id}"


def _numbered(payload: Payload) -> str:
    return f"nomor {payload['number']}"


def _final(payload: Payload) -> str:
    return _numbered(payload) if payload["final_on"] else f"{_numbered(payload)}: belum tetap, ada banding"


def _terms(payload: Payload) -> str:
    terms = payload["terms"]
    a_day = terms.get("minutes_a_day")
    return f"{hours(terms['total_minutes'])}{f', paling banyak {hours(a_day)} sehari' if a_day else ''}"


def _mended(payload: Payload) -> str:
    return f"nomor {payload['number']}, {len(payload['mended'])} isian"


def _brought(payload: Payload) -> str:
    return f"nomor {payload['number']}, {hours(payload['minutes'])}"


def _stay(payload: Payload) -> str:
    first, last = (date.fromisoformat(payload[name]) for name in ("planned_from", "planned_until"))
    return f"rencana {long_day(first)} sampai {long_day(last)}"


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


PLACE: Final = "/placement/{putusan_id}"
MERGE: Final = "/klien/{klien_id}/merge"
WORK: Final = "/hours/{klien_id}"
KINDS: Final[Mapping[str, Kind]] = {
    "putusan.received.v1": Kind("Putusan diterima", "ruled_on", _terms),
    "putusan.held.v1": Kind("Putusan ditahan, menunggu jawaban"),
    "putusan.confirmed.v1": Kind("Jaksa menjawab", "answered_on", _terms),
    "putusan.amended.v1": Kind("Putusan dibetulkan", "", _mended),
    "putusan.identified.v1": Kind("Pemilik putusan ditentukan"),
    "putusan.left.v1": Kind("Putusan pindah ke klien lain"),
    "putusan.registered.v1": Kind("Putusan terdaftar", "", _terms),
    "putusan.finality-recorded.v1": Kind("Tanggal BHT dicatat", "final_on", _final),
    "putusan.ended.v1": Kind("Pelaksanaan putusan berakhir", "ended_on", _numbered),
    "putusan.resumed.v1": Kind("Pelaksanaan putusan dilanjutkan", "", _numbered),
    "putusan.appealed.v1": Kind("Banding diajukan", "lodged_on", _numbered),
    "putusan.appeal-withdrawn.v1": Kind("Banding dicabut atau tidak ada", "", _numbered),
    "putusan.adjusted.v1": Kind("Disesuaikan dengan hukum yang lebih ringan", "binds_from", _numbered),
    "putusan.adjustment-withdrawn.v1": Kind("Penyesuaian dicabut", "", _numbered),
    "putusan.repeat-ordered.v1": Kind("Perintah mengulang dicatat", "decided_on", _brought),
    "putusan.repeat-withdrawn.v1": Kind("Perintah mengulang dicabut", "", _numbered),
    "putusan.credit-brought.v1": Kind("Jam dari daerah lain dicatat", "until", _brought),
    "putusan.credit-withdrawn.v1": Kind("Jam dari daerah lain dicabut", "", _numbered),
    "putusan.rejected.v1": Kind("Berkas ditolak"),
    "putusan.replaced.v1": Kind("Berkas digantikan putusan lain"),
    "putusan.assigned.v1": Kind("Perkara dibagikan", "", _numbered),
    "putusan.handed-over.v1": Kind("Perkara diserahkan kepada pengganti", "from_day", _numbered),
    "klien.profiled.v1": Kind("Bakat dan minat", "", _numbered, "/klien/{klien_id}/profile"),
    "klien.litmas-recorded.v1": Kind("Litmas", "", _litmas, "/klien/{klien_id}/litmas"),
    "klien.merged.v1": Kind("Disatukan dengan klien lain", "", _came, MERGE),
    "klien.closed.v1": Kind("Diteruskan di klien lain, atau kembali dari sana", page=MERGE),
    "klien.parted.v1": Kind("Dipisahkan kembali dari klien lain", "", _went, MERGE),
    "klien.told-apart.v1": Kind("Dinyatakan bukan orang yang sama dengan klien lain", page=MERGE),
    "placement.proposed.v1": Kind("Tempat diusulkan", "", _places, PLACE),
    "placement.none-found.v1": Kind("Belum ada tempat yang cocok", page=PLACE),
    "placement.declined.v1": Kind("Tempat menolak", page=PLACE),
    "placement.decline-undone.v1": Kind("Penolakan tempat dibatalkan", page=PLACE),
    "placement.accepted.v1": Kind("Tempat menerima", "", _stay, PLACE),
    "placement.corrected.v1": Kind("Penempatan dibetulkan", "", _stay, PLACE),
    "hours.service-started.v1": Kind("Berita acara", "started_on", page=WORK),
    "hours.start-corrected.v1": Kind("Berita acara dibetulkan", "started_on", _numbered, WORK),
    "hours.window-fixed.v1": Kind("Batas waktu ditetapkan", "deadline", _owed, WORK),
}
CLOSED: Final = "klien.closed.v1"
OTHER: Final = "other"
"""Who is the other person, in what is said of two."""
UNTOLD: Final = frozenset(
    {
        # The days of work are another list, by day.
        "hours.logged.v1", "hours.day-assessed.v1", "hours.corrected.v1", "hours.sent-to-review.v1",
        "hours.review-decided.v1",
        # What follows from what is told.
        "hours.sentence-opened.v1", "hours.sentence-withdrawn.v1", "hours.place-opened.v1",
        "hours.finality-recorded.v1", "hours.sentence-ended.v1", "hours.credit-brought.v1", "placement.ended.v1",
        "placement.requested.v1", "placement.left.v1", "placement.finality-recorded.v1",
        "hours.moved.v1", "hours.taken.v1",
    }
)  # fmt: skip
OF_ANOTHER_REGENCY: Final = frozenset(
    {"putusan.ended.v1", "putusan.resumed.v1", "putusan.credit-brought.v1", "putusan.credit-withdrawn.v1"}
)
"""Whose reasons may say where somebody lives."""
PAPERS: Final = ("document", "reason", "override", "words")
"""The sealed fields that say by which paper, and why."""


class Moment(Answer):
    """One record: what, about which day, by which paper and why, when and by whom it was recorded."""

    event: str
    number: int | None
    about: date | None
    putusan_id: PutusanId | None
    document: str | None
    reason: str | None
    recorded_at: datetime
    recorded_by: AccountId | Code
    recorded_as: str | None
    position: POSITION


class Timeline(Answer):
    """Everything recorded of a person but the days of work, the newest first."""

    klien_id: KlienId
    moments: list[Moment]


@router.get("/{klien_id}/timeline", summary="All that was recorded of one person, on one line")
@gives(Timeline, refuses=(404,))
async def shown(
    request: Request,
    klien_id: KlienId,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(ACTION))],
) -> Response:
    """The newest first; of rulings that are another officer's nothing."""
    told = await _told(request, house, actor, klien_id)
    rulings = {payload["putusan_id"]: klien_id for _, payload in told if "putusan_id" in payload}
    survivor = next((payload["survivor"] for entry, payload in reversed(told) if _type(entry) == CLOSED), None)
    stays = survivor or klien_id
    others = {payload[OTHER]: await _stays(house, payload[OTHER]) for _, payload in told if OTHER in payload}
    wanted = {stays: stays, **rulings} | {one: one for one in others.values()}
    whose = await people(request, house, PERSONS, actor, wanted, ACTION)
    masked = {one: whose.masked(person) for one, person in others.items()} | {None: whose.masked(stays)}
    values = await _papers(house, actor, told, masked)
    moments = [_moment(entry, payload, values) for entry, payload in reversed(told)]
    data = {"klien_id": klien_id, "moments": moments}
    if not wants_page(request):
        return screen(request, "klien/timeline.html", data)
    names = await Accounts(house.database).names(entry.meta.actor for entry, _ in told)
    said = [_in_words(klien_id, _type(entry), payload) for entry, payload in reversed(told)]
    about: dict[str, Any] = {"survivor": survivor, "named": whose.names[stays], "whose": whose.names, "by": names}
    about["title_of"] = title_of
    return screen(request, "klien/timeline.html", data, here=LIST, said=said, **about)


def _type(entry: Recorded) -> str:
    return entry.type.removeprefix(TYPE_PREFIX)


async def _told(request: Request, house: House, actor: Actor, klien_id: KlienId) -> list[tuple[Recorded, Payload]]:
    """What is on the line, in its order: of rulings in the reach of who asks, each received once."""
    found = [(entry, msgspec.json.decode(entry.payload)) for entry in await events_about(house, klien_id)]
    found = [(entry, payload) for entry, payload in found if _type(entry) in KINDS]
    scope = await scope_of(request, house, actor)
    rulings = {payload["putusan_id"] for _, payload in found if "putusan_id" in payload}
    seen = {one for one in rulings if await reaches(house, scope, putusan_id=one)}
    received: set[str] = set()
    line = []
    for entry, payload in found:
        ruling = payload.get("putusan_id")
        if ruling is not None and ruling not in seen:
            continue
        if _type(entry) == "putusan.received.v1":
            if ruling in received:
                continue
            received.add(str(ruling))
        line.append((entry, payload))
    return line


async def _stays(house: House, klien_id: KlienId) -> KlienId:
    """Under which id this person is told of."""
    return KLIEN.fold(known_events(await house.ledger.read_stream(KLIEN.stream(klien_id)))).closed_for or klien_id


async def _papers(
    house: House, actor: Actor, told: Sequence[tuple[Recorded, Payload]], masked: Mapping[KlienId | None, bool]
) -> Mapping[str, Any]:
    """The papers and reasons in clear, as far as the role sees them: a reason may name who it is about, and of two
    persons either. Whether the other one is ``masked`` stands beside who the line is of (None)."""
    refs = []
    for entry, payload in told:
        hidden = masked[None] or masked.get(payload.get(OTHER), False)
        shown = PAPERS if sees(actor.role, _why(entry), masked=hidden) else PAPERS[:1]
        refs += [ref for name, ref in _sealed(payload).items() if name in shown]
    return await house.vault.reveal(refs, ACTION, actor.who) if refs else {}


def _why(entry: Recorded) -> Field:
    """Which field its reason is."""
    if _type(entry) in OF_ANOTHER_REGENCY:
        return Field.WHY_ENDED
    return Field.WHY_MENDED if entry.stream.startswith(("putusan-", "klien-")) else Field.REMARKS


def _sealed(payload: Payload) -> dict[str, str]:
    """Where the vault has each of them; a decline's reason is a code."""
    return {name: payload[name]["ref"] for name in PAPERS if isinstance(payload.get(name), dict)}


def _moment(entry: Recorded, payload: Payload, values: Mapping[str, Any]) -> dict[str, Any]:
    kind = KINDS[_type(entry)]
    clear = {name: values.get(ref) for name, ref in _sealed(payload).items()}
    about = payload.get(kind.day)
    return {
        "event": _type(entry),
        "number": payload.get("number"),
        "about": date.fromisoformat(about) if about else None,
        "putusan_id": payload.get("putusan_id"),
        "document": clear.get("document"),
        "reason": clear.get("reason") or clear.get("override") or clear.get("words"),
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.meta.actor,
        "recorded_as": entry.meta.role,
        "position": entry.position,
    }


def _in_words(klien_id: str, kind: str, payload: Payload) -> dict[str, str]:
    found = KINDS[kind]
    ids = {"klien_id": klien_id, "putusan_id": payload.get("putusan_id", "")}
    return {"words": found.words, "more": found.more(payload), "page": found.page.format_map(ids)}
