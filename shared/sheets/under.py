"""Under which id a row's command is carried out: the same file again is the same commands, and one chain."""

from shared.access.asking import Asking
from shared.domain.identifiers import Code, CommandId, derived
from shared.ledger.execute import Asked


def under_row(asks: Asking, kind: str, digest: str, key: str) -> Asked:
    """Of the row of this key in the file of this digest, as one of its ``kind``."""
    named = CommandId(derived(f"{kind}-import", digest, key))
    chain, actor = derived(f"{kind}-import", digest), asks.actor
    return Asked(command_id=named, actor=actor.account_id, correlation_id=chain, role=Code(actor.role))
