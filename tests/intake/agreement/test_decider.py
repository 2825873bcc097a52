"""An agreement has parties and a term, and each party signs it once, under a number that no other agreement bears."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.intake.agreement.decider import (
    AGREED,
    AGREEMENT,
    CorrectAgreement,
    EnterAgreement,
    RestoreAgreement,
    SignAgreement,
    StrikeOutAgreement,
    WithdrawSignature,
)
from services.intake.agreement.decider.state import number_of
from services.intake.agreement.events import (
    AgreedNumberFreed,
    AgreedNumberTaken,
    AgreementEntered,
    AgreementKind,
    AgreementSigned,
)
from services.intake.agreement.projections import AGREEMENTS
from services.intake.letter.decider.numbers import spelled
from shared.domain.identifiers import AgreementId, PublicText, UnitCode
from shared.domain.units import BAPAS, REGENCY, SECRETARIAT
from shared.law.circumstances import Circumstances
from tests.given import Given, given
from tests.lawful import LAWS

NOW = Circumstances(datetime(2026, 11, 30, 3, tzinfo=UTC), LAWS)
TODAY, TOMORROW, YESTERDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 11, 29)
ID = AgreementId("11111111-1111-4111-8111-111111111111")
OTHER = AgreementId("22222222-2222-4222-8222-222222222222")
WHY: Any = "Salah baca pada naskah"
PACT: dict[str, Any] = {
    "kind": AgreementKind.UNDERSTANDING,
    "title": PublicText("Pidana kerja sosial rekaan"),
    "parties": (BAPAS, REGENCY),
    "first_day": date(2026, 1, 1),
    "last_day": date(2030, 12, 31),
    "annexes": (PublicText("Lampiran I"), PublicText("Rencana Kerja")),
}
ENTERED = AgreementEntered(agreement_id=ID, **PACT)
NUMBER = "WP.15.PAS.PAS.8-HH.04.03-12 Tahun 2026"
TAKEN = AgreedNumberTaken(party=BAPAS, agreement_id=OTHER, title=PublicText("Kesepakatan lama"))


def after(*events: Any, beside: Any = None) -> Given:
    return given(AGREEMENT, *events, circumstances=NOW, beside=beside or {})


def enter(**said: Any) -> EnterAgreement:
    return EnterAgreement(agreement_id=ID, **{**PACT, **said})


def correct(**said: Any) -> CorrectAgreement:
    return CorrectAgreement(agreement_id=ID, **{**PACT, "correction": 1, "reason": WHY, **said})


def sign(party: UnitCode = BAPAS, **said: Any) -> SignAgreement:
    told: dict[str, Any] = {"signed_on": TODAY, "number": NUMBER, "signer": "CONTOH KABAPAS", "post": "Kepala Balai"}
    return SignAgreement(agreement_id=ID, party=party, **{**told, "signing": 1, **said})


def unsign(party: UnitCode = BAPAS) -> WithdrawSignature:
    return WithdrawSignature(agreement_id=ID, party=party, reason=WHY)


def told(command: Any, *before: Any) -> list[Any]:
    """The agreement's events with what the command tells behind them."""
    decided = after(*before).when(command).events
    return [*before, *(decided[0] if isinstance(decided[0], tuple | list) else decided)]


def stream(number: str) -> Any:
    ((_, found),) = number_of(BAPAS, spelled(number))
    return found


def test_an_agreement_is_entered_once() -> None:
    after().when(enter()).then((ENTERED,), (), ())
    after(ENTERED).when(enter()).refused("agreement-exists")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"first_day": date(1026, 1, 1)}, "date-not-meant"),
        ({"last_day": date(2025, 12, 31)}, "agreement-ends-before"),
        ({"parties": (BAPAS,)}, "agreement-of-one"),
        ({"parties": (BAPAS, BAPAS)}, "agreement-party-twice"),
        ({"parties": (BAPAS, UnitCode("rekaan"))}, "agreement-party-unknown"),
        ({"parties": (BAPAS, UnitCode("dinsos-p3a.resos"))}, "agreement-party-section"),
        ({"annexes": (*PACT["annexes"], "Lampiran I")}, "agreement-annex-twice"),
    ],
)
def test_what_is_no_agreement_is_refused(said: dict[str, Any], rule: str) -> None:
    after().when(enter(**said)).refused(rule)
    after(ENTERED).when(correct(**said)).refused(rule)


def test_every_fault_is_told_at_once() -> None:
    wrong = enter(last_day=date(2025, 1, 1), parties=(BAPAS, UnitCode("rekaan")))
    after().when(wrong).refused("agreement-ends-before", "agreement-party-unknown")


def test_a_term_of_one_day_is_one() -> None:
    assert after().when(enter(last_day=PACT["first_day"])).events


def test_an_agreement_is_corrected_by_number_and_not_to_what_stands() -> None:
    events = told(correct(title="Pelayanan masyarakat rekaan"), ENTERED)
    assert AGREEMENT.fold(events).described.title == "Pelayanan masyarakat rekaan"  # type: ignore[union-attr]
    after(*events).when(correct(title="Pelayanan masyarakat rekaan", correction=2)).then((), (), ())
    after(*events).when(correct(title="Lain")).refused("agreement-moved")
    after().when(correct()).refused("agreement-unknown")


def test_each_party_signs_under_a_number_and_the_last_one_makes_it_signed() -> None:
    (signed,), (taken,) = after(ENTERED).when(sign()).events
    assert isinstance(signed, AgreementSigned)
    assert (signed.party, signed.compared) == (BAPAS, spelled(NUMBER))
    assert taken == AgreedNumberTaken(party=BAPAS, agreement_id=ID, title=PACT["title"])
    assert AGREEMENT.fold([ENTERED, signed]).signed_on is None
    events = told(sign(REGENCY, number=None, signed_on=YESTERDAY), ENTERED, signed)
    assert AGREEMENT.fold(events).signed_on == TODAY


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"signed_on": TOMORROW}, "agreement-of-tomorrow"),
        ({"signed_on": date(1026, 1, 1)}, "date-not-meant"),
        ({"party": SECRETARIAT}, "agreement-no-party"),
        ({"number": "tanpa nomor"}, "agreement-number-unreadable"),
        ({"signing": 2}, "agreement-moved"),
    ],
)
def test_what_is_no_signature_is_refused(said: dict[str, Any], rule: str) -> None:
    after(ENTERED).when(sign(**said)).refused(rule)


def test_nobody_signs_what_is_over_and_no_term_ends_before_it_was_signed() -> None:
    over = ENTERED.model_copy(update={"last_day": date(2026, 6, 30)})
    after(over).when(sign()).refused("agreement-signed-after")
    after(*told(sign(), ENTERED)).when(correct(last_day=date(2026, 6, 30))).refused("agreement-signed-later")


def test_a_number_that_another_agreement_bears_is_refused_with_its_title_however_it_is_spelt() -> None:
    beside = {stream(NUMBER): [TAKEN]}
    for number in (NUMBER, "wp.15.pas.pas.8 HH.04.03-12 TAHUN 2026"):
        (fault,) = after(ENTERED, beside=beside).when(sign(number=number)).refused("agreement-number-used").faults
        assert fault.facts["title"] == "Kesepakatan lama"
    freed = {stream(NUMBER): [TAKEN, AgreedNumberFreed(party=BAPAS, agreement_id=OTHER)]}
    assert after(ENTERED, beside=freed).when(sign()).events


def test_a_signature_is_corrected_with_a_reason_and_frees_the_number_that_was_wrong() -> None:
    events = told(sign(), ENTERED)
    after(*events).when(sign(number="7/2026", signing=2)).refused("agreement-reason")
    _, freed, taken = after(*events).when(sign(number="7/2026", signing=2, reason=WHY)).events
    assert [type(one) for one in (*freed, *taken)] == [AgreedNumberFreed, AgreedNumberTaken]  # type: ignore[misc]
    _, kept = after(*events).when(sign(signing=2, reason=WHY)).events
    assert [type(one) for one in kept] == [AgreedNumberTaken]  # type: ignore[attr-defined]


def test_a_party_that_has_not_signed_after_all_waits_again_and_its_number_is_free() -> None:
    events = told(sign(), ENTERED)
    _, (freed,) = after(*events).when(unsign()).events
    assert AGREED.fold([TAKEN.model_copy(update={"agreement_id": ID}), freed]).taken is None
    events = told(unsign(), *events)
    assert not AGREEMENT.fold(events).signatures
    after(*events).when(unsign()).then(())
    after(*events).when(sign(signing=2)).refused("agreement-reason")


def test_who_has_signed_stays_a_party_and_what_is_signed_is_not_struck_out() -> None:
    events = told(sign(), ENTERED)
    after(*events).when(correct(parties=(REGENCY, SECRETARIAT))).refused("agreement-party-signed")
    strike, restore = StrikeOutAgreement(agreement_id=ID, reason=WHY), RestoreAgreement(agreement_id=ID, reason=WHY)
    after(*events).when(strike).refused("agreement-signed")
    gone = told(strike, ENTERED)
    for command in (sign(), correct(title="Lain"), unsign()):
        after(*gone).when(command).refused("agreement-struck-out")
    after(*gone).when(strike).then()
    assert not AGREEMENT.fold(told(restore, *gone)).struck_out
    after(ENTERED).when(restore).then()


def test_its_row_says_how_it_stands() -> None:
    assert given(AGREEMENTS).when(ENTERED).row.stage == "draft"
    events = told(sign(REGENCY, number="1/2026", signed_on=YESTERDAY), *told(sign(), ENTERED))
    row = given(AGREEMENTS, *events[:-1]).when(events[-1]).row
    assert (row.stage, row.signed_on, {one.number for one in row.signatures}) == ("signed", TODAY, {NUMBER, "1/2026"})
    more = told(correct(parties=(BAPAS, REGENCY, SECRETARIAT)), *events)
    row = given(AGREEMENTS, *more[:-1]).when(more[-1]).row
    assert (row.stage, row.signed_on, len(row.signatures)) == ("draft", None, 2)
    gone = told(StrikeOutAgreement(agreement_id=ID, reason=WHY), ENTERED)
    assert given(AGREEMENTS, *gone[:-1]).when(gone[-1]).row.stage == "struck-out"
