"""What the front and the parts behind it must agree on."""

import re
from pathlib import Path

from services.cli.process import KEEP_ALIVE_S

CADDYFILE = (Path(__file__).parents[2] / "Caddyfile").read_text()


def test_the_front_closes_an_idle_connection_before_its_part_does() -> None:
    """A request sent into a connection that the other end is closing comes back as 502."""
    assert [int(seconds) for seconds in re.findall(r"\bkeepalive (\d+)s", CADDYFILE)] == [KEEP_ALIVE_S - 2]
    proxied = re.findall(r"reverse_proxy (.*)", CADDYFILE)
    assert len(proxied) == CADDYFILE.count("import kept") == 4
    assert all(line.endswith("{") for line in proxied)


def test_the_parts_are_told_one_caller_whom_nobody_can_choose() -> None:
    """A part believes the first address it is told, and a caller may have written some before the proxies did."""
    assert "trusted_proxies_strict" in CADDYFILE
    assert "header_up X-Forwarded-For {client_ip}" in CADDYFILE.partition("(kept) {")[2].partition("\n}")[0]
