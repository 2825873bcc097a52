"""Only a demo on servers of its own may live at another day."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.cli.demo import MARK
from services.cli.opening import settings_from_environment
from services.cli.saying import Unsafe
from shared.law.calendar import WIB
from shared.runtime import clock

YEAR_S = 365 * 24 * 3600


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BAKTI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BAKTI_CLOCK_OFFSET_S", str(YEAR_S))
    monkeypatch.delenv("BAKTI_DATABASE_URL", raising=False)
    monkeypatch.delenv("BAKTI_DEMO", raising=False)
    yield
    clock.move(timedelta())


@pytest.mark.parametrize("marked", [False, True])
def test_a_demo_in_a_new_or_a_demos_folder_lives_at_the_day_that_is_asked_for(tmp_path: Path, marked: bool) -> None:
    if marked:
        (tmp_path / "postgres").mkdir()
        (tmp_path / MARK).touch()
    machines = clock.now()
    settings_from_environment(demo=True)
    assert clock.now() - machines >= timedelta(seconds=YEAR_S)
    assert (clock.today_wib() - machines.astimezone(WIB).date()).days >= 365


def test_a_house_that_is_no_demo_is_not_moved() -> None:
    with pytest.raises(Unsafe, match="BAKTI_CLOCK_OFFSET_S"):
        settings_from_environment()
    with pytest.raises(Unsafe, match="of a demo only"):
        settings_from_environment(demo=False)


def test_a_demo_in_the_folder_of_a_house_that_was_none_is_not_moved(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with pytest.raises(Unsafe, match="of a demo only"):
        settings_from_environment(demo=True)


def test_a_demo_on_somebody_elses_database_is_not_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKTI_DATABASE_URL", "postgresql://127.0.0.1:1/bakti")
    with pytest.raises(Unsafe, match="of a demo only"):
        settings_from_environment(demo=True)
