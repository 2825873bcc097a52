"""What people do every day, by page: each is possible, with few clicks, and with a slip that is mended on the way."""

import pytest

from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser


@pytest.mark.task("petugas", "Mencari seorang klien")
def test_a_person_is_found_by_a_part_of_a_name_and_back_still_works(hands: Hands) -> None:
    hands.go("/")
    hands.fill("Cari nama, NIK, atau nomor perkara", "Rekaan")
    hands.enter()
    found = hands.page.locator("main td a.name")
    names = found.all_inner_texts()
    assert names
    assert all("Rekaan" in name for name in names if not name.endswith("."))  # initials are a masked person's
    assert "Rekaan" not in hands.page.url
    hands.press(names[0])
    hands.page.go_back()
    assert found.all_inner_texts() == names
    hands.back_and_reload()
    hands.look()
