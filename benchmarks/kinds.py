"""Every kind of measurement, in the order in which they run."""

from typing import Any

from benchmarks import (
    agenda,
    append,
    catchup,
    latency,
    pages,
    papers,
    race,
    read,
    rebuild,
    registering,
    rulings,
    verify,
)
from benchmarks.kind import Kind

KINDS: tuple[Kind[Any], ...] = (
    append.KIND,
    read.KIND,
    race.KIND,
    rebuild.KIND,
    latency.KIND,
    registering.KIND,
    catchup.KIND,
    verify.KIND,
    pages.KIND,
    rulings.KIND,
    papers.KIND,
    agenda.KIND,
)
BY_NAME = {kind.name: kind for kind in KINDS}


def chosen(names: list[str]) -> dict[str, list[str]]:
    """The rows of each kind that these names mean (``append`` or ``append.one-caller``; none means all).

    Raises LookupError with the name that means nothing.
    """
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        rows = [row for row in kind.named() if not names or kind.name in names or row in names]
        if rows:
            found[kind.name] = rows
    known = {*BY_NAME, *(row for kind in KINDS for row in kind.named())}
    for name in names:
        if name not in known:
            raise LookupError(name)
    return found
