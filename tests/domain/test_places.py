from shared.domain.identifiers import Kecamatan
from shared.domain.places import PLACES, distance_km, kecamatan_named


def test_the_regency_has_fourteen_kecamatan_and_neighbours_know_each_other() -> None:
    assert len(PLACES) == 14
    for code, place in PLACES.items():
        assert all(code in PLACES[neighbour].neighbours for neighbour in place.neighbours)


def test_a_kecamatan_is_found_by_its_name_in_any_case_and_by_its_code() -> None:
    assert kecamatan_named(" KEC. Trenggalek") == kecamatan_named("35.03.11") == "35.03.11"
    assert kecamatan_named("Kecamatan Panggul") == "35.03.01"
    assert kecamatan_named("Kediri") is None


def test_distance_is_symmetric_and_about_right() -> None:
    trenggalek, panggul = Kecamatan("35.03.11"), Kecamatan("35.03.01")
    assert distance_km(trenggalek, trenggalek) == 0
    there, back = distance_km(trenggalek, panggul), distance_km(panggul, trenggalek)
    assert there == back
    assert there is not None
    assert 35 < there < 42
    assert distance_km(trenggalek, Kecamatan("35.06.01")) is None


def test_a_kecamatan_is_known_beside_its_regency_and_an_address_is_none() -> None:
    assert kecamatan_named("Kec. Karangan, Kab. Trenggalek") == kecamatan_named("karangan, Trenggalek.") == "35.03.06"
    assert kecamatan_named("Kecamatan Trenggalek Kabupaten Trenggalek") == "35.03.11"
    assert kecamatan_named("Karangan " + "," * 2000) is None
    assert kecamatan_named("Karangn") is None
