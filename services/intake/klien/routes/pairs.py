"""GET /klien/pairs: persons who are perhaps one, by what their rulings say; and what was answered of others before."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from services.intake.klien.decider import MergeKlien
from services.intake.klien.projections import PAIRS, PairRow
from services.intake.putusan.projections import PERSONS
from shared.access.naming import people
from shared.access.reach import Scope, scope_of, seen_of, sees_all_of
from shared.access.signin import Actor, require
from shared.domain.identifiers import KlienId, PutusanId
from shared.privacy.identities import Alike
from shared.reports.answering import standing_of
from shared.web.answers import Answer, gives, of_row, standing
from shared.web.house import House, house
from shared.web.paging import After
from shared.web.screens import screen

router = APIRouter(prefix="/klien")
LIST: Final = "/reports/klien"
"""The place of the menu that the pages belong to."""
ALIKE_MOST: Final = 2_000
"""Looked at at once: more than an office has in years."""
LOOKS_MOST: Final = 20
"""How often more is looked at, where others' and answered pairs stand before: so many that nobody has."""
SHOWN: Final = 50
"""Pairs on one page; the next come once these are answered."""
Why = Literal["nik", "person", "case"]
WORDS: Final = {"nik": "NIK sama", "person": "Nama dan tanggal lahir sama", "case": "Nama sama dalam satu perkara"}


class Pair(Answer):
    """Two persons who are perhaps one, why, and the rulings that say so."""

    klien_id: KlienId
    other: KlienId
    why: list[Why]
    rulings: list[PutusanId]


Answered: Any = of_row(PairRow, "AnsweredPair", without=("pair",))
FOUND = standing(
    "PerhapsOnePerson",
    "Pairs that wait for an answer, and those that were answered, the newest first.",
    pairs=list[Pair],
    answered=list[Answered],
    more=bool,
)


@router.get("/pairs", summary="Persons who are perhaps one")
@gives(FOUND)
async def shown(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(MergeKlien))],
    after: After = None,
) -> Response:
    """Only pairs of whom both are wholly in the reach of who asks."""
    stands = await standing_of(house, (PAIRS, PERSONS), after)
    scope = await scope_of(request, house, actor)
    answered = await _answered(house)
    whole = await _open(house, scope, {row.pair for row in answered if row.answer == "apart"})
    told = await _whole_rows(house, scope, [row for row in answered if row.answer != "parted"])
    pairs = whole[:SHOWN]
    wanted = {one: one for pair in pairs for one in (pair["klien_id"], pair["other"])}
    wanted |= {one: one for row in told for one in (row.one, row.other)}
    whose = await people(request, house, PERSONS, actor, wanted, MergeKlien.ACTION)
    rows = [{name: getattr(row, name) for name in Answered.model_fields} for row in told]
    data = {"pairs": pairs, "answered": rows, "more": len(whole) > SHOWN}
    return screen(request, "klien/pairs.html", data, standing=stands, here=LIST, whose=whose.names, words=WORDS)


async def _open(house: House, scope: Scope, apart: set[str]) -> list[dict[str, Any]]:
    """At most one more than a page has: those that nobody has told apart, of whom both may be shown. What is answered,
    or another officer's, takes nobody's place."""
    found: list[Alike] = []
    whole: list[dict[str, Any]] = []
    for page in range(LOOKS_MOST):
        more = await house.vault.alike(ALIKE_MOST, page * ALIKE_MOST)
        found += more
        whole = await _whole(house, scope, _pairs(found, apart))
        if len(whole) > SHOWN or len(more) < ALIKE_MOST:
            break
    return whole


def _pairs(found: Sequence[Alike], apart: set[str]) -> list[dict[str, Any]]:
    """One line a pair, with every reason."""
    pairs: dict[str, dict[str, Any]] = {}
    for one in found:
        key = f"{one.one}/{one.other}"
        if key in apart:
            continue
        pair = pairs.setdefault(key, {"klien_id": one.one, "other": one.other, "why": [], "rulings": []})
        pair["why"] += [one.why] if one.why not in pair["why"] else []
        pair["rulings"] += [it for it in (one.putusan_of_one, one.putusan_of_other) if it not in pair["rulings"]]
    return list(pairs.values())


async def _whole(house: House, scope: Scope, pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that may be shown, at most one more than a page has."""
    ids = {one for pair in pairs for one in (pair["klien_id"], pair["other"])}
    seen, found = await seen_of(house, scope.own or scope, ids), []
    for pair in pairs:
        both = (pair["klien_id"], pair["other"])
        if seen.issuperset(both) and await both_whole(house, scope, *both):
            found.append(pair)
        if len(found) > SHOWN:
            break
    return found


async def _whole_rows(house: House, scope: Scope, rows: list[PairRow]) -> list[PairRow]:
    seen = await seen_of(house, scope.own or scope, {one for row in rows for one in (row.one, row.other)})
    mine = [row for row in rows if seen.issuperset((row.one, row.other))][:SHOWN]
    return [row for row in mine if await both_whole(house, scope, row.one, row.other)]


async def both_whole(house: House, scope: Scope, *klien_ids: str) -> bool:
    """Whether all rulings of these persons are in the reach of who asks: an answer moves all of them."""
    own = scope.own or scope
    return all([await sees_all_of(house, own, one) for one in klien_ids])


async def _answered(house: House) -> list[PairRow]:
    """The newest first."""
    query = select(PAIRS.table).order_by(PAIRS.table.c.answered_at.desc()).limit(ALIKE_MOST)
    async with house.database.engine(PAIRS.role).connect() as connection:
        return [PAIRS.layout.from_query(row) for row in await connection.execute(query)]
