"""Papers for the tests: a lawful adult's and a lawful child's, and how to bend them. All persons are invented."""

from datetime import UTC, date, datetime
from typing import Any

from services.intake.putusan.decider import PUTUSAN, ConfirmPutusan, RegisterPutusan
from services.intake.putusan.decider.paper import Paper, Unreadable
from services.intake.putusan.events import Consent, Replaced, Sanction
from shared.domain.event import Event
from shared.domain.identifiers import Code, Kecamatan, KlienId, PutusanId, RuleCode
from shared.domain.personal import Personal
from shared.domain.sentence import Regime, Sex, Terms
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from tests.given import Outcome, given
from tests.lawful import LAWS

PUTUSAN_ID = PutusanId("11111111-1111-5111-8111-111111111111")
KLIEN_ID = KlienId("22222222-2222-5222-8222-222222222222")
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)

ADULT: dict[str, Any] = {
    "case_number": "123/Pid.B/2026/PN Trk",
    "court": "Pengadilan Negeri Trenggalek",
    "ruled_on": date(2026, 9, 1),
    "final_on": date(2026, 9, 9),
    "name": "Budi Rekaan",
    "nik": "9903110203900001",
    "birth_date": date(1990, 3, 2),
    "sex": Sex.MALE,
    "kecamatan": Kecamatan("35.03.11"),
    "offence_on": date(2026, 6, 1),
    "threat_months": 48,
    "kind": Regime.ADULT,
    "replaced": Replaced.PRISON,
    "replaced_prison_days": 90,
    "total_minutes": 20 * 60,
    "minutes_a_day": 120,
    "period_days": 60,
    "consent": Consent.GIVEN,
    "considerations_stated": True,
    "sanctions": (Sanction.PRISON,),
}
CHILD: dict[str, Any] = ADULT | {
    "case_number": "4/Pid.Sus-Anak/2026/PN Trk",
    "nik": "9903110203100001",
    "birth_date": date(2010, 3, 2),
    "guardian": "Orang Tua Rekaan",
    "kind": Regime.CHILD,
    "total_minutes": 30 * 60,
    "sanctions": (Sanction.REPEAT,),
}


def circumstances(laws: Laws = LAWS, now: datetime = NOW) -> Circumstances:
    return Circumstances(now, laws)


def adult(**changes: Any) -> Paper:
    return Paper.model_validate(ADULT | changes)


def child(**changes: Any) -> Paper:
    return Paper.model_validate(CHILD | changes)


def paper_for(regime: Regime, **changes: Any) -> Paper:
    return adult(**changes) if regime is Regime.ADULT else child(**changes)


def registering(paper: Paper, *unreadable: Unreadable) -> RegisterPutusan:
    return RegisterPutusan(
        putusan_id=PUTUSAN_ID,
        klien_id=KLIEN_ID,
        paper=paper,
        unreadable=unreadable,
        written=Personal("{}"),
    )


def confirming(terms: Terms, **changes: Any) -> ConfirmPutusan:
    facts: dict[str, Any] = {
        "putusan_id": PUTUSAN_ID,
        "document": "B-12/M.5.16/Eku.3/10/2026",
        "answered_on": date(2026, 10, 1),
    }
    facts["reason"] = "Dilaksanakan menurut surat jaksa"
    return ConfirmPutusan.model_validate(facts | {"terms": terms} | changes)


def register(paper: Paper, *before: Event, laws: Laws = LAWS, now: datetime = NOW) -> Outcome:
    """Register this paper after these events."""
    return given(PUTUSAN, *before, circumstances=circumstances(laws, now)).when(registering(paper))


def unreadable(rule: str, field: str) -> Unreadable:
    return Unreadable(rule=RuleCode(rule), field=Code(field))


def rules(outcome: Outcome) -> list[str]:
    """The rules by which a paper was held or rejected."""
    return [str(reason.rule) for event in outcome.events for reason in getattr(event, "reasons", ())]
