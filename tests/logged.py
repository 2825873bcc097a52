"""The house's own log while something is done, as a collector gets it: a JSON line each."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO

import structlog

from shared.runtime.telemetry import configure_logging


@contextmanager
def logged() -> Iterator[StringIO]:
    """What the house's own log says meanwhile, a JSON line each."""
    gc.collect()  # else a task that another test left unread could be collected meanwhile, and asyncio logs that
    handlers, level, output = logging.getLogger().handlers, logging.getLogger().level, StringIO()
    try:
        with redirect_stderr(output):
            configure_logging(json=True)
            structlog.configure(cache_logger_on_first_use=False)  # the modules' loggers outlive this
            yield output
    finally:
        logging.basicConfig(handlers=handlers, level=level, force=True)
        structlog.reset_defaults()
