"""Child processes that we supervise ourselves: started, stopped, and not left behind when we die."""

import concurrent.futures.thread  # noqa: F401 - hooks into forks, so never while another thread forks
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

log = structlog.get_logger()
SYSTEM_USER = "bakti"
"""Whom servers run as when we are root: PostgreSQL refuses to run as root."""
ACCOUNT_LOCK = Path("/run/bakti-account.lock")
"""Only root writes there, and only root makes accounts."""
_USERADD_TRIES = 20
"""useradd locks /etc/passwd and fails at once when another tool has it: 20 tries of 0.1 s."""
_POLL_S = 0.02
_PR_SET_PDEATHSIG = 1


class ServerFailed(Exception):
    """A server did not start or stop; the message says which, why, and where its log is."""


def spawn(command: Sequence[str | Path], log: Path, cwd: Path, user: str | None) -> subprocess.Popen[bytes]:
    """Start a server as a child in a session of its own, its output appended to ``log``.

    Its own session: Ctrl-C in the terminal must reach us alone, who stop the servers last. On Linux the
    kernel interrupts it when the thread that started it ends, so call this from the main thread.
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own command
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            user=user,
            group=group_of(user),
            extra_groups=[] if user else None,
            start_new_session=True,
            preexec_fn=_interrupted_with_parent(),  # noqa: PLW1509 - one prepared system call, no Python lock
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        )


def _interrupted_with_parent() -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask_the_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT))

    return ask_the_kernel


def alive(pid: int) -> bool:
    """Whether a process of this number exists and is not just a zombie waiting for its parent."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return not Path("/proc/self").exists()


def command_of(pid: int) -> str:
    """The command line of a process, empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return _ps("-ww", "-o", "args=", "-p", str(pid))


def working_in(folder: Path, program: str) -> list[int]:
    """The processes of this program whose working directory this is, as far as the kernel tells us (Linux; its owner
    and root). Not whoever else went there: an operator's shell may stand in the folder.
    """
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            runs = (link.parent / "exe").readlink().name.removesuffix(" (deleted)")
            if runs == program and link.readlink() == folder.resolve():
                found.append(int(link.parent.name))
        except OSError:  # ended meanwhile, or another account's
            continue
    return found


def children_of(pid: int) -> list[int]:
    """The processes whose parent is ``pid``."""
    if Path("/proc/self").exists():
        found = (_parent_and_child(path) for path in Path("/proc").glob("[0-9]*/stat"))
        return [child for parent, child in found if parent == pid]
    rows = (row.split() for row in _ps("-Ao", "pid=,ppid=").splitlines())
    return [int(row[0]) for row in rows if len(row) == 2 and row[1] == str(pid)]


def _parent_and_child(stat: Path) -> tuple[int, int]:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1]), int(stat.parent.name)
    except (OSError, IndexError):
        return 0, 0


def _ps(*arguments: str) -> str:
    if not (ps := shutil.which("ps")):
        return ""
    return subprocess.run([ps, *arguments], capture_output=True, text=True, check=False).stdout  # noqa: S603


def end(pid: int, steps: Sequence[tuple[signal.Signals, float]], child: subprocess.Popen[bytes] | None = None) -> None:
    """Send each signal in turn until the process is gone, waiting the given seconds after each."""
    for sign, patience_s in steps:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            break
        if wait_until(lambda: _gone(pid, child), patience_s):
            return
    if not _gone(pid, child):
        raise ServerFailed(f"process {pid} does not end")


def _gone(pid: int, child: subprocess.Popen[bytes] | None) -> bool:
    return child.poll() is not None if child is not None else not alive(pid)


def wait_until(true: Callable[[], bool], patience_s: float) -> bool:
    """Ask until the answer is yes or the patience is over."""
    until = time.monotonic() + patience_s
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(_POLL_S)
    return True


def wait_on(true: Callable[[], bool], progress: Callable[[], object], patience_s: float) -> bool:
    """Ask until the answer is yes, or nothing has moved for as long as the patience lasts."""
    seen, until = progress(), time.monotonic() + patience_s
    while not true():
        if (here := progress()) != seen:
            seen, until = here, time.monotonic() + patience_s
        elif time.monotonic() > until:
            return False
        time.sleep(_POLL_S)
    return True


def system_user() -> str | None:
    """The account for the servers: nobody else's than ours, or a system account when we are root."""
    if os.geteuid() != 0:
        return None
    return SYSTEM_USER if _has_account() else _made_account()


def _has_account() -> bool:
    try:
        return bool(pwd.getpwnam(SYSTEM_USER))
    except KeyError:
        return False


def _made_account() -> str:
    """Of several first starts one makes the account and the others wait for it.

    useradd asks whether the name is taken before it locks /etc/passwd: of two at once the second writes the account
    again under another number, and what the first one's folders were given to is nobody any more.
    """
    if not (useradd := shutil.which("useradd")):
        raise ServerFailed("PostgreSQL does not run as root and there is no useradd: start Bakti as an ordinary user.")
    command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    with open(os.open(ACCOUNT_LOCK, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for _ in range(_USERADD_TRIES):
            if _has_account():
                return SYSTEM_USER
            if subprocess.run([*command, SYSTEM_USER], capture_output=True, check=False).returncode != 0:  # noqa: S603
                time.sleep(0.1)
    raise ServerFailed(
        f"PostgreSQL does not run as root, and the system account '{SYSTEM_USER}' could not be made "
        f"(useradd --system {SYSTEM_USER}). Make it, or start Bakti as an ordinary user."
    )


def group_of(user: str | None) -> int | None:
    """The first group of an account, None for our own."""
    return pwd.getpwnam(user).pw_gid if user else None


def own_folder(path: Path, user: str | None) -> Path:
    """Make a folder (0700) that belongs to the servers' account, reachable through its parents."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)
    except PermissionError:
        raise ServerFailed(
            f"{path} belongs to another account, perhaps because Bakti ran as another user before. "
            "Start it as that user, give the folder back with chown, or set another one with BAKTI_DATA_DIR."
        ) from None
    if user:
        account = pwd.getpwnam(user)
        os.chown(path, account.pw_uid, account.pw_gid)
        reachable(path, user)
    return path


def reachable(path: Path, user: str) -> None:
    """Let the servers' account pass through (not list) closed parent folders; only ever done as root."""
    account = pwd.getpwnam(user).pw_uid
    for parent in path.absolute().parents:
        found = parent.stat()
        if not found.st_mode & 0o001 and found.st_uid != account:
            log.warning("folder_opened_for_passing", folder=str(parent), account=user)
            parent.chmod(found.st_mode | 0o001)
