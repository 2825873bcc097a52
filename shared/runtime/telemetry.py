"""Logging for people and collectors; log lines carry identifiers only, never a personal value."""

import logging
import sys

import structlog

_QUIET = ("asyncio", "httpx2", "httpcore2", "faststream", "alembic", "uvicorn")
"""Libraries that talk at every step; only their warnings are of interest."""


def configure_logging(json: bool, level: int = logging.INFO) -> None:
    """Send structlog and the standard library's loggers to stderr in one form: JSON lines or coloured text."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_without_meta, *_rendered(json)])
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _rendered(json: bool) -> list[structlog.typing.Processor]:
    # Neither form prints local variables, as both would by default: they hold personal values.
    if json:
        tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [structlog.processors.ExceptionRenderer(tracebacks), structlog.processors.JSONRenderer()]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


_without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
