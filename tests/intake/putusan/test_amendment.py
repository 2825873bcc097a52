"""A correction of a ruling: by number and with a reason, read by the rules of registration, in no state too late."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from services.intake.putusan.decider import PUTUSAN, LodgeAppeal, Opened, RecordFinality, Status
from services.intake.putusan.decider.amendment import BY_DOCUMENT, ELSEWHERE, WITHOUT_DOCUMENT
from services.intake.putusan.decider.beforehand import of_amendment, of_answer
from services.intake.putusan.decider.paper import UNITS_OF, Likeness, Paper
from services.intake.putusan.decider.telling import paper_of
from services.intake.putusan.events import (
    Consent,
    Mask,
    PutusanAmended,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    Replaced,
    Sanction,
)
from shared.domain.event import Event
from shared.domain.identifiers import Code, Kecamatan
from shared.domain.personal import Personal
from shared.domain.refusal import Severity
from shared.domain.sentence import Regime, Sex, Terms
from tests.given import given
from tests.intake.putusan.amending import amend, amended, amending, received, state
from tests.intake.putusan.papers import (
    ADULT,
    adult,
    child,
    circumstances,
    confirming,
    register,
    registering,
    rules,
    unreadable,
)

OTHER = "33333333-3333-5333-8333-333333333333"
SOMEBODY = "44444444-4444-4444-8444-444444444444"


def registered(**changes: Any) -> list[Event]:
    return register(adult(**changes)).events


def flags(events: list[Event]) -> tuple[str, ...]:
    return state(events).flags


def test_a_village_of_a_double_name_moves_to_no_other_kecamatan_by_itself() -> None:
    events = registered(desa=Personal("Besuki"), kecamatan=Kecamatan("35.03.02"))
    assert received(events).desa == Personal("Besuki, Munjungan")
    moved = amended(events, kecamatan=Kecamatan("35.03.01"))
    told = received(moved)
    assert (told.desa, [cell.rule for cell in told.unread]) == (None, ["desa-elsewhere"])
    both = amended(events, kecamatan=Kecamatan("35.03.01"), desa=Personal("Besuki"))
    assert received(both).desa == Personal("Besuki, Panggul")


@pytest.mark.parametrize(
    ("missing", "mended", "flag"),
    [
        ("kecamatan", Kecamatan("35.03.02"), "kecamatan-not-stated"),
        ("nik", "9903110203900001", "nik-not-stated"),
        ("birth_date", date(1990, 3, 2), "birth-date-not-stated"),
        ("offence_on", date(2026, 8, 20), "offence-date-not-stated"),
        ("minutes_a_day", 120, "day-not-stated"),
        ("period_days", 60, "period-not-stated"),
        ("sanctions", (Sanction.PRISON,), "sanction-not-stated"),
        ("considerations_stated", True, "considerations-not-stated"),
        ("consent", Consent.GIVEN, "consent-not-stated"),
    ],
)
def test_what_is_completed_ends_the_flag_that_asked_for_it(missing: str, mended: Any, flag: str) -> None:
    empty = {"sanctions": (), "consent": Consent.NOT_STATED}.get(missing)
    events = registered(**{missing: empty})
    assert flag in flags(events)
    told = amend(events, **{missing: mended}).then_types(PutusanAmended, PutusanReceived, PutusanRegistered)
    assert flag not in flags([*events, *told])
    assert told[2].flags == told[1].flags == state([*events, *told]).flags  # type: ignore[attr-defined]


def test_a_mended_paper_is_told_as_if_it_had_been_registered_so() -> None:
    wrong = registered(name="Budi Rekan", sex=Sex.FEMALE, total_minutes=200 * 60, kecamatan=None)
    right = registered()
    mended = amended(wrong, name=ADULT["name"], sex=ADULT["sex"], total_minutes=1200, kecamatan=ADULT["kecamatan"])
    assert received(mended) == received(right)
    assert mended[-1] == right[-1]
    assert paper_of(received(right)) == adult()


def test_every_field_of_a_paper_can_be_mended_but_the_days_of_finality_and_of_an_appeal() -> None:
    events = registered()
    amend(events, final_on=date(2026, 9, 10)).refused("finality-elsewhere")
    amend(events, appealed_on=date(2026, 9, 10)).refused("appeal-elsewhere")
    for name in Paper.model_fields.keys() - {*ELSEWHERE, *UNITS_OF.values()}:
        assert name in amending(events, **{name: getattr(child(), name)}).fields


def test_a_correction_says_who_stood_there_before_and_why() -> None:
    events = registered()
    command = amending(events, nik="9903110203900002", by=None)
    (said, *_) = given(PUTUSAN, *events, circumstances=circumstances()).when(command).events
    assert isinstance(said, PutusanAmended)
    assert [one.field for one in said.mended] == ["nik"]
    assert (said.number, said.document, said.whose_anew) == (1, None, False)


OTHERWISE: dict[str, Any] = {
    "kind": Regime.CHILD, "document": "diversion", "sanctions": (Sanction.FINE,), "until": date(2027, 1, 1),
    "periods": ({"first": "2026-12-01", "last": "2026-12-02"},), "weekdays": (1,), "place_named": "Masjid Rekaan",
    "ruled_on": date(2026, 8, 31), "offence_on": date(2026, 6, 3), "birth_date": date(1991, 3, 2),
    "replaced": Replaced.PRISON, "consent": Consent.GIVEN, "considerations_stated": True, "work_category": 2,
    "considerations": ("consent",), "work_named": "Menyapu", "conditions": "Lapor tiap bulan", "reports_monthly": True,
    **dict.fromkeys(("sanction_repeat", "sanction_prison", "sanction_fine"), "part"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BY_DOCUMENT))
def test_what_the_ruling_says_is_mended_by_a_document(name: str) -> None:
    value = OTHERWISE.get(name, 7)
    bare = registered(consent=Consent.NOT_STATED, replaced=Replaced.NOT_STATED, considerations_stated=None)
    refusal = amend(bare, by=None, **{name: value}).refused("amendment-document-missing")
    assert refusal.faults[0].pointer == "/document"
    assert amend(bare, **{name: value}).events


def test_who_it_is_and_which_case_is_mended_without_one() -> None:
    assert WITHOUT_DOCUMENT | BY_DOCUMENT | {*ELSEWHERE, *UNITS_OF.values()} == Paper.model_fields.keys()
    for name, value in (("occupation", "petani"), ("prosecutor_number", "PDM-06/M.5.16.3/Eoh.2/04/2026")):
        assert amend(registered(), by=None, **{name: value}).events


@pytest.mark.parametrize(
    ("paper", "rule"),
    [
        (adult(replaced=Replaced.UNPAID_FINE), "unpaid-fine"),
        (adult(consent=Consent.WITHHELD), "consent-withheld"),
        (adult(threat_months=60), "threat-too-high"),
        (adult(total_minutes=300 * 60, minutes_a_day=480, period_days=180), "total-above"),
        (child(birth_date=date(2013, 3, 2)), "too-young"),
        (child(birth_date=None, nik=None, kind=Regime.ADULT, document="diversion"), "diversion-for-adult"),
    ],
    ids=lambda said: said if isinstance(said, str) else "",
)
@pytest.mark.parametrize("name", sorted(WITHOUT_DOCUMENT))
def test_nothing_that_is_mended_without_a_document_answers_what_the_prosecutor_is_asked(
    paper: Paper, rule: str, name: str
) -> None:
    otherwise: dict[str, Any] = {
        "case_number": "77/Pid.Sus/2026/PN Trk", "court": "PN Trenggalek", "namesake": 2, "nik": "9903110203130007",
        "sex": Sex.FEMALE, "kecamatan": "35.03.02", "desa": "Munjungan", "skills": ("mengajar",),
    }  # fmt: skip
    events = register(paper).events
    asked = state(events).legal
    assert rule in [one.rule for one in asked]
    told = amend(events, by=None, **{name: otherwise.get(name, "Dikatakan lain")}).events
    assert state([*events, *told]).legal == asked


def test_a_ruling_in_place_of_a_fine_is_not_made_one_in_place_of_prison_by_a_word() -> None:
    events = registered(replaced=Replaced.UNPAID_FINE)
    assert [one.rule for one in state(events).legal] == ["unpaid-fine"]
    amend(events, by=None, replaced=Replaced.PRISON).refused("amendment-document-missing")
    assert isinstance(amend(events, replaced=Replaced.PRISON).events[-1], PutusanRegistered)


def test_a_correction_that_mends_nothing_is_no_correction() -> None:
    amend(registered(), kecamatan=ADULT["kecamatan"]).refused("amendment-empty")
    amend(registered()).refused("amendment-empty")


def test_a_correction_cannot_make_a_paper_that_no_register_takes() -> None:
    for mended, rule in (
        ({"name": None}, "name-missing"),
        ({"ruled_on": date(2027, 1, 1)}, "ruled-in-future"),
        ({"case_number": "12/Pid.B/2026/PN Kdr"}, "wrong-court"),
        ({"kind": None}, "kind-missing"),
    ):
        (fault,) = amend(registered(), **mended).refused(rule).faults
        assert fault.pointer == f"/paper/{next(iter(mended))}"


def test_a_field_that_the_ruling_does_not_say_after_all_is_emptied() -> None:
    events = amended(registered(), minutes_a_day=None, address=None, kecamatan=None)
    assert received(events).terms.minutes_a_day is None
    assert {"day-not-stated", "kecamatan-not-stated"} <= set(flags(events))


def test_a_cell_that_nobody_could_read_is_ended_by_the_correction_of_its_field() -> None:
    cell = unreadable("kecamatan-unknown", "kecamatan").model_copy(update={"written": Personal("Dongkko")})
    command = registering(adult(kecamatan=None), cell)
    events = given(PUTUSAN, circumstances=circumstances()).when(command).events
    assert [one.field for one in received(events).unread] == ["kecamatan"]
    other = amended(events, sex=Sex.FEMALE)
    assert received(other).unread == received(events).unread
    mended = amended(events, kecamatan=Kecamatan("35.03.02"))
    assert received(mended).unread == ()
    assert not {"kecamatan-unknown", "kecamatan-not-stated"} & set(flags(mended))


def test_a_date_that_nobody_can_mean_is_asked_of_a_person_and_kept_beside_a_flag_for_a_program() -> None:
    events = registered()
    command = amending(events, birth_date=date(2026, 10, 1), offence_on=date(2026, 6, 2))
    (doubt,) = of_amendment(command, state(events), circumstances())
    assert (doubt.rule, doubt.pointer) == ("birth-after-ruling", "/paper/birth_date")
    mended = amended(events, birth_date=date(2026, 10, 1), offence_on=date(2026, 6, 2))
    assert [cell.rule for cell in received(mended).unread] == ["birth-after-ruling"]
    assert received(mended).birth_date is None


@pytest.mark.parametrize(
    ("mended", "rule", "field"),
    [
        ({"nik": "990311020390"}, "nik-length", "nik"),
        ({"nik": "9903110203900001", "birth_date": date(1990, 4, 2)}, "nik-differs-from-birth-date", "nik"),
        ({"nik": "9903114203900001", "birth_date": date(1990, 3, 2)}, "nik-differs-from-sex", "nik"),
        ({"total_minutes": 300 * 60}, "total-above", "total_minutes"),
        ({"minutes_a_day": 600}, "day-above", "minutes_a_day"),
    ],
)
def test_what_a_correction_says_wrongly_or_is_held_for_is_asked_before_it_is_recorded(
    mended: dict[str, Any], rule: str, field: str
) -> None:
    events = registered()
    doubts = of_amendment(amending(events, **mended), state(events), circumstances())
    assert (rule, f"/paper/{field}") in [(doubt.rule, doubt.pointer) for doubt in doubts]


def test_what_is_refused_anyway_is_not_asked_before() -> None:
    events = registered()
    command = amending(events, total_minutes=300 * 60, by=None)
    assert of_amendment(command, state(events), circumstances()) == ()


def test_an_answer_that_repeats_what_held_the_ruling_is_asked_with_the_limit() -> None:
    events = registered(total_minutes=300 * 60)
    again = confirming(Terms(regime=Regime.ADULT, total_minutes=260 * 60))
    (doubt,) = of_answer(again, state(events), circumstances())
    assert (doubt.rule, doubt.pointer, doubt.facts["most_minutes"]) == (
        "total-above",
        "/terms/total_minutes",
        240 * 60,
    )
    lawful = confirming(Terms(regime=Regime.ADULT, total_minutes=240 * 60))
    assert of_answer(lawful, state(events), circumstances()) == ()


# Numbers.


def test_any_order_of_corrections_gives_the_same_paper() -> None:
    corrections: list[tuple[int, dict[str, Any]]] = [
        (1, {"kecamatan": Kecamatan("35.03.01"), "total_minutes": 300 * 60}),
        (2, {"kecamatan": Kecamatan("35.03.02"), "nik": "9903110203900002"}),
        (3, {"total_minutes": 80 * 60, "nik": None}),
    ]
    found = []
    for order in permutations(corrections):
        events = registered()
        for number, mended in order:
            events = amended(events, number, **mended)
        found.append((received(events), state(events).status, events[-1]))
    assert all(one[:2] == found[0][:2] for one in found)
    assert found[0][1] is Status.REGISTERED
    assert (found[0][0].kecamatan, found[0][0].nik, found[0][0].terms.total_minutes) == ("35.03.02", None, 4800)


def test_a_lower_number_that_comes_late_is_recorded_and_decides_nothing() -> None:
    events = amended(registered(), 2, kecamatan=Kecamatan("35.03.02"))
    amend(events, 1, kecamatan=Kecamatan("35.03.01")).then_types(PutusanAmended)


def test_said_again_it_is_nothing_and_said_otherwise_a_conflict() -> None:
    events = amended(registered(), kecamatan=Kecamatan("35.03.02"))
    amend(events, kecamatan=Kecamatan("35.03.02")).then()
    (fault,) = amend(events, kecamatan=Kecamatan("35.03.03")).refused("amendment-conflict").faults
    assert (fault.severity, fault.pointer, fault.facts) == (Severity.CONFLICT, "/number", {"number": 1, "next": 2})


def test_decided_on_values_that_changed_meanwhile_it_is_asked_again() -> None:
    events = registered()
    stale = amending(events, kecamatan=None)
    stale = stale.model_copy(update={"opened": Opened(refs=("another",), clear=received(events))})
    given(PUTUSAN, *events, circumstances=circumstances()).when(stale).refused("putusan-changed")
    given(PUTUSAN, circumstances=circumstances()).when(stale).refused("putusan-unknown")


# Held.


def test_a_ruling_held_for_a_slip_is_registered_by_the_mended_paper() -> None:
    events = register(adult(total_minutes=2000 * 60)).events
    assert state(events).status is Status.HELD
    told = amend(events, total_minutes=20 * 60).then_types(PutusanAmended, PutusanReceived, PutusanRegistered)
    assert told[2] == registered()[-1]


def test_of_two_reasons_to_hold_the_one_that_stands_is_still_asked() -> None:
    events = register(adult(total_minutes=300 * 60, threat_months=72)).events
    told = amend(events, threat_months=48).then_types(PutusanAmended, PutusanReceived, PutusanHeld)
    assert "total-above" in [reason.rule for reason in told[2].reasons]  # type: ignore[attr-defined]
    assert "threat-too-high" not in [reason.rule for reason in told[2].reasons]  # type: ignore[attr-defined]
    answer = confirming(Terms(regime=Regime.ADULT, total_minutes=240 * 60, minutes_a_day=480))
    given(PUTUSAN, *events, *told, circumstances=circumstances()).when(answer)


def test_a_registered_ruling_that_contradicts_the_law_since_it_was_mended_is_held_and_answered() -> None:
    events = amended(registered(), total_minutes=300 * 60)
    assert state(events).status is Status.HELD
    assert "total-above" in [reason.rule for reason in state(events).legal]
    terms = Terms(regime=Regime.ADULT, total_minutes=240 * 60, minutes_a_day=480, period_days=60)
    answered = given(PUTUSAN, *events, circumstances=circumstances()).when(confirming(terms)).events
    assert isinstance(answered[-1], PutusanRegistered)
    assert answered[-1].terms.total_minutes == 240 * 60


def test_what_the_prosecutor_answered_is_not_asked_again_and_stands_over_an_older_paper() -> None:
    events = register(adult(total_minutes=300 * 60)).events
    terms = Terms(regime=Regime.ADULT, total_minutes=100 * 60, minutes_a_day=480, period_days=90)
    events += given(PUTUSAN, *events, circumstances=circumstances()).when(confirming(terms)).events
    told = amend(events, kecamatan=Kecamatan("35.03.02")).then_types(PutusanAmended, PutusanReceived, PutusanRegistered)
    assert told[2].terms.total_minutes == 100 * 60  # type: ignore[attr-defined]
    later = amend([*events, *told], 2, period_days=120).events
    assert later[-1].terms == terms.model_copy(update={"period_days": 120})  # type: ignore[attr-defined]


# The person.


def test_a_birth_date_that_is_completed_says_who_is_a_child_and_who_an_adult() -> None:
    events = registered(birth_date=None, nik=None)
    assert received(events).mask is Mask.UNKNOWN
    assert received(amended(events, birth_date=date(1990, 3, 2))).mask is Mask.ADULT
    assert received(amended(events, nik="9903110203900001")).mask is Mask.ADULT
    assert received(amended(events, birth_date=date(2010, 3, 2))).mask is Mask.CHILD


def test_whom_the_prosecutor_calls_a_child_stays_one_whatever_is_mended() -> None:
    events = register(adult(birth_date=None, nik=None, total_minutes=300 * 60)).events
    terms = Terms(regime=Regime.CHILD, total_minutes=100 * 60)
    events += given(PUTUSAN, *events, circumstances=circumstances()).when(confirming(terms)).events
    assert received(amended(events, kecamatan=None)).mask is Mask.CHILD


def test_a_nik_that_is_another_persons_is_asked_of_the_officer_and_joins_nobody() -> None:
    for differs, rule in ((("name",), "identity-differs"), ((), "nik-of-a-known-person")):
        likeness = Likeness(differs=tuple(map(Code, differs)), known_klien=SOMEBODY, known_putusan=OTHER)
        outcome = amend(registered(), likeness=likeness, nik="9903110203900002")
        told = outcome.then_types(PutusanAmended, PutusanReceived, PutusanHeld)
        assert rules(outcome) == [rule]
        assert told[0].whose_anew  # type: ignore[attr-defined]
        assert {event.subject for event in told} == {received(registered()).klien_id}


def test_a_question_about_the_person_goes_with_the_slip_that_asked_it() -> None:
    likeness = Likeness(differs=(Code("name"),), known_klien=SOMEBODY, known_putusan=OTHER)
    events = registered()
    events += amend(events, likeness=likeness, nik="9903110203900002").events
    assert state(events).open_questions
    other = amended(events, 2, kecamatan=Kecamatan("35.03.02"))
    assert state(other).open_questions
    mended = amended(other, 3, nik="9903110203900001")
    assert state(mended).status is Status.REGISTERED
    assert state(mended).questions == ()


def test_a_flag_of_somebody_alike_stays_until_the_person_is_told_apart() -> None:
    likeness = Likeness(perhaps=OTHER)
    command = registering(adult(nik=None)).model_copy(update={"likeness": likeness})
    events = given(PUTUSAN, circumstances=circumstances()).when(command).events
    assert "perhaps-a-known-person" in flags(events)
    assert "perhaps-a-known-person" in flags(amended(events, kecamatan=None))
    assert "perhaps-a-known-person" not in flags(amended(events, nik="9903110203900001"))


# Beside finality.


def test_a_recorded_day_of_finality_stands_through_a_correction_in_either_order() -> None:
    bare = registered(final_on=None)
    bht = RecordFinality(putusan_id=received(bare).putusan_id, number=1, final_on=date(2026, 9, 8))

    def finally_(events: list[Event]) -> list[Event]:
        return [*events, *given(PUTUSAN, *events, circumstances=circumstances()).when(bht).events]

    mended = {"ruled_on": date(2026, 8, 31), "kecamatan": Kecamatan("35.03.02")}
    first, last = finally_(amended(bare, **mended)), amended(finally_(bare), **mended)
    assert state(first).final_on == state(last).final_on == date(2026, 9, 8)
    assert set(flags(first)) == set(flags(last))
    assert "final-too-early" not in flags(last)
    assert last[-1].final_on == date(2026, 9, 8)  # type: ignore[attr-defined]


def test_the_day_of_a_ruling_is_not_mended_past_the_finality_or_the_appeal_that_followed_it() -> None:
    bare = registered(final_on=None)
    bht = RecordFinality(putusan_id=received(bare).putusan_id, number=1, final_on=date(2026, 9, 8))
    final = [*bare, *given(PUTUSAN, *bare, circumstances=circumstances()).when(bht).events]
    (fault,) = amend(final, ruled_on=date(2026, 9, 9)).refused("ruled-after-finality").faults
    assert (fault.pointer, fault.facts) == ("/paper/ruled_on", {"final_on": "2026-09-08"})
    lodge = LodgeAppeal(putusan_id=received(bare).putusan_id, number=1, lodged_on=date(2026, 9, 8), document="3/Akta")
    appealed = [*bare, *given(PUTUSAN, *bare, circumstances=circumstances()).when(lodge).events]
    (fault,) = amend(appealed, ruled_on=date(2026, 9, 9)).refused("ruled-after-appeal").faults
    assert (fault.pointer, fault.facts) == ("/paper/ruled_on", {"lodged_on": "2026-09-08"})
    for events in (final, appealed):
        assert isinstance(amend(events, ruled_on=date(2026, 9, 8)).events[-1], PutusanRegistered), "its very day"
