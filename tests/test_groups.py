"""What one worker starts for all is started by one: a group that is split over workers fails with words. And what is
left to make faults is run by it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
MARKED = ".".join(("mark", "faults"))
STARTING = """
import pytest
from tests.once import once_a_run

@pytest.fixture(scope="session")
def house(request):
    once_a_run(request, "house")

@pytest.mark.xdist_group("house")
@pytest.mark.parametrize("number", range(4))
def test_something(house, number):
    pass
"""


def run(*arguments: str | Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "2", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize(("dist", "split"), [("loadgroup", False), ("each", True)])
def test_a_second_worker_that_starts_the_same_house_fails_with_words(tmp_path: Path, dist: str, split: bool) -> None:
    (tmp_path / "test_starting.py").write_text(STARTING)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT}\n")
    code, said = run("--dist", dist, "--rootdir", tmp_path, "-c", tmp_path / "pytest.ini", tmp_path)
    assert code == int(split), said
    assert ("the group is split over workers" in said) == split


def test_the_houses_of_the_end_to_end_tests_are_groups_also_where_their_folder_alone_is_asked_for() -> None:
    code, said = run("--dist", "loadgroup", "-v", "tests/e2e/test_readme.py", "-k", "what_is_to_be_pasted")
    assert code == 0, said
    assert "@house-today" in said


def test_what_is_marked_as_a_fault_lies_where_make_faults_looks() -> None:
    recipe = re.search(r"^faults:.*?\n\n", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert recipe is not None
    looked = {ROOT / folder for folder in re.findall(r"tests/\w+", recipe[0])}
    marked = {path for path in (ROOT / "tests").rglob("*.py") if MARKED in path.read_text("utf-8")}
    assert marked
    assert {path.parent for path in marked} <= looked
