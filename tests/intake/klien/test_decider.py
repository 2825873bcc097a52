"""When a person's data may be erased, and what still needs it."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.intake.klien.decider import KEPT, KLIEN, EraseKlien, Standing
from services.intake.klien.events import PersonErased
from services.intake.klien.projections import NEEDS
from services.intake.putusan.events import PutusanRejected
from shared.domain.identifiers import KlienId
from shared.domain.personal import Personal
from shared.domain.sentence import Ground
from tests.given import given
from tests.intake.putusan.papers import KLIEN_ID, NOW, circumstances
from tests.lawful import LAW
from tests.reporting.telling import KLIEN as TOLD_KLIEN
from tests.reporting.telling import PUTUSAN, assessed, received, registered, running, window
from tests.reporting.test_ending import ended, resumed

TODAY = NOW.date()
KEPT_DAYS = LAW.line(KEPT).value
OTHER = KlienId("20000000-0000-4000-8000-000000000009")


def wish(**standing: Any) -> EraseKlien:
    return EraseKlien(
        klien_id=KLIEN_ID,
        document=Personal("W15-12/2026"),
        reason=Personal("Permintaan klien menurut UU PDP"),
        standing=Standing(**standing),
    )


@pytest.mark.parametrize(
    ("standing", "rules"),
    [
        ({"known": False}, ["person-unknown"]),
        ({"open_sentences": 1}, ["sentence-open"]),
        ({"open_sentences": 1, "ended_on": TODAY}, ["sentence-open", "kept-by-duty"]),
        ({"ended_on": TODAY - timedelta(days=KEPT_DAYS)}, ["kept-by-duty"]),
    ],
)
def test_nothing_is_erased_while_somebody_needs_it(standing: dict[str, Any], rules: list[str]) -> None:
    given(KLIEN, circumstances=circumstances()).when(wish(**standing)).refused(*rules)


@pytest.mark.parametrize("ended_on", [None, TODAY - timedelta(days=KEPT_DAYS + 1)], ids=["only rejected", "long ago"])
def test_what_nobody_needs_any_more_is_erased_with_every_former_id(ended_on: date | None) -> None:
    outcome = given(KLIEN, circumstances=circumstances()).when(wish(ended_on=ended_on, former=(OTHER,)))
    (erased,) = outcome.then_types(PersonErased)
    assert isinstance(erased, PersonErased)
    assert (erased.klien_id, erased.former) == (KLIEN_ID, (OTHER,))
    assert erased.subject not in (KLIEN_ID, OTHER)  # document and reason outlive the person's key


def test_erased_again_is_nothing() -> None:
    first = given(KLIEN, circumstances=circumstances()).when(wish()).events
    given(KLIEN, *first, circumstances=circumstances()).when(wish(open_sentences=1)).then()


def need_after(*events: Any) -> Any:
    return given(NEEDS).when(*events).row


@pytest.mark.parametrize(
    ("events", "is_open"),
    [
        ((received(),), True),
        ((received(), registered()), True),
        (running(), True),
        ((*running(), assessed(date(2026, 3, 3), 480, 480)), True),
        ((*running(), assessed(date(2026, 3, 3), 2400, 2400)), False),
        ((*running(), assessed(date(2026, 3, 3), 2400, 2400), assessed(date(2026, 3, 3), 480, 480)), True),
        ((*running(), ended()), False),
        ((received(), ended(), registered()), False),
        ((*running(), ended(), resumed()), True),
        ((*running(), assessed(date(2026, 3, 3), 2400, 2400), ended(), resumed()), False),
    ],
)
def test_a_sentence_is_open_until_its_last_minute_or_its_end(events: tuple[Any, ...], is_open: bool) -> None:
    assert (need_after(*events).closed_on is None) is is_open


def test_it_is_closed_since_its_end_was_first_told() -> None:
    mended = need_after(*running(), ended(), ended(Ground.DIED, 2))
    assert mended.closed_on == need_after(*running(), ended()).closed_on


def test_a_death_told_after_the_last_minute_keeps_its_file_no_longer() -> None:
    fulfilled = (*running(), assessed(date(2026, 3, 3), 2400, 2400))
    assert need_after(*fulfilled, ended(Ground.DIED)).closed_on == need_after(*fulfilled).closed_on


def test_the_hours_of_a_former_person_neither_end_nor_open_what_is_anothers_by_now() -> None:
    moved = tuple(event.model_copy(update={"klien_id": OTHER}) for event in (received(), registered()))
    row = need_after(*running(), *moved, window(8), assessed(date(2026, 3, 3), 2400, 2400))
    assert (row.klien_id, row.credited_minutes, row.ended_on) == (OTHER, 0, None)
    assert row.required_minutes == received().terms.total_minutes


def test_a_rejected_paper_needs_nothing_and_a_row_is_the_newest_persons() -> None:
    rejected = PutusanRejected(putusan_id=PUTUSAN, klien_id=OTHER, reasons=(), paper=Personal(ref="r", mac="m"))
    assert (need_after(rejected).rejected, need_after(rejected).klien_id) == (True, OTHER)
    assert (need_after(rejected, received()).rejected, need_after(rejected, received()).klien_id) == (False, TOLD_KLIEN)
