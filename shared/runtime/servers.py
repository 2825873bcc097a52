"""PostgreSQL and Valkey for one house: looked for in settings, wheels, installed programs, containers."""

import fcntl
import json
import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal, Protocol

from shared.runtime import binaries, processes
from shared.runtime.containers import PostgresContainer, ValkeyContainer
from shared.runtime.postgres import PostgresServer
from shared.runtime.processes import ServerFailed
from shared.runtime.settings import Settings
from shared.runtime.valkey import ValkeyServer
from shared.runtime.watch import Watch

__all__ = ["NoHouse", "PostgresServer", "ServerFailed", "Servers", "Source", "ValkeyServer"]

Source = Literal["auto", "wheel", "system", "containers"]
JOIN_PATIENCE_S = 60.0
"""How long a second process waits for the first one to have started the servers of a folder."""


class NoHouse(LookupError):
    """There is no database at rest in this folder, and none runs for it."""


class Server(Protocol):
    """What every kind of server can do, wherever it comes from."""

    @property
    def origin(self) -> str:
        """What it is and where it comes from, for people."""

    @property
    def address(self) -> str:
        """Where its clients find it."""

    def start(self) -> "Server":
        """Run and be ready."""

    def stop(self) -> None:
        """End cleanly."""


@dataclass
class Servers:
    """The addresses of both servers, and the duty to stop those that we started."""

    database_url: str
    redis_url: str
    origin: str = "settings"
    joined: bool = False
    """They belong to another process that runs on the same folder."""
    _started: list[Server] = field(default_factory=list, repr=False)
    _lock: IO[str] | None = field(default=None, repr=False)
    _watch: Watch | None = field(default=None, repr=False)

    @classmethod
    def found(cls, settings: Settings, source: Source = "auto") -> "Servers":
        """The servers that are there: by address, running in the data folder, or a PostgreSQL resting there.

        Makes no folder and no database; raises NoHouse where there is none. Commands need no transport.
        """
        if settings.database_url:
            return cls(settings.database_url, settings.redis_url or "")
        if not (settings.data_dir / "servers.lock").exists():
            raise NoHouse(settings.data_dir)
        servers = cls("", settings.redis_url or "")
        if not servers._held(settings.data_dir):
            return _joined(settings)
        try:
            if not _rests(settings.data_dir / "postgres"):
                raise NoHouse(settings.data_dir)
            servers._start_missing(settings, source, transport=False)
        except BaseException:
            servers.stop()
            raise
        return servers

    @classmethod
    def start(cls, settings: Settings, source: Source = "auto") -> "Servers":
        """Find or start both servers; call it from the main thread (see processes.spawn)."""
        servers = cls(settings.database_url or "", settings.redis_url or "")
        if servers.database_url and servers.redis_url:
            return servers
        folder = settings.data_dir
        # As root, the servers' account must pass through it to its own folders.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700 if os.geteuid() else 0o711)
        if not servers._held(folder):
            return _joined(settings)
        try:
            servers._start_missing(settings, source)
        except BaseException:
            servers.stop()
            raise
        return servers

    def watch(self) -> "Future[None]":
        """From now on start again what ends of our own processes (a container is Docker's); fails when that is in vain.

        The addresses stay as they are.
        """
        own = [server for server in self._started if isinstance(server, PostgresServer | ValkeyServer)]
        self._watch = Watch(own)
        return self._watch.given_up

    def stop(self) -> None:
        """Stop what we started, the transport first, and let go of the folder."""
        if self._watch is not None:
            self._watch.rest()
        while self._started:
            self._started.pop().stop()
        if self._watch is not None:
            self._watch.end()
            self._watch = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _held(self, folder: Path) -> bool:
        """Whether the folder is ours from now on; no: another process holds it."""
        lock = (folder / "servers.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _start_missing(self, settings: Settings, source: Source, transport: bool = True) -> None:
        published = settings.data_dir / "servers.json"
        published.unlink(missing_ok=True)
        if not self.database_url:
            self.database_url = self._run(_postgres(settings.data_dir / "postgres", source))
        if transport and not self.redis_url:
            self.redis_url = self._run(_valkey(settings.data_dir / "valkey", source))
        self.origin = ", ".join(server.origin for server in self._started)
        draft = published.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps([self.database_url, self.redis_url, self.origin, os.getpid()]))
        draft.rename(published)

    def _run(self, server: Server) -> str:
        self._started.append(server)
        return server.start().address


def _rests(folder: Path) -> bool:
    """Whether a PostgreSQL was made here: its cluster, or the password of its container's volume."""
    return (folder / "data" / "PG_VERSION").exists() or (folder / "password").exists()


def _joined(settings: Settings) -> Servers:
    """The servers that another process started for this folder; an address in the settings stands before its own."""
    folder = settings.data_dir
    published = folder / "servers.json"
    if not processes.wait_until(published.exists, JOIN_PATIENCE_S):
        raise ServerFailed(f"another process holds {folder} and has no servers after {JOIN_PATIENCE_S:.0f} s")
    database_url, redis_url, origin, pid = json.loads(published.read_text())
    addresses = settings.database_url or database_url, settings.redis_url or redis_url
    return Servers(*addresses, f"{origin}, of process {pid}", joined=True)


def _postgres(folder: Path, source: Source) -> Server:
    return _first(
        source,
        wheel=lambda: PostgresServer.of(folder, binaries.postgres_from_wheel()),
        system=lambda: PostgresServer.of(folder, binaries.postgres_installed()),
        containers=lambda: PostgresContainer.found(folder),
    )


def _valkey(folder: Path, source: Source) -> Server:
    return _first(
        source,
        wheel=lambda: ValkeyServer.of(folder, binaries.valkey_from_wheel()),
        system=lambda: ValkeyServer.of(folder, binaries.valkey_installed()),
        containers=lambda: ValkeyContainer.found(folder),
    )


def _first(source: Source, **places: Callable[[], Server | None]) -> Server:
    asked = list(places) if source == "auto" else [source]
    for place in asked:
        if (server := places[place]()) is not None:
            return server
    raise ServerFailed(
        f"no server found (looked at: {', '.join(asked)}). Set BAKTI_DATABASE_URL and BAKTI_REDIS_URL, install "
        "PostgreSQL 15+ and Valkey 7+ or Redis 7+, or use docker-compose.yml."
    )
