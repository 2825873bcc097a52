"""The compliance row: what each event makes of it, and how it stands on a day."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.attendance.hours.events import StartCorrected
from services.intake.putusan.decider import PUTUSAN as PUTUSANS
from services.intake.putusan.decider import moved_to
from services.intake.putusan.events import PutusanAdjusted, PutusanAdjustmentWithdrawn, PutusanRejected
from services.matching.placement.events import DeclineUndone, NoPlaceFound, Obstacle, PlacementDeclined
from services.reporting.desks import matters
from services.reporting.reports.days import Broken, Day, days
from services.reporting.reports.klien import klien
from services.reporting.reports.sentence import FAR, Sentence
from services.reporting.reports.status import STATUSES, State, expected_minutes, status_of
from shared.access.naming import Named
from shared.domain.identifiers import Citation, Code, KlienId, RuleCode
from shared.domain.personal import Personal
from tests.given import given, recorded
from tests.intake.putusan.papers import circumstances
from tests.intake.putusan.test_repeating import REPEAT_ID, both, ordering
from tests.lawful import on, settled
from tests.reporting.telling import (
    IPD,
    KLIEN,
    OFFER,
    PUTUSAN,
    SITE,
    STARTED,
    above_day,
    accepted,
    assessed,
    finality,
    held,
    proposed,
    received,
    registered,
    running,
    started,
    terms,
    window,
    window_unknown,
)

NAMED = Named("Slamet Riyadi", masked=False, child=False)
DEADLINE = STARTED + timedelta(days=180)


def lowering(total: int) -> PutusanAdjusted:
    ids: dict[str, Any] = {"putusan_id": PUTUSAN, "klien_id": KLIEN, "law": Code("2026-03-04")}
    return PutusanAdjusted(**ids, number=1, binds_from=date(2026, 3, 4), total_minutes=total)


def unlowered() -> PutusanAdjustmentWithdrawn:
    return PutusanAdjustmentWithdrawn(putusan_id=PUTUSAN, klien_id=KLIEN, number=2, reason=Personal("Belum berlaku"))


def row_after(*events: Any) -> Sentence:
    return given(klien).when(*events).row


def standing_after(*events: Any, today: date) -> str:
    return status_of(row_after(*events), on(today)).name


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ((received(),), "menunggu_register"),
        ((received(), held()), "ditahan"),
        ((received(), registered()), "menunggu_usulan"),
        ((received(), registered(), proposed()), "menunggu_penempatan"),
        ((received(), registered(), proposed(), accepted()), "menunggu_berita_acara"),
        ((*running(), assessed(date(2026, 3, 3), 480, 480)), "sesuai_rencana"),
        ((*running(), assessed(date(2026, 3, 3), 2400, 2400)), "terpenuhi"),
    ],
)
def test_the_status_follows_the_events(events: tuple[Any, ...], status: str) -> None:
    assert standing_after(*events, today=date(2026, 3, 4)) == status


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2026, 3, 10), "sesuai_rencana"),
        # 40 hours in 180 days; one day's 8 hours behind after a fifth of the window.
        (STARTED + timedelta(days=36), "sesuai_rencana"),
        (STARTED + timedelta(days=37), "berisiko"),
        (date(2026, 8, 11), "berisiko"),
        (date(2026, 8, 17), "berisiko"),
        (date(2026, 8, 18), "terancam_gagal"),
        (date(2026, 8, 25), "terancam_gagal"),
        (date(2026, 8, 26), "mustahil"),
        (DEADLINE, "mustahil"),
        (DEADLINE + timedelta(days=1), "lewat_batas"),
    ],
)
def test_an_idle_sentence_grows_more_pressing_by_the_day(today: date, status: str) -> None:
    assert standing_after(*running(), today=today) == status


def test_the_pace_is_even_over_the_window() -> None:
    row = row_after(*running())
    assert expected_minutes(row, STARTED) == 0
    assert expected_minutes(row, STARTED + timedelta(days=90)) == 1200
    assert expected_minutes(row, DEADLINE) == 2400
    assert expected_minutes(row, DEADLINE + timedelta(days=50)) == 2400
    assert expected_minutes(row_after(received()), STARTED) is None


def test_a_row_knows_its_minutes_and_days() -> None:
    later, earlier = date(2026, 3, 5), date(2026, 3, 3)
    row = row_after(*running(), assessed(later, 480, 480), assessed(earlier, 240, 720, last=later))
    assert (row.required_minutes, row.credited_minutes) == (2400, 720)
    assert (row.started_on, row.deadline, row.possible_until) == (STARTED, DEADLINE, date(2026, 8, 26))
    assert row.last_worked_on == later
    assert row.urgent_on == date(2026, 8, 26)
    assert row.klien_id == KLIEN


def test_a_correction_may_take_fulfilment_back() -> None:
    done = (*running(), assessed(date(2026, 3, 3), 2400, 2400))
    assert row_after(*done).urgent_on == FAR
    row = row_after(*done, assessed(date(2026, 3, 3), 480, 480))
    assert (row.state, row.credited_minutes) == ("berjalan", 480)


def test_work_before_the_berita_acara_starts_nothing() -> None:
    row = row_after(received(), registered(), accepted(), assessed(date(2026, 3, 1), 0, 0, worked=300))
    assert (row.state, row.credited_minutes, row.last_worked_on) == ("ditempatkan", 0, date(2026, 3, 1))


def test_a_held_ruling_keeps_its_reasons_until_it_is_registered() -> None:
    row = row_after(received(), held())
    assert [(why.rule, why.citation, why.facts) for why in row.reasons] == [
        ("total-above", "KUHP 85(4)", {"total_minutes": 18_000})
    ]
    assert row.since == recorded(2)
    assert row_after(received(), held(), registered()).reasons == ()


def test_a_declined_place_is_no_longer_offered() -> None:
    before = row_after(received(), registered(), proposed(2))
    after = row_after(received(), registered(), proposed(2), SAID_NO)
    assert [offer.score for offer in before.offers] == [90, 89]
    assert [offer.score for offer in after.offers] == [89]


SAID_NO = PlacementDeclined(
    putusan_id=PUTUSAN, klien_id=KLIEN, offer_id=OFFER, reason=Code("full"), declined_at=recorded(4)
)
NEVER_SAID = DeclineUndone(putusan_id=PUTUSAN, klien_id=KLIEN, offer_id=OFFER, proposal=proposed(2).proposals[0])


def test_a_place_whose_decline_was_undone_is_offered_again_in_its_place() -> None:
    before = (received(), registered(), proposed(2))
    after = row_after(*before, SAID_NO, NEVER_SAID)
    assert after.offers == row_after(*before).offers
    assert after.since == row_after(*before).since


def test_where_none_was_found_meanwhile_the_undone_one_waits_for_a_decision_again() -> None:
    none = NoPlaceFound(putusan_id=PUTUSAN, klien_id=KLIEN, obstacles=())
    row = row_after(received(), registered(), proposed(2), SAID_NO, none, NEVER_SAID)
    assert (row.state, [offer.score for offer in row.offers]) == ("diusulkan", [90])


def test_no_place_says_why() -> None:
    why = Obstacle(rule=RuleCode("place-regime"), citation=Citation("PP 58/2022 16(1)"), offers=3)
    none = NoPlaceFound(putusan_id=PUTUSAN, klien_id=KLIEN, obstacles=(why,))
    row = row_after(received(), registered(), none)
    assert (row.state, row.reasons[0].facts) == ("tanpa_tempat", {"offers": 3})


def test_the_prosecutors_terms_replace_the_papers() -> None:
    row = row_after(received(terms(300)), held(), registered(terms(240)))
    assert row.required_minutes == 240 * 60


def test_a_new_place_leaves_the_window_running() -> None:
    row = row_after(*running(), accepted())
    assert (row.state, row.started_on) == ("berjalan", STARTED)


def test_the_last_assessment_of_a_day_counts() -> None:
    day = date(2026, 3, 3)
    given(days).when(assessed(day, 480, 480, above_day(), worked=540), assessed(day, 240, 240)).then(
        Day(f"{PUTUSAN}/{day}", PUTUSAN, KLIEN, day, IPD, 240, 240, 0, (), (), SITE)
    )


def test_a_day_is_whose_the_ruling_is_though_it_is_told_afterwards_of_whom_it_left() -> None:
    """As the ledger has a merge: all of the one who stays, then that the other has nothing (0064)."""
    day, stays = date(2026, 3, 3), KlienId("20000000-0000-4000-8000-000000000002")
    here = assessed(day, 480, 480).model_copy(update={"klien_id": stays})
    gone = assessed(day, 0, 0).model_copy(update={"ipd_id": None, "site_id": None})
    row = given(days).when(assessed(day, 480, 480), here, gone).row
    assert (row.klien_id, row.worked_minutes, row.credited_minutes, row.ipd_id) == (stays, 480, 480, IPD)
    struck = gone.model_copy(update={"klien_id": stays})
    assert given(days).when(assessed(day, 480, 480), here, gone, struck).row.credited_minutes == 0


def test_a_day_tells_rule_minutes_article_and_against_whom() -> None:
    (broken,) = given(days).when(assessed(date(2026, 3, 3), 480, 480, above_day(45), worked=525)).row.violations
    assert broken == Broken("daily", 45, "KUHP 85(5)", "host")


def test_every_state_has_a_last_line() -> None:
    last = [state for status in STATUSES if status.column is None for state in status.states]
    assert sorted(last) == sorted(State)


def test_events_out_of_nowhere_make_no_row() -> None:
    given(klien).when(started(), assessed(STARTED, 60, 60), accepted(), proposed()).then()


def test_a_row_is_of_the_person_of_its_newest_paper() -> None:
    """A rejected paper's person is a guess: mended, the ruling may be somebody's who is known."""
    guessed = "20000000-0000-4000-8000-000000000009"
    rejected = PutusanRejected(
        putusan_id=PUTUSAN, klien_id=KlienId(guessed), reasons=(), paper=Personal(ref="r", mac="m")
    )
    assert row_after(rejected).klien_id == guessed
    assert row_after(rejected, received()).klien_id == KLIEN
    assert row_after(rejected, received(), registered()).klien_id == KLIEN
    assert row_after(received(), rejected).klien_id == guessed


def test_a_berita_acara_without_bht_waits_for_the_court_and_runs_once_it_is_told() -> None:
    """Settlement 18: its own status, no deadline, no pace; then the window from the later of the two."""
    waiting = (*running()[:-1], window_unknown(), assessed(date(2026, 3, 3), 0, 0, worked=480))
    row = row_after(*waiting)
    assert (status_of(row, on(STARTED)).name, row.deadline, expected_minutes(row, STARTED)) == (
        "menunggu_bht",
        None,
        None,
    )
    later = window().model_copy(update={"opens_on": date(2026, 3, 9), "deadline": date(2026, 9, 5)})
    told_later = finality(date(2026, 3, 9)), later, assessed(date(2026, 3, 10), 60, 60)
    row = row_after(*waiting, *told_later)
    assert (status_of(row, on(STARTED)).name, row.final_on) == ("sesuai_rencana", date(2026, 3, 9))
    assert (row.started_on, row.opens_on, row.deadline) == (STARTED, date(2026, 3, 9), date(2026, 9, 5))


def test_a_corrected_start_moves_the_window_of_the_row() -> None:
    corrected = StartCorrected(
        klien_id=KLIEN,
        putusan_id=PUTUSAN,
        number=1,
        started_on=date(2026, 3, 4),
        document=Personal(ref="60000000-0000-4000-8000-000000000002", mac="mac"),
        reason=Personal(ref="60000000-0000-4000-8000-000000000003", mac="mac"),
    )
    moved = window().model_copy(update={"opens_on": date(2026, 3, 4), "deadline": date(2026, 8, 31)})
    row = row_after(*running(), corrected, moved)
    assert (row.started_on, row.opens_on, row.deadline) == (date(2026, 3, 4), date(2026, 3, 4), date(2026, 8, 31))


def test_a_ruling_under_another_person_begins_anew_whatever_the_formers_place_and_hours_still_tell() -> None:
    other = {"klien_id": KlienId("20000000-0000-4000-8000-000000000009")}
    ran = (*running(), assessed(date(2026, 3, 3), 480, 480))
    moved = (received().model_copy(update=other), registered().model_copy(update=other))
    late = (accepted(), started(), window(), assessed(date(2026, 3, 4), 240, 720), assessed(date(2026, 3, 3), 0, 0))
    row = row_after(*ran, *moved, *late)
    assert (row.klien_id, row.state, row.site_id) == (other["klien_id"], "terdaftar", None)
    assert (row.started_on, row.deadline, row.credited_minutes, row.last_worked_on) == (None, None, 0, None)
    theirs = row_after(*ran, *moved, *late, *(event.model_copy(update=other) for event in running()[2:]))
    assert (theirs.state, theirs.started_on) == ("berjalan", STARTED)


def test_what_is_served_again_and_an_appeal_stay_said_of_a_ruling_that_moves_to_another_person() -> None:
    before, _ = both(ordering)
    state = PUTUSANS.fold(before)
    assert state.received is not None
    moved = moved_to(KlienId("20000000-0000-4000-8000-000000000009"), state, state.received, circumstances())
    row = row_after(*before, *moved)
    assert (row.state, row.repeat) == ("gagal", REPEAT_ID)
    appealed = registered().model_copy(update={"appealed_on": date(2026, 2, 3)})
    other = received().model_copy(update={"klien_id": KlienId("20000000-0000-4000-8000-000000000009")})
    assert row_after(received(), appealed, held(), other).appealed_on == date(2026, 2, 3)


def test_a_running_sentence_that_was_told_twice_runs_no_more_once_its_days_are_emptied() -> None:
    twice = PutusanRejected(putusan_id=PUTUSAN, klien_id=KLIEN, reasons=())
    row = row_after(*running(), assessed(date(2026, 3, 3), 480, 480), twice, assessed(date(2026, 3, 3), 0, 0))
    assert (row.state, row.urgent_on, row.deadline, row.credited_minutes) == ("ditolak", FAR, None, 0)


def test_what_the_regency_calls_urgent_is_urgent_from_the_day_on_which_it_decided() -> None:
    row = row_after(*running())
    assert row.possible_until is not None
    day = row.possible_until - timedelta(days=10)
    laws = settled(("in_danger_days", "10", day))
    assert status_of(row, on(day, laws)).name == "terancam_gagal"
    assert status_of(row, on(day)).name == "berisiko"
    assert status_of(row, on(day - timedelta(days=1), laws)).name == "berisiko"


def test_a_mended_paper_takes_nothing_from_what_has_begun() -> None:
    before = row_after(*running(), assessed(date(2026, 3, 3), 480, 480))
    elsewhere = received(terms(80)).model_copy(update={"kecamatan": "35.03.01"})
    again = registered(terms(80)).model_copy(update={"kecamatan": "35.03.01"})
    row = row_after(*running(), assessed(date(2026, 3, 3), 480, 480), elsewhere, again)
    assert (row.state, row.site_id, row.started_on) == (before.state, SITE, STARTED)
    assert (row.kecamatan, row.required_minutes, row.credited_minutes) == ("35.03.01", 4800, 480)


@pytest.mark.parametrize(
    ("steps", "status"), [(3, "menunggu_penempatan"), (4, "menunggu_berita_acara"), (6, "sesuai_rencana")]
)
def test_a_ruling_held_again_once_others_have_taken_it_up_goes_on_and_says_why_it_is_asked(
    steps: int, status: str
) -> None:
    begun = [*running()][:steps]
    asked = row_after(*begun, received(), held())
    assert status_of(asked, on(date(2026, 3, 4))).name == status
    assert ([why.rule for why in asked.asked], asked.asked_at) == (["total-above"], recorded(steps + 2))
    (line,) = matters.held([asked], {PUTUSAN: NAMED}, recorded(steps + 2), lambda rule, facts: rule)
    assert asked.told_minutes is not None
    lower = row_after(*begun, received(), held(), lowering(asked.told_minutes - 60))
    (fewer,) = matters.held([lower], {PUTUSAN: NAMED}, recorded(steps + 2), lambda rule, facts: rule)
    assert fewer.title != line.title, "an adjustment lowers what is asked about"
    back = row_after(*begun, received(), held(), lowering(asked.told_minutes - 60), unlowered())
    assert matters.held([back], {PUTUSAN: NAMED}, recorded(steps + 2), lambda rule, facts: rule) == [line]
    assert (line.due, line.address) == ("Hari ini", f"/putusan/{PUTUSAN}#jawab")
    assert "total-above" in line.said
    answered = row_after(*begun, received(), held(), registered())
    assert (answered.asked, answered.asked_at, answered.state) == ((), None, asked.state)


def test_a_held_ruling_whose_paper_is_mended_waits_since_it_was_held() -> None:
    first, later = row_after(received(), held()), row_after(received(), held(), received(), held("day-above"))
    assert (later.since, later.state) == (first.since, first.state)
    assert [why.rule for why in later.reasons] == ["day-above"]


def test_who_waits_for_the_berita_acara_stands_where_the_plan_begins() -> None:
    """The earliest first, whenever the host accepted."""
    row = row_after(received(), registered(), proposed(), accepted())
    assert (row.state, row.urgent_on) == ("ditempatkan", row.planned_from)
    assert row_after(*running()).urgent_on != row.planned_from
