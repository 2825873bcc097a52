"""What was typed for a paper is looked at beside its field: signs that no paper shows, a meeting that cannot be."""

from typing import Any

import pytest

from services.intake.letter.events import PaperKind, Worded
from services.intake.letter.papers.typed import faults_of
from tests.intake.letter.test_issuing import SAID


def told(**said: str) -> list[tuple[str, str | None]]:
    typed: dict[str, Any] = SAID | said
    found = faults_of(Worded.model_validate({"kind": PaperKind.INVITATION, **typed}))
    return [(one.rule, one.pointer) for one in found]


@pytest.mark.parametrize(
    "said",
    [
        {"on_day": "Kamis, 3 Desember 2026", "at_hour": "13.00 WIB s.d. selesai"},
        {"on_day": "kamis 3 desember 2026", "at_hour": "08:30 s.d. 24.00 WIB"},
        {"on_day": "Senin 30 November s.d. Kamis, 3 Desember 2026"},
        {"on_day": "menyusul", "at_hour": "menyusul"},
    ],
)
def test_a_meeting_as_offices_write_it_is_taken(said: dict[str, str]) -> None:
    assert told(**said) == []


@pytest.mark.parametrize(
    ("field", "words", "rule"),
    [
        ("on_day", "Kamis, 30 Februari 2026", "meeting-day-unknown"),
        ("on_day", "Jumat, 3 Desember 2026", "meeting-weekday"),
        ("at_hour", "99.00 s.d. 8.00", "meeting-clock-unknown"),
        ("at_hour", "12.75 WIB", "meeting-clock-unknown"),
        ("at_hour", "10.00 s.d. 08.00", "meeting-ends-first"),
        ("addressed", "Para Camat \N{GRINNING FACE}", "paper-signs-typed"),
        ("invited", "Desa Contoh\nDesa \N{GRINNING FACE}", "paper-signs-typed"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(field: str, words: str, rule: str) -> None:
    assert told(**{field: words}) == [(rule, f"/{field}")]


def test_every_village_of_a_regency_fits_the_list_of_the_invited() -> None:
    assert told(invited="\n".join(f"Kepala Desa Contoh Nomor {one}" for one in range(152))) == []
