"""Events: what has happened, in the words of the domain, for ever.

Example::

    class PutusanRegistered(Event):
        TYPE = "putusan.registered.v1"
        putusan_id: PutusanId
        klien_id: KlienId

An event is read with tolerance: a field that a newer version added is ignored, an unknown type is counted and
passed by whoever does not know it.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

TYPE_PREFIX = "id.go.trenggalekkab.bakti."


class Value(BaseModel):
    """A part of an event, a command or a state: frozen, compared by content."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Value):
    """One fact. ``TYPE`` is ``thing.happened.vN``; ``SUBJECT`` names the field whose key seals its personal values."""

    TYPE: ClassVar[str]
    SUBJECT: ClassVar[str | None] = "klien_id"

    KNOWN: ClassVar[dict[str, type["Event"]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "TYPE" in cls.__dict__:
            if Event.KNOWN.get(cls.full_type(), cls).__qualname__ != cls.__qualname__:
                raise TypeError(f"two events are called {cls.TYPE}")
            Event.KNOWN[cls.full_type()] = cls

    @classmethod
    def full_type(cls) -> str:
        """The CloudEvents type, for example ``id.go.trenggalekkab.bakti.putusan.registered.v1``."""
        return TYPE_PREFIX + cls.TYPE

    @classmethod
    def schema_version(cls) -> int:
        """The number behind the last ``.v``."""
        return int(cls.TYPE.rpartition(".v")[2])

    @property
    def subject(self) -> str | None:
        """The person (or host) this event speaks of; None where it speaks of nobody."""
        return getattr(self, self.SUBJECT, None) if self.SUBJECT else None
