"""Whether another office's sheet calls somebody an adult or a child otherwise than the court did.

Such a sheet goes by today's age. Who is a child says the kind of sentence, and whether that goes with the dates of
birth and offence the rules of the ruling ask; so the sheet's own word fills nothing, and is told where it differs.
"""

from services.intake.putusan.decider.paper import Paper, Unreadable
from shared.domain.identifiers import Code, RuleCode
from shared.domain.personal import Personal
from shared.domain.sentence import Regime
from shared.domain.written.reading import plain

WORDS = {"dewasa": Regime.ADULT, "anak": Regime.CHILD}


def age_doubt(paper: Paper, column: str, text: str) -> Unreadable | None:
    """What the sheet says, where the court imposed an adult's or a child's sentence against it."""
    word = next((word for word in WORDS if word in plain(text)), None)
    if word is None or paper.kind is None or WORDS[word] is paper.kind:
        return None
    return Unreadable(
        rule=RuleCode("age-class-differs"),
        field=Code("kind"),
        facts=((Code("said"), Code(word)),),
        written=Personal(f"{column}: {text}"),
    )
