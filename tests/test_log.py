"""Who writes where, and that neither a message nor a traceback shows a key."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from voiceapp import log

CANARY = "sk-canary-0011223344"


@pytest.fixture(autouse=True)
def levels_as_before() -> Iterator[None]:
    names = ["voiceapp", "voiceapp.wire", "azure", "msal", "urllib3", "websockets", "asyncio"]
    before = {name: logging.getLogger(name).level for name in names}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def say_everything() -> None:
    for logger in (log.wire, log.sound, log.state):
        logger.debug("< %s debug", logger.name)
        logger.info("= %s info", logger.name)
        logger.warning("! %s warning", logger.name)


@pytest.mark.expects_log("warning")
def test_only_warnings_reach_the_terminal() -> None:
    stderr = io.StringIO()
    installed = log.set_up(environ={}, stderr=stderr)
    say_everything()
    installed.close()

    assert stderr.getvalue().splitlines() == [
        "voiceapp: ! voiceapp.wire warning",
        "voiceapp: ! voiceapp.sound warning",
        "voiceapp: ! voiceapp.state warning",
    ]
    assert installed.file is None


@pytest.mark.expects_log("warning")
def test_verbose_adds_the_names_of_wire_events() -> None:
    stderr = io.StringIO()
    installed = log.set_up(verbose=True, environ={}, stderr=stderr)
    say_everything()
    installed.close()

    assert stderr.getvalue().splitlines() == [
        "voiceapp: < voiceapp.wire debug",
        "voiceapp: = voiceapp.wire info",
        "voiceapp: ! voiceapp.wire warning",
        "voiceapp: ! voiceapp.sound warning",
        "voiceapp: ! voiceapp.state warning",
    ]


@pytest.mark.expects_log("warning")
def test_debug_writes_everything_of_ours_to_a_file(tmp_path: Path) -> None:
    installed = log.set_up(
        debug=True, environ={"VOICEAPP_DATA_DIR": str(tmp_path / "new")}, stderr=io.StringIO()
    )
    say_everything()
    logging.getLogger("azure.identity").warning("azure chatter of a warning")
    installed.close()

    assert installed.file == tmp_path / "new" / "voiceapp.log"
    lines = installed.file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 9
    assert lines[0].endswith("voiceapp.wire DEBUG < voiceapp.wire debug")


def test_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    installed = log.set_up(
        debug=True, environ={"VOICEAPP_DATA_DIR": str(tmp_path / "taken")}, stderr=io.StringIO()
    )
    installed.close()

    assert installed.file is None
    assert installed.problem.startswith("No log file: ")


@pytest.mark.expects_log("canary|sound")
def test_no_key_and_no_sound_gets_in(tmp_path: Path) -> None:
    stderr = io.StringIO()
    installed = log.set_up(debug=True, environ={"VOICEAPP_DATA_DIR": str(tmp_path)}, stderr=stderr)
    try:
        raise ValueError(f"the key {CANARY} is bad")
    except ValueError as error:
        log.state.error("canary %s", CANARY, exc_info=error)
    log.wire.warning("sound %s", "QUJD" * 200)
    installed.close()

    assert installed.file is not None
    for text in (stderr.getvalue(), installed.file.read_text(encoding="utf-8")):
        assert "ValueError: the key <hidden> is bad" in text
        assert "sound <800 characters of sound>" in text
        assert CANARY not in text


def test_record_is_not_changed_for_other_handlers() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "key %s", (CANARY,), None)

    assert log.RedactingFormatter("%(message)s").format(record) == "key <hidden>"
    assert record.args == (CANARY,)


def test_close_takes_the_handlers_off() -> None:
    before = list(logging.getLogger().handlers)
    installed = log.set_up(environ={}, stderr=io.StringIO())
    installed.close()
    installed.close()

    assert logging.getLogger().handlers == before


def test_the_file_is_where_others_look_for_it(tmp_path: Path) -> None:
    environ = {"VOICEAPP_DATA_DIR": str(tmp_path)}
    set_up = log.set_up(debug=True, environ=environ)
    set_up.close()
    assert set_up.file == log.log_path(environ) == tmp_path / "voiceapp.log"


def test_logs_lie_where_the_system_keeps_state() -> None:
    assert log.state_folder({}).name in ("voiceapp", "Logs")
    assert log.state_folder({"VOICEAPP_DATA_DIR": "somewhere"}) == Path("somewhere")
