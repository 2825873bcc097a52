"""What is to be done first, by whom, and until when the desk says so."""

import pytest

from services.reporting.desks.beginning import first_steps
from shared.access.policy import RoleName, allowed


@pytest.mark.parametrize(
    ("rulings", "offices", "role", "acts"),
    [
        (0, 0, RoleName.OFFICER, ["Daftarkan putusan", "Impor berkas", "Lihat daftar I-PD"]),
        (0, 2, RoleName.OFFICER, ["Daftarkan putusan", "Impor berkas"]),
        (5, 0, RoleName.OFFICER, ["Lihat daftar I-PD"]),
        (0, 0, RoleName.COORDINATOR, ["Daftarkan I-PD"]),
        (5, 2, RoleName.OFFICER, []),
    ],
)
def test_the_first_steps_are_those_that_are_left_and_allowed(
    rulings: int, offices: int, role: RoleName, acts: list[str]
) -> None:
    assert [step.act for step in first_steps(rulings, offices, allowed(role))] == acts
