"""From an event with clear personal values to its sealed copy and the rows of the vault; pure but for the nonce."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from pydantic import BaseModel
from pydantic_core import from_json, to_json
from sqlalchemy import Row

from shared.domain.event import Event
from shared.domain.identifiers import EventId, derived
from shared.domain.personal import Personal, personal_fields
from shared.privacy.keys import SubjectKey
from shared.privacy.person import ALTERED, LOST

M = TypeVar("M", bound=BaseModel)

DATE_MARK, JSON_MARK = b"d", b"j"


class NobodysValue(ValueError):
    """An event holds a personal value but speaks of no person, so there is no key for it: a bug in the event."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the vault."""

    ref: str
    subject: str
    kind: str
    key_id: str
    ciphertext: bytes
    event_id: str
    """The event it belongs to: a row without one is nobody's and is swept."""


def clear_fields(event: Event) -> list[tuple[str, Personal[Any]]]:
    """The personal values of this event that are not sealed yet, each with its path."""
    found = [(path, personal) for path, personal in personal_fields(event) if not personal.sealed]
    if found and event.subject is None:
        raise NobodysValue(f"{event.TYPE} holds a personal value but names no subject")
    return found


def seal_event(
    event_id: EventId, event: Event, clear: Sequence[tuple[str, Personal[Any]]], key: SubjectKey
) -> tuple[Event, list[Item]]:
    """The event with references in place of its ``clear`` values, and the vault rows that hold them."""
    subject = str(event.subject)
    sealed: dict[str, Personal[Any]] = {}
    items = []
    for path, personal in clear:
        kind, plain = kind_of(path), written(personal.value)
        mac = key.mac(kind, plain)
        ref = derived(event_id, path, mac)
        items.append(Item(ref, subject, kind, key.key_id, key.seal(plain, binding(ref, subject, kind)), event_id))
        sealed[path] = Personal(ref=ref, mac=mac)
    return with_sealed(event, sealed), items


def seal_events(
    events: Sequence[tuple[EventId, Event]],
    clear: Sequence[Sequence[tuple[str, Personal[Any]]]],
    keys: Mapping[str, SubjectKey],
) -> tuple[list[Event], list[Item]]:
    """Each event sealed under its person's key, as it is where nothing of it is ``clear``; and all vault rows."""
    sealed: list[Event] = []
    items: list[Item] = []
    for (event_id, event), fields in zip(events, clear, strict=True):
        key = keys.get(str(event.subject)) if fields else None
        done, rows = seal_event(event_id, event, fields, key) if key else (event, [])
        sealed.append(done)
        items += rows
    return sealed, items


def open_row(row: Row[Any], key: SubjectKey | None) -> Any:
    """The clear value, or the word for why there is none: one lost key is no reason to show nobody anything."""
    if key is None or key.key_id != row.key_id:
        return LOST
    try:
        return read(key.open(row.ciphertext, binding(row.ref, row.subject, row.kind)))
    except (InvalidTag, ValueError):
        return ALTERED


def sealed_anew(row: Row[Any], key: SubjectKey, subject: str, other: SubjectKey) -> Item | None:
    """The row as it lies under that other person's key, by the same reference; None where it does not open."""
    try:
        plain = key.open(row.ciphertext, binding(row.ref, row.subject, row.kind))
    except InvalidTag:
        return None
    sealed = other.seal(plain, binding(row.ref, subject, row.kind))
    return Item(row.ref, subject, row.kind, other.key_id, sealed, row.event_id)


def kind_of(path: str) -> str:
    """What a value is, wherever it stands: ``notes/0`` and ``notes/1`` are both ``notes``."""
    return "/".join(part for part in path.split("/") if not part.isdigit())


def binding(ref: str, subject: str, kind: str) -> bytes:
    """What a ciphertext is bound to, so that no row can stand in for another."""
    return "\x1f".join((ref, subject, kind)).encode()


def written(value: object) -> bytes:
    """A clear value as bytes; dates keep their kind."""
    if value is None:
        raise ValueError("an absent personal value is None in place of Personal, not Personal(None)")
    if type(value) is date:
        return DATE_MARK + value.isoformat().encode()
    return JSON_MARK + to_json(value)


def read(plain: bytes) -> Any:
    """The clear value again."""
    mark, rest = plain[:1], plain[1:]
    return date.fromisoformat(rest.decode()) if mark == DATE_MARK else from_json(rest)


def with_sealed(model: M, sealed: Mapping[str, Personal[Any]], path: str = "") -> M:
    """A copy of the model with the personal values at these paths replaced; the model stays as it was."""
    if not sealed:
        return model
    replaced = dict(_replaced(model, sealed, f"{path}/" if path else ""))
    return model.model_copy(update=replaced) if replaced else model


def _replaced(model: BaseModel, sealed: Mapping[str, Personal[Any]], prefix: str) -> Iterator[tuple[str, object]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        new = _sealed_part(value, sealed, prefix + name)
        if new is not value:
            yield name, new


def _sealed_part(value: object, sealed: Mapping[str, Personal[Any]], path: str) -> object:
    if isinstance(value, Personal):
        return sealed.get(path, value)
    if isinstance(value, BaseModel):
        return with_sealed(value, sealed, path)
    if isinstance(value, tuple):
        parts: Sequence[object] = [_sealed_part(part, sealed, f"{path}/{n}") for n, part in enumerate(value)]
        return tuple(parts) if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    return value
