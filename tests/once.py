"""What one worker starts for all: a house that several files look at."""

import os

import pytest


def once_a_run(request: pytest.FixtureRequest, house: str) -> None:
    """Fail with words where a second worker starts what one worker starts for all: the group has been split."""
    worker = getattr(request.config, "workerinput", None)
    if worker is None:
        return
    base = request.getfixturevalue("tmp_path_factory").getbasetemp().parent
    note, mine = base / f"started-{house}", base / f"started-{house}-{worker['workerid']}"
    mine.write_text(worker["workerid"])
    try:
        os.link(mine, note)  # whole from its first moment: two workers may come here at once
    except FileExistsError:
        first = note.read_text()
        assert first == worker["workerid"], (
            f"{house} was started by {first} and again by {worker['workerid']}: the group is split over workers. "
            "Run with --dist loadgroup, and a pytest below 9.2 while pytest-xdist 3.8 loses groups with it"
        )
