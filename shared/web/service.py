"""What a service is to the house that runs it: a list of its things, nothing that runs by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import APIRouter, Depends, Request

from shared.domain.thing import Thing
from shared.web.house import SCOPE_KEY
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


def open_doors(into: APIRouter, service: Service, within: Callable[..., Any]) -> None:
    """Give the router this service's addresses; in them ``Depends(house)`` is the app's house of this service (one of
    ``app.state.houses``), and what ``within`` says of the ids in an address is asked first."""
    for router in service.doors:
        into.include_router(
            router, dependencies=[Depends(_entering(service.name)), Depends(within)], tags=[service.name]
        )


def _entering(name: str) -> Callable[[Request], None]:
    def enter(request: Request) -> None:
        request.scope[SCOPE_KEY] = request.app.state.houses[name]

    return enter
