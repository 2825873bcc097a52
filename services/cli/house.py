"""The parts of the house that are open in this process: any of the four services and the relay, without an address.

Each is built by the one below: the process (process.py) opens the parts here and gives them their doors (doors.py).
"""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cache, partial

from services.catalogue import BY_NAME, RELAY
from services.cli import readiness
from services.cli.saying import WrongUse
from services.intake.setting.decider import SETTING
from services.intake.setting.events import SettingDecided
from shared.access.accounts import Accounts
from shared.access.demo import close_demo_accounts
from shared.access.rates import Rates
from shared.database.engine import Database, passwords_in
from shared.database.roles import SERVICE_SCHEMAS, Role
from shared.domain.identifiers import BookId
from shared.law.circumstances import Circumstances
from shared.law.law import Laws
from shared.ledger.books import find_book
from shared.ledger.execute import Executor, known_events
from shared.ledger.ledger import Ledger
from shared.ledger.recorded import Recorded
from shared.messaging.broker import feed_address
from shared.messaging.relay import Relay
from shared.messaging.remembered import Remembered
from shared.messaging.subscription import Subscriptions
from shared.papers.press import Press
from shared.papers.scans import Scanner
from shared.privacy.files import Files
from shared.privacy.fitting import opened_store
from shared.privacy.master import house_key
from shared.privacy.values import AskedValues, Values, secret_in
from shared.privacy.vault import Vault
from shared.projections.live import joined
from shared.projections.rebuild import prepare
from shared.runtime.clock import now
from shared.runtime.health import Health
from shared.runtime.settings import Settings
from shared.web.house import House
from shared.web.service import Service


@dataclass
class Parts:
    """What runs in this process."""

    database: Database
    houses: dict[str, House]
    relay: Relay | None
    health: Health
    rates: Rates
    vault: Vault | None
    """None in a part that asks another for personal values, and in a relay."""
    answers_to: str | None
    """By this secret a part without a vault is answered here; None: nobody is."""


async def open_parts(settings: Settings, names: Sequence[str], stack: AsyncExitStack) -> Parts:
    """Open these parts' ledgers, lanes and subscriptions; leaving the stack stops them in the right order."""
    health, houses, values = Health(), {}, None
    services = [name for name in names if name != RELAY]
    if services:
        database, values = await opened_values(settings, services, stack)
        if not settings.demo:
            await close_demo_accounts(Accounts(database), now())
        subscriptions = Subscriptions(database, _feed_of(settings), BookId(settings.book))
        for name in services:
            houses[name] = await open_service(settings, BY_NAME[name], database, values, subscriptions, health, stack)
        await subscriptions.start()
        stack.push_async_callback(subscriptions.stop)
        health.add(*readiness.values_of(values))
        if writers := [home.ledger for home in houses.values() if home.ledger.categories]:
            health.add("clock", readiness.clock_of(writers[0]))
    else:  # a relay alone opens no vault and needs no key
        database = opened_database(settings, stack)
        await _find_book(settings, database)
    relay = None
    if RELAY in names and (feed := _feed_of(settings)):
        relay = Relay(database, feed, BookId(settings.book))
        health.add(RELAY, readiness.publishing_of(relay, needed=not houses))
    health.add("disk", readiness.disk_of({settings.data_dir, settings.keys_dir, settings.data_dir / "postgres"}))
    rates = Rates(settings, _feed_of(settings))
    stack.push_async_callback(rates.close)
    vault = values if isinstance(values, Vault) else None
    answers_to = secret_in(settings.opener_secret_file) if vault and settings.opener_secret_file else None
    return Parts(database, houses, relay, health, rates, vault, answers_to)


async def _find_book(settings: Settings, database: Database) -> None:
    """What a service's ledger asks at its start; a relay has none."""
    connection = await database.connect(Role.RELAY)
    try:
        await find_book(connection, BookId(settings.book))
    finally:
        await connection.close()


def _feed_of(settings: Settings) -> str | None:
    return feed_address(settings.redis_url, settings.database_passwords)


def opened_database(settings: Settings, stack: AsyncExitStack) -> Database:
    """The database, its pools closed with the stack."""
    database = Database(str(settings.database_url), passwords_in(settings.database_passwords))
    stack.push_async_callback(database.dispose)
    return database


async def opened_values(settings: Settings, services: Sequence[str], stack: AsyncExitStack) -> tuple[Database, Values]:
    """The database and the vault in it; where BAKTI_OPENER names a part that has the vault, what asks that one.

    Raises WrongUse where one of these services seals values, which needs the keys.
    """
    if settings.opener is None:
        return await opened_vault(settings, stack)
    if sealing := [name for name in services if BY_NAME[name].categories]:
        raise WrongUse(f"BAKTI_OPENER is for reports alone; who seals values has the keys itself: {', '.join(sealing)}")
    if settings.opener_secret_file is None:
        raise WrongUse("BAKTI_OPENER is set, but BAKTI_OPENER_SECRET_FILE is not")
    database = opened_database(settings, stack)
    asked = AskedValues(database, settings.opener, secret_in(settings.opener_secret_file))
    stack.push_async_callback(asked.close)
    return database, asked


async def opened_vault(settings: Settings, stack: AsyncExitStack) -> tuple[Database, Vault]:
    """The database and the vault in it, closed with the stack."""
    database = opened_database(settings, stack)
    keys = opened_store(settings.keys_dir, settings.master_key_file)
    stack.callback(keys.close)
    vault = Vault(database, keys, BookId(settings.book))
    await vault.start()
    return database, vault


async def open_service(
    settings: Settings,
    service: Service,
    database: Database,
    values: Values,
    subscriptions: Subscriptions,
    health: Health,
    stack: AsyncExitStack,
) -> House:
    """One service's hands; its projections and reactions are among the process's subscriptions, which start later."""
    book = BookId(settings.book)
    home = await hands(settings, service, database, values, stack, subscriptions)
    await prepare(database, book, service.projections)
    subscriptions.add(joined(database, book, service.projections))
    for reaction in service.reactions:
        subscriptions.add(reaction.bound(home))
    subscriptions.remember(home.laws)
    health.add(service.name, readiness.standing_of(subscriptions, service.name))
    if service.categories:
        health.add(f"{service.name}.append", readiness.appending_of(home.ledger))
    return home


async def hands(
    settings: Settings,
    service: Service,
    database: Database,
    values: Values,
    stack: AsyncExitStack,
    subscriptions: Subscriptions | None = None,
) -> House:
    """One service's ledger and lane, under its own database role; alone, or beside the process's subscriptions."""
    book = BookId(settings.book)
    ledger = Ledger(database, book, SERVICE_SCHEMAS[service.name], service.categories)
    await ledger.start()
    stack.push_async_callback(ledger.stop)
    laws = Remembered(ledger, SETTING.category, laws_of)
    await laws.look()

    def known() -> Circumstances:
        return Circumstances(now(), laws.value)

    vault, press = values if isinstance(values, Vault) else None, Press()
    stack.push_async_callback(press.close)
    return House(
        settings=settings,
        database=database,
        ledger=ledger,
        values=values,
        writes=Executor(ledger, vault, service.things, known) if vault else None,
        subscriptions=subscriptions or Subscriptions(database, None, book),
        laws=laws,
        clock=now,
        reach=service.reach,
        house_key=house_key_of(settings),
        press=press,
        scanner=Scanner(),
        sealed_files=Files(settings.files_dir, vault.keys, database, settings.book) if vault else None,
    )


def house_key_of(settings: Settings) -> Callable[[str], bytes]:
    """The house's keys by their purpose: of the file that every part has, else of the master key."""
    return cache(partial(house_key, settings.house_key_file or settings.master_key_file))


def laws_of(entries: Sequence[Recorded]) -> Laws:
    """The statutes, and what the regency has decided beside them."""
    told = (event for event in known_events(entries) if isinstance(event, SettingDecided))
    return Laws(decisions=tuple(event.decision for event in told))
