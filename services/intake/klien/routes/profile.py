"""GET and POST /klien/{id}/profile: a person's talents, interests and hours as they stand, who told them when, and the
form by which they are told anew."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from pydantic import create_model
from starlette.responses import Response

from services.intake.klien.decider import KLIEN, Klien, ProfileKlien, says, unissued
from services.intake.klien.events import PersonProfiled, Profile
from services.intake.klien.reactions import with_below
from services.intake.putusan.projections import PERSONS
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.fields import Field, hidden_of_profile, sees
from shared.access.naming import People, people
from shared.access.policy import Actor, title_of
from shared.access.reach import Scope, scope_of, seen_of
from shared.access.reach import sees as reaches
from shared.access.signin import require
from shared.domain.identifiers import AN_ID, AccountId, Code, KlienId
from shared.domain.lampiran import CATEGORIES, activity_name
from shared.domain.personal import Personal
from shared.domain.profile import Suits
from shared.domain.refusal import Fault
from shared.domain.skills import SKILLS
from shared.ledger.execute import entries_of, known_events
from shared.ledger.recorded import Recorded
from shared.web.answers import Answer, answered, gives
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.language import WEEKDAYS, Language
from shared.web.problems import Problem
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/klien")
LIST: Final = "/reports/klien"
"""The place of the menu that the page belongs to."""
CODES: Final = ("skills", "interests", "avoids")
PLAIN: Final = ("guidance_from", "guidance_until", "apart")
SEALED: Final = tuple(name for name in Profile.model_fields if name not in PLAIN)
LABELS: Final[Mapping[str, str]] = {
    "skills": "Keterampilan",
    "interests": "Minat menurut Lampiran I",
    "avoids": "Pekerjaan yang harus dihindari",
    "experience": "Pengalaman kerja",
    "education": "Pendidikan",
    "livelihood": "Mata pencaharian yang perlu dijaga",
    "livelihood_hours": "Jam mencari nafkah",
    "support": "Kebutuhan dan dukungan",
    "risks": "Risiko",
    "health": "Keterbatasan kesehatan",
    "religion": "Agama",
    "can_come": "Dapat datang",
    "cannot_come": "Tidak dapat datang",
    "days_away": "Tanggal tidak dapat datang",
    "school": "Sekolah",
    "school_hours": "Jam sekolah",
    "exam_days": "Hari ujian",
    "birth_place": "Tempat lahir",
    "desa": "Desa atau kelurahan",
    "sdp_number": "Nomor SDP",
    "sdp_issuer": "Penerbit nomor SDP",
    "bapas_number": "Nomor register Bapas",
    "bapas_issuer": "Bapas penerbit nomor",
    "sk_number": "Nomor SK bimbingan",
    "sk_issuer": "Penerbit SK",
    "bast_number": "Nomor BAST",
    "bast_issuer": "Penerbit BAST",
    "guidance_from": "Masa bimbingan sejak",
    "guidance_until": "Masa bimbingan sampai",
    "apart": "Tidak boleh bersama",
}
"""What the form calls each field."""
Here = Annotated[House, Depends(house)]
Profiler = Annotated[Actor, Depends(require(ProfileKlien))]


class OfForm(Brought):
    """What a form brings otherwise than a program: one box or none, and persons by their pages."""

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Several boxes as a list; of a page's address its person."""
        boxes = {name: _many(fields.get(name)) for name in CODES}
        return {**fields, **boxes, "apart": _persons(fields.get("apart"))}


def _many(found: Any) -> Any:
    return [] if found is None else [found] if isinstance(found, str) else found


def _persons(typed: Any) -> Any:
    """One a line: its id, wherever it stands in it; what has none stays as it was typed, and is refused."""
    lines = typed.split() if isinstance(typed, str) else typed or []
    return [found[0] if (found := AN_ID.search(str(line))) else line for line in lines]


Profiling = body_model(ProfileKlien, base=OfForm)
DONE = answered("KlienProfiled", klien_id=KlienId, number=int)


class ToldProfile(Answer):
    """That a profile was told: which fields changed, when, by whom, in which role."""

    number: int
    fields: list[str]
    recorded_at: datetime
    recorded_by: AccountId | Code
    recorded_as: str | None


_TEXTS: Any = dict.fromkeys((*SEALED,), (str | None, ...))
ProfileRead: Any = create_model(
    "ProfileRead", __base__=(Suits, Answer), __doc__="A profile; null: not said, or not shown.", **_TEXTS,
    guidance_from=(date | None, ...), guidance_until=(date | None, ...), apart=(list[KlienId], ...),
)  # fmt: skip


class ProfileOf(Answer):
    """The profile of a person as it stands, none where nobody has told one; and each time it was told."""

    klien_id: KlienId
    number: int
    profile: ProfileRead | None
    unseen: list[str]
    """Fields that are not shown of this person: left out, they stay as they are."""
    told: list[ToldProfile]
    apart_others: int
    """How many more the profile names than who asks may see: not named here, they stay named."""
    apart_before: list[KlienId]
    """Whom the profile of somebody who turned out to be this person names, of those whom who asks may see."""
    kept_from: list[KlienId]
    """In whose profiles it stands that they must not serve beside this person, of those whom who asks may see."""
    kept_from_others: int
    """How many more there are of both."""


@dataclass(frozen=True, slots=True)
class Read:
    """The profile with its values in clear, as far as who asks sees them."""

    profile: dict[str, Any] | None
    reasons: Mapping[int, str | None]


@router.get("/{klien_id}/profile", summary="The talents, interests and hours of a person")
@gives(ProfileOf, refuses=(404,))
async def shown(request: Request, klien_id: KlienId, house: Here, actor: Profiler) -> Response:
    """As they stand, and as a page the form that tells them anew."""
    entries = await house.ledger.read_stream(KLIEN.stream(klien_id))
    state = KLIEN.fold(known_events(entries))
    if state.erased is not None or not await house.vault.knows(klien_id):
        raise Problem(404, Fault("person-unknown"))
    told = entries_of(entries, PersonProfiled)
    apart = await _apart(house, await scope_of(request, house, actor), klien_id)
    stays = state.closed_for or klien_id
    named = {one: one for one in (stays, *apart["apart"], *apart["apart_before"], *apart["kept_from"])}
    whose = await people(request, house, PERSONS, actor, named, ProfileKlien.ACTION)
    masked = whose.masked(stays)
    read = await _read(house, actor, [event for _, event in told], masked=masked)
    if read.profile is not None:
        read.profile["apart"] = apart["apart"]
    data: dict[str, Any] = {
        "klien_id": klien_id,
        "number": state.profile.number if state.profile else 0,
        "profile": read.profile,
        "unseen": sorted(hidden_of_profile(actor.role, masked=masked)),
        "told": _each(told),
        **{name: said for name, said in apart.items() if name != "apart"},
    }
    if not wants_page(request):
        return screen(request, "klien/profile.html", data)
    about = await _for_people(house, whose, stays, told, read)
    return screen(request, "klien/profile.html", data, here=LIST, survivor=state.closed_for, **about)


@router.post("/{klien_id}/profile", summary="Tell the talents, interests and hours of a person")
@gives(DONE, refuses=(404, 409))
async def profiled(
    klien_id: KlienId,
    wanted: Annotated[Brought, Depends(incoming(Profiling))],
    asks: Annotated[Asking, Depends(asking(ProfileKlien))],
) -> Response:
    """The whole profile, in place of the one that stands; matching seeks places by it."""
    request, house = asks.request, asks.house
    masked = (await people(request, house, PERSONS, asks.actor, {klien_id: klien_id}, ProfileKlien.ACTION)).masked(
        klien_id
    )
    state = KLIEN.fold(known_events(await house.ledger.read_stream(KLIEN.stream(klien_id))))
    found = {
        "known": await house.vault.knows(klien_id),
        "unseen": tuple(sorted(hidden_of_profile(asks.actor.role, masked=masked))),
        "strangers": await _strangers(asks, wanted.apart, state.profile.apart if state.profile else ()),
        "renumbered": await _renumbered(asks, state, wanted),
    }
    command = command_of(ProfileKlien, wanted, klien_id=klien_id, **found)
    see = f"/klien/{klien_id}/profile"
    saved = Saved("klien-profiled", {"number": command.number}, ("Kembali ke klien", f"{LIST}/{klien_id}"))
    return await asks.answered(command, see=see, saved=saved, klien_id=klien_id, number=command.number)


async def _renumbered(asks: Asking, state: Klien, wanted: Any) -> tuple[str, ...]:
    """Of the numbers that stand without who gave them those that are told as others."""
    numbers = unissued(state)
    clear = (
        state.profile and numbers and await asks.house.vault.opened(state.profile, ProfileKlien.ACTION, asks.actor.who)
    )
    return tuple(one for one in numbers if not clear or getattr(wanted, one) != getattr(clear, one))


async def _strangers(asks: Asking, wanted: Sequence[KlienId], standing: Sequence[KlienId]) -> tuple[KlienId, ...]:
    """Those who do not exist for who asks: of the wanted, and of those who stand and are told of somewhere out of their
    reach."""
    scope = await scope_of(asks.request, asks.house, asks.actor)
    found = {one for one in wanted if not await reaches(asks.house, scope, klien_id=one)}
    found |= {one for one in wanted if one not in found and not await asks.house.vault.knows(one)}
    told = await _told_under(asks.house, {*standing} - {*wanted})
    seen = await seen_of(asks.house, scope, {*told.values()})
    return (*sorted(found | {one for one, stays in told.items() if stays not in seen}),)


async def _apart(house: House, scope: Scope, klien_id: KlienId) -> dict[str, Any]:
    """Who must not serve beside the person, under the ids under which each is told of, whichever id of the person's own
    it stands under: those whom who asks may see, and how many others."""
    ours = await with_below(house, klien_id)
    named = {one: {*state.profile.apart} if state.profile else set() for one, state in ours.items()}
    own, before = named[klien_id], set[KlienId]().union(*named.values())
    kept_from = {one for state in ours.values() for one in state.kept_from}
    told = await _told_under(house, before | kept_from)
    seen = await seen_of(house, scope, {*told.values()})

    def stay(ids: Iterable[KlienId]) -> set[KlienId]:
        return {told[one] for one in ids} - ours.keys()

    names, formerly, heard = stay(own), stay(before) - stay(own), stay(kept_from)
    return {
        "apart": sorted(names & seen),
        "apart_others": len(names - seen),
        "apart_before": sorted(formerly & seen),
        "kept_from": sorted(heard & seen),
        "kept_from_others": len((formerly | heard) - seen),
    }


async def _told_under(house: House, klien_ids: Collection[KlienId]) -> dict[KlienId, KlienId]:
    """Of each of these the id under which they are told of: another's, where they turned out to be somebody else."""
    found = {}
    for one in klien_ids:
        state = KLIEN.fold(known_events(await house.ledger.read_stream(KLIEN.stream(one))))
        found[one] = state.closed_for or one
    return found


async def _read(house: House, actor: Actor, told: Sequence[PersonProfiled], *, masked: bool) -> Read:
    """The one that stands, and why each was told; opened is what the role sees."""
    if not told:
        return Read(None, {})
    stands, hidden = told[-1], hidden_of_profile(actor.role, masked=masked)
    sealed: dict[str, Personal[str] | None] = {name: getattr(stands, name) for name in SEALED if name not in hidden}
    reasons = {one.number: one.reason for one in told if sees(actor.role, Field.WHY_MENDED, masked=masked)}
    refs = [one.ref for one in (*sealed.values(), *reasons.values()) if one is not None and one.ref]
    values = await house.vault.reveal(refs, ProfileKlien.ACTION, actor.who) if refs else {}

    def clear(one: Personal[str] | None) -> str | None:
        return values.get(one.ref) if one is not None and one.ref else None

    plain = {name: getattr(stands, name) for name in (*Suits.model_fields, *PLAIN)}
    texts = {name: clear(sealed.get(name)) for name in SEALED}
    return Read({**plain, **texts}, {number: clear(reason) for number, reason in reasons.items()})


def _each(told: Sequence[tuple[Recorded, PersonProfiled]]) -> list[dict[str, Any]]:
    """Each telling with the fields in which it differs from the one before."""
    before: list[PersonProfiled | None] = [None, *(event for _, event in told)]
    return [
        {
            "number": event.number,
            "fields": _changed(former, event),
            "recorded_at": entry.recorded_at,
            "recorded_by": entry.meta.actor,
            "recorded_as": entry.meta.role,
        }
        for (entry, event), former in zip(told, before, strict=False)
    ]


def _changed(former: PersonProfiled | None, event: PersonProfiled) -> list[str]:
    """Of two sealed values it is known whether they are the same, not what they are."""
    if former is None:
        return says(event)
    return [name for name in LABELS if getattr(former, name) != getattr(event, name)]


async def _for_people(
    house: House, whose: People, klien_id: KlienId, told: Sequence[tuple[Recorded, PersonProfiled]], read: Read
) -> dict[str, Any]:
    """What only a page shows: names, words, lists, and whether a school is asked about."""
    names = await Accounts(house.database).names(entry.meta.actor for entry, _ in told)
    stands = read.profile or {}
    asked = ("school", "school_hours", "exam_days")
    return {
        "named": whose.names[klien_id],
        "whose": whose.names,
        "by": names,
        "title_of": title_of,
        "reasons": read.reasons,
        "labels": LABELS,
        "school_asked": whose.masked(klien_id) or any(stands.get(name) for name in asked),
        "skills_listed": list(SKILLS.items()),
        "activities_listed": [one for category in CATEGORIES.values() for one in category.activities.items()],
        "activity": activity_name,
        "skills_named": SKILLS,
        "day_names": WEEKDAYS[Language.ID],
    }
