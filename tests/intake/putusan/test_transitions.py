"""Every command tried on every standing of a ruling: each arrow of the table is walked, nothing leads elsewhere, and
what is not in the table is refused in both languages."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any, Final

import pytest

from docs.ruling import ruling
from services.intake.putusan.decider import (
    PUTUSAN,
    CorrectPaper,
    DecideIdentity,
    Opened,
    Putusan,
    RecordFinality,
    refs_of,
)
from services.intake.putusan.decider.paper import Likeness, Paper
from services.intake.putusan.decider.transitions import TRANSITIONS, Standing, standing
from services.intake.putusan.events import Person, PutusanReplaced
from shared.domain.command import Command
from shared.domain.event import Event
from shared.domain.identifiers import PutusanId
from shared.domain.personal import Personal
from shared.domain.refusal import Refused
from shared.domain.retold import retold
from shared.domain.sentence import Ground, Regime, Terms
from shared.domain.thing import Across
from shared.web.language import Language
from tests.given import given
from tests.intake.putusan.amending import amending
from tests.intake.putusan.papers import PUTUSAN_ID, adult, circumstances, confirming, register, registering
from tests.intake.putusan.test_adjusting import adjusting, withdrawing
from tests.intake.putusan.test_answered import DIFFERS, SAME_CASE
from tests.intake.putusan.test_answered import after as answered
from tests.intake.putusan.test_appealing import final, lodging, taken_back
from tests.intake.putusan.test_assigning import assigned, assigning, back, handed, handing
from tests.intake.putusan.test_carrying import carrying
from tests.intake.putusan.test_carrying import withdrawing as giving_back
from tests.intake.putusan.test_ending import after as following
from tests.intake.putusan.test_ending import ending, resuming
from tests.intake.putusan.test_repeating import ordering, repeated
from tests.intake.putusan.test_repeating import withdrawing as recalling
from tests.intake.putusan.test_texts import TEXTS

UNLAWFUL: Final[dict[str, Any]] = {"total_minutes": 300 * 60, "minutes_a_day": 480, "period_days": 180}
ORIGIN: Final = PutusanId("55555555-5555-5555-8555-555555555555")
WORDS: Final = {
    "repeat-ordered",
    "no-repeat",
    "still-held",
    "putusan-unknown",
    "duplicate",
    "told-twice",
    "not-held",
    "not-ended",
    "putusan-ended",
}
"""How a command is refused that the ruling does not take where it stands."""


def ways() -> Iterator[tuple[str, list[Event]]]:
    """Histories that lead to each standing, by several ways."""
    alive = {
        "registered": register(adult()).events,
        "in question": register(adult(**UNLAWFUL)).events,
        "whose": answered(DIFFERS),
        "whose answered": answered(DIFFERS, Person.ANOTHER),
        "once told twice": answered(SAME_CASE, Person.ANOTHER),
        "both in question": _registered(DIFFERS),
        "perhaps told twice": answered(SAME_CASE),
        "shared out": [*register(adult()).events, assigned()],
        "adjusted": following(adjusting()),
        "appealed": following(lodging()),
        "appealed in question": following(lodging(), before=register(adult(**UNLAWFUL)).events),
        "adjusted in question": following(adjusting(), before=register(adult(**UNLAWFUL)).events),
        "repeated": repeated(),
        "repeated, shared out": repeated([*register(adult()).events, assigned()]),
        "repeated, handed over": repeated([*register(adult()).events, assigned(), handed()]),
        "repeated, adjusted": repeated(following(adjusting()), hours=9),
        "repeated, appealed": repeated(following(lodging(), final(date(2026, 10, 20), 2))),
        "repeated, carried": repeated(following(carrying())),
        "repeated and in question since": _amended(repeated()),
        "carried": following(carrying()),
        "carried in question": following(carrying(), before=register(adult(**UNLAWFUL)).events),
        "handed over": [*register(adult()).events, assigned(), handed()],
        "shared out in question": [*answered(DIFFERS), assigned()],
        "handed over in question": [*answered(DIFFERS), assigned(), handed()],
    }
    yield "nothing", []
    unusable = register(adult(name=None)).events
    yield "unusable", unusable
    yield "unusable, and another since", [*unusable, retold(PutusanReplaced, unusable[0], replaced_by=ORIGIN)]
    for name, events in alive.items():
        yield name, events
        for ground in (Ground.ANNULLED, Ground.TRANSFERRED) if not name.startswith("repeated") else ():
            to = "Kota Kediri" if ground is Ground.TRANSFERRED else None
            yield f"{name}, {ground}", following(ending(ground=ground, to=to), before=events)
    yield "told twice", answered(SAME_CASE, Person.SAME)
    twice = _registered(SAME_CASE)
    yield "told twice in question", [*twice, *_identity(Person.SAME, twice)]
    for ground in (Ground.ANNULLED, Ground.TRANSFERRED):
        to = "Kota Kediri" if ground is Ground.TRANSFERRED else None
        over = following(ending(ground=ground, to=to), before=answered(SAME_CASE, Person.ANOTHER))
        yield f"told twice, {ground}", [*over, *_identity(Person.SAME, over)]


def _amended(before: Sequence[Event]) -> list[Event]:
    found = given(PUTUSAN, *before, circumstances=circumstances()).when(amending(before, 80, **UNLAWFUL))
    return [*before, *found.events]


def _registered(likeness: Likeness) -> list[Event]:
    """A ruling that prosecutor and officer are asked about."""
    command = registering(adult(**UNLAWFUL)).model_copy(update={"likeness": likeness})
    return given(PUTUSAN, circumstances=circumstances()).when(command).events


def _identity(answer: Person, before: Sequence[Event]) -> list[Event]:
    return given(PUTUSAN, *before, circumstances=circumstances()).when(_deciding(answer, before)).events


def _deciding(answer: Person, before: Sequence[Event]) -> DecideIdentity:
    told = PUTUSAN.fold(before).received
    opened = Opened(refs=refs_of(told), clear=told) if told else None
    why: Any = Personal("dibandingkan dengan berkas aslinya")
    return DecideIdentity(putusan_id=PUTUSAN_ID, answer=answer, reason=why, opened=opened)


def commands(before: Sequence[Event]) -> Iterator[Command]:
    """Each command of the thing with what could be said in that history."""
    papers: list[Paper] = [adult(), adult(**UNLAWFUL), adult(name=None), adult(case_number=None)]
    for paper in papers:
        yield registering(paper)
        yield retold(CorrectPaper, registering(paper), corrects=ORIGIN)
    lawful = Terms(regime=Regime.ADULT, total_minutes=240 * 60, minutes_a_day=480, period_days=180)
    yield confirming(lawful)
    why: Any = Personal("SIPP menyebut hari lain")
    state = PUTUSAN.fold(before)
    beside = (state.finals, state.endings, state.appeals, state.adjustments, state.credits, state.repeats)
    final, end, appeal, adjustment, credit, repeat = (max(told, default=0) + 1 for told in beside)
    yield RecordFinality(putusan_id=PUTUSAN_ID, number=final, final_on=date(2026, 9, 20), reason=why)
    yield ending(end)
    yield ending(end, Ground.TRANSFERRED, to="Kota Kediri")
    yield resuming(end)
    yield lodging(appeal)
    yield taken_back(appeal)
    yield adjusting(adjustment)
    yield withdrawing(adjustment)
    yield recalling(repeat)
    yield carrying(credit)
    yield giving_back(credit)
    seen = before if state.received is not None else register(adult()).events
    yield ordering(seen, repeat)
    yield amending(seen, 90, occupation="petani")
    yield amending(seen, 90, **UNLAWFUL)
    yield amending(seen, 90, total_minutes=20 * 60, minutes_a_day=120, period_days=60)
    yield from (_deciding(answer, before) for answer in Person)
    yield assigning(number=1)
    yield handing(number=1)
    yield back(number=2)


def decided(command: Command, before: Sequence[Event]) -> Refused | list[Event]:
    found = given(PUTUSAN, *before, circumstances=circumstances()).when(command).decided
    if isinstance(found, Refused):
        return found
    return list(found[0] if isinstance(PUTUSAN.decides[type(command)], Across) else found)


WAYS: Final = dict(ways())
TRIES: Final = [(way, command) for way, events in WAYS.items() for command in commands(events)]


def arrows() -> Iterator[tuple[str, Standing, Standing]]:
    """The whole table."""
    for name, leads in TRANSITIONS.items():
        for begins, all_of in leads.items():
            yield from ((name, begins, ends) for ends in all_of)


def test_every_command_of_the_thing_is_in_the_table_and_tried() -> None:
    assert {command.__name__ for command in PUTUSAN.decides} == TRANSITIONS.keys()
    assert {type(command).__name__ for _, command in TRIES} == TRANSITIONS.keys()
    stands = {way: standing(PUTUSAN.fold(events)) for way, events in WAYS.items()}
    tried = {(type(command).__name__, stands[way]) for way, command in TRIES}
    assert tried == set(product(TRANSITIONS, Standing))


@pytest.mark.parametrize("way", WAYS)
def test_nothing_leads_where_the_table_does_not_and_the_rest_is_refused_in_both_languages(way: str) -> None:
    before = WAYS[way]
    state: Putusan = PUTUSAN.fold(before)
    for command in (command for one, command in TRIES if one == way):
        leads, found = TRANSITIONS[type(command).__name__], decided(command, before)
        said = {fault.rule for fault in found.faults} if isinstance(found, Refused) else set()
        if standing(state) not in leads:
            assert len(said) == 1, (way, command, found)
            assert said <= WORDS, (way, command, said)
            assert isinstance(found, Refused)
            words = {TEXTS.sentence(found.faults[0].rule, found.faults[0].facts, language) for language in Language}
            assert len(words) == len(Language)
        else:
            assert said.isdisjoint(WORDS), (way, command, said)
            after = state if isinstance(found, Refused) else PUTUSAN.fold([*before, *found])
            reached = standing(after)
            assert reached in leads[standing(state)] or reached is standing(state), (way, command, reached)


def test_every_arrow_of_the_table_is_walked_by_some_command() -> None:
    walked = set()
    for way, command in TRIES:
        found = decided(command, WAYS[way])
        if not isinstance(found, Refused) and found:
            begins, ends = (standing(PUTUSAN.fold(events)) for events in (WAYS[way], [*WAYS[way], *found]))
            walked.add((type(command).__name__, begins, ends))
    assert walked == set(arrows())


def test_the_picture_has_every_arrow() -> None:
    drawn = "\n".join(ruling())
    for name, begins, ends in arrows():
        first = "[*]" if begins is Standing.UNKNOWN else begins.name
        lines = [line for line in drawn.splitlines() if line.strip().startswith(f"{first} --> {ends.name}:")]
        assert [name in line for line in lines] == ([True] if begins is not ends else []), (name, begins, ends)
