"""Where the running program is found, and that there is only one."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import sys
from pathlib import Path

import pytest

from tests.terminal import environment, run
from voiceapp.control.place import LOCK_NAME, SOCKET_NAME, claim, control_folder, dial, is_own
from voiceapp.errors import ControlError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets and modes are Unix's")


def test_the_place_is_the_persons_own(tmp_path: Path) -> None:
    assert control_folder({"XDG_RUNTIME_DIR": "/run/user/1000"}) == Path("/run/user/1000/voiceapp")
    assert control_folder({}).name == f"voiceapp-{os.getuid()}"


def test_what_is_claimed_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "voiceapp"
    found = claim(folder)
    assert found is not None
    with contextlib.closing(found):
        modes = [stat.S_IMODE((folder / name).lstat().st_mode) for name in ("", LOCK_NAME, SOCKET_NAME)]
        assert modes == [0o700, 0o600, 0o600]


def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    found = claim(tmp_path)
    assert found is not None
    found.close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_second_claim_finds_it_taken_until_the_first_is_closed(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    assert claim(tmp_path) is None
    calling, token = dial(tmp_path, 5)
    calling.close()
    assert token == ""
    first.close()
    first.close()
    assert not (tmp_path / SOCKET_NAME).exists()
    with pytest.raises(FileNotFoundError):
        dial(tmp_path, 5)
    second = claim(tmp_path)
    assert second is not None
    second.close()


def test_what_a_dead_program_left_behind_is_replaced(tmp_path: Path) -> None:
    kill = "import os, sys, pathlib; from voiceapp.control.place import claim; claim(pathlib.Path(sys.argv[1])); os._exit(9)"
    ended = run("-c", kill, str(tmp_path), program=(sys.executable,), env=environment())
    assert (ended.code, ended.error) == (9, "")
    assert (tmp_path / SOCKET_NAME).is_socket()
    with pytest.raises(ConnectionRefusedError):
        dial(tmp_path, 5)
    found = claim(tmp_path)
    assert found is not None
    with contextlib.closing(found):
        dial(tmp_path, 5)[0].close()


def test_a_link_in_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "voiceapp").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ControlError, match="is not yours"):
        claim(tmp_path / "voiceapp")
    with pytest.raises(PermissionError):
        dial(tmp_path / "voiceapp", 5)


def test_a_folder_of_another_user_is_neither_used_nor_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = claim(tmp_path)
    assert found is not None
    with contextlib.closing(found):
        monkeypatch.setattr(os, "getuid", lambda: 4711)
        with pytest.raises(ControlError, match="is not yours"):
            claim(tmp_path)
        with pytest.raises(PermissionError):
            dial(tmp_path, 5)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ControlError, match="cannot be controlled from a command line"):
        claim(tmp_path / "file" / "voiceapp")


def test_a_name_too_long_for_a_socket_is_a_sentence_and_claims_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 110)
    for _ in range(2):
        with pytest.raises(ControlError, match="too long a name"):
            claim(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says who calls")
def test_the_system_says_that_the_caller_is_the_same_user() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert is_own(ours)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "getuid", lambda: 4711)
            assert not is_own(ours)
