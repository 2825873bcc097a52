"""Which persons are perhaps one; a merge makes them one for the key store and an erasure, until it is undone (0064)."""

import pytest

from shared.privacy.identities import Alike
from shared.privacy.vault import Vault
from tests.privacy.test_identities import BORN, NIK, OTHER_NIK, claimed, paper


def whys(found: list[Alike]) -> list[str]:
    return [one.why for one in found]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ({}, {"name": "Rekaan Dua"}, ["nik"]),
        ({"birth_date": BORN, "nik": None}, {"birth_date": BORN}, ["person"]),
        ({"birth_date": BORN}, {"birth_date": BORN, "nik": OTHER_NIK}, []),
        ({"nik": None, "case": "satu"}, {"nik": None, "case": "satu"}, ["case"]),
        ({"nik": None, "case": "satu", "namesake": 1}, {"nik": None, "case": "satu", "namesake": 2}, []),
        ({"nik": None, "case": "satu", "birth_date": BORN}, {"nik": NIK, "case": "satu"}, ["case"]),
        ({"nik": None}, {"nik": None, "name": "Orang Lain"}, []),
    ],
)
async def test_a_pair_is_alike_by_nik_by_name_and_birth_date_or_in_one_case(
    vault: Vault, first: dict[str, object], second: dict[str, object], why: list[str]
) -> None:
    one, other = await claimed(vault, paper(**first), paper(**second))  # type: ignore[arg-type]
    assert one.subject != other.subject
    found = await vault.alike(10)
    assert whys(found) == why
    assert all({pair.one, pair.other} == {one.subject, other.subject} for pair in found)


async def test_at_most_so_many_are_found(vault: Vault) -> None:
    await claimed(vault, *(paper(nik=None, birth_date=BORN) for _ in range(4)))
    assert (whys(await vault.alike(2)), len(await vault.alike(10))) == (["person"] * 2, 6)
    pages = [await vault.alike(4, skip) for skip in (0, 4, 8)]
    assert [*map(len, pages)] == [4, 2, 0]
    assert pages[0] + pages[1] == await vault.alike(10)


async def test_merged_they_are_one_for_who_comes_later_and_for_an_erasure(vault: Vault) -> None:
    known, alone = paper(), paper(nik=None)
    stays, goes = await claimed(vault, known, alone)
    await vault.one_person(goes.subject, stays.subject)
    assert await vault.person_of(alone.putusan_id) == stays.subject
    assert await vault.belonging(stays.subject) == [stays.subject, goes.subject]
    await vault.one_person(goes.subject, None)
    await vault.join(alone.putusan_id, goes.subject)
    assert await vault.person_of(alone.putusan_id) == goes.subject
    assert await vault.belonging(stays.subject) == [stays.subject]


async def test_parted_again_a_rejected_paper_is_whose_it_was(vault: Vault) -> None:
    papers = [paper(nik=None), paper(nik=None)]
    stays, goes = [(await vault.claim([one]))[0] for one in papers]
    await vault.settle([(stays, "released"), (goes, "released")])
    await vault.one_person(goes.subject, stays.subject)
    assert [await vault.person_of(one.putusan_id) for one in papers] == [stays.subject] * 2
    assert await vault.belonging(stays.subject) == [stays.subject, goes.subject]
    await vault.one_person(goes.subject, None)
    assert [await vault.person_of(one.putusan_id) for one in papers] == [stays.subject, goes.subject]
    assert await vault.belonging(stays.subject) == [stays.subject]
    (mended,) = await vault.claim([papers[1]])
    assert mended.subject == goes.subject


async def test_a_rejected_paper_that_came_again_leaves_who_was_merged_with_who_stays(vault: Vault) -> None:
    known, rejected, elsewhere = paper(nik=None), paper(nik=None), paper(nik=None)
    stays, someone = await claimed(vault, known, elsewhere)
    (goes,) = await vault.claim([rejected])
    await vault.settle([(goes, "released")])
    await vault.one_person(goes.subject, stays.subject)
    await vault.join(rejected.putusan_id, someone.subject)
    assert await vault.belonging(stays.subject) == [stays.subject, goes.subject]
    assert await vault.belonging(someone.subject) == [someone.subject]


async def test_a_rejected_paper_of_who_was_merged_twice_over_is_of_who_stays(vault: Vault) -> None:
    rejected, *known = paper(nik=None), paper(nik=None), paper(nik=None)
    (goes,) = await vault.claim([rejected])
    await vault.settle([(goes, "released")])
    between, stays = await claimed(vault, *known)
    for one, other in ((goes, between), (between, stays)):
        await vault.one_person(one.subject, other.subject)
    assert await vault.person_of(rejected.putusan_id) == stays.subject
    assert await vault.belonging(stays.subject) == [stays.subject, between.subject, goes.subject]
