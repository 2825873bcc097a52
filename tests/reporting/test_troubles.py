"""Whatever trouble the house can tell in English is told in Indonesian on the operator's pages."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from services.cli import readiness
from services.reporting.desks.troubles import in_indonesian

ROOT = Path(__file__).parents[2]
RAISED = (
    "CannotCompare",
    "RebuildRefused",
    "HoleInLedger",
    "KeysAway",
    "KeysUnfit",
    "WrongMasterKey",
    "OpenerAway",
    "FeedLost",
    "HistoryDiffers",
    "LaneFull",
)
"""Errors whose words an errand, ``/readyz`` or the relay tells."""
SAMPLE = "7"
"""In place of whatever a sentence is filled with: a figure, a name, a path."""
WHOLE = "reporting.klien is 12000 events and 40 s behind"
TOLD = (
    readiness.AWAY,
    readiness.KEYS_HELD,
    readiness.KEYS_ALONE,
    readiness._nothing_appended("no answer in time", None),
    readiness._not_opened("it answers 401"),
    readiness._nothing_appended("the lane is closed", "2026-11-29T19:00:00+00:00"),
    "reporting.klien stopped (history differs: read up to 9, but the ledger ends before it): start this part again; "
    "where history differs, bakti verify first",
    "matching.placement is paused, more than 100 keys are parked: bakti parked list, then bakti parked retry x",
    f"{WHOLE}: wait while that falls; where it does not, look at the log for its name",
    f"{WHOLE} (ConnectionRefusedError): wait while that falls; where it does not, look at the log for its name",
    "it does not publish (ConnectionError): look whether Valkey runs, at BAKTI_REDIS_URL",
    "it is 12000 events behind: wait while that falls, else look at the log",
    "the clock is 3.5 days before the last record, so nothing is recorded: set it right; if it is right, an operator "
    'says bakti clock accept --reason "…"',
    "/data has 12 MB free, less than 500 MB: make room before PostgreSQL stops; delete nothing in there",
    "no answer within 2 s: look at the load of the machine and at the log",
    "the check itself failed (ValueError): look at the log",
    "no answer (ConnectError)",
    "not started",
    "stopped",
    "gap",
    "order",
    "algorithm",
    "hash",
    "ZeroDivisionError",
)


def raised() -> Iterator[str]:
    """The sentence of every error of these kinds, as the code writes it."""
    for path in (ROOT / "shared").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            call = node.exc if isinstance(node, ast.Raise) else None
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in RAISED and call.args:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield sentence(call.args[0], import_module(name))


def sentence(node: ast.expr, module: ModuleType) -> str:
    """A text with samples in its places; what the module names in capitals is a text of its own."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(sentence(part, module) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return sentence(node.value, module)
    if isinstance(node, ast.Name) and node.id.isupper():
        return str(getattr(module, node.id))
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id.isupper():
        return str(next(iter(getattr(module, node.value.id).values())))
    return SAMPLE


@pytest.mark.parametrize("english", sorted({*raised(), *TOLD}))
def test_a_trouble_is_told_in_indonesian(english: str) -> None:
    found = in_indonesian(english)
    assert found
    assert found != english
    for word in (" the ", " is ", "look at", "wait while"):
        assert word not in f" {found} "


def test_what_stands_in_brackets_is_told_in_indonesian_too() -> None:
    assert in_indonesian(readiness._nothing_appended("no answer in time", None)) == (
        "tidak ada yang dapat dicatat (tidak ada jawaban pada waktunya), terakhir diterima belum pernah: periksa "
        "apakah PostgreSQL berjalan, menerima tulisan, dan diskanya masih longgar; pengirim mengirim lagi dengan kunci "
        "yang sama"
    )


def test_a_sentence_that_nobody_knows_stays_as_it_is() -> None:
    assert in_indonesian("something that another version says") is None
