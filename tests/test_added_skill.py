"""A skill that a regency adds to ``skills.toml`` is offered, read and matched by everywhere, and no code changes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
ADDED = """
[membatik]
words = "Membatik rekaan"
occupations = ["pembatik rekaan"]
"""
TESTS = """
from io import BytesIO
from zipfile import ZipFile

from services.intake.putusan.rows import draft_of
from shared.domain.identifiers import Code
from tests.forms import PAGE
from tests.matching.placement.test_decider import offer
from tests.matching.placement.test_profile import reasons, suits, wished
from tests.opened import opened


def test_rows_and_placements_know_it():
    for cells in ({"keahlian": "membatik REKAAN"}, {"pekerjaan": "Pembatik rekaan"}):
        draft = draft_of(cells)
        assert (draft.paper.skills, draft.unreadable) == (("membatik",), ())
    plain, suited = offer(1), offer(2, skills=(Code("membatik"),))
    told, ruled = suits(skills=("membatik",)), {"skills": ("membatik",)}
    for found in (wished(told, plain, suited), wished(suits(), plain, suited, **ruled)):
        assert found.proposals[0].offer_id == suited.offer_id
        assert {"score-skill-profile", "score-skill"} & {*reasons(found)}


async def test_form_and_template_offer_it(settings):
    async with opened(settings, "intake") as office:
        assert "Membatik rekaan" in (await office.get("/putusan/new", headers=PAGE)).text
        parts = ZipFile(BytesIO((await office.get("/putusan/template.xlsx")).content))
        assert any(b", membatik" in parts.read(name) for name in parts.namelist())
"""


def test_a_skill_of_the_file_is_in_form_hints_and_matching(tmp_path: Path) -> None:
    for name in ("services", "shared", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy2(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    with (tmp_path / "shared/domain/skills.toml").open("a", encoding="utf-8") as skills:
        skills.write(ADDED)
    (tmp_path / "tests/test_of_the_skill.py").write_text(TESTS, encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_of_the_skill.py")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
