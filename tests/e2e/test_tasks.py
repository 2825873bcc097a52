"""What people do every day, by page: each is possible, with few clicks, and with a slip that is mended on the way."""

import pytest

from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser


@pytest.mark.task("petugas", "Mencari seorang klien")
def test_a_person_is_found_by_a_part_of_a_name_and_back_still_works(hands: Hands) -> None:
    hands.go("/")
    hands.fill("Cari nama, NIK, atau nomor perkara", "Rekaan")
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_url("**/reports/klien**")
    hands.look()
