"""Whatever the trail holds as a code has its word, so that no page and no file for people shows one."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from services.catalogue import SERVICES
from services.intake.klien.routes import export
from services.reporting.desks import openings
from shared.access.policy import POLICY
from shared.access.trail import Change, InVain, SignIn
from shared.audit.entry import Kind
from shared.audit.words import ACTIONS, EXPORTED_FOR, FIELDS, KINDS, OPENED_FOR, fields_said
from shared.domain.personal import Personal
from shared.privacy.sealing import kind_of


def without(words: object, *wanted: str) -> set[str]:
    return {*wanted} - {*words}  # type: ignore[misc]


def test_every_action_of_the_policy_has_a_word() -> None:
    assert not without(ACTIONS, *POLICY)


def test_whatever_happens_to_an_account_has_a_word() -> None:
    assert not without(ACTIONS, *get_args(SignIn), *get_args(InVain), *get_args(Change))


def test_every_kind_and_every_purpose_that_is_chosen_has_a_word() -> None:
    assert not without(KINDS, *Kind)
    assert set(get_args(openings.Purpose)) == set(OPENED_FOR)
    assert set(get_args(export.Purpose)) == set(EXPORTED_FOR)


def test_no_word_is_a_code_and_no_two_actions_are_called_alike_but_by_purpose() -> None:
    words = [word for code, word in ACTIONS.items() if code in POLICY]
    assert len({*words}) == len(words)
    assert not [word for word in (*words, *FIELDS.values()) if "." in word or "_" in word or "-" in word.lower()[:1]]


def test_every_personal_field_of_every_event_has_a_word() -> None:
    events = {event for service in SERVICES for thing in service.things for event in thing.events}
    kinds = {kind_of(path) for event in events for path in personal(event, "")}
    assert len(kinds) > 20
    assert not without(FIELDS, *kinds)


def personal(kind: Any, path: str) -> Iterator[str]:
    """The paths under which a field of this type may hold something personal."""
    if Personal in (kind, get_origin(kind)):
        yield path
    elif hasattr(kind, "model_fields"):
        for name, field in kind.model_fields.items():
            yield from personal(field.annotation, f"{path}/{name}" if path else name)
    else:
        for part in get_args(kind):
            yield from personal(part, path)


def test_ids_stand_for_what_shows_nothing_else() -> None:
    assert fields_said(["klien_id"]) == "ID saja"
    assert fields_said(["klien_id", "reason"]) == "alasan"
    assert fields_said([]) == ""
