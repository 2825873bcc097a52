"""What a service is to the house that runs it: a list of its things, nothing that runs by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import APIRouter, Depends, FastAPI, Request

from shared.domain.thing import Thing
from shared.web.house import SCOPE_KEY, House
from shared.web.menu import Place


class Listing(Protocol):
    """What a report is to a service: it knows its own addresses."""

    @property
    def router(self) -> APIRouter:
        """Its addresses."""


@dataclass(frozen=True)
class Service:
    """A service's ``app.py`` makes one of these."""

    name: str
    routers: tuple[APIRouter, ...] = ()
    things: tuple[Thing[Any], ...] = ()
    """What it decides on; it may append only to streams of these categories."""
    projections: tuple[Any, ...] = ()
    reach: Any = None
    """The folds, among its projections, that say whose its rows are (shared/access/reach_folds.py)."""
    reports: tuple[Listing, ...] = ()
    reactions: tuple[Any, ...] = ()
    menu: tuple[Place, ...] = ()
    """Its places in the menu of every page, whichever process draws it."""
    law: str = ""
    """Where it explains the articles of the law, if it does."""

    @property
    def doors(self) -> tuple[APIRouter, ...]:
        """All its addresses."""
        return (*self.routers, *(report.router for report in self.reports))

    @property
    def categories(self) -> frozenset[str]:
        """The stream categories it may append to."""
        return frozenset(thing.category for thing in self.things)


def open_doors(app: FastAPI, service: Service, house: House, within: Callable[..., Any]) -> None:
    """Give the app this service's addresses; in them ``Depends(house)`` is this service's house, and what ``within``
    says of the ids in an address is asked first."""
    for router in service.doors:
        app.include_router(router, dependencies=[Depends(_entering(house)), Depends(within)], tags=[service.name])


def _entering(house: House) -> Callable[[Request], None]:
    def enter(request: Request) -> None:
        request.scope[SCOPE_KEY] = house

    return enter
