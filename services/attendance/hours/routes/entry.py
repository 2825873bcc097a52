"""A shift as a request brings it, read without tolerance; what it says about work is the decider's to judge."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from services.attendance.hours.decider.content import BREAKS_READ_MOST
from services.attendance.hours.events import Break, Shift, Source
from shared.domain.identifiers import IpdId, KlienId, ShiftId, SiteId, derived
from shared.law.calendar import WIB

STRICT = ConfigDict(extra="forbid", frozen=True)


class BreakEntry(BaseModel):
    """From–to inside a shift."""

    model_config = STRICT

    starts: datetime
    ends: datetime


class ShiftEntry(BaseModel):
    """Work at one place. Times are RFC 3339 with their offset."""

    model_config = STRICT

    site_id: SiteId
    ipd_id: IpdId
    starts: datetime
    ends: datetime
    breaks: Annotated[tuple[BreakEntry, ...], Field(max_length=BREAKS_READ_MOST)] = ()
    break_minutes: int = 0
    source: Source = Source.API

    def shift(self, shift_id: ShiftId) -> Shift:
        """The shift of this id."""
        return Shift(
            id=shift_id,
            site_id=self.site_id,
            ipd_id=self.ipd_id,
            starts=self.starts,
            ends=self.ends,
            breaks=tuple(Break(starts=pause.starts, ends=pause.ends) for pause in self.breaks),
            break_minutes=self.break_minutes,
            source=self.source,
        )


class LogEntry(ShiftEntry):
    """Somebody's work. Without an id of its own it gets one from person, site and times: sent again, it is known."""

    klien_id: KlienId
    shift_id: ShiftId | None = None

    @property
    def id(self) -> ShiftId:
        """Its own id, or the one of its content."""
        times = self.starts.isoformat(), self.ends.isoformat()
        return self.shift_id or ShiftId(derived("shift", self.klien_id, self.site_id, *times))


def of_form(fields: dict[str, Any]) -> dict[str, Any]:
    """A form's fields as an entry: times without offset mean WIB (settlement 28), a place names site and host."""
    site, _, host = str(fields.get("place", "")).partition("/")
    named = {"site_id": site, "ipd_id": host} if site else {}
    times = {name: _with_offset(fields[name]) for name in ("starts", "ends") if name in fields}
    return {name: value for name, value in fields.items() if name != "place"} | named | times


def _with_offset(text: Any) -> Any:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=WIB)
