"""A supervisor is named at a place from a day on, a substitute for one day, and released; a slip is told or mended."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.matching.ipd.decider import IPD, CorrectNaming, NameSupervisor, ReleaseSupervisor
from services.matching.ipd.events import SupervisorNamed, SupervisorReleased
from shared.domain.event import Event
from shared.domain.holders import OFFICER, SUPERVISOR
from shared.domain.identifiers import AccountId, PublicText, SiteId
from shared.domain.refusal import Severity
from tests.given import Outcome, given
from tests.matching.ipd.test_decider import NOW, OFFER, OFFICE, OPENED, REGISTERED

SITE = SiteId(OFFER)
WHOSE = AccountId("00000000-0000-4000-8000-0000000000aa")
OTHER = AccountId("00000000-0000-4000-8000-0000000000bb")
TODAY, DAY = NOW.today, timedelta(days=1)
WHY = PublicText("pindah tugas ke instansi lain")


def naming(**said: Any) -> NameSupervisor:
    usual: dict[str, Any] = {"site_id": SITE, "account_id": WHOSE, "from_day": TODAY, "roles": (SUPERVISOR,)}
    return NameSupervisor(ipd_id=OFFICE, **usual | said)


def named(**said: Any) -> SupervisorNamed:
    return SupervisorNamed(ipd_id=OFFICE, site_id=SITE, **{"account_id": WHOSE, "from_day": TODAY} | said)


def releasing(last_day: date, **said: Any) -> ReleaseSupervisor:
    usual: dict[str, Any] = {"account_id": WHOSE, "from_day": TODAY, "reason": WHY}
    return ReleaseSupervisor(ipd_id=OFFICE, site_id=SITE, last_day=last_day, **usual | said)


def released(last_day: date) -> SupervisorReleased:
    return SupervisorReleased(
        ipd_id=OFFICE, site_id=SITE, account_id=WHOSE, from_day=TODAY, last_day=last_day, reason=WHY
    )


def when(command: Any, *before: Event) -> Outcome:
    return given(IPD, REGISTERED, OPENED, *before, circumstances=NOW).when(command)


def test_a_supervisor_is_named_from_a_day_on_and_a_substitute_for_one_day() -> None:
    when(naming()).then(named())
    when(naming(until_day=TODAY)).then(named(until_day=TODAY))
    when(naming(account_id=OTHER), named()).then(named(account_id=OTHER))


def test_named_in_the_same_words_again_is_nothing_new() -> None:
    when(naming(), named()).then()
    when(naming(until_day=TODAY), named(until_day=TODAY)).then()


@pytest.mark.parametrize(
    ("command", "rules"),
    [
        pytest.param(naming(site_id=SiteId(OFFICE)), ["site-unknown"], id="no such place"),
        pytest.param(naming(roles=()), ["account-absent"], id="no such account"),
        pytest.param(naming(roles=(OFFICER,)), ["account-unfit"], id="another role"),
        pytest.param(naming(until_day=TODAY + DAY), ["substitute-one-day"], id="a substitute for two days"),
        pytest.param(naming(until_day=TODAY - DAY), ["substitute-one-day"], id="until before from"),
        pytest.param(naming(from_day=TODAY - DAY, until_day=TODAY - DAY), ["substitute-past"], id="yesterday"),
        pytest.param(naming(from_day=TODAY + 367 * DAY), ["supervisor-far-ahead"], id="in two years"),
        pytest.param(naming(from_day=date(1, 1, 1)), ["date-not-meant"], id="the year one"),
        pytest.param(naming(from_day=TODAY, until_day=date.max), ["date-not-meant"], id="the year 9999"),
    ],
)
def test_what_cannot_be_named_is_told(command: NameSupervisor, rules: list[str]) -> None:
    when(command).refused(*rules)


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(naming(from_day=TODAY + DAY), id="from a later day"),
        pytest.param(naming(from_day=TODAY - DAY), id="from an earlier day"),
        pytest.param(naming(until_day=TODAY), id="as a substitute"),
    ],
)
def test_who_supervises_at_a_place_is_not_named_there_a_second_time(again: NameSupervisor) -> None:
    when(again, named()).refused("supervisor-named")


def test_a_substitute_comes_again_on_another_day() -> None:
    tomorrow = TODAY + DAY
    when(naming(from_day=tomorrow, until_day=tomorrow), named(until_day=TODAY)).then(
        named(from_day=tomorrow, until_day=tomorrow)
    )


def test_a_supervisor_is_released_after_a_last_day_and_the_last_word_stands() -> None:
    when(releasing(TODAY), named()).then(released(TODAY))
    when(releasing(TODAY), named(), released(TODAY)).then()
    when(releasing(TODAY + DAY), named(), released(TODAY)).then(released(TODAY + DAY))


def test_who_was_named_by_mistake_never_was() -> None:
    gone = released(TODAY - DAY)
    when(releasing(TODAY - DAY), named()).then(gone)
    state = IPD.fold([REGISTERED, OPENED, named(), gone])
    assert not [one for one in state.supervisors if one.on(TODAY) or one.on(TODAY - DAY)]
    when(naming(), named(), gone).then(named())
    assert IPD.fold([named(), gone, named()]).supervisors[0].on(TODAY + 100 * DAY)


def mending(begins: date, **said: Any) -> CorrectNaming:
    usual: dict[str, Any] = {"account_id": WHOSE, "from_day": TODAY, "reason": WHY}
    return CorrectNaming(ipd_id=OFFICE, site_id=SITE, begins=begins, **usual | said)


NEVER = released(TODAY - DAY)
LATER, EARLIER = TODAY + 3 * DAY, TODAY - 3 * DAY


@pytest.mark.parametrize("day", [LATER, EARLIER])
def test_a_first_day_is_mended_with_a_reason_and_the_last_stays(day: date) -> None:
    when(mending(day), named()).then(NEVER, named(from_day=day))
    last = TODAY + 9 * DAY
    ended = released(last).model_copy(update={"from_day": day})
    when(mending(day), named(), released(last)).then(NEVER, named(from_day=day), ended)


def test_a_substitutes_day_is_mended_as_a_whole() -> None:
    when(mending(LATER), named(until_day=TODAY)).then(NEVER, named(from_day=LATER, until_day=LATER))


def test_a_first_day_mended_already_is_nothing_new() -> None:
    when(mending(TODAY), named()).then()
    when(mending(LATER), named(), NEVER, named(from_day=LATER)).then()


def test_who_begins_on_another_day_supervises_from_it_alone() -> None:
    state = IPD.fold([REGISTERED, OPENED, named(), NEVER, named(from_day=LATER)])
    assert [day for day in (TODAY, LATER - DAY, LATER) if any(one.on(day) for one in state.supervisors)] == [LATER]


@pytest.mark.parametrize(
    ("command", "before", "rules"),
    [
        pytest.param(mending(LATER), [], ["supervisor-not-named"], id="nobody was named"),
        pytest.param(mending(LATER), [named(), NEVER], ["supervisor-not-named"], id="a naming that never was"),
        pytest.param(mending(LATER), [named(), released(TODAY)], ["first-day-after-last"], id="after the last day"),
        pytest.param(mending(EARLIER), [named(until_day=TODAY)], ["substitute-past"], id="a substitute of before"),
        pytest.param(mending(TODAY + 400 * DAY), [named()], ["supervisor-far-ahead"], id="in two years"),
        pytest.param(mending(date(1, 1, 1)), [named()], ["date-not-meant"], id="the year one"),
        pytest.param(
            mending(EARLIER), [named(from_day=EARLIER, until_day=EARLIER), named()], ["supervisor-named"],
            id="on a day that is theirs already",
        ),
    ],
)  # fmt: skip
def test_a_first_day_that_cannot_be_is_told(command: CorrectNaming, before: list[Event], rules: list[str]) -> None:
    outcome = when(command, *before)
    outcome.refused(*rules)


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        pytest.param(releasing(TODAY - 2 * DAY), "release-too-early", id="long before the first day"),
        pytest.param(releasing(date(1, 1, 1)), "release-too-early", id="the year one"),
        pytest.param(releasing(date.max), "release-too-early", id="the year 9999"),
    ],
)
def test_a_last_day_that_cannot_be_is_told(command: ReleaseSupervisor, rule: str) -> None:
    when(command, named()).refused(rule)


def test_a_substitute_is_not_released_after_their_day() -> None:
    when(releasing(TODAY + DAY), named(until_day=TODAY)).refused("release-too-late")


def test_nobody_is_released_who_was_not_named() -> None:
    for command in (releasing(TODAY), releasing(TODAY, from_day=TODAY - DAY), releasing(TODAY, account_id=OTHER)):
        refused = when(command, *([named()] if command != releasing(TODAY) else [])).refused("supervisor-not-named")
        assert refused.faults[0].severity is Severity.ABSENT
