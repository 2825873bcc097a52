"""Lists with a bound: how much of a thing one event or command may hold, wherever it stands."""

from typing import Annotated

from pydantic import Field

from shared.domain.identifiers import Code, RuleCode

RULES_MAX = 200
"""Of one decision: more than a thing has rules."""
FACTS_MAX = 20
"""What the sentence of one rule needs."""
RULINGS_MAX = 100
"""Of one person at once: more than a court has ever given one."""
SKILLS_MAX = 30
"""Of one person or one offer: more than the house knows (shared/domain/skills.py)."""

RuleCodes = Annotated[tuple[RuleCode, ...], Field(max_length=RULES_MAX)]
FactPairs = Annotated[tuple[tuple[Code, Code | int], ...], Field(max_length=FACTS_MAX)]
SkillCodes = Annotated[tuple[Code, ...], Field(max_length=SKILLS_MAX)]
