"""A law of 2030 beside today's: every figure gets a line that holds from then on."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date

import pytest

from shared.domain.identifiers import Citation
from shared.law import parameters
from shared.law.parameters import Parameter

LATER = date(2030, 1, 1)


def later_law() -> AbstractContextManager[None]:
    """While it is written: half of every figure and one more, by another article."""
    return also(
        *(
            replace(line, value=line.value // 2 + 1, valid_from=LATER, citation=Citation("UU 1/2030"))
            for line in parameters.PARAMETERS
        )
    )


@contextmanager
def also(*lines: Parameter) -> Iterator[None]:
    """While these lines stand in the law too."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parameters, "PARAMETERS", (*parameters.PARAMETERS, *lines))
        _forget()
        try:
            yield
        finally:
            patched.undo()
            _forget()


def _forget() -> None:
    parameters.law_on.cache_clear()
    parameters._law_from.cache_clear()
