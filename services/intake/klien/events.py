"""What can happen to a person's data: it is erased."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId
from shared.domain.personal import Personal

FORMER_MAX = 1_000
"""Papers of one person that once were another's: more than a court writes about anybody."""


class PersonErased(Event):
    """A person's values are destroyed with their key, by a document. Sealed under a key of the erasure's own, which
    outlives the person's: why it was done must be read afterwards."""

    TYPE = "klien.erased.v1"
    SUBJECT: ClassVar[str | None] = "erasure_id"
    erasure_id: Code
    klien_id: KlienId
    former: Annotated[tuple[KlienId, ...], Field(max_length=FORMER_MAX)] = ()
    """Ids under whose keys papers of this person once lay: destroyed with it."""
    document: Personal[str]
    reason: Personal[str]
