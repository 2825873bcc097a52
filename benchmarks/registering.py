"""Rulings registered by the intake: one after another at a steady rate, and a workbook of thousands.

It runs alone in this process, as compose runs each part, and is asked without a socket: a form for each ruling, as an
officer sends it. Beside it stand plain inserts into a table of the same server, each made durable.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from io import BytesIO
from random import Random
from statistics import quantiles
from typing import Any
from uuid import uuid4

import httpx2
from xlsxwriter import Workbook

from benchmarks.asking import introduced, opened
from benchmarks.house import passed
from benchmarks.kind import Kind
from benchmarks.place import Place
from benchmarks.results import Figure, Row
from benchmarks.stores import plain
from benchmarks.timing import paced, peak_mb
from services.cli.migrate import introduce_keys
from services.demo.papers import invented_paper
from services.intake.putusan.rows import cells_of
from shared.access.policy import RoleName
from shared.domain.nik import WOMEN_ADD
from shared.domain.sentence import Sex
from shared.reports.files import XLSX
from shared.runtime.clock import today_wib
from shared.web.house import House

RATE = 50
"""Rulings a second, more than a province has in a day."""
CALLERS = 32
BUSY = 503
PATIENCE_S = 120.0
BEHIND = 20_000
"""So many rulings are left to the other row."""
AGO = timedelta(days=40)
"""When the invented rulings were made: in force, and not over."""


@dataclass(frozen=True)
class Scene:
    """The intake, an officer who registers, and the plain table."""

    place: Place
    house: House
    officer: httpx2.AsyncClient
    inserts: plain.Plain
    copies: plain.Plain
    put_off: Counter[str] = field(default_factory=Counter)
    """How often it was told to come again, by what for."""


@asynccontextmanager
async def intake(place: Place) -> AsyncIterator[Scene]:
    """The intake in this process; its followers read the ledger."""
    settings = place.settings(redis_url=None)
    await introduce_keys(settings)
    async with AsyncExitStack() as stack:
        app, parts = await opened(settings, stack, ["intake"])
        officer = (await introduced(app, parts, stack))[RoleName.OFFICER]
        officer.headers["accept"] = "application/json"
        yield Scene(
            place, parts.houses["intake"], officer, await plain.insert(place, stack), await plain.copy(place, stack)
        )


async def at_50(scene: Scene) -> Sequence[Row]:
    """50 rulings a second, by a form each, and as many plain inserts, in turns."""
    sizes, number = scene.place.sizes, 0
    each = max(2, int(RATE * sizes.register_s))
    ours, plainly = list[list[float]](), list[list[float]]()
    used_ms, put_off = list[float](), list[float]()
    for turn in range(sizes.rounds + 1):
        asked = [_cells(number + one) for one in range(each)]
        number += each
        plain_ms = await _paced([partial(scene.inserts.append, 1)] * each)
        processor, before = time.process_time(), scene.put_off.total()
        our_ms = await _paced([partial(_registered, scene, cells) for cells in asked])
        if turn:  # the first warms plans and connections, and is not counted
            used_ms.append((time.process_time() - processor) * 1000 / each)
            put_off.append(scene.put_off.total() - before)
            ours.append(our_ms)
            plainly.append(plain_ms)
        await _at_rest(scene.house)
    note = f"{each} in each of {sizes.rounds} turns"
    rows = [
        Row(
            "registering",
            f"ruling registered, {name}, {RATE}/s",
            "ms",
            {who: Figure.of([quantiles(one, n=100)[at] for one in of]) for who, of in _named(ours, plainly)},
            "lower",
            note=note,
        )
        for name, at in (("p50", 49), ("p99", 98))
    ]
    alone = (("processor time a ruling", "ms", used_ms), ("told to come again", "answers", put_off))
    rows += [
        Row("registering", f"{name}, {RATE}/s", unit, {"Bakti": Figure.of(found)}, "lower", note=_why(scene.put_off))
        for name, unit, found in alone
    ]
    return rows


def _why(put_off: Counter[str]) -> str:
    return ", ".join(f"{rule} {times:,}" for rule, times in put_off.items())


def _named(ours: list[list[float]], plainly: list[list[float]]) -> Sequence[tuple[str, list[list[float]]]]:
    return (("Bakti", ours), ("plain insert", plainly))


async def _paced(turns: Sequence[Callable[[], Awaitable[None]]]) -> list[float]:
    async def timed(turn: Callable[[], Awaitable[None]]) -> float:
        begun = time.perf_counter()
        await turn()
        return (time.perf_counter() - begun) * 1000

    return await paced([partial(timed, turn) for turn in turns], RATE)


async def _registered(scene: Scene, cells: dict[str, str]) -> None:
    """As a program does that means one ruling: told to come again it does, under the same key, and all of it counts."""
    until, under = time.perf_counter() + PATIENCE_S, {"idempotency-key": str(uuid4())}
    while True:
        answer = await scene.officer.post("/putusan", data=cells, headers=under)
        if answer.status_code != BUSY or time.perf_counter() > until:
            break
        scene.put_off[answer.json()["rule"]] += 1
        await asyncio.sleep(float(answer.headers["retry-after"]))
    assert answer.status_code == 201, f"{answer.status_code} {answer.text[:300]}"


async def of_a_workbook(scene: Scene) -> Sequence[Row]:
    """A workbook of 10,000 rulings, as a program sends it, and as many plain inserts and rows of one COPY."""
    rows = scene.place.sizes.import_rows
    data = await asyncio.to_thread(_workbook, rows)
    shares = [rows // CALLERS + (number < rows % CALLERS) for number in range(CALLERS)]
    plainly = await _seconds(asyncio.gather(*(_inserted(scene, share) for share in shares)))
    copied = await _seconds(scene.copies.append(rows))
    processor = time.process_time()
    ours = await _seconds(_imported(scene, data, rows))
    used = time.process_time() - processor
    name, peak = f"workbook of {rows:,} rulings imported", peak_mb()
    figures = {"Bakti": ours, "plain insert": plainly, "COPY": copied}
    return [
        Row("registering", name, "s", {who: Figure.of([took]) for who, took in figures.items()}, "lower"),
        _alone(f"{name}: processor time", "s", used),
        _alone(f"{name}: peak memory of its process", "MB", peak),
    ]


def _alone(name: str, unit: str, value: float) -> Row:
    return Row("registering", name, unit, {"Bakti": Figure.of([value])}, "lower")


async def _seconds(asked: Awaitable[Any]) -> float:
    begun = time.perf_counter()
    await asked
    return time.perf_counter() - begun


async def _inserted(scene: Scene, times: int) -> None:
    for _ in range(times):
        await scene.inserts.append(1)


async def _imported(scene: Scene, data: bytes, rows: int) -> None:
    headers = {"content-type": XLSX}
    answer = await scene.officer.post("/putusan/imports", content=data, headers=headers, timeout=PATIENCE_S)
    found = answer.json()
    assert found["registered"] + found["held"] == rows, {
        name: value for name, value in found.items() if name != "results"
    }


def _workbook(rows: int) -> bytes:
    """Rulings behind those of the other row, each with the cells of an invented paper."""
    out = BytesIO()
    book = Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    papers = [_cells(BEHIND + number) for number in range(rows)]
    names = list(dict.fromkeys(name for cells in papers for name in cells))
    sheet.write_row(0, 0, names)
    for number, cells in enumerate(papers, start=1):
        sheet.write_row(number, 0, [cells.get(name, "") for name in names])
    book.close()
    return out.getvalue()


def _cells(number: int) -> dict[str, str]:
    """Of an invented paper, with a NIK that says what it says: an officer is asked about any other."""
    paper = invented_paper(Random(number), number, today_wib() - AGO)
    assert paper.birth_date is not None
    born = paper.birth_date.value
    day = born.day + WOMEN_ADD * (paper.sex is Sex.FEMALE)
    return {**cells_of(paper), "nik": f"350399{day:02}{born:%m%y}{number % 9_999 + 1:04}"}


async def _at_rest(house: House) -> None:
    """Every follower has come to the ledger's end."""
    head = (await house.ledger.head()).position
    for state in house.subscriptions.state():
        assert await passed(house.subscriptions, state.name, head, PATIENCE_S), state.name


KIND = Kind(
    "registering",
    "milliseconds a ruling and seconds a workbook, the intake alone in its process",
    intake,
    (at_50, of_a_workbook),
    seconds_most=400,
)
