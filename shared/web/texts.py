"""The words of every rule: read from the ``texts.toml`` that lies beside each thing.

A file has one table for each rule::

    [hours-above-day]
    id = "Melebihi {limit_minutes:hours} sehari ({worked_minutes:hours} tercatat)."
    en = "More than {limit_minutes:hours} a day ({worked_minutes:hours} recorded)."
    remedy_id = "Periksa jam pulang."
    remedy_en = "Check the time of leaving."

A fact stands in braces by its name. ``:hours`` writes minutes as hours, ``:day`` an ISO date as a day, ``:clock`` a
moment as its time in WIB, ``:rupiah`` an amount, ``:year`` a year, which groups no thousands. ``title_id`` and
``title_en`` may name a problem in a few words.
"""

import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from shared.domain.refusal import Fact
from shared.web.language import Language, clock, day, hours, number, rupiah

KINDS: Final = ("", "remedy_", "title_")


class TextsDisagree(ValueError):
    """Two files give the same rule different words: one of them would never be read."""


@dataclass(frozen=True)
class Texts:
    """Sentence, remedy and title of each rule, in both languages."""

    rules: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def gather(cls, folders: Sequence[Path]) -> "Texts":
        """All ``texts.toml`` at or below these folders."""
        rules: dict[str, Mapping[str, str]] = {}
        for folder in folders:
            for path in sorted(folder.rglob("texts.toml")):
                for rule, words in tomllib.loads(path.read_text("utf-8")).items():
                    if rules.setdefault(rule, words) != words:
                        raise TextsDisagree(f"{path}: {rule}")
        return cls(rules)

    def sentence(self, rule: str, facts: Mapping[str, Fact], language: Language) -> str:
        """What is wrong. A rule without words gives its own name, so that a lost text never hides a refusal."""
        found = self._words("", rule, facts, language)
        return found if found is not None else " ".join((rule, *(f"{k}={v}" for k, v in facts.items())))

    def remedy(self, rule: str, facts: Mapping[str, Fact], language: Language) -> str | None:
        """What to do about it, where the texts say so."""
        return self._words("remedy_", rule, facts, language)

    def title(self, rule: str, language: Language) -> str | None:
        """The problem in a few words, where the texts name it."""
        return self._words("title_", rule, {}, language)

    def missing(self, rules: Sequence[str]) -> list[str]:
        """The rules among these that lack a sentence in a language."""
        return [rule for rule in rules if not {"id", "en"} <= self.rules.get(rule, {}).keys()]

    def _words(self, kind: str, rule: str, facts: Mapping[str, Fact], language: Language) -> str | None:
        pattern = self.rules.get(rule, {}).get(kind + language)
        if pattern is None or not ("{" in pattern or "}" in pattern):  # most words of most rows of a file
            return pattern
        return _Spoken(language).vformat(pattern, (), facts)


class _Spoken(string.Formatter):
    """``str.format`` that writes in a language and leaves a dash where a fact is missing."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        return kwargs.get(field_name), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return "–"
        match format_spec:
            case "hours":
                return hours(int(value), self.language)
            case "day":
                return day(date.fromisoformat(str(value)[:10]), self.language)
            case "clock":
                return clock(datetime.fromisoformat(str(value)))
            case "rupiah":
                return rupiah(int(value))
            case "year" | "agenda":
                return str(value)
        return number(value, self.language) if type(value) is int else str(value)
