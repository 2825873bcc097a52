"""`bakti up` as a process of its own, on a port and a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[2]
START_PATIENCE_S = 240
STOP_PATIENCE_S = 30


class Up:
    """One run of ``bakti up``."""

    def __init__(self, folder: Path, *options: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self._environment = {
            **os.environ,
            "BAKTI_DATA_DIR": str(folder / "data"),
            "BAKTI_PORT": str(self.port),
            "BAKTI_PASSWORD": "a password of these tests",
            "PYTHONUNBUFFERED": "1",
            "NO_COLOR": "1",
        }
        self.log = folder / "said"
        self._output = self.log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "services.cli.main", "up", "--port", str(self.port), *options],
            env=self._environment,
            cwd=ROOT,
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ready(self) -> "Up":
        """Wait until it says that it can serve."""
        until = time.monotonic() + START_PATIENCE_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if httpx2.get(f"{self.address}/readyz", timeout=2).status_code == 200:
                    return self
            except httpx2.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"not ready\n{self.said()}")

    def wait_for(self, words: str) -> None:
        """Wait until it has printed these words."""
        until = time.monotonic() + START_PATIENCE_S
        while words not in self.said():
            assert time.monotonic() < until, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)

    def command(self, *arguments: str) -> tuple[int, str]:
        """Run another command on the same folder meanwhile; its exit code and what it printed."""
        command = [sys.executable, "-m", "services.cli.main", *arguments]
        done = subprocess.run(command, env=self._environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        return done.returncode, done.stdout

    def end(self, sign: signal.Signals = signal.SIGINT) -> int:
        """Send the signal; the exit code."""
        self.process.send_signal(sign)
        return self.process.wait(STOP_PATIENCE_S)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def close(self) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGKILL)
        self._output.close()


@contextmanager
def up(folder: Path, *options: str, port: int | None = None) -> Iterator[Up]:
    running = Up(folder, *options, port=port)
    try:
        yield running
    finally:
        running.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
