"""Commands: what somebody asks the system to do, read without tolerance."""

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator

from shared.domain.personal import personal_fields


class Command(BaseModel):
    """A wish. ``ACTION`` is its row in the policy table, for example ``putusan.register``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ACTION: ClassVar[str]
    FOUND: ClassVar[frozenset[str]] = frozenset()
    """Fields that the edge finds out, and nobody asks: the same request may find another answer the second time, so
    they are no part of what tells two requests apart."""

    @model_validator(mode="after")
    def _brings_clear_values(self) -> Self:
        """A sealed value in a command would let its sender point at another person's vault row."""
        if any(personal.sealed for _, personal in personal_fields(self)):
            raise ValueError("a command brings personal values in clear, never a reference")
        return self
