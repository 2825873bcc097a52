"""What strangers' tools make of ``/openapi.json``: a client that works, types that are written, a lint in peace."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from services.cli.doors import contract
from shared.law.settings import QUESTIONS
from tests.contract import Contract
from tests.e2e.conftest import Told

pytestmark = pytest.mark.alike
ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / "tests/clients"
NOBODY = "00000000-0000-4000-8000-000000000000"
GENERATOR = ROOT / ".venv/clients"
"""Apart from our own packages: it asks for an older typer than the house."""


def ran(*command: str | Path, folder: Path, **environment: str) -> str:
    """What a command said; whatever it ends with but 0 is a failure that says it too."""
    run = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True)
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    return run.stdout


def test_a_generated_client_registers_a_ruling_logs_hours_and_reads_the_report(told: Told, tmp_path: Path) -> None:
    if not (GENERATOR / "openapi_python_client").exists():
        pytest.skip("openapi-python-client is not in .venv/clients; make test puts it there")
    document = tmp_path / "openapi.json"
    document.write_bytes(httpx2.get(f"{told.up.address}/openapi.json").content)
    generate = ("-m", "openapi_python_client", "generate", "--path", document, "--meta", "none", "--fail-on-warning")
    where = ("--output-path", tmp_path / "house_client", "--config", CLIENTS / "generator.yaml")
    ran(sys.executable, *generate, *where, folder=tmp_path, PYTHONPATH=str(GENERATOR))
    password = (told.settings.data_dir / "demo-password").read_text()
    told_it = (told.up.address, password, told.begun.isoformat())
    paths = os.pathsep.join(map(str, (tmp_path, GENERATOR)))
    said = json.loads(ran(sys.executable, CLIENTS / "stranger.py", *told_it, folder=tmp_path, PYTHONPATH=paths))
    assert said["taken"]["state"] == "registered"
    assert [error["rule"] for error in said["refused"]["errors"]]
    assert said["logged"]["outcome"] == "recorded"
    assert said["report"]["as_of"]["reached"]
    assert said["report"]["as_of"]["position"] >= said["logged"]["position"]
    assert said["report"]["klien_id"] == said["logged"]["klien_id"]


@pytest.mark.parametrize("login", ["petugas", "pengawas", "koordinator", "operator"])
def test_every_answer_of_the_told_house_is_the_described_one(told: Told, login: str) -> None:
    described = Contract(httpx2.get(f"{told.up.address}/openapi.json").json())
    seen = set()
    with told.client("petugas") as officer:
        rows = officer.get("/reports/klien?limit=200").json()["items"]
    of_each_state = {row["state"]: row for row in rows}.values()
    ids = {name: [row[name] for row in of_each_state] for name in ("klien_id", "putusan_id")}
    ids["name"] = list(QUESTIONS)
    with told.client(login) as client:
        for path, methods in described.document["paths"].items():
            for target in _filled(path, ids) if "get" in methods else ():
                answer = client.get(target)
                kind = answer.headers["content-type"]
                assert described.wrong("GET", target, answer.status_code, kind, answer.content) is None
                seen.add((path, answer.status_code))
    assert len({path for path, _ in seen}) >= 14
    if login == "petugas":
        # Who is signed in awaits no code, and holds no invitation.
        assert {one for one in seen if one[1] not in (200, 403, 404)} <= {("/invitation", 422), ("/session/code", 401)}
        assert len({path for path, status in seen if status == 200}) >= 14


def _filled(path: str, ids: dict[str, list[str]]) -> list[str]:
    """The path for each id that it asks for; as it is where it asks for none. What else it asks for does not exist."""
    name = next((name for name in ids if f"{{{name}}}" in path), None)
    found = [path.replace(f"{{{name}}}", one) for one in ids[name]] if name else [path]
    return [re.sub(r"\{\w+\}", NOBODY, re.sub(r"\{(paper|file)\}", "1", one)) for one in found]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tools that are written for Node.js, as they are locked."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("no Node.js here: the document is not tried by redocly and openapi-typescript")
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json", "redocly.yaml"):
        shutil.copy(CLIENTS / name, folder)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    installed = subprocess.run(install, cwd=folder, capture_output=True, text=True)
    if installed.returncode:
        pytest.skip(f"npm reaches no registry here: {installed.stderr.strip().splitlines()[-1:]}")
    (folder / "openapi.json").write_text(json.dumps(contract()))
    return folder


def test_redocly_has_no_complaint(node: Path) -> None:
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    ran("node_modules/.bin/redocly", "lint", "openapi.json", folder=node, **quiet)


def test_types_are_written_for_every_address(node: Path) -> None:
    ran("node_modules/.bin/openapi-typescript", "openapi.json", "-o", "house.ts", folder=node)
    written = (node / "house.ts").read_text()
    assert not [path for path in contract()["paths"] if f'"{path}": {{' not in written]
