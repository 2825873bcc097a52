"""Twenty thousand hostile requests at every address of a whole house, as every role and as nobody."""

import os

import pytest

from shared.runtime.settings import Settings
from tests.faults.attacking import attack, town

pytestmark = pytest.mark.faults
REQUESTS = int(os.environ.get("BAKTI_HOSTILE_REQUESTS", "20000"))
SEED = int(os.environ.get("BAKTI_HOSTILE_SEED", "15"))


async def test_no_request_of_twenty_thousand_gets_a_500_or_an_answer_without_words(settings: Settings) -> None:
    async with town(settings) as (house, pools):
        found = await attack(house, pools, SEED, REQUESTS)
    print(f"\n{found}")  # noqa: T201
    assert not found.faults, "\n\n".join(f"{wrong}\n{request}" for wrong, request in found.faults.items())
