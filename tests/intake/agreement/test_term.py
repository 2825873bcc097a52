"""A signed agreement is extended, ended early or replaced, and what was told wrongly of its term is withdrawn."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.intake.agreement.decider import AGREEMENT, StrikeOutAgreement, TellTerm, WithdrawTerm
from services.intake.agreement.events import AgreementEntered, TermKind
from services.intake.agreement.projections import AGREEMENTS
from services.reporting.desks import host_matters
from services.reporting.reports.agreement import agreement
from shared.domain.units import BAPAS, REGENCY, SECRETARIAT
from tests.given import given
from tests.intake.agreement.test_decider import (
    ENTERED,
    ID,
    OTHER,
    PACT,
    TODAY,
    WHY,
    after,
    correct,
    sign,
    told,
    unsign,
)

SIGNED = told(sign(REGENCY, number=None), *told(sign(), ENTERED))
LAST = PACT["last_day"]
NEXT = {AGREEMENT.stream(OTHER): [AgreementEntered(agreement_id=OTHER, **PACT)]}


def tell(how: str = "extended", **said: Any) -> TellTerm:
    last = LAST + timedelta(days=365) if how == "extended" else TODAY
    by = OTHER if how == "replaced" else None
    return TellTerm(agreement_id=ID, **{"how": how, "last_day": last, "by": by, "telling": 1, "reason": WHY, **said})


def withdraw(telling: int = 1) -> WithdrawTerm:
    return WithdrawTerm(agreement_id=ID, telling=telling, reason=WHY)


def test_an_extension_reaches_further_and_may_be_extended_again() -> None:
    events = told(tell(), *SIGNED)
    assert AGREEMENT.fold(events).last_day == date(2031, 12, 31)
    after(*events).when(tell(telling=2)).refused("agreement-not-longer")
    more = told(tell(telling=2, last_day=date(2032, 1, 1)), *events)
    assert AGREEMENT.fold(told(withdraw(2), *more)).last_day == date(2031, 12, 31)
    after(*more).when(withdraw(1)).refused("agreement-term-later")


def test_what_was_ended_or_replaced_is_over_until_that_is_withdrawn() -> None:
    for how in (TermKind.ENDED, TermKind.REPLACED):
        (event,), *_ = after(*SIGNED, beside=NEXT).when(tell(how)).events
        over = [*SIGNED, event]
        state = AGREEMENT.fold(over)
        assert (state.over, state.last_day) == (how, TODAY)
        after(*over).when(tell(telling=2)).refused("agreement-over")
        assert AGREEMENT.fold(told(withdraw(), *over)).over is None
    after(*told(withdraw(), *told(tell(), *SIGNED))).when(withdraw()).then()
    after(*SIGNED).when(withdraw()).refused("agreement-term-unknown")


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (tell(last_day=LAST), "agreement-not-longer"),
        (tell("ended", last_day=LAST + timedelta(days=1)), "agreement-not-earlier"),
        (tell("ended", last_day=date(2025, 12, 31)), "agreement-ends-before"),
        (tell(last_day=date(3031, 1, 1)), "date-not-meant"),
        (tell("replaced", by=None), "agreement-replaced-by"),
        (tell("ended", by=OTHER), "agreement-replaced-by"),
        (tell("replaced", by=ID), "agreement-replaced-by-itself"),
        (tell(telling=2), "agreement-moved"),
    ],
)
def test_what_is_no_such_term_is_refused(command: TellTerm, rule: str) -> None:
    after(*SIGNED, beside=NEXT).when(command).refused(rule)


def test_what_replaces_it_is_there() -> None:
    after(*SIGNED).when(tell("replaced")).refused("agreement-unknown")
    gone = told(StrikeOutAgreement(agreement_id=ID, reason=WHY), ENTERED)
    after(*SIGNED, beside={AGREEMENT.stream(OTHER): gone}).when(tell("replaced")).refused("agreement-unknown")


def test_only_what_all_have_signed_has_a_term_to_tell_of_and_then_they_stay() -> None:
    after(*told(sign(), ENTERED)).when(tell()).refused("agreement-not-signed")
    events = told(tell(), *SIGNED)
    after(*events).when(unsign()).refused("agreement-term-told")
    more = correct(parties=(BAPAS, REGENCY, SECRETARIAT))
    after(*events).when(more).refused("agreement-term-told")


def test_its_row_says_until_when_it_holds() -> None:
    for how, stage in (("extended", "signed"), ("ended", "ended")):
        events = told(tell(how), *SIGNED)
        row = given(AGREEMENTS, *events[:-1]).when(events[-1]).row
        assert (row.stage, row.last_day) == (stage, AGREEMENT.fold(events).last_day)
        back = told(withdraw(), *events)
        row = given(AGREEMENTS, *back[:-1]).when(back[-1]).row
        assert (row.stage, row.last_day) == ("signed", LAST)


def test_the_desk_is_told_of_what_runs_and_nothing_follows() -> None:
    assert given(agreement, *SIGNED[:-1]).when(SIGNED[-1]).row.ends_on == LAST
    assert given(agreement).when(ENTERED).row.ends_on is None
    for events, ends in (
        (told(tell(), *SIGNED), date(2031, 12, 31)),
        (told(tell("ended"), *SIGNED), None),
        (told(withdraw(), *told(tell("ended"), *SIGNED)), LAST),
        (told(unsign(), *SIGNED), None),
        (told(correct(last_day=date(2027, 1, 1)), *SIGNED), date(2027, 1, 1)),
    ):
        assert given(agreement, *events[:-1]).when(events[-1]).row.ends_on == ends


def test_a_line_says_how_long_it_runs_or_since_when_it_is_over() -> None:
    row = given(agreement, *SIGNED[:-1]).when(SIGNED[-1]).row
    (soon,) = host_matters.ending([row], LAST - timedelta(days=30))
    assert (soon.tone, soon.due, soon.address) == ("watch", "30 hari", f"/agreement/{ID}")
    assert "akan berakhir" in soon.title
    (past,) = host_matters.ending([row], LAST + timedelta(days=2))
    assert (past.tone, past.due) == ("alarm", "2 hari")
    assert "sudah berakhir" in past.title
