"""What `make check` makes of pip-audit's answer."""

from tests.audit import judged

WELL, HOLED = {"name": "a", "version": "1", "vulns": []}, {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1"}]}
UNKNOWN = {"name": "c", "skip_reason": "not found on the index"}


def test_a_known_hole_is_named_and_fails() -> None:
    assert judged([WELL, HOLED, UNKNOWN]) == (1, "pip-audit: known holes\nb 2: PYSEC-1")


def test_an_index_that_cannot_be_asked_is_said_and_fails_nothing() -> None:
    for packages in ([], [UNKNOWN]):
        code, said = judged(packages)
        assert (code, "skipped" in said) == (0, True)


def test_how_many_were_asked_about_is_said() -> None:
    assert judged([WELL, UNKNOWN]) == (0, "pip-audit: 1 packages have no known hole, 1 are not known there")
