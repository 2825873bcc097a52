"""How well a lawful offer suits a person: points with their reasons, 100 at most."""

from collections.abc import Callable

from services.matching.placement.decider.plan import shared_minutes
from services.matching.placement.decider.rules import Fit
from services.matching.placement.events import Factor
from shared.domain.identifiers import Code, RuleCode
from shared.domain.lampiran import CATEGORIES
from shared.domain.places import distance_km

NEAR_POINTS, SKILL_POINTS, ROOM_POINTS, PACE_POINTS = 40, 30, 20, 10
INTEREST_POINTS, HOURS_POINTS, LIVELIHOOD_POINTS = 10, 10, 10
"""Taken from room and, the last two, from nearness where the person's profile tells of them, so that 100 stays the
most."""
FAR_KM = 30
"""From here on distance gives no points: more than an hour by motorcycle on these roads."""
OWN_SKILL_CATEGORY = 5
"""Teaching or training by one's own profession: the activity that any skill suits."""


def near_home(fit: Fit) -> Factor:
    """No place near home is the most common trouble; the same kecamatan gives all points."""
    home, profile = fit.need.kecamatan, fit.need.profile
    most = NEAR_POINTS - (HOURS_POINTS if profile and profile.free else 0)
    most -= LIVELIHOOD_POINTS if profile and profile.earning else 0
    apart = distance_km(home, fit.candidate.offer.kecamatan) if home else None
    if apart is None:
        return _factor("score-distance-unknown", most // 2, most)
    points = round(most * max(0.0, 1 - apart / FAR_KM))
    return _factor("score-distance", points, most, km=round(apart))


def suits_the_profession(fit: Fit) -> Factor:
    """As far as possible suited to the profession (KUHP 85(1), elucidation): what the profile says, else the ruling."""
    offer, profile = fit.candidate.offer, fit.need.profile
    told, ruled = set(profile.skills if profile else ()), set(fit.need.skills)
    skills = told | ruled
    for known, rule in ((told, "score-skill-profile"), (ruled, "score-skill")):
        if shared := sorted(known & set(offer.skills)):
            return _factor(rule, SKILL_POINTS, SKILL_POINTS, skill=Code(shared[0]))
    if skills and offer.category == OWN_SKILL_CATEGORY:
        return _factor("score-skill-taught", SKILL_POINTS // 2, SKILL_POINTS)
    wanted = SKILL_POINTS // 3 if not offer.skills and offer.category in CATEGORIES else 0
    return _factor("score-skill-none", wanted, SKILL_POINTS)


def suits_the_interest(fit: Fit) -> Factor | None:
    """Work that somebody likes is done (*minat*); None where nobody has told what that is."""
    offer, profile = fit.candidate.offer, fit.need.profile
    if profile is None or not profile.interests:
        return None
    if offer.activity in profile.interests:
        return _factor("score-interest", INTEREST_POINTS, INTEREST_POINTS, activity=offer.activity)
    category = CATEGORIES.get(offer.category)
    if category is not None and {*category.activities} & {*profile.interests}:
        return _factor("score-interest-alike", INTEREST_POINTS // 2, INTEREST_POINTS, category=offer.category)
    return _factor("score-interest-none", 0, INTEREST_POINTS)


def suits_the_hours(fit: Fit) -> Factor | None:
    """On how many of its open days the person can come; None where nobody has told when that is."""
    offer, profile, terms = fit.candidate.offer, fit.need.profile, fit.need.terms
    if profile is None or not profile.free:
        return None
    if fit.plan is None or not fit.plan.in_free_hours:
        return _factor("score-hours-none", 0, HOURS_POINTS)
    comes = [day for day in offer.weekdays if shared_minutes(profile, offer, terms, fit.law, day)]
    points = round(HOURS_POINTS * len(comes) / len(offer.weekdays))
    return _factor("score-hours", points, HOURS_POINTS, days=len(comes), open=len(offer.weekdays))


def spares_the_livelihood(fit: Fit) -> Factor | None:
    """The sentence is served with regard to what somebody lives on (KUHP 85(5)); None where nobody has told when they
    earn it."""
    profile = fit.need.profile
    if profile is None or not profile.earning:
        return None
    if fit.plan is None or not fit.plan.spares_livelihood:
        return _factor("score-livelihood-none", 0, LIVELIHOOD_POINTS)
    return _factor("score-livelihood", LIVELIHOOD_POINTS, LIVELIHOOD_POINTS)


def room_at_the_host(fit: Fit) -> Factor:
    """Spread the load: the emptier the place in its fullest month, the more points."""
    months = fit.plan.months if fit.plan else ()
    free = min((fit.candidate.free(month) for month in months), default=0)
    slots, profile = fit.candidate.offer.slots, fit.need.profile
    most = ROOM_POINTS - (INTEREST_POINTS if profile and profile.interests else 0)
    return _factor("score-room", round(most * free / slots), most, free=free, slots=slots)


def time_to_spare(fit: Fit) -> Factor:
    """The earlier the plan ends before the window does, the more a missed day can be made good."""
    if fit.plan is None:
        return _factor("score-pace", 0, PACE_POINTS)
    length = (fit.plan.last - fit.plan.first).days
    spare = max(0.0, 1 - length / fit.law.window_days)
    return _factor("score-pace", round(PACE_POINTS * spare), PACE_POINTS, days=length + 1)


FACTORS: tuple[Callable[[Fit], Factor | None], ...] = (
    near_home,
    suits_the_profession,
    suits_the_interest,
    suits_the_hours,
    spares_the_livelihood,
    room_at_the_host,
    time_to_spare,
)


def factors(fit: Fit) -> tuple[Factor, ...]:
    """Every reason for the score."""
    return tuple(found for factor in FACTORS if (found := factor(fit)) is not None)


def _factor(rule: str, points: int, points_max: int, **facts: Code | int) -> Factor:
    return Factor(
        rule=RuleCode(rule),
        points=points,
        points_max=points_max,
        facts=tuple((Code(name), value) for name, value in facts.items()),
    )
