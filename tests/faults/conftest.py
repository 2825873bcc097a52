"""What the tests that kill share: a seed that a failure prints, and a folder for the servers."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("BAKTI_FAULTS_SEED", random.randrange(2**32)))
    print(f"BAKTI_FAULTS_SEED={seed}")  # noqa: T201
    return random.Random(seed)


@pytest.fixture
def folder() -> Iterator[Path]:
    # Under /tmp and short: a unix socket's path is limited.
    with TemporaryDirectory(prefix="bakti-faults-", dir="/tmp") as found:
        yield Path(found)
