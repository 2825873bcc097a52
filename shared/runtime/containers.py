"""The last place to look for servers: containers, where the package testcontainers and Docker are there.

For a developer's machine, on loopback. Whoever runs containers for others takes the compose file.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

POSTGRES_IMAGE = "postgres:18"
VALKEY_IMAGE = "valkey/valkey:9"
LOOPBACK = "127.0.0.1"


def docker_answers() -> bool:
    """Whether testcontainers is installed and a Docker engine answers."""
    if find_spec("testcontainers") is None:
        return False
    # Its reaper needs an image of its own; we stop what we start, and data lies in a named volume.
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    # Its guess where containers are reached is the bridge's address, where nothing of ours listens.
    os.environ.setdefault("TESTCONTAINERS_HOST_OVERRIDE", LOOPBACK)
    os.environ.setdefault("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
    import docker

    try:
        return bool(docker.from_env(timeout=5).ping())
    except docker.errors.DockerException:
        return False


def volume_of(folder: Path) -> str:
    """The name of the volume that holds the data of the PostgreSQL for this folder."""
    return f"bakti-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"


def _on_loopback(port: int) -> Any:
    """As Docker writes: a free port of this machine alone."""
    return {f"{port}/tcp": (LOOPBACK, None)}


def _password(folder: Path) -> str:
    """Made with the volume and kept beside the other data."""
    file = folder / "password"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(16))
    return file.read_text()


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

        password = _password(folder)
        container = Container(POSTGRES_IMAGE, username="postgres", password=password, dbname="bakti", driver=None)
        container.ports = _on_loopback(5432)
        container.with_env("PGDATA", "/var/lib/postgresql/18/docker")
        return cls(container.with_volume_mapping(volume_of(folder), "/var/lib/postgresql", "rw"))

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

        container = Container(VALKEY_IMAGE)
        container.ports = _on_loopback(6379)
        # Of this machine alone by its port; a build other than the project's own would refuse who comes through Docker.
        return cls(container.with_command("valkey-server --protected-mode no"))

    def start(self) -> "ValkeyContainer":
        """Run and be ready."""
        self.container.start()
        host, port = self.container.get_container_host_ip(), self.container.get_exposed_port(6379)
        self.address = f"redis://{host}:{port}/0"
        return self

    def stop(self) -> None:
        """End the container."""
        self.container.stop()
