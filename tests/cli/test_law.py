"""`bakti law try` names exactly those whom an independent count of the ledger names, and writes nothing."""

import asyncio
import json
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import holidays
import pytest
from typer.testing import CliRunner

from services.attendance.hours.decider.outlook import Overheard
from services.cli.main import app
from services.cli.migrate import introduce_keys
from services.cli.saying import Exit
from services.demo.generator import Generator
from services.demo.history import write_history
from shared.database.engine import Database
from shared.domain.identifiers import BookId
from shared.domain.sentence import Regime
from shared.law.calendar import WIB
from shared.law.law import Laws
from shared.law.parameters import parameters_of
from shared.privacy.keys import KeyStore
from shared.privacy.vault import Vault
from shared.runtime.settings import Settings

pytestmark = pytest.mark.slow

TODAY, PERSONS, DAY = date(2026, 11, 24), 60, timedelta(days=1)
CAP, CAPPED = 300, date(2026, 9, 1)
WINDOW, SHORTENED = 120, date(2026, 6, 1)
CAP_FILE = f"""
    [minutes_a_day]
    words = "Sehari, paling banyak"
    unit = "minutes"
    [[minutes_a_day.line]]
    value = {CAP}
    citation = "UU 9/2026"
    valid_from = {CAPPED}
    regime = "adult"
"""
WINDOW_FILE = f"""
    [window_days]
    words = "Jangka waktu"
    unit = "days"
    [[window_days.line]]
    value = {WINDOW}
    citation = "UU 9/2026"
    valid_from = {SHORTENED}
"""


DAY_FILE = f"""
    [child_day_from]
    value = "540"
    valid_from = {CAPPED}
"""
FREE = holidays.country_holidays("ID", years=range(2025, 2028), categories=("public", "government"))


@dataclass
class Sentence:
    """One sentence as the ledger's own bytes tell it."""

    klien_id: str
    terms: dict[str, Any]
    opens_on: date = date.max
    deadline: date = date.max
    credited: dict[date, int] = field(default_factory=dict)
    six_days: bool = False
    worked: dict[date, tuple[int, int]] = field(default_factory=dict)
    """From and until which minute of the day."""

    @property
    def owed(self) -> int:
        return int(self.terms["total_minutes"]) - sum(self.credited.values())

    @property
    def runs(self) -> bool:
        return self.opens_on < date.max and self.owed > 0

    @property
    def adult(self) -> bool:
        return bool(self.terms["regime"] == "adult")


async def invent(settings: Settings) -> None:
    """Sixty invented lives in the ledger."""
    await introduce_keys(settings)
    database = Database(str(settings.database_url))
    keys = KeyStore(settings.keys_dir, settings.master_key_file)
    vault = Vault(database, keys, BookId(settings.book))
    await vault.start()
    await write_history(
        database, vault, BookId(settings.book), Generator(PERSONS, 3, TODAY), lambda persons, events: None
    )
    keys.close()
    await database.dispose()


async def sentences(settings: Settings) -> dict[str, Sentence]:
    """Every sentence, from the events as they are stored and by no code of the house."""
    connection = await asyncpg.connect(str(settings.database_url))
    rows = await connection.fetch("SELECT type, payload FROM ledger.event ORDER BY position")
    await connection.close()
    found: dict[str, Sentence] = {}
    for row in rows:
        said, kind = json.loads(row["payload"]), row["type"].rpartition("hours.")[2]
        if kind == "sentence-opened.v1":
            found[said["putusan_id"]] = Sentence(said["klien_id"], said["terms"])
        elif kind == "window-fixed.v1" and said["opens_on"]:
            one = found[said["putusan_id"]]
            one.opens_on, one.deadline = map(date.fromisoformat, (said["opens_on"], said["deadline"]))
            one.six_days = said["six_days"]
        elif kind == "logged.v1":
            starts, ends = (datetime.fromisoformat(said["shift"][name]).astimezone(WIB) for name in ("starts", "ends"))
            of_person = [one for one in found.values() if one.klien_id == said["klien_id"]]
            assert (len(of_person), starts.date()) == (1, ends.date())
            of_person[0].worked[starts.date()] = minute(starts), minute(ends)
        elif kind == "day-assessed.v1":
            found[said["putusan_id"]].credited[date.fromisoformat(said["day"])] = said["credited_minutes"]
    return found


async def contents(settings: Settings) -> dict[str, Any]:
    """A digest of the rows of every table, the ledger's among them."""
    connection = await asyncpg.connect(str(settings.database_url))
    tables = await connection.fetch(
        "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    found = {
        table["name"]: await connection.fetchval(
            f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table['name']} t"
        )
        for table in tables
    }
    await connection.close()
    return found


def capped(one: Sentence) -> dict[str, list[Any]]:
    """What a day of five hours from 1 September on would change of an adult's sentence: day by day."""
    if not one.adult:
        return {}
    then = {day: min(minutes, CAP) if day >= CAPPED else minutes for day, minutes in one.credited.items()}
    own = one.terms["minutes_a_day"]

    def until(credited: dict[date, int], cap: int) -> str | None:
        return caught_up(one, credited, lambda day: min(own, cap if day >= CAPPED else 480), one.deadline)

    return {
        "credited_minutes": [sum(one.credited.values()), sum(then.values())],
        "possible_until": [until(one.credited, 480), until(then, CAP)],
    }


def shortened(one: Sentence) -> dict[str, list[Any]]:
    """What a window of 120 days would change of the adults' sentences that begin from 1 June on."""
    last = one.opens_on + DAY * WINDOW
    if not one.adult or one.opens_on < SHORTENED or last >= one.deadline:
        return {}
    then = {day: minutes for day, minutes in one.credited.items() if day <= last}

    def until(credited: dict[date, int], deadline: date) -> str | None:
        return caught_up(one, credited, lambda day: one.terms["minutes_a_day"], deadline)

    return {
        "credited_minutes": [sum(one.credited.values()), sum(then.values())],
        "deadline": [one.deadline.isoformat(), last.isoformat()],
        "possible_until": [until(one.credited, one.deadline), until(then, last)],
    }


def minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def from_nine(one: Sentence) -> dict[str, list[Any]]:
    """What a child's daytime from 09.00 on, 1 September on, would change: each day's log by its own times."""
    terms = one.terms
    if one.adult or terms.get("day_from_minute") is not None or terms.get("day_until_minute") is not None:
        return {}

    own = min(terms["minutes_a_day"] or 180, 180)

    def counts(day: date, minutes: int) -> int:
        starts, ends = one.worked[day]
        return min(own, max(0, min(ends, 1020) - max(starts, 540))) if minutes and day >= CAPPED else minutes

    def most(day: date) -> int:
        works = day.weekday() < (6 if one.six_days else 5) and day not in FREE
        return own if works else 0

    then = {day: counts(day, minutes) for day, minutes in one.credited.items()}
    return {
        "credited_minutes": [sum(one.credited.values()), sum(then.values())],
        "possible_until": [caught_up(one, credited, most, one.deadline) for credited in (one.credited, then)],
    }


def caught_up(one: Sentence, credited: dict[date, int], most: Any, deadline: date) -> str | None:
    """The last day from which every day to the deadline, worked in full, still gives what is owed: tried one by one."""
    owed = one.terms["total_minutes"] - sum(credited.values())
    starts = [one.opens_on + DAY * number for number in range((deadline - one.opens_on).days + 1)]
    fits = [
        start
        for start in starts
        if sum(max(0, most(day) - credited.get(day, 0)) for day in starts if day >= start) >= owed
    ]
    return max(fits, default=one.opens_on - DAY).isoformat()


@pytest.fixture
def told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A house with a history, found by the command line."""
    monkeypatch.setenv("BAKTI_DATABASE_URL", str(settings.database_url))
    monkeypatch.setenv("BAKTI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setattr("shared.runtime.clock.today_wib", lambda: TODAY)
    asyncio.run(invent(settings))
    return settings


def tried(text: str, folder: Path, *options: str) -> str:
    file = folder / "usul.toml"
    file.write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(app, ["law", "try", str(file), *options], catch_exceptions=False)
    assert answer.exit_code == Exit.DONE
    return answer.stdout


def test_it_names_exactly_those_whom_an_independent_count_names_and_writes_nothing(
    told: Settings, tmp_path: Path
) -> None:
    before, known = asyncio.run(contents(told)), asyncio.run(sentences(told))
    running = {putusan_id: one for putusan_id, one in known.items() if one.runs}
    for text, changes in ((CAP_FILE, capped), (WINDOW_FILE, shortened), (DAY_FILE, from_nine)):
        *lines, last = map(json.loads, tried(text, tmp_path, "--json").splitlines())
        expected: dict[str, dict[str, Any]] = {}
        for putusan_id, one in running.items():
            differs = {name: pair for name, pair in changes(one).items() if pair[0] != pair[1]}
            if differs:
                expected[putusan_id] = {"klien_id": one.klien_id, "putusan_id": putusan_id} | differs
        assert {line["putusan_id"]: line for line in lines} == expected
        assert 0 < len(expected) < len(running)
        assert last["sum"] == summed(running, expected)
    assert asyncio.run(contents(told)) == before


def summed(running: dict[str, Sentence], expected: dict[str, dict[str, Any]]) -> dict[str, int]:
    """The same added up."""
    counts: dict[str, int] = defaultdict(int)
    for line in expected.values():
        for name in ("deadline", "possible_until"):
            counts[name] += name in line
        credited = line.get("credited_minutes", [0, 0])
        counts["credited"] += credited[0] != credited[1]
        counts["credited_minutes"] += credited[1] - credited[0]
        until = line.get("possible_until", ["9999", "9999"])
        counts["impossible"] += until[1] < TODAY.isoformat() <= until[0]
    persons = {line["klien_id"] for line in expected.values()}
    return {"running": len(running), "changed": len(expected), "persons": len(persons)} | counts


def test_a_line_of_the_future_changes_no_credit_and_the_law_in_force_nothing(told: Settings, tmp_path: Path) -> None:
    from shared.law import parameters

    same = (Path(parameters.__file__).parent / "parameters.toml").read_text("utf-8")
    assert json.loads(tried(same, tmp_path, "--json"))["sum"]["changed"] == 0
    later = CAP_FILE.replace(str(CAPPED), str(TODAY + DAY))
    sums = json.loads(tried(later, tmp_path, "--json").splitlines()[-1])["sum"]
    assert (sums["credited"], sums["credited_minutes"], sums["deadline"]) == (0, 0, 0)
    assert sums["possible_until"] > 0


TOTAL_FILE = f"""
    [total_most]
    words = "Jumlah jam, paling banyak"
    unit = "minutes"
    [[total_most.line]]
    value = 6000
    citation = "UU 9/2026"
    valid_from = {SHORTENED}
    regime = "adult"
    [annex_24h]
    value = "hold"
    valid_from = {SHORTENED}
"""


def test_what_no_running_sentence_is_judged_by_is_told_as_not_tried(told: Settings, tmp_path: Path) -> None:
    last = json.loads(tried(TOTAL_FILE + CAP_FILE, tmp_path, "--json").splitlines()[-1])
    assert last["untried"] == ["annex_24h", "total_most of adult"]
    assert last["sum"]["changed"] > 0
    assert "NOT TRIED: annex_24h, total_most of adult." in tried(TOTAL_FILE, tmp_path)
    assert "NOT TRIED" not in tried(CAP_FILE + DAY_FILE, tmp_path)


def test_a_figure_of_one_regime_is_not_tried_where_only_the_other_is_asked_for() -> None:
    lines = parameters_of(tomllib.loads(CAP_FILE + CAP_FILE[CAP_FILE.index("[[") :].replace("adult", "child")))
    heard = Overheard(Laws().proposed(lines).on)
    heard(CAPPED).minutes_a_day(Regime.ADULT)
    assert [line.regime for line in heard.untold(lines)] == [Regime.CHILD]
    heard(CAPPED).minutes_a_day(Regime.CHILD)
    assert heard.untold(lines) == []


def test_where_nobody_serves_nothing_is_tried_whatever_the_proposal_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BAKTI_DATABASE_URL", str(settings.database_url))
    monkeypatch.setenv("BAKTI_DATA_DIR", str(settings.data_dir))
    said = tried(CAP_FILE, tmp_path)
    assert "0 of 0 running sentences" in said
    assert said.rstrip().endswith("NOT TRIED: nobody serves.")


def test_people_read_ids_and_the_sum_and_no_name(told: Settings, tmp_path: Path) -> None:
    said = tried(CAP_FILE, tmp_path)
    assert "Nothing was written." in said
    assert "credited_minutes" in said
    assert "Rekaan" not in said


WRONG = [
    ("", "usul.toml: No such file"),
    ("[minutes_a_day", "is no file of figures"),
    (CAP_FILE.replace("minutes_a_day", "minutes_a_week"), "no rule reads minutes_a_week"),
    (CAP_FILE.replace('regime = "adult"', ""), "no rule reads minutes_a_day;"),
    (CAP_FILE.replace(f"value = {CAP}", 'value = "300"'), "is no file of figures"),
    (WINDOW_FILE.replace(f"value = {WINDOW}", "value = 0"), "window_days is 0 days: nothing can be so short"),
    (DAY_FILE.replace("540", "541"), "child_day_from is settled by a value that settings.toml allows"),
    (DAY_FILE.replace(f"{CAPPED}", '"today"'), "child_day_from is settled by"),
    ('child_day_from = "900"', "is no file of figures"),
    ("#" * 1_000_001, "larger than"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_what_is_no_proposal_is_told_before_any_house_is_looked_for(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "usul.toml"
    if text:
        file.write_text(text, encoding="utf-8")
    refused = CliRunner().invoke(app, ["law", "try", str(file)]).exception
    assert sentence in str(refused)
