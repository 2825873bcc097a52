"""The page of what OWASP ASVS 5.0.0 asks of levels 1 and 2: from docs/asvs.toml, with the figures that it names."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.access import lockout, passwords, rates, second_factor, sessions
from shared.access.accounts import INVITATION_LIFE
from shared.runtime.settings import Settings
from shared.web.bodies import FILE_BYTES_MAX
from shared.web.forms import BODY_BYTES_MAX

TABLE = Path(__file__).parent / "asvs.toml"


@dataclass(frozen=True, slots=True)
class Point:
    """One point: how it is held, and by which tests one sees it."""

    number: str
    how: str
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """All points of both levels, each once."""

    held: tuple[Point, ...]
    open: tuple[Point, ...]
    elsewhere: tuple[tuple[tuple[str, ...], str], ...]

    @classmethod
    def read(cls) -> "Points":
        """As the file says."""
        said = tomllib.loads(TABLE.read_text("utf-8"))
        held = tuple(Point(number, one["how"], tuple(one["tests"])) for number, one in said["held"].items())
        still = tuple(Point(number, why) for number, why in said["open"].items())
        return cls(held, still, tuple((tuple(numbers.split()), why) for numbers, why in said["elsewhere"].items()))


def asvs() -> Iterator[str]:
    """The tables, and what the points ask to be written down."""
    points = Points.read()
    away = sum(len(numbers) for numbers, _ in points.elsewhere)
    yield "# OWASP ASVS 5.0, levels 1 and 2\n"
    yield f"{len(points.held)} points are held, {len(points.open)} open; {away} are about what is not in this house."
    yield "The numbers are those of ASVS 5.0.0; the words are ours. Each test is run by `make test` or `make faults`.\n"
    yield "| point | how | shown by |\n|---|---|---|"
    for point in points.held:
        yield f"| {point.number} | {point.how} | {'<br>'.join(f'`{one}`' for one in point.tests)} |"
    yield "\n## Open\n\n| point | why |\n|---|---|"
    for point in points.open:
        yield f"| {point.number} | {point.how} |"
    yield "\n## Not here\n\n| points | why |\n|---|---|"
    for numbers, why in points.elsewhere:
        yield f"| {', '.join(numbers)} | {why} |"
    yield from _written_down()


def _written_down() -> Iterator[str]:
    """Decisions that points ask to be documented, with the figures of the code."""
    yield "\n## Written down\n"
    for about, said in tomllib.loads(TABLE.read_text("utf-8"))["written"].items():
        yield f"**{about}.** {' '.join(said.split()).format(**_figures())}\n"


def _figures() -> dict[str, object]:
    """What the decisions name, as it is."""
    a_minute = {name: Settings.model_fields[f"{name}_a_minute"].default for name in ("sign_ins", "searches", "writes")}
    return a_minute | {
        "pair": lockout.WRONG_OF_PAIR_MAX,
        "source": lockout.WRONG_OF_SOURCE_MAX,
        "window_minutes": lockout.WINDOW_MIN,
        "office": rates.OFFICE,
        "least": passwords.PASSWORD_LENGTH_LEAST,
        "most": passwords.PASSWORD_LENGTH_MAX,
        "words": ", ".join(passwords.HOUSE),
        "codes": second_factor.RECOVERY_CODES,
        "invitation_days": INVITATION_LIFE.days,
        "idle_hours": sessions.IDLE_MAX.seconds // 3600,
        "life_hours": sessions.SESSION_LIFE.seconds // 3600,
        "sessions": sessions.SESSIONS_MAX,
        "body_bytes": BODY_BYTES_MAX,
        "file_bytes": FILE_BYTES_MAX,
    }
