"""The events of one ruling's way, in the words of the tests that fold them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from services.attendance.hours.events import Against, DayAssessed, ServiceStarted, Violation, WindowFixed
from services.intake.putusan.events import (
    PutusanFinalityRecorded,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    Reason,
)
from services.matching.placement.events import Factor, PlacementAccepted, PlacementProposed, Proposal
from shared.domain.event import Event
from shared.domain.identifiers import (
    Citation,
    Code,
    IpdId,
    Kecamatan,
    KlienId,
    OfferId,
    PutusanId,
    RuleCode,
    SiteId,
)
from shared.domain.personal import Personal
from shared.domain.sentence import Regime, Terms
from shared.ledger.ledger import Ledger
from tests.neighbours import append

PUTUSAN = PutusanId("10000000-0000-4000-8000-000000000001")
KLIEN = KlienId("20000000-0000-4000-8000-000000000001")
IPD, OFFER, SITE = (
    IpdId("30000000-0000-4000-8000-000000000001"),
    OfferId("40000000-0000-4000-8000-000000000001"),
    SiteId("50000000-0000-4000-8000-000000000001"),
)
STARTED = date(2026, 3, 2)


async def appended(ledger: Ledger, *events: Event) -> int:
    """The last position, once these are stored."""
    return await append(ledger, f"putusan-{uuid4()}", *events)


def another(event: Event, number: int, **changed: Any) -> Event:
    """The same event of another person."""
    ids = {
        "putusan_id": PutusanId(f"10000000-0000-4000-8000-{number:012}"),
        "klien_id": KlienId(f"20000000-0000-4000-8000-{number:012}"),
    }
    return event.model_copy(update={**ids, **changed})


def terms(hours: int = 40, regime: Regime = Regime.ADULT, **more: Any) -> Terms:
    return Terms(regime=regime, total_minutes=hours * 60, **more)


def received(owed: Terms | None = None) -> PutusanReceived:
    sealed = Personal[str](ref="60000000-0000-4000-8000-000000000001", mac="mac")
    return PutusanReceived(
        putusan_id=PUTUSAN,
        klien_id=KLIEN,
        case_number=sealed,
        name=sealed,
        court=Code("pn-trk"),
        register_code=Code("Pid.B"),
        kecamatan=Kecamatan("35.03.11"),
        ruled_on=date(2026, 2, 1),
        terms=owed or terms(),
    )


def held(rule: str = "total-above") -> PutusanHeld:
    reason = Reason(rule=RuleCode(rule), citation=Citation("KUHP 85(4)"), facts=((Code("total_minutes"), 18_000),))
    return PutusanHeld(putusan_id=PUTUSAN, klien_id=KLIEN, reasons=(reason,), law=Code("2026-01-02"))


def registered(owed: Terms | None = None) -> PutusanRegistered:
    return PutusanRegistered(
        putusan_id=PUTUSAN,
        klien_id=KLIEN,
        terms=owed or terms(),
        ruled_on=date(2026, 2, 1),
        kecamatan=Kecamatan("35.03.11"),
        law=Code("2026-01-02"),
    )


def finality(day: date, number: int = 1) -> PutusanFinalityRecorded:
    return PutusanFinalityRecorded(putusan_id=PUTUSAN, klien_id=KLIEN, number=number, final_on=day)


def proposed(places: int = 2) -> PlacementProposed:
    return PlacementProposed(putusan_id=PUTUSAN, klien_id=KLIEN, proposals=tuple(_proposal(n) for n in range(places)))


def accepted() -> PlacementAccepted:
    return PlacementAccepted(
        putusan_id=PUTUSAN,
        klien_id=KLIEN,
        ipd_id=IPD,
        offer_id=OFFER,
        site_id=SITE,
        planned_from=STARTED,
        planned_until=date(2026, 4, 2),
    )


def started() -> ServiceStarted:
    return ServiceStarted(klien_id=KLIEN, putusan_id=PUTUSAN, started_on=STARTED)


def window(hours: int = 40) -> WindowFixed:
    return WindowFixed(
        klien_id=KLIEN,
        putusan_id=PUTUSAN,
        opens_on=STARTED,
        deadline=STARTED + timedelta(days=180),
        required_minutes=hours * 60,
        possible_until=date(2026, 8, 25),
        minutes_a_day=480,
    )


def window_unknown() -> WindowFixed:
    """While the BHT is not known."""
    return window().model_copy(update={"opens_on": None, "deadline": None, "possible_until": None})


def assessed(
    day: date, credited: int, total: int, *broken: Violation, worked: int | None = None, last: date | None = None
) -> DayAssessed:
    """``last``: the last day with work, where that is another one."""
    worked = credited if worked is None else worked
    return DayAssessed(
        klien_id=KLIEN,
        putusan_id=PUTUSAN,
        day=day,
        worked_minutes=worked,
        credited_minutes=credited,
        total_credited_minutes=total,
        violations=broken,
        possible_until=None if total >= 2400 else date(2026, 8, 26),
        last_worked_on=last or (day if worked else None),
        ipd_id=IPD,
        site_id=SITE,
    )


def above_day(minutes: int = 60) -> Violation:
    return Violation(rule=RuleCode("daily"), minutes=minutes, citation=Citation("KUHP 85(5)"), against=Against.HOST)


def running(hours: int = 40) -> Sequence[Event]:
    return received(terms(hours)), registered(terms(hours)), proposed(), accepted(), started(), window(hours)


def _proposal(number: int) -> Proposal:
    return Proposal(
        ipd_id=IPD,
        offer_id=OfferId(f"40000000-0000-4000-8000-00000000000{number + 1}"),
        site_id=SITE,
        kecamatan=Kecamatan("35.03.11"),
        activity=Code("arsip"),
        score=90 - number,
        factors=(Factor(rule=RuleCode("near"), points=40, points_max=40),),
        planned_from=STARTED,
        planned_until=date(2026, 4, 2),
    )
