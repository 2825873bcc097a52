"""A paper written into cells and read back is the same paper; and no paper and no file breaks the rules."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given as example
from hypothesis import strategies as st
from pydantic import ValidationError

from services.intake.putusan.decider import PUTUSAN
from services.intake.putusan.decider.paper import UNITS_OF, Paper
from services.intake.putusan.events import (
    Consent,
    Consideration,
    Document,
    Extent,
    PutusanHeld,
    PutusanReceived,
    PutusanRegistered,
    PutusanRejected,
    Replaced,
    Sanction,
)
from services.intake.putusan.rows import cells_of, draft_of, read_rows
from services.intake.putusan.rows.columns import COLUMNS, read_skill
from shared.domain.places import PLACES
from shared.domain.refusal import Refused
from shared.domain.sentence import Period, Regime, Sex
from shared.domain.skills import SKILLS
from shared.domain.written.reading import NotRead, plain
from shared.sheets.columns import NOT_SAID
from shared.sheets.row import normal_name
from tests.given import given
from tests.intake.putusan.papers import adult, child, circumstances, registering


def _kept(text: str) -> bool:
    """Whether the one text type keeps this text."""
    try:
        Paper.model_validate({"address": text})
    except ValidationError:
        return False
    return True


DAYS = st.dates(date(1930, 1, 1), date(2030, 12, 31))
NUMBERS = st.integers(1, 500)
MINUTES = st.integers(1, 1440)
TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60).filter(
    lambda text: plain(text) not in NOT_SAID and read_skill(text) == NotRead("skill-unknown") and _kept(text)
)
TYPED = [
    *("address", "contact", "guardian", "guardian_relation", "guardian_contact"),
    *("occupation", "offence", "work_named", "place_named", "conditions"),
]
FIELDS: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(TYPED, TEXTS) | {
    "document": st.sampled_from(Document),
    "case_number": st.from_regex(r"\A[1-9][0-9]{0,3}/Pid\.(B|C|Sus-Anak)/20(25|26|27)/PN (Trk|Tlg)\Z"),
    "court": st.sampled_from(["PN Trenggalek", "PN Kediri", "PT Surabaya"]),
    "ruled_on": DAYS,
    "final_on": DAYS,
    "name": st.sampled_from(["Budi Rekaan", "Siti Contoh"]),
    "namesake": st.integers(1, 9),
    "nik": st.from_regex(r"\A[0-9]{15,16}\Z"),
    "birth_date": DAYS,
    "sex": st.sampled_from(Sex),
    "kecamatan": st.sampled_from(sorted(PLACES)),
    "skills": st.lists(st.sampled_from(sorted(SKILLS)), unique=True, min_size=1, max_size=3).map(tuple),
    "offence_on": DAYS,
    "threat_months": NUMBERS,
    "kind": st.sampled_from(Regime),
    "replaced": st.sampled_from(Replaced),
    "replaced_prison_days": NUMBERS,
    "replaced_fine_rupiah": st.integers(1, 10**9),
    "total_minutes": st.integers(1, 30_000),
    "minutes_a_day": MINUTES,
    "least_minutes_a_day": MINUTES,
    "days_a_week": st.integers(1, 7),
    "days_a_month": st.integers(1, 31),
    "period_days": NUMBERS,
    "until": DAYS,
    "day_from_minute": st.integers(0, 1440),
    "day_until_minute": st.integers(0, 1440),
    "weekdays": st.sets(st.integers(0, 6), min_size=1).map(sorted).map(tuple),
    "periods": st.lists(
        st.tuples(DAYS, DAYS).map(lambda ends: Period(first=min(ends), last=max(ends))), min_size=1, max_size=3
    ).map(tuple),
    "work_category": st.integers(1, 5),
    "consent": st.sampled_from(Consent),
    "considerations_stated": st.booleans(),
    "considerations": st.lists(st.sampled_from(Consideration), unique=True, max_size=7).map(tuple),
    **dict.fromkeys(("sanction_repeat", "sanction_prison", "sanction_fine"), st.sampled_from(Extent)),
    "sanction_repeat_minutes": MINUTES,
    "sanction_prison_days": NUMBERS,
    "sanction_fine_rupiah": NUMBERS,
    "sanctions": st.lists(st.sampled_from(Sanction), unique=True, max_size=3).map(tuple),
    "probation_days": NUMBERS,
    "reports_monthly": st.booleans(),
}
PAPERS = st.fixed_dictionaries({}, optional=FIELDS).map(Paper.model_validate)


@example(PAPERS)
def test_a_paper_written_into_cells_reads_back_as_itself(paper: Paper) -> None:
    draft = draft_of(cells_of(paper))
    assert draft.unreadable == ()
    assert draft.paper == paper


def test_every_field_of_a_paper_has_its_column() -> None:
    assert {column.field for column in COLUMNS} == set(Paper.model_fields) - {*UNITS_OF.values()}


@example(PAPERS)
def test_every_paper_is_registered_held_or_rejected_and_nothing_else(paper: Paper) -> None:
    outcome = given(PUTUSAN, circumstances=circumstances()).when(registering(paper))
    assert [type(event) for event in outcome.events] in (
        [PutusanRejected],
        [PutusanReceived, PutusanHeld],
        [PutusanReceived, PutusanRegistered],
    )


@example(st.sampled_from([adult(), child()]), st.integers(1, 1440), st.integers(1, 30_000), st.integers(1, 400))
def test_what_is_registered_keeps_every_limit_of_the_law(paper: Paper, a_day: int, total: int, period: int) -> None:
    changed = paper.model_copy(update={"minutes_a_day": a_day, "total_minutes": total, "period_days": period})
    event = given(PUTUSAN, circumstances=circumstances()).when(registering(changed)).events[1]
    if not isinstance(event, PutusanRegistered):
        return
    adults = event.terms.regime is Regime.ADULT
    assert (480 if adults else 420) <= event.terms.total_minutes <= (14_400 if adults else 7_200)
    assert a_day <= (480 if adults else 180)
    assert total <= (period + 1) * a_day
    assert not adults or period <= 180


HEADER = b"nomor_perkara;nama;tanggal_putusan;jumlah_jam\r\n"


@example(st.binary(max_size=400))
def test_no_bytes_break_the_reader_of_files(data: bytes) -> None:
    for content in (data, HEADER + data, b"\xef\xbb\xbf" + HEADER + data):
        assert isinstance(read_rows(content), Refused) or read_rows(content)


@example(
    st.dictionaries(st.sampled_from([name for c in COLUMNS for name in c.names]), st.text(max_size=30), max_size=8)
)
def test_no_cells_break_the_reader_of_papers(cells: dict[str, str]) -> None:
    draft = draft_of(cells)
    read = {column.field for column in COLUMNS for name in cells if normal_name(name) in column.names}
    assert {str(field.field) for field in draft.unreadable} <= read


def test_time_far_away_breaks_nothing() -> None:
    far = date.max - timedelta(days=1)
    paper = adult(final_on=far, until=far, period_days=None, birth_date=date.min)
    assert given(PUTUSAN, circumstances=circumstances()).when(registering(paper)).events
