"""What the settings window adds to the style sheet of the program."""

from __future__ import annotations

from voiceapp.ui.theme import RADIUS, Colors


def settings_style(c: Colors) -> str:
    """Return the style sheet for the tokens `c`."""
    return f"""
#settings_window, #settings_body, #settings_area {{ background: {c.window}; }}
#settings_side {{ background: {c.surface}; border: none; border-right: 1px solid {c.border}; }}
#settings_sheet {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: 10px; }}
#settings_problems {{ background: {c.warning_soft}; border: none; border-bottom: 1px solid {c.border}; }}
#settings_sheet #echo_panel, #settings_sheet #hotkey_test {{ background: transparent; border: none; }}
#settings_pages {{ background: transparent; border: 2px solid transparent; border-radius: 10px;
    outline: none; padding: 2px; }}
#settings_pages::item {{ padding: 8px 10px; border-radius: {RADIUS}px; color: {c.text}; margin: 1px 0; }}
#settings_pages::item:disabled {{ color: {c.unheard}; }}
#settings_pages::item:hover {{ background: {c.hover}; }}
#settings_pages::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
#settings_pages:focus {{ border-color: {c.accent}; }}
QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; border-radius: 4px;
    padding: 1px 2px; margin-left: -3px; color: {c.accent}; text-align: left; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border-color: {c.accent}; }}
QLabel[role="problem"] {{ color: {c.danger}; }}
QLabel[role="origin"] {{ color: {c.warning}; }}
QRadioButton {{ spacing: 8px; color: {c.text}; background: transparent; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border-radius: 9px; border: 2px solid {c.field_border};
    background: {c.surface}; }}
QRadioButton::indicator:hover {{ border-color: {c.accent}; }}
QRadioButton::indicator:checked {{ border: 5px solid {c.accent}; width: 8px; height: 8px;
    background: {c.on_accent}; }}
QRadioButton:focus {{ color: {c.accent}; text-decoration: underline; }}
#settings_sheet QPlainTextEdit {{ border-color: {c.field_border}; padding: 4px 6px; }}
#settings_sheet QPlainTextEdit:focus {{ border: 2px solid {c.accent}; padding: 3px 5px; }}
"""
