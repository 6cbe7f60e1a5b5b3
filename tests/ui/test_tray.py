"""The icon in a tray that comes and goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.tray_place import FakeTray
from voiceapp.dialogue.snapshot import Phase, Snapshot
from voiceapp.ui.tray import LOOK_MS, Tray


class Panel:
    """A tray with an icon in it."""

    def __init__(self, *, there: bool = True, wanted: bool = True) -> None:
        self.place = FakeTray(there=there)
        self.tray = Tray(self.place, wanted=wanted, whom="Azure")
        self.seen: list[bool] = []
        self.tray.presence_changed.connect(self.seen.append)


@pytest.fixture
def panel(app: QApplication) -> Iterator[Panel]:
    found = Panel()
    yield found
    found.tray.close()


def test_the_tooltip_says_the_state_and_with_whom(panel: Panel) -> None:
    assert panel.place.tooltip == "voiceapp: Off — Azure"
    panel.tray.show_snapshot(Snapshot(phase=Phase.SPEAKING))
    assert panel.place.tooltip == "voiceapp: Speaking — Azure"
    panel.tray.show_snapshot(Snapshot(phase=Phase.LISTENING, muted=True))
    assert panel.place.tooltip == "voiceapp: Muted — Azure"
    panel.tray.show_whom("OpenAI")
    assert panel.place.tooltip == "voiceapp: Muted — OpenAI"


def test_the_icon_is_put_anew_only_when_the_state_is_another(panel: Panel) -> None:
    panel.tray.show_snapshot(Snapshot(phase=Phase.LISTENING, mic_rms=1))
    first = panel.place.icon
    panel.tray.show_snapshot(Snapshot(phase=Phase.LISTENING, mic_rms=900))
    assert panel.place.icon is first
    panel.tray.show_snapshot(Snapshot(phase=Phase.THINKING))
    assert panel.place.icon is not first


def test_a_tray_that_comes_later_and_goes_again_is_noticed(app: QApplication) -> None:
    panel = Panel(there=False)
    assert panel.place.icon is None
    panel.place.there = True
    panel.tray.look()
    panel.tray.look()
    assert panel.seen == [True]
    assert panel.place.tooltip == "voiceapp: Off — Azure"
    panel.place.there = False
    panel.tray.look()
    assert panel.seen == [True, False]
    panel.tray.close()


def test_it_looks_by_itself_every_two_seconds(panel: Panel) -> None:
    timer = panel.tray._timer
    assert (timer.isActive(), timer.interval(), LOOK_MS) == (True, 2_000, 2_000)
    panel.place.there = False
    timer.timeout.emit()
    assert panel.seen == [False]


def test_without_being_wanted_there_is_no_icon_until_it_is(app: QApplication) -> None:
    panel = Panel(wanted=False)
    assert panel.place.icon is None
    panel.tray.want(True)
    assert panel.seen == [True]
    assert panel.place.tooltip == "voiceapp: Off — Azure"
    panel.tray.want(False)
    assert panel.seen == [True, False]
    assert panel.place.icon is None
    panel.tray.show_snapshot(Snapshot(phase=Phase.SPEAKING))
    assert panel.place.icon is None
    panel.tray.close()


def test_a_click_is_told(panel: Panel) -> None:
    clicks: list[bool] = []
    panel.tray.clicked.connect(lambda: clicks.append(True))
    panel.place.click()
    assert clicks == [True]


def test_its_menu_is_the_one_of_the_tray_and_follows_the_conversation(panel: Panel) -> None:
    assert panel.place.menu is panel.tray.menu
    panel.tray.show_snapshot(Snapshot(phase=Phase.SPEAKING))
    assert panel.tray.menu.stop.isEnabled()


def test_another_language_is_spoken_at_once(panel: Panel) -> None:
    panel.place.tooltip = ""
    panel.tray._drawn = None
    QCoreApplication.sendEvent(panel.tray.menu, QEvent(QEvent.Type.LanguageChange))
    assert panel.place.tooltip == "voiceapp: Off — Azure"


def test_after_the_end_nothing_stands_there_and_nobody_looks(app: QApplication) -> None:
    panel = Panel()
    panel.tray.close()
    assert panel.place.icon is None
    assert not panel.tray._timer.isActive()
