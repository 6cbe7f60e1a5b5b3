from __future__ import annotations

from tests.ui_tools import shown, spoken_description
from voiceapp.ui.device_notice import DeviceNotice


def test_it_is_there_only_while_something_does_not_work() -> None:
    notice = DeviceNotice()
    notice.say(("", ""))
    assert notice.isHidden()
    notice.say(("There is no microphone. Plug one in.", ""))
    assert not notice.isHidden()
    notice.say(("", ""))
    assert notice.isHidden()


def test_each_sentence_has_a_line_and_the_same_one_is_said_once() -> None:
    notice = DeviceNotice()
    notice.say(("A.", "B.", "A."))
    assert notice.text.text() == "A.\nB."
    assert spoken_description(notice) == "A.\nB."


def test_a_long_sentence_is_read_whole_where_it_is_narrow() -> None:
    notice = DeviceNotice()
    notice.say(("The microphone has stopped: it was unplugged, or the sound server ended. " * 2,))
    shown(notice, 240, 20)
    assert notice.heightForWidth(240) > 4 * notice.fontMetrics().height()
