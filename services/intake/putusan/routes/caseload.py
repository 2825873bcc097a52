"""Many cases at once: /putusan/assignments shares out those of nobody, /putusan/hand-overs a whole case load for days,
and /putusan/returns takes all that is handed over back.

One command a case, each answered for by name: what one of them meets stops no other.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from services.intake.putusan.decider import AssignOfficer, HandOver, TakeBack
from services.intake.putusan.projections import PUTUSANS
from services.intake.putusan.report import REPORT
from services.intake.putusan.routes.assigning import asker, found
from services.intake.putusan.routes.loads import UNUSABLE, Load, called, called_back, handed_over, is_handed_over, loads
from shared.access.accounts import Accounts
from shared.access.asking import Asking, asking
from shared.access.reach import scope_of
from shared.access.signin import Actor, require
from shared.domain.holders import OFFICER
from shared.domain.identifiers import AccountId, PutusanId
from shared.domain.refusal import Fact, Fault, Refused, Severity, refused
from shared.domain.text import Reason
from shared.ledger.execute import Done
from shared.reports.answering import standing_of
from shared.reports.lines import Line, lines_of
from shared.reports.reading import Where, connected, first_of
from shared.reports.report import Ask, Sort
from shared.web.answers import POSITION, Answer, Told, gives, standing
from shared.web.brought import Brought, command_of
from shared.web.forms import incoming
from shared.web.house import House, house
from shared.web.kept import Saved
from shared.web.paging import After
from shared.web.problems import Problem, answer, done_at, told
from shared.web.screens import screen, wants_page

router = APIRouter(prefix="/putusan")
OFFERED: Final = 25
"""Cases of nobody on one page: the oldest first, so that the button below them is not far."""
MANY_MOST: Final = 100
"""Of one request."""
CASES_MOST: Final = 500
"""Of one officer; more than anybody guides."""
OLDEST: Final = Sort(REPORT.orders[0])
PAGE: Final = "/putusan/assignments"
UNKNOWN: Final = refused("putusan-unknown", pointer="/putusan_ids", severity=Severity.ABSENT)


class OneCase(Answer):
    """What became of one case; no ``faults``: it was done, or stood so already."""

    putusan_id: PutusanId
    faults: list[Told]


class Cases(Answer):
    """What became of each; ``position`` is the highest one, 0 where nothing was recorded."""

    position: POSITION
    done: int
    refused: int
    cases: list[OneCase]


UNSHARED = standing(
    "UnsharedCases",
    "The oldest cases that are nobody's yet; one's own load, or for who leads the office everybody's.",
    putusan_ids=list[PutusanId],
    loads=list[Load],
)


class ManyCases(Brought):
    """Cases of nobody, and whose they shall be."""

    officer: AccountId
    putusan_ids: Annotated[tuple[PutusanId, ...], Field(min_length=1, max_length=MANY_MOST)]

    @classmethod
    def of_form(cls, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """A list for one box, an empty one for none."""
        ticked = fields.get("putusan_ids", ())
        return {**fields, "putusan_ids": [ticked] if isinstance(ticked, str) else ticked}


class WholeLoad(Brought):
    """Whose cases, one's own where nobody is named; who stands in for them, and for which days."""

    officer: AccountId | None = None
    substitute: AccountId
    from_day: date
    until_day: date
    reason: Reason | None = None


class LoadBack(Brought):
    """Whose cases are taken back, one's own where nobody is named, and why."""

    officer: AccountId | None = None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    putusan_id: PutusanId
    line: Line | None
    """None: no case for who asks; it may have become another's since they saw it."""
    outcome: Done | Refused

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why it was not done."""
        return self.outcome.faults if isinstance(self.outcome, Refused) else ()

    @property
    def called(self) -> str:
        """What a page calls it: one that is not shown, by the first digits of its id."""
        if self.line is None:
            return self.putusan_id[:6]
        return str(self.line.values["case_number"] or self.line.values["name"])


@router.get("/assignments", summary="The cases that are nobody's yet")
@gives(UNSHARED)
async def unshared(
    request: Request,
    house: Annotated[House, Depends(house)],
    actor: Annotated[Actor, Depends(require(AssignOfficer))],
    after: After = None,
) -> Response:
    """The form that shares out many at once, the one that hands over a whole case load and the one that takes it
    back."""
    stands = await standing_of(house, REPORT.reads, after)
    oldest = await _lines(request, house, actor, OFFERED + 1, lambda row: row.officer.is_(None))
    lines = oldest[:OFFERED]
    who = await asker(house, actor)
    theirs = await loads(house, await scope_of(request, house, actor), None if who.leads else actor.account_id)
    data = {"putusan_ids": [line.values["putusan_id"] for line in lines], "loads": theirs.all}
    today = house.circumstances().today
    beside: dict[str, Any] = {"lines": lines, "me": actor.account_id, "leads": who.leads, "more": len(oldest) > OFFERED}
    if wants_page(request):
        accounts = Accounts(house.database)
        officers = await accounts.holding(OFFICER)
        beside |= {"officers": officers, "with_cases": called(theirs, officers), "mine": theirs.of(actor.account_id)}
        names = await accounts.names(theirs.accounts)
        beside |= {"names": names, "to_return": called_back(theirs, names)}
    return screen(request, "putusan/assignments.html", data, standing=stands, today=today, here="/putusan", **beside)


@router.post("/assignments", summary="Assign many cases of nobody to one officer")
@gives(Cases, also={207: Cases}, refuses=(404, 409))
async def shared_out(
    body: Annotated[ManyCases, Depends(incoming(ManyCases))],
    asks: Annotated[Asking, Depends(asking(AssignOfficer))],
) -> Response:
    """One command a case; a case that somebody took meanwhile is told, also where it is no longer shown, and stops no
    other."""
    who = await found(asks, body.officer)
    wanted = sorted(set(body.putusan_ids))
    lines = await _lines(asks.request, asks.house, asks.actor, MANY_MOST, lambda row: row.putusan_id.in_(wanted))
    shown = {line.values["putusan_id"]: line for line in lines}
    commands = [command_of(AssignOfficer, body, putusan_id=one, **who) for one in wanted]
    results = [result async for result in _carried_out(asks, commands, shown)]
    return await _answered(asks, results, "assigned", body.officer)


@router.post("/hand-overs", summary="Hand an officer's whole case load over for some days")
@gives(Cases, also={207: Cases}, refuses=(404, 409))
async def load_handed_over(
    body: Annotated[WholeLoad, Depends(incoming(WholeLoad))],
    asks: Annotated[Asking, Depends(asking(HandOver))],
) -> Response:
    """One command a case. ``officer`` is oneself unless who asks leads the office."""
    officer = body.officer or asks.actor.account_id
    head = (await asks.house.ledger.head()).position
    await standing_of(asks.house, (PUTUSANS,), head)
    lines = await _lines(asks.request, asks.house, asks.actor, CASES_MOST, lambda row: row.officer == officer)
    if not lines:
        raise Problem(409, Fault("no-cases", pointer="/officer"))
    who = await found(asks, body.substitute)
    commands = [
        command_of(
            HandOver,
            body,
            putusan_id=line.values["putusan_id"],
            number=line.values["substitute_number"] + 1,
            **who,
        )
        for line in lines
    ]
    await asks.looked_at(command=commands[_handed_over_first(lines, asks.house.circumstances().today)])
    shown = {line.values["putusan_id"]: line for line in lines}
    results = [result async for result in _carried_out(asks, commands, shown)]
    return await _answered(asks, results, "handed-over", body.substitute)


def _handed_over_first(lines: Sequence[Line], today: date) -> int:
    """The case of which most is asked: one that is handed over, where there is any; what is wrong with days and
    substitute is wrong with all."""
    days = ((line.values["substitute_from"], line.values["substitute_until"]) for line in lines)
    return next((number for number, (first, last) in enumerate(days) if is_handed_over(first, last, today)), 0)


@router.post("/returns", summary="Take an officer's whole case load back before the last day")
@gives(Cases, also={207: Cases}, refuses=(404, 409))
async def load_taken_back(
    body: Annotated[LoadBack, Depends(incoming(LoadBack))],
    asks: Annotated[Asking, Depends(asking(TakeBack))],
) -> Response:
    """One command a case that is handed over today or will be; from today each is its officer's alone."""
    officer, today = body.officer or asks.actor.account_id, asks.house.circumstances().today
    head = (await asks.house.ledger.head()).position
    await standing_of(asks.house, (PUTUSANS,), head)
    lines = await _lines(
        asks.request,
        asks.house,
        asks.actor,
        CASES_MOST,
        lambda row: (row.officer == officer) & handed_over(row, today),
    )
    if not lines:
        raise Problem(409, Fault("nothing-handed-over", pointer="/officer"))
    who = await asker(asks.house, asks.actor)
    numbered = ((line.values["putusan_id"], line.values["substitute_number"] + 1) for line in lines)
    commands = [
        command_of(TakeBack, body, putusan_id=putusan_id, number=number, asker=who) for putusan_id, number in numbered
    ]
    await asks.looked_at(command=commands[0])
    shown = {line.values["putusan_id"]: line for line in lines}
    results = [result async for result in _carried_out(asks, commands, shown)]
    return await _answered(asks, results, "taken-back", officer)


async def _lines(request: Request, house: House, actor: Actor, most: int, where: Where) -> list[Line]:
    """The oldest rulings of which this is true, papers that are none left out."""
    ask = Ask(house.circumstances(), OLDEST, await scope_of(request, house, actor), limit=most)
    async with connected(house, REPORT) as connection:
        rows = await first_of(connection, REPORT, ask, lambda row: where(row) & row.state.not_in(UNUSABLE))
    return await lines_of(request, house, actor, REPORT, rows, ask.today)


async def _carried_out(
    asks: Asking, commands: Sequence[AssignOfficer | HandOver | TakeBack], shown: Mapping[PutusanId, Line]
) -> AsyncIterator[Result]:
    """Each command of the request by its number; about a case that is not shown, none."""
    for number, command in enumerate(commands):
        line = shown.get(command.putusan_id)
        done = await asks.carry_out(command, number) if line else UNKNOWN
        yield Result(command.putusan_id, line, done)


async def _answered(asks: Asking, results: Sequence[Result], said: str, account_id: str) -> Response:
    """Every case by name. Where none was done, the reasons; a page says them of what was not done beside the rest."""
    done = [one for one in results if not one.faults]
    if not done:
        return answer(asks.request, Refused(_once_each(results)))
    position = max(one.outcome.position for one in done if isinstance(one.outcome, Done))
    if wants_page(asks.request):
        names = await Accounts(asks.house.database).names([account_id])
        return await done_at(asks.request, f"{PAGE}?after={position}", _saved(results, said, names.get(account_id, "")))
    cases = [{"putusan_id": one.putusan_id, "faults": told(asks.request, one.faults)} for one in results]
    counts = {"done": len(done), "refused": len(results) - len(done)}
    return JSONResponse({"position": position, **counts, "cases": cases}, 200 if len(done) == len(results) else 207)


def _once_each(results: Sequence[Result]) -> tuple[Fault, ...]:
    return tuple({fault.rule: fault for one in results for fault in one.faults}.values())


def _saved(results: Sequence[Result], said: str, to: str) -> Saved:
    done = ", ".join(one.called for one in results if not one.faults)
    left = ", ".join(one.called for one in results if one.faults)
    facts: dict[str, Fact] = {"count": sum(not one.faults for one in results), "to": to, "cases": done, "left": left}
    how = f"{said}-partly" if left else said
    return Saved(f"cases-{how}", facts, tone="watch" if left else "good")
