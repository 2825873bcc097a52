"""A thousand of the requests of tests/faults/test_hostile.py, the same ones each time."""

import pytest

from shared.runtime.settings import Settings
from tests.faults.attacking import attack, town

pytestmark = pytest.mark.slow
SEED, REQUESTS = 2026, 1_000


async def test_no_hostile_request_gets_a_500_or_an_answer_without_words(settings: Settings) -> None:
    async with town(settings) as (house, pools):
        found = await attack(house, pools, SEED, REQUESTS)
    assert not list(found.faults), str(found)
