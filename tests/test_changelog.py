"""What changed stands in files of its own, each of a kind that the next version's changelog gathers."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FRAGMENTS = sorted(path for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md")


def test_every_fragment_is_named_for_what_it_says_and_its_kind() -> None:
    wrong = [
        one.name for one in FRAGMENTS if not re.fullmatch(r"\+[a-z0-9-]+\.(added|changed|fixed|removed)\.md", one.name)
    ]
    assert not wrong, "changelog.d/README.md says how they are named"


def test_a_release_gathers_every_fragment() -> None:
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "9.9.9", "--date", "2026-01-02"]
    drafted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    said = " ".join(drafted.split())
    assert "## 9.9.9 (2026-01-02)" in said
    assert not [one.name for one in FRAGMENTS if " ".join(one.read_text("utf-8").split()) not in said]


def test_what_is_gathered_comes_above_what_stands_in_the_changelog() -> None:
    before, mark, after = (ROOT / "CHANGELOG.md").read_text("utf-8").partition("<!-- towncrier release notes start -->")
    assert mark
    assert "## " not in before
    assert "## " in after
