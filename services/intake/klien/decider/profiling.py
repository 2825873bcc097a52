"""When a person's profile is one: of somebody who is known, the next by its number, and with a reason where it changes
another. What a place should know of it is drawn from it here: skills, interests, free hours, and not why.

Example::

    given(KLIEN).when(ProfileKlien(number=1, skills=("las",), …)).then(PersonProfiled(…))
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Annotated, Any, ClassVar, Final, TypeVar

from pydantic import AfterValidator, Field

from services.intake.klien.decider.merging import elsewhere
from services.intake.klien.decider.state import Klien
from services.intake.klien.decider.times import (
    DaysWords,
    WeekWords,
    read_days,
    read_hours,
    week_without,
    with_their_eves,
)
from services.intake.klien.events import APART_MAX, PersonKeptApart, PersonProfiled, Profile
from shared.domain.bounds import SKILLS_MAX
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId
from shared.domain.lampiran import known_activity
from shared.domain.personal import Personal
from shared.domain.profile import ACTIVITIES_MOST, FreeTime
from shared.domain.refusal import Fault, Refused, Severity, refused
from shared.domain.retold import retold
from shared.domain.skills import known_skill
from shared.domain.text import Reason
from shared.law.calendar import can_be_meant
from shared.law.circumstances import Circumstances

T = TypeVar("T")

PROFILES_MOST: Final = 1000
ISSUED: Final = {
    "sdp_number": "sdp_issuer",
    "bapas_number": "bapas_issuer",
    "sk_number": "sk_issuer",
    "bast_number": "bast_issuer",
}
"""Numbers of other houses, which are theirs alone: each with who gave it."""
CLEARED: Final = "-"
"""Written into a field that is not shown: what stands there is said no more."""
Skill = Annotated[Code, AfterValidator(known_skill)]
Activity = Annotated[Code, AfterValidator(known_activity)]


class ProfileKlien(Profile, Command):
    """Tell a person's whole profile (*bakat dan minat*). ``number`` counts up from 1; every one but the first says why.
    Hours are lines such as ``Senin–Jumat 13.00–16.00``, dates such as ``22/06/2026 s.d. 26/06/2026``."""

    ACTION: ClassVar[str] = "klien.profile"
    STREAM: ClassVar[str] = "klien-{klien_id}"
    FOUND: ClassVar[frozenset[str]] = frozenset({"known", "unseen", "strangers", "renumbered"})

    klien_id: KlienId
    number: int = Field(ge=1, le=PROFILES_MOST)
    skills: tuple[Skill, ...] = Field(default=(), max_length=SKILLS_MAX)
    interests: tuple[Activity, ...] = Field(default=(), max_length=ACTIVITIES_MOST)
    avoids: tuple[Activity, ...] = Field(default=(), max_length=ACTIVITIES_MOST)
    can_come: Personal[WeekWords] | None = None
    cannot_come: Personal[WeekWords] | None = None
    days_away: Personal[DaysWords] | None = None
    livelihood_hours: Personal[WeekWords] | None = None
    school_hours: Personal[WeekWords] | None = None
    exam_days: Personal[DaysWords] | None = None
    reason: Reason | None = None
    known: bool = True
    """Whether there is such a person."""
    unseen: Annotated[tuple[Code, ...], Field(max_length=len(Profile.model_fields))] = ()
    """Fields of this person that who asks is not shown: left out, they stay as they are."""
    strangers: Annotated[tuple[KlienId, ...], Field(max_length=2 * APART_MAX)] = ()
    """Of those to be kept apart, as it is told and as it stands, whoever does not exist for who asks."""
    renumbered: Annotated[tuple[Code, ...], Field(max_length=len(ISSUED))] = ()
    """Numbers of other houses that are not the ones that stand."""


def profile(command: ProfileKlien, states: Sequence[Klien], _: Circumstances) -> Sequence[Sequence[Event]] | Refused:
    """The profile, and to each whom it names, or names no longer, that they are kept apart; or every reason why not."""
    state, *others = states
    if not command.known or state.erased is not None:
        return refused("person-unknown", severity=Severity.ABSENT)
    if (against := elsewhere(state)) is not None:
        return against
    faults = tuple(_faults(command, state))
    if faults:
        return Refused(faults)
    unseen = _unseen(command, state) | {"apart": _apart(command, state)}
    told = retold(PersonProfiled, command, **_of_a_place(command), **unseen)
    beside = zip(kept_apart(command, state), others, strict=True)
    return [[told], *(_heard(command, told.apart, one, other) for one, other in beside)]


def kept_apart(command: ProfileKlien, state: Klien) -> list[KlienId]:
    """Whom the profile names, or named as it stood."""
    named = {*command.apart, *(state.profile.apart if state.profile else ())}
    return sorted(named - {command.klien_id})


def _apart(command: ProfileKlien, state: Klien) -> tuple[KlienId, ...]:
    """Whom the profile names: whoever does not exist for who asks stays named."""
    stands = state.profile.apart if state.profile else ()
    return (*dict.fromkeys((*command.apart, *(one for one in stands if one in command.strangers))),)


def _heard(command: ProfileKlien, named: Collection[KlienId], klien_id: KlienId, state: Klien) -> Sequence[Event]:
    stands = klien_id in named
    if stands == (command.klien_id in state.kept_from) or state.erased is not None:
        return []
    return [PersonKeptApart(klien_id=klien_id, other=command.klien_id, stands=stands)]


def _faults(command: ProfileKlien, state: Klien) -> Iterator[Fault]:
    stands = state.profile.number if state.profile else 0
    if command.number != stands + 1:
        facts = {"number": command.number, "next": stands + 1}
        yield Fault("profile-moved", facts, pointer="/number", severity=Severity.CONFLICT)
    if stands and command.reason is None:
        yield Fault("profile-reason-missing", pointer="/reason")
    if not stands and not says(command):
        yield Fault("profile-empty")
    if {*command.interests} & {*command.avoids}:
        yield Fault("profile-torn", pointer="/avoids")
    for number, issuer in ISSUED.items():
        if (
            getattr(command, number) is not None
            and getattr(command, issuer) is None
            and (number in command.renumbered or number not in unissued(state))
        ):
            yield Fault("profile-issuer-missing", pointer=f"/{issuer}")
    yield from _of_guidance(command)
    yield from _of_apart(command, state)
    if _says_hours(command) and not _free(command):
        yield Fault("no-hour-left", pointer="/can_come")


def _of_apart(command: ProfileKlien, state: Klien) -> Iterator[Fault]:
    if command.klien_id in command.apart:
        yield Fault("apart-from-oneself", pointer="/apart")
    if {*command.strangers} & {*command.apart}:
        yield Fault("apart-unknown", pointer="/apart")
    if len(_apart(command, state)) > APART_MAX:
        yield Fault("apart-too-many", {"most": APART_MAX}, pointer="/apart")


def _of_guidance(command: ProfileKlien) -> Iterator[Fault]:
    first, last = command.guidance_from, command.guidance_until
    for name, day in (("guidance_from", first), ("guidance_until", last)):
        if day is not None and not can_be_meant(day):
            yield Fault("date-not-meant", pointer=f"/{name}")
    if first is not None and last is not None and last < first:
        yield Fault("guidance-turned", {"first": first.isoformat()}, pointer="/guidance_until")


def unissued(state: Klien) -> list[str]:
    """Numbers that stand without who gave them, as was once taken: left as they are, they keep nothing else from being
    told."""
    stands = state.profile
    return [
        number
        for number, issuer in ISSUED.items()
        if stands is not None and getattr(stands, number) is not None and getattr(stands, issuer) is None
    ]


def says(profile: Profile) -> list[str]:
    """The fields in which the profile says something."""
    empty: tuple[Any, ...] = (None, (), frozenset())
    names = (*Profile.model_fields, "skills", "interests", "avoids")
    return [name for name in names if getattr(profile, name) not in empty]


def _unseen(command: ProfileKlien, state: Klien) -> dict[str, Any]:
    """What who asks could not see stands as it is, unless they write over it."""
    found: dict[str, Any] = {}
    for name in command.unseen:
        said = getattr(command, name)
        if said is None and state.profile is not None:
            found[name] = getattr(state.profile, name)
        elif said is not None and said.value == CLEARED:
            found[name] = None
    return found


def _of_a_place(command: ProfileKlien) -> dict[str, Any]:
    exams = with_their_eves(_read(command.exam_days, read_days))
    days = (*_read(command.days_away, read_days), *exams)
    return {
        "free": _free(command) if _says_hours(command) else (),
        "away": tuple(sorted(days, key=_first)),
        "earning": _read(command.livelihood_hours, read_hours),
        "lessons": _read(command.school_hours, read_hours),
        "exams": exams,
    }


def _first(period: Any) -> Any:
    return period.first


def _hours_said(command: ProfileKlien) -> tuple[Personal[str] | None, ...]:
    """When they can come, and what takes of it."""
    return command.can_come, command.cannot_come, command.livelihood_hours, command.school_hours


def _says_hours(command: ProfileKlien) -> bool:
    return any(one is not None for one in _hours_said(command))


def _free(command: ProfileKlien) -> tuple[FreeTime, ...]:
    can, *taken = (_read(said, read_hours) for said in _hours_said(command))
    return week_without(can, *taken)


def _read(said: Personal[str] | None, read: Callable[[str], tuple[T, ...]]) -> tuple[T, ...]:
    """What a field says, as it was read when it was taken."""
    return read(said.value) if said is not None and said.value is not None else ()
