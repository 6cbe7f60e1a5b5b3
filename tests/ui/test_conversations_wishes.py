"""What can be wished of kept conversations."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication

from tests.kept_conversations import Heard
from voiceapp.ui.conversations_wishes import ConversationsWishes


def test_every_signal_says_what_it_means(app: QApplication) -> None:
    signals = {name for name, value in vars(ConversationsWishes).items() if isinstance(value, Signal)}
    told = set(re.findall(r"(\w+)\((?:[\w, ]*)\)[,:]", ConversationsWishes.__doc__ or ""))
    assert signals == told


def test_a_wish_reaches_whoever_listens(app: QApplication) -> None:
    wishes = ConversationsWishes()
    heard = Heard(wishes)
    wishes.open_wanted.emit(3, "item_1")
    wishes.keeping_wanted.emit(True)
    assert heard.take() == [("open_wanted", 3, "item_1"), ("keeping_wanted", True)]
