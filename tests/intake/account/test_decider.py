"""An account is linked to what exists and fits its role, once; what was linked wrongly is ended with a reason."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.intake.account.decider import (
    ACCOUNT,
    FITTING,
    KEYS,
    LINKS_MOST,
    LinkAccount,
    LinkKlien,
    UnlinkAccount,
    UnlinkKlien,
)
from services.intake.account.events import AccountLinked, AccountUnlinked, LinkKind
from shared.access.policy import RoleName
from shared.domain import holders
from shared.domain.case_number import COURTS
from shared.domain.identifiers import AccountId, Code, KlienId, PublicText
from shared.domain.refusal import Severity
from shared.law.circumstances import Circumstances
from tests.given import Outcome, given
from tests.lawful import LAWS

NOW = Circumstances(datetime(2026, 11, 24, 1, tzinfo=UTC), LAWS)
WHOSE = AccountId("00000000-0000-4000-8000-0000000000aa")
PERSON = KlienId("22222222-2222-5222-8222-222222222222")
COURT = Code("pn-trk")
WHY = PublicText("akunnya tertukar dengan yang lain")
LINKED = AccountLinked(account_id=WHOSE, to=LinkKind.COURT, key=COURT)
THEIRS = AccountLinked(account_id=WHOSE, to=LinkKind.KLIEN, key=Code(PERSON))


def linking(**said: Any) -> LinkAccount:
    usual: dict[str, Any] = {"to": LinkKind.COURT, "key": COURT, "roles": (holders.COURT,), "known": True}
    return LinkAccount(account_id=WHOSE, **usual | said)


def of_person(**said: Any) -> LinkKlien:
    usual: dict[str, Any] = {"klien_id": PERSON, "roles": (holders.CLIENT,), "known": True}
    return LinkKlien(account_id=WHOSE, **usual | said)


def when(command: Any, *before: Any) -> Outcome:
    return given(ACCOUNT, *before, circumstances=NOW).when(command)


def test_an_account_is_linked_to_what_exists_and_fits_its_role() -> None:
    when(linking()).then(LINKED)
    when(of_person()).then(THEIRS)
    when(of_person(guardian=True, child=True)).then(THEIRS.model_copy(update={"to": LinkKind.GUARDIAN}))


def test_linked_twice_is_linked_once() -> None:
    when(linking(), LINKED).then()
    when(of_person(), THEIRS).then()


@pytest.mark.parametrize(
    ("command", "rules"),
    [
        pytest.param(linking(roles=()), ["account-absent"], id="no such account"),
        pytest.param(linking(roles=(holders.HOST,)), ["account-unfit"], id="another role"),
        pytest.param(linking(known=False), ["link-to-nothing"], id="no such court"),
        pytest.param(linking(known=False, roles=()), ["account-absent", "link-to-nothing"], id="neither"),
        pytest.param(linking(to=LinkKind.KLIEN), ["link-person"], id="a person where places are linked"),
        pytest.param(of_person(known=False), ["person-unknown"], id="no such person"),
        pytest.param(of_person(guardian=True), ["guardian-of-adult"], id="the guardian of an adult"),
        pytest.param(of_person(roles=(holders.OFFICER,)), ["account-unfit"], id="an officer as klien"),
    ],
)
def test_what_cannot_be_linked_is_told(command: Any, rules: list[str]) -> None:
    when(command).refused(*rules)


def test_an_account_has_an_end_of_links() -> None:
    many = [LINKED.model_copy(update={"key": Code(f"k{number}")}) for number in range(LINKS_MOST)]
    when(linking(), *many).refused("links-many")


def test_a_link_is_ended_with_a_reason_and_may_be_made_again() -> None:
    ended = AccountUnlinked(account_id=WHOSE, to=LinkKind.COURT, key=COURT, reason=WHY)
    when(UnlinkAccount(account_id=WHOSE, to=LinkKind.COURT, key=COURT, reason=WHY), LINKED).then(ended)
    when(linking(), LINKED, ended).then(LINKED)
    when(UnlinkKlien(account_id=WHOSE, klien_id=PERSON, reason=WHY), THEIRS).then_types(AccountUnlinked)


def test_what_is_not_linked_cannot_be_ended() -> None:
    unlinked = when(UnlinkAccount(account_id=WHOSE, to=LinkKind.COURT, key=COURT, reason=WHY)).refused("not-linked")
    assert unlinked.faults[0].severity is Severity.ABSENT
    when(UnlinkKlien(account_id=WHOSE, klien_id=PERSON, guardian=True, reason=WHY), THEIRS).refused("not-linked")
    when(UnlinkAccount(account_id=WHOSE, to=LinkKind.KLIEN, key=Code(PERSON), reason=WHY), THEIRS).refused(
        "link-person"
    )


def test_whoever_is_linked_to_an_office_leads_it() -> None:
    head = AccountLinked(account_id=WHOSE, to=LinkKind.OFFICE, key=next(iter(KEYS[LinkKind.OFFICE])))
    assert ACCOUNT.fold([head]).leads
    assert not ACCOUNT.fold([LINKED]).leads


def test_every_kind_of_link_knows_its_roles_and_every_court_of_a_ruling_can_be_linked() -> None:
    assert set(FITTING) == set(LinkKind)
    assert {code for _, code in COURTS} == set(KEYS[LinkKind.COURT])


def test_the_roles_that_rules_know_are_roles_of_the_policy() -> None:
    known = {role.value for role in RoleName}
    assert {role for fitting in FITTING.values() for role in fitting} | {holders.SUPERVISOR} <= known
