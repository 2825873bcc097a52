"""What another office's sheet says of a person, put beside what is recorded: it fills in what nobody has said yet, and
takes nothing back.

Example::

    filled_profile({"religion": "Islam"}, None, klien_id)  # (ProfileKlien(number=1, …), ())
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

from services.intake.klien.decider.litmas import RecordLitmas
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
    """``stands``: every litmas in clear. The one that shares a number or a day, and says nothing else, goes on."""
    known = next((one for one in stands.values() if _is_of(said, one)), None)
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


def _is_of(said: Mapping[str, Any], one: LitmasRecorded) -> bool:
    stated = {name for name in Litmas.model_fields if getattr(one, name) is not None}
    numbers = {"letter_number", "request_number"} & stated & said.keys()
    if any(_same(said[name], getattr(one, name)) for name in numbers):
        return True
    both = stated & said.keys()
    telling = both - WHO or both == said.keys() or both == stated
    return bool(both and telling) and all(_same(said[name], getattr(one, name)) for name in both)


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
