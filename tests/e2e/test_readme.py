"""The commands that the README shows are run as they stand there, pasted at once, in any week of any year."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import Told

README = Path(__file__).parents[2] / "README.md"
(BLOCK,) = [text for text in re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.S) if "BAKTI=" in text]


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh"])
def test_register_log_and_read_with_curl_as_the_readme_says(told: Told, tmp_path: Path, shell: str) -> None:
    if shutil.which("curl") is None or shutil.which(shell) is None:
        pytest.skip(f"no curl or no {shell} here")
    (tmp_path / ".bakti").symlink_to(told.settings.data_dir)
    script = BLOCK.replace("http://127.0.0.1:8765", told.up.address)
    environment = {**os.environ, "PATH": f"{_with_the_houses_day(tmp_path, told)}:{os.environ['PATH']}"}
    run = subprocess.run(
        [shell], input=script, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert not run.stderr
    assert '"state":"registered"' in run.stdout
    assert '"reached":true' in run.stdout
    assert '"credited_minutes"' in run.stdout
    assert "problems#" not in run.stdout, run.stdout


def _with_the_houses_day(folder: Path, told: Told) -> Path:
    """A folder with a `date` that says the day at which the house lives."""
    programs = folder / "programs"
    programs.mkdir()
    if told.offset_s:
        real = shutil.which("date")
        asked = f'[ "$1" = -d ] && {{ when=$2; shift 2; }}; exec {real} -d "$when {told.offset_s} seconds" "$@"'
        (programs / "date").write_text(f"#!/bin/sh\nwhen=\n{asked}\n")
        (programs / "date").chmod(0o755)
    return programs


def test_what_is_to_be_pasted_holds_no_date_and_no_comment_that_a_shell_would_run() -> None:
    assert not re.findall(r"\b20\d\d\b", BLOCK)
    assert not re.findall(r"^\s*#", BLOCK, re.M)  # zsh, on macOS, takes it for a command when typed
