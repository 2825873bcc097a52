"""Whom an account concerns is folded from the events alone, and every role sees by it exactly its own rows."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec import structs
from sqlalchemy import literal, select
from sqlalchemy.types import Text

from services.catalogue import BY_NAME
from services.intake.account.events import AccountLinked, AccountUnlinked, LinkKind
from services.intake.putusan.events import (
    PutusanAssigned,
    PutusanHandedOver,
    PutusanRegistered,
    PutusanReplaced,
)
from services.matching.ipd.events import SupervisorNamed, SupervisorReleased
from services.matching.placement.events import PlacementAccepted, PlacementCorrected, PlacementLeft
from shared.access.policy import FactorOwed, RoleName
from shared.access.reach import SCOPES, Asked, Scope, _of_nothing
from shared.access.reach_folds import Account, Case, Link, Naming, Reach
from shared.database.engine import Database, raw, transaction
from shared.domain.identifiers import AccountId, Code, IpdId, KlienId, OfferId, PublicText, PutusanId, SiteId
from shared.domain.personal import Personal
from shared.projections.rebuild import prepare
from shared.projections.writing import write_changes
from tests.attendance.hours.facts import terms
from tests.given import given
from tests.neighbours import BOOK

TODAY: Final = date(2026, 3, 2)
REACH: Reach = BY_NAME["matching"].reach
DAY: Final = timedelta(days=1)


def uuid(number: int, of: int = 0) -> str:
    return str(UUID(int=(of << 64) + number + 1, version=4))


ME, OTHER, THIRD = (AccountId(uuid(n, 9)) for n in range(3))
RULING, PERSON, OTHER_PERSON = PutusanId(uuid(0, 1)), KlienId(uuid(0, 2)), KlienId(uuid(1, 2))
HOST, SITE, OTHER_SITE = IpdId(uuid(0, 3)), SiteId(uuid(0, 4)), SiteId(uuid(1, 4))
REGISTERED = PutusanRegistered(
    putusan_id=RULING, klien_id=PERSON, terms=terms(hours=40), ruled_on=TODAY, law=Code("2026-01-02")
)


def assigned(officer: AccountId = ME, number: int = 1) -> PutusanAssigned:
    return PutusanAssigned(putusan_id=RULING, klien_id=PERSON, officer=officer, number=number)


def handed_over(substitute: AccountId = OTHER, number: int = 1, days: int = 3) -> PutusanHandedOver:
    return PutusanHandedOver(
        putusan_id=RULING, klien_id=PERSON, substitute=substitute, from_day=TODAY, until_day=TODAY + days * DAY,
        number=number,
    )  # fmt: skip


def accepted() -> PlacementAccepted:
    return PlacementAccepted(
        putusan_id=RULING, klien_id=PERSON, ipd_id=HOST, offer_id=OfferId(SITE), site_id=SITE, planned_from=TODAY,
        planned_until=TODAY,
    )  # fmt: skip


def corrected() -> PlacementCorrected:
    said = accepted().model_dump(
        include={"putusan_id", "klien_id", "ipd_id", "offer_id", "planned_from", "planned_until"}
    )
    return PlacementCorrected(**said, site_id=OTHER_SITE, number=1, document=Personal("1"), reason=Personal("salah"))


CASE = Case(RULING, PERSON)
HANDED = {"substitute": OTHER, "from_day": TODAY, "until_day": TODAY + 3 * DAY, "handed_over": 1}


def test_a_case_is_of_nobody_until_it_is_assigned_and_the_highest_number_stands() -> None:
    given(REACH.cases).when(REGISTERED).then(CASE)
    given(REACH.cases, REGISTERED, assigned(), assigned(OTHER, 2)).when(assigned(THIRD, 1)).then(
        replace_case(officer=OTHER, assigned=2)
    )


def test_whoever_stands_in_does_so_for_some_days_and_no_longer_once_the_case_is_anothers() -> None:
    given(REACH.cases, REGISTERED, assigned()).when(handed_over()).then(replace_case(officer=ME, assigned=1, **HANDED))
    given(REACH.cases, REGISTERED, assigned(), handed_over()).when(assigned(THIRD, 2)).then(
        replace_case(officer=THIRD, assigned=2, handed_over=1)
    )


def test_a_case_is_served_where_the_placement_stands_and_nowhere_once_it_is_nobodys_ruling() -> None:
    given(REACH.cases, REGISTERED).when(accepted()).then(replace_case(ipd_id=HOST, site_id=SITE))
    given(REACH.cases, REGISTERED, accepted()).when(corrected()).then(replace_case(ipd_id=HOST, site_id=OTHER_SITE))
    left = PlacementLeft(putusan_id=RULING, klien_id=PERSON)
    given(REACH.cases, REGISTERED, accepted()).when(left).then(CASE)
    replaced = PutusanReplaced(putusan_id=RULING, klien_id=PERSON, replaced_by=PutusanId(uuid(5, 1)))
    given(REACH.cases, REGISTERED, accepted()).when(replaced).then(CASE)


def test_a_ruling_told_again_under_another_person_is_theirs_and_keeps_its_officer() -> None:
    again = REGISTERED.model_copy(update={"klien_id": OTHER_PERSON})
    moved = {"officer": ME, "assigned": 1, "klien_id": OTHER_PERSON, "former": (PERSON,)}
    given(REACH.cases, REGISTERED, assigned()).when(again).then(replace_case(**moved))
    given(REACH.cases, REGISTERED, again).when(again).then(replace_case(klien_id=OTHER_PERSON, former=(PERSON,)))
    given(REACH.cases, REGISTERED, again).when(REGISTERED).then(replace_case(former=(OTHER_PERSON,)))


def replace_case(**said: Any) -> Case:
    return structs.replace(CASE, **said)


def test_a_place_is_a_supervisors_until_they_are_released_and_a_substitutes_for_a_day() -> None:
    named = SupervisorNamed(ipd_id=HOST, site_id=SITE, account_id=ME, from_day=TODAY)
    substitute = SupervisorNamed(ipd_id=HOST, site_id=OTHER_SITE, account_id=ME, from_day=TODAY, until_day=TODAY)
    released = SupervisorReleased(
        ipd_id=HOST, site_id=SITE, account_id=ME, from_day=TODAY, last_day=TODAY + DAY, reason=PublicText("pindah")
    )
    given(REACH.accounts, named, substitute).when(released).then(
        Account(
            ME,
            places=(Naming(OTHER_SITE, HOST, TODAY, TODAY), Naming(SITE, HOST, TODAY, TODAY + DAY)),
        )
    )


def test_a_link_told_twice_is_one_and_unlinked_is_none() -> None:
    linked = AccountLinked(account_id=ME, to=LinkKind.COURT, key=Code("PN-TRK"))
    unlinked = AccountUnlinked(account_id=ME, to=LinkKind.COURT, key=Code("PN-TRK"), reason=PublicText("salah"))
    given(REACH.accounts, linked).when(linked).then(Account(ME, links=(Link("court", "PN-TRK"),)))
    given(REACH.accounts, linked).when(unlinked).then(Account(ME))


# Against a table of random cases: what SQL lets through is what the rule, said once more in Python, lets through.

COURTS = ("PN-TRK", "PN-KDR")


def random_cases(chance: Random) -> list[Case]:
    """Sixty rulings of thirty persons."""

    def one(number: int) -> Case:
        days = sorted((TODAY + chance.randint(-2, 2) * DAY, TODAY + chance.randint(-2, 2) * DAY))
        stands_in = chance.choice((None, None, ME, OTHER))
        return Case(
            putusan_id=uuid(number, 1),
            klien_id=uuid(chance.randrange(30), 2),
            former=tuple(uuid(n, 2) for n in chance.sample(range(20, 50), chance.choice((0, 0, 1, 2)))),
            court=chance.choice((None, *COURTS)),
            officer=chance.choice(("", ME, OTHER, THIRD)),
            substitute=stands_in,
            from_day=days[0] if stands_in else None,
            until_day=days[1] if stands_in else None,
            ipd_id=uuid(number % 3, 3) if number % 4 else None,
            site_id=uuid(number % 6, 4) if number % 4 else None,
        )

    return [one(number) for number in range(60)]


def random_account(chance: Random) -> Account:
    kinds = {"court": COURTS, "ipd": [uuid(n, 3) for n in range(3)], "klien": [uuid(n, 2) for n in range(30)]}
    kinds["guardian"] = kinds["klien"]
    kinds["unit"] = ["bapas-kediri", *COURTS]  # recorded, and no reach (decision 0057)
    links = [Link(kind, chance.choice(keys)) for kind, keys in kinds.items() if chance.random() < 0.7]
    places = [
        Naming(
            uuid(n, 4), uuid(n % 3, 3), TODAY + chance.randint(-1, 1) * DAY, chance.choice((None, TODAY, TODAY - DAY))
        )
        for n in range(6)
        if chance.random() < 0.4
    ]
    return Account(ME, tuple(links), tuple(places))


def is_theirs(role: RoleName, case: Case, account: Account) -> bool:
    """The table of reach.md in words of Python."""
    keys = {
        kind: {link.key for link in account.links if link.to == kind} for kind in ("court", "ipd", "klien", "guardian")
    }
    today = [p.site_id for p in account.places if p.from_day <= TODAY and (p.until_day is None or p.until_day >= TODAY)]
    stands_in = (
        case.substitute == ME and case.from_day is not None and case.from_day <= TODAY <= (case.until_day or TODAY)
    )
    return {
        RoleName.OFFICER: case.officer in ("", ME) or stands_in,
        RoleName.SUPERVISOR: case.site_id in today,
        RoleName.HOST: case.ipd_id in keys["ipd"],
        RoleName.COURT: case.court in keys["court"],
        RoleName.JUDGE: case.court in keys["court"],
        RoleName.PROSECUTOR: case.court in keys["court"],
        RoleName.CLIENT: case.klien_id in keys["klien"] | keys["guardian"],
        RoleName.COORDINATOR: True,
        RoleName.AUDITOR: True,
    }.get(role, False)


@pytest.fixture
async def tables(database: Database) -> Database:
    await prepare(database, BOOK, REACH.projections)
    return database


async def stored(database: Database, cases: list[Case]) -> None:
    async with transaction(database.engine(REACH.cases.role)) as connection:
        driver = await raw(connection)
        await driver.execute("DELETE FROM matching.reach_case")
        rows = {case.putusan_id: case for case in cases}
        await write_changes(driver, REACH.cases.full_name, REACH.cases.layout, {}, rows)


async def listed(database: Database, scope: Scope, name: str) -> set[str]:
    column = REACH.cases.table.c[name]
    async with database.engine(REACH.cases.role).connect() as connection:
        return set((await connection.execute(select(column).where(scope.where(**{name: column})))).scalars())


EVERYBODY: Final = [uuid(n, 2) for n in range(50)]


async def known(database: Database, scope: Scope) -> set[str]:
    """Whom of everybody a scope has, each asked for as a single read does."""
    wheres = (scope.where(klien_id=literal(one, Text)).label(one) for one in EVERYBODY)
    async with database.engine(REACH.cases.role).connect() as connection:
        (found,) = (await connection.execute(select(*wheres))).mappings()
        return {one for one in EVERYBODY if found[one]}


@pytest.mark.parametrize("seed", range(8))
async def test_every_role_sees_exactly_its_own_rulings_and_the_persons_of_these(tables: Database, seed: int) -> None:
    chance = Random(seed)
    cases = random_cases(chance)
    await stored(tables, cases)
    for role in RoleName:
        account = random_account(chance)
        scope = SCOPES.get(role, _of_nothing)(Asked(ME, TODAY, account, REACH))
        theirs = [case for case in cases if is_theirs(role, case, account)]
        assert await listed(tables, scope, "putusan_id") == {case.putusan_id for case in theirs}, role
        assert await listed(tables, scope, "klien_id") == {case.klien_id for case in theirs}, role
        if not scope.whole:
            persons = {case.klien_id for case in theirs} | left_behind(role, theirs, cases)
            assert await known(tables, scope) == persons, role


def left_behind(role: RoleName, theirs: list[Case], cases: list[Case]) -> set[str]:
    """Whose these rulings once were, of whom none is any more: they are reached by who decides on the case."""
    once = {klien_id for case in theirs for klien_id in case.former}
    return once - {case.klien_id for case in cases} if role is RoleName.OFFICER else set()


async def test_who_leads_the_office_sees_the_cases_of_every_officer(tables: Database) -> None:
    cases = random_cases(Random(1))
    await stored(tables, cases)
    head = Asked(ME, TODAY, Account(ME, links=(Link("office", "bapas-kediri"),)), REACH)
    with pytest.raises(FactorOwed):
        SCOPES[RoleName.OFFICER](head)
    whole = SCOPES[RoleName.OFFICER](replace(head, second_factor=True))
    assert await listed(tables, whole, "putusan_id") == {one.putusan_id for one in cases}


async def test_an_opened_person_is_seen_beside_ones_own(tables: Database) -> None:
    cases = random_cases(Random(2))
    await stored(tables, cases)
    asked = Asked(ME, TODAY, Account(ME), REACH)
    hidden = next(one for one in cases if not is_theirs(RoleName.OFFICER, one, asked.account))
    opened = replace(asked, opened=frozenset({hidden.klien_id}))
    before = await listed(tables, SCOPES[RoleName.OFFICER](asked), "putusan_id")
    after = await listed(tables, SCOPES[RoleName.OFFICER](opened), "putusan_id")
    assert after - before == {one.putusan_id for one in cases if one.klien_id == hidden.klien_id} - before


def test_a_role_without_a_row_in_the_table_of_reach_sees_nothing() -> None:
    assert {role for role in RoleName if role not in SCOPES} == {RoleName.OPERATOR, RoleName.AGENCY}
