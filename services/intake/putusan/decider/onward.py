"""What becomes of a received ruling that nothing stands against any more, or something still does."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.intake.putusan.decider.state import Putusan, Status
from services.intake.putusan.events import (
    Document,
    Milder,
    PutusanConfirmed,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    Reason,
)
from shared.domain.event import Event
from shared.domain.identifiers import RuleCode
from shared.domain.sentence import Former, Regime, Terms, Unit
from shared.law.circumstances import Circumstances
from shared.law.law import Law
from shared.law.limits import period_most

FIGURES = ("total_minutes", "minutes_a_day", "period_days")
"""What a milder law lowers."""


def onward(
    received: PutusanReceived,
    reasons: tuple[Reason, ...],
    confirmed: PutusanConfirmed | None,
    state: Putusan,
    given: Circumstances,
) -> PutusanHeld | PutusanRegistered:
    """Held for these reasons; where there are none, registered as the prosecutor answered, or as written, with what of
    an adjustment, an appeal and credit from elsewhere stands; by the law of the day of the ruling."""
    law = given.laws.on(received.ruled_on)
    if reasons:
        ids = {"putusan_id": received.putusan_id, "klien_id": received.klien_id}
        return PutusanHeld(**ids, reasons=reasons, law=law.version)
    ruled, adjusted = as_ruled(received, confirmed, law), state.adjusted
    terms = lowered(ruled, adjusted, law) if adjusted else ruled
    before = judged_from(terms, ruled, state.told, given.today)
    capped = confirmed is not None and (confirmed.terms.minutes_a_day or 0) > law.minutes_a_day(ruled.regime)
    marks = {"day-capped": capped, "period-shorter-alone": _only_shorter(terms, ruled)}
    return PutusanRegistered(
        putusan_id=received.putusan_id,
        klien_id=received.klien_id,
        terms=terms,
        former=Former(terms=ruled, before=before) if terms != ruled else None,
        ruled_on=received.ruled_on,
        final_on=received.final_on,
        appealed_on=state.appealed.lodged_on if state.appealed else None,
        brought_minutes=state.brought.minutes if state.brought else 0,
        executed_from=state.brought.started_on if state.brought else None,
        kecamatan=received.kecamatan,
        sex=received.sex,
        skills=received.skills,
        work_category=received.work_category,
        place_fixed=received.place_named is not None,
        flags=(*received.flags, *(RuleCode(mark) for mark, stands in marks.items() if stands)),
        law=law.version,
        parent=received.parent,
    )


def told_anew(state: Putusan, given: Circumstances) -> Sequence[Event]:
    """What is to execute, where something beside the paper changed it; of a held ruling it is told with the answer."""
    received = state.received
    if state.status is not Status.REGISTERED or received is None:
        return []
    stands = received.model_copy(update={"final_on": state.final_on, "flags": state.flags})
    return [onward(stands, (), state.answer_for(received), state, given)]


def as_ruled(received: PutusanReceived, confirmed: PutusanConfirmed | None, law: Law) -> Terms:
    """The terms to execute but for any adjustment: the statutory figure where the ruling states none (settlement 37),
    and never a longer day than the statute's."""
    terms = confirmed.terms if confirmed is not None else received.terms
    most = law.minutes_a_day(terms.regime)
    found = terms.model_copy(update={"minutes_a_day": min(terms.minutes_a_day or most, most)})
    if terms.period_days is not None or terms.until is not None:
        return found
    period = _statutory_period(terms.regime, received.document, law)
    return found.model_copy(update={"period_days": period, "period_units": (Unit.MONTH,) if period else ()})


def lowered(terms: Terms, by: Milder, law: Law) -> Terms:
    """Of each figure the less: what was ruled is never made harder, also where it is mended afterwards, nor is a window
    made longer that the law ends where the ruling says nothing (settlement 46)."""
    figures = {name: _less(getattr(terms, name), getattr(by, name)) for name in FIGURES}
    less: dict[str, Any] = {name: figure for name, figure in figures.items() if figure}
    most = period_most(terms, law)
    if most is not None and by.period_days is not None and by.period_days >= most:
        less["period_days"] = terms.period_days
    day, least = less.get("minutes_a_day"), terms.least_minutes_a_day
    if day and least:
        less["least_minutes_a_day"] = min(day, least)
    units = {"period_units": by.period_units} if less.get("period_days") != terms.period_days else {}
    return terms.model_copy(update=less | units)


def judged_from(terms: Terms, ruled: Terms, told: PutusanRegistered | None, today: date) -> date:
    """The first day by the milder terms: that on which figures so low were first told. Before it nobody could obey
    them, and no credit is taken by them, from whatever day on the milder law binds."""
    if told is None or told.former is None:
        return today
    pairs = [(getattr(terms, name), getattr(told.terms, name)) for name in _lowered(terms, ruled)]
    return today if any(stood is None or new < stood for new, stood in pairs) else told.former.before


def _lowered(terms: Terms, ruled: Terms) -> list[str]:
    return [name for name in FIGURES if getattr(terms, name) != getattr(ruled, name)]


def _only_shorter(terms: Terms, ruled: Terms) -> bool:
    """The same hours in less time are harder for the person."""
    names = _lowered(terms, ruled)
    return "period_days" in names and "total_minutes" not in names


def _less(ruled: int | None, milder: int | None) -> int | None:
    """0 is a total that could not be derived."""
    return min((figure for figure in (ruled, milder) if figure), default=None)


def _statutory_period(regime: Regime, document: Document, law: Law) -> int | None:
    """An adult's 6 Bulan, 3 months by diversion; a child's sentence has none but the ruling's."""
    if document is Document.DIVERSION:
        return law.line("diversion_days", Regime.CHILD).value
    return law.window_days if regime is Regime.ADULT else None
