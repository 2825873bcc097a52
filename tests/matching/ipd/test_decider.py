from datetime import UTC, datetime

import pytest

from services.matching.ipd.decider import (
    IPD,
    CloseOffer,
    OpenOffer,
    RegisterIpd,
)
from services.matching.ipd.events import HostKind, IpdRegistered, OfferClosed, OfferOpened
from shared.domain.identifiers import Code, IpdId, Kecamatan, OfferId, PublicText, SiteId
from shared.domain.sentence import Regime
from shared.law.circumstances import Circumstances
from tests.given import given
from tests.lawful import LAWS

NOW = Circumstances(datetime(2026, 11, 24, 1, tzinfo=UTC), LAWS)
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
        ({"weekdays": ()}, "offer-hours"),
        ({"weekdays": (7,)}, "offer-hours"),
        ({"open_from_minute": 900, "open_until_minute": 900}, "offer-hours"),
    ],
)
def test_an_offer_against_the_agreement_is_refused_with_its_rule(change: dict[str, object], rule: str) -> None:
    given(IPD, REGISTERED, circumstances=NOW).when(saying(**change)).refused(rule)


def test_every_fault_of_an_offer_is_told_at_once() -> None:
    bad = saying(unpaid=False, slots=0, weekdays=())
    given(IPD, REGISTERED, circumstances=NOW).when(bad).refused("offer-commercial", "offer-slots", "offer-hours")


def test_a_closed_offer_takes_nobody_and_stays_closed() -> None:
    closing = CloseOffer(ipd_id=OFFICE, offer_id=OFFER)
    closed = OfferClosed(ipd_id=OFFICE, offer_id=OFFER)
    given(IPD, REGISTERED, OPENED, circumstances=NOW).when(closing).then(closed)
    given(IPD, REGISTERED, OPENED, closed, circumstances=NOW).when(closing).then()
    given(IPD, REGISTERED, circumstances=NOW).when(closing).refused("offer-unknown")
    assert IPD.fold((REGISTERED, OPENED, closed)).open_offers == ()
