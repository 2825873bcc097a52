"""`bakti up` as a process of its own, on a port and a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.waiting import wait_until, written_below

ROOT = Path(__file__).parents[2]


class Up:
    """One run of ``bakti up``."""

    def __init__(
        self, folder: Path, *options: str, port: int | None = None, root: Path = ROOT, **environment: str
    ) -> None:
        self._folder = folder
        self.port = port or free_port()
        self._environment = {
            **os.environ,
            "BAKTI_DATA_DIR": str(folder / "data"),
            "BAKTI_PORT": str(self.port),
            "BAKTI_PASSWORD": "a password of these tests",
            "PYTHONUNBUFFERED": "1",
            "NO_COLOR": "1",
            **environment,
        }
        self.log = folder / "said"
        self._output = self.log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "services.cli.main", "up", "--port", str(self.port), *options],
            env=self._environment,
            cwd=root,
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ready(self) -> "Up":
        """Wait until it says that it can serve."""
        self._wait(self._answers)
        return self

    def wait_for(self, words: str) -> None:
        """Wait until it has printed these words."""
        self._wait(lambda: words in self.said())

    def _wait(self, so: Callable[[], bool]) -> None:
        """As long as it runs and writes, in its log or in its folder; so slow is no machine that nothing moves."""
        wait_until(lambda: so() or self.process.poll() is not None, lambda: written_below(self._folder))
        assert so(), f"ended with {self.process.poll()}\n{self.said()}"

    def _answers(self) -> bool:
        try:
            return httpx2.get(f"{self.address}/readyz", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    def command(self, *arguments: str) -> tuple[int, str]:
        """Run another command on the same folder meanwhile; its exit code and what it printed."""
        command = [sys.executable, "-m", "services.cli.main", *arguments]
        done = subprocess.run(command, env=self._environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        return done.returncode, done.stdout

    def end(self, sign: signal.Signals = signal.SIGINT) -> int:
        """Send the signal; the exit code."""
        self.process.send_signal(sign)
        stopped = wait_until(lambda: self.process.poll() is not None, lambda: written_below(self._folder))
        assert stopped, f"does not stop\n{self.said()}"
        return self.process.wait()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def close(self) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGKILL)
        self._output.close()


@contextmanager
def up(folder: Path, *options: str, port: int | None = None, root: Path = ROOT) -> Iterator[Up]:
    running = Up(folder, *options, port=port, root=root)
    try:
        yield running
    finally:
        running.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
