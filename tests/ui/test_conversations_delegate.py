"""One line of the list of kept conversations, drawn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyleOptionViewItem, QWidget

from tests.kept_conversations import shelf, summary
from voiceapp.ui.conversations_delegate import ConversationsDelegate
from voiceapp.ui.conversations_model import ConversationsModel
from voiceapp.ui.conversations_shelf import Line, Shelf
from voiceapp.ui.theme import LIGHT


@pytest.fixture
def delegate(app: QApplication) -> ConversationsDelegate:
    return ConversationsDelegate()


def drawn(delegate: ConversationsDelegate, line: Line, *states: QStyle.StateFlag) -> QImage:
    model = ConversationsModel()
    model.show_shelf(Shelf((line,), "x"))
    option = QStyleOptionViewItem()
    height = delegate.height_of(line, begins_day=True)
    option.rect = QRect(0, 0, 300, height)
    for state in states:
        option.state |= state
    image = QImage(300, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0))
    painter.end()
    return image


def has_color(image: QImage, color: str) -> bool:
    wanted = QColor(color).rgb()
    return any(image.pixel(x, y) == wanted for y in range(image.height()) for x in range(image.width()))


def test_a_line_is_as_high_as_what_is_in_it(delegate: ConversationsDelegate) -> None:
    plain = delegate.height_of(Line(summary(1)), begins_day=False)
    tagged = delegate.height_of(Line(summary(1, tags=("work",))), begins_day=False)
    found = delegate.height_of(Line(summary(1), "item_1", "words"), begins_day=False)
    first = delegate.height_of(Line(summary(1)), begins_day=True)
    assert plain < tagged < found
    assert first > plain
    model = ConversationsModel()
    model.show_shelf(shelf(summary(1)))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 300, 0)
    assert delegate.sizeHint(option, model.index(0)).height() == first


def test_what_was_searched_for_has_a_ground(delegate: ConversationsDelegate) -> None:
    line = Line(summary(1, "Trains"), "item_1", "the platform 😀 in Kyoto", ((18, 23),))
    assert has_color(drawn(delegate, line), LIGHT.found)
    assert not has_color(drawn(delegate, Line(summary(1, "Trains"))), LIGHT.found)
    delegate.terms = ("rain",)
    assert has_color(drawn(delegate, Line(summary(1, "Trains"))), LIGHT.found)
    assert has_color(drawn(delegate, Line(summary(1, "Bus", tags=("rain",)))), LIGHT.found)


def test_chosen_opened_and_focused_ones_are_seen(delegate: ConversationsDelegate) -> None:
    line = Line(summary(7, "Bus"))
    assert not has_color(drawn(delegate, line), LIGHT.accent)
    assert has_color(drawn(delegate, line, QStyle.StateFlag.State_Selected), LIGHT.accent_soft)
    assert has_color(drawn(delegate, line, QStyle.StateFlag.State_HasFocus), LIGHT.accent)
    delegate.opened = 7
    assert has_color(drawn(delegate, line), LIGHT.accent)


def test_a_recorded_one_has_a_sign(delegate: ConversationsDelegate) -> None:
    assert drawn(delegate, Line(summary(1, recorded=True))) != drawn(delegate, Line(summary(1)))


def test_the_field_for_a_title_lies_over_it(delegate: ConversationsDelegate) -> None:
    model = ConversationsModel()
    model.show_shelf(shelf(summary(1, "Bus")))
    parent = QWidget()
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 40, 300, 60)
    field = delegate.createEditor(parent, option, model.index(0))
    assert isinstance(field, QLineEdit)
    assert (field.text(), field.accessibleName()) == ("Bus", "Title of the conversation")
    delegate.updateEditorGeometry(field, option, model.index(0))
    assert field.y() > 40
    field.setText("Tram")
    delegate.setEditorData(field, model.index(0))
    assert field.text() == "Tram"  # what is being typed stays when the list changes
    delegate.forget_fonts()
