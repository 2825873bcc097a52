"""What execute promises: decided on the present state, stored once, answered for ever, personal values sealed."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from shared.database.engine import Database
from shared.database.roles import Role
from shared.domain.event import Event
from shared.domain.identifiers import KlienId
from shared.domain.personal import Personal
from shared.domain.refusal import Fault, Refused, refused
from shared.domain.thing import Across, Scope
from shared.law.circumstances import Circumstances
from shared.ledger.append import DigestMismatch
from shared.ledger.canonical import canonical
from shared.ledger.execute import Contended, Done, Executor
from shared.ledger.lane import Waiting
from shared.ledger.ledger import Ledger
from shared.privacy.vault import Vault
from tests.ledger.examples import (
    BOOK,
    LETTER,
    AddNote,
    Letter,
    LetterOpened,
    NoteAdded,
    OpenLetter,
    Recount,
    add_note,
    asked,
    deciding,
    letter,
    some_id,
)

PERSON = KlienId(some_id())
NAME = "Invented Person"
STREAM = LETTER.stream("a")


def opening(name: str = NAME, letter: str = "a") -> OpenLetter:
    return OpenLetter(klien_id=PERSON, name=Personal(name), letter=letter)


def note(words: str = "invented words", letter: str = "a") -> AddNote:
    return AddNote(klien_id=PERSON, words=Personal(words), letter=letter)


def done(answer: Done | Refused) -> Done:
    assert isinstance(answer, Done), answer
    return answer


async def test_a_command_becomes_a_sealed_event_whose_position_is_the_answer(
    ledger: Ledger, executor: Executor
) -> None:
    who = asked()
    answer = done(await executor.carry_out(opening(), who))
    assert (answer.position, answer.repeated) == (1, False)
    (entry,) = await ledger.read_stream(STREAM)
    assert isinstance(entry.event, LetterOpened)
    assert answer.events == (entry.event,)
    assert entry.event.name.sealed
    assert entry.subject == PERSON
    assert NAME.encode() not in entry.payload + entry.metadata
    assert (entry.meta.actor, entry.meta.command_id) == (who.actor, who.command_id)


async def test_a_refusal_is_a_value_and_stores_nothing(ledger: Ledger, executor: Executor) -> None:
    await executor.carry_out(opening(), asked())
    answer = await executor.carry_out(opening(), asked())
    assert answer == refused("letter_open_already")
    assert (await ledger.head()).position == 1


async def test_a_command_with_a_mistyped_text_is_judged_and_never_carried_out(
    ledger: Ledger, executor: Executor
) -> None:
    mistyped = Fault("text-too-short", pointer="/name")
    answer = await executor.carry_out(opening().judged_only((mistyped,)), asked())
    assert answer == Refused((mistyped,))
    await executor.carry_out(opening(), asked())
    answer = await executor.carry_out(opening().judged_only((mistyped,)), asked())
    assert answer == Refused((mistyped, *refused("letter_open_already").faults))
    assert (await ledger.head()).position == 1


async def test_a_retry_gets_the_first_answer_though_the_rules_would_now_refuse(executor: Executor) -> None:
    who = asked()
    first = done(await executor.carry_out(opening(), who))
    again = done(await executor.carry_out(opening(), who))
    assert again == Done(first.position, first.events, repeated=True)


async def test_a_retry_that_looks_at_another_stream_gets_the_first_answer_too(executor: Executor) -> None:
    who = asked()
    first = done(await executor.carry_out(note(letter="b"), who))
    again = done(await executor.carry_out(note(), who))
    assert again == Done(first.position, first.events, repeated=True)


@pytest.mark.parametrize("stream", ["a", "b"])
async def test_one_command_id_for_two_commands_is_refused(executor: Executor, stream: str) -> None:
    who = asked()
    await executor.carry_out(opening(), who)
    with pytest.raises(DigestMismatch):
        await executor.carry_out(opening("Another", letter=stream), who)


async def test_a_reaction_run_twice_is_one_command_whatever_it_says_the_second_time(executor: Executor) -> None:
    cause = some_id()
    who = asked(causation_id=cause)
    first = done(await executor.carry_out(note("seen first"), who))
    again = done(await executor.carry_out(note("seen later"), who))
    assert again == Done(first.position, first.events, repeated=True)


async def test_nothing_to_do_is_done_at_the_streams_last_position(executor: Executor) -> None:
    await executor.carry_out(opening(), asked())
    await executor.carry_out(opening(letter="b"), asked())
    answer = await executor.carry_out(Recount(), asked())
    assert answer == Done(1, (), repeated=True)  # type: ignore[arg-type]


async def test_fifty_at_once_on_one_stream_take_turns(ledger: Ledger, executor: Executor) -> None:
    await asyncio.gather(*(executor.carry_out(note(), asked()) for _ in range(50)))
    events = [entry.event for entry in await ledger.read_stream(STREAM)]
    assert [event.number for event in events if isinstance(event, NoteAdded)] == [*range(1, 51)]


async def test_after_a_conflict_the_command_is_decided_again(executor: Executor, ledger: Ledger) -> None:
    seen: list[int] = []

    def interrupted(command: AddNote, state: Letter, known: Circumstances) -> Sequence[Event] | Refused:
        seen.append(state.notes)
        if len(seen) == 1:  # another process is quicker
            append_beside(ledger)
        return add_note(command, state, known)

    first = done(await executor.carry_out(note(), asked()))
    answer = done(await deciding(executor, AddNote, interrupted).carry_out(note(), asked()))
    assert seen == [1, 1]
    assert answer.position == first.position + 2
    assert [entry.version for entry in await ledger.read_stream(STREAM)] == [1, 2, 3]


def append_beside(ledger: Ledger, version: int = 1) -> None:
    """What another process does: it stores behind our back, before our own append reaches the lane."""
    ledger._lane._waiting.append(Waiting(letter("a", version), 1, asyncio.get_running_loop().create_future()))
    ledger._lane._arrived.set()


async def test_a_stream_that_always_changes_first_is_given_up_after_five_decisions(
    executor: Executor, database: Database
) -> None:
    decided: list[int] = []

    class Quicker(Ledger):
        async def append(self, request: Any) -> Any:
            current = await self.read_stream(STREAM)
            await super().append(letter("a", len(current)))
            return await super().append(request)

    def counted(command: AddNote, state: Letter, known: Circumstances) -> Sequence[Event] | Refused:
        decided.append(state.notes)
        return add_note(command, state, known)

    ledger = Quicker(database, BOOK, Role.INTAKE, frozenset({"letter"}))
    await ledger.start()
    with pytest.raises(Contended):
        await deciding(executor, AddNote, counted, ledger).carry_out(note(), asked())
    await ledger.stop()
    assert len(decided) == 5


def both(command: AddNote, states: tuple[Any, ...], known: Circumstances) -> Sequence[Sequence[Event]] | Refused:
    return [add_note(command, states[0], known), [], add_note(command, states[2], known)]  # type: ignore[list-item]


async def test_a_command_over_two_streams_is_stored_whole(ledger: Ledger, executor: Executor) -> None:
    scope = [(LETTER, LETTER.stream(name)) for name in "bc"]
    across = deciding(executor, AddNote, Across(both, lambda command, state: scope))
    who = asked()
    first = done(await across.carry_out(note(), who))
    assert (first.position, len(first.events)) == (2, 2)
    again = done(await across.carry_out(note(), who))
    assert again == Done(first.position, first.events, repeated=True)
    assert [len(await ledger.read_stream(LETTER.stream(name))) for name in "abc"] == [1, 0, 1]


async def test_what_is_seen_beside_follows_the_own_stream_as_it_stands_when_it_is_decided(
    ledger: Ledger, executor: Executor
) -> None:
    """Which streams a correction bears on says the state that it corrects, which another process may change first."""
    seen: list[int] = []

    def beside(command: AddNote, state: Letter) -> Scope:
        seen.append(state.notes)
        if len(seen) == 2:  # when it is decided: another process is quicker
            append_beside(ledger, 0)
        return [(LETTER, LETTER.stream(f"beside{len(seen)}"))]

    def decide(command: AddNote, states: tuple[Any, ...], known: Circumstances) -> Sequence[Sequence[Event]] | Refused:
        return [add_note(command, state, known) for state in states]  # type: ignore[misc]

    answer = done(await deciding(executor, AddNote, Across(decide, beside)).carry_out(note(), asked()))
    assert answer.position == 3
    assert [len(await ledger.read_stream(LETTER.stream(name))) for name in ("a", "beside2", "beside3")] == [2, 0, 1]


async def test_a_command_that_no_thing_decides_is_a_bug_and_stores_nothing(ledger: Ledger, executor: Executor) -> None:
    class Unknown(AddNote):
        ACTION = "letter.unknown"

    with pytest.raises(LookupError):
        await executor.carry_out(Unknown(klien_id=PERSON, words=Personal("x")), asked())
    assert (await ledger.head()).position == 0


def test_commands_are_equal_bytes_when_their_content_is(vault: Vault) -> None:
    assert canonical(note("same")) == canonical(note("same"))
    assert canonical(note("same")) != canonical(note("other"))
    assert b"same" in canonical(note("same"))
    assert vault.digest(canonical(note("same"))) != vault.digest(canonical(note("other")))
