"""Every paper that was issued, by its code: what it is, of which day and office, and whether it holds.

Nothing of what it says and nobody's name is in the row, so that anybody may be told it."""

from datetime import date

import msgspec
from msgspec.structs import replace

from services.intake.letter.events import PaperIssued, PaperReplaced, PaperWithdrawn
from shared.domain.retold import retold
from shared.projections.entry import Entry
from shared.projections.state import StateProjection

HOLDS, WITHDRAWN, REPLACED = "berlaku", "dicabut", "diganti"


class PaperRow(msgspec.Struct, frozen=True):
    """The row."""

    code: str
    kind: str
    office: str
    dated: date
    digest: str
    """SHA-256 of its bytes."""
    state: str = HOLDS


papers = StateProjection(service="reporting", name="paper", row=PaperRow, key="code", version=1)


@papers.on(PaperIssued)
def issued(row: PaperRow | None, event: PaperIssued, entry: Entry) -> PaperRow:
    """It holds from now on."""
    return row or retold(PaperRow, event)


@papers.on(PaperReplaced)
def replaced(row: PaperRow | None, event: PaperReplaced, entry: Entry) -> PaperRow | None:
    """Another one of the same letter holds."""
    return row and replace(row, state=REPLACED)


@papers.on(PaperWithdrawn)
def withdrawn(row: PaperRow | None, event: PaperWithdrawn, entry: Entry) -> PaperRow | None:
    """Nothing of it holds."""
    return row and replace(row, state=WITHDRAWN)
