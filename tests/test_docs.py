"""The reference says what the code says."""

import pytest

from docs.generate import PAGES, REFERENCE, written


@pytest.mark.parametrize("page", PAGES)
def test_the_reference_is_what_the_code_says(page: str) -> None:
    assert (REFERENCE / page).read_text("utf-8") == written(page), "run `make docs`"
