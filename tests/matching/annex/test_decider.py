"""Who is asked to fill Lampiran I, until when, and what an office may answer."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.matching.annex.decider import ANNEX, AnswerAnnex, CorrectRequest, RequestAnnex, WithdrawRequest
from services.matching.annex.events import (
    AnnexAnswered,
    AnnexRequestCorrected,
    AnnexRequested,
    AnnexRequestWithdrawn,
    Answer,
)
from services.matching.ipd.decider import IPD
from services.matching.ipd.events import OfferClosed
from services.reporting.reports.annex import Annex, Answered, annex
from shared.domain.identifiers import AnnexId, IpdId, PublicText
from shared.law.circumstances import Circumstances
from tests.given import given
from tests.lawful import LAWS
from tests.matching.ipd.test_decider import OFFER, OFFICE, OPENED, REGISTERED

NOW = Circumstances(datetime(2026, 11, 24, 1, tzinfo=UTC), LAWS)
LATER = Circumstances(datetime(2026, 12, 20, 1, tzinfo=UTC), LAWS)
ID = AnnexId("00000000-0000-4000-8000-0000000000a1")
OTHER = IpdId("00000000-0000-4000-8000-0000000000a2")
DUE = date(2026, 12, 15)
WHY = PublicText("waktunya terlalu singkat")
REQUESTED = AnnexRequested(annex_id=ID, ipd_ids=(OFFICE, OTHER), due_on=DUE, note=PublicText("Untuk tahun 2027"))
WITHDRAWN = AnnexRequestWithdrawn(annex_id=ID, reason=WHY)
NOTHING = AnnexAnswered(annex_id=ID, ipd_id=OFFICE, number=1, answer=Answer.NOTHING, reason=WHY)
FILLED = AnnexAnswered(annex_id=ID, ipd_id=OFFICE, number=2, answer=Answer.FILLED)
OFFERED = {IPD.stream(OFFICE): [REGISTERED, OPENED]}


def asking(**change: Any) -> RequestAnnex:
    return RequestAnnex(**{**REQUESTED.model_dump(), **change})


def truly(number: int = 1, **change: Any) -> CorrectRequest:
    return CorrectRequest(**{**REQUESTED.model_dump(), "number": number, "reason": WHY, **change})


def answering(number: int = 1, answer: Answer = Answer.FILLED, **change: Any) -> AnswerAnnex:
    return AnswerAnnex(**{"annex_id": ID, "ipd_id": OFFICE, "number": number, "answer": answer, **change})


def test_offices_are_asked_once_and_the_same_again_changes_nothing() -> None:
    given(ANNEX, circumstances=NOW).when(asking()).then(REQUESTED)
    given(ANNEX, REQUESTED, circumstances=NOW).when(asking()).then()
    given(ANNEX, REQUESTED, circumstances=NOW).when(asking(note=None)).refused("annex-exists")


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"due_on": date(2026, 11, 23)}, {"annex-due-past": "/due_on"}),
        ({"due_on": date(2027, 11, 26)}, {"annex-due-far": "/due_on"}),
        ({"ipd_ids": ()}, {"annex-nobody": "/ipd_ids"}),
        ({"ipd_ids": (OFFICE, OTHER, OFFICE)}, {"annex-office-twice": "/ipd_ids"}),
        ({"unknown": (OTHER,)}, {"annex-office-unknown": "/ipd_ids"}),
        ({"ipd_ids": (), "due_on": date(2025, 1, 1)}, {"annex-nobody": "/ipd_ids", "annex-due-past": "/due_on"}),
    ],
)
def test_every_reason_why_nobody_can_be_asked_so_is_named_beside_its_field(
    change: dict[str, Any], rules: dict[str, str]
) -> None:
    for found in (
        given(ANNEX, circumstances=NOW).when(asking(**change)).refused(*rules),
        given(ANNEX, REQUESTED, circumstances=NOW).when(truly(note=None, **change)).refused(*rules),
    ):
        assert {fault.rule: fault.pointer for fault in found.faults} == rules


@pytest.mark.parametrize("due_on", [date(2026, 11, 24), date(2027, 11, 25)])
def test_today_and_a_year_ahead_are_days_to_ask_for(due_on: date) -> None:
    given(ANNEX, circumstances=NOW).when(asking(due_on=due_on)).then(REQUESTED.model_copy(update={"due_on": due_on}))


def test_a_request_is_corrected_and_extended_in_turn() -> None:
    extended = AnnexRequestCorrected(
        annex_id=ID, ipd_ids=(OFFICE, OTHER), due_on=date(2027, 1, 15), note=REQUESTED.note, number=1, reason=WHY
    )
    extend = truly(due_on=extended.due_on)
    given(ANNEX, REQUESTED, circumstances=NOW).when(extend).then(extended)
    given(ANNEX, REQUESTED, extended, circumstances=NOW).when(extend).then()
    given(ANNEX, REQUESTED, extended, circumstances=NOW).when(truly(due_on=DUE)).refused("annex-moved")
    given(ANNEX, circumstances=NOW).when(extend).refused("annex-unknown")


def test_a_day_that_is_past_stands_unless_another_past_one_is_asked_for() -> None:
    fewer = truly(ipd_ids=(OFFICE,))
    (event,) = given(ANNEX, REQUESTED, circumstances=LATER).when(fewer).then_types(AnnexRequestCorrected)
    assert event.ipd_ids == (OFFICE,)  # type: ignore[attr-defined]
    given(ANNEX, REQUESTED, circumstances=LATER).when(truly(due_on=date(2026, 12, 16))).refused("annex-due-past")


def test_a_request_is_withdrawn_once_and_stands_again_by_a_correction() -> None:
    withdraw = WithdrawRequest(annex_id=ID, reason=WHY)
    given(ANNEX, REQUESTED, circumstances=NOW).when(withdraw).then(WITHDRAWN)
    given(ANNEX, REQUESTED, WITHDRAWN, circumstances=NOW).when(withdraw).then()
    given(ANNEX, circumstances=NOW).when(withdraw).refused("annex-unknown")
    again = given(ANNEX, REQUESTED, WITHDRAWN, circumstances=NOW).when(truly()).events
    given(ANNEX, REQUESTED, WITHDRAWN, *again, circumstances=NOW, beside=OFFERED).when(answering()).then(
        [FILLED.model_copy(update={"number": 1})], []
    )
    given(ANNEX, REQUESTED, WITHDRAWN, circumstances=LATER).when(truly()).refused("annex-due-past")


def test_an_office_answers_and_changes_its_answer_also_after_the_day() -> None:
    nothing = answering(answer=Answer.NOTHING, reason=WHY)
    given(ANNEX, REQUESTED, circumstances=LATER).when(nothing).then([NOTHING], [])
    given(ANNEX, REQUESTED, NOTHING, circumstances=LATER).when(nothing).then([], [])
    given(ANNEX, REQUESTED, NOTHING, circumstances=LATER, beside=OFFERED).when(answering(2)).then([FILLED], [])
    given(ANNEX, REQUESTED, NOTHING, circumstances=LATER, beside=OFFERED).when(answering(1)).refused("annex-moved")


def test_filled_is_what_has_an_open_offer_and_nothing_says_why() -> None:
    closed = OfferClosed(ipd_id=OFFICE, offer_id=OFFER, reason=WHY)
    for office in ([REGISTERED], [REGISTERED, OPENED, closed]):
        beside = {IPD.stream(OFFICE): office}
        given(ANNEX, REQUESTED, circumstances=NOW, beside=beside).when(answering()).refused("annex-not-filled")
    nothing = answering(answer=Answer.NOTHING)
    given(ANNEX, REQUESTED, circumstances=NOW).when(nothing).refused("annex-without-reason")


def test_nobody_answers_what_is_withdrawn_or_not_asked_of_them() -> None:
    given(ANNEX, REQUESTED, WITHDRAWN, circumstances=NOW, beside=OFFERED).when(answering()).refused("annex-withdrawn")
    given(ANNEX, circumstances=NOW).when(answering()).refused("annex-unknown")
    stranger = answering(ipd_id=IpdId("00000000-0000-4000-8000-0000000000a3"))
    given(ANNEX, REQUESTED, circumstances=NOW).when(stranger).refused("annex-unknown")


ROW = Annex(ID, date(2026, 3, 1), DUE, (OFFICE, OTHER), "Untuk tahun 2027")


def test_the_row_of_a_request_keeps_what_was_answered_whoever_is_asked() -> None:
    given(annex).when(REQUESTED).then(ROW)
    told = Answered("nothing", date(2026, 3, 2), WHY)
    answered = given(annex, REQUESTED).when(NOTHING)
    assert answered.row.answers == {OFFICE: told}
    assert answered.when(FILLED).row.answers == {OFFICE: Answered("filled", date(2026, 3, 3))}
    fewer = AnnexRequestCorrected(annex_id=ID, ipd_ids=(OTHER,), due_on=DUE, number=1, reason=WHY)
    row = answered.when(WITHDRAWN, fewer).row
    assert (row.ipd_ids, row.note, row.withdrawn, row.answers) == ((OTHER,), None, False, {OFFICE: told})
    assert answered.when(WITHDRAWN).row.withdrawn
