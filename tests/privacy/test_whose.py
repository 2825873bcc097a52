"""Whose a row of another paper is: by NIK, else by case number, name and birth date; never by a name alone."""

from datetime import date

import pytest

from shared.privacy.identities import Traits
from shared.privacy.vault import Vault
from shared.sheets.persons import one_person
from tests.privacy.test_identities import BORN, NIK, OTHER_NIK, claimed, paper

SECOND_BORN = date(1970, 5, 5)
CASE, NAME = "12/Pid.B/2026/PN Trk", "Sutoyo bin Karto"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"nik": NIK}, [0, 1]),
        ({"nik": NIK, "case_number": CASE}, [0]),
        ({"nik": NIK, "name": "SUTOYO Bin (Alm) KARTO", "birth_date": BORN}, [0, 1]),
        ({"nik": NIK, "name": "Orang Lain"}, []),
        ({"nik": NIK, "birth_date": date(1991, 1, 1)}, []),
        ({"nik": OTHER_NIK}, []),
        ({"nik": OTHER_NIK, "name": NAME, "case_number": CASE, "birth_date": SECOND_BORN}, [2]),
        ({"nik": OTHER_NIK, "name": NAME, "case_number": CASE}, []),
        ({"nik": NIK, "name": NAME, "case_number": "14/Pid.B/2026/PN Trk"}, []),
        ({"name": NAME, "case_number": CASE}, []),
        ({"name": NAME, "case_number": CASE, "birth_date": SECOND_BORN}, [2]),
        ({"name": NAME, "case_number": CASE, "birth_date": BORN}, [0]),
        ({"name": NAME, "birth_date": BORN}, []),
        ({"name": NAME}, []),
        ({"case_number": CASE}, []),
    ],
)
async def test_all_that_a_row_says_must_go_with_the_ruling(
    vault: Vault, said: dict[str, object], found: list[int]
) -> None:
    papers = [
        paper(NAME, CASE, birth_date=BORN),
        paper(NAME, "13/Pid.B/2026/PN Trk", birth_date=BORN),
        paper(NAME, CASE, nik=None, birth_date=SECOND_BORN, namesake=2),
    ]
    subjects = [one.subject for one in await claimed(vault, *papers)]
    (rulings,) = await vault.whose([Traits("", **said)])  # type: ignore[arg-type]
    assert {(one.putusan_id, one.subject) for one in rulings} == {
        (papers[number].putusan_id, subjects[number]) for number in found
    }


@pytest.mark.parametrize("born", [BORN, SECOND_BORN])
async def test_a_ruling_without_a_birth_date_is_told_by_no_birth_date(vault: Vault, born: date) -> None:
    said = [Traits("", name=NAME, birth_date=born, case_number=CASE)]
    await claimed(vault, paper(NAME, CASE, nik=None))
    (undated,) = await vault.whose(said)
    fault = one_person(undated)
    assert (len(undated), fault and fault.rule) == (1, "row-ruling-undated")
    await claimed(vault, paper(NAME, CASE, nik=OTHER_NIK, birth_date=BORN))
    (found,) = await vault.whose(said)
    assert (len(found), one_person(found) is None) == (1, born == BORN)


async def test_a_claim_that_was_not_stored_finds_nobody(vault: Vault) -> None:
    await vault.claim([paper(NAME, CASE)])
    assert await vault.whose([Traits("", nik=NIK), Traits("", name=NAME, birth_date=BORN, case_number=CASE)]) == [
        [],
        [],
    ]
