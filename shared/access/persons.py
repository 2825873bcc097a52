"""Whether a person is masked like a child: a fact of the person, folded once for each service (SPPA 19, 61).

No row of one ruling can say it: a later ruling as an adult uncovers nobody, and a paper that says adult of somebody
born in 2010 makes no adult (settlement 44).

Example::

    PERSONS = persons("matching", PutusanReceived, PutusanRejected, PutusanConfirmed, PutusanLeft, PutusanReplaced)
"""

from typing import Any, Final

import msgspec
from msgspec.structs import replace

from shared.domain.event import Event
from shared.projections.entry import Entry
from shared.projections.state import StateProjection

CHILD: Final = "child"
ADULT: Final = "adult"
UNKNOWN: Final = "unknown"
"""What the paper of a ruling says of its person's age at the offence."""


class Ruling(msgspec.Struct, frozen=True):
    """One paper about the person. ``name_ref``: where the vault has the name as this paper writes it."""

    putusan_id: str
    mask: str
    name_ref: str | None = None
    case_number_ref: str | None = None


class PersonRow(msgspec.Struct, frozen=True):
    """One person: whether they are masked, whether as a child, and every paper about them, the newest last."""

    klien_id: str
    masked: bool
    child: bool
    rulings: tuple[Ruling, ...] = ()

    def ruling(self, putusan_id: str) -> Ruling | None:
        """What this ruling says."""
        return next((one for one in self.rulings if one.putusan_id == putusan_id), None)

    @property
    def named(self) -> Ruling | None:
        """The newest paper that names the person."""
        return next((one for one in reversed(self.rulings) if one.name_ref), None)


Persons = StateProjection[PersonRow]


def persons(
    service: str,
    received: type[Event],
    rejected: type[Event],
    confirmed: type[Event],
    left: type[Event],
    replaced: type[Event],
) -> Persons:
    """The fold for one service, from the events of intake that its projections may know."""
    projection = StateProjection(service, "person", PersonRow, key="klien_id", version=4)

    @projection.on(received)
    def taken(row: PersonRow | None, event: Any, entry: Entry) -> PersonRow:
        """A paper that can be used; mended, it stays where it stood among the person's papers."""
        return _told(row, event)

    @projection.on(rejected)
    def turned_away(row: PersonRow | None, event: Any, entry: Entry) -> PersonRow:
        """A paper that cannot be used still says whom it is about; a ruling that was told twice, by its name."""
        stood = row.ruling(event.putusan_id) if row and event.paper is None else None
        refs = (stood.name_ref, stood.case_number_ref) if stood else ()
        return _with(row, event, Ruling(event.putusan_id, str(event.mask), *refs))

    @projection.on(confirmed)
    def answered(row: PersonRow | None, event: Any, entry: Entry) -> PersonRow | None:
        """The prosecutor's answer settles what nobody knew; whom dates or a paper call a child stays one."""
        ruling = row.ruling(event.putusan_id) if row else None
        if ruling is None:
            return row
        regime = str(event.terms.regime)
        mask = regime if ruling.mask == UNKNOWN or regime == CHILD else ruling.mask
        return _with(row, event, replace(ruling, mask=mask))

    @projection.on(left)
    def gone(row: PersonRow | None, event: Any, entry: Entry) -> PersonRow | None:
        """A paper that turned out to be somebody else's neither names nor masks the person any more."""
        return _without(row, event)

    @projection.on(replaced)
    def mended(row: PersonRow | None, event: Any, entry: Entry) -> PersonRow | None:
        """Whoever has other papers is masked by those alone; who has none, as the rejected one says."""
        return _without(row, event) or row

    return projection


def _told(row: PersonRow | None, event: Any) -> PersonRow:
    ruling = Ruling(event.putusan_id, str(event.mask), event.name.ref, event.case_number.ref)
    stood = row.ruling(event.putusan_id) if row else None
    if row is None or stood is None or stood.name_ref is None:
        return _with(row, event, ruling)
    return _of(event.klien_id, tuple(ruling if one is stood else one for one in row.rulings))


def _with(row: PersonRow | None, event: Any, ruling: Ruling) -> PersonRow:
    return _of(event.klien_id, (*_others(row, event), ruling))


def _without(row: PersonRow | None, event: Any) -> PersonRow | None:
    others = _others(row, event)
    return _of(event.klien_id, others) if others else None


def _others(row: PersonRow | None, event: Any) -> tuple[Ruling, ...]:
    """The person's papers but this one."""
    return tuple(one for one in row.rulings if one.putusan_id != event.putusan_id) if row else ()


def _of(klien_id: str, rulings: tuple[Ruling, ...]) -> PersonRow:
    masks = {one.mask for one in rulings}
    return PersonRow(klien_id, masked=CHILD in masks or ADULT not in masks, child=CHILD in masks, rulings=rulings)
