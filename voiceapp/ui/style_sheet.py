"""The style sheet of the window, made of the theme's tokens.

Only what a palette cannot say: corners, padding, focus rings. What is drawn by hand (talk button, badges,
transcript, meter) reads the tokens itself.
"""

from __future__ import annotations

from voiceapp.ui.theme import CONTROL_HEIGHT, RADIUS, Colors


def style_sheet(c: Colors) -> str:
    """Return the style sheet for the tokens `c`."""
    button = CONTROL_HEIGHT - 2
    return f"""
QMainWindow, QDialog, #center {{ background: {c.window}; }}
QToolTip {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.field_border}; padding: 4px 6px; }}
QLabel {{ background: transparent; }}
QLabel[role="quiet"] {{ color: {c.secondary}; }}
QLabel[role="keycap"] {{ background: {c.surface}; border: 1px solid {c.border};
    border-bottom: 2px solid {c.border};
    border-radius: 5px; padding: 2px 8px; }}
#top_bar, #status_bar {{ background: {c.window}; }}
#top_bar {{ border-bottom: 1px solid {c.border}; }}
#talk_area, #replay_bar {{ background: {c.surface}; border-top: 1px solid {c.border}; }}
#conversations {{ background: {c.window}; border-right: 1px solid {c.border}; }}
#conversations_list {{ background: transparent; border: none; }}
#conversations_ask {{ background: {c.surface}; border: none; border-top: 1px solid {c.border};
    border-bottom: 1px solid {c.border}; }}
#conversations_foot {{ border: none; border-top: 1px solid {c.border}; }}
#conversations_reader {{ background: {c.surface}; }}
#reader_head {{ background: {c.window}; border: none; border-bottom: 1px solid {c.border}; }}
#title_field {{ min-height: 0; padding: 0 6px; }}
QPushButton[kind="tag"] {{ background: {c.accent_soft}; border: 1px solid {c.accent_soft};
    border-radius: 12px; padding: 0 10px; min-height: 24px; color: {c.text}; }}
QPushButton[kind="tag"]:hover {{ border-color: {c.accent}; }}
QPushButton[kind="tag"]:focus {{ border: 2px solid {c.accent}; padding: 0 9px; min-height: 22px; }}
#status_bar {{ border-top: 1px solid {c.border}; }}
#transcript_area, TranscriptView, EmptyState {{ background: {c.surface}; }}
#title {{ color: {c.text}; }}
#keys_area, #keys_sheet {{ background: {c.window}; }}
#keys_area {{ border: 2px solid transparent; border-radius: {RADIUS}px; }}
#keys_area:focus, #inspector_page:focus {{ border: 2px solid {c.accent}; }}

QPushButton[kind="chip"] {{ background: {c.window}; border: 1px solid {c.field_border}; border-radius: 16px;
    padding: 0 16px; min-height: 30px; color: {c.text}; }}
QPushButton[kind="chip"]:hover {{ background: {c.accent_soft}; border-color: {c.accent}; }}
QPushButton[kind="chip"]:focus {{ border: 2px solid {c.accent}; padding: 0 15px; }}

QPushButton[kind="key"] {{ background: {c.surface}; border: 1px solid {c.field_border};
    border-radius: {RADIUS}px; padding: 0 16px; min-height: {button}px; color: {c.text}; }}
QPushButton[kind="key"]:hover {{ background: {c.hover}; }}
QPushButton[kind="key"]:focus {{ border: 2px solid {c.accent}; padding: 0 15px; min-height: {button - 2}px; }}

QLineEdit {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.field_border};
    border-radius: {RADIUS}px;
    padding: 0 10px; min-height: {button}px; placeholder-text-color: {c.secondary};
    selection-background-color: {c.accent};
    selection-color: {c.on_accent}; }}
QLineEdit:focus {{ border: 2px solid {c.accent}; padding: 0 9px; min-height: {button - 2}px; }}
QPlainTextEdit {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.field_border};
    border-radius: {RADIUS}px; placeholder-text-color: {c.secondary};
    selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QPlainTextEdit:focus {{ border: 2px solid {c.accent}; }}
MessageBox {{ background: {c.surface}; border: 1px solid {c.field_border}; border-radius: 10px; }}
MessageBox[focused="true"] {{ border: 2px solid {c.accent}; }}

#banner, #recovered_line {{ background: {c.warning_soft}; border: none;
  border-bottom: 1px solid {c.border}; }}
#record_bar {{ background: {c.danger_soft}; border: none; border-top: 1px solid {c.border}; }}
#find_bar, #echo_panel, #notice_line {{ background: {c.window}; border: none;
    border-bottom: 1px solid {c.border}; }}
QProgressBar {{ background: {c.pressed}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
#toast {{ background: {c.text}; color: {c.surface}; border-radius: 10px; padding: 8px 16px; }}

QMenu {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.border}; padding: 6px; }}
QMenu::item {{ padding: 7px 28px 7px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {c.hover}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.unheard}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {c.border}; margin: 6px 8px; }}
QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.border};
    selection-background-color: {c.accent_soft}; selection-color: {c.text}; outline: none; }}
QComboBox QAbstractItemView::item {{ min-height: 30px; padding: 0 8px; }}
#bundle_files {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: {RADIUS}px;
    outline: none; padding: 4px; }}
#bundle_files:focus {{ border: 2px solid {c.accent}; padding: 3px; }}
#bundle_files::item {{ padding: 6px 8px; border-radius: 6px; }}
#bundle_files::item:hover {{ background: {c.hover}; }}
#bundle_content::corner {{ background: transparent; }}
#bundle_files::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}

QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle {{ background: {_faded(c.field_border)}; border-radius: 4px; }}
QScrollBar::handle:vertical {{ min-height: 36px; }}
QScrollBar::handle:horizontal {{ min-width: 36px; }}
QScrollBar::handle:hover {{ background: {c.secondary}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {c.border}; }}
#wire_parts::handle {{ background: transparent; }}

#inspector {{ background: {c.window}; }}
QTableView {{ background: {c.surface}; alternate-background-color: {c.window}; border: 1px solid {c.border};
    border-radius: {RADIUS}px; gridline-color: transparent; selection-background-color: {c.accent_soft};
    selection-color: {c.text}; outline: none; }}
QTableView:focus {{ border: 2px solid {c.accent}; }}
QTableView::item {{ padding: 0 6px; border: none; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: {c.window}; color: {c.secondary}; border: none;
    border-bottom: 1px solid {c.border}; padding: 5px 6px; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {c.secondary}; padding: 8px 12px; border: none;
    border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom: 2px solid {c.accent}; }}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar::tab:focus {{ color: {c.accent}; border-bottom: 2px solid {c.accent}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {c.border}; }}
#inspector_page, #waterfall, #numbers, #usage {{ background: {c.window}; border: none; }}
"""


def _faded(color: str) -> str:
    """Return `color` half transparent, as a style sheet writes it."""
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.55)"
