"""docs/reference/asvs.md names every point of both levels once, and tests that there are."""

from pathlib import Path

import pytest

from docs.asvs import Point, Points

ROOT = Path(__file__).parents[1]
POINTS = Points.read()
OF_CHAPTERS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7]
"""How many points of levels 1 and 2 the chapters V1 to V17 of ASVS 5.0.0 have."""
MAY_BE_OPEN = {"V4.1.2", "V12.1.1", "V12.1.2", "V12.2.1", "V12.2.2", "V12.3.1", "V12.3.3", "V16.4.3"}
"""TLS, which ends before our front, and the monitoring address."""
WEAKER = {"V6.3.3"}
"""A second factor is asked of some roles and not of all."""


def test_every_point_of_both_levels_stands_in_the_table_once() -> None:
    points = [point.number for point in (*POINTS.held, *POINTS.open)]
    points += [number for numbers, _ in POINTS.elsewhere for number in numbers]
    assert len(points) == len(set(points))
    chapters = [number.partition(".")[0] for number in points]
    assert [chapters.count(f"V{n}") for n in range(1, 18)] == OF_CHAPTERS


@pytest.mark.parametrize("point", POINTS.held, ids=lambda point: point.number)
def test_every_point_that_is_held_names_tests_that_there_are(point: Point) -> None:
    assert point.how
    assert point.tests
    for one in point.tests:
        file, _, name = one.partition("::")
        assert f"def test_{name}(" in (ROOT / file).read_text("utf-8"), one


def test_nothing_is_open_but_what_is_not_in_our_hands() -> None:
    assert {point.number for point in POINTS.open} == MAY_BE_OPEN | WEAKER
