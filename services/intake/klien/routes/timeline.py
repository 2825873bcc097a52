"""GET /klien/{id}/timeline: all that was recorded of one person but the days of work, on one line: rulings and terms,
corrections and answers with their papers, profile, litmas, places, the beginning of service; each with what it says."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.intake.klien.decider import KLIEN
from services.intake.klien.routes.export import events_about
from services.intake.klien.routes.moments import KINDS, Part, Payload
from services.intake.putusan.projections import PERSONS
from shared.access.accounts import Accounts
from shared.access.fields import Field, sees
from shared.access.naming import people
from shared.access.policy import Actor, title_of
from shared.access.reach import scope_of
from shared.access.reach import sees as reaches
from shared.access.signin import require
from shared.domain.event import TYPE_PREFIX
from shared.domain.identifiers import AccountId, Code, KlienId, Position, PutusanId
from shared.ledger.execute import known_events
from shared.ledger.recorded import Recorded
from shared.reports.told import TOLD
from shared.web.answers import POSITION, Answer, gives
from shared.web.house import House, house
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/klien")
ACTION: Final = "klien.history"
LIST: Final = "/reports/klien"
"""The place of the menu that the page belongs to."""
CLOSED: Final = "klien.closed.v1"
OTHER: Final = "other"
"""Who is the other person, in what is said of two."""
OF_ANOTHER_REGENCY: Final = frozenset(
    {"putusan.ended.v1", "putusan.resumed.v1", "putusan.credit-brought.v1", "putusan.credit-withdrawn.v1"}
)
"""Whose reasons may say where somebody lives."""
Parts = Mapping[Position, Sequence[Part]]
"""By the place of the record in the ledger."""
PAPERS: Final = ("document", "reason", "override", "words")
"""The sealed fields that say by which paper, and why."""


class Moment(Answer):
    """One record: what, about which day, by which paper and why, when and by whom it was recorded."""

    event: str
    number: int | None
    about: date | None
    putusan_id: PutusanId | None
    fields: list[str]
    """Of which parts of the ruling, the profile or the litmas it speaks."""
    officer: AccountId | None
    """Whose case it is from then on, or who stands in."""
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
    parts = _parts(actor, told, masked=masked[None])
    values = await _opened(house, actor, told, parts, masked)
    moments = [_moment(entry, payload, parts, values) for entry, payload in reversed(told)]
    data = {"klien_id": klien_id, "moments": moments}
    if not wants_page(request):
        return screen(request, "klien/timeline.html", data)
    named = {entry.meta.actor for entry, _ in told} | {one["officer"] for one in moments if one["officer"]}
    names = await Accounts(house.database).names(named)
    said = [_in_words(klien_id, entry, payload, parts, values) for entry, payload in reversed(told)]
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


def _parts(actor: Actor, told: Sequence[tuple[Recorded, Payload]], *, masked: bool) -> Parts:
    """What each record says part by part, beside what was told of the same thing before."""
    before: dict[str, Payload] = {}
    found = {}
    for entry, payload in told:
        kind = _type(entry)
        found[entry.position] = [*KINDS[kind].parts(payload, before.get(kind, {}), actor.role, masked)]
        before[kind] = payload
    return found


async def _opened(
    house: House,
    actor: Actor,
    told: Sequence[tuple[Recorded, Payload]],
    parts: Parts,
    masked: Mapping[KlienId | None, bool],
) -> Mapping[str, Any]:
    """The papers, reasons and parts in clear, as far as the role sees them: a reason may name who it is about, and of
    two persons either. Whether the other one is ``masked`` stands beside who the line is of (None)."""
    refs = [one.ref for each in parts.values() for one in each if one.ref and not one.hidden]
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


def _moment(entry: Recorded, payload: Payload, parts: Parts, values: Mapping[str, Any]) -> dict[str, Any]:
    kind = KINDS[_type(entry)]
    clear = {name: values.get(ref) for name, ref in _sealed(payload).items()}
    about = payload.get(kind.day)
    return {
        "event": _type(entry),
        "number": payload.get("number"),
        "about": date.fromisoformat(about) if about else None,
        "putusan_id": payload.get("putusan_id"),
        "fields": [one.field for one in parts[entry.position]],
        "officer": payload.get("officer") or payload.get("substitute"),
        "document": clear.get("document"),
        "reason": clear.get("reason") or clear.get("override") or clear.get("words"),
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.meta.actor,
        "recorded_as": entry.meta.role,
        "position": entry.position,
    }


def _in_words(
    klien_id: str, entry: Recorded, payload: Payload, parts: Parts, values: Mapping[str, Any]
) -> dict[str, Any]:
    kind = KINDS[_type(entry)]
    ids = {"klien_id": klien_id, "putusan_id": payload.get("putusan_id", "")}
    return {
        "words": TOLD[_type(entry)],
        "more": kind.more(payload),
        "page": kind.page.format_map(ids),
        "paper": kind.paper if isinstance(kind.paper, str) else kind.paper(payload),
        "parts": [(one, one.words or values.get(one.ref or "")) for one in parts[entry.position]],
    }
