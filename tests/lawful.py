"""The law that the tests hand in: the statutes with nothing settled, and what they say on the day of the tests."""

from datetime import date, datetime

from shared.domain.identifiers import Code
from shared.law.calendar import WIB
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from shared.law.settings import Decision

LAWS = Laws()
LAW = LAWS.on(date(2026, 11, 24))


def settled(*decided: tuple[str, str, date]) -> Laws:
    """The same where a regency has decided: a question, its answer, and from when."""
    return Laws(
        decisions=tuple(
            Decision(Code(name), number, None, Code(value), valid_from)
            for number, (name, value, valid_from) in enumerate(decided, 1)
        )
    )


def on(day: date, laws: Laws = LAWS) -> Circumstances:
    """That morning."""
    return Circumstances(datetime(day.year, day.month, day.day, 9, tzinfo=WIB), laws)
