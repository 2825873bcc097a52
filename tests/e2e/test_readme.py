"""The commands that the README shows are run as they stand there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import Told

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_register_log_and_read_with_curl_as_the_readme_says(told: Told, tmp_path: Path) -> None:
    (block,) = [text for text in re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.S) if "BAKTI=" in text]
    (tmp_path / ".bakti").symlink_to(told.settings.data_dir)
    script = block.replace("http://127.0.0.1:8765", told.up.address)
    run = subprocess.run(["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert '"state":"registered"' in run.stdout
    assert '"reached":true' in run.stdout
    assert '"credited_minutes"' in run.stdout
    assert "problems#" not in run.stdout, run.stdout
