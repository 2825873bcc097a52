"""What docker-compose.yml must say for an engine to bring it up; read as text, for no engine is needed to see it."""

import re
from pathlib import Path

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
