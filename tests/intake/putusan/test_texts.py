"""Every rule of the rulings has its words in both languages; what a person can mend has a remedy."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import services.intake.putusan as thing
import shared.sheets as sheets
from services.intake.putusan.decider.flags import FIELD_OF_FLAG
from shared.domain import nik, written
from shared.web import screens
from shared.web.language import Language
from shared.web.texts import Texts
from tests.sources import tree_of

FOLDER = Path(thing.__file__).parent
READING = [Path(nik.__file__), *Path(written.__file__).parent.glob("*.py")]
"""What reads the fields of a paper, for every thing that is written by hand."""
TEXTS = Texts.gather([FOLDER])
EVERYWHERE = Texts.gather([Path(screens.__file__).parent, Path(sheets.__file__).parent])
"""The rules of the text type and of files with rows, which have their words once for the whole house."""
SAYING = re.compile(r"^(Fault|refused|NotRead|Partly|_aside|RuleCode|_hours_fault|_age_fault|one_of|out_of_turn)$")


def spoken_rules() -> set[str]:
    """Every rule that the code names where it says why."""
    rules = set(FIELD_OF_FLAG)
    for path in [*FOLDER.rglob("*.py"), *READING]:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and SAYING.match(node.func.id):
                said = [part for argument in node.args[:2] for part in _parts(argument)]
                rules |= {part.value for part in said if isinstance(part, ast.Constant) and _is_rule(part.value)}
    source = Path(nik.__file__).read_text("utf-8")
    return (
        rules
        | set(re.findall(r'return "(nik-[\w-]+)"', source))
        | {"cells-surplus", "column-unknown", "remark", "figure-out-of-bounds", "word-unknown"}
        | {"adjustment-cannot-fit", "repeat-cannot-fit"}
    )


def lines_of_success() -> Iterator[str]:
    """How the rules begin that say what was saved."""
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Saved":
                said = node.args[0].values[0] if isinstance(node.args[0], ast.JoinedStr) else node.args[0]
                assert isinstance(said, ast.Constant)
                yield f"saved-{said.value}"


def _parts(argument: ast.expr) -> list[ast.expr]:
    return [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]


def _is_rule(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9-]{3,}", value) is not None and "-" in value


def test_every_rule_has_words_in_both_languages() -> None:
    assert len(spoken_rules()) > 70
    assert TEXTS.missing(sorted(spoken_rules() - EVERYWHERE.rules.keys())) == []


def test_no_words_are_left_over() -> None:
    known, lines = spoken_rules() | {"duplicate"}, tuple(lines_of_success())
    left = [rule for rule in TEXTS.rules if rule not in known and not rule.startswith(lines)]
    assert left == []


@pytest.mark.parametrize(
    "rule",
    [
        "nik-in-exponent",
        "case-number-form",
        "date-unreadable",
        "duration-unreadable",
        "period-unreadable",
        "threat-unreadable",
    ],
)
def test_what_a_person_can_mend_has_a_remedy(rule: str) -> None:
    assert all(TEXTS.remedy(rule, {}, language) or EVERYWHERE.remedy(rule, {}, language) for language in Language)


def test_facts_are_written_for_people() -> None:
    facts = {"minutes": 15_000, "most_minutes": 14_400}
    assert TEXTS.sentence("total-above", facts, Language.ID) == "250 jam, lebih dari paling banyak 240 jam."
    assert "Rp" in TEXTS.sentence("fine-too-high", {"rupiah": 12_000_000, "most_rupiah": 10_000_000}, Language.ID)
