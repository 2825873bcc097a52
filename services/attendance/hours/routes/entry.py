"""A log as a request brings it: the command, and how a person's form says times and place."""

from datetime import datetime
from typing import Any

from services.attendance.hours.decider import LogHours
from shared.domain.identifiers import KlienId, ShiftId, derived
from shared.law.calendar import WIB
from shared.web.brought import Brought, body_model, command_of


class OwnIds(Brought):
    """Somebody's work. Without an id of its own it gets one from person, site and times: sent again, it is known."""

    klien_id: KlienId
    shift_id: ShiftId | None = None


LogEntry: type[OwnIds] = body_model(LogHours, base=OwnIds)


def logged(entry: OwnIds) -> LogHours:
    """The command to record it, under its own id or the one of its content."""
    times = entry.starts.isoformat(), entry.ends.isoformat()
    own = entry.shift_id or ShiftId(derived("shift", entry.klien_id, entry.site_id, *times))
    return command_of(LogHours, entry, shift_id=own)


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
