"""A paper is rejected, held or registered: every limit at, below and above, with its article."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.events import (
    Consent,
    Consideration,
    Document,
    PutusanConfirmed,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    Replaced,
)
from shared.domain.event import Event
from shared.domain.refusal import Severity
from shared.domain.sentence import Regime, Terms
from shared.web.language import Language
from tests.given import given
from tests.intake.putusan.papers import (
    adult,
    child,
    circumstances,
    confirming,
    paper_for,
    register,
    registering,
    rules,
    unreadable,
)
from tests.intake.putusan.test_texts import TEXTS
from tests.lawful import LAW, settled

A, C = Regime.ADULT, Regime.CHILD
H = 60


def test_a_lawful_ruling_is_received_and_registered_without_a_flag() -> None:
    received, registered = register(adult()).then_types(PutusanReceived, PutusanRegistered)
    assert isinstance(received, PutusanReceived)
    assert isinstance(registered, PutusanRegistered)
    assert registered.flags == ()
    assert registered.terms == received.terms
    assert registered.law == LAW.version


def test_a_childs_ruling_need_not_weigh_what_the_adults_law_names() -> None:
    """KUHP 85(2) is about pidana kerja sosial."""
    _, registered = register(child(considerations_stated=None)).then_types(PutusanReceived, PutusanRegistered)
    assert getattr(registered, "flags", None) == ()


def test_a_childs_lawful_ruling_is_registered_without_a_flag() -> None:
    _, registered = register(child()).then_types(PutusanReceived, PutusanRegistered)
    assert getattr(registered, "flags", None) == ()


HELD: list[tuple[str, Regime, dict[str, Any], list[str]]] = [
    # total hours
    ("KUHP 85(4) 7 h 59", A, {"total_minutes": 8 * H - 1}, ["total-below"]),
    ("KUHP 85(4) 8 h", A, {"total_minutes": 8 * H}, []),
    ("KUHP 85(4) 240 h", A, {"total_minutes": 240 * H, "minutes_a_day": 480}, []),
    ("KUHP 85(4) 240 h 01", A, {"total_minutes": 240 * H + 1, "minutes_a_day": 480}, ["total-above"]),
    ("SPPA 76(3) 6 h 59", C, {"total_minutes": 7 * H - 1}, ["total-below"]),
    ("SPPA 76(3) 7 h", C, {"total_minutes": 7 * H}, []),
    ("SPPA 76(3) 120 h", C, {"total_minutes": 120 * H, "minutes_a_day": 180}, []),
    (
        "SPPA 76(3) 120 h 01",
        C,
        {"total_minutes": 120 * H + 1, "minutes_a_day": 180, "period_days": 90},
        ["total-above"],
    ),
    # hours a day
    ("KUHP 85(5) 8 h a day", A, {"minutes_a_day": 480}, []),
    ("KUHP 85(5) 8 h 01 a day", A, {"minutes_a_day": 481}, ["day-above"]),
    ("PP 58/2022 16(3) 3 h a day", C, {"minutes_a_day": 180}, []),
    ("PP 58/2022 16(3) 3 h 01 a day", C, {"minutes_a_day": 181}, ["day-above"]),
    ("at least what is at most", A, {"least_minutes_a_day": 120}, []),
    ("at least more than at most", A, {"least_minutes_a_day": 121}, ["least-day-above-most"]),
    # period
    ("KUHP 85(5) 180 days", A, {"period_days": 180}, []),
    ("KUHP 85(5) 181 days", A, {"period_days": 181}, ["period-above"]),
    ("PP 58/2022 16(3) a child's own 200 days", C, {"period_days": 200}, []),
    # fits: the first day and the last both count
    ("fits 10 days of 2 h", A, {"total_minutes": 20 * H, "period_days": 9}, []),
    ("does not fit 9 days of 2 h", A, {"total_minutes": 20 * H, "period_days": 8}, ["cannot-fit"]),
    ("fits a child's 5 of 7 days", C, {"total_minutes": 10 * H, "period_days": 6}, []),
    ("does not fit a child's week", C, {"total_minutes": 10 * H + 1, "period_days": 6}, ["cannot-fit"]),
    ("fits 10 days a month", A, {"total_minutes": 22 * H, "period_days": 30, "days_a_month": 10}, []),
    (
        "does not fit 10 days a month",
        A,
        {"total_minutes": 23 * H, "period_days": 30, "days_a_month": 10},
        ["cannot-fit"],
    ),
    ("fits until the day", A, {"period_days": None, "until": date(2026, 9, 18)}, []),
    ("does not fit until the day", A, {"period_days": None, "until": date(2026, 9, 17)}, ["cannot-fit"]),
    ("does not fit before the start", A, {"period_days": None, "until": date(2026, 8, 1)}, ["cannot-fit"]),
    ("does not fit the own hours", A, {"day_from_minute": 480, "day_until_minute": 490}, ["cannot-fit"]),
    # no total
    ("KUHP 85(9) no total, derivable", A, {"total_minutes": None, "period_days": 30}, ["total-derived"]),
    ("KUHP 85(9) no total at all", A, {"total_minutes": None, "minutes_a_day": None}, ["no-total"]),
    (
        "KUHP 85(9) derived above 240 h",
        A,
        {"total_minutes": None, "period_days": 121},
        ["total-derived", "total-above"],
    ),
    # a child's time of day
    ("PP 58/2022 16(3) 08-17", C, {"day_from_minute": 480, "day_until_minute": 1020}, []),
    ("PP 58/2022 16(3) 07:59", C, {"day_from_minute": 479, "day_until_minute": 1020}, ["child-at-another-hour"]),
    ("PP 58/2022 16(3) 17:01", C, {"day_from_minute": 780, "day_until_minute": 1021}, ["child-at-another-hour"]),
    ("KUHP 186 19-21", C, {"day_from_minute": 1140, "day_until_minute": 1260}, ["child-at-night"]),
    ("KUHP 186 an adult's night", A, {"day_from_minute": 1140, "day_until_minute": 1260}, []),
    # what it stands in place of
    ("KUHP 85(1) 180 days of prison", A, {"replaced_prison_days": 180}, []),
    ("KUHP 85(1) 181 days of prison", A, {"replaced_prison_days": 181}, ["prison-too-long"]),
    ("KUHP 79 category II", A, {"replaced": Replaced.FINE, "replaced_fine_rupiah": 10_000_000}, []),
    ("KUHP 79 above it", A, {"replaced": Replaced.FINE, "replaced_fine_rupiah": 10_000_001}, ["fine-too-high"]),
    ("UU 1/2026 unpaid fine", A, {"replaced": Replaced.UNPAID_FINE}, ["unpaid-fine"]),
    ("KUHP 96(4) adat compensation", A, {"replaced": Replaced.ADAT_COMPENSATION}, ["adat-compensation"]),
    ("KUHP 85(1) threat below 5 years", A, {"threat_months": 59}, []),
    ("KUHP 85(1) threat of 5 years", A, {"threat_months": 60}, ["threat-too-high"]),
    ("KUHP 85(2) consent withheld", A, {"consent": Consent.WITHHELD}, ["consent-withheld"]),
    # ages: completed years at the offence
    ("SPPA 69(2) the 14th birthday", C, {"birth_date": date(2012, 6, 1), "nik": None}, []),
    ("SPPA 69(2) a day before 14", C, {"birth_date": date(2012, 6, 2), "nik": None}, ["too-young"]),
    ("SPPA 1 no. 3 a day before 18", C, {"birth_date": date(2008, 6, 2), "nik": None}, []),
    ("SPPA 1 no. 3 the 18th birthday", C, {"birth_date": date(2008, 6, 1), "nik": None}, ["child-kind-for-adult"]),
    ("KUHP 40 an adult of 18", A, {"birth_date": date(2008, 6, 1)}, []),
    (
        "KUHP 40 at most 17 at the offence",
        A,
        {"birth_date": date(2008, 9, 2), "offence_on": None},
        ["adult-kind-for-child"],
    ),
    ("KUHP 40 18 at the ruling, the offence before", A, {"birth_date": date(2008, 9, 1), "offence_on": None}, []),
    ("KUHP 40 an adult's kind for 17", A, {"birth_date": date(2008, 6, 2)}, ["adult-kind-for-child"]),
    (
        "SPPA 20 a child then, tried at 21",
        A,
        {"birth_date": date(2005, 9, 1), "offence_on": date(2023, 8, 31)},
        [],
    ),
    (
        "SPPA 20 a child then, tried a day before 21",
        A,
        {"birth_date": date(2005, 9, 2), "offence_on": date(2023, 8, 31)},
        ["adult-kind-for-child"],
    ),
    (
        "settlement 38 born 29 February",
        C,
        {"birth_date": date(2008, 2, 29), "offence_on": date(2026, 2, 28), "nik": None},
        [],
    ),
    (
        "settlement 38 born 29 February, 1 March",
        C,
        {"birth_date": date(2008, 2, 29), "offence_on": date(2026, 3, 1), "nik": None},
        ["child-kind-for-adult"],
    ),
    # diversion, and before the law
    ("SPPA 1 no. 3 diversion at 12", C, {"document": Document.DIVERSION, "birth_date": date(2014, 6, 1)}, []),
    ("SPPA 1 no. 3 before 12", C, {"document": Document.DIVERSION, "birth_date": date(2014, 6, 2)}, ["too-young"]),
    ("SPPA 7 diversion for an adult", A, {"document": Document.DIVERSION}, ["diversion-for-adult"]),
    ("KUHP 624 the first day", A, {"ruled_on": date(2026, 1, 2), "final_on": None}, []),
    ("KUHP 624 the day before", A, {"ruled_on": date(2026, 1, 1), "final_on": None}, ["before-the-law"]),
]


@pytest.mark.parametrize(("regime", "changes", "expected"), [case[1:] for case in HELD], ids=[case[0] for case in HELD])
def test_a_conflict_with_law_is_held_with_its_article(
    regime: Regime, changes: dict[str, Any], expected: list[str]
) -> None:
    outcome = register(paper_for(regime, **changes))
    assert rules(outcome) == expected
    outcome.then_types(PutusanReceived, PutusanHeld if expected else PutusanRegistered)
    assert all(reason.citation for event in outcome.events for reason in getattr(event, "reasons", ()))


def test_every_conflict_is_told_at_once() -> None:
    outcome = register(adult(total_minutes=300 * H, minutes_a_day=540, consent=Consent.WITHHELD, threat_months=60))
    assert rules(outcome) == ["threat-too-high", "consent-withheld", "total-above", "day-above"]


def test_a_held_total_shows_the_figures() -> None:
    held = register(adult(total_minutes=300 * H, minutes_a_day=480, period_days=180)).events[1]
    assert isinstance(held, PutusanHeld)
    assert held.reasons[0].facts == (("minutes", 18_000), ("most_minutes", 14_400))


def test_a_month_of_two_hours_daily_makes_sixty_hours_to_confirm() -> None:
    received, held = register(adult(total_minutes=None, minutes_a_day=120, period_days=30)).events
    assert isinstance(received, PutusanReceived)
    assert isinstance(held, PutusanHeld)
    assert received.terms.total_minutes == 60 * H
    assert dict(held.reasons[0].facts) == {"days": 30, "minutes": 120, "derived_minutes": 3600}
    said = TEXTS.sentence(held.reasons[0].rule, dict(held.reasons[0].facts), Language.ID)
    assert "30 hari × 2 jam = 60 jam" in said


@pytest.mark.parametrize(
    ("setting", "flags", "held"), [("flag", ("annex-24h",), []), ("hold", (), ["annex-24h"]), ("settled", (), [])]
)
def test_more_than_the_annexs_24_hours_is_as_the_regency_settled(
    setting: str, flags: tuple[str, ...], held: list[str]
) -> None:
    laws = settled(("annex_24h", setting, date(2026, 11, 25)))
    outcome = register(adult(total_minutes=24 * H + 1), laws=laws)
    assert rules(outcome) == held
    assert getattr(outcome.events[0], "flags", None) == flags


@pytest.mark.parametrize(("day", "held"), [(24, []), (25, ["annex-24h"]), (26, ["annex-24h"])])
def test_what_the_regency_settles_judges_papers_from_its_day_on_and_none_before(day: int, held: list[str]) -> None:
    """Whenever the ruling is from: how a paper is taken is the office's doing, on the day on which it takes it."""
    laws = settled(("annex_24h", "hold", date(2026, 11, 25)))
    now = datetime(2026, 11, day, 3, tzinfo=UTC)
    assert rules(register(adult(total_minutes=24 * H + 1), laws=laws, now=now)) == held


def test_exactly_the_annexs_24_hours_is_no_question() -> None:
    assert getattr(register(adult(total_minutes=24 * H)).events[0], "flags", None) == ()


FLAGS: list[tuple[Regime, dict[str, Any], str]] = [
    (A, {"minutes_a_day": None}, "day-not-stated"),
    (A, {"period_days": None}, "period-not-stated"),
    (A, {"sanctions": ()}, "sanction-not-stated"),
    (A, {"considerations_stated": None}, "considerations-not-stated"),
    (A, {"considerations_stated": False}, "considerations-not-stated"),
    (A, {"considerations": tuple(Consideration)[:6]}, "payment-not-weighed"),
    (A, {"consent": Consent.NOT_STATED}, "consent-not-stated"),
    (A, {"replaced": Replaced.NOT_STATED}, "replaced-not-stated"),
    (A, {"final_on": None}, "final-not-stated"),
    (A, {"final_on": date(2026, 11, 26)}, "not-final-yet"),
    (A, {"final_on": date(2026, 9, 8)}, "final-too-early"),
    (A, {"kecamatan": None}, "kecamatan-not-stated"),
    (A, {"nik": None}, "nik-not-stated"),
    (C, {"guardian": None}, "guardian-not-stated"),
    (A, {"offence_on": None}, "offence-date-not-stated"),
    (A, {"birth_date": None, "nik": None}, "birth-date-not-stated"),
    (A, {"birth_date": None, "nik": "9903110203110001"}, "nik-says-another-age"),
    (A, {"birth_date": None, "nik": "9903110203110001", "offence_on": None}, "nik-says-another-age"),
    (C, {"birth_date": None, "nik": "9903110203900001"}, "nik-says-another-age"),
    (C, {"birth_date": None, "nik": "9903110203160001"}, "nik-says-another-age"),
    (A, {"case_number": "1/Pid.Sus-Anak/2026/PN Trk"}, "register-differs"),
    (C, {"case_number": "1/Pid.B/2026/PN Trk"}, "register-differs"),
    (C, {"case_number": "1/Pid.Sus-LH/2026/PN Trk"}, "register-differs"),
    (A, {"case_number": "1/PID.SUS-Anak/2026/PT SBY", "court": None}, "register-differs"),
    (A, {"case_number": "1/Pid.Zab/2026/PN Trk"}, "register-unknown"),
    (A, {"court": "PT Surabaya"}, "courts-differ"),
    (A, {"case_number": "1/Pid.B/2027/PN Trk"}, "ruled-before-case"),
    (C, {"birth_date": date(2005, 9, 1), "offence_on": date(2023, 8, 31), "nik": None}, "tried-after-21"),
    (C, {"document": Document.DIVERSION, "period_days": 91}, "diversion-above-3-months"),
    (A, {"nik": "990311020390001"}, "nik-length"),
    (A, {"nik": "9903110203900000"}, "nik-serial-zero"),
    (A, {"nik": "9903113213900001"}, "nik-birth-day"),
    (A, {"nik": "9903110303900001"}, "nik-differs-from-birth-date"),
    (A, {"nik": "9903114203900001"}, "nik-differs-from-sex"),
]


@pytest.mark.parametrize(("regime", "changes", "flag"), FLAGS, ids=[flag for _, _, flag in FLAGS])
def test_what_is_only_worth_a_look_is_flagged_and_stops_nothing(
    regime: Regime, changes: dict[str, Any], flag: str
) -> None:
    _, registered = register(paper_for(regime, **changes)).then_types(PutusanReceived, PutusanRegistered)
    assert flag in getattr(registered, "flags", ())


@pytest.mark.parametrize(
    ("regime", "minutes_a_day", "period_days"),
    [pytest.param(A, 480, 180, id="KUHP 85(5)"), pytest.param(C, 180, None, id="PP 58/2022 16(3)")],
)
def test_the_statutory_figure_stands_in_for_what_the_ruling_leaves_out(
    regime: Regime, minutes_a_day: int, period_days: int | None
) -> None:
    received, registered = register(paper_for(regime, minutes_a_day=None, period_days=None)).events
    assert isinstance(received, PutusanReceived)
    assert isinstance(registered, PutusanRegistered)
    assert (received.terms.minutes_a_day, received.terms.period_days) == (None, None)
    assert (registered.terms.minutes_a_day, registered.terms.period_days) == (minutes_a_day, period_days)


def test_a_ruling_that_weighs_all_seven_each_by_itself_is_asked_nothing() -> None:
    received = register(adult(considerations_stated=None, considerations=tuple(Consideration))).events[0]
    assert getattr(received, "flags", None) == ()


def test_a_ruling_that_weighs_some_is_asked_by_name_about_those_that_are_left() -> None:
    some = (Consideration.CONFESSION, Consideration.CONSENT, Consideration.HISTORY, Consideration.CONVICTION)
    received = register(adult(considerations_stated=None, considerations=some)).events[0]
    assert getattr(received, "flags", None) == ("ability-not-weighed", "safety-not-weighed", "payment-not-weighed")


def test_an_agreement_is_not_asked_for_a_sanction() -> None:
    """KUHP 85(7) and SPPA 76(2) bind a sentence; a diversion that fails goes back to court."""
    received = register(child(document=Document.DIVERSION, sanctions=())).events[0]
    assert "sanction-not-stated" not in getattr(received, "flags", ())


def test_a_diversion_without_a_term_has_three_months() -> None:
    registered = register(child(document=Document.DIVERSION, period_days=None)).events[1]
    assert isinstance(registered, PutusanRegistered)
    assert registered.terms.period_days == 90


REJECTED: list[tuple[dict[str, Any], list[str]]] = [
    ({"case_number": None, "court": None}, ["case-number-missing", "court-missing"]),
    ({"case_number": "putusan nomor 5"}, ["case-number-form"]),
    ({"case_number": "1/Pid.B/2026/PN Tlg"}, ["wrong-court"]),
    ({"court": "Pengadilan Negeri Kediri"}, ["wrong-court"]),
    ({"ruled_on": None}, ["ruled-on-missing"]),
    ({"ruled_on": date(2026, 11, 26)}, ["ruled-in-future"]),
    ({"name": None}, ["name-missing"]),
    ({"kind": None}, ["kind-missing"]),
    ({"document": None}, ["not-a-ruling"]),
    ({"case_number": "1/Pid.B/2026", "court": "Ruang Cakra"}, ["court-unknown"]),
]


@pytest.mark.parametrize(("changes", "expected"), REJECTED, ids=["+".join(expected) for _, expected in REJECTED])
def test_a_paper_that_cannot_be_used_is_rejected_and_kept(changes: dict[str, Any], expected: list[str]) -> None:
    outcome = register(adult(**changes))
    outcome.then_types(PutusanRejected)
    assert rules(outcome) == expected


def test_a_paper_with_nothing_on_it_is_told_all_its_faults_in_the_order_of_its_fields() -> None:
    empty = adult(**dict.fromkeys(("case_number", "court", "ruled_on", "name", "kind")))
    assert rules(register(empty)) == [
        "case-number-missing",
        "court-missing",
        "ruled-on-missing",
        "name-missing",
        "kind-missing",
    ]


def test_an_unreadable_field_is_not_also_told_as_missing() -> None:
    command = registering(adult(ruled_on=None), unreadable("date-unreadable", "ruled_on"))
    outcome = given(PUTUSAN, circumstances=circumstances()).when(command)
    assert rules(outcome) == ["date-unreadable"]


def test_a_conflict_with_law_never_rejects() -> None:
    register(adult(total_minutes=900_000, minutes_a_day=1440, consent=Consent.WITHHELD)).then_types(
        PutusanReceived, PutusanHeld
    )


def registered_events(**changes: Any) -> list[Event]:
    return register(adult(**changes)).events


def test_the_same_case_and_convict_twice_is_refused_as_a_conflict() -> None:
    refused = register(adult(), *registered_events()).refused("duplicate")
    assert refused.faults[0].severity is Severity.CONFLICT


def test_a_held_ruling_is_not_registered_again() -> None:
    register(adult(), *registered_events(minutes_a_day=481)).refused("duplicate")


def test_a_rejected_paper_may_come_again_better() -> None:
    rejected = registered_events(ruled_on=None)
    register(adult(), *rejected).then_types(PutusanReceived, PutusanRegistered)


def test_a_rejected_paper_that_comes_again_with_the_same_faults_says_nothing_new() -> None:
    register(adult(ruled_on=None), *registered_events(ruled_on=None)).then()


def test_a_rejected_paper_that_comes_again_with_other_faults_is_kept_again() -> None:
    register(adult(kind=None), *registered_events(ruled_on=None)).then_types(PutusanRejected)


HELD_BEFORE = {"total_minutes": 300 * H, "minutes_a_day": 480}
ANSWER = Terms(regime=A, total_minutes=240 * H, minutes_a_day=480, period_days=180)


def confirm(answer: Any, *before: Event) -> Any:
    return given(PUTUSAN, *before, circumstances=circumstances()).when(answer)


def test_the_prosecutors_answer_registers_a_held_ruling_as_answered() -> None:
    outcome = confirm(confirming(ANSWER), *registered_events(**HELD_BEFORE))
    confirmed, registered = outcome.then_types(PutusanConfirmed, PutusanRegistered)
    assert confirmed.terms == registered.terms == ANSWER


def test_an_answer_above_the_statutory_day_is_executed_within_it() -> None:
    answer = ANSWER.model_copy(update={"minutes_a_day": 600})
    _, registered = confirm(confirming(answer), *registered_events(**HELD_BEFORE)).events
    assert registered.terms.minutes_a_day == 480
    assert "day-capped" in registered.flags


def test_what_the_answer_leaves_out_has_the_statutory_figure() -> None:
    answer = Terms(regime=A, total_minutes=100 * H)
    _, registered = confirm(confirming(answer), *registered_events(**HELD_BEFORE)).events
    assert (registered.terms.minutes_a_day, registered.terms.period_days) == (480, 180)


def test_flags_of_the_paper_stay_after_the_answer() -> None:
    _, registered = confirm(confirming(ANSWER), *registered_events(**HELD_BEFORE, nik=None)).events
    assert "nik-not-stated" in registered.flags


def test_an_answer_to_nothing_is_absent() -> None:
    assert confirm(confirming(ANSWER)).refused("putusan-unknown").faults[0].severity is Severity.ABSENT


def test_an_answer_to_a_rejected_paper_is_absent() -> None:
    confirm(confirming(ANSWER), *registered_events(kind=None)).refused("putusan-unknown")


def test_an_answer_to_a_registered_ruling_is_a_conflict() -> None:
    confirm(confirming(ANSWER), *registered_events()).refused("not-held")


def test_every_fault_of_an_answer_is_told_at_once() -> None:
    answer = confirming(Terms(regime=A, total_minutes=0), answered_on=date(2026, 11, 26))
    confirm(answer, *registered_events(**HELD_BEFORE)).refused("total-missing", "answered-in-future")


def test_an_answer_is_not_older_than_the_ruling() -> None:
    answer = confirming(ANSWER, answered_on=date(2026, 8, 31))
    confirm(answer, *registered_events(**HELD_BEFORE)).refused("answered-before-ruling")
