"""The last place to look for servers: containers, where the package testcontainers and Docker are there."""

import hashlib
import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

POSTGRES_IMAGE = "postgres:18"
VALKEY_IMAGE = "valkey/valkey:9"


def docker_answers() -> bool:
    """Whether testcontainers is installed and a Docker engine answers."""
    if find_spec("testcontainers") is None:
        return False
    # Its reaper needs an image of its own; we stop what we start, and data lies in a named volume.
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    import docker

    try:
        return bool(docker.from_env(timeout=5).ping())
    except docker.errors.DockerException:
        return False


@dataclass
class PostgresContainer:
    """PostgreSQL in a container; its data in a volume named after our folder."""

    container: Any
    origin: str = f"{POSTGRES_IMAGE} (container)"
    address: str = ""

    @classmethod
    def found(cls, folder: Path) -> "PostgresContainer | None":
        """A container to start, if containers can be started here."""
        if not docker_answers():
            return None
        from testcontainers.community.postgres import PostgresContainer as Container

        volume = f"bakti-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"
        container = Container(POSTGRES_IMAGE, username="postgres", dbname="bakti", driver=None)
        return cls(container.with_volume_mapping(volume, "/var/lib/postgresql", "rw"))

    def start(self) -> "PostgresContainer":
        """Run and be ready."""
        self.container.start()
        self.address = self.container.get_connection_url()
        return self

    def stop(self) -> None:
        """End the container; the volume stays."""
        self.container.stop(delete_volume=False)


@dataclass
class ValkeyContainer:
    """Valkey in a container, without persistence."""

    container: Any
    origin: str = f"{VALKEY_IMAGE} (container)"
    address: str = ""

    @classmethod
    def found(cls, folder: Path) -> "ValkeyContainer | None":
        """A container to start, if containers can be started here."""
        if not docker_answers():
            return None
        from testcontainers.community.redis import RedisContainer as Container

        return cls(Container(VALKEY_IMAGE))

    def start(self) -> "ValkeyContainer":
        """Run and be ready."""
        self.container.start()
        host, port = self.container.get_container_host_ip(), self.container.get_exposed_port(6379)
        self.address = f"redis://{host}:{port}/0"
        return self

    def stop(self) -> None:
        """End the container."""
        self.container.stop()
