"""How well a lawful offer suits a person: points with their reasons, 100 at most."""

from collections.abc import Callable

from services.matching.placement.decider.rules import Fit
from services.matching.placement.events import Factor
from shared.domain.identifiers import Code, RuleCode
from shared.domain.lampiran import CATEGORIES
from shared.domain.places import distance_km

NEAR_POINTS, SKILL_POINTS, ROOM_POINTS, PACE_POINTS = 40, 30, 20, 10
FAR_KM = 30
"""From here on distance gives no points: more than an hour by motorcycle on these roads."""
OWN_SKILL_CATEGORY = 5
"""Teaching or training by one's own profession: the activity that any skill suits."""


def near_home(fit: Fit) -> Factor:
    """No place near home is the most common trouble; the same kecamatan gives all points."""
    home = fit.need.kecamatan
    apart = distance_km(home, fit.candidate.offer.kecamatan) if home else None
    if apart is None:
        return _factor("score-distance-unknown", NEAR_POINTS // 2, NEAR_POINTS)
    points = round(NEAR_POINTS * max(0.0, 1 - apart / FAR_KM))
    return _factor("score-distance", points, NEAR_POINTS, km=round(apart))


def suits_the_profession(fit: Fit) -> Factor:
    """As far as possible suited to the profession (KUHP 85(1), elucidation)."""
    offer, skills = fit.candidate.offer, set(fit.need.skills)
    shared = sorted(skills & set(offer.skills))
    if shared:
        return _factor("score-skill", SKILL_POINTS, SKILL_POINTS, skill=Code(shared[0]))
    if skills and offer.category == OWN_SKILL_CATEGORY:
        return _factor("score-skill-taught", SKILL_POINTS // 2, SKILL_POINTS)
    wanted = SKILL_POINTS // 3 if not offer.skills and offer.category in CATEGORIES else 0
    return _factor("score-skill-none", wanted, SKILL_POINTS)


def room_at_the_host(fit: Fit) -> Factor:
    """Spread the load: the emptier the place in its fullest month, the more points."""
    months = fit.plan.months if fit.plan else ()
    free = min((fit.candidate.free(month) for month in months), default=0)
    slots = fit.candidate.offer.slots
    return _factor("score-room", round(ROOM_POINTS * free / slots), ROOM_POINTS, free=free, slots=slots)


def time_to_spare(fit: Fit) -> Factor:
    """The earlier the plan ends before the window does, the more a missed day can be made good."""
    if fit.plan is None:
        return _factor("score-pace", 0, PACE_POINTS)
    length = (fit.plan.last - fit.plan.first).days
    spare = max(0.0, 1 - length / fit.law.window_days)
    return _factor("score-pace", round(PACE_POINTS * spare), PACE_POINTS, days=length + 1)


FACTORS: tuple[Callable[[Fit], Factor], ...] = (near_home, suits_the_profession, room_at_the_host, time_to_spare)


def factors(fit: Fit) -> tuple[Factor, ...]:
    """Every reason for the score, in the order of their weight."""
    return tuple(factor(fit) for factor in FACTORS)


def _factor(rule: str, points: int, points_max: int, **facts: Code | int) -> Factor:
    return Factor(
        rule=RuleCode(rule),
        points=points,
        points_max=points_max,
        facts=tuple((Code(name), value) for name, value in facts.items()),
    )
