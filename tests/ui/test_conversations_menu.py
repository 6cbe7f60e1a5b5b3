"""The menu of kept conversations: every line does what it says."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from tests.kept_conversations import Heard, summary
from voiceapp.ui.conversations_ask import ConversationsAsk
from voiceapp.ui.conversations_menu import ConversationsMenu
from voiceapp.ui.conversations_wishes import ConversationsWishes


def test_each_line_wishes_or_asks(app: QApplication) -> None:
    wishes, parent = ConversationsWishes(), QWidget()
    heard = Heard(wishes)
    ask = ConversationsAsk(wishes, parent)
    renamed: list[str] = []
    menu = ConversationsMenu(
        [summary(3, recorded=True)], wishes, ask, lambda: renamed.append("rename"), parent
    )
    lines = {action.text().partition("\t")[0]: action for action in menu.actions()}
    for name in ("Open", "Continue by voice", "Open the recording", "Rename"):
        lines[name].trigger()
    assert heard.take() == [("open_wanted", 3, ""), ("continue_wanted", 3), ("tape_wanted", 3, "")]
    assert renamed == ["rename"]
    for name, question in (
        ("Tags…", ask.tags),
        ("Export…", ask.export),
        ("Training data…", ask.training),
        ("Delete…", ask.deletion),
    ):
        lines[name].trigger()
        assert not question.isHidden(), name


def test_one_that_is_open_is_not_opened_and_one_without_sound_has_none(app: QApplication) -> None:
    wishes, parent = ConversationsWishes(), QWidget()
    ask = ConversationsAsk(wishes, parent)
    menu = ConversationsMenu([summary(3)], wishes, ask, lambda: None, parent, opens=False)
    texts = [action.text() for action in menu.actions()]
    assert "Open" not in texts
    assert "Open the recording" not in texts
