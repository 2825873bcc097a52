"""An offer held against what is asked of it, with the plan where there is one; and when nothing can be planned yet."""

from dataclasses import replace
from datetime import date

from services.matching.placement.decider.plan import earliest, plan
from services.matching.placement.decider.rules import Candidate, Fit
from services.matching.placement.events import Need
from shared.domain.sentence import Regime
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from shared.law.limits import in_force_from


def waits(need: Need) -> bool:
    """Whether an appeal is open: then no day of finality is presumed, and there is none to plan from (KUHAP 285)."""
    return need.appealed_on is not None and in_force_from(need.ruled_on, need.final_on) is None


def fit_of(need: Need, candidate: Candidate, given: Circumstances, begins: date | None = None) -> Fit:
    """With the plan from the day on which the stay ``begins``; None: from the earliest on which it could."""
    found = plan(need, candidate.offer, given, begins)
    law = given.laws.on(found.first if found else begins or earliest(need, given))
    settled = found is None and law.setting("adult_days_off").value == "never"
    otherwise = replace(given, laws=_with_days_off(given.laws))
    on_days_off = settled and plan(need, candidate.offer, otherwise, begins) is not None
    in_school = found is None and _in_school(need, candidate, given, begins)
    return Fit(need, candidate, found, law, on_days_off, in_school)


def _in_school(need: Need, candidate: Candidate, given: Circumstances, begins: date | None) -> bool:
    if need.profile is None or need.terms.regime is Regime.ADULT:
        return False
    profile = need.profile.model_copy(update={"lessons": (), "exams": ()})
    return plan(need.model_copy(update={"profile": profile}), candidate.offer, given, begins) is not None


def _with_days_off(laws: Laws) -> Laws:
    """The law as if nobody had settled otherwise of them."""
    others = tuple(one for one in laws.decisions if one.name != "adult_days_off")
    return replace(laws, decisions=others)
