from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from services.matching.ipd.decider import (
    IPD,
    CloseOffer,
    CorrectIpd,
    CorrectOffer,
    OpenOffer,
    RegisterIpd,
    ReopenOffer,
)
from services.matching.ipd.events import (
    HostKind,
    IpdCorrected,
    IpdRegistered,
    OfferClosed,
    OfferCorrected,
    OfferOpened,
    OfferReopened,
)
from shared.domain.identifiers import Code, IpdId, Kecamatan, OfferId, PublicText, SiteId
from shared.domain.sentence import Regime
from shared.law.circumstances import Circumstances
from tests.given import given
from tests.lawful import LAWS

NOW = Circumstances(datetime(2026, 11, 24, 1, tzinfo=UTC), LAWS)
WHY = PublicText("gedungnya diperbaiki")
OFFICE = IpdId("00000000-0000-4000-8000-00000000000a")
OFFER = OfferId("00000000-0000-4000-8000-00000000000b")
REGISTERED = IpdRegistered(ipd_id=OFFICE, code=Code("dinsos"), name=PublicText("Dinas Sosial dan P3A"))
GOOD = OpenOffer(
    ipd_id=OFFICE,
    offer_id=OFFER,
    site_id=SiteId(OFFER),
    site_name=PublicText("Panti Contoh"),
    host_kind=HostKind.CARE_HOME,
    kecamatan=Kecamatan("35.03.11"),
    category=1,
    activity=Code("merawat-lansia"),
    slots=3,
    regimes=(Regime.ADULT,),
    unpaid=True,
)
OPENED = OfferOpened(**GOOD.model_dump(exclude={"unpaid"}))


def saying(**change: object) -> OpenOffer:
    return GOOD.model_copy(update=change)


def test_an_office_registers_once_and_the_same_again_changes_nothing() -> None:
    command = RegisterIpd(ipd_id=OFFICE, code=REGISTERED.code, name=REGISTERED.name)
    given(IPD, circumstances=NOW).when(command).then(REGISTERED)
    given(IPD, REGISTERED, circumstances=NOW).when(command).then()
    other = command.model_copy(update={"code": Code("lain")})
    given(IPD, REGISTERED, circumstances=NOW).when(other).refused("ipd-exists")


def test_an_offer_opens_at_a_registered_office_only() -> None:
    given(IPD, REGISTERED, circumstances=NOW).when(GOOD).then(OPENED)
    given(IPD, circumstances=NOW).when(GOOD).refused("ipd-unknown")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"unpaid": False}, "offer-commercial"),
        ({"category": 6}, "offer-category"),
        ({"activity": Code("menyapu")}, "offer-activity"),
        ({"kecamatan": Kecamatan("35.06.01")}, "offer-kecamatan"),
        ({"slots": 0}, "offer-slots"),
        ({"slots": 201}, "offer-slots"),
        ({"weekdays": ()}, "offer-days"),
        ({"weekdays": (7,)}, "offer-days"),
        ({"open_from_minute": 900, "open_until_minute": 900}, "offer-hours"),
        ({"open_from_minute": 900, "open_until_minute": 480}, "offer-hours"),
        ({"regimes": ()}, "offer-regimes"),
    ],
)
def test_an_offer_against_the_agreement_is_refused_with_its_rule(change: dict[str, object], rule: str) -> None:
    given(IPD, REGISTERED, circumstances=NOW).when(saying(**change)).refused(rule)


def test_every_fault_of_an_offer_is_told_at_once() -> None:
    bad = saying(unpaid=False, slots=0, weekdays=(), regimes=(), open_from_minute=900, open_until_minute=480)
    found = given(IPD, REGISTERED, circumstances=NOW).when(bad)
    rules = {
        "offer-slots": "/slots",
        "offer-regimes": "/regimes",
        "offer-days": "/weekdays",
        "offer-hours": "/open_until_minute",
        "offer-commercial": "/unpaid",
    }
    assert {one.rule: one.pointer for one in found.refused(*rules).faults} == rules


def test_a_closed_offer_takes_nobody_and_stays_closed() -> None:
    closing = CloseOffer(ipd_id=OFFICE, offer_id=OFFER, reason=WHY)
    closed = OfferClosed(ipd_id=OFFICE, offer_id=OFFER, reason=WHY)
    given(IPD, REGISTERED, OPENED, circumstances=NOW).when(closing).then(closed)
    given(IPD, REGISTERED, OPENED, closed, circumstances=NOW).when(closing).then()
    given(IPD, REGISTERED, circumstances=NOW).when(closing).refused("offer-unknown")
    assert IPD.fold((REGISTERED, OPENED, closed)).open_offers == ()


CLOSED = OfferClosed(ipd_id=OFFICE, offer_id=OFFER, reason=WHY)
OTHER = OfferId("00000000-0000-4000-8000-00000000000c")


def mending(number: int = 1, **change: object) -> CorrectOffer:
    said = {**GOOD.model_dump(), "number": number, "reason": "salah ketik waktu dicatat"}
    return CorrectOffer(**{**said, **change})


def mended(number: int = 1, **change: object) -> OfferCorrected:
    return OfferCorrected(**mending(number, **change).model_dump(exclude={"unpaid"}))


def test_a_closed_offer_is_opened_again_as_it_was_said_and_an_open_one_stays() -> None:
    opening = ReopenOffer(ipd_id=OFFICE, offer_id=OFFER, reason=WHY)
    reopened = OfferReopened(ipd_id=OFFICE, offer_id=OFFER, reason=WHY)
    given(IPD, REGISTERED, OPENED, CLOSED, circumstances=NOW).when(opening).then(reopened)
    given(IPD, REGISTERED, OPENED, circumstances=NOW).when(opening).then()
    given(IPD, REGISTERED, circumstances=NOW).when(opening).refused("offer-unknown")
    assert IPD.fold((REGISTERED, OPENED, CLOSED, reopened)).open_offers == (OPENED,)


def test_what_is_closed_and_offered_anew_is_told_to_be_there() -> None:
    given(IPD, REGISTERED, OPENED, CLOSED, circumstances=NOW).when(GOOD).refused("offer-exists")


def naming(number: int = 1, **change: object) -> CorrectIpd:
    said = {"ipd_id": OFFICE, "number": number, "name": "Dinas Sosial", "reason": "nama kantor salah ketik"}
    return CorrectIpd(**{**said, **change})


def test_the_name_of_an_office_is_corrected_with_a_reason_and_its_code_stays() -> None:
    corrected = IpdCorrected(**naming(phone="0355 791234", desk="Subbagian Umum").model_dump())
    given(IPD, REGISTERED, circumstances=NOW).when(naming(phone="0355 791234", desk="Subbagian Umum")).then(corrected)
    again = RegisterIpd(
        ipd_id=OFFICE, code=REGISTERED.code, name=corrected.name, desk=corrected.desk, phone="0355 791234"
    )
    given(IPD, REGISTERED, corrected, circumstances=NOW).when(again).then()
    given(IPD, circumstances=NOW).when(naming()).refused("ipd-unknown")


def test_a_correction_that_says_what_stands_is_none_and_one_after_another_persons_is_asked_again() -> None:
    corrected = IpdCorrected(**naming().model_dump())
    given(IPD, REGISTERED, corrected, circumstances=NOW).when(naming()).then()
    refusal = given(IPD, REGISTERED, corrected, circumstances=NOW).when(naming(name="Dinas Lain")).refused("ipd-moved")
    assert refusal.faults[0].facts == {"number": 1, "next": 2}
    moved = given(IPD, REGISTERED, OPENED, mended(slots=5), circumstances=NOW).when(mending(slots=6))
    moved.refused("ipd-moved")


@pytest.mark.parametrize("phone", ["0355-791234", "+62 355 791 234", "112233"])
def test_a_telephone_number_is_kept_as_it_is_written(phone: str) -> None:
    assert naming(phone=phone).phone == phone


@pytest.mark.parametrize("phone", ["menyusul", "12", "0355 791234 ext", "3503 1101 0190 0001"])
def test_what_cannot_be_dialled_is_no_telephone_number(phone: str) -> None:
    with pytest.raises(ValidationError):
        naming(phone=phone)


def test_an_offer_is_corrected_as_a_whole_and_its_place_stays_the_same_one() -> None:
    change = {"site_name": "Panti Wreda Contoh", "slots": 5, "site_id": SiteId(OTHER)}
    (corrected,) = given(IPD, REGISTERED, OPENED, circumstances=NOW).when(mending(**change)).events
    assert isinstance(corrected, OfferCorrected)
    assert (corrected.site_name, corrected.slots, corrected.site_id) == ("Panti Wreda Contoh", 5, OPENED.site_id)
    (offer,) = IPD.fold((REGISTERED, OPENED, corrected)).open_offers
    assert (offer.site_name, offer.slots) == ("Panti Wreda Contoh", 5)
    given(IPD, REGISTERED, OPENED, corrected, circumstances=NOW).when(mending(**change)).then()


def test_the_true_name_of_a_place_stands_in_every_offer_there() -> None:
    beside = OPENED.model_copy(update={"offer_id": OTHER, "activity": Code("sosial-lain"), "slots": 9})
    elsewhere = beside.model_copy(update={"site_id": SiteId(OTHER), "offer_id": OfferId(OFFICE)})
    history = (REGISTERED, OPENED, beside, elsewhere)
    first, second = given(IPD, *history, circumstances=NOW).when(mending(site_name="Panti Wreda")).events
    assert first == mended(site_name="Panti Wreda")
    assert isinstance(second, OfferCorrected)
    assert (second.offer_id, second.site_name, second.slots, second.number) == (OTHER, "Panti Wreda", 9, 1)
    assert len(given(IPD, *history, circumstances=NOW).when(mending(slots=4)).events) == 1


def test_a_correction_keeps_every_rule_of_an_offer_and_no_activity_is_open_twice_at_a_place() -> None:
    beside = OPENED.model_copy(update={"offer_id": OTHER, "activity": Code("sosial-lain")})
    known = given(IPD, REGISTERED, OPENED, beside, circumstances=NOW)
    known.when(mending(slots=0, unpaid=False)).refused("offer-slots", "offer-commercial")
    known.when(mending(activity=Code("sosial-lain"))).refused("offer-twice")
    known.when(mending(offer_id=OfferId(OFFICE))).refused("offer-unknown")
    closed = OfferClosed(ipd_id=OFFICE, offer_id=OTHER, reason=WHY)
    open_once = given(IPD, REGISTERED, OPENED, beside, closed, circumstances=NOW)
    assert open_once.when(mending(activity=Code("sosial-lain"))).events


def test_a_closed_offer_is_corrected_and_stays_closed() -> None:
    corrected = given(IPD, REGISTERED, OPENED, CLOSED, circumstances=NOW).when(mending(slots=7)).events
    state = IPD.fold((REGISTERED, OPENED, CLOSED, *corrected))
    assert state.open_offers == ()
    assert state.offers[OFFER].slots == 7
