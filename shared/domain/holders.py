"""Whether an account that a command names exists, and has a role for which it is named; which it has the edge finds.

Example::

    faults = unfit(command.roles, frozenset({OFFICER}), "/officer")
"""

from typing import Annotated

from pydantic import Field

from shared.domain.identifiers import Code
from shared.domain.refusal import Fault, Severity

Roles = Annotated[tuple[Code, ...], Field(max_length=20)]
"""The roles of an open account; none of one that does not exist, or is closed."""
OFFICER, COORDINATOR, SUPERVISOR = Code("probation_officer"), Code("coordinator"), Code("supervisor")
COURT, JUDGE, PROSECUTOR = Code("court"), Code("supervising_judge"), Code("prosecutor")
HOST, CLIENT = Code("host_admin"), Code("client")


def unfit(roles: Roles, fitting: frozenset[Code], pointer: str) -> tuple[Fault, ...]:
    """What is wrong with naming an account of these roles, where one of the ``fitting`` is needed."""
    if not roles:
        return (Fault("account-absent", pointer=pointer),)
    if fitting.isdisjoint(roles):
        return (Fault("account-unfit", pointer=pointer, severity=Severity.CONFLICT),)
    return ()
