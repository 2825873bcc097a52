"""Cells as people write them: dates, hours, periods, amounts. Nothing is guessed, nothing is rounded up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from shared.domain.written.dates import read_clock, read_date
from shared.domain.written.durations import (
    DAYS_A_MONTH,
    read_days,
    read_least_minutes,
    read_minutes,
    read_months,
    read_most_minutes,
)
from shared.domain.written.reading import NotRead, Partly
from shared.domain.written.values import (
    read_days_a_month,
    read_days_a_week,
    read_number,
    read_ordinal,
    read_rupiah,
    read_whole,
)
from shared.domain.written.words import number_in_words
from shared.law.parameters import PARAMETERS

READ: list[tuple[Callable[[str], Any], str, Any]] = [
    (read_date, "31/01/2026", date(2026, 1, 31)),
    (read_date, "46086", date(2026, 3, 5)),
    (read_date, "46086,4", date(2026, 3, 5)),
    (read_date, "10000", date(1927, 5, 18)),
    (read_date, "1-2-2026", date(2026, 2, 1)),
    (read_date, "3.4.2026", date(2026, 4, 3)),
    (read_date, "05 / 03 / 2026", date(2026, 3, 5)),
    (read_date, "05/03/2026 09:31", date(2026, 3, 5)),
    (read_date, "2026-01-31", date(2026, 1, 31)),
    (read_date, "2026/03/05", date(2026, 3, 5)),
    (read_date, "2026-01-31 00:00:00", date(2026, 1, 31)),
    (read_date, "2026-03-05 09:31:22", date(2026, 3, 5)),
    (read_date, "2026-03-05T09:31:22.120+07:00", date(2026, 3, 5)),
    (read_date, "23 Oktober 2025", date(2025, 10, 23)),
    (read_date, "5  Nopember 2026", date(2026, 11, 5)),
    (read_date, "Kamis, 5 Maret 2026", date(2026, 3, 5)),
    (read_date, "Kamis, 5 Mar. 2026", date(2026, 3, 5)),
    (read_date, "hari Jum\u2019at tanggal 6 Maret 2026", date(2026, 3, 6)),
    (read_date, "Thursday, 5 March 2026", date(2026, 3, 5)),
    (read_date, "5-Mar-2026", date(2026, 3, 5)),
    (read_date, "7-Aug-2026", date(2026, 8, 7)),
    (read_date, "05/III/2026", date(2026, 3, 5)),
    (read_date, "31 Desember 1.999", date(1999, 12, 31)),
    (read_minutes, "80", 4800),
    (read_minutes, "80 jam", 4800),
    (read_minutes, "80 jam.", 4800),
    (read_minutes, "selama 80 jam", 4800),
    (read_minutes, "80 (delapan puluh) jam", 4800),
    (read_minutes, "80 (delapanpuluh) jam", 4800),
    (read_minutes, "24 (duapuluh empat) jam", 1440),
    (read_minutes, "150 (seratus limapuluh) jam", 9000),
    (read_minutes, "80 (Delapan Puluh Jam)", 4800),
    (read_minutes, "80 jam (delapan puluh jam)", 4800),
    (read_minutes, "delapan puluh (80) jam", 4800),
    (read_minutes, "delapan puluh jam", 4800),
    (read_minutes, "seratus dua puluh jam", 7200),
    (read_minutes, "dua jam tiga puluh menit", 150),
    (read_minutes, "2 jam 30 menit", 150),
    (read_minutes, "2 jam dan 30 menit", 150),
    (read_minutes, "2,5 jam", 150),
    (read_minutes, "2.5 jam", 150),
    (read_minutes, "2,75 jam", 165),
    (read_minutes, "30 menit", 30),
    (read_minutes, "2,67 jam", 160),
    (read_minutes, "1.234 jam", 74_040),
    (read_most_minutes, "2 jam per hari", 120),
    (read_most_minutes, "2 jam/hari", 120),
    (read_most_minutes, "2 (dua) jam sehari", 120),
    (read_most_minutes, "paling banyak 2 jam setiap harinya", 120),
    (read_most_minutes, "maksimal 2 jam dalam 1 (satu) hari", 120),
    (read_most_minutes, "1 (satu) jam dalam 1 (satu) Hari Kerja", Partly(60)),
    (read_least_minutes, "paling sedikit 1 jam per hari", 60),
    (read_least_minutes, "paling sedikit 1 jam setiap hari kerja", Partly(60)),
    (read_days, "60 hari", 60),
    (read_days, "6 bulan", 180),
    (read_days, "6 (enam) bulan", 180),
    (read_days, "satu bulan", 30),
    (read_days, "2 bulan 15 hari", 75),
    (read_days, "2 minggu", 14),
    (read_days, "pidana penjara selama 3 (tiga) bulan", 90),
    (read_days, "1,5 bulan", 45),
    (read_months, "4 tahun", 48),
    (read_months, "paling lama 4 tahun", 48),
    (read_months, "pidana penjara paling lama 4 (empat) tahun", 48),
    (read_months, "2 tahun 8 bulan", 32),
    (read_rupiah, "Rp50.000,00", 50_000),
    (read_rupiah, "Rp. 5.000.000", 5_000_000),
    (read_rupiah, "Rp50.000,-", 50_000),
    (read_rupiah, "10000000", 10_000_000),
    (read_rupiah, "Rp5,000,000", 5_000_000),
    (read_rupiah, "Rp500,000.00", 500_000),
    (read_rupiah, "Rp5.000.000,00 (lima juta rupiah)", 5_000_000),
    (read_rupiah, "lima juta rupiah", 5_000_000),
    (read_clock, "08.00 WIB", 480),
    (read_clock, "pukul 13.30", 810),
    (read_clock, "13:00:00", 780),
    (read_clock, "jam 13.00", 780),
    (read_clock, "13.00 WIB.", 780),
    (read_clock, "1:00:00 PM", 780),
    (read_clock, "24:00", 1440),
    (read_whole, "5", 5),
    (read_whole, "5 (lima) hari", 5),
    (read_whole, "lima", 5),
    (read_days_a_week, "5 hari per minggu", 5),
    (read_days_a_week, "5x seminggu", 5),
    (read_days_a_week, "Senin-Jumat", Partly(5, "weekdays-counted")),
    (read_days_a_week, "Senin s/d Sabtu", Partly(6, "weekdays-counted")),
    (read_days_a_week, "Sabtu dan Minggu", Partly(2, "weekdays-counted")),
    (read_days_a_month, "10 (sepuluh) hari sebulan", 10),
    (read_ordinal, "2", 2),
    (read_ordinal, "Terdakwa II", 2),
    (read_ordinal, "ke-2", 2),
    (read_number, "1.234,5", Decimal("1234.5")),
]

UNREADABLE: list[tuple[Callable[[str], Any], str, str]] = [
    (read_date, "31/02/2026", "date-impossible"),
    (read_date, "01/13/2026", "date-impossible"),
    (read_date, "5/6/26", "date-unreadable"),
    (read_date, "5-Mar-26", "date-unreadable"),
    (read_date, "4602", "date-unreadable"),
    (read_date, "2026", "date-unreadable"),
    (read_date, "besok", "date-unreadable"),
    (read_date, "5/3-2026", "date-unreadable"),
    (read_date, "Rabu, 5 Maret 2026", "weekday-differs"),
    (read_date, "2026-03-04T20:00:00Z", "date-unreadable"),
    (read_minutes, "2.30", "reads-two-ways"),
    (read_minutes, "2.30 jam", "reads-two-ways"),
    (read_minutes, "2,30 jam", "reads-two-ways"),
    (read_minutes, "2,500 jam", "reads-two-ways"),
    (read_minutes, "24 (dua ratus empat puluh) jam", "number-and-words-differ"),
    (read_minutes, "80 jam 20", "duration-unreadable"),
    (read_minutes, "30 menit 2 jam", "duration-unreadable"),
    (read_minutes, "beberapa jam", "duration-unreadable"),
    (read_minutes, "1 hari", "duration-unreadable"),
    (read_minutes, "-5 jam", "duration-unreadable"),
    (read_minutes, "2 jam per hari", "duration-unreadable"),
    (read_minutes, "paling banyak 80 jam", "duration-unreadable"),
    (read_most_minutes, "paling sedikit 1 jam", "duration-unreadable"),
    (read_most_minutes, "1-2 jam", "duration-unreadable"),
    (read_most_minutes, "4 jam per minggu", "duration-unreadable"),
    (read_months, "seumur hidup", "threat-unreadable"),
    (read_days, "60", "period-unreadable"),
    (read_days, "1 tahun", "years-without-days"),
    (read_days, "1 tahun 3 bulan", "years-without-days"),
    (read_days, "2,5 hari", "period-unreadable"),
    (read_rupiah, "Rp500,000", "reads-two-ways"),
    (read_rupiah, "5 juta", "number-unreadable"),
    (read_rupiah, "Rp5.000.000,00 (lima ratus ribu rupiah)", "number-and-words-differ"),
    (read_clock, "24:01", "clock-unreadable"),
    (read_clock, "8 pagi", "clock-unreadable"),
    (read_clock, "13.00 WITA", "clock-unreadable"),
    (read_clock, "13.00-16.00", "clock-unreadable"),
    (read_whole, "5,5", "number-unreadable"),
    (read_days_a_week, "Minggu", "number-unreadable"),
    (read_days_a_week, "2-3", "number-unreadable"),
    (read_number, "9" * 400, "number-unreadable"),
]


@pytest.mark.parametrize(("read", "text", "value"), READ, ids=[f"{read.__name__} {text}" for read, text, _ in READ])
def test_a_cell_is_read_as_its_writer_meant_it(read: Callable[[str], Any], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "rule"), UNREADABLE, ids=[f"{read.__name__} {text[:30]}" for read, text, _ in UNREADABLE]
)
def test_what_can_be_read_in_two_ways_is_not_read(read: Callable[[str], Any], text: str, rule: str) -> None:
    assert read(text) == NotRead(rule)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("nol", 0),
        ("sebelas", 11),
        ("sembilan belas", 19),
        ("dua ratus empat puluh", 240),
        ("seratus dua puluh lima", 125),
        ("seratus duapuluhlima", 125),
        ("sejuta dua ratus ribu", 1_200_000),
        ("dua puluh seratus", None),
        ("lima dua", None),
        ("ribu", None),
    ],
)
def test_numbers_in_words_however_they_are_joined(words: str, number: int | None) -> None:
    assert number_in_words(words) == number


@example(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in {read for read, _, _ in READ}:
        read(text)


@example(st.text(alphabet="0123456789.,()/ -:jamenitbulhrpukdtsEWI+", max_size=40))
def test_no_half_meant_text_breaks_a_reader(text: str) -> None:
    for read in {read for read, _, _ in READ}:
        read(text)


def test_a_month_in_a_row_is_the_month_of_every_law() -> None:
    """A cell is read before its ruling's day is known: a law of another month has to change the reader too."""
    assert {line.value for line in PARAMETERS if line.name == "month_days"} == {DAYS_A_MONTH}
