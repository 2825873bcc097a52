"""What another office's sheet says of a person, put beside what is recorded: it fills in what nobody has said yet, and
takes nothing back.

Example::

    filled_profile({"religion": "Islam"}, None, klien_id)  # (ProfileKlien(number=1, …), ())
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

from services.intake.klien.decider.litmas import STEPS, RecordLitmas
from services.intake.klien.decider.profiling import ISSUED, ProfileKlien
from services.intake.klien.events import Litmas, LitmasRecorded, PersonProfiled
from shared.domain.command import Command
from shared.domain.identifiers import KlienId
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Severity
from shared.domain.retold import retold
from shared.domain.written.reading import plain

WHY: Final = Personal("Diisi dari berkas yang dimasukkan.")
"""The reason of a profile that a file adds to."""
WHO: Final = frozenset({"asked_by", "prepared_by"})
"""What many litmas share: it tells none from another."""
NUMBERS: Final = ("letter_number", "request_number")
C = TypeVar("C", bound=Command)
Filled = tuple[C | None, tuple[Fault, ...]]
"""The command that records what is new, none where nothing is; and what is recorded otherwise."""


def filled_profile(said: Mapping[str, Any], stands: PersonProfiled | None, klien_id: KlienId) -> Filled[ProfileKlien]:
    """``stands``: the profile in clear. A number and who issued it are one value."""
    fresh, otherwise = _compared(said, stands)
    for pair in ISSUED.items():
        if stands is not None and _of_another(pair, said, stands):
            apart = [name for name in pair if fresh.pop(name, None) is not None]
            otherwise += tuple(_recorded_otherwise(name) for name in apart)
    if not fresh:
        return None, otherwise
    if stands is None:
        return ProfileKlien(klien_id=klien_id, number=1, **fresh), otherwise
    return retold(ProfileKlien, stands, **fresh, number=stands.number + 1, reason=WHY), otherwise


def filled_litmas(
    said: Mapping[str, Any], stands: Mapping[int, LitmasRecorded], klien_id: KlienId
) -> Filled[RecordLitmas]:
    """``stands``: every litmas in clear. The one that is meant goes on; where a row may mean two, or perhaps one that
    is recorded, that is its fault and nothing is recorded: a second litmas is never taken back."""
    known = _meant(said, stands.values())
    if isinstance(known, Fault):
        return None, (known,)
    fresh, otherwise = _compared(said, known)
    if not fresh:
        return None, otherwise
    if known is None:
        return RecordLitmas(klien_id=klien_id, litmas=len(stands) + 1, number=1, **fresh), otherwise
    return retold(RecordLitmas, known, **fresh, number=known.number + 1, reason=None), otherwise


def _of_another(pair: tuple[str, str], said: Mapping[str, Any], stands: PersonProfiled) -> bool:
    """Whether what stands of a number and its issuer is not what is said of them, so that neither fills the other."""
    standing = {name for name in pair if getattr(stands, name) is not None}
    both = standing & said.keys()
    return bool(standing) and not (both and all(_same(said[name], getattr(stands, name)) for name in both))


def _meant(said: Mapping[str, Any], stands: Iterable[LitmasRecorded]) -> LitmasRecorded | Fault | None:
    """By its numbers, whatever else differs; else by the day on which it was asked for, as where a number was
    corrected; else where it contradicts nothing."""
    every = [*stands]
    by_number = [[one for one in every if name in _agreed(said, one)] for name in NUMBERS]
    shared = [one for one in by_number[0] if one in by_number[1]]
    meant = shared or [one for some in by_number for one in some]
    if not meant:
        others = [one for one in every if not _of_other_numbers(said, one)]
        meant = [one for one in others if "asked_on" in _agreed(said, one) and "asked_by" not in _apart(said, one)]
        meant = meant or [one for one in others if _goes_with(said, one)]
        near = [one for one in others if _agreed(said, one) & STEPS.keys()]
        if not meant and near:
            facts = {"litmas": near[0].litmas}
            return Fault("litmas-perhaps-the-same", facts, pointer="/letter_number", severity=Severity.CONFLICT)
    if len(meant) > 1:
        facts = {"first": meant[0].litmas, "second": meant[1].litmas}
        return Fault("litmas-of-two", facts, pointer="/letter_number", severity=Severity.CONFLICT)
    return meant[0] if meant else None


def _of_other_numbers(said: Mapping[str, Any], one: LitmasRecorded) -> bool:
    """Whether each of its numbers is another: one may have been corrected, not both at once."""
    return _apart(said, one).issuperset(NUMBERS)


def _goes_with(said: Mapping[str, Any], one: LitmasRecorded) -> bool:
    agreed = _agreed(said, one)
    telling = agreed - WHO or agreed == said.keys() or agreed == _stated(one)
    return bool(agreed and telling) and not _apart(said, one)


def _stated(one: LitmasRecorded) -> set[str]:
    return {name for name in Litmas.model_fields if getattr(one, name) is not None}


def _agreed(said: Mapping[str, Any], one: LitmasRecorded) -> set[str]:
    return {name for name in _stated(one) & said.keys() if _same(said[name], getattr(one, name))}


def _apart(said: Mapping[str, Any], one: LitmasRecorded) -> set[str]:
    return (_stated(one) & said.keys()) - _agreed(said, one)


def _recorded_otherwise(name: str) -> Fault:
    return Fault("person-known-otherwise", pointer=f"/{name}", severity=Severity.CONFLICT)


def _compared(
    said: Mapping[str, Any], stands: PersonProfiled | LitmasRecorded | None
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    fresh = {name: value for name, value in said.items() if getattr(stands, name, None) is None}
    return fresh, tuple(_otherwise(said, stands, fresh)) if stands is not None else ()


def _otherwise(
    said: Mapping[str, Any], stands: PersonProfiled | LitmasRecorded, fresh: Mapping[str, Any]
) -> Iterator[Fault]:
    for name, value in said.items():
        if name not in fresh and not _same(value, getattr(stands, name)):
            yield _recorded_otherwise(name)


def _same(said: Any, stands: Any) -> bool:
    clear = stands.value if isinstance(stands, Personal) else stands
    return bool(plain(said) == plain(str(clear)) if isinstance(said, str) else said == clear)
