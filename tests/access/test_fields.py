"""Who sees which personal field of an adult and of a child: every address, for every role, against the one table."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from services.catalogue import BY_NAME
from services.intake.putusan.routes.mending import COLUMN_OF, PARTS, SECRET
from shared.access.fields import (
    FEW_INSIDE,
    FEW_OUTSIDE,
    FIELDS,
    OF_PAPER,
    Field,
    hidden_of_paper,
    sees,
    told,
    told_beside,
)
from shared.access.policy import POLICY, SIGNING_IN, RoleName
from shared.domain.places import PLACES
from shared.runtime.settings import Settings
from tests.access.test_masking import JSON, PAGE, paths, written
from tests.access.town import OFFER, Known, Person, ago, paper_of
from tests.opened import Opened, opened_for

ADULT = Person("adult", False, "Cokrowijoyo Danurejo", "35.03.12", date(1986, 3, 17), ({"kind": "adult"},))
CHILD = Person("child", True, "Aryokusumo Bratasena", "35.03.01", ago(16), ({"kind": "child"},))
READERS = (RoleName.OFFICER, RoleName.COORDINATOR)
"""Who reads about everybody here, so that all that the table gives them must be found."""
UNTOLD = {Field.PHOTO, Field.UNREAD, Field.REMARKS, Field.WHY_DECIDED, Field.APART}
"""Kept of nobody yet, or said of none of the two (who are not kept apart: tests/matching/placement/test_apart.py)."""


def said_of(person: Person) -> dict[str, Any]:
    """What a paper says of this person in words that are nobody else's."""
    own = person.words[0].upper()
    return {
        "address": f"Dusun {own}ADDR",
        "contact": f"{own}CONTACT",
        "guardian": f"{own}GUARD",
        "guardian_relation": f"{own}UNCLE",
        "guardian_contact": f"{own}RING",
        "occupation": f"{own}OCCUP",
        "offence": f"{own}OFFENCE",
        "conditions": f"{own}CONDITIONS",
    }


def profile_of(person: Person) -> dict[str, Any]:
    """What a profile says of this person in words that are nobody else's."""
    own = person.words[0].upper()
    return {
        "livelihood": f"{own}LIVES",
        "health": f"{own}HEALTH",
        "religion": f"{own}RELIGION",
        "school": f"{own}SCHOOL",
        "desa": f"{own}DESA",
        "birth_place": f"{own}BORN",
        "sdp_number": f"{own}SDP",
        "sdp_issuer": f"{own}RUTAN",
    }


def values_of(person: Person, paper: dict[str, Any]) -> dict[Field, tuple[str, ...]]:
    """By which texts one knows each field of the person."""
    said, profile, born = said_of(person), profile_of(person), person.born
    assert born is not None
    return {
        Field.NAME: person.words,
        Field.INITIALS: (". ".join(word[0] for word in person.words) + ".",),
        Field.CASE_NUMBER: (paper["case_number"],),
        Field.NIK: (paper["nik"],),
        Field.BIRTH_DATE: (born.isoformat(), f"{born:%d-%m-%Y}", profile["birth_place"]),
        Field.HOME: (person.kecamatan, PLACES[person.kecamatan].name, profile["desa"]),
        Field.ADDRESS: (said["address"],),
        Field.GUARDIAN: (said["guardian"], said["guardian_relation"], said["guardian_contact"]),
        Field.CONTACT: (said["contact"],),
        Field.OFFENCE: (said["offence"], said["occupation"]),
        Field.RULING: (said["conditions"],),
        Field.WHY_MENDED: (f"{person.words[1].upper()}MENDED",),
        Field.PROFILE: (profile["livelihood"],),
        Field.HEALTH: (profile["health"],),
        Field.RELIGION: (profile["religion"],),
        Field.SCHOOL: (profile["school"],),
        Field.LITMAS: (f"{person.words[0].upper()}ASKED",),
        Field.NUMBERS: (profile["sdp_number"], profile["sdp_issuer"]),
        Field.WHY_ENDED: (f"{person.words[1].upper()}ENDED", f"{person.words[1].upper()}WENT"),
    }


async def done(house: Opened, role: RoleName, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await house.clients[role].post(path, json=body)
    assert answer.is_success, (path, answer.text)
    await house.level()
    found: dict[str, Any] = answer.json()
    return found


async def known(house: Opened, number: int, person: Person) -> tuple[Known, dict[Field, tuple[str, ...]]]:
    """The person with a ruling that says everything, mended once, ended and taken back, with credit from
    elsewhere."""
    paper = paper_of(number, person, person.papers[0]) | said_of(person)
    values = values_of(person, paper)
    putusan_id = (await done(house, RoleName.OFFICER, "/putusan", paper))["putusan_id"]
    row = (await house.clients[RoleName.OFFICER].get(f"/putusan/{putusan_id}")).json()
    mended = {"fields": ["occupation"], "paper": {"occupation": said_of(person)["occupation"] + " dahulu"}}
    why = f"Salah ketik pada {values[Field.WHY_MENDED][0]}"
    await done(house, RoleName.OFFICER, f"/putusan/{putusan_id}/amendments", {"number": 1, "reason": why, **mended})
    profile = {"number": 1, **profile_of(person)}
    await done(house, RoleName.OFFICER, f"/klien/{row['klien_id']}/profile", profile)
    litmas = {"litmas": 1, "number": 1, "asked_by": values[Field.LITMAS][0]}
    await done(house, RoleName.OFFICER, f"/klien/{row['klien_id']}/litmas", litmas)
    ended, to = values[Field.WHY_ENDED]
    end = {"number": 1, "ground": "transferred", "ended_on": paper["ruled_on"], "to": f"ikut {to}"}
    end |= {"document": "B-12/M.5.16/2026", "reason": f"Ikut ibunya {ended}"}
    await done(house, RoleName.OFFICER, f"/putusan/{putusan_id}/endings", end)
    back = {"number": 2, "reason": f"Tidak jadi ikut {ended}"}
    await done(house, RoleName.OFFICER, f"/putusan/{putusan_id}/endings/withdrawals", back)
    there = {"number": 1, "hours": 2, "started_on": paper["ruled_on"], "until": paper["ruled_on"]}
    there |= {"origin": f"dari {to}", "document": "B-7/M.5.16/2026", "reason": f"Semula di rumah {ended}"}
    await done(house, RoleName.OFFICER, f"/putusan/{putusan_id}/credits", there)
    return Known(person, {row["klien_id"]}, [putusan_id]), values


async def texts(house: Opened, role: RoleName, everybody: list[Known]) -> str:
    """All that the house says to this role, page and JSON, every form that mends a paper among it."""
    found, client = [], house.clients[role]
    asked = paths(house, everybody)
    asked += [f"/putusan/{one.putusan_ids[0]}?mend={part}" for one in everybody for part in PARTS]
    for path in asked:
        for headers in (PAGE, JSON):
            found.append(written(await client.get(path, headers=headers)))
    return "\n".join(found)


@pytest.mark.slow
async def test_every_address_shows_of_each_person_what_the_table_says(settings: Settings) -> None:
    seen: defaultdict[RoleName, set[tuple[Field, bool]]] = defaultdict(set)
    async with opened_for(settings, BY_NAME, SIGNING_IN) as house:
        before = await texts(house, RoleName.OFFICER, [])  # examples name a kecamatan
        host = await done(house, RoleName.COORDINATOR, "/ipd", {"code": "dinsos", "name": "Dinas Sosial"})
        await done(house, RoleName.COORDINATOR, f"/ipd/{host['ipd_id']}/offers", OFFER)
        told_of = [await known(house, number, one) for number, one in enumerate((ADULT, CHILD))]
        everybody = [one for one, _ in told_of]
        for role in SIGNING_IN:
            said = await texts(house, role, everybody)
            for one, values in told_of:
                for field, words in values.items():
                    if any(word in said and word not in before for word in words):
                        seen[role].add((field, one.person.masked))
    for role in SIGNING_IN:
        table = {(field, masked) for field in FIELDS for masked in (False, True) if sees(role, field, masked=masked)}
        # An adult has initials, too, and nobody needs them.
        assert seen[role] <= table, (role, seen[role] - table)
        if role in READERS:
            missing = {one for one in table if one[0] not in UNTOLD} - seen[role] - {(Field.INITIALS, False)}
            assert not missing, role
        if role not in POLICY["person.see"]:
            assert not seen[role], role


def test_every_field_has_its_row_and_a_role_without_a_column_sees_nothing() -> None:
    for masked in (False, True):
        assert not any(sees(None, field, masked=masked) for field in Field)
        assert not any(sees(RoleName.OPERATOR, field, masked=masked) for field in Field)
        assert [field for field in Field if sees(RoleName.AUDITOR, field, masked=masked)] == [Field.WHY_DECIDED]
    assert set(FIELDS) == set(Field)


def test_of_a_child_nobody_sees_who_they_are_or_where_they_live() -> None:
    for field in (Field.NAME, Field.NIK, Field.BIRTH_DATE, Field.HOME, Field.ADDRESS, Field.GUARDIAN, Field.CONTACT):
        assert FIELDS[field].child == frozenset()
    assert hidden_of_paper(RoleName.OFFICER, masked=True) == SECRET
    assert set(OF_PAPER) <= set(COLUMN_OF)


def test_whoever_sees_a_child_field_sees_an_adults() -> None:
    assert all(row.child <= row.adult for row in FIELDS.values())


@pytest.mark.parametrize("few", [FEW_INSIDE, FEW_OUTSIDE])
def test_few_are_told_like_none_also_where_they_could_be_had_by_subtraction(few: int) -> None:
    assert [told(number, few) for number in (0, 1, few - 1, few, few + 1)] == [None, None, None, few, few + 1]
    for seen in range(4):
        for hidden in range(2 * few):
            assert told_beside(seen, hidden, few) - seen in {0, *range(few, 2 * few)}
