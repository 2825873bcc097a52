"""A report is a value: which tables it reads, its columns, its query, its filters and orders, and who may read it.

One file a report; what it needs besides the value is the query, and for a page whose cells are more than their text a
template of macros.

Example::

    REPORT = Report(
        name="fulfilled",
        address="/reports/fulfilled",
        title="Jam terpenuhi",
        said="Putusan yang jamnya sudah lengkap",
        summary="Sentences whose hours are fulfilled",
        action="report.read",
        reads=(klien, PERSONS),
        query=lambda ask: select(klien.table).where(klien.table.c.state == "terpenuhi"),
        key=("putusan_id", UuidText),
        columns=(NAME, Column("credited_minutes", "Diakui", int, unit=MINUTES), KLIEN_ID),
        orders=(Order("credited_minutes", int),),
        persons=PERSONS,
        about="putusan_id",
    )
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from fastapi import APIRouter
from sqlalchemy import Select
from starlette.requests import Request

from shared.access.naming import Named, People
from shared.access.persons import Persons
from shared.access.policy import Actor
from shared.access.reach import ABOUT, Scope
from shared.database.roles import Role
from shared.law.circumstances import Circumstances
from shared.projections.state import Projection
from shared.reports.columns import Column, Sensitivity
from shared.web.house import House
from shared.web.paging import PAGE_LIMIT, Cursors, Edge


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter as a page offers it."""

    value: str
    word: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition of the address, named as the field that it asks for; the field equals it, or is one of ``many``.

    A page offers its ``choices``; where ``counted``, with how many rows each has, and only those that have any.
    """

    name: str
    kind: Any
    said: str = ""
    many: bool = False
    in_query: bool = False
    """The report's own query obeys it: the field is no column, or two conditions mean one thing."""
    choices: tuple[Choice, ...] = ()
    counted: bool = False
    title: str = ""
    """What a page says it filters by; else the title of the column of its name."""
    named_by: str | None = None
    """The column whose value in any row names what was asked for, where pages offer no choices."""
    means: "Meaning | None" = None
    """Reads what the value stands for, where that is not the value itself."""
    offered: "Offering | None" = None
    """Finds the choices of a page, where they are data."""


@dataclass(frozen=True, slots=True)
class Order:
    """A field by which the rows can be sorted, both ways; rows alike in it stand by their key.

    ``kind`` is the field's type as a cursor holds it. A field that may be null says what null is sorted as.
    """

    name: str
    kind: Any
    null: Any = None


@dataclass(frozen=True, slots=True)
class Sort:
    """An order in one of its two directions."""

    order: Order
    descending: bool = False

    @property
    def name(self) -> str:
        """As ``?sort=`` has it: ``-day`` is the newest first."""
        return f"-{self.order.name}" if self.descending else self.order.name


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a report: the filters that were given, the sort, which page."""

    now: Circumstances
    """The day, and the law by which the report tells how things stand."""
    sort: Sort
    scope: Scope
    """Which rows are those of who asks."""
    given: Mapping[str, Any] = field(default_factory=dict)
    limit: int = PAGE_LIMIT
    edge: Edge | None = None

    @property
    def today(self) -> date:
        """The day on which it is asked."""
        return self.now.today


Meaning = Callable[[Request, House, Actor, Any], Awaitable[Any]]
Offering = Callable[[House], Awaitable[Sequence[Choice]]]
Rows: TypeAlias = Select[Any]
"""A report's query: its rows before filters, order and paging."""
Filling = Callable[[House, Sequence[Any]], Awaitable[Sequence[Any]]]
Opening = Callable[[Request, House, Actor, Sequence[Any]], Awaitable[Sequence[Any]]]
Naming = Callable[[Request, House, Actor, Sequence[Any], People], Awaitable[Mapping[str, Named]]]


@dataclass(frozen=True)
class Report:
    """The value."""

    name: str
    address: str
    title: str
    """In Indonesian, as are ``said`` and ``noun``: what people read."""
    said: str
    summary: str
    """For engineers, in English."""
    action: str
    """Of the policy table: who may read it. It is also the purpose that the audit trail names."""
    reads: tuple[Projection[Any], ...]
    """Every table that the answer is made from: ``?after=`` waits for all of them."""
    query: Callable[[Ask], Rows]
    key: tuple[str, Any]
    """The selected column that tells rows apart, and its type: the end of every order."""
    columns: tuple[Column, ...]
    orders: tuple[Order, ...]
    newest_first: bool = False
    """Whether the first order stands descending unless asked otherwise."""
    filters: tuple[Filter, ...] = ()
    persons: Persons | None = None
    """The fold that says which rows' persons are masked; None: the rows are not about persons."""
    person: tuple[str, str] = ("putusan_id", "klien_id")
    """The columns that say by which id the row's person is named, and who it is."""
    about: str | None = None
    """The column that says whom a row concerns, by the name of its id: of a report about persons their ruling, or the
    person. Rows outside the reach of who asks are none (shared/access/reach.py)."""
    naming: Naming | None = None
    """Who a row is about where its own paper says it, and not the persons' fold."""
    filled: Filling | None = None
    """The rows with what their query cannot reach, for what has no table: columns read it from them as from a row."""
    opened: Opening | None = None
    """The rows with sealed words of their own, for whoever asks; columns of sensitivity ``NAME`` read them. Of papers,
    whose words are no person's."""
    noun: str = "baris"
    template: str = "report.html"
    cells: str | None = None
    """The template whose macros draw the cells of ``Shown.cell``."""
    under: Role | None = None
    """The database role that reads its rows, where they are no projection's: their tables are not waited for."""
    words: Mapping[str, Any] = field(default_factory=dict)
    """What else its templates need: constants."""
    nothing: tuple[str, str] = ("Tidak ada", "Tidak ada baris dengan saringan ini.")
    """What the page says where there are no rows."""

    def __post_init__(self) -> None:
        """Raises ValueError where the value contradicts itself, so that no house opens with it."""
        if twice := {column.name for column in self.columns if self._named(column.name) > 1}:
            raise ValueError(f"report {self.name} has {sorted(twice)} twice")
        named = any(column.sensitivity is not Sensitivity.OPEN for column in self.columns)
        about_persons = named and self.opened is None
        if about_persons and (self.persons is None or self.persons not in self.reads):
            raise ValueError(f"report {self.name} shows persons: it reads their fold")
        if (self.persons is not None or about_persons) and self.about not in ("putusan_id", "klien_id"):
            raise ValueError(f"report {self.name} shows persons: it says by which column a row is about whom")
        if self.about is not None and self.about not in ABOUT:
            raise ValueError(f"report {self.name} is about {self.about}, which no reach knows")

    def _named(self, name: str) -> int:
        return sum(column.name == name for column in self.columns)

    @property
    def role(self) -> Role:
        """The database role that reads its rows."""
        return self.under or self.reads[0].role

    @property
    def default(self) -> Sort:
        """The order where none is asked for."""
        return Sort(self.orders[0], self.newest_first)

    @cached_property
    def sorts(self) -> dict[str, Sort]:
        """Every ``?sort=`` that is allowed."""
        both = (Sort(order, descending) for order in self.orders for descending in (False, True))
        return {sort.name: sort for sort in both}

    @cached_property
    def cursors(self) -> dict[str, Cursors]:
        """The cursors of each sort; one of another is refused."""
        return {name: Cursors(f"{self.name} {name}", sort.order.kind, self.key[1]) for name, sort in self.sorts.items()}

    @cached_property
    def router(self) -> APIRouter:
        """Its addresses, made once: an app and what describes all of them share them."""
        # The value is what its addresses are made from, so that they know it and not the other way round.
        from shared.reports.answering import router_of

        return router_of(self)

    @property
    def table(self) -> list[Column]:
        """The columns of the page's table."""
        return [column for column in self.columns if column.shown]

    @property
    def file_name(self) -> str:
        """What its files are called before their day: in the words of its page."""
        return "-".join(["bakti", *re.findall(r"[a-z0-9]+", self.title.lower())])

    @property
    def titles(self) -> dict[str, str]:
        """What each filter and each order goes by, as a page says it."""
        columns = {column.name: column.title for column in self.columns}
        return {**columns, **{one.name: one.title for one in self.filters if one.title}}

    @property
    def for_programs(self) -> list[Column]:
        """The fields of a JSON item."""
        return [column for column in self.columns if column.for_programs]

    def in_files(self, *, named: bool) -> Iterator[Column]:
        """The columns of a file: for people with the names, for programs without."""
        return (column for column in self.columns if column.in_files and (named or column.for_programs))
