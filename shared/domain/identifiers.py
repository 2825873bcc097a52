"""Identifiers: what names a thing and says nothing about a person.

Every identifier is text in the canonical form of a UUID or a short code, so that it can stand in the
ledger, in Redis, in logs and in addresses. Names, NIK and case numbers are never identifiers.
"""

import re
from typing import Annotated, Final, NewType
from uuid import UUID, uuid5

from pydantic import StringConstraints

AN_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
UuidText = Annotated[str, StringConstraints(pattern=f"^{AN_ID.pattern}$")]
CodeText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$")]

BookId = NewType("BookId", CodeText)
"""One regency's ledger, for example ``trenggalek``."""
StreamName = NewType("StreamName", str)
"""The events of one decision scope, for example ``putusan-{id}``."""
Position = NewType("Position", int)
"""Place of an event in its book: 1, 2, 3 … without holes. 0 is before the first."""
Version = NewType("Version", int)
"""Place of an event in its stream: 1, 2, 3 … 0 is a stream that does not exist."""

CommandId = NewType("CommandId", UuidText)
EventId = NewType("EventId", UuidText)
AccountId = NewType("AccountId", UuidText)
KlienId = NewType("KlienId", UuidText)
PutusanId = NewType("PutusanId", UuidText)
IpdId = NewType("IpdId", UuidText)
OfferId = NewType("OfferId", UuidText)
SiteId = NewType("SiteId", UuidText)
ShiftId = NewType("ShiftId", UuidText)
LetterId = NewType("LetterId", UuidText)
ForwardId = NewType("ForwardId", UuidText)
"""One disposisi of a letter."""
TaskId = NewType("TaskId", UuidText)
"""What one receiver of it is to do."""
FileId = NewType("FileId", UuidText)
AgreementId = NewType("AgreementId", UuidText)
AnnexId = NewType("AnnexId", UuidText)
"""A request to fill Lampiran I."""
ActivityId = NewType("ActivityId", UuidText)
MarkId = NewType("MarkId", UuidText)
"""A mark in the work plan."""
UnitCode = NewType("UnitCode", Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,47}$")])
"""A party of the agreement, an office or a section of one, for example ``dinsos-p3a.resos``."""

Code = NewType("Code", CodeText)
"""A word of a closed list: an activity, a host kind, a rule."""
RuleCode = NewType("RuleCode", CodeText)
"""A rule's name, for example ``daily``; its words stand in the texts of its thing."""
Kecamatan = NewType("Kecamatan", Annotated[str, StringConstraints(pattern=r"^\d\d\.\d\d\.\d\d$")])
"""Kemendagri code of a kecamatan, for example ``35.03.11``."""
Month = NewType("Month", Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d$")])
"""A calendar month, ``yyyy-mm``."""
PublicText = NewType("PublicText", str)
"""Words about an institution or a place that it publishes itself; never about a person. How they are read where
somebody types them says ``shared.domain.text.PublicLine``."""
Citation = NewType("Citation", Annotated[str, StringConstraints(min_length=1, max_length=120)])
"""Where a rule stands, for example ``KUHP 85(4)``."""

NAMESPACE = UUID("8d9a3c0e-6f0b-5a62-9c35-0a6c1d5b7e35")


def derived(*parts: str) -> str:
    """The UUID (version 5) that always comes out of the same parts, in the same order."""
    return str(uuid5(NAMESPACE, "\x1f".join(parts)))


def event_id(command_id: CommandId, number: int) -> EventId:
    """The id of the command's event number ``number`` (from 0): a retry gives the same ids."""
    return EventId(str(uuid5(UUID(command_id), str(number))))


def stream_name(category: str, *parts: str) -> StreamName:
    """``category-part-part``: the stream of one thing."""
    return StreamName("-".join((category, *parts)))
