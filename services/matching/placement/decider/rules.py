"""What no proposal ever breaks: hard rules with their articles. The tuple is the table of contents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.matching.ipd.events import OfferOpened
from services.matching.placement.decider.plan import Plan
from services.matching.placement.events import Need
from shared.domain.identifiers import Citation, Month, RuleCode
from shared.domain.sentence import Terms
from shared.law.law import Law
from shared.law.timetable import lawful_minutes_at, minutes_of_a_day


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open offer and how many of its slots are taken in each month."""

    offer: OfferOpened
    taken: Mapping[Month, int]
    apart: frozenset[Month] = frozenset()
    """Months in which somebody who must not serve beside the person has a slot at the same place."""

    def free(self, month: Month) -> int:
        """Slots left in a month."""
        return self.offer.slots - self.taken.get(month, 0)


@dataclass(frozen=True, slots=True)
class Fit:
    """One candidate held against one need, with the plan where there is one."""

    need: Need
    candidate: Candidate
    plan: Plan | None
    law: Law
    """Of the plan's first day; without one, of the earliest on which one could begin."""
    on_days_off: bool
    """Whether there would be one, if an adult's days off were planned."""
    in_school: bool
    """Whether there would be one, if a child missed school or exams for it."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The rule that stands against an offer, and its article."""

    rule: RuleCode
    citation: Citation | None


def place_not_fixed(fit: Fit) -> Broken | None:
    """A place named in the ruling is fixed; another needs the prosecutor's document (settlement 17)."""
    return Broken(RuleCode("place-fixed"), Citation("Amar putusan; Ketetapan 17")) if fit.need.place_fixed else None


def regime_accepted(fit: Fit) -> Broken | None:
    """The host takes adults, children, or both, as it says itself: no article makes it."""
    return None if takes(fit.candidate.offer, fit.need) else Broken(PLACE_REGIME, None)


def takes(offer: OfferOpened, need: Need) -> bool:
    """Whether the offer is one for persons of this regime."""
    return need.terms.regime in offer.regimes


PLACE_REGIME = RuleCode("place-regime")


def kind_of_work(fit: Fit) -> Broken | None:
    """Where the ruling names the kind of work, the offer is of that kind."""
    wanted = fit.need.work_category
    if wanted is None or wanted == fit.candidate.offer.category:
        return None
    return Broken(RuleCode("place-work-category"), Citation("Amar putusan"))


def not_to_be_avoided(fit: Fit) -> Broken | None:
    """The officer who knows the person has said which work is not for them."""
    profile = fit.need.profile
    if profile is None or fit.candidate.offer.activity not in profile.avoids:
        return None
    return Broken(RuleCode("place-avoided"), None)


def lawful_day(fit: Fit) -> Broken | None:
    """The opening hours leave a lawful working day, not below the ruling's least; an adult's is planned in the hours
    that the regency has settled (settlement 14)."""
    terms, law, offer = fit.need.terms, fit.law, fit.candidate.offer
    if _enough(minutes_of_a_day(terms, law, offer), terms):
        return None
    if _enough(lawful_minutes_at(terms, law, offer), terms):
        return Broken(RuleCode("place-planned-hours"), law.cite_setting("adult_day_from"))
    return Broken(RuleCode("place-opening-hours"), law.cite("minutes_a_day", terms.regime))


def _enough(minutes: int, terms: Terms) -> bool:
    return minutes >= (terms.least_minutes_a_day or 1)


def out_of_school(fit: Fit) -> Broken | None:
    """A child serves outside school hours and not on days of exams (PP 58/2022 16(3); 15)."""
    if fit.plan is not None or not fit.in_school:
        return None
    return Broken(RuleCode("place-school-hours"), Citation("PP 58/2022 16(3); Ketetapan 15"))


def planned_days(fit: Fit) -> Broken | None:
    """An adult's days off are planned as the regency has settled (settlement 14)."""
    if fit.plan is not None or not fit.on_days_off:
        return None
    return Broken(RuleCode("place-days-off"), fit.law.cite_setting("adult_days_off"))


def inside_the_window(fit: Fit) -> Broken | None:
    """The hours can be worked before the deadline (KUHP 85(5))."""
    if fit.plan is not None or fit.on_days_off or fit.in_school or lawful_day(fit) is not None:
        return None
    return Broken(RuleCode("place-window"), fit.law.cite("window_days"))


def free_slot(fit: Fit) -> Broken | None:
    """A slot is free in every month of the plan."""
    if fit.plan is None or all(fit.candidate.free(month) > 0 for month in fit.plan.months):
        return None
    return Broken(RuleCode("place-slots"), None)


def kept_apart(fit: Fit) -> Broken | None:
    """Whoever must not serve beside the person has no slot there in any month of the plan."""
    if fit.plan is None or fit.candidate.apart.isdisjoint(fit.plan.months):
        return None
    return Broken(PLACE_APART, None)


PLACE_APART = RuleCode("place-apart")
RULES: tuple[Callable[[Fit], Broken | None], ...] = (
    place_not_fixed,
    regime_accepted,
    kind_of_work,
    not_to_be_avoided,
    lawful_day,
    out_of_school,
    planned_days,
    inside_the_window,
    free_slot,
    kept_apart,
)


def obstacles(fit: Fit) -> list[Broken]:
    """Everything that stands against this offer."""
    return [broken for rule in RULES if (broken := rule(fit))]
