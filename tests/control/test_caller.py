"""The command line's end of the socket, against programs that do not behave."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from voiceapp.control import caller
from voiceapp.control.caller import ask
from voiceapp.control.place import SOCKET_NAME
from voiceapp.control.wire import Answer
from voiceapp.errors import ControlError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the socket is Unix's")


class Program:
    """Takes one call on a thread of its own, and says `answer` whatever is asked; None: nothing, for ever."""

    def __init__(self, folder: Path, answer: tuple[bytes, ...] | None) -> None:
        self.heard = b""
        self._answer = answer
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(folder / SOCKET_NAME))
        self._listening.listen(1)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with self._listening, self._listening.accept()[0] as calling:
            self.heard = calling.recv(4096)
            for piece in self._answer or ():
                calling.sendall(piece)
            if self._answer is None:
                self._over.wait(10)

    def close(self) -> None:
        self._over.set()
        self._thread.join(10)


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[list[Program]]:
    made: list[Program] = []
    yield made
    for program in made:
        program.close()


def test_the_answer_is_put_together_from_its_pieces(tmp_path: Path, programs: list[Program]) -> None:
    programs.append(Program(tmp_path, (b'{"sentence":', b'"Muted."}\n')))
    assert ask(tmp_path, "mute", "on") == Answer(sentence="Muted.")
    assert programs[0].heard == b'{"version":1,"verb":"mute","argument":"on","token":""}\n'


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((), "hung up"),
        ((b"hello\n",), "no answer"),
        ((b"{" * 70_000,), "no answer"),
        (None, "does not answer"),
    ],
    ids=["nothing", "no JSON", "too much", "silence"],
)
def test_a_program_that_does_not_behave_is_a_sentence(
    answer: tuple[bytes, ...] | None,
    words: str,
    tmp_path: Path,
    programs: list[Program],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caller, "LIMIT_S", 10.0 if answer is not None else 0.01)
    programs.append(Program(tmp_path, answer))
    with pytest.raises(ControlError, match=words):
        ask(tmp_path, "status")


def test_without_a_program_a_sentence_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match=r"voiceapp is not running\. Start it with `voiceapp`"):
        ask(tmp_path, "status")
