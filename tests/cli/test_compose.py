"""What docker-compose.yml must say for an engine to bring it up; read as text, for no engine is needed to see it."""

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.runtime import processes
from shared.runtime.binaries import postgres_from_wheel, postgres_installed

COMPOSE = (Path(__file__).parents[2] / "docker-compose.yml").read_text()
LISTED = COMPOSE.partition("\nservices:\n")[2].partition("\nnetworks:\n")[0]
SERVICES = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", LISTED, re.MULTILINE))


def test_a_part_with_a_user_of_its_own_may_write_its_folders_in_memory() -> None:
    """A tmpfs over a folder that the image has takes that folder's mode and is root's, whatever mode it asks for."""
    for name, block in SERVICES.items():
        user = re.search(r'^    user: "(\d+):(\d+)"', block, re.MULTILINE)
        mounts = re.findall(r'"(/[^"]+:size=[^"]*)"', block)
        if user:
            wanted = f",uid={user[1]},gid={user[2]}"
            assert [mount for mount in mounts if wanted not in mount] == [], name


def test_valkey_answers_whoever_has_a_user_however_it_was_built() -> None:
    """A build with protected mode on (only the official image's is off) denies everybody from another container."""
    assert '--protected-mode, "no"' in SERVICES["valkey"]


def test_a_cluster_is_made_with_the_options_of_the_compose_file() -> None:
    """The official image puts them behind initdb; a locale without its encoding ends there, in every start anew."""
    binaries, user = postgres_from_wheel() or postgres_installed(), processes.system_user()
    assert binaries is not None
    (options,) = re.findall(r"POSTGRES_INITDB_ARGS: (.*)", SERVICES["postgres"])
    wanted = [option for option in options.split() if binaries.major >= 17 or "builtin" not in option]
    with TemporaryDirectory(prefix="bakti-initdb-", dir="/tmp") as name:
        data = processes.own_folder(Path(name) / "data", user)
        done = subprocess.run(
            [binaries.folder / "initdb", "-D", data, "--username=postgres", "--auth=trust", "--no-sync", *wanted],
            capture_output=True,
            cwd=data,
            user=user,
            group=processes.group_of(user),
            check=False,
        )
    assert done.returncode == 0, done.stderr.decode()


def test_the_image_is_built_for_one_part_and_used_by_all() -> None:
    """Several builds of one name run at once, and the first of them on a new machine fails: it exists already."""
    assert len(re.findall(r"^ *build:", COMPOSE, re.MULTILINE)) == 1
    assert "build: ." in SERVICES["migrate"], "every part waits for it"
