"""What a person can do and an offer can use: one short list, so that both sides speak of the same thing.

A ruling's occupation and the profile name skills in words; the codes are ours, the words Bahasa Indonesia. The list
stands in ``skills.toml``, where a regency adds its own.
"""

import tomllib
from pathlib import Path

from pydantic_core import PydanticCustomError

from shared.domain.identifiers import Code

_LISTED = tomllib.loads((Path(__file__).parent / "skills.toml").read_text(encoding="utf-8"))

SKILLS: dict[Code, str] = {Code(code): said["words"] for code, said in _LISTED.items()}

OCCUPATIONS: dict[str, Code] = {
    name: Code(code) for code, said in _LISTED.items() for name in said.get("occupations", ())
}
"""The skill that an occupation brings with it, where a ruling names only the occupation."""


def skill_named(words: str) -> Code | None:
    """The skill of this code or these words; None where the list has none."""
    wanted = " ".join(words.split()).casefold()
    for code, name in SKILLS.items():
        if wanted in (code, name.casefold()):
            return code
    return OCCUPATIONS.get(wanted)


def known_skill(code: Code) -> Code:
    """The code itself; refused where our list has no such skill."""
    if code not in SKILLS:
        raise PydanticCustomError("skill-unknown", "skill-unknown")
    return code
