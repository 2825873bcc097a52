"""The one way a FastStream broker is made here: bounded in time, silent (we log what became of a batch ourselves)."""

from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlsplit

from faststream.redis import RedisBroker

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 5.0
"""Longer than one XREAD waits; a Redis that hangs is left after this."""
GRACE_SECONDS = 5.0
"""How long a stopping broker waits for the batch at hand; what it cuts off is done again."""


def feed_address(url: str | None, secrets: Path | None) -> str | None:
    """The address with its user's password, where it has none and a file of that name holds it (docker secrets)."""
    found = urlsplit(url or "")
    if url is None or secrets is None or not found.username or found.password is not None:
        return url
    password = secrets / found.username
    if not password.is_file():
        return url
    return url.replace("@", f":{quote(password.read_text().strip(), safe='')}@", 1)


def redis_broker(redis_url: str) -> RedisBroker:
    """A broker that connects when it is started."""
    return RedisBroker(
        redis_url,
        graceful_timeout=GRACE_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        logger=cast("Any", None),
    )
