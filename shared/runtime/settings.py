"""What an operator may set, each by an environment variable BAKTI_NAME; everything has a working default."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _below_data_dir(*parts: str) -> Any:
    return Field(default_factory=lambda data: data["data_dir"].joinpath(*parts))


def _with_scheme(*schemes: str) -> AfterValidator:
    def check(address: str) -> str:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        try:  # the address itself may hold a password: not quoted
            parsed = urlsplit(address)
            good = parsed.scheme in schemes and (parsed.port is None or parsed.port > 0)
        except ValueError:
            good = False
        if not good:
            raise ValueError(f"must be an address that begins with {wanted}")
        return address

    return AfterValidator(check)


AbsolutePath = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


class Settings(BaseSettings):
    """Read once, at the start, by the command line; handed on as a value and never read again."""

    model_config = SettingsConfigDict(env_prefix="BAKTI_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    book: str = Field(default="trenggalek", pattern=r"^[a-z][a-z0-9-]{0,30}$")
    """The regency's ledger: the unit of order, hash chain and tenancy."""
    data_dir: AbsolutePath = Field(default=Path(".bakti"), validate_default=True)
    """Where the embedded servers, the keys and the logs lie."""

    database_url: Annotated[str, _with_scheme("postgresql", "postgres")] | None = None
    """Administrative address of a PostgreSQL (15 or newer) run by somebody else; empty: our own under data_dir."""
    database_passwords: AbsolutePath | None = None
    """Folder with one file a database role (bakti_intake, …) or user of Valkey holding its password; empty: none."""
    redis_url: Annotated[str, _with_scheme("redis", "rediss", "unix")] | None = None
    """Address of a Valkey or Redis (7 or newer) run by somebody else; empty: our own under data_dir."""

    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=1, le=65535)
    ready_file: AbsolutePath | None = None
    """A file touched every 5 seconds while this process is ready, for a container's health check; empty: none."""
    parts: str = ""
    """Addresses of all parts with spaces between, which `bakti status` asks; empty: this machine's house alone."""
    public_address: str = Field(default="", pattern=r"^(https?://[^\s?#]{1,200})?$")
    """Where everybody reaches this house, as its papers say to be checked at; empty: where the paper was asked for."""
    security_contact: str = Field(default="", pattern=r"^((mailto:|https://|tel:)\S{1,200})?$")
    """Whom to tell of a weakness (``mailto:``, ``https:`` or ``tel:``): /.well-known/security.txt says it."""
    log_json: bool = False
    """Log lines as JSON for a collector, not as text for a person."""

    keys_dir: AbsolutePath = _below_data_dir("keys")
    """The subject keys: a store outside PostgreSQL, with a backup of its own."""
    master_key_file: AbsolutePath = _below_data_dir("keys", "master.key")
    """The key that wraps the subject keys; in production on another disk or from a secret store."""
    files_dir: AbsolutePath = _below_data_dir("files")
    """The scans that were taken in, each sealed under its subject's key; backed up after the database."""
    house_key_file: AbsolutePath | None = None
    """The key of kept forms, second factors and reasons of openings, the same for all parts; empty: the master key."""
    opener: Annotated[str, _with_scheme("http", "https")] | None = None
    """Address of the part that opens personal values for this one, which then needs no master key; empty: it has the
    vault itself."""
    opener_secret_file: AbsolutePath | None = None
    """The secret by which a part asks the opener, and the opener answers; empty: this part answers nobody."""

    sign_ins_a_minute: int = Field(default=300, ge=1)
    """How many tries to sign in one source may make in a minute; wrong ones wait longer by themselves."""
    searches_a_minute: int = Field(default=120, ge=1)
    """How often one account may search persons in a minute; one source may twenty times as often."""
    writes_a_minute: int = Field(default=3_000, ge=1)
    """How many requests that write one account may send in a minute; one source may twenty times as many."""

    demo: bool = False
    """All that is here is invented, and pages say so; `bakti up` also loads samples and opens accounts to try."""
    clock_offset_s: int = 0
    """Seconds by which a demo on its own servers lives after (before, if negative) the machine's day; else refused."""


NO_SETTINGS = frozenset({"LOGIN", "PASSWORD", "CODE", "TEST_SERVERS", "SEED", "FAULTS_SEED"})
"""Names that a command, the tests or the faults read by themselves."""


def unknown_names(environment: Iterable[str]) -> Mapping[str, str | None]:
    """The BAKTI_… names of an environment that nobody reads, each with the setting that was perhaps meant."""
    prefix = str(Settings.model_config["env_prefix"])
    known = {name.upper() for name in Settings.model_fields}
    asked = {name: name.upper().removeprefix(prefix) for name in environment if name.upper().startswith(prefix)}
    unknown = {name: word for name, word in sorted(asked.items()) if word not in known | NO_SETTINGS}
    meant = {name: next(iter(get_close_matches(word, known, n=1)), None) for name, word in unknown.items()}
    return {name: word and f"{prefix}{word}" for name, word in meant.items()}
