"""A log as a request brings it: the command, and how a person's form says times, place and breaks."""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from re import compile as pattern
from typing import Any, Final, TypeVar

from pydantic import BaseModel
from starlette.requests import Request

from services.attendance.hours.decider import LogHours
from shared.domain.identifiers import AccountId, KlienId, ShiftId, derived
from shared.law.calendar import DAY, WIB
from shared.web.brought import Brought, body_model, command_of
from shared.web.forms import Body, bringing, form_fields, is_form, json_of, of_json, validated

M = TypeVar("M", bound=BaseModel)
Fields = dict[str, Any]

CLOCK: Final = pattern(r"([01]?\d|2[0-3])[.:]([0-5]\d)")
BREAK: Final = pattern(rf"{CLOCK.pattern}\s*[-–]\s*{CLOCK.pattern}")
"""``10.00–10.15``, as a day sheet says it."""
BREAKS_APART: Final = pattern(r"[,;\n]")


class OwnIds(Brought):
    """Somebody's work. Without an id of its own it gets one from person, site and times: sent again, it is known."""

    klien_id: KlienId
    shift_id: ShiftId | None = None


LogEntry: type[OwnIds] = body_model(LogHours, base=OwnIds)


def logged(entry: OwnIds, by: AccountId, once: str | None = None) -> LogHours:
    """The command to record it, under its own id or the one of its content; a page's form is one log each time it is
    filled (``once``), so that a person may record again what was struck out."""
    said = (once,) if once else (entry.site_id, entry.starts.isoformat(), entry.ends.isoformat())
    own = entry.shift_id or ShiftId(derived("shift", entry.klien_id, *said))
    return command_of(LogHours, entry, shift_id=own, by=by)


def form_or_json(model: type[M], of_fields: Callable[[Fields], Fields]) -> Callable[[Request], Coroutine[Any, Any, M]]:
    """Dependency: the request's JSON as this model, or what a person's form says in its own words."""

    async def read(request: Request) -> M:
        if is_form(request):
            return validated(model, of_fields(await form_fields(request)))
        return of_json(model, await json_of(request))

    return bringing(read, Body(model, model))


def of_form(fields: Fields) -> Fields:
    """A form's fields as work: times without offset mean WIB (settlement 28), a place names site and host, breaks are
    written as on paper. ``day`` is that of times that are a clock's alone; ``next_day`` says that the end is not on
    it."""
    said = {name: value for name, value in fields.items() if name not in ("place", "day", "next_day", "breaks")}
    site, _, host = str(fields.get("place", "")).partition("/")
    named = {"site_id": site, "ipd_id": host} if site else {}
    days = {"starts": 0, "ends": int("next_day" in fields)}
    times = {name: _moment(fields[name], fields.get("day"), later) for name, later in days.items() if name in fields}
    if "breaks" in fields:
        said["breaks"] = _breaks(fields["breaks"], times.get("starts"))
    return said | named | times


def correction_of_form(fields: Fields) -> Fields:
    """What a log is corrected into stands under ``shift``; where it is struck out, ``strike`` says so."""
    if "strike" in fields:
        return {name: value for name, value in fields.items() if name not in ("strike", "shift")} | {"shift": None}
    shift = fields.get("shift")
    return fields | ({"shift": of_form(shift)} if isinstance(shift, dict) else {})


def decision_of_form(fields: Fields) -> Fields:
    """The reasons in spite of which a log is taken, one after the other in one field."""
    return fields | {"accepted": str(fields.get("accepted", "")).split()}


def _moment(text: Any, day: Any, later: int) -> Any:
    """The moment in WIB that is meant; what cannot be read stays as it is, to be refused by its field."""
    clock = CLOCK.fullmatch(str(text))
    try:
        moment = datetime.fromisoformat(f"{day}T{int(clock[1]):02d}:{clock[2]}" if clock else text) + later * DAY
    except (TypeError, ValueError, OverflowError):
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=WIB)


def _breaks(text: Any, starts: Any) -> Any:
    """The breaks of a line like ``10.00–10.15, 12.00–12.30``, each the next after the work began; what cannot be read
    stays as it is."""
    parts = [part.strip() for part in BREAKS_APART.split(str(text)) if part.strip()]
    found = [BREAK.fullmatch(part) for part in parts]
    if not isinstance(starts, datetime) or not all(found):
        return text
    try:
        return [_break(starts, *map(int, one.groups())) for one in found if one]
    except OverflowError:
        return text


def _break(starts: datetime, hour: int, minute: int, until_hour: int, until_minute: int) -> Fields:
    midnight = starts.astimezone(WIB).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = midnight + timedelta(hours=hour, minutes=minute)
    ends = midnight + timedelta(hours=until_hour, minutes=until_minute)
    begins += DAY * (begins < starts)
    return {"starts": begins, "ends": ends + DAY * (ends < begins)}
