"""Each page of docs/how-to does what it says: applied to a copy of the tree its tests pass, in few places."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PLACES_MOST = {"add-a-rule": 3, "add-an-event": 10, "add-a-report": 1, "add-a-role": 4, "add-a-field": 4}
"""Files of the product that may change; tests and documents are no places."""
BESIDE = {
    "add-a-rule": ["tests/law"],
    "add-an-event": ["tests/matching/ipd/test_decider.py"],
    "add-a-report": ["tests/reports", "-m", "not slow"],
    "add-a-field": ["tests/intake/putusan/test_guide.py", "tests/intake/putusan/test_cells.py"],
}
"""Tests that must stand as they are beside the page's own and the house's."""
DIFF = re.compile(r"^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^\+\+\+ b/(\S+)$", re.MULTILINE)


def run(folder: Path, *command: str, given: str | None = None) -> None:
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_page_is_tried_and_none_is_forgotten() -> None:
    assert {page.stem for page in (ROOT / "docs/how-to").glob("*.md")} == set(PLACES_MOST)


@pytest.mark.parametrize(("page", "most"), PLACES_MOST.items(), ids=PLACES_MOST)
def test_what_a_page_says_works_in_as_few_places(tmp_path: Path, page: str, most: int) -> None:
    steps = DIFF.findall((ROOT / f"docs/how-to/{page}.md").read_text("utf-8"))
    changed = [path for step in steps for path in FILE.findall(step)]
    for name in ("services", "shared", "tests", "docs", "pyproject.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, tmp_path / name)
    for step in steps:
        run(tmp_path, "git", "apply", "--whitespace=nowarn", "-", given=step)
    tests = [path for path in changed if path.startswith("tests/") and path.endswith(".py")]
    assert tests
    run(tmp_path, sys.executable, "-m", "docs.generate")
    run(
        tmp_path,
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *tests,
        *BESIDE.get(page, ()),
        "tests/test_house.py",
    )
    assert len({path for path in changed if not path.startswith(("tests/", "docs/"))}) <= most
