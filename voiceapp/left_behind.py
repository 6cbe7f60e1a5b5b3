"""What an earlier program had not delivered, between the disk, the window and the conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import Input
from voiceapp.errors import TapeError
from voiceapp.recording.recovery import Recovery
from voiceapp.ui.main_window import MainWindow


class LeftBehind(QObject):
    """Offers it in the window and does with it what the person wants; lives as long as the window."""

    def __init__(self, post: Callable[[Input], None], window: MainWindow, clock: Clock, folder: Path) -> None:
        """Take it, so that no other program offers it too; `post` leads into the conversation."""
        super().__init__(window)
        self._post = post
        self._window = window
        self._clock = clock
        self._recovery = Recovery(folder)
        line = window.recovered
        line.send_requested.connect(lambda: self._do(self._send))
        line.save_chosen.connect(lambda path: self._do(lambda: self._recovery.save(Path(path))))
        line.discard_requested.connect(lambda: self._do(self._recovery.discard))
        self._offer()

    def close(self) -> None:
        """Let go: what was not delivered is offered by the next program."""
        self._recovery.release()

    def _send(self) -> None:
        for turn in self._recovery.take_inputs(self._clock.now_ns(), _now()):
            self._post(turn)

    def _do(self, action: Callable[[], None]) -> None:
        try:
            action()
        except TapeError as error:
            self._window.show_sentence(error.sentence)
        self._offer()

    def _offer(self) -> None:
        has_speech = any(not turn.text for turn in self._recovery.turns)
        self._window.recovered.offer(self._recovery.sentence(_now()), speech=has_speech)


def _now() -> datetime:
    return datetime.now().astimezone()
