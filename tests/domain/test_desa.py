"""A village is known by its name, its code, or its name with its kecamatan where several have it."""

import pytest

from shared.domain.desa import VILLAGES, desa_named, desa_said, desa_within, kecamatan_of
from shared.domain.places import PLACES


def test_all_157_lie_in_a_kecamatan_and_read_back_as_they_are_said() -> None:
    assert len(VILLAGES) == 157
    assert {one.kecamatan for one in VILLAGES} == {*PLACES}
    assert len({desa_said(one) for one in VILLAGES}) == 157
    for one in VILLAGES:
        assert desa_named(desa_said(one)) == desa_named(one.code) == desa_said(one)
        assert kecamatan_of(desa_said(one)) == {one.kecamatan}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("terbis", "Terbis"),
        ("Desa Terbis", "Terbis"),
        ("Kel. Surodakan", "Surodakan"),
        ("35.03.01.2002", "Terbis"),
        ("Terbis, Panggul", "Terbis"),
        ("Terbis kec. Panggul", "Terbis"),
        ("Besuki (Munjungan)", "Besuki, Munjungan"),
        ("Besuki, Kecamatan Panggul, Trenggalek", "Besuki, Panggul"),
        ("Besuki", "Besuki"),
        ("Terbis, Durenan", None),
        ("Mars", None),
        ("", None),
        ("x" * 5_000, None),
    ],
)
def test_what_is_written_of_a_village_is_read(written: str, read: str | None) -> None:
    assert desa_named(written) == read


def test_a_name_alone_may_lie_in_each_kecamatan_that_has_it() -> None:
    assert {PLACES[one].name for one in kecamatan_of("Besuki")} == {"Panggul", "Munjungan"}


def test_a_name_beside_its_kecamatan_is_said_with_it_where_another_has_it() -> None:
    code = {place.name: code for code, place in PLACES.items()}
    assert desa_within("Besuki", code["Munjungan"]) == "Besuki, Munjungan"
    assert desa_within("Besuki", code["Durenan"]) == "Besuki"
    assert desa_within("Terbis", code["Panggul"]) == "Terbis"
