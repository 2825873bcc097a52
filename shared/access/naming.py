"""How the persons of an answer are shown: every address that gives rows about persons passes here, page and JSON alike.

What of them a role sees says the table of fields (fields.py): of whom the person's fold masks, initials and no home,
whoever looks (SPPA 19, 61); a role that may see no persons gets a short id. Each answer leaves one look in the trail,
with the ids of those it shows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from starlette.requests import Request

from shared.access.fields import Field, sees
from shared.access.persons import PersonRow, Persons, Ruling
from shared.access.policy import Actor, RoleName, may
from shared.access.reach import scope_even_late, seen_of
from shared.privacy.looks import IDS_ALONE
from shared.privacy.person import NAMELESS, UNOPENED, initials
from shared.web.house import House
from shared.web.screens import wants_page

SEE: Final = "person.see"


@dataclass(frozen=True, slots=True)
class Named:
    """One person as a page shows them: in full to whoever may see them, by initials where masked."""

    full: str
    masked: bool
    child: bool
    """Masked because a paper says so, not only because nobody knows."""
    case_number: str | None = None
    """As written, on pages about one putusan."""


@dataclass(frozen=True, slots=True)
class People:
    """The persons of one answer."""

    folded: Mapping[str, PersonRow]
    names: Mapping[str, Named]
    """By the ids that were asked for; empty for a program, which gets ids."""
    role: RoleName | None = None
    """Of whoever looks."""

    def masked(self, klien_id: str) -> bool:
        """Whether this person is masked; whom the fold does not know is."""
        row = self.folded.get(klien_id)
        return row is None or row.masked

    def shown(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row with ``klien_id`` and ``kecamatan`` as it may be answered."""
        masked = self.masked(row["klien_id"])
        home = row["kecamatan"] if sees(self.role, Field.HOME, masked=masked) else None
        return {**row, "masked": masked, "kecamatan": home}


NOBODY: Final = People({}, {})
"""Of an answer that is about no persons."""


async def people(
    request: Request,
    house: House,
    persons: Persons,
    actor: Actor,
    wanted: Mapping[str, str],
    purpose: str,
    *,
    printed: bool = False,
) -> People:
    """The persons behind these ids. ``wanted`` gives for a putusan id whose it is, for a klien id itself.

    A page gets names, and a paper that is ``printed``: a putusan's is the one that its own event gives, a person's that
    of the newest paper.
    """
    klien_ids = sorted(set(wanted.values()))
    seen = await _in_reach(request, house, actor, klien_ids)
    rows = {one: row for one, row in (await _folded(house, persons, klien_ids)).items() if one in seen}
    found = People(rows, {}, actor.role)
    if not (printed or wants_page(request)):
        await house.values.looked(klien_ids, IDS_ALONE, purpose, actor.who)
        return found
    if not may(actor.role, SEE):
        await house.values.looked(klien_ids, IDS_ALONE, purpose, actor.who)
        return replace(found, names={one: nameless(klien_id, found) for one, klien_id in wanted.items()})
    rulings = {one: ruling for one, klien_id in wanted.items() if (ruling := _ruling(found, one, klien_id))}
    refs = {ref for one, ruling in rulings.items() for ref in _opened(found, wanted[one], ruling)}
    values = await house.values.reveal(refs, purpose, actor.who, klien_ids)
    names = {one: _named(found, klien_id, rulings.get(one), values) for one, klien_id in wanted.items()}
    return replace(found, names=names)


def as_seen(role: RoleName | None, name: str, *, masked: bool, child: bool, case_number: str | None = None) -> Named:
    """A name as a page shows it to this role."""
    number = case_number if sees(role, Field.CASE_NUMBER, masked=masked) else None
    whole = name == NAMELESS or name in UNOPENED or sees(role, Field.NAME, masked=masked)
    return Named(name if whole else initials(name), masked, child, number)


async def _in_reach(request: Request, house: House, actor: Actor, klien_ids: list[str]) -> frozenset[str]:
    """Those whom the actor may see at all, by what is known: nobody asks here for others, and if somebody did, they
    would be masked and shown by an id."""
    scope = await scope_even_late(request, house, actor)
    if scope.whole:
        return frozenset(klien_ids)
    return await seen_of(house, scope, klien_ids)


async def _folded(house: House, persons: Persons, klien_ids: list[str]) -> dict[str, PersonRow]:
    """The persons' rows; none where the fold has not come as far as the rows shown, so that everybody is masked."""
    if not klien_ids or not await house.level(persons.full_name):
        return {}
    table = persons.table
    async with house.database.engine(persons.role).connect() as connection:
        rows = (await connection.execute(select(table).where(table.c.klien_id.in_(klien_ids)))).all()
    return {row.klien_id: persons.layout.from_query(row) for row in rows}


def _ruling(found: People, wanted: str, klien_id: str) -> Ruling | None:
    row = found.folded.get(klien_id)
    if row is None:
        return None
    return row.named if wanted == klien_id else row.ruling(wanted)


def _opened(found: People, klien_id: str, ruling: Ruling) -> Iterator[str]:
    """Of a ruling what this role sees; the name also where it becomes initials."""
    number = sees(found.role, Field.CASE_NUMBER, masked=found.masked(klien_id))
    yield from (ref for ref in (ruling.name_ref, ruling.case_number_ref if number else None) if ref)


def _named(found: People, klien_id: str, ruling: Ruling | None, values: Mapping[str, Any]) -> Named:
    row = found.folded.get(klien_id)
    name = values.get(ruling.name_ref or "") if ruling else None
    number = values.get(ruling.case_number_ref or "") if ruling else None
    child = row is not None and row.child
    return as_seen(found.role, name or NAMELESS, masked=found.masked(klien_id), child=child, case_number=number)


def nameless(klien_id: str, found: People) -> Named:
    """As who may see no persons has them: by a short id."""
    row = found.folded.get(klien_id)
    return Named(f"Klien {klien_id[:6]}", found.masked(klien_id), row is not None and row.child)
