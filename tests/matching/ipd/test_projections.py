"""The register's rows follow every correction, and who has a slot in which month."""

from services.matching.ipd.events import IpdCorrected, OfferReopened
from services.matching.ipd.projections import IPDS, OFFERS
from services.matching.placement.events import SlotFreed, SlotTaken
from services.reporting.reports.hosts import hosts
from shared.domain.identifiers import Month, PublicText, PutusanId
from tests.given import given
from tests.matching.ipd.test_decider import CLOSED, OFFER, OFFICE, OPENED, REGISTERED, WHY, mended

PUTUSAN = PutusanId("00000000-0000-4000-8000-000000000001")
RENAMED = IpdCorrected(
    ipd_id=OFFICE,
    number=1,
    name=PublicText("Dinas Sosial"),
    phone=PublicText("0355 791234"),
    reason=PublicText("nama kantor salah ketik"),
)
REOPENED = OfferReopened(ipd_id=OFFICE, offer_id=OFFER, reason=WHY)


def slot(month: str) -> dict[str, object]:
    return {"ipd_id": OFFICE, "offer_id": OFFER, "month": Month(month), "putusan_id": PUTUSAN}


TAKEN, LATER, FREED = SlotTaken(**slot("2026-12")), SlotTaken(**slot("2027-01")), SlotFreed(**slot("2026-12"))


def test_an_office_is_called_as_it_was_corrected_last() -> None:
    row = given(IPDS).when(REGISTERED, RENAMED).row
    assert (row.name, row.phone, row.desk, row.code, row.number) == ("Dinas Sosial", "0355 791234", None, "dinsos", 1)
    assert row.registered_position == 1


def test_an_offer_says_what_was_corrected_and_keeps_its_slots_and_its_closing() -> None:
    row = given(OFFERS).when(OPENED, TAKEN, CLOSED, mended(site_name="Panti Wreda", slots=5)).row
    assert (row.site_name, row.slots, row.is_open, row.taken, row.number) == (
        "Panti Wreda",
        5,
        False,
        {"2026-12": 1},
        1,
    )
    assert given(OFFERS).when(OPENED, CLOSED, REOPENED).row.is_open


def test_slots_are_counted_by_month() -> None:
    assert given(OFFERS).when(OPENED, TAKEN, TAKEN, LATER, FREED).row.taken == {"2026-12": 1, "2027-01": 1}


def test_the_reports_follow_every_correction_and_count_the_slots_of_what_is_open() -> None:
    told = given(hosts).when(REGISTERED, OPENED, RENAMED, mended(site_name="Panti Wreda", slots=5))
    row = told.row
    (place,) = row.places
    assert (row.name, row.phone, row.slots) == ("Dinas Sosial", "0355 791234", 5)
    assert (place.site_name, place.slots) == ("Panti Wreda", 5)
    assert told.when(CLOSED).row.slots == 0
    assert told.when(CLOSED, REOPENED).row.slots == 5
