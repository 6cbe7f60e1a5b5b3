from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from tests.ui_tools import shown, spoken_description
from voiceapp.dialogue import snapshot
from voiceapp.ui.banner import Banner


def shown_banner(banner: snapshot.Banner | None) -> Banner:
    widget = Banner()
    shown(widget, 700, 100)
    widget.show_banner(banner)
    return widget


def test_a_banner_shows_what_happened_and_only_the_buttons_that_do_something() -> None:
    banner = shown_banner(snapshot.Banner("No key.", details="", can_retry=False))
    assert banner.isVisible()
    assert banner.text.text() == "No key."
    assert banner.retry.isHidden()
    assert banner.more.isHidden()
    assert spoken_description(banner) == "No key."


def test_retry_is_offered_where_it_can_help() -> None:
    banner = shown_banner(snapshot.Banner("Lost.", can_retry=True))
    asked: list[bool] = []
    banner.retry_requested.connect(lambda: asked.append(True))
    banner.retry.click()
    assert asked == [True]


def test_details_open_on_demand_and_close_with_the_banner() -> None:
    banner = shown_banner(snapshot.Banner("Lost.", details="code 1006"))
    assert banner.details.isHidden()
    banner.more.click()
    assert banner.details.isVisible()
    assert banner.details.toPlainText() == "code 1006"
    banner.show_banner(None)
    assert banner.isHidden()
    banner.show_banner(snapshot.Banner("Lost again.", details="code 1011"))
    assert banner.details.isHidden()


def test_another_snapshot_with_the_same_banner_leaves_open_details_open() -> None:
    banner = shown_banner(snapshot.Banner("Lost.", details="code 1006"))
    banner.more.click()
    banner.show_banner(snapshot.Banner("Lost.", details="code 1006"))
    assert banner.details.isVisible()


def test_text_and_details_are_copied_together() -> None:
    banner = shown_banner(snapshot.Banner("Lost.", details="code 1006"))
    banner.copy.click()
    assert QGuiApplication.clipboard().text() == "Lost.\n\ncode 1006"


def test_markup_in_a_message_is_text() -> None:
    banner = shown_banner(snapshot.Banner("<b>x</b>"))
    assert banner.text.text() == "<b>x</b>"
    assert banner.text.textFormat() is banner.text.textFormat().PlainText
