"""Whose case it is, who supervises and to what an account is linked, by page: each with a slip that is mended."""

from datetime import timedelta

import pytest

from tests.e2e.conftest import Told
from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser
WHY = "keliru dipilih waktu dicatat"


@pytest.fixture
def another(told: Told) -> str:
    """An officer and supervisor besides those of the demo, opened by its operator; gives their name."""
    name = "Sekar Rekaan"
    with told.client("operator") as operator:
        for role in ("probation_officer", "supervisor"):
            body = {"login": f"sekar-{role}", "name": f"{name} {role[:3]}", "role": role}
            assert operator.post("/accounts", json=body).status_code in (201, 409)
    return name


@pytest.mark.task("petugas", "Membagi banyak perkara sekaligus")
def test_many_cases_are_shared_out_with_one_form(hands: Hands, another: str) -> None:
    """Sent without a tick at first: the officer that was chosen stands still."""
    hands.go("/putusan")
    hands.press("Pembagian perkara")
    hands.choose("Pembimbing", another)
    hands.press("Bagikan")
    assert [line.startswith("Perkara: ") for line in hands.complaints()] == [True]
    hands.look()
    first, second = hands.page.locator("#assign .choices label").all_inner_texts()[:2]
    hands.press(first.strip())
    hands.press(second.strip())
    hands.press("Bagikan")
    assert "2 perkara dibagikan kepada Sekar Rekaan" in hands.saved()
    assert first.partition(" · ")[0].strip() in hands.saved()
    assert first not in hands.page.locator("#assign").inner_text()
    hands.back_and_reload()
    hands.look_narrow()


@pytest.mark.task("petugas", "Menyerahkan semua perkara selama tidak di tempat")
def test_a_whole_case_load_is_handed_over_and_one_case_taken_back(hands: Hands, another: str, told: Told) -> None:
    hands.go("/putusan/assignments")
    form = hands.page.locator("#load")
    hands.choose("Pengganti", another, within=form)
    today = hands.value("Hari pertama", within=form)
    hands.fill("Hari terakhir", str(told.begun - timedelta(days=30)), within=form)
    hands.unguarded()
    hands.press("Serahkan semua", within=form)
    hands.press("Serahkan semua", within=form)
    assert any("Hari terakhir" in line for line in hands.complaints())
    hands.fill("Hari terakhir", today, within=form)
    hands.press("Serahkan semua", within=form)
    assert "Periksa sebelum dicatat" in hands.text()
    hands.press("Serahkan semua", within=form)
    assert "diserahkan kepada Sekar Rekaan" in hands.saved()
    hands.look()
    number = hands.saved().partition(": ")[2].split(", ")[0].rstrip(".")
    hands.go("/putusan?sort=position")
    hands.press(hands.page.locator("tr", has_text=number).locator("a.name").first.inner_text())
    panel = hands.page.locator("section", has=hands.page.locator("#pembimbing"))
    assert "Diserahkan kepada Sekar Rekaan" in panel.inner_text()
    hands.press("Akhiri serah tugas", within=panel)
    hands.fill("Alasan", WHY, within=panel.locator("#return"))
    hands.press("Akhiri serah tugas", within=panel.locator("#return"))
    assert "diakhiri" in hands.saved()
    hands.back_and_reload()
    hands.look_narrow()


@pytest.mark.task("koordinator", "Menunjuk pengawas pengganti untuk hari ini")
def test_a_substitute_is_named_for_today(hands: Hands, another: str) -> None:
    hands.go("/ipd")
    hands.press("Dinas Sosial dan P3A")
    hands.press("Pengawas", within=hands.page.locator("main > .card").first)
    today, form = hands.value("Mulai"), hands.page.locator("#name")
    hands.choose("Pengawas", another, within=form)
    hands.fill("Mulai", f"2099{today[4:]}" if not today.endswith("02-29") else "2099-03-01")
    hands.choose("Berlaku", "hari itu saja")
    hands.press("Tunjuk")
    assert [line.startswith("Mulai: ") for line in hands.complaints()] == [True]
    assert hands.value("Berlaku") == "that-day"
    hands.look()
    hands.fill("Mulai", today)
    hands.press("Tunjuk")
    assert "ditunjuk" in hands.saved()
    assert "pengganti hari ini" in hands.text()
    hands.back_and_reload()
    hands.look_narrow()


@pytest.mark.task("operator", "Menghubungkan akun pengelola dengan I-PD-nya")
def test_an_account_is_linked_to_a_host_and_a_wrong_link_ended(hands: Hands) -> None:
    hands.go("/accounts")
    hands.press("Siti Maesaroh")
    hands.press("Jangkauan")
    form = hands.page.locator("#link")
    hands.choose("Dengan", "Inspektorat", within=form)
    hands.press("Hubungkan", within=form)
    assert "terhubung" in hands.saved()
    wrong = hands.page.locator(".card .stack", has_text="Inspektorat").last
    hands.press("Lepaskan", within=wrong)
    hands.fill("Alasan", "salah", within=wrong)
    hands.unguarded()
    hands.press("Lepaskan hubungan", within=wrong)
    assert [line.startswith("Alasan: ") for line in hands.complaints()] == [True]
    hands.look()
    wrong = hands.page.locator(".card .stack", has_text="Inspektorat").last
    hands.fill("Alasan", WHY, within=wrong)
    hands.press("Lepaskan hubungan", within=wrong)
    assert "dilepaskan" in hands.saved()
    hands.choose("Dengan", "Dinas Kesehatan", within=form)
    hands.press("Hubungkan", within=form)
    assert "Dinas Kesehatan" in hands.page.locator("section", has=hands.page.locator("#kini")).inner_text()
    hands.back_and_reload()
    hands.look_narrow()


@pytest.mark.task("petugas", "Menghubungkan akun seorang klien")
def test_an_account_is_linked_to_a_person_and_a_wrong_link_ended(hands: Hands) -> None:
    hands.go("/reports/klien")
    hands.press(hands.page.locator("main td a.name").first.inner_text())
    hands.press("Hubungkan akun")
    hands.unguarded()
    form = hands.page.locator("#link")
    hands.press("Hubungkan", within=form)
    assert [line.startswith("Akun: ") for line in hands.complaints()][:1] == [True]
    hands.choose("Akun", "Joko Susilo", within=form)
    if hands.page.locator("#link select").count() > 1:
        hands.choose("Pemilik akun", "wali anak ini", within=form)
    hands.press("Hubungkan", within=form)
    assert "Periksa sebelum dicatat" in hands.text()
    hands.press("Hubungkan", within=form)
    assert "terhubung" in hands.saved()
    hands.look()
    theirs = hands.page.locator(".card .stack", has_text="Joko Susilo").last
    hands.press("Lepaskan", within=theirs)
    hands.fill("Alasan", WHY, within=theirs)
    hands.press("Lepaskan hubungan", within=theirs)
    assert "dilepaskan" in hands.saved()
    hands.back_and_reload()
    hands.look_narrow()
