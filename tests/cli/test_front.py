"""What the front and the parts behind it must agree on."""

import re
from pathlib import Path

from services.cli.house import KEEP_ALIVE_S

CADDYFILE = (Path(__file__).parents[2] / "Caddyfile").read_text()


def test_the_front_closes_an_idle_connection_before_its_part_does() -> None:
    """A request sent into a connection that the other end is closing comes back as 502."""
    assert [int(seconds) for seconds in re.findall(r"\bkeepalive (\d+)s", CADDYFILE)] == [KEEP_ALIVE_S - 2]
    proxied = re.findall(r"reverse_proxy (.*)", CADDYFILE)
    assert len(proxied) == CADDYFILE.count("import kept") == 4
    assert all(line.endswith("{") for line in proxied)
