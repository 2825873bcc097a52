"""The operator's desk and the pages below it: what is well, what is behind, what is parked, who may sign in; and the
long work that the command line does, asked for by page. No personal data: ids, figures and the names of accounts."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.reporting.desks.greeting import greeting
from services.reporting.desks.troubles import in_indonesian
from services.reporting.desks.wellness import Wellness, wellness
from shared.access.accounts import Accounts
from shared.access.asking import looked_at
from shared.access.errands import VERIFIER, Errand, ErrandKind, Errands
from shared.access.policy import Actor
from shared.access.signin import require
from shared.domain.refusal import Fault
from shared.runtime.parts import asked
from shared.web.answers import Answer, gives
from shared.web.forms import incoming
from shared.web.house import House, Standing, house
from shared.web.problems import Problem
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/operator")
NAME_LENGTH_MAX: Final = 100
KEY_LENGTH_MAX: Final = 300
Name = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z_-]+$", max_length=NAME_LENGTH_MAX)]
Key = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._:/-]+$", max_length=KEY_LENGTH_MAX)]
Here = Annotated[House, Depends(house)]
LOOK_AGAIN_S: Final = 2
"""After so long the page of an errand that is not ended is asked for again by itself."""
TITLES: Final = {
    ErrandKind.VERIFY: "Pemeriksaan jurnal",
    ErrandKind.REBUILD: "Bangun ulang",
    ErrandKind.COMPARE: "Uji coba bangun ulang",
    ErrandKind.RETRY: "Coba lagi kunci tertunda",
}


class Back(NamedTuple):
    """Whither a page leads back."""

    address: str
    word: str


class Nothing(BaseModel):
    """A wish that needs no words."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wanted(Nothing):
    """Which projection is meant, as in ``reporting.klien``."""

    projection: Name


class WantedKey(Nothing):
    """Which parked key is meant, and of which projection or reaction."""

    subscription: Name
    key: Key


class Asked(Answer):
    """Somebody does it from now on; how it goes says ``GET /operator/errands/{errand_id}``."""

    errand_id: str


class Found(Answer):
    """What came of an errand, as the command line prints it; ``well``: nothing is left to be looked at."""

    well: bool = False
    whole: bool | None = None
    count: int | None = None
    head: int | None = None
    hash: str | None = None
    position: int | None = None
    what: str | None = None
    detail: str | None = None
    projection: str | None = None
    events: int | None = None
    rows: int | None = None
    seconds: float | None = None
    events_per_second: int | None = None
    missing: int | None = None
    extra: int | None = None
    different: int | None = None
    parked: list[str] | None = None
    parked_now: list[str] | None = None
    reason: str | None = None
    trouble: str | None = None


class ErrandRead(Answer):
    """How long work goes. ``done`` of ``total`` are positions; ``found`` is what came of it, in figures and ids."""

    errand_id: str
    kind: ErrandKind
    target: str
    key: str
    state: str
    asked_by: str | None
    asked_at: datetime
    done: int
    total: int
    ended_at: datetime | None
    found: Found


class ProjectionRead(Answer):
    """A projection and its version; ``events_behind`` null: the part that fills it does not answer."""

    name: str
    version: int
    events_behind: int | None
    parked: int


class Projections(Answer):
    """Every projection of the house."""

    items: list[ProjectionRead]


class ParkedRead(Answer):
    """A key whose event could not be applied; later events of it wait behind."""

    subscription: str
    key: str
    position: int
    type: str
    reason: str
    since: datetime
    attempts: int


class ParkedKeys(Answer):
    """Every parked key of the parts that answer."""

    items: list[ParkedRead]


async def desk(request: Request, actor: Actor, house: House) -> Response:
    """What is well and what is not; as JSON in figures."""
    seen, errands = await seen_of(request, house), Errands(house.database)
    standing = Standing((await house.ledger.head()).position)
    data = {"counts": seen.counts, "weeks": list[object]()}
    if not wants_page(request):
        return screen(request, "desks/operator.html", data, standing=standing)
    return screen(
        request,
        "desks/operator.html",
        data,
        standing=standing,
        greeting=greeting(house.clock()),
        seen=seen,
        verified=await errands.last(ErrandKind.VERIFY),
        errands=await errands.recent(),
        titles=TITLES,
        in_indonesian=in_indonesian,
    )


async def seen_of(request: Request, house: House) -> Wellness:
    """Every part at BAKTI_PARTS, as ``bakti status`` asks them; where none are named this process is the house."""
    addresses = house.settings.parts.split()
    here = {"part": "bakti", "version": request.app.version}
    return wellness(await asked(addresses) if addresses else [{**here, **await request.app.state.seen_here()}])


@router.get("/projections", summary="Every projection: its version, how far behind it is, what is parked")
@gives(Projections)
async def projections(
    request: Request, actor: Annotated[Actor, Depends(require("projection.replay"))], house: Here
) -> Response:
    """The list; each has a page of its own from which it is compared and rebuilt."""
    seen = await seen_of(request, house)
    items = [_projection(request, name, seen) for name in sorted(request.app.state.projections)]
    return screen(request, "desks/projections.html", {"items": items})


@router.get("/projections/{name}", summary="One projection")
@gives(ProjectionRead, refuses=(404,))
async def projection(
    request: Request, name: str, actor: Annotated[Actor, Depends(require("projection.replay"))], house: Here
) -> Response:
    """How it stands, and the forms by which it is compared with the ledger and made anew from it."""
    _known(request, name)
    errands = [one for one in await Errands(house.database).recent() if one.target == name]
    data = _projection(request, name, await seen_of(request, house))
    return screen(request, "desks/projection.html", data, errands=errands, titles=TITLES, in_indonesian=in_indonesian)


@router.get("/parked", summary="Parked keys: whose, since when, at which event, why")
@gives(ParkedKeys)
async def parked(request: Request, actor: Annotated[Actor, Depends(require("parked.read"))], house: Here) -> Response:
    """The oldest first, each with a form that tries it again."""
    seen = await seen_of(request, house)
    items = [asdict(one) for one in seen.parked]
    silent = [one for one in seen.parts if not one.answers]
    return screen(request, "desks/parked.html", {"items": items}, silent=silent, in_indonesian=in_indonesian)


@router.get("/errands/{errand_id}", summary="How long work goes, and what came of it")
@gives(ErrandRead, refuses=(404,))
async def errand(
    request: Request, errand_id: str, actor: Annotated[Actor, Depends(require("errand.read"))], house: Here
) -> Response:
    """The page looks again by itself until there is a result."""
    found = await Errands(house.database).one(errand_id[:NAME_LENGTH_MAX])
    if found is None:
        raise Problem(404, Fault("errand-unknown"))
    names = await Accounts(house.database).names([found.asked_by] if found.asked_by else [])
    headers = {} if found.ended_at else {"Refresh": str(LOOK_AGAIN_S)}
    by, data, back = names.get(found.asked_by or ""), _errand(found), _back_of(found)
    return screen(
        request,
        "desks/errand.html",
        data,
        headers=headers,
        one=found,
        by=by,
        back=back,
        here=back.address,
        titles=TITLES,
        in_indonesian=in_indonesian,
    )


@router.post("/verifications", status_code=202, summary="Recompute the hash chain of the whole ledger")
@gives(Asked)
async def verify(
    request: Request,
    wanted: Annotated[Nothing, Depends(incoming(Nothing))],
    actor: Annotated[Actor, Depends(require("ledger.verify"))],
    house: Here,
) -> Response:
    """As ``bakti verify`` does."""
    return await _left(request, house, actor, ErrandKind.VERIFY, VERIFIER)


@router.post("/rebuilds", status_code=202, summary="Make a projection anew from the ledger")
@gives(Asked, refuses=(404,))
async def rebuild(
    request: Request,
    wanted: Annotated[Wanted, Depends(incoming(Wanted))],
    actor: Annotated[Actor, Depends(require("projection.replay"))],
    house: Here,
) -> Response:
    """As ``bakti replay`` does: beside the live one, which is swapped for it in a moment."""
    return await _left(request, house, actor, ErrandKind.REBUILD, _known(request, wanted.projection))


@router.post("/comparisons", status_code=202, summary="What would a rebuild change?")
@gives(Asked, refuses=(404,))
async def compare(
    request: Request,
    wanted: Annotated[Wanted, Depends(incoming(Wanted))],
    actor: Annotated[Actor, Depends(require("projection.replay"))],
    house: Here,
) -> Response:
    """As ``bakti replay --dry-run`` does: nothing is changed."""
    return await _left(request, house, actor, ErrandKind.COMPARE, _known(request, wanted.projection))


@router.post("/retries", status_code=202, summary="Apply a parked key anew")
@gives(Asked, refuses=(404,))
async def retry(
    request: Request,
    wanted: Annotated[WantedKey, Depends(incoming(WantedKey))],
    actor: Annotated[Actor, Depends(require("parked.retry"))],
    house: Here,
) -> Response:
    """As ``bakti parked retry`` does, for a key that stands in the list."""
    known = {(one.subscription, one.key) for one in (await seen_of(request, house)).parked}
    if (wanted.subscription, wanted.key) not in known:
        raise Problem(404, Fault("parked-unknown"))
    return await _left(request, house, actor, ErrandKind.RETRY, wanted.subscription, wanted.key)


async def _left(request: Request, house: House, actor: Actor, kind: ErrandKind, target: str, key: str = "") -> Response:
    await looked_at(request)
    errand_id = await Errands(house.database).ask(kind, target, key, actor.account_id, house.clock())
    see = f"/operator/errands/{errand_id}"
    if wants_page(request):
        return RedirectResponse(see, 303)
    return JSONResponse({"errand_id": errand_id}, 202, {"Location": see})


def _back_of(errand: Errand) -> Back:
    """The page that errands of this kind are asked for on."""
    if errand.kind is ErrandKind.VERIFY:
        return Back("/", "Beranda")
    if errand.kind is ErrandKind.RETRY:
        return Back("/operator/parked", "Kunci tertunda")
    return Back(f"/operator/projections/{errand.target}", f"Proyeksi {errand.target}")


def _known(request: Request, name: str) -> str:
    if name not in request.app.state.projections:
        raise Problem(404, Fault("projection-unknown"))
    return name


def _projection(request: Request, name: str, seen: Wellness) -> dict[str, object]:
    behind = next((one.lag for one in seen.followers if one.name == name), None)
    waiting = sum(one.subscription == name for one in seen.parked)
    return {"name": name, "version": request.app.state.projections[name], "events_behind": behind, "parked": waiting}


def _errand(found: Errand) -> Mapping[str, object]:
    told = asdict(found)
    return {name: told[name] if name in told else getattr(found, name) for name in ErrandRead.model_fields}
