"""A law of 2030 beside today's: every figure gets a line that holds from then on."""

from dataclasses import replace
from datetime import date

from shared.domain.identifiers import Citation
from shared.law.law import Laws
from shared.law.parameters import PARAMETERS, Parameter

LATER = date(2030, 1, 1)


def later_law() -> Laws:
    """Half of every figure and one more, by another article."""
    return also(
        *(
            replace(line, value=line.value // 2 + 1, valid_from=LATER, citation=Citation("UU 1/2030"))
            for line in PARAMETERS
        )
    )


def also(*lines: Parameter) -> Laws:
    """The statutes with these lines too."""
    return Laws((*PARAMETERS, *lines))
