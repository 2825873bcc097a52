"""The rulings of an invented history: numbered names, NIKs that cannot be issued, figures that the law allows."""

import re
from datetime import date, timedelta
from random import Random
from typing import Any

from services.intake.putusan.decider import Paper
from services.intake.putusan.events import Consent, Replaced
from shared.domain.personal import Personal
from shared.domain.places import PLACES
from shared.domain.sentence import Regime, Sex
from shared.domain.skills import SKILLS
from shared.law.calendar import DAY

HOURS_ADULT, HOURS_CHILD = (40, 60, 80, 120, 180, 240), (20, 40, 60, 90, 120)
CHILDREN = 0.2
"""Share of children among the persons."""
NUMBERED = ("name", "case_number", "document")
FIRST_NUMBER = re.compile(r"\d+")


def invented_paper(random: Random, number: int, ruled_on: date) -> Paper:
    """The number-th person's ruling of this day."""
    child = random.random() < CHILDREN
    age = random.randint(15, 17) if child else random.randint(19, 60)
    register = "Pid.Sus-Anak" if child else "Pid.B"
    hours = random.choice(HOURS_CHILD if child else HOURS_ADULT)
    return Paper(
        case_number=Personal(f"{number + 1}/{register}/{ruled_on.year}/PN Trk"),
        court=Personal("PN Trenggalek"),
        ruled_on=ruled_on,
        final_on=ruled_on + DAY * 8,
        name=Personal(f"Rekaan Orang {number + 1}"),
        nik=Personal(_nik(number)),
        birth_date=Personal(ruled_on - timedelta(days=round(age * 365.25) + 40)),
        sex=random.choice(list(Sex)),
        kecamatan=random.choice(list(PLACES)),
        skills=tuple(random.sample(list(SKILLS), random.randint(0, 2))),
        offence_on=Personal(ruled_on - DAY * 30),
        kind=Regime.CHILD if child else Regime.ADULT,
        replaced=Replaced.PRISON,
        replaced_prison_days=90,
        total_minutes=hours * 60,
        minutes_a_day=None if child else random.choice((None, 240, 300, 480)),
        period_days=180,
        consent=Consent.GIVEN,
        considerations_stated=True,
    )


def of_another(field: str, value: Any, number: int) -> Any:
    """What the number-th person's paper says in this field where another's says ``value``."""
    if field == "nik":
        return _nik(number)
    return FIRST_NUMBER.sub(str(number + 1), value, count=1) if field in NUMBERED else value


def _nik(number: int) -> str:
    """One that cannot be issued."""
    return f"350399{1 + number % 28:02}{1 + number % 12:02}00{number % 10_000:04}"
