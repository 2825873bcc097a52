"""Ids of persons and rulings: always the same, whoever types them, and unguessable without the key."""

from pathlib import Path

import pytest

from shared.database.engine import Database
from shared.privacy.keys import KeyStore
from shared.privacy.vault import Vault
from tests.privacy.conftest import keys_in


@pytest.mark.parametrize(
    "written",
    [
        "45/Pid.B/2026/PN Trk",
        "45/PID.B/2026/PN.TRK",
        " 45 / Pid.B / 2026 / PN  Trk ",
        "45/Pid.B/2026/PN\u00a0Trk.",
        "４５/Pid.B/2026/PN Trk",  # full width, as a scanned form may bring it
    ],
)
def test_a_case_number_is_one_however_it_is_written(vault: Vault, written: str) -> None:
    assert vault.identify("putusan", written) == vault.identify("putusan", "45/Pid.B/2026/PN Trk")


def test_kinds_of_dash_make_no_difference(vault: Vault) -> None:
    assert vault.identify("putusan", "3/Pid.Sus–Anak/2026") == vault.identify("putusan", "3/Pid.Sus-Anak/2026")


@pytest.mark.parametrize(
    "other", [("46/Pid.B/2026/PN Trk", "Ani"), ("45/Pid.B/2026/PN Trk", "Budi"), ("45/Pid.B/2026/PN TrkA", "ni")]
)
def test_another_case_or_convict_is_another(vault: Vault, other: tuple[str, str]) -> None:
    assert vault.identify("putusan", *other) != vault.identify("putusan", "45/Pid.B/2026/PN Trk", "Ani")


def test_parts_cannot_be_shifted_into_each_other(vault: Vault) -> None:
    assert vault.identify("klien", "ab", "c") != vault.identify("klien", "a", "bc")
    assert vault.identify("klien", "a\x1fb") != vault.identify("klien", "a", "b")
    assert vault.identify("klien", "a") != vault.identify("putusan", "a")


def test_ids_stay_after_a_restart_and_differ_by_book_and_by_key(
    vault: Vault, database: Database, keys_dir: Path, tmp_path: Path
) -> None:
    def of(keys: KeyStore, book: str) -> str:
        return Vault(database, keys, book).identify("klien", "3503111203890001")

    mine = vault.identify("klien", "3503111203890001")
    assert of(keys_in(keys_dir), "trenggalek") == mine
    assert of(keys_in(keys_dir), "blitar") != mine
    assert of(keys_in(tmp_path / "others"), "trenggalek") != mine


def test_a_request_digest_needs_the_key(vault: Vault, database: Database, tmp_path: Path) -> None:
    other = Vault(database, keys_in(tmp_path / "others"), "trenggalek")
    assert vault.digest(b"x") == vault.digest(b"x")
    assert len(vault.digest(b"x")) == 32
    assert vault.digest(b"x") != other.digest(b"x")
