"""May this actor do this on this row: one scope an actor, told as SQL to lists, and asked with a value by single reads.

What an actor may not see does not exist for it (decision 0046).

Example::

    scope = await scope_of(request, house, actor)
    query = query.where(scope.where(putusan_id=columns.putusan_id))
    if not await sees(house, scope, klien_id=klien_id): ...
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, func, literal, literal_column, or_, select, true
from sqlalchemy.types import Text
from starlette.requests import Request

from shared.access.openings import opened_for
from shared.access.policy import Actor, FactorOwed, RoleName, may
from shared.access.reach_folds import MOVED, NOBODY, Account, Reach
from shared.domain.refusal import Fault
from shared.web.house import House
from shared.web.problems import Problem

Where = ColumnElement[bool]
Narrowed = Callable[[Any], Where]
"""Of the columns of the cases' fold: which ones."""

LAG_S_MAX: Final = 60
"""Who may see whom is told by events: of what is known no later than a minute ago rows are shown, else none."""
RETRY_AFTER_S: Final = 5
SCOPE_KEY: Final = "bakti.reach"
OPEN: Final = "person.open"
FORMER_MOST: Final = 8
"""Persons to whom one ruling belonged before; whoever moves one more often needs the head of the office."""
OFFICE, UNIT, COURT, IPD, KLIEN, GUARDIAN = "office", "unit", "court", "ipd", "klien", "guardian"
"""What an account may be linked to (LinkKind)."""


class ReachBehind(Problem):
    """Nobody knows now who may see what: shown is nothing."""

    def __init__(self) -> None:
        super().__init__(503, Fault("reach-behind"), headers={"Retry-After": str(RETRY_AFTER_S)})


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows are an actor's. ``whole``: all of them, and no fold is asked."""

    reach: Reach | None = None
    cases: Narrowed | None = None
    """Which rulings, and so whose hours and which persons; None: all."""
    ipds: frozenset[str] | None = None
    """Which I-PD; None: all."""
    sites: frozenset[str] | None = None
    """Which places; None: those of these I-PD."""
    former: bool = False
    """Whether whose ruling such a case once was is reached as well, where no ruling is theirs any more."""
    own: "Scope | None" = None
    """Without whom is only opened to be seen, where somebody is."""
    member: str | None = None
    """The account whose units' agendas are theirs; None: every unit's."""

    @property
    def whole(self) -> bool:
        """Whether no case, person, I-PD or place is hidden."""
        return self.cases is None and self.ipds is None

    def has_all(self, *about: str) -> bool:
        """Whether it has every row whose ids of these names say whom it concerns."""
        return all(self.member is None if name == "unit" else self.whole for name in about)

    def where(self, **about: ColumnElement[Any]) -> Where:
        """The condition on rows of which ``putusan_id``, ``klien_id``, ``ipd_id``, ``site_id`` or ``unit`` are these
        columns."""
        return and_(true(), *(ABOUT[name](self, column) for name, column in about.items()))

    def _of_case(self, name: str, column: ColumnElement[Any]) -> Where:
        if self.cases is None:
            return true()
        assert self.reach is not None
        columns = self.reach.cases.table.c
        return column.in_(select(columns[name]).where(self.cases(columns)))

    def _of_person(self, column: ColumnElement[Any]) -> Where:
        return true() if self.cases is None else column.in_(self.persons())

    def persons(self) -> Any:
        """The ids of the persons of a scope that is not ``whole``, as a query."""
        assert self.reach is not None
        assert self.cases is not None
        cases, others = self.reach.cases.table.alias(), self.reach.cases.table.alias()
        theirs = select(cases.c.klien_id).where(self.cases(cases.c))
        if not self.former:
            return theirs
        every = func.jsonb_array_elements_text(cases.c.former).table_valued("value")
        mine = (self.own or self).cases  # whom an opened ruling left is not opened with it
        assert mine is not None
        once = select(every.c.value).limit(FORMER_MOST).lateral("once")  # else a hundred are expected of each ruling
        has_one = select(others).where(others.c.klien_id == once.c.value).exists()
        left = select(once.c.value).select_from(cases.join(once, true()))
        return theirs.union_all(left.where(literal_column(MOVED), mine(cases.c), ~has_one))

    def _of_unit(self, column: ColumnElement[Any]) -> Where:
        """Units that the account is linked to; the office that somebody leads is one."""
        if self.member is None:
            return true()
        assert self.reach is not None
        accounts = self.reach.accounts.table.c
        link = func.jsonb_array_elements(accounts.links).table_valued("value").lateral("link")
        theirs = select(link.c.value.op("->>")("key")).select_from(self.reach.accounts.table.join(link, true()))
        kinds = link.c.value.op("->>")("to").in_([UNIT, OFFICE])
        return column.in_(theirs.where(accounts.account_id == self.member, kinds))

    def _of_ipd(self, column: ColumnElement[Any]) -> Where:
        return true() if self.ipds is None else _among(column, self.ipds)

    def _of_site(self, column: ColumnElement[Any]) -> Where:
        if self.ipds is None:
            return true()
        if self.sites is not None:
            return _among(column, self.sites)
        assert self.reach is not None
        columns = self.reach.sites.table.c
        return column.in_(select(columns.site_id).where(_among(columns.ipd_id, self.ipds)))


def _among(column: ColumnElement[Any], ids: Iterable[str]) -> Where:
    return column.in_(sorted(ids))


ABOUT: Final[Mapping[str, Callable[[Scope, ColumnElement[Any]], Where]]] = {
    "putusan_id": lambda scope, column: scope._of_case("putusan_id", column),
    "klien_id": lambda scope, column: scope._of_person(column),
    "ipd_id": lambda scope, column: scope._of_ipd(column),
    "site_id": lambda scope, column: scope._of_site(column),
    "unit": lambda scope, column: scope._of_unit(column),
}
"""By which ids a row says whom it concerns."""
EVERYTHING: Final = Scope()
"""Of who sees all rows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, on which day, and what their account is linked to."""

    account_id: str
    today: date
    account: Account
    reach: Reach
    opened: frozenset[str] = field(default_factory=frozenset)
    """Persons that were opened to them for an hour, by a reason that they gave."""
    second_factor: bool = False
    """Whether they signed in with more than a password."""

    def keys(self, *kinds: str) -> frozenset[str]:
        """What they are linked to of these kinds."""
        return frozenset(link.key for link in self.account.links if link.to in kinds)

    def scope(self, cases: Narrowed, ipds: frozenset[str] | None, sites: frozenset[str] | None = None) -> Scope:
        """These cases, and those of persons that were opened."""
        if not self.opened:
            return Scope(self.reach, cases, ipds, sites)
        return Scope(self.reach, lambda case: or_(cases(case), _among(case.klien_id, self.opened)), ipds, sites)


def _of_everything(asked: Asked) -> Scope:
    """All."""
    return EVERYTHING


def _of_nothing(asked: Asked) -> Scope:
    return asked.scope(lambda case: false(), frozenset())


def _of_officer(asked: Asked) -> Scope:
    """Their own cases, those of nobody yet, those handed to them today; whom such a ruling left, where no other is
    theirs; all of it for who leads the office, by a second factor.

    Raises FactorOwed of who leads it and brought none."""
    if asked.keys(OFFICE):
        if not asked.second_factor:
            raise FactorOwed
        return EVERYTHING
    me, today = asked.account_id, asked.today

    def theirs(case: Any) -> Where:
        stands_in = and_(case.substitute == me, case.from_day <= today, case.until_day >= today)
        return or_(case.officer.in_([NOBODY, me]), stands_in)

    return replace(asked.scope(theirs, None), former=True)


def _of_court(asked: Asked) -> Scope:
    """Cases of the courts that they are linked to; the place of such a case is told with it."""
    courts = asked.keys(COURT)
    return asked.scope(lambda case: _among(case.court, courts), frozenset())


def _of_host(asked: Asked) -> Scope:
    """Their own I-PD, and who was placed there."""
    ipds = asked.keys(IPD)
    return asked.scope(lambda case: _among(case.ipd_id, ipds), ipds)


def _of_supervisor(asked: Asked) -> Scope:
    """The places that are theirs today, and who was placed there."""
    theirs = [
        one
        for one in asked.account.places
        if one.from_day <= asked.today and (one.until_day is None or asked.today <= one.until_day)
    ]
    sites = frozenset(one.site_id for one in theirs)
    return asked.scope(lambda case: _among(case.site_id, sites), frozenset(one.ipd_id for one in theirs), sites)


def _of_client(asked: Asked) -> Scope:
    """Themselves, or the child whose guardian they are."""
    persons = asked.keys(KLIEN, GUARDIAN)
    return asked.scope(lambda case: _among(case.klien_id, persons), frozenset())


SCOPES: Final[Mapping[RoleName, Callable[[Asked], Scope]]] = {
    RoleName.OFFICER: _of_officer,
    RoleName.COORDINATOR: _of_everything,
    RoleName.SUPERVISOR: _of_supervisor,
    RoleName.PROSECUTOR: _of_court,
    RoleName.COURT: _of_court,
    RoleName.JUDGE: _of_court,
    RoleName.HOST: _of_host,
    RoleName.CLIENT: _of_client,
    RoleName.AUDITOR: _of_everything,
}
"""The reach of each role; a role without a row here sees no rows."""
OF_UNITS: Final = frozenset({RoleName.OFFICER, RoleName.COORDINATOR})
"""Who keeps a unit's agenda: of their own units. Whoever else may read agendas at all checks every unit's."""


async def scope_of(request: Request, house: House, actor: Actor) -> Scope:
    """The scope of who asks, found once a request, as late as the request's ``?after=``. Raises ReachBehind where the
    service's folds lag by more than a minute, and anything depends on them; FactorOwed of who leads the office."""
    scope = await scope_even_late(request, house, actor)
    if not scope.whole and behind(house):
        raise ReachBehind
    return scope


async def scope_even_late(request: Request, house: House, actor: Actor) -> Scope:
    """The same by what is known, however old: of what is only taken down, and never shown."""
    found: Scope | None = request.scope.get(SCOPE_KEY)
    if found is None:
        after = request.query_params.get("after", "")
        found = await _found(house, actor, int(after) if after.isdecimal() and len(after) < 19 else None)
        request.scope[SCOPE_KEY] = found
    return found


def behind(house: House) -> bool:
    """Whether the folds that the service decides by are more than a minute behind the ledger."""
    names = (one.full_name for one in house.reach.projections)
    return any(house.subscriptions.seconds_behind(name) > LAG_S_MAX for name in names)


async def sees(house: House, scope: Scope, **ids: str) -> bool:
    """Whether a row of these ids is in the scope. One that is not known yet may be on its way: the answer waits, up to
    2 s, until the folds are as late as the ledger is now."""
    if scope.has_all(*ids) or await _sees(house, scope, ids):
        return True
    await _as_late_as(house, (await house.ledger.head()).position)
    return await _sees(house, scope, ids)


async def sees_all_of(house: House, scope: Scope, klien_id: str) -> bool:
    """Whether every ruling of a person is in the scope, and not one of several."""
    if scope.cases is None:
        return True
    if not await sees(house, scope, klien_id=klien_id):
        return False
    cases = house.reach.cases
    hidden = select(cases.table).where(cases.table.c.klien_id == klien_id, ~scope.cases(cases.table.c)).exists()
    async with house.database.engine(cases.role).connect() as connection:
        return not (await connection.execute(select(hidden))).scalar_one()


async def seen_of(house: House, scope: Scope, klien_ids: Collection[str]) -> frozenset[str]:
    """Those of these persons whom a scope has that is not ``whole``."""
    if scope.cases is None or not klien_ids:
        return frozenset(klien_ids)
    (theirs,) = scope.persons().subquery().c
    async with house.database.engine(house.reach.cases.role).connect() as connection:
        # Asked so, each of the few is looked up; whether they are among all is asked of all.
        return frozenset((await connection.execute(select(theirs).where(theirs.in_(sorted(klien_ids))))).scalars())


async def rulings_of(house: House, scope: Scope, putusan_ids: Collection[str]) -> frozenset[str]:
    """Those of these rulings that are in the scope, as late as the ledger is now; each alone as ``sees`` asks it."""
    if scope.cases is None or not putusan_ids:
        return frozenset(putusan_ids)
    await _as_late_as(house, (await house.ledger.head()).position)
    ruling = house.reach.cases.table.c.putusan_id
    query = select(ruling).where(ruling.in_(sorted(putusan_ids)), scope.where(putusan_id=ruling))
    async with house.database.engine(house.reach.cases.role).connect() as connection:
        return frozenset((await connection.execute(query)).scalars())


async def persons_of(house: House, scope: Scope) -> frozenset[str] | None:
    """All the persons of a scope; None: everybody."""
    if scope.cases is None:
        return None
    async with house.database.engine(house.reach.cases.role).connect() as connection:
        return frozenset((await connection.execute(scope.persons())).scalars())


async def _as_late_as(house: House, position: int | None) -> None:
    first, *others = (one.full_name for one in house.reach.projections)
    await house.standing(first, position, *others)


async def _sees(house: House, scope: Scope, ids: Mapping[str, str]) -> bool:
    where = scope.where(**{name: literal(value, Text) for name, value in ids.items()})
    async with house.database.engine(house.reach.cases.role).connect() as connection:
        return bool((await connection.execute(select(where))).scalar_one())


async def _found(house: House, actor: Actor, after: int | None) -> Scope:
    make, reach = SCOPES.get(actor.role, _of_nothing), house.reach
    member = actor.account_id if actor.role in OF_UNITS else None
    if make is _of_everything:
        return replace(EVERYTHING, reach=reach, member=member)
    await _as_late_as(house, after)
    account = await _account(house, actor.account_id)
    given = house.circumstances()
    opens = may(actor.role, OPEN)  # in another role of theirs nobody is opened to them
    opened = await opened_for(house.database, actor.account_id, given.now) if opens else frozenset()
    asked = Asked(actor.account_id, given.today, account, reach, second_factor=actor.second_factor)
    own = replace(make(asked), reach=reach, member=member)
    return own if own.whole or not opened else replace(make(replace(asked, opened=opened)), own=own, member=member)


async def leads_office(house: House, account_id: str) -> bool:
    """Whether somebody leads an office, as far as the service has heard."""
    return any(link.to == OFFICE for link in (await _account(house, account_id)).links)


async def units_of(house: House, account_id: str) -> Sequence[str]:
    """The units that somebody is of, the office that they lead among them, as far as the service has heard."""
    return [link.key for link in (await _account(house, account_id)).links if link.to in (UNIT, OFFICE)]


async def guarded_by(house: House, account_id: str) -> frozenset[str]:
    """The children whose guardian somebody is, as far as the service has heard."""
    return frozenset(link.key for link in (await _account(house, account_id)).links if link.to == GUARDIAN)


async def _account(house: House, account_id: str) -> Account:
    accounts = house.reach.accounts
    async with house.database.engine(accounts.role).connect() as connection:
        query = select(accounts.table).where(accounts.table.c.account_id == account_id)
        row = (await connection.execute(query)).first()
    return accounts.layout.from_query(row) if row else Account(account_id)
