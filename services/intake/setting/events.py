"""What can happen to a question that the law leaves to the regency: it is decided, and decided otherwise."""

from datetime import date

from shared.domain.event import Event
from shared.domain.identifiers import Code, PublicText
from shared.law.settings import Decision


class SettingDecided(Event):
    """The regency's answer, from its day on until another one's day; one that corrects an earlier one takes its place,
    and without a value strikes it out."""

    TYPE = "setting.decided.v1"
    SUBJECT = None
    setting: Code
    number: int
    """1, 2 … of this question."""
    corrects: int | None = None
    value: Code | None
    valid_from: date
    document: PublicText | None = None
    """Of the decision, as the regency numbers it."""
    reason: PublicText

    @property
    def decision(self) -> Decision:
        """What the law of a day takes from it."""
        return Decision(self.setting, self.number, self.corrects, self.value, self.valid_from)
