"""What becomes of a received ruling that nothing stands against any more, or something still does."""

from services.intake.putusan.events import (
    Document,
    PutusanConfirmed,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    Reason,
)
from shared.domain.identifiers import RuleCode
from shared.domain.sentence import Regime, Terms, Unit
from shared.law.law import Law


def onward(
    received: PutusanReceived, reasons: tuple[Reason, ...], confirmed: PutusanConfirmed | None, law: Law
) -> PutusanHeld | PutusanRegistered:
    """Held for these reasons; where there are none, registered as the prosecutor answered, or as written."""
    if reasons:
        ids = {"putusan_id": received.putusan_id, "klien_id": received.klien_id}
        return PutusanHeld(**ids, reasons=reasons, law=law.version)
    terms = confirmed.terms if confirmed is not None else received.terms
    capped = confirmed is not None and (terms.minutes_a_day or 0) > law.minutes_a_day(terms.regime)
    return PutusanRegistered(
        putusan_id=received.putusan_id,
        klien_id=received.klien_id,
        terms=_to_execute(terms, received, law),
        ruled_on=received.ruled_on,
        final_on=received.final_on,
        kecamatan=received.kecamatan,
        sex=received.sex,
        skills=received.skills,
        work_category=received.work_category,
        place_fixed=received.place_named is not None,
        flags=(*received.flags, RuleCode("day-capped")) if capped else received.flags,
        law=law.version,
    )


def _to_execute(terms: Terms, received: PutusanReceived, law: Law) -> Terms:
    """The statutory figure where the ruling states none (settlement 37), and never a longer day than the statute's."""
    most = law.minutes_a_day(terms.regime)
    found = terms.model_copy(update={"minutes_a_day": min(terms.minutes_a_day or most, most)})
    if terms.period_days is not None or terms.until is not None:
        return found
    period = _statutory_period(terms.regime, received.document, law)
    return found.model_copy(update={"period_days": period, "period_units": (Unit.MONTH,) if period else ()})


def _statutory_period(regime: Regime, document: Document, law: Law) -> int | None:
    """An adult's 6 Bulan, 3 months by diversion; a child's sentence has none but the ruling's."""
    if document is Document.DIVERSION:
        return law.line("diversion_days", Regime.CHILD).value
    return law.window_days if regime is Regime.ADULT else None
