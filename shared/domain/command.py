"""Commands: what somebody asks the system to do, read without tolerance.

Example::

    class LogHours(Command):
        ACTION = "hours.log"
        STREAM = "hours-{klien_id}"
        klien_id: KlienId
        shift: Shift
"""

from string import Formatter
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, model_validator

from shared.domain.identifiers import StreamName
from shared.domain.personal import personal_fields
from shared.domain.refusal import Fault


class Command(BaseModel):
    """A wish. ``ACTION`` is its row in the policy table, for example ``putusan.register``; ``STREAM`` names what it
    decides on, by its own ids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ACTION: ClassVar[str]
    STREAM: ClassVar[str]
    FOUND: ClassVar[frozenset[str]] = frozenset()
    """Fields that the edge finds out, and nobody asks: the same request may find another answer the second time, so
    they are no part of what tells two requests apart, and no request brings them."""

    _mistyped: tuple[Fault, ...] = PrivateAttr(())

    @property
    def mistyped(self) -> tuple[Fault, ...]:
        """What is wrong with its free texts, for which others stand in: it is judged, so that every reason is told at
        once, and never carried out."""
        return self._mistyped

    def judged_only(self, mistyped: tuple[Fault, ...]) -> Self:
        """The same with these faults of its texts."""
        found = self.model_copy()
        found._mistyped = mistyped
        return found

    @model_validator(mode="after")
    def _brings_clear_values(self) -> Self:
        """A sealed value in a command would let its sender point at another person's vault row."""
        if any(personal.sealed for _, personal in personal_fields(self)):
            raise ValueError("a command brings personal values in clear, never a reference")
        return self

    @property
    def stream(self) -> StreamName:
        """The stream that it decides on."""
        return StreamName(self.STREAM.format_map({name: getattr(self, name) for name in self.stream_ids()}))

    @classmethod
    def stream_ids(cls) -> tuple[str, ...]:
        """The fields that name its stream."""
        return tuple(name for _, name, _, _ in Formatter().parse(cls.STREAM) if name)
