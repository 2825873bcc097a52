"""An invitation as a calendar reads it: which moment, how long, where, and whether it still is."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from icalendar import Calendar

from services.intake.activity.decider import ACTIVITY, CancelActivity, MoveActivity
from services.intake.activity.papers.invitation import ics_of
from tests.intake.activity.test_decider import ENTERED, ID, NOW, TOMORROW, WHY, told


def event_of(*events: Any) -> Any:
    """The one event of the file, read again."""
    entries: Any = [SimpleNamespace(recorded_at=NOW.now) for _ in events]
    calendar = Calendar.from_ical(ics_of(ACTIVITY.fold(events), entries))
    assert calendar["method"] == "PUBLISH"
    (found,) = calendar.walk("VEVENT")
    return found


def test_an_hour_in_wib_is_that_moment_and_an_open_end_is_said() -> None:
    found = event_of(ENTERED.model_copy(update={"note": "Mohon OPD mengisi Lampiran I; terima kasih, semua"}))
    assert found.decoded("dtstart") == datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert "dtend" not in found
    assert found["description"] == "Pukul 13.00 WIB s/d selesai.\nMohon OPD mengisi Lampiran I; terima kasih, semua"
    assert (found["summary"], found["location"]) == (ENTERED.title, ENTERED.place)


def test_a_day_without_an_hour_is_a_whole_day() -> None:
    found = event_of(ENTERED.model_copy(update={"begins": None}))
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (date(2026, 11, 30), TOMORROW)


def test_a_later_file_moves_and_cancels_the_same_event() -> None:
    moved = told(MoveActivity(activity_id=ID, day=TOMORROW, begins="09:00", ends="10:30", reason=WHY), ENTERED)
    gone = told(CancelActivity(activity_id=ID, reason=WHY), *moved)
    files = [event_of(*events) for events in ([ENTERED], moved, gone)]
    assert {str(one["uid"]) for one in files} == {ID}
    assert [one["sequence"] for one in files] == [0, 1, 2]
    assert files[1].decoded("dtend") == datetime(2026, 12, 1, 3, 30, tzinfo=UTC)
    assert [one["status"] for one in files] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
