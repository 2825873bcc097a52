"""What a paper says of its convict: by what the key store knows persons apart, and convicts of one case."""

from typing import Any

from services.intake.putusan.decider.paper import Paper, clear
from shared.domain.identifiers import Code
from shared.domain.nik import identifying_nik

WHOSE = frozenset(map(Code, ("nik", "name", "birth_date", "sex", "case_number", "court", "namesake")))
"""The fields that bear on whose a ruling is."""


def said_of_convict(paper: Paper) -> dict[str, Any]:
    """The paper's traits, in clear: ``Traits`` but for the ruling's id."""
    return {
        "nik": identifying_nik(clear(paper.nik)),
        "name": clear(paper.name) or None,
        "birth_date": paper.birth_date.value if paper.birth_date is not None else None,
        "sex": paper.sex.value if paper.sex else None,
        "case_number": paper.number.normal if paper.number and paper.number.court else None,
        "namesake": paper.namesake,
    }
