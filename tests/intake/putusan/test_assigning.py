"""Whose case a ruling is, and who stands in: the highest number stands, a slip is mended with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.intake.putusan.decider import PUTUSAN, AssignOfficer, HandOver, TakeBack
from services.intake.putusan.decider.assigning import DAYS_MOST, Asker
from services.intake.putusan.events import PutusanAssigned, PutusanHandedOver
from shared.domain.event import Event
from shared.domain.holders import COORDINATOR, OFFICER
from shared.domain.identifiers import AccountId
from shared.domain.personal import Personal
from shared.domain.refusal import Severity
from tests.given import Outcome, given
from tests.intake.putusan.papers import KLIEN_ID, PUTUSAN_ID, adult, circumstances, register

RINA = AccountId("00000000-0000-4000-8000-0000000000a1")
SARI = AccountId("00000000-0000-4000-8000-0000000000a2")
TONO = AccountId("00000000-0000-4000-8000-0000000000a3")
WHY: Personal[str] = Personal("perkaranya salah dibagikan")
TODAY, DAY = circumstances().today, timedelta(days=1)
REGISTERED = register(adult()).events
HEAD = Asker(account_id=TONO, leads=True)


def assigning(officer: AccountId = RINA, number: int = 1, by: AccountId = RINA, **said: Any) -> AssignOfficer:
    usual: dict[str, Any] = {"asker": Asker(account_id=by), "roles": (OFFICER,)}
    return AssignOfficer(putusan_id=PUTUSAN_ID, officer=officer, number=number, **usual | said)


def assigned(officer: AccountId = RINA, number: int = 1, reason: Personal[str] | None = None) -> PutusanAssigned:
    return PutusanAssigned(putusan_id=PUTUSAN_ID, klien_id=KLIEN_ID, officer=officer, number=number, reason=reason)


def handing(substitute: AccountId = SARI, number: int = 1, by: AccountId = RINA, **said: Any) -> HandOver:
    usual: dict[str, Any] = {"from_day": TODAY, "until_day": TODAY + 5 * DAY}
    usual |= {"asker": Asker(account_id=by), "roles": (OFFICER,)}
    return HandOver(putusan_id=PUTUSAN_ID, substitute=substitute, number=number, **usual | said)


def handed(substitute: AccountId = SARI, number: int = 1, **said: Any) -> PutusanHandedOver:
    days: dict[str, Any] = {"from_day": TODAY, "until_day": TODAY + 5 * DAY}
    return PutusanHandedOver(
        putusan_id=PUTUSAN_ID, klien_id=KLIEN_ID, substitute=substitute, number=number, **days | said
    )


def back(number: int = 2, by: AccountId = RINA) -> TakeBack:
    return TakeBack(putusan_id=PUTUSAN_ID, number=number, reason=WHY, asker=Asker(account_id=by))


def when(command: Any, *before: Event) -> Outcome:
    return given(PUTUSAN, *REGISTERED, *before, circumstances=circumstances()).when(command)


def test_a_case_of_nobody_is_taken_by_an_officer_or_given_to_another() -> None:
    when(assigning()).then(assigned())
    when(assigning(SARI)).then(assigned(SARI))
    when(assigning(), assigned()).then()


def test_an_officer_gives_away_their_own_case_and_the_head_anybodys_with_a_reason() -> None:
    when(assigning(SARI, 2, reason=WHY), assigned()).then(assigned(SARI, 2, WHY))
    when(assigning(SARI, 2, asker=HEAD, reason=WHY), assigned()).then(assigned(SARI, 2, WHY))
    when(assigning(SARI, 2, by=SARI, reason=WHY), assigned()).refused("case-of-another")
    when(handing(by=SARI), assigned()).refused("case-of-another")
    when(back(by=SARI), assigned(), handed()).refused("case-of-another")


@pytest.mark.parametrize(
    ("command", "rules"),
    [
        pytest.param(assigning(SARI, 1), ["assignment-moved"], id="the number that stands already"),
        pytest.param(assigning(SARI, 3, reason=WHY), ["assignment-moved"], id="a number ahead"),
        pytest.param(assigning(SARI, 2), ["assignment-reason"], id="without a reason"),
        pytest.param(assigning(RINA, 2, reason=WHY), ["officer-already"], id="to whose it is"),
        pytest.param(assigning(SARI, 2, reason=WHY, roles=()), ["account-absent"], id="no such account"),
        pytest.param(assigning(SARI, 2, reason=WHY, roles=(COORDINATOR,)), ["account-unfit"], id="no officer"),
    ],
)
def test_what_cannot_be_assigned_is_told(command: AssignOfficer, rules: list[str]) -> None:
    when(command, assigned()).refused(*rules)


def test_a_paper_that_is_no_ruling_is_nobodys_case() -> None:
    for command in (assigning(), handing(), back()):
        refused = given(PUTUSAN, circumstances=circumstances()).when(command).refused("putusan-unknown")
        assert refused.faults[0].severity is Severity.ABSENT


def test_a_substitute_stands_in_for_some_days() -> None:
    when(handing(), assigned()).then(handed())
    when(handing(), assigned(), handed()).then()
    when(handing()).refused("case-of-nobody")


@pytest.mark.parametrize(
    ("command", "rules"),
    [
        pytest.param(handing(until_day=TODAY - DAY), ["hand-over-days"], id="until before from"),
        pytest.param(
            handing(from_day=TODAY - 3 * DAY, until_day=TODAY - DAY), ["hand-over-past"] * 2, id="days that are past"
        ),
        pytest.param(handing(from_day=TODAY - DAY), ["hand-over-past"], id="from yesterday"),
        pytest.param(handing(until_day=TODAY + (DAYS_MOST + 1) * DAY), ["hand-over-long"], id="for more than a year"),
        pytest.param(handing(until_day=date.max), ["date-not-meant"], id="the year 9999"),
        pytest.param(handing(RINA), ["substitute-is-officer"], id="the officer themself"),
        pytest.param(handing(roles=()), ["account-absent"], id="no such account"),
        pytest.param(handing(roles=(COORDINATOR,)), ["account-unfit"], id="no officer"),
        pytest.param(handing(number=2), ["assignment-moved"], id="a number ahead"),
    ],
)
def test_days_and_substitutes_that_cannot_be_are_told(command: HandOver, rules: list[str]) -> None:
    when(command, assigned()).refused(*rules)


def test_the_last_day_may_be_as_far_as_the_longest_absence() -> None:
    when(handing(until_day=TODAY + DAYS_MOST * DAY), assigned()).then_types(PutusanHandedOver)


def test_one_that_is_not_over_is_mended_with_a_reason_from_its_first_day_on() -> None:
    begun = handed(from_day=TODAY - 2 * DAY)
    again = handing(TONO, 2, from_day=TODAY - 2 * DAY)
    when(again, assigned(), begun).refused("assignment-reason")
    when(again.model_copy(update={"reason": WHY}), assigned(), begun).then_types(PutusanHandedOver)
    earlier = again.model_copy(update={"reason": WHY, "from_day": TODAY - 3 * DAY})
    when(earlier, assigned(), begun).refused("hand-over-past")


def test_a_next_absence_needs_no_reason() -> None:
    over = handed(from_day=TODAY - 9 * DAY, until_day=TODAY - DAY)
    when(handing(number=2), assigned(), over).then(handed(number=2))


@pytest.mark.parametrize("first", [TODAY, TODAY + 3 * DAY, TODAY - 3 * DAY], ids=["today", "later", "running"])
def test_a_handing_over_is_ended_at_once_whether_it_has_begun_or_not(first: date) -> None:
    stands = handed(from_day=first)
    (ended,) = when(back(), assigned(), stands).events
    assert ended == handed(number=2, from_day=first, until_day=TODAY - DAY, reason=WHY)
    when(back(), assigned(), stands, ended).then()
    when(back(3), assigned(), stands, ended).refused("hand-over-ended")
    when(handing(number=3), assigned(), stands, ended).then(handed(number=3))


def test_what_was_not_handed_over_is_not_taken_back() -> None:
    when(back(), assigned()).refused("not-handed-over")
    when(back(3), assigned(), handed()).refused("assignment-moved")


def test_whoever_stood_in_for_one_officer_does_not_stand_in_for_the_next() -> None:
    state = PUTUSAN.fold([*REGISTERED, assigned(), handed(), assigned(SARI, 2, WHY)])
    assert (state.handed_over, state.hand_overs) == (None, 1)
    when(handing(TONO, 2, by=SARI), assigned(), handed(), assigned(SARI, 2, WHY)).then(handed(TONO, 2))


def test_a_mended_ruling_stays_with_its_officer() -> None:
    told_again = PUTUSAN.fold([*REGISTERED, assigned(), handed(), *REGISTERED])
    assert told_again.assigned == assigned()
    assert told_again.handed_over == handed()
