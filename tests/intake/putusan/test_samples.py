"""The sample rulings: invented beyond doubt, from everywhere, and each faulty one faulty in a way of its own."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from importlib.resources import files

import pytest

from services.demo.dating import WRITTEN_FOR, dated
from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.decider.paper import clear
from services.intake.putusan.events import PutusanRegistered
from services.intake.putusan.rows import PaperRow, read_rows
from shared.domain.event import Event
from shared.domain.places import PLACES
from shared.domain.refusal import Refused
from shared.domain.sentence import Regime
from shared.sheets.reading import Table
from tests.intake.putusan.papers import NOW, circumstances
from tests.intake.putusan.test_rows import of

SAMPLES = files("services.demo") / "samples" / "putusan.csv"


@pytest.fixture(scope="module")
def rows() -> tuple[PaperRow, ...]:
    table = read_rows(SAMPLES.read_bytes())
    assert isinstance(table, Table)
    assert table.tabs[0].columns_ignored == ()
    return table.rows


def remark(row: PaperRow) -> str:
    return str(json.loads(row.draft.written)["keterangan"])


def decided(rows: tuple[PaperRow, ...], now: datetime = NOW) -> list[tuple[str, str, list[str]]]:
    """Each row's remark, what became of it, and why."""
    streams: dict[str, list[Event]] = {}
    answers: list[tuple[str, str, list[str]]] = []
    for row in rows:
        command = of(row.draft)
        outcome = PUTUSAN.decide(command, PUTUSAN.fold(streams.get(command.putusan_id, ())), circumstances(now=now))
        if isinstance(outcome, Refused):
            answers.append((remark(row), "refused", [fault.rule for fault in outcome.faults]))
            continue
        streams[command.putusan_id] = list(outcome)
        reasons = [str(reason.rule) for reason in getattr(outcome[-1], "reasons", ())]
        answers.append((remark(row), outcome[-1].TYPE, reasons))
    return answers


def test_there_are_at_least_eighty_and_all_say_that_they_are_invented(rows: tuple[PaperRow, ...]) -> None:
    assert len(rows) >= 80
    assert all(remark(row).startswith("REKAAN") for row in rows)


def test_no_nik_can_belong_to_anybody(rows: tuple[PaperRow, ...]) -> None:
    niks = [clear(row.draft.paper.nik) for row in rows if row.draft.paper.nik is not None]
    assert all(nik.startswith("99") or "E+" in nik for nik in niks)


def test_they_come_from_every_kecamatan_and_are_adults_and_children(rows: tuple[PaperRow, ...]) -> None:
    assert {row.draft.paper.kecamatan for row in rows} == set(PLACES)
    kinds = Counter(row.draft.paper.kind for row in rows)
    assert kinds[Regime.ADULT] >= 50
    assert kinds[Regime.CHILD] >= 20


def test_each_row_becomes_what_its_remark_says(rows: tuple[PaperRow, ...]) -> None:
    kinds = {"ditahan": {"putusan.held.v1"}, "ditolak": {"putusan.rejected.v1", "refused"}}
    for text, became, _ in decided(rows):
        expected = next((kind for word, kind in kinds.items() if word in text), {PutusanRegistered.TYPE})
        assert became in expected, text


@pytest.mark.parametrize(
    "today", [WRITTEN_FOR, date(2027, 3, 1), date(2027, 12, 31), date(2028, 2, 29), date(2031, 7, 13)], ids=str
)
def test_dated_from_any_day_each_row_becomes_the_same_for_the_same_reasons(
    rows: tuple[PaperRow, ...], today: date
) -> None:
    table = read_rows(dated(SAMPLES.read_bytes(), today))
    assert isinstance(table, Table)
    moved = NOW + (today - WRITTEN_FOR)
    assert decided(table.rows, moved) == decided(rows)
    ruled = [row.draft.paper.ruled_on for row in table.rows if row.draft.paper.ruled_on]
    assert sum(today - timedelta(days=60) <= day <= today for day in ruled) >= 20


def test_dated_from_the_week_they_were_written_in_the_samples_stay_as_they_are() -> None:
    written = SAMPLES.read_bytes()
    assert dated(written, WRITTEN_FOR + timedelta(days=6)) == written
    assert dated(written, WRITTEN_FOR - timedelta(days=400)) == written
    assert dated(written, WRITTEN_FOR + timedelta(days=7)) != written


def test_at_least_eight_are_faulty_or_held_each_differently(rows: tuple[PaperRow, ...]) -> None:
    reasons = [tuple(rules) for _, became, rules in decided(rows) if became != PutusanRegistered.TYPE]
    assert len(set(reasons)) >= 20
    assert {"total-derived", "unpaid-fine", "consent-withheld", "child-at-night", "duplicate"} <= {
        r[0] for r in reasons
    }
