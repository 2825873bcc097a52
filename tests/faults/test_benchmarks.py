"""``make bench`` comes to its table: a claim that nobody can measure any more is none."""

import subprocess
import sys

import pytest

from tests.test_house import ROOT

pytestmark = pytest.mark.faults
CLAIMS = ("append, 1 caller", "read the log in order", "rebuild of klien", "append acknowledged to row visible")


def test_every_claim_is_measured() -> None:
    command = [sys.executable, "-m", "benchmarks", "--seconds", "0.05", "--events", "2000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [claim for claim in CLAIMS if claim not in done.stdout] == []
