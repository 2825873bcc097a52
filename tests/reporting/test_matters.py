"""What the desk says of a sentence: the days, the arithmetic, the article, the one thing to do."""

from datetime import UTC, date, datetime
from typing import Any

from services.reporting.desks import matters
from services.reporting.desks.bands import rejected
from services.reporting.desks.greeting import greeting
from services.reporting.desks.officer import districts, shares
from services.reporting.desks.weeks import WEEKS, Week, drawn
from services.reporting.reports.klien import klien
from services.reporting.reports.naming import Site
from services.reporting.reports.sentence import Sentence
from services.reporting.reports.status import BY_NAME
from shared.access.naming import Named
from shared.domain.sentence import Regime, Terms
from shared.law.calendar import WIB
from tests.given import given
from tests.lawful import on
from tests.reporting.telling import (
    PUTUSAN,
    SITE,
    accepted,
    assessed,
    held,
    proposed,
    received,
    registered,
    running,
    started,
    terms,
    window,
    window_unknown,
)

NAMES = {PUTUSAN: Named("Slamet Riyadi", masked=False, child=False, case_number="58/Pid.B/2026/PN Trk")}
SITES = {SITE: Site("TPS 3R Contoh", "Dinas PKPLH")}
NOW = datetime(2026, 3, 4, 1, tzinfo=UTC)


def row_after(*events: Any) -> Sentence:
    return given(klien).when(*events).row


def test_a_sentence_near_its_last_day_tells_the_arithmetic() -> None:
    (line,) = matters.pressing([row_after(*running())], NAMES, on(date(2026, 8, 23)))
    assert (line.due, line.due_said, line.tone) == ("2 hari", "sampai Sel 25/8", "alarm")
    assert line.title == "Slamet Riyadi harus bekerja lagi paling lambat Sel 25/8"
    # 23 to 29 August are seven days of eight hours.
    assert line.said.startswith("Kurang 40 jam; sampai 29 Agu 2026 tersisa 7 hari yang sah, paling banyak 56 jam.")
    assert line.citation == "KUHP 85(5)"


def test_who_owes_little_and_has_time_is_not_called_about_to_fail() -> None:
    """One hour of forty, with days for many: the last day is near, and said; on it the heading says today."""
    row = row_after(*running(), assessed(date(2026, 8, 20), 480, 2340))
    (line,) = matters.pressing([row], NAMES, on(date(2026, 8, 23)))
    assert line.title == "Slamet Riyadi harus bekerja lagi paling lambat Rab 26/8"
    assert line.said.startswith("Kurang 1 jam; ")
    assert not any(word in BY_NAME["terancam_gagal"].word for word in ("gagal", "mustahil"))
    (line,) = matters.pressing([row], NAMES, on(date(2026, 8, 26)))
    assert (line.due, line.title) == ("Hari ini", "Slamet Riyadi harus bekerja lagi paling lambat hari ini")


def test_a_childs_lawful_days_are_working_days_of_three_hours() -> None:
    child = terms(40, Regime.CHILD)
    row = row_after(received(child), registered(child), accepted(), started(), window())
    # 24 August to 28 August 2026: Monday to Friday, Tuesday is Maulid.
    assert matters.time_left(row, on(date(2026, 8, 23))) == matters.Room(4, 4 * 180)


def test_an_adults_night_leaves_the_hours_of_both_its_ends() -> None:
    """22.00-02.00: two hours before and two after midnight, each day."""
    night = terms(40).model_copy(update={"day_from_minute": 1320, "day_until_minute": 120})
    row = row_after(received(night), registered(night), accepted(), started(), window())
    assert matters.time_left(row, on(date(2026, 8, 23))) == matters.Room(7, 7 * 240)


def test_a_childs_own_days_are_the_room_that_is_left() -> None:
    """Sundays, and the Tuesday of Maulid by its date."""
    holiday = {"first": date(2026, 8, 25), "last": date(2026, 8, 25)}
    own = Terms(regime=Regime.CHILD, total_minutes=2400, weekdays=(6,), periods=(holiday,))  # type: ignore[arg-type]
    row = row_after(received(own), registered(own), accepted(), started(), window())
    assert matters.time_left(row, on(date(2026, 8, 23))) == matters.Room(2, 2 * 180)


def test_what_is_impossible_goes_to_the_prosecutor() -> None:
    (line,) = matters.pressing([row_after(*running())], NAMES, on(date(2026, 8, 27)))
    assert line.title == "Slamet Riyadi tidak mungkin lagi selesai tepat waktu"
    assert "paling banyak 24 jam dalam 3 hari yang sah. Laporkan kepada jaksa." in line.said


def test_what_is_overdue_says_what_was_missing() -> None:
    row = row_after(*running(), assessed(date(2026, 3, 3), 480, 480))
    (line,) = matters.pressing([row], NAMES, on(date(2026, 9, 9)))
    assert (line.due, line.due_said) == ("11 hari", "lewat, sejak 29 Agu 2026")
    assert line.said.startswith("Kurang 32 jam dari 40 jam ketika batas 29 Agu 2026 lewat.")


def test_a_held_ruling_gives_its_reason_and_article() -> None:
    row = row_after(received(), held())
    (line,) = matters.held([row], NAMES, NOW, lambda rule, facts: f"<{rule} {facts['total_minutes']}>")
    assert line.title == "Putusan 58/Pid.B/2026/PN Trk ditahan: 40 jam"
    assert line.said == "<total-above 18000> Menunggu jawaban jaksa."
    assert (line.due, line.citation, line.address) == ("2 hari", "KUHP 85(4)", f"/putusan/{PUTUSAN}#jawab")


def test_proposed_places_are_named_with_their_scores() -> None:
    row = row_after(received(), registered(), proposed(2))
    (line,) = matters.choosing([row], NAMES, SITES, NOW, lambda rule, facts: rule)
    assert line.title == "Usulan tempat untuk Slamet Riyadi"
    assert line.said == "TPS 3R Contoh (kecocokan 90), TPS 3R Contoh (kecocokan 89)"
    assert line.act == "Bandingkan"


def test_an_accepted_place_waits_for_the_berita_acara() -> None:
    (line,) = matters.starting([row_after(received(), registered(), accepted())], NAMES, SITES, NOW)
    assert (line.due, line.title) == ("2 Mar", "Slamet Riyadi siap mulai di TPS 3R Contoh")


def test_shares_fill_the_bar() -> None:
    parts = [part for part in shares({"sesuai_rencana": 17, "berisiko": 4, "terancam_gagal": 2}) if part.count]
    assert [part.count for part in parts] == [17, 4, 2]
    assert round(sum(part.width for part in parts)) == 100
    assert parts[1].start == parts[0].width
    assert sum(part.count for part in shares({})) == 0


def test_the_chart_holds_its_columns() -> None:
    found = [Week(date(2026, 9, 7), 60 * n, 600) for n in range(WEEKS)]
    chart = drawn(found, date(2026, 11, 25))
    assert len(chart.columns) == WEEKS
    assert [label for _, label in chart.lines] == ["0", "10", "20"]
    assert chart.columns[0].height == 0
    assert chart.columns[10].height == max(column.height for column in chart.columns[:11])
    assert drawn([Week(date(2026, 9, 7), 0, 0)] * WEEKS, date(2026, 11, 25)).lines[2][1] == "2"


def test_the_map_shades_from_few_to_most_and_few_look_like_none() -> None:
    found = {one.code: (one.count, one.shade) for one in districts({"35.03.11": 9, "35.03.06": 3, "35.03.02": 2})}
    assert (found["35.03.11"], found["35.03.06"]) == ((9, 4), (3, 1))
    assert found["35.03.02"] == found["35.03.01"] == (None, 0)
    assert len(found) == 14


def test_a_desk_greets_by_the_hour_of_the_day() -> None:
    assert [greeting(datetime(2026, 11, 29, hour, tzinfo=WIB)) for hour in (6, 12, 16, 20)] == [
        "Selamat pagi",
        "Selamat siang",
        "Selamat sore",
        "Selamat malam",
    ]


def test_who_serves_without_bht_stands_on_the_desk_and_leads_to_its_form() -> None:
    row = row_after(*running()[:-1], window_unknown())
    (line,) = matters.not_final([row], NAMES, NOW)
    assert (line.title, line.act) == ("Tanggal BHT Slamet Riyadi belum ada", "Catat BHT")
    assert line.address == f"/putusan/{PUTUSAN}#berkekuatan"


def test_while_an_appeal_is_open_the_desk_says_what_is_waited_for() -> None:
    told_anew = registered(terms()).model_copy(update={"final_on": None, "appealed_on": date(2026, 3, 1)})
    row = row_after(*running()[:-1], told_anew, window_unknown())
    (line,) = matters.not_final([row], NAMES, NOW)
    assert line.title == "Tanggal BHT Slamet Riyadi belum ada, banding diajukan"
    assert line.said.endswith("Banding diajukan 1 Mar 2026: tunggu putusannya.")
    (closed,) = matters.not_final([row_after(*running()[:-1], window_unknown())], NAMES, NOW)
    assert "anding" not in closed.title + closed.said


def test_who_waits_for_a_place_has_the_days_that_the_ruling_leaves() -> None:
    """Where it names its last day; else nothing runs before the berita acara, and how long it waits is told."""
    named = terms().model_copy(update={"until": date(2026, 3, 20)})
    row, plain = (row_after(received(owed), registered(owed), proposed()) for owed in (named, terms()))
    (line,) = matters.choosing([row], NAMES, SITES, NOW, lambda rule, facts: rule)
    assert (line.due, line.due_said) == ("16 hari", "sampai Jum 20/3, menurut putusan")
    (late,) = matters.choosing([row], NAMES, SITES, datetime(2026, 3, 22, tzinfo=UTC), lambda rule, facts: rule)
    assert (late.due, late.due_said) == ("2 hari", "lewat, sejak 20 Mar 2026")
    (waits,) = matters.choosing([plain], NAMES, SITES, NOW, lambda rule, facts: rule)
    assert waits.due_said.startswith("diusulkan")


def test_a_ruling_held_for_its_correction_is_headed_by_the_hours_that_are_in_question() -> None:
    row = row_after(received(), registered(), proposed(), received(terms(300)), held())
    (line,) = matters.held([row], NAMES, NOW, lambda rule, facts: rule)
    assert line.title == "Putusan 58/Pid.B/2026/PN Trk ditahan: 300 jam"
    assert row.required_minutes == 40 * 60, "what has begun goes on by what stood"


def test_rejected_papers_nobody_mended_are_one_line_that_leads_to_them() -> None:
    band = rejected(7)
    assert (band.total, [line.address for line in band.lines]) == (7, ["/putusan?state=rejected"])
    assert band.rest == ""
