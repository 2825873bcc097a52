"""Verify names the first entry of the audit trail that is not as it was written; months are exported and detached."""

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import asyncpg
import msgspec
import pytest

from shared.audit.months import KEPT_MONTHS, MonthRefused, detach, export, months
from shared.audit.verify import BrokenEntry, Whole, verify_audit
from shared.database.engine import Database
from tests.trail.examples import ANI, NOVEMBER, OCTOBER, look, noted

LATE = datetime(2032, 1, 1, tzinfo=UTC)
TAMPERED = 7


@pytest.fixture
async def ten(database: Database) -> Database:
    await noted(database, *(look(OCTOBER, f"klien-{n}") for n in range(5)), *(look(NOVEMBER, ANI) for _ in range(5)))
    return database


async def tamper(database: Database, *statements: str) -> None:
    """What an intruder with the administrator's rights can do."""
    connection = await asyncpg.connect(database.url)
    await connection.execute("SET session_replication_role = replica")  # no trigger is asked
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def test_an_untouched_trail_verifies_to_its_head(ten: Database) -> None:
    told: list[tuple[int, int]] = []
    found = await verify_audit(ten, lambda at, end: told.append((at, end)))
    assert isinstance(found, Whole)
    assert (found.count, found.number, len(found.hash)) == (10, 10, 32)
    assert told == [(10, 10)]


async def test_an_empty_trail_verifies(database: Database) -> None:
    assert await verify_audit(database) == Whole(0, 0, b"")


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (f"UPDATE audit.entry SET account = 'another' WHERE number = {TAMPERED}", "hash"),
        (f"UPDATE audit.entry SET subjects = '{{klien-budi}}' WHERE number = {TAMPERED}", "hash"),
        (f"UPDATE audit.entry SET at = at + interval '1 second' WHERE number = {TAMPERED}", "hash"),
        (f"UPDATE audit.entry SET purpose = NULL WHERE number = {TAMPERED}", "hash"),
        (f"UPDATE audit.entry SET hash = sha256('x') WHERE number = {TAMPERED}", "hash"),
        (f"UPDATE audit.entry SET hash_algorithm = 2 WHERE number = {TAMPERED}", "algorithm"),
        (f"DELETE FROM audit.entry WHERE number = {TAMPERED}", "gap"),
    ],
)
async def test_what_was_changed_or_taken_out_by_a_superuser_is_named(ten: Database, statement: str, what: str) -> None:
    await tamper(ten, statement)
    found = await verify_audit(ten)
    assert isinstance(found, BrokenEntry)
    assert (found.number, found.what) == (TAMPERED, what)


async def test_a_whole_month_that_was_emptied_is_missed(ten: Database) -> None:
    await tamper(ten, "DELETE FROM audit.entry WHERE number > 5")
    found = await verify_audit(ten)
    assert isinstance(found, BrokenEntry)
    assert (found.number, found.what) == (6, "gap")


async def test_what_was_noted_of_a_month_and_the_entries_must_agree(ten: Database, tmp_path: Path) -> None:
    await export(ten, date(2026, 10, 1), tmp_path / "a", NOVEMBER)
    await tamper(ten, "UPDATE audit.month SET hash = sha256('x') WHERE month = '2026-10-01'")
    found = await verify_audit(ten)
    assert isinstance(found, BrokenEntry)
    assert (found.number, found.what) == (5, "month")


async def test_an_exported_month_is_a_file_whose_last_line_is_the_chains_head(ten: Database, tmp_path: Path) -> None:
    told = await export(ten, date(2026, 10, 1), tmp_path / "october", NOVEMBER)
    *entries, head = [msgspec.json.decode(line) for line in (tmp_path / "october").read_bytes().splitlines()]
    assert [entry["number"] for entry in entries] == [1, 2, 3, 4, 5]
    assert head == {"month": "2026-10", "first": 1, "last": 5, "hash_before": "", "hash": entries[-1]["hash"]}
    assert told["file_digest"] == sha256((tmp_path / "october").read_bytes()).hexdigest()
    known = await months(ten)
    assert [(one["first_number"], one["last_number"]) for one in known] == [(1, 5), (6, None)]


@pytest.mark.parametrize(("month", "why"), [(date(2026, 11, 1), "not over"), (date(2025, 1, 1), "nothing")])
async def test_a_running_month_and_one_that_never_was_are_not_exported(
    ten: Database, tmp_path: Path, month: date, why: str
) -> None:
    with pytest.raises(MonthRefused, match=why):
        await export(ten, month, tmp_path / "file", NOVEMBER)
    assert not (tmp_path / "file").exists()


async def test_a_month_is_detached_only_once_it_was_exported_and_kept_long_enough(
    ten: Database, tmp_path: Path
) -> None:
    october = date(2026, 10, 1)
    with pytest.raises(MonthRefused, match="not exported"):
        await detach(ten, october, "JRA 3.2", LATE)
    await export(ten, october, tmp_path / "october", NOVEMBER)
    with pytest.raises(MonthRefused, match="kept"):
        await detach(ten, october, "JRA 3.2", datetime(2026 + KEPT_MONTHS // 12, 10, 31, 16, 59, tzinfo=UTC))
    assert await detach(ten, october, "JRA 3.2", LATE) == "entry_2026_10"
    assert await noted(ten, look(NOVEMBER, ANI)) == [11]
    found = await verify_audit(ten)
    assert isinstance(found, Whole)
    assert (found.count, found.number) == (6, 11)


async def test_months_are_detached_in_their_order_so_that_none_is_left_unverified(
    ten: Database, tmp_path: Path
) -> None:
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    await noted(ten, look(datetime(2026, 12, 2, tzinfo=UTC), ANI))
    for month in (october, november):
        await export(ten, month, tmp_path / str(month), LATE)
    with pytest.raises(MonthRefused, match="before"):
        await detach(ten, november, "JRA 3.2", LATE)
    await detach(ten, october, "JRA 3.2", LATE)
    assert await detach(ten, november, "JRA 3.2", LATE) == "entry_2026_11"
    found = await verify_audit(ten)
    assert isinstance(found, Whole)
    assert (found.count, found.number) == (1, 11)


async def test_behind_a_detached_month_the_chain_still_hangs_on_its_head(ten: Database, tmp_path: Path) -> None:
    await export(ten, date(2026, 10, 1), tmp_path / "october", NOVEMBER)
    await detach(ten, date(2026, 10, 1), "JRA 3.2", LATE)
    await tamper(ten, "DELETE FROM audit.entry WHERE number = 6")
    found = await verify_audit(ten)
    assert isinstance(found, BrokenEntry)
    assert (found.number, found.what) == (6, "gap")
