"""The policy table: every role against every action, and nothing that is not in it."""

import re

import pytest

from shared.access.policy import POLICY, PUBLIC, SIGNING_IN, Actor, Forbidden, RoleName, allowed, authorise, may
from shared.access.signin import open_to_all, require
from shared.domain.identifiers import AccountId

EVERYBODY = "OSKXPCJHLA"
MATRIX = {
    "session.open": EVERYBODY,
    "session.see": EVERYBODY,
    "session.end": EVERYBODY,
    "session.keep": EVERYBODY,
    "invitation.use": EVERYBODY,
    "house.see": EVERYBODY,
    "paper.check": EVERYBODY,
    "desk.see": EVERYBODY,
    "law.read": EVERYBODY,
    "putusan.register": "O",
    "putusan.import": "O",
    "putusan.confirm": "OP",
    "putusan.finality": "OPC",
    "putusan.end": "OPC",
    "putusan.adjust": "OP",
    "putusan.credit": "OP",
    "putusan.appeal": "OPC",
    "putusan.repeat": "PCJ",
    "putusan.amend": "O",
    "putusan.identify": "O",
    "klien.history": "O",
    "klien.profile": "O",
    "klien.litmas": "O",
    "klien.erase": "O",
    "klien.merge": "O",
    "setting.decide": "K",
    "setting.read": EVERYBODY,
    "putusan.read": "OKPCJA",
    "putusan.assign": "O",
    "putusan.hand-over": "O",
    "unit.keep": "K",
    "unit.read": "OKA",
    "letter.register": "OK",
    "letter.forward": "OK",
    "letter.read": "OKA",
    "activity.keep": "OK",
    "activity.answer": "OK",
    "activity.read": "OKA",
    "agreement.keep": "OK",
    "agreement.read": "OKA",
    "ipd.register": "K",
    "ipd.offer": "KH",
    "ipd.read": "OSKH",
    "ipd.name-supervisor": "KH",
    "annex.ask": "K",
    "annex.answer": "KH",
    "annex.read": "KH",
    "workplan.keep": "OK",
    "workplan.read": "OKA",
    "ipd.supervision": "KH",
    "placement.propose": "OK",
    "placement.accept": "OK",
    "placement.import": "OK",
    "placement.correct": "OK",
    "placement.decline": "OK",
    "placement.read": "OKH",
    "hours.open": "",
    "hours.start": "O",
    "hours.handovers": "O",
    "hours.log": "OS",
    "hours.import": "OS",
    "hours.correct": "O",
    "hours.amend": "S",
    "hours.decide": "O",
    "hours.list": "OSK",
    "hours.read": "OSKHL",
    "report.read": "OKPCJAG",
    "ipd.report": "OKAG",
    "person.see": "OSKPCJHL",
    "person.search": "OK",
    "person.open": "O",
    "person.export": "O",
    "audit.read": "A",
    "override.read": "A",
    "opening.read": "OA",
    "ledger.verify": "XA",
    "errand.read": "XA",
    "projection.replay": "X",
    "parked.read": "X",
    "parked.retry": "X",
    "account.read": "X",
    "account.open": "X",
    "account.change": "X",
    "account.link": "X",
    "account.link-klien": "O",
}


def somebody(role: RoleName) -> Actor:
    return Actor(AccountId("5b1c2c1e-5a55-4c7e-8a53-8a8f1d7a4f11"), "Nama", role)


def test_the_matrix_below_is_the_whole_table() -> None:
    assert set(MATRIX) == set(POLICY)
    assert {letter for letters in MATRIX.values() for letter in letters} == {role.letter for role in RoleName}


def test_each_role_is_one_row_whose_words_are_its_own() -> None:
    for words in zip(*((role, role.called, role.letter) for role in RoleName), strict=True):
        assert len(set(words)) == len(RoleName)
        assert all(words)
    for words in zip(*((role.login, role.person) for role in SIGNING_IN), strict=True):
        assert len(set(words)) == len(SIGNING_IN)
        assert all(words)


def test_no_person_signs_in_as_a_program_of_another_house() -> None:
    assert set(RoleName) - set(SIGNING_IN) == {RoleName.AGENCY}
    assert allowed(RoleName.AGENCY) == {"report.read", "ipd.report"}


@pytest.mark.parametrize("action", MATRIX)
@pytest.mark.parametrize("role", RoleName)
def test_each_role_may_do_exactly_this(role: RoleName, action: str) -> None:
    expected = role.letter in MATRIX[action]
    assert may(role, action) is expected
    assert (action in allowed(role)) is expected
    if expected:
        authorise(somebody(role), action)
    else:
        with pytest.raises(Forbidden):
            authorise(somebody(role), action)


@pytest.mark.parametrize("role", RoleName)
@pytest.mark.parametrize("action", ["", "putusan", "putusan.delete", "PUTUSAN.READ", "putusan.read "])
def test_what_the_table_does_not_know_nobody_may(role: RoleName, action: str) -> None:
    with pytest.raises(Forbidden):
        authorise(somebody(role), action)


def test_an_address_cannot_name_an_action_without_a_row() -> None:
    with pytest.raises(LookupError):
        require("putusan.delete")
    with pytest.raises(LookupError):
        open_to_all("putusan.read")


def test_the_operator_sees_no_person_and_no_case() -> None:
    assert not {action for action in allowed(RoleName.OPERATOR) if re.match(r"person|putusan|hours|placement", action)}


def test_the_auditor_checks_the_ledger_and_finds_nobody_by_name() -> None:
    assert "ledger.verify" in allowed(RoleName.AUDITOR)
    assert not allowed(RoleName.AUDITOR) & {"person.see", "person.search"}


def test_only_coming_in_and_looking_at_the_house_are_for_everybody() -> None:
    assert {"session.open", "session.see", "house.see", "invitation.use", "paper.check"} == PUBLIC
