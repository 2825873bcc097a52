"""Whose a ruling is: random ids, claimed once, found again by a NIK alone, and gone with the person."""

import asyncio
import multiprocessing
import shutil
import sqlite3
from contextlib import AsyncExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.pool import QueuePool

from shared.database.engine import POOL_OVERFLOW, POOL_SIZE, Database
from shared.database.roles import Role
from shared.privacy.identities import Claimed, Traits
from shared.privacy.master import STORE_NAME
from shared.privacy.vault import Vault
from tests.privacy.conftest import keys_in, some_id, told

NIK, OTHER_NIK = "3503120101901234", "3503120101901299"
BORN = date(1990, 1, 1)


def paper(name: str = "Sutoyo bin Karto", case: str | None = None, **more: object) -> Traits:
    """A ruling of a case of its own, with a NIK unless it is said otherwise."""
    said: dict[str, object] = {"nik": NIK, "name": name, "case_number": case or f"case {uuid4()}", **more}
    return Traits(putusan_id=str(uuid4()), **said)  # type: ignore[arg-type]


async def claimed(vault: Vault, *papers: Traits) -> list[Claimed]:
    """Claims whose rulings were stored."""
    found = [(await vault.claim([one]))[0] for one in papers]
    await vault.settle([(one, "stored") for one in found])
    return found


def asks(claim: Claimed) -> tuple[tuple[str, ...], bool, bool]:
    return claim.differs, claim.same_case is not None, claim.perhaps is not None


NOTHING: tuple[tuple[str, ...], bool, bool] = ((), False, False)


async def test_one_nik_is_one_person_over_many_cases(vault: Vault) -> None:
    first, second = await claimed(vault, paper(birth_date=BORN), paper("SUTOYO Bin (Alm) KARTO", birth_date=BORN))
    assert second.subject == first.subject
    assert asks(first) == asks(second) == NOTHING


async def test_an_id_tells_nothing_of_the_nik(vault: Vault, database: Database, tmp_path: Path) -> None:
    (one,) = await claimed(vault, paper())
    (other,) = await claimed(Vault(database, keys_in(tmp_path / "others"), "trenggalek"), paper())
    (book,) = await claimed(Vault(database, vault.keys, "blitar"), paper())
    assert len({one.subject, other.subject, book.subject}) == 3


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        ({}, {"name": "Rekaan Dua"}, ("name",)),
        ({"birth_date": BORN}, {"birth_date": date(1991, 1, 1)}, ("birth_date",)),
        ({"sex": "male"}, {"sex": "female"}, ("sex",)),
        ({"birth_date": BORN, "sex": "male"}, {"name": "Rekaan Dua", "sex": "female"}, ("name", "sex")),
    ],
)
async def test_one_nik_under_another_name_birth_date_or_sex_is_another_person_until_somebody_says(
    vault: Vault, first: dict[str, object], second: dict[str, object], differs: tuple[str, ...]
) -> None:
    one, two = paper(**first), paper(**second)  # type: ignore[arg-type]
    known, found = await claimed(vault, one, two)
    assert (found.differs, found.known_subject, found.known_putusan) == (differs, known.subject, one.putusan_id)
    assert found.subject != known.subject


async def test_of_a_known_person_with_a_ruling_in_the_same_case_that_ruling_is_told(vault: Vault) -> None:
    """Else one person was asked about as two."""
    older, theirs = paper(birth_date=BORN), paper(birth_date=BORN)
    again = replace(paper("Sutoyo alias Yoyok", birth_date=BORN), case_number=theirs.case_number)
    known, _, found = await claimed(vault, older, theirs, again)
    assert (found.known_subject, found.known_putusan, found.same_case) == (known.subject, *[theirs.putusan_id] * 2)
    somebody = replace(paper("Tono", nik=OTHER_NIK), case_number=theirs.case_number)
    await claimed(vault, somebody)
    mending = await mended(vault, somebody, nik=NIK)
    assert (mending.known_subject, mending.known_putusan) == (known.subject, theirs.putusan_id)


async def test_one_nik_may_have_two_persons_and_each_is_found_again(vault: Vault) -> None:
    satu, dua = await claimed(vault, paper("Rekaan Satu"), paper("Rekaan Dua"))
    again = await claimed(vault, paper("Rekaan Dua"), paper("Rekaan Satu"))
    assert [one.subject for one in again] == [dua.subject, satu.subject]
    assert [asks(one) for one in again] == [NOTHING, NOTHING]


async def test_without_a_nik_a_name_and_birth_date_only_propose(vault: Vault) -> None:
    known, found = await claimed(
        vault, paper(birth_date=BORN), paper("Drs. Sutoyo bin Karto", nik=None, birth_date=BORN)
    )
    assert found.subject != known.subject
    assert asks(found) == ((), False, True)
    (stranger,) = await claimed(vault, paper(nik=None))
    assert asks(stranger) == NOTHING


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ({"name": "SUTOYO Bin (Alm) KARTO Alias YOYO"}, {}, True),
        ({"name": "SUTOYO Bin (Alm) KARTO Alias YOYO", "nik": None}, {}, True),
        ({"nik": None, "birth_date": BORN}, {"nik": None}, True),
        ({"name": "Ahmad bin Ali", "nik": None}, {"name": "Ahmad bin Umar", "nik": None}, False),
        ({"nik": OTHER_NIK}, {}, False),
        ({"birth_date": BORN}, {"birth_date": date(1991, 1, 1), "nik": None}, False),
        ({"nik": None, "namesake": 1}, {"nik": None, "namesake": 2}, False),
        ({"nik": None, "namesake": 1}, {"nik": None}, True),
    ],
)
async def test_the_same_convict_of_one_case_is_asked_about_unless_something_tells_them_apart(
    vault: Vault, first: dict[str, object], second: dict[str, object], asked: bool
) -> None:
    one, two = paper(case="1/Pid.B/2026", **first), paper(case="1/Pid.B/2026", **second)  # type: ignore[arg-type]
    _, found = await claimed(vault, one, two)
    assert found.same_case == (one.putusan_id if asked else None)
    assert found.perhaps is None


async def test_convicts_of_two_cases_are_not_asked_about(vault: Vault) -> None:
    first, second = await claimed(vault, paper(nik=None), paper(nik=None))
    assert asks(second) == NOTHING
    assert first.subject != second.subject


async def test_of_two_papers_in_one_claim_the_first_makes_the_person(vault: Vault) -> None:
    first, second = await vault.claim([paper("Rekaan Satu"), paper("Rekaan Dua")])
    assert (first.differs, second.differs, second.known_subject) == ((), ("name",), first.subject)


async def test_the_same_paper_again_gets_the_same_person(vault: Vault) -> None:
    one = paper()
    (first,), (before,) = await vault.claim([one]), await vault.claim([one])
    assert before.subject == first.subject
    await vault.settle([(first, "stored"), (before, "refused")])
    (after,) = await vault.claim([replace(one, nik=OTHER_NIK)])
    assert (after.subject, after.claim_id) == (first.subject, None)


async def test_what_is_claimed_and_settled_at_once_goes_in_two_writes_of_the_file(vault: Vault) -> None:
    (earlier,) = await vault.claim([paper("Rekaan Satu", nik=OTHER_NIK)])
    before, papers = await vault.keys.look(), [paper(), *(paper(nik=None) for _ in range(18)), paper()]
    found, *_ = await asyncio.gather(
        asyncio.gather(*(vault.claim([one]) for one in papers)), vault.settle([(earlier, "refused")])
    )
    assert await vault.keys.look() - before <= 2
    subjects = [one.subject for (one,) in found]
    assert subjects[0] == subjects[-1]
    assert len({*subjects}) == 19, "each its own, but for the one NIK"
    (again,) = await vault.claim([paper("Rekaan Dua", nik=OTHER_NIK)])
    assert asks(again) == NOTHING, "what was refused asks nothing"


async def test_a_refused_claim_leaves_no_trace(vault: Vault) -> None:
    (lost,) = await vault.claim([paper("Rekaan Satu")])
    await vault.settle([(lost, "refused")])
    (found,) = await claimed(vault, paper("Rekaan Dua"))
    assert asks(found) == NOTHING


def keyed(keys_dir: Path, *claims: Claimed) -> list[bool]:
    """Whether the file has a key of each."""
    with closing(sqlite3.connect(keys_dir / STORE_NAME)) as file:
        found = {subject for (subject,) in file.execute("SELECT subject FROM key")}
    return [one.subject in found for one in claims]


async def test_a_new_person_has_a_key_from_the_claim_on(vault: Vault, keys_dir: Path) -> None:
    one = paper()
    first, known = await vault.claim([one, paper()])
    assert known.subject == first.subject
    held = vault.keys.held([first.subject])
    assert keyed(keys_dir, first) == [True]
    await vault.claim([one])
    assert vault.keys.held([first.subject]) == held, "and never another"


async def test_a_key_goes_with_the_last_claim_of_a_person_under_whom_nothing_lies(vault: Vault, keys_dir: Path) -> None:
    first, joins, sealed = await vault.claim([paper(), paper(), paper("Rekaan Dua", nik=OTHER_NIK)])
    await vault.seal([(some_id(), told(sealed.subject, "Rekaan Dua"))])
    await vault.settle([(first, "refused"), (sealed, "refused")])
    assert keyed(keys_dir, first, sealed) == [True, True]
    await vault.settle([(joins, "refused")])
    assert keyed(keys_dir, first, sealed) == [False, True]


async def test_the_key_of_who_was_merged_with_another_stays_while_they_are_one(vault: Vault, keys_dir: Path) -> None:
    (one,) = await vault.claim([paper()])
    (survivor,) = await claimed(vault, paper("Rekaan Dua", nik=OTHER_NIK))
    await vault.one_person(one.subject, survivor.subject)
    await vault.settle([(one, "refused")])
    assert keyed(keys_dir, one) == [True]


async def test_a_claim_is_settled_also_where_the_database_is_away_or_busy(
    vault: Vault, database: Database, keys_dir: Path
) -> None:
    lost = Vault(Database("postgresql://nobody@127.0.0.1:1/none"), vault.keys, "trenggalek")
    (away,) = await lost.claim([paper()])
    await lost.settle([(away, "refused")])
    pool = database.engine(Role.VAULT).sync_engine.pool
    assert isinstance(pool, QueuePool)
    pool._timeout = 0
    async with AsyncExitStack() as held:
        for _ in range(POOL_SIZE + POOL_OVERFLOW):
            await held.enter_async_context(database.engine(Role.VAULT).connect())
        (busy,) = await vault.claim([paper("Rekaan Dua", nik=OTHER_NIK)])
        await vault.settle([(busy, "refused")])
    assert keyed(keys_dir, away, busy) == [True, True], "nobody could say that nothing lies under them"
    for claim in (away, busy):
        assert not vault.keys.identities._rows("claim_id = ?", claim.claim_id)


async def test_a_rejected_paper_identifies_nobody_and_keeps_its_person_when_it_is_mended(vault: Vault) -> None:
    one = paper("Rekaan Satu")
    (rejected,) = await vault.claim([one])
    await vault.settle([(rejected, "released")])
    (other,) = await claimed(vault, paper("Rekaan Dua"))
    assert asks(other) == NOTHING
    (mended,) = await claimed(vault, replace(one, nik=OTHER_NIK))
    assert mended.subject == rejected.subject


async def test_a_mended_paper_that_names_a_known_person_is_theirs_and_takes_the_rejected_one_along(
    vault: Vault,
) -> None:
    one = paper(nik=None)
    (rejected,) = await vault.claim([one])
    await vault.settle([(rejected, "released")])
    known, mended = await claimed(vault, paper(), replace(one, nik=NIK))
    assert mended.subject == known.subject != rejected.subject
    assert vault.keys.identities.belonging(known.subject) == [known.subject, rejected.subject]


async def test_an_erased_person_who_comes_back_is_somebody_new(vault: Vault, keys_dir: Path, tmp_path: Path) -> None:
    (before,) = await claimed(vault, paper(birth_date=BORN))
    await vault.seal([(some_id(), told(before.subject, "Sutoyo bin Karto"))])
    shutil.copy(keys_dir / STORE_NAME, tmp_path / "backup")
    await vault.erase(before.subject)
    (after,) = await claimed(vault, paper(birth_date=BORN))
    assert after.subject != before.subject
    assert asks(after) == NOTHING
    shutil.copy(tmp_path / "backup", keys_dir / STORE_NAME)  # an old backup: the list that lies beside it holds
    restored = keys_in(keys_dir)
    assert await restored.ask(restored.identities.belonging, before.subject) == [before.subject]
    assert restored._file.connection.execute("SELECT count(*) FROM identity").fetchone() == (0,)


def _race(folder: Path, answers: "multiprocessing.Queue[tuple[str, str]]") -> None:
    import asyncio

    vault = Vault(Database("postgresql://nobody@127.0.0.1:1/none"), keys_in(folder), "trenggalek")
    for number in range(20):
        one = Traits(str(uuid4()), nik=f"{int(NIK) + number}", name="Sutoyo bin Karto", case_number=str(uuid4()))
        (found,) = asyncio.run(vault.claim([one]))
        answers.put((one.nik or "", found.subject))


def test_processes_that_claim_one_nik_at_once_agree_on_the_person(keys_dir: Path) -> None:
    keys_in(keys_dir).close()
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[tuple[str, str]] = context.Queue()
    racers = [context.Process(target=_race, args=(keys_dir, answers)) for _ in range(3)]
    for racer in racers:
        racer.start()
    said = {answers.get(timeout=120) for _ in range(3 * 20)}
    for racer in racers:
        racer.join(60)
    assert len(said) == 20


async def mended(vault: Vault, one: Traits, **said: object) -> Claimed:
    """The claim of a mended paper whose correction was stored."""
    found = await vault.claim_again(replace(one, **said))  # type: ignore[arg-type]
    await vault.mark_anew(replace(one, **said))  # type: ignore[arg-type]
    await vault.settle([(found, "refused")])
    return found


async def test_a_nik_that_is_completed_knows_the_person_from_then_on(vault: Vault) -> None:
    bare = paper(nik=None)
    (first,) = await claimed(vault, bare)
    assert asks(found := await mended(vault, bare, nik=NIK)) == NOTHING
    assert (found.subject, found.known_subject) == (first.subject, None)
    (later,) = await claimed(vault, paper(nik=NIK))
    assert later.subject == first.subject


async def test_a_mended_nik_frees_the_one_that_was_a_slip(vault: Vault) -> None:
    wrong = paper(nik=NIK)
    (first,) = await claimed(vault, wrong)
    await mended(vault, wrong, nik=OTHER_NIK)
    (free,) = await claimed(vault, paper("Orang Lain", nik=NIK))
    assert free.subject != first.subject
    assert asks(free) == NOTHING


async def test_a_mended_nik_of_somebody_else_names_them_and_joins_nobody(vault: Vault) -> None:
    other, bare = paper(nik=NIK, birth_date=BORN), paper(nik=None, birth_date=BORN)
    known, first = await claimed(vault, other, bare)
    found = await mended(vault, bare, nik=NIK)
    assert (found.subject, found.known_subject, found.known_putusan) == (first.subject, known.subject, other.putusan_id)
    assert found.differs == ()
    differing = await mended(vault, bare, nik=NIK, birth_date=date(1991, 1, 1))
    assert differing.differs == ("birth_date",)


async def test_a_correction_that_was_refused_leaves_everything_as_it_was(vault: Vault) -> None:
    bare = paper(nik=None)
    (first,) = await claimed(vault, bare)
    await vault.settle([(await vault.claim_again(replace(bare, nik=NIK)), "refused")])
    (later,) = await claimed(vault, paper(nik=NIK))
    assert later.subject != first.subject
    assert later.known_subject is None


async def test_a_claim_beside_a_correction_that_is_not_stored_yet_sees_it(vault: Vault) -> None:
    bare = paper(nik=None)
    (first,) = await claimed(vault, bare)
    await vault.claim_again(replace(bare, nik=NIK))
    (later,) = await claimed(vault, paper("Orang Lain", nik=NIK))
    assert later.known_subject == first.subject


async def test_two_of_one_name_and_birth_date_with_two_niks_are_not_proposed_as_one(vault: Vault) -> None:
    _, bare, other = await claimed(
        vault, paper(birth_date=BORN), paper(nik=None, birth_date=BORN), paper(nik=OTHER_NIK, birth_date=BORN)
    )
    assert bare.perhaps is not None
    assert other.perhaps is None or other.perhaps != bare.perhaps
