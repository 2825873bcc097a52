"""One command starts everything, Ctrl-C stops everything, and no end of it needs a repair by hand."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from services.cli.saying import Exit
from shared import __version__
from shared.runtime import processes
from shared.runtime.postgres import PostgresServer
from shared.runtime.valkey import ValkeyServer
from tests.cli.running import Up, free_port, up

pytestmark = pytest.mark.slow


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="bakti-up-", dir="/tmp") as path:
        yield Path(path)


def _left(folder: Path) -> list[int]:
    servers = (PostgresServer(folder / "data" / "postgres"), ValkeyServer(folder / "data" / "valkey"))
    return [server.pid for server in servers if server.pid is not None]


def test_a_first_start_from_nothing_serves_and_ctrl_c_ends_all(folder: Path) -> None:
    with up(folder) as house:
        house.ready()
        assert len(_left(folder)) == 2
        assert httpx2.get(f"{house.address}/healthz").json() == {"status": "ok", "version": __version__}
        assert house.end(signal.SIGINT) == 0
        assert f"runs at {house.address}" in house.said()
        assert "Traceback" not in house.said()
    assert not _left(folder)


def test_a_killed_run_starts_again_without_repair(folder: Path) -> None:
    with up(folder) as house:
        house.ready()
        house.end(signal.SIGKILL)
    with up(folder) as house:
        house.ready()
        assert house.end(signal.SIGTERM) == 0
    assert not _left(folder)


def test_a_server_that_does_not_stay_up_ends_the_house_in_words(folder: Path) -> None:
    """Here its data is made another version's: no start mends that."""
    with up(folder) as house:
        house.ready()
        postgres = PostgresServer(folder / "data" / "postgres")
        (postgres.data / "PG_VERSION").write_text("14\n")
        assert postgres.pid is not None
        os.kill(postgres.pid, signal.SIGKILL)
        assert house.process.wait(120) == Exit.LEFT
        assert "does not stay up" in house.said()
        assert str(postgres.log) in house.said()
        assert "Traceback" not in house.said()
    assert not _left(folder)


def test_killed_while_starting_it_starts_again(folder: Path) -> None:
    with up(folder) as house:
        data = folder / "data" / "postgres"
        assert processes.wait_until(lambda: any(data.glob("data.new-*")), 30)
        house.end(signal.SIGKILL)
    with up(folder) as house:
        house.ready()
        assert house.end() == 0


def test_a_taken_port_is_named_with_the_way_out(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with up(folder, port=port) as house:
            assert house.process.wait(30) == 1
            assert f"127.0.0.1:{port} cannot be used" in house.said()
            assert f"bakti up --port {port + 1}" in house.said()
            assert "Traceback" not in house.said()
    assert not _left(folder)


def test_a_second_house_on_one_folder_is_refused_and_disturbs_nobody(folder: Path) -> None:
    with up(folder) as first:
        first.ready()
        with up(folder, port=free_port()) as second:
            assert second.process.wait(30) == Exit.REFUSED
            assert f"of process {first.process.pid}" in second.said()
        first.ready()
        assert first.end() == 0


def test_a_wrong_setting_is_named_by_its_variable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKTI_CLOCK_OFFSET_S", "soon")
    with up(folder) as house:
        assert house.process.wait(30) == Exit.WRONG_USE
        assert "BAKTI_CLOCK_OFFSET_S" in house.said()
        assert "Traceback" not in house.said()


def _erased_by_command(house: Up, position: int) -> None:
    """Of a rejected paper nobody needs the person's data; of a registered one it is refused."""
    signed = httpx2.post(f"{house.address}/session", json={"login": "siti", "password": "a password of these tests"})
    headers = {"Authorization": f"Bearer {signed.json()['token']}"}

    def one(state: str) -> str:
        address = f"{house.address}/putusan?state={state}&limit=1&after={position}"
        return str(httpx2.get(address, headers=headers).json()["items"][0]["klien_id"])

    why = ("--document", "BA-1/REKAAN", "--reason", "contoh penghapusan", "--login", "siti", "--yes", "--json")
    code, said = house.command("erase", one("rejected"), *why)
    assert code == 0, said
    receipt = json.loads(said)
    assert (receipt["erased"], receipt["document"], len(receipt["keys"])) == (True, "BA-1/REKAAN", 1)
    assert house.command("erase", receipt["klien_id"], *why)[1] == said
    assert house.command("erase", one("registered"), *why)[0] == Exit.LEFT


def test_beside_a_running_house_commands_use_its_servers(folder: Path) -> None:
    with up(folder) as house:
        house.ready()
        account = ("account", "add", "siti", "--name", "Siti Contoh", "--role", "probation_officer")
        assert house.command(*account)[0] == 0
        rulings = str(Path(__file__).parents[2] / "services" / "demo" / "samples" / "putusan.csv")
        send = ("import", "putusan", rulings, "--login", "siti", "--address", house.address, "--json")
        code, said = house.command(*send, "--failed", str(folder / "gagal.xlsx"))
        assert code == Exit.LEFT, said
        assert (folder / "gagal.xlsx").read_bytes().startswith(b"PK")
        (folder / "gagal.xlsx").unlink()
        answer = json.loads(said)
        assert (answer["rows"], answer["registered"], answer["repeated"]) == (126, 102, 0)
        again = json.loads(house.command(*send)[1])
        assert again["position"] == answer["position"]
        _erased_by_command(house, answer["position"])
        figures = httpx2.get(f"{house.address}/metrics").text
        assert 'bakti_http_request_seconds_count{method="POST",route="/putusan/imports",status="200"} 2.0' in figures
        assert 'bakti_appends_total{outcome="stored"}' in figures
        assert 'bakti_append_waiting{service="intake"} 0.0' in figures
        assert 'bakti_pool_connections{role="bakti_access",state="idle"}' in figures
        assert house.command("verify")[0] == 0
        code, said = house.command("status", "--json")
        assert (code, json.loads(said)["status"]) == (0, "ready")
        assert json.loads(said)["version"] == __version__
        assert house.command("replay", "intake.putusan")[0] == 0
        assert house.command("replay", "intake.putusan", "--dry-run")[0] == 0
        assert house.end() == 0
    assert not _left(folder)
