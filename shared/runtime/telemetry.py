"""Logging for people and collectors; log lines carry identifiers only, never a personal value."""

import logging
import sys
import traceback
from typing import TextIO

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
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _first_line], processors=[_without_meta, *_rendered(json)]
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def told(error: BaseException) -> str:
    """Where it happened and of which kind, causes first; neither local variables nor what others wrote about it.

    The text of a library's exception may quote a value (pydantic its input, PostgreSQL a row); our own hold ids only.
    """
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    parts = [told(before), ""] if before is not None and before is not error else []
    parts += ["".join(traceback.format_tb(error.__traceback__)).rstrip(), f"{type(error).__qualname__}{_text(error)}"]
    if isinstance(error, BaseExceptionGroup):
        parts += [told(inner) for inner in error.exceptions]
    return "\n".join(parts).lstrip("\n")


def _text(error: BaseException) -> str:
    ours = type(error).__module__.partition(".")[0] in ("shared", "services")
    said = str(error) if ours else getattr(error, "strerror", None) or getattr(error, "sqlstate", None)
    return f": {said}" if said else ""


def _rendered(json: bool) -> list[structlog.typing.Processor]:
    if json:
        return [structlog.processors.ExceptionRenderer(_of_info), structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_written)]


def _of_info(exc_info: structlog.typing.ExcInfo) -> str:
    return told(exc_info[1])


def _written(to: TextIO, info: structlog.typing.ExcInfo) -> None:
    to.write(told(info[1]))


def _first_line(
    _: structlog.typing.WrappedLogger, __: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """asyncio describes a failed task below its first line, exception and all."""
    if line.get("exc_info") or line["_record"].exc_info:
        line["event"] = str(line["event"]).partition("\n")[0]
    return line


_without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
