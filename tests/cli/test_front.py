"""What the front and the parts behind it must agree on."""

import re
from pathlib import Path

from fastapi import FastAPI

from services.catalogue import SERVICES
from services.cli.process import KEEP_ALIVE_S
from shared.access.signin import addresses
from shared.privacy.values import ADDRESS, KEPT_S
from shared.web.bodies import FILE_BYTES_MAX
from shared.web.uploads import UPLOAD_BYTES_MAX

CADDYFILE = (Path(__file__).parents[2] / "Caddyfile").read_text()


def test_the_front_closes_an_idle_connection_before_its_part_does() -> None:
    """A request sent into a connection that the other end is closing comes back as 502."""
    assert [int(seconds) for seconds in re.findall(r"\bkeepalive (\d+)s", CADDYFILE)] == [KEEP_ALIVE_S - 2]
    assert KEPT_S == KEEP_ALIVE_S - 2, "whoever asks the opener does the same"
    proxied = re.findall(r"reverse_proxy (.*)", CADDYFILE)
    assert len(proxied) == CADDYFILE.count("import kept") == 4
    assert all(line.endswith("{") for line in proxied)


def test_the_parts_are_told_one_caller_whom_nobody_can_choose() -> None:
    """A part believes the first address it is told, and a caller may have written some before the proxies did."""
    assert "trusted_proxies_strict" in CADDYFILE
    assert "header_up X-Forwarded-For {client_ip}" in CADDYFILE.partition("(kept) {")[2].partition("\n}")[0]


def test_the_front_leads_every_address_to_the_part_that_serves_it() -> None:
    """Which service owns an address its first folder says; what no line names goes to reporting."""
    lines = re.findall(r"@(\w+) path (.*)", CADDYFILE)
    told = {path: name for name, paths in lines for path in paths.split()}
    for service in SERVICES:
        app = FastAPI()
        for door in service.doors:
            app.include_router(door)
        folders = {f"/{one.partition(' ')[2].split('/')[1]}" for one in addresses(app)}
        for folder in {folder.partition(".")[0] for folder in folders}:
            assert told.get(folder, "reporting") == service.name, folder
            assert told.get(f"{folder}/*", "reporting") == service.name, folder
            assert told.get(f"{folder}.*", "reporting") == service.name, f"the files of {folder}"


def test_the_front_lets_through_the_largest_request_that_a_part_takes() -> None:
    (most,) = re.findall(r"max_size (\d+)KB", CADDYFILE)
    assert int(most) * 1000 >= max(UPLOAD_BYTES_MAX, FILE_BYTES_MAX)


def test_the_front_leads_nobody_to_where_values_are_opened() -> None:
    """What no line names goes to reporting, which opens none (tests/cli/test_opener.py asks it)."""
    assert ADDRESS not in CADDYFILE
