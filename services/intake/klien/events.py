"""What can happen to a person's data: it is erased."""

from typing import ClassVar

from shared.domain.event import Event
from shared.domain.identifiers import Code, KlienId
from shared.domain.personal import Personal


class PersonErased(Event):
    """A person's values are destroyed with their key, by a document. Sealed under a key of the erasure's own, which
    outlives the person's: why it was done must be read afterwards."""

    TYPE = "klien.erased.v1"
    SUBJECT: ClassVar[str | None] = "erasure_id"
    erasure_id: Code
    klien_id: KlienId
    former: tuple[KlienId, ...] = ()
    """Ids under whose keys papers of this person once lay: destroyed with it."""
    document: Personal[str]
    reason: Personal[str]
