"""Settings come from the environment, have working defaults, and refuse what they do not understand."""

import asyncio
import gc
import json
import logging
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import pytest
import structlog
from pydantic import TypeAdapter, ValidationError

from shared.law.calendar import WIB
from shared.privacy.keyfile import KeyLost
from shared.runtime.clock import now, today_wib
from shared.runtime.settings import Settings
from shared.runtime.telemetry import configure_logging

NAME = "Sukarni"


def test_defaults_need_no_environment() -> None:
    settings = Settings()
    assert settings.data_dir == Path(".bakti").absolute()
    assert settings.master_key_file == settings.data_dir / "keys" / "master.key"


def test_every_setting_is_a_variable_named_bakti(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKTI_PORT", "9000")
    monkeypatch.setenv("BAKTI_DATA_DIR", "/srv/bakti")
    settings = Settings()
    assert settings.port == 9000
    assert settings.keys_dir == Path("/srv/bakti/keys")


@pytest.mark.parametrize(("name", "value"), [("PORT", "0"), ("BOOK", "Kab. Trenggalek"), ("CLOCK_OFFSET_S", "soon")])
def test_a_wrong_value_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"BAKTI_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_settings_do_not_change_under_way() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1


def test_time_is_aware_and_a_day_is_a_day_in_trenggalek() -> None:
    assert now().utcoffset() is not None
    assert today_wib() == now().astimezone(WIB).date()


def test_a_traceback_in_the_log_shows_no_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    handlers, level = logging.getLogger().handlers, logging.getLogger().level
    try:
        for as_json in (True, False):
            configure_logging(json=as_json)
            _fail_with("Sukarni")
            line = capsys.readouterr().err
            assert "ValueError" in line
            assert "Sukarni" not in line
            assert not as_json or json.loads(line)["event"] == "failed"
    finally:
        logging.basicConfig(handlers=handlers, level=level, force=True)
        structlog.reset_defaults()


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_in_the_log_quotes_no_value_of_a_librarys_exception(as_json: bool) -> None:
    handlers, level, output = logging.getLogger().handlers, logging.getLogger().level, StringIO()
    try:
        with redirect_stderr(output):
            configure_logging(json=as_json)
            for logger in (logging.getLogger("uvicorn.error"), structlog.get_logger()):
                try:
                    _quoting(NAME)
                except Exception:
                    logger.exception("failed")
            asyncio.run(_fails_unseen())
    finally:
        logging.basicConfig(handlers=handlers, level=level, force=True)
        structlog.reset_defaults()
    said = output.getvalue()
    assert said.count("ValidationError") >= 3
    assert said.count("KeyLost: no key for vault row r1") >= 2
    assert "never retrieved" in said
    assert NAME not in said


def _quoting(name: str) -> None:
    try:
        TypeAdapter(int).validate_python(name)
    except ValidationError as error:
        error.add_note(name)
        raise KeyLost("no key for vault row r1") from ExceptionGroup(name, [error, KeyError(name)])


async def _fails_unseen() -> None:
    async def fail() -> None:
        TypeAdapter(int).validate_python(NAME)

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    del task
    gc.collect()


def _fail_with(name: str) -> None:
    try:
        raise ValueError(len(name))
    except ValueError:
        structlog.get_logger().exception("failed", klien_id="b1")
