"""The press prints the same paper twice alike, in a process of its own that only a house with papers has."""

import asyncio
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256

import pytest

from shared.papers.paper import Paper
from shared.papers.press import WAITING_MOST, NotPrinted, Press
from shared.papers.printing import print_paper
from shared.web.papers import unshown_in
from tests.papers.examples import PAPERS


@pytest.mark.parametrize("name", PAPERS)
async def test_a_paper_that_is_printed_twice_has_one_hash_in_whichever_process(name: str) -> None:
    paper, presses = PAPERS[name], (Press(), Press())
    try:
        first, again = [await press.printed(paper) for press in presses]
    finally:
        for press in presses:
            await press.close()
    here = print_paper(paper.template, paper.data)
    assert sha256(first).hexdigest() == sha256(again).hexdigest() == sha256(here).hexdigest()


async def test_another_word_is_another_paper() -> None:
    paper = PAPERS["undangan"]
    other = replace(paper, body={**paper.body, "closing": "Terima kasih."})
    assert print_paper(paper.template, paper.data) != print_paper(other.template, other.data)


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    press = Press()
    yield press
    await press.close()


PAPER = PAPERS["undangan"]


def process_of(press: Press) -> Process:
    assert press._process is not None
    return press._process


async def test_a_press_whose_process_ended_while_nobody_asked_starts_another(press: Press) -> None:
    before = await press.printed(PAPER)
    process = process_of(press)
    process.kill()
    await process.wait()
    assert await press.printed(PAPER) == before
    assert process_of(press) is not process


async def test_whoever_goes_away_leaves_no_answer_for_the_next(press: Press) -> None:
    slip = PAPERS["lembar-disposisi"]
    expected = await press.printed(slip)
    for turns in range(6):
        leaving = asyncio.create_task(press.printed(PAPER))
        for _ in range(turns):
            await asyncio.sleep(0)
        leaving.cancel()
        assert await press.printed(slip) == expected


async def test_a_paper_that_does_not_fit_its_template_takes_no_other_with_it(press: Press) -> None:
    with pytest.raises(NotPrinted):
        await press.printed(Paper(PAPER.template, "Undangan", PAPER.dated, {}))
    assert (await press.printed(PAPER)).startswith(b"%PDF-")


async def test_many_at_once_are_printed_in_turn_and_more_than_can_wait_are_told_so(press: Press) -> None:
    asked = [press.printed(PAPER) for _ in range(WAITING_MOST + 5)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, NotPrinted) for one in found) == 5
    assert len({one for one in found if isinstance(one, bytes)}) == 1


async def test_the_process_ends_when_its_house_is_gone(press: Press) -> None:
    await press.printed(PAPER)
    process = process_of(press)
    assert process.stdin is not None
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 20) == 0


def test_a_house_that_prints_nothing_loads_nothing_of_it() -> None:
    code = "import sys, services.cli.main, services.catalogue, shared.papers.press; print('typst' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_what_no_paper_can_show_is_said_by_its_place_and_quoted_only_where_it_is_of_nobody() -> None:
    paper = replace(PAPER, body={**PAPER.body, "invited": [("Nur نور\t", "Ketua"), ("Wulan", "□")]})
    (fault,) = unshown_in(paper)
    assert fault.facts == {"signs": "U+0009 ر ن و", "where": "body/invited/0/0"}
    (quoted,) = unshown_in(replace(paper, names_nobody=True))
    assert quoted.facts["where"] == "“Nur □□□□”"
    assert unshown_in(PAPER) == ()
