"""What people do every day, by page: each is possible, with few clicks, and with a slip that is mended on the way."""

import re
from pathlib import Path

import pytest

from tests.e2e.hands import Hands

pytestmark = pytest.mark.browser
PAST_THE_HANDS = re.compile(
    r"(?<!hands)\.(click|dblclick|fill|check|uncheck|press|select_option|set_input_files|tap|type|goto|reload|go_\w+)\("
    r"|\.(keyboard|mouse|clicks|fields)\b"
)
TASKS = Path(__file__).parent.glob("test_tasks*.py")


@pytest.mark.task("petugas", "Mencari seorang klien")
def test_a_person_is_found_by_a_part_of_a_name_and_back_still_works(hands: Hands) -> None:
    """Mistyped at first: the words stand in their field still, and nothing else is asked."""
    hands.go("/")
    hands.fill("Cari nama, NIK, atau nomor perkara", "Rekaaan")
    hands.enter()
    found = hands.page.locator("main td a.name")
    assert not found.count()
    assert hands.value("Cari nama, NIK, atau nomor perkara") == "Rekaaan"
    hands.look()
    hands.fill("Cari nama, NIK, atau nomor perkara", "Rekaan")
    hands.enter()
    names = found.all_inner_texts()
    assert names
    assert all("Rekaan" in name for name in names if not name.endswith("."))  # initials are a masked person's
    assert "Rekaan" not in hands.page.url
    hands.press(names[0])
    hands.back()
    assert found.all_inner_texts() == names
    hands.look()


def test_the_hands_are_the_only_way_by_which_a_task_does_anything() -> None:
    """So that every click and every field is counted."""
    assert not [
        f"{file.name}: {found[0]}" for file in TASKS for found in PAST_THE_HANDS.finditer(file.read_text("utf-8"))
    ]
